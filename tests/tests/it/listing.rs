//! Listings that change while they are read, and listings that are not as they should be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use customer_core::{
    Cursor, CustomerId, CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery, NewCustomer,
    Page, WriteOptions,
};
use customer_tests::checked::CheckedSandbox;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use wiremock::matchers::{any, query_param};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::support::{self, email};

/// How often each customer was delivered.
type Deliveries = BTreeMap<CustomerId, usize>;

fn deliver(deliveries: &mut Deliveries, page: Page) -> Option<Cursor> {
    for customer in page.customers {
        *deliveries.entry(customer.unwrap().id).or_default() += 1;
    }
    page.next
}

async fn register(provider: &dyn CustomerProvider, number: usize) -> CustomerId {
    let customer = NewCustomer::new().with_email(email(&format!("customer{number}@example.com")));
    let written = provider
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    written.customer.id
}

/// KohortPay lists the oldest first on our request: a new customer comes after all existing ones.
#[tokio::test]
async fn kohortpay_lists_every_existing_customer_once_while_others_write() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = support::kohortpay(&sandbox);
    for (page_size, added_between_pages) in [(1_u32, 1), (2, 1), (3, 5), (4, 3), (7, 2), (100, 3)] {
        sandbox.clear_customers().await.unwrap();
        let mut there = Vec::new();
        for number in 0..11 {
            there.push(register(&kohortpay, number).await);
        }
        let mut added = Vec::new();
        let mut deliveries = Deliveries::new();
        let mut query = ListQuery::new().with_page_size(page_size);
        // Adding as fast as we read would let no listing end.
        let mut adding = (100..130).collect::<Vec<_>>().into_iter();
        loop {
            let page = kohortpay.list_customers(&query).await.unwrap();
            query.cursor = deliver(&mut deliveries, page);
            if query.cursor.is_none() {
                break;
            }
            for number in adding.by_ref().take(added_between_pages) {
                added.push(register(&kohortpay, number).await);
            }
        }
        for id in &there {
            assert_eq!(deliveries.get(id), Some(&1), "with pages of {page_size}");
        }
        assert!(deliveries.values().all(|times| *times == 1));
        assert!(page_size > 11 || added.len() > 1, "nobody was added");
        sandbox.check();
    }
}

/// The same, while the stream fetches ahead and others write at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kohortpay_stream_yields_every_customer_once_while_others_write() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = support::kohortpay(&sandbox);
    let mut there = Vec::new();
    for number in 0..40 {
        there.push(register(&kohortpay, number).await);
    }
    let writer = kohortpay.clone();
    let writing = tokio::spawn(async move {
        for number in 100..160 {
            register(&writer, number).await;
        }
    });
    let mut deliveries = Deliveries::new();
    let mut customers = kohortpay.customers(ListQuery::new().with_page_size(3_u32));
    while let Some(customer) = customers.try_next().await.unwrap() {
        *deliveries.entry(customer.id).or_default() += 1;
        tokio::task::yield_now().await;
    }
    drop(customers);
    writing.await.unwrap();
    for id in &there {
        assert_eq!(deliveries.get(id), Some(&1));
    }
    assert!(deliveries.values().all(|times| *times == 1));
}

/// Komerza documents no order of a listing. In the sandbox it is that of creation, and a listing is exact.
#[tokio::test]
async fn komerza_lists_every_customer_once_in_the_order_of_creation() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = support::komerza(&sandbox);
    let mut there = Vec::new();
    for number in 0..11 {
        there.push(register(&komerza, number).await);
    }
    let mut deliveries = Deliveries::new();
    let mut query = ListQuery::new().with_page_size(3_u32);
    let mut number = 100;
    loop {
        let page = komerza.list_customers(&query).await.unwrap();
        query.cursor = deliver(&mut deliveries, page);
        if query.cursor.is_none() {
            break;
        }
        if number < 110 {
            register(&komerza, number).await;
            number += 1;
        }
    }
    for id in &there {
        assert_eq!(deliveries.get(id), Some(&1));
    }
}

/// Komerza as it may be: customers page by page, the newest first.
#[derive(Clone)]
struct NewestFirst(Arc<Mutex<Vec<String>>>);

impl NewestFirst {
    fn of(count: usize) -> Self {
        Self(Arc::new(Mutex::new((0..count).map(komerza_id).collect())))
    }

    fn add(&self, number: usize) {
        self.0.lock().unwrap().push(komerza_id(number));
    }

    /// One who leaves the store.
    fn remove(&self, number: usize) {
        let id = komerza_id(number);
        self.0.lock().unwrap().retain(|known| *known != id);
    }
}

fn komerza_id(number: usize) -> String {
    format!("c2a9b7d4-1f3e-4c58-8a06-{number:012}")
}

