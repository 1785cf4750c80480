//! Listings and searches, page by page.

use std::collections::BTreeSet;

use customer_core::{
    Cursor, CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery, Mode, NewCustomer,
    ProviderIdentity, ProviderName, WriteOptions,
};
use customer_sandbox::{Provider, Sandbox};
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
async fn pages_follow_one_another_and_end() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    for number in 0..7 {
        register(&kohortpay, &format!("c{number}@example.com")).await;
    }
    for (size, requests) in [(3_u32, 3), (7, 1), (1, 7), (100, 1)] {
        sandbox.clear_requests();
        let query = ListQuery::new().with_page_size(size);
        let customers: Vec<_> = kohortpay.customers(query).try_collect().await.unwrap();
        // The oldest first.
        for (number, customer) in customers.iter().enumerate() {
            let address = customer.email.as_ref().unwrap().as_str();
            assert_eq!(address, format!("c{number}@example.com"));
        }
        assert_eq!(customers.len(), 7);
        assert_eq!(sandbox.request_count(Provider::KOHORTPAY), requests);
    }

    let page = kohortpay
        .list_customers(&ListQuery::new().with_page_size(3_u32))
        .await
        .unwrap();
    assert_eq!((page.customers.len(), page.total), (3, Some(7)));
    // A cursor survives serialization and keeps its page size.
    let kept = serde_json::to_string(&page.next.unwrap()).unwrap();
    let cursor: Cursor = serde_json::from_str(&kept).unwrap();
    let resumed = ListQuery::new().with_cursor(cursor);
    let page = kohortpay.list_customers(&resumed).await.unwrap();
    assert_eq!(page.customers.len(), 3);
    let rest = kohortpay.customers(resumed.clone());
    let rest: Vec<_> = rest.try_collect().await.unwrap();
    assert_eq!(rest.len(), 4);
    let same = resumed.clone().with_page_size(3_u32);
    assert!(kohortpay.list_customers(&same).await.is_ok());
    let other = resumed.with_page_size(4_u32);
    let error = kohortpay.list_customers(&other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("another page size"), "{error}");

    let found = kohortpay.customers(ListQuery::new().with_search("c3@~example"));
    let found: Vec<_> = found.try_collect().await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_cursor_of_another_listing_is_refused() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let ours = kohortpay.identity();
    let query = ListQuery::new();
    let cursor = |identity: &ProviderIdentity, query: &ListQuery, position: &str| {
        Cursor::new(identity, query, position).to_string()
    };
    let [komerza, live, other_account] = [
        ProviderIdentity::new(ProviderName::from_static("komerza")).with_mode(Mode::Test),
        ProviderIdentity::new(kohortpay::PROVIDER).with_mode(Mode::Live),
        ours.clone().with_account("other"),
    ];
    let position = "2~1-1-1-1-0-";
    let mut cursors = vec![
        "nonsense".to_owned(),
        "1.kohortpay.cbf29ce484222325.2".to_owned(),
        cursor(&komerza, &query, position),
        cursor(&live, &query, position),
        cursor(&other_account, &query, position),
        cursor(&ours, &query.clone().with_search("jane"), position),
        cursor(&ours, &query.clone().with_page_size(0_u32), position),
        cursor(&ours, &query, position).replace("2~", "1~"),
    ];
    let positions = [
        "",
        "2",
        "-1~1-1-1-1-0-",
        "02~1-1-1-1-0-",
        "+2~1-1-1-1-0-",
        "2~1-1-1-1-0",
        "18446744073709551616~1-1-1-1-0-",
    ];
    cursors.extend(positions.map(|position| cursor(&ours, &query, position)));
    for cursor in cursors {
        let error = kohortpay
            .list_customers(&ListQuery::new().with_cursor(&*cursor))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{cursor}");
        assert_eq!(error.provider(), Some(&kohortpay::PROVIDER), "{cursor}");
    }
    let error = kohortpay
        .list_customers(&ListQuery::new().with_page_size(0_u32))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.fields()[0].field, "page_size");
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 0);
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
async fn a_listing_whose_pages_repeat_ends_with_an_error() {
    for period in [1_usize, 2, 3, 5] {
        let server = MockServer::start().await;
        let page = move |request: &wiremock::Request| {
            let mut pairs = request.url.query_pairs();
            let skip = pairs.find(|(key, _)| key == "skip");
            let skip: usize = skip.map_or(0, |(_, value)| value.parse().unwrap());
            let data: Vec<_> = (0..2)
                .map(|place| json!({"id": format!("cus_{}", (skip + place) % (2 * period))}))
                .collect();
            ResponseTemplate::new(200).set_body_json(json!({"data": data, "count": 1000}))
        };
        Mock::given(any()).respond_with(page).mount(&server).await;
        let kohortpay = provider(&server.uri(), KEY);
        let expected = (2 * period, Some(ErrorKind::UnexpectedResponse));
        assert_eq!(kinds(&kohortpay, ListQuery::new()).await, expected);

        // Page by page, as separate processes would.
        let mut query = ListQuery::new();
        let mut pages = 0;
        let error = loop {
            match kohortpay.list_customers(&query).await {
                Ok(page) => query.cursor = Some(page.next.expect("the count is not reached")),
                Err(error) => break error,
            }
            pages += 1;
            assert!(
                pages <= 4 * period,
                "{pages} pages, of which {period} differ"
            );
        };
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
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
async fn a_record_that_cannot_be_read_is_reported_in_its_place() {
    let mut three = customers(3);
    three[1] = json!({"emailAddress": "c1@example.com"});
    let (_server, kohortpay) = serving(three, json!(3), 25).await;
    let page = kohortpay.list_customers(&ListQuery::new()).await.unwrap();
    let error = page.customers[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("data[1]"));
    assert_eq!(page.customers[2].as_ref().unwrap().id.as_str(), "cus_2");
    // It may be the one that is looked for.
    let sought = email("c2@example.com");
    let found = kohortpay.find_all_by_email(&sought).await;
    let error = found.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn a_find_is_exact_and_reads_every_page() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    // KohortPay does not forbid an address twice.
    for address in ["asha@example.com", "Asha@Example.com"] {
        register(&kohortpay, address).await;
    }
    for number in 0..60 {
        register(&kohortpay, &format!("{number}.asha@example.com.au")).await;
    }
    sandbox.clear_requests();
    let found = kohortpay
        .find_all_by_email(&email("ASHA@example.com"))
        .await
        .unwrap();
    let found: Vec<_> = found.iter().filter_map(|one| one.email.as_ref()).collect();
    let found: Vec<_> = found.iter().map(|email| email.as_str()).collect();
    assert_eq!(found, ["Asha@Example.com", "asha@example.com"]);
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 3);

    for address in ["sha@example.com", "asha@example.co", "nobody@example.com"] {
        let found = kohortpay.find_all_by_email(&email(address)).await;
        assert_eq!(found.unwrap(), [], "{address}");
    }
    let error = kohortpay
        .find_one_by_email(&email("asha@example.com"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
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
async fn an_empty_id_is_an_error_in_its_place() {
    let mut some = customers(3);
    some[1]["id"] = json!("");
    let (_server, kohortpay) = serving(some, json!(3), 25).await;
    let page = kohortpay.list_customers(&ListQuery::new()).await.unwrap();
    let error = page.customers[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("data[1].id"));
    assert_eq!(page.customers[2].as_ref().unwrap().id.as_str(), "cus_2");
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
