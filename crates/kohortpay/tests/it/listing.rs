//! Listings and searches, page by page.

use std::collections::BTreeSet;

use customer_core::{
    CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery, NewCustomer, WriteOptions,
};
use customer_sandbox::Sandbox;
use customer_tests::checked::CheckedSandbox;
use futures_util::{StreamExt, TryStreamExt};
use kohortpay::Kohortpay;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, in_sandbox, provider};

async fn register(kohortpay: &Kohortpay, address: &str) {
    let customer = NewCustomer::new().with_email(email(address));
    kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
}

/// Pages of these customers, as many as are asked for and not more than `most`.
async fn serving(customers: Vec<Value>, count: Value, most: usize) -> (MockServer, Kohortpay) {
    let server = MockServer::start().await;
    let page = move |request: &wiremock::Request| {
        let number = |name: &str| {
            let mut pairs = request.url.query_pairs();
            let (_, value) = pairs.find(|(key, _)| key == name)?;
            value.parse::<usize>().ok()
        };
        let take = number("take").unwrap_or(25).min(most);
        let skip = number("skip").unwrap_or(0);
        let data: Vec<_> = customers.iter().skip(skip).take(take).collect();
        ResponseTemplate::new(200).set_body_json(json!({"data": data, "count": count}))
    };
    Mock::given(any()).respond_with(page).mount(&server).await;
    let kohortpay = provider(&server.uri(), KEY);
    (server, kohortpay)
}

fn customers(count: usize) -> Vec<Value> {
    (0..count)
        .map(|number| json!({"id": format!("cus_{number}"), "emailAddress": format!("c{number}@example.com")}))
        .collect()
}

#[tokio::test]
async fn existing_customers_are_listed_once_while_others_are_added() {
    let sandbox = CheckedSandbox::over(Sandbox::builder().seed(40).start().await.unwrap());
    let kohortpay = in_sandbox(&sandbox);
    let mut cursor = None;
    let mut given = Vec::new();
    for round in 0.. {
        let mut query = ListQuery::new().with_page_size(7_u32);
        query.cursor = cursor;
        let page = kohortpay.list_customers(&query).await.unwrap();
        for customer in page.customers {
            given.push(customer.unwrap().email.unwrap().to_string());
        }
        // Fewer than a page holds, or it would not end.
        for more in 0..5 {
            register(&kohortpay, &format!("new{round}-{more}@example.com")).await;
        }
        cursor = page.next;
        if cursor.is_none() || round > 50 {
            break;
        }
    }
    let set: BTreeSet<_> = given.iter().collect();
    assert_eq!(set.len(), given.len(), "one was given twice");
    let seeded = given.iter().filter(|one| one.ends_with("@seed.example"));
    assert_eq!(seeded.count(), 40);
}

#[tokio::test]
async fn a_page_shorter_than_asked_for_leaves_no_gap() {
    let (_server, kohortpay) = serving(customers(10), json!(10), 4).await;
    let query = ListQuery::new().with_page_size(100_u32);
    let all: Vec<_> = kohortpay.customers(query).try_collect().await.unwrap();
    let ids: Vec<_> = all.iter().map(|customer| customer.id.as_str()).collect();
    let expected: Vec<_> = (0..10).map(|number| format!("cus_{number}")).collect();
    assert_eq!(ids, expected);
}

async fn kinds(kohortpay: &Kohortpay, query: ListQuery) -> (usize, Option<ErrorKind>) {
    let all: Vec<_> = kohortpay.customers(query).collect().await;
    let given = all.iter().flatten().count();
    let errors: Vec<_> = all.into_iter().filter_map(Result::err).collect();
    assert!(errors.len() <= 1, "{errors:?}");
    (given, errors.first().map(customer_core::Error::kind))
}

#[tokio::test]
async fn a_listing_ends_where_its_count_is_reached_and_without_one_where_nothing_comes() {
    let unexpected = Some(ErrorKind::UnexpectedResponse);
    for (count, expected) in [
        (json!(10), (10, None)),
        (json!("10"), (10, None)),
        (json!(10.0), (10, None)),
        (json!(null), (10, None)),
        (json!({}), (10, None)),
        (json!(-1), (10, None)),
        (json!(4), (4, None)),
        // It cannot be less than what came.
        (json!(3), (10, None)),
        (json!(0), (10, None)),
        // There are more, and they do not come.
        (json!(1000), (10, unexpected)),
    ] {
        let (server, kohortpay) = serving(customers(10), count.clone(), 4).await;
        assert_eq!(
            kinds(&kohortpay, ListQuery::new()).await,
            expected,
            "{count}"
        );
        let requests = server.received_requests().await.unwrap().len();
        assert!(requests < 20, "{requests} requests");
    }
}

#[tokio::test]
async fn a_provider_that_clamps_offsets_is_noticed() {
    let server = MockServer::start().await;
    let page = |request: &wiremock::Request| {
        let mut pairs = request.url.query_pairs();
        let skip = pairs.find(|(key, _)| key == "skip");
        let skip: usize = skip.map_or(0, |(_, value)| value.parse().unwrap());
        let data = customers(10).split_off(skip.min(6)).into_iter().take(2);
        ResponseTemplate::new(200)
            .set_body_json(json!({"data": data.collect::<Vec<_>>(), "count": 10}))
    };
    Mock::given(any()).respond_with(page).mount(&server).await;
    let kohortpay = provider(&server.uri(), KEY);
    let (given, kind) = kinds(&kohortpay, ListQuery::new().with_page_size(2_u32)).await;
    assert_eq!((given, kind), (8, Some(ErrorKind::UnexpectedResponse)));
}