fn reference(id: &str) -> Value {
    json!({
        "id": id, "dateCreated": "2026-01-31T05:31:56Z", "emailAddress": format!("{id}@example.com"), "status": "New",
        "isAffiliate": false, "totalSpend": 0, "averageSpend": 0, "totalOrders": 0, "isBlocked": false,
    })
}

impl Respond for NewestFirst {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = |name: &str| -> usize {
            let mut pairs = request.url.query_pairs();
            let value = pairs.find(|(key, _)| key == name).unwrap().1;
            value.parse().unwrap()
        };
        let (page, size) = (number("Page"), number("PageSize"));
        let ids = self.0.lock().unwrap();
        let data: Vec<Value> = ids
            .iter()
            .rev()
            .skip((page - 1) * size)
            .take(size)
            .map(|id| reference(id))
            .collect();
        let body = json!({"success": true, "pages": ids.len().div_ceil(size), "data": data});
        ResponseTemplate::new(200).set_body_json(body)
    }
}

/// The limit: pages are counted from the front, and nothing else tells a place. In an order that puts new customers first, one who is
/// added moves another from a page that was read to the next, who is then delivered twice; one who leaves lets another be passed over.
#[tokio::test]
async fn komerza_may_list_a_customer_twice_or_skip_one_in_another_order() {
    let store = NewestFirst::of(9);
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(store.clone())
        .mount(&server)
        .await;
    let komerza = support::komerza_at(&server.uri());
    let deliveries_while = async |change: &dyn Fn()| {
        let mut deliveries = Deliveries::new();
        let mut query = ListQuery::new().with_page_size(3_u32);
        let first = komerza.list_customers(&query).await.unwrap();
        query.cursor = deliver(&mut deliveries, first);
        change();
        while query.cursor.is_some() {
            let page = komerza.list_customers(&query).await.unwrap();
            query.cursor = deliver(&mut deliveries, page);
        }
        deliveries
    };
    let times = |deliveries: &Deliveries, number| {
        let id = CustomerId::new(komerza_id(number));
        deliveries.get(&id).copied().unwrap_or_default()
    };

    let unchanged = deliveries_while(&|| {}).await;
    assert!((0..9).all(|number| times(&unchanged, number) == 1));

    let while_one_came = deliveries_while(&|| store.add(9)).await;
    assert_eq!(times(&while_one_came, 6), 2, "the last of the first page");
    assert!((0..9).all(|number| times(&while_one_came, number) >= 1));

    // There are ten now: 9, 8 and 7 stand on the first page.
    let while_one_left = deliveries_while(&|| store.remove(9)).await;
    assert_eq!(times(&while_one_left, 6), 0, "the first of the second page");
    assert!((0..6).all(|number| times(&while_one_left, number) == 1));
}

async fn answering(pages: &[(&str, Value)]) -> MockServer {
    let server = MockServer::start().await;
    for (page, body) in pages {
        let (name, value) = page.split_once('=').unwrap();
        Mock::given(query_param(name, value))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(&server)
            .await;
    }
    // The first page of KohortPay is asked for without a place.
    if let Some((_, body)) = pages.iter().find(|(page, _)| *page == "skip=0") {
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .with_priority(10)
            .mount(&server)
            .await;
    }
    server
}

/// What a stream brings: the ids, and of each error the place in the response, where it has one.
async fn collect(provider: &dyn CustomerProvider) -> Vec<Result<String, String>> {
    let customers = provider.customers(ListQuery::new().with_page_size(3_u32));
    let brought = customers.map(|customer| match customer {
        Ok(customer) => Ok(customer.id.to_string()),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
            Err(error.json_path().unwrap_or_default().to_owned())
        }
    });
    brought.collect().await
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_named_and_the_rest_is_delivered() {
    let broken = |mut record: Value| {
        record["id"] = json!(7);
        record
    };
    let id = komerza_id;
    let body = |data: Value| json!({"success": true, "pages": 2, "data": data});
    let first = json!([
        reference(&id(1)),
        broken(reference(&id(2))),
        reference(&id(3))
    ]);
    let second = json!(["nonsense", reference(&id(4))]);
    let server = answering(&[("Page=1", body(first)), ("Page=2", body(second))]).await;
    let brought = collect(&support::komerza_at(&server.uri())).await;
    let unreadable = |place: &str| Err(place.to_owned());
    assert_eq!(
        brought,
        [
            Ok(id(1)),
            unreadable("data[1].id"),
            Ok(id(3)),
            unreadable("data[0]"),
            Ok(id(4))
        ]
    );

    let customer =
        |id: &str| json!({"id": id, "emailAddress": "a@example.com", "isBlocked": false});
    let body = |data: Value| json!({"data": data, "count": 5});
    let first = json!([
        customer("cus_1"),
        broken(customer("cus_2")),
        customer("cus_3")
    ]);
    let second = json!([null, customer("cus_5")]);
    let server = answering(&[("skip=0", body(first)), ("skip=3", body(second))]).await;
    let brought = collect(&support::kohortpay_at(&server.uri())).await;
    let read = |id: &str| Ok(id.to_owned());
    assert_eq!(
        brought,
        [
            read("cus_1"),
            unreadable("data[1].id"),
            read("cus_3"),
            unreadable("data[0]"),
            read("cus_5")
        ]
    );
}

