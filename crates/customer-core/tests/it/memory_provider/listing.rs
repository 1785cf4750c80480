use customer_core::memory::MemoryProvider;
use customer_core::{
    Cursor, Customer, CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery, Mode,
    NewCustomer, Operation, PersonName,
};
use futures_util::StreamExt;

use super::{email, now};

fn filled(count: usize) -> MemoryProvider {
    (1..=count)
        .fold(MemoryProvider::builder(), |builder, number| {
            let name = if number % 2 == 0 { "Even" } else { "Odd" };
            builder.customer(
                NewCustomer::new()
                    .with_email(email(&format!("c{number}@example.com")))
                    .with_name(PersonName::new().with_given(name)),
            )
        })
        .page_sizes(4, 6)
        .build()
}

fn all(provider: &MemoryProvider, query: ListQuery) -> Vec<Customer> {
    let listed = now(provider.customers(query).collect::<Vec<_>>());
    listed.into_iter().map(Result::unwrap).collect()
}

#[test]
fn a_listing_brings_every_customer_once_and_ends() {
    for count in [0, 1, 3, 4, 5, 8, 13] {
        let provider = filled(count);
        let ids = |customers: Vec<Customer>| -> Vec<_> {
            customers.into_iter().map(|customer| customer.id).collect()
        };
        let expected = ids(provider.records());
        for size in [None, Some(1), Some(4), Some(100)] {
            let mut query = ListQuery::new();
            query.page_size = size;
            assert_eq!(ids(all(&provider, query)), expected);
        }
    }
}

#[test]
fn the_page_size_is_the_one_asked_for_up_to_the_providers_most() {
    let provider = filled(10);
    for (asked, given) in [(None, 4), (Some(2), 2), (Some(6), 6), (Some(7), 6)] {
        let mut query = ListQuery::new();
        query.page_size = asked;
        let page = now(provider.list_customers(&query)).unwrap();
        assert_eq!((page.customers.len(), page.total), (given, Some(10)));
    }
    let none = ListQuery::new().with_page_size(0_u32);
    let error = now(provider.list_customers(&none)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_search_lists_those_that_have_all_words() {
    let provider = filled(9);
    let search = |words: &str| all(&provider, ListQuery::new().with_search(words)).len();
    assert_eq!(
        (search("even"), search("ODD"), search("even c4@")),
        (4, 5, 1)
    );
    assert_eq!(search("nobody"), 0);
}

fn cursor(provider: &MemoryProvider, query: &ListQuery) -> Cursor {
    now(provider.list_customers(query)).unwrap().next.unwrap()
}

#[test]
fn a_cursor_is_refused_by_another_listing() {
    let provider = filled(10);
    let query = ListQuery::new().with_page_size(3_u32);
    let cursor = cursor(&provider, &query);
    let builders = || MemoryProvider::builder();
    let others = [
        builders().account("store-1").build(),
        builders().mode(Mode::Test).build(),
        builders()
            .provider_name(customer_core::ProviderName::from_static("other"))
            .build(),
        // Of the same name, without the customer after whom it goes on.
        builders().build(),
    ];
    for other in others {
        let error = now(other.list_customers(&query.clone().with_cursor(cursor.clone())));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    for query in [
        query.clone().with_page_size(4_u32),
        query.clone().with_search("odd"),
    ] {
        let error = now(provider.list_customers(&query.with_cursor(cursor.clone())));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    for text in ["", "2.memory", "nonsense"] {
        let query = ListQuery::new().with_cursor(text);
        let error = now(provider.list_customers(&query)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    let sent = provider.sent(Operation::ListCustomers);
    assert_eq!(sent, 1, "a cursor is refused before anything is sent");
}

#[test]
fn a_listing_goes_on_after_a_customer_that_was_removed() {
    let provider = (1..=6)
        .fold(MemoryProvider::builder(), |builder, number| {
            let address = email(&format!("c{number}@example.com"));
            builder.customer(NewCustomer::new().with_email(address))
        })
        .removes_deleted()
        .build();
    let query = ListQuery::new().with_page_size(2_u32);
    let page = now(provider.list_customers(&query)).unwrap();
    let last = page.customers[1].as_ref().unwrap().id.clone();
    now(provider.delete(&last)).unwrap();
    let rest = all(&provider, query.with_cursor(page.next.unwrap()));
    assert_eq!(rest.len(), 4);
}