#[tokio::test]
async fn a_cursor_of_another_mode_or_organization_is_refused() {
    let (server, test) = serving(customers(10), json!(10), 4).await;
    let page = test.list_customers(&ListQuery::new()).await.unwrap();
    let query = ListQuery::new().with_cursor(page.next.unwrap());
    let live = provider(&server.uri(), "sk_live_secret_of_the_tests");
    let error = live.list_customers(&query).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("another mode"), "{error}");

    let of = |organization: &str| {
        let mut all = customers(10);
        for one in &mut all {
            one["organizationId"] = json!(organization);
        }
        all
    };
    let (_server, ours) = serving(of("org_1"), json!(10), 4).await;
    let (_server, theirs) = serving(of("org_2"), json!(10), 4).await;
    let page = ours.list_customers(&ListQuery::new()).await.unwrap();
    let query = ListQuery::new().with_cursor(page.next.unwrap());
    assert!(ours.list_customers(&query).await.is_ok());
    let error = theirs.list_customers(&query).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("another account"), "{error}");
}

#[tokio::test]
async fn the_count_of_a_search_may_be_that_of_all_customers() {
    let (_server, kohortpay) = serving(customers(10), json!(1000), 4).await;
    let search = ListQuery::new().with_search("example");
    assert_eq!(kinds(&kohortpay, search).await, (10, None));
    let nobody = email("nobody@example.com");
    let found = kohortpay.find_all_by_email(&nobody).await;
    assert_eq!(found.unwrap(), []);
}

#[tokio::test]
async fn an_email_address_with_a_tilde_is_found() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    for address in ["~a~~b@example.com", "b~a@example.com", "ab@example.com"] {
        register(&kohortpay, address).await;
    }
    sandbox.clear_requests();
    let found = kohortpay
        .find_all_by_email(&email("~a~~b@example.com"))
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    let query = sandbox.requests()[0].query.clone().unwrap();
    assert!(query.contains("search=a~b%40example.com"), "{query}");
}

#[tokio::test]
async fn a_search_whose_pages_repeat_is_an_error_and_a_repeated_customer_is_not() {
    // A customer that was added moved one to the next page.
    let mut shifted = customers(30);
    shifted[25] = shifted[24].clone();
    let (_server, kohortpay) = serving(shifted, json!(30), 25).await;
    let sought = email("c24@example.com");
    let found = kohortpay.find_all_by_email(&sought).await;
    assert_eq!(found.unwrap().len(), 1);

    let same: Vec<_> = (0..100).map(|_| customers(1).remove(0)).collect();
    let (_server, kohortpay) = serving(same, json!(100), 25).await;
    let sought = email("c24@example.com");
    let found = kohortpay.find_all_by_email(&sought).await;
    let error = found.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn a_null_in_a_page_does_not_lose_a_search() {
    let mut some = customers(3);
    some[0] = json!(null);
    some[1] = json!(null);
    let (_server, kohortpay) = serving(some, json!(3), 2).await;
    let sought = email("c2@example.com");
    let found = kohortpay.find_all_by_email(&sought).await;
    assert_eq!(found.unwrap().len(), 1);
    let page = kohortpay.list_customers(&ListQuery::new()).await.unwrap();
    assert!(page.customers[0].is_err());
    // An object without an id may be the customer that is looked for.
    for odd in [json!({"id": ""}), json!({"id": null}), json!([]), json!(0)] {
        let mut some = customers(3);
        some[1] = odd.clone();
        let (_server, kohortpay) = serving(some, json!(3), 25).await;
        let error = kohortpay.find_all_by_email(&sought).await;
        let kind = error.unwrap_err().kind();
        assert_eq!(kind, ErrorKind::UnexpectedResponse, "{odd}");
    }
}

#[tokio::test]
async fn a_search_with_a_growing_total_and_empty_pages_ends_with_an_error() {
    let server = MockServer::start().await;
    let asked = std::sync::atomic::AtomicU64::new(0);
    let page = move |_: &wiremock::Request| {
        let count = 1000 * (1 + asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        ResponseTemplate::new(200).set_body_json(json!({"data": [], "count": count}))
    };
    Mock::given(any()).respond_with(page).mount(&server).await;
    let kohortpay = provider(&server.uri(), KEY);
    let nobody = email("nobody@example.com");
    let found = kohortpay.find_all_by_email(&nobody).await;
    let error = found.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    let requests = server.received_requests().await.unwrap().len();
    assert!(requests < 20, "{requests} requests");

    let (server, kohortpay) = serving(vec![json!(null); 1000], json!(1000), 2).await;
    let found = kohortpay.find_all_by_email(&nobody).await;
    let kind = found.unwrap_err().kind();
    assert_eq!(kind, ErrorKind::UnexpectedResponse);
    let requests = server.received_requests().await.unwrap().len();
    assert!(requests < 20, "{requests} requests");
}