/// All addresses of a customer are one result of the trait: a missing address must not look like no address.
#[tokio::test]
async fn an_entry_that_is_no_address_fails_the_list_and_an_odd_id_is_named() {
    let address = |id: Value| json!({"id": id, "first_name": "Asha", "city": "Pune"});
    let addresses = json!([address(json!("a1")), address(json!(7)), json!("a3")]);
    let pagination = json!({"total_records": 3, "total_pages": 1, "limit": 25, "next_page": null, "previous_page": null});
    let body = json!({
        "message": "found", "success": true,
        "content": {"addresses": addresses, "pagination": pagination},
    });
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(&server)
        .await;
    let engine = support::commerceengine_at(&server.uri(), "a-token");
    let id = CustomerId::new("01HXA5T3C9V7M2QK8ZWB4D6E1F");
    let error = engine.list_addresses(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("content.addresses[2]"));
    let query = commerceengine::client::ListAddresses::new();
    let page = engine.client().list_addresses(id.as_str(), &query).await;
    let page = page.unwrap().addresses;
    let read: Vec<bool> = page.iter().map(Result::is_ok).collect();
    assert_eq!(read, [true, true, false]);
    assert!(page[1].as_ref().unwrap().id.is_unreadable());
}

#[tokio::test]
async fn a_stream_skips_empty_pages_and_stops_at_the_documented_end() {
    let id = komerza_id;
    let body = |data: Value| json!({"success": true, "pages": 4, "data": data});
    let server = answering(&[
        ("Page=1", body(json!([]))),
        ("Page=2", body(json!([reference(&id(1))]))),
        ("Page=3", body(json!([]))),
        ("Page=4", body(json!([reference(&id(2))]))),
    ])
    .await;
    let brought = collect(&support::komerza_at(&server.uri())).await;
    assert_eq!(brought, [Ok(id(1)), Ok(id(2))]);
    assert_eq!(server.received_requests().await.unwrap().len(), 4);

    // KohortPay counts customers: the end is reached with the last of them.
    let customer = |id: &str| json!({"id": id, "emailAddress": "a@example.com"});
    let body = |data: Value| json!({"data": data, "count": 4});
    let all = [
        (
            "skip=0",
            body(json!([
                customer("cus_1"),
                customer("cus_2"),
                customer("cus_3")
            ])),
        ),
        ("skip=3", body(json!([customer("cus_4")]))),
    ];
    let server = answering(&all).await;
    let brought = collect(&support::kohortpay_at(&server.uri())).await;
    assert_eq!(brought.len(), 4);
    assert_eq!(server.received_requests().await.unwrap().len(), 2);

    // A count that is never reached makes a listing neither endless nor complete.
    let server = answering(&[
        ("skip=0", body(json!([customer("cus_1")]))),
        ("skip=1", body(json!([]))),
    ])
    .await;
    let brought = collect(&support::kohortpay_at(&server.uri())).await;
    assert_eq!(brought, [Ok("cus_1".to_owned()), Err(String::new())]);
    assert!(server.received_requests().await.unwrap().len() <= 12);
}

/// A page whose answer is no page ends the stream with an error, and the place to go on is kept.
#[tokio::test]
async fn an_unreadable_page_ends_the_stream_and_can_be_requested_again() {
    let id = komerza_id;
    let body = |data: Value| json!({"success": true, "pages": 3, "data": data});
    let server = answering(&[
        ("Page=1", body(json!([reference(&id(1))]))),
        ("Page=2", json!({"success": true, "pages": 3})),
        ("Page=3", body(json!([reference(&id(3))]))),
    ])
    .await;
    let komerza = support::komerza_at(&server.uri());
    let mut customers = komerza.customers(ListQuery::new().with_page_size(3_u32));
    assert_eq!(customers.next().await.unwrap().unwrap().id.as_str(), id(1));
    let error = customers.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert!(customers.next().await.is_none());
    let cursor = customers.cursor().unwrap().clone();

    server.reset().await;
    Mock::given(query_param("Page", "2"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body(json!([reference(&id(2))]))))
        .mount(&server)
        .await;
    let again = ListQuery::new().with_page_size(3_u32).with_cursor(cursor);
    let page = komerza.list_customers(&again).await.unwrap();
    assert_eq!(page.customers[0].as_ref().unwrap().id.as_str(), id(2));
}
