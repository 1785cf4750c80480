//! Listings that are not as they should be: none ends early, and none turns in circles unnoticed.

use customer_core::{Cursor, CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery};
use futures_util::StreamExt;
use komerza::Komerza;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, provider};

/// Answers with what is said of each page, by its number.
async fn serving(page: impl Fn(usize) -> Value + Send + Sync + 'static) -> (MockServer, Komerza) {
    let server = MockServer::start().await;
    let answer = move |request: &wiremock::Request| {
        let mut pairs = request.url.query_pairs();
        let number = pairs.find(|(key, _)| key == "Page").unwrap().1;
        ResponseTemplate::new(200).set_body_json(page(number.parse().unwrap()))
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let komerza = provider(&server.uri(), STORE, KEY);
    (server, komerza)
}

/// Two customers, whose ids tell the page.
fn customers(page: usize) -> Value {
    json!([{"id": format!("{page}-a")}, {"id": format!("{page}-b")}])
}

async fn kinds(komerza: &Komerza) -> (usize, Option<ErrorKind>) {
    let all: Vec<_> = komerza.customers(ListQuery::new()).collect().await;
    let given = all.iter().flatten().count();
    let errors: Vec<_> = all.into_iter().filter_map(Result::err).collect();
    assert!(errors.len() <= 1, "{errors:?}");
    (given, errors.first().map(customer_core::Error::kind))
}

/// Reads page by page, as separate processes would, up to the error or the end.
async fn by_cursor(komerza: &Komerza, most: usize) -> Option<ErrorKind> {
    let mut query = ListQuery::new();
    for _ in 0..most {
        match komerza.list_customers(&query).await {
            Ok(page) => {
                page.next.as_ref()?;
                query.cursor = page.next;
            }
            Err(error) => return Some(error.kind()),
        }
    }
    panic!("it does not end");
}

#[tokio::test]
async fn a_page_without_a_readable_number_of_pages_does_not_end_the_listing() {
    for pages in [
        json!(3),
        json!("3"),
        json!(" 3 "),
        json!(3.0),
        json!(null),
        json!(0),
        json!(-1),
        json!("many"),
        json!([3]),
        json!({}),
        json!(true),
    ] {
        let said = pages.clone();
        let (_server, komerza) = serving(move |number| {
            let data = if number <= 3 {
                customers(number)
            } else {
                json!([])
            };
            let mut body = json!({"success": true, "data": data});
            // One of the pages says nothing at all.
            if number != 2 {
                body["pages"] = said.clone();
            }
            body
        })
        .await;
        assert_eq!(kinds(&komerza).await, (6, None), "{pages}");
        assert_eq!(by_cursor(&komerza, 10).await, None, "{pages}");
    }
}

#[tokio::test]
async fn no_page_after_the_last_is_requested() {
    for pages in [json!(3), json!("3"), json!(3.0)] {
        let said = pages.clone();
        let (server, komerza) = serving(
            move |number| json!({"success": true, "data": customers(number), "pages": said}),
        )
        .await;
        assert_eq!(kinds(&komerza).await, (6, None), "{pages}");
        let requests = server.received_requests().await.unwrap().len();
        assert_eq!(requests, 3, "{pages}");
    }
}

#[tokio::test]
async fn empty_pages_are_skipped_up_to_a_limit() {
    let (server, komerza) = serving(|number| {
        let data = if number % 5 == 1 {
            customers(number)
        } else {
            json!([])
        };
        json!({"success": true, "data": data, "pages": 11})
    })
    .await;
    assert_eq!(kinds(&komerza).await, (6, None));
    drop(server);
    let (server, komerza) =
        serving(|number| json!({"success": true, "data": [], "pages": number + 1})).await;
    assert_eq!(
        kinds(&komerza).await,
        (0, Some(ErrorKind::UnexpectedResponse))
    );
    let requests = server.received_requests().await.unwrap().len();
    assert!(requests < 20, "{requests} requests");
    assert_eq!(
        by_cursor(&komerza, 20).await,
        Some(ErrorKind::UnexpectedResponse)
    );
}

#[tokio::test]
async fn a_cursor_with_an_edited_position_is_refused() {
    let (server, komerza) =
        serving(|number| json!({"success": true, "data": customers(number), "pages": 100})).await;
    let page = komerza.list_customers(&ListQuery::new()).await.unwrap();
    let cursor = page.next.unwrap();
    let (before, trail) = cursor.as_str().rsplit_once('~').unwrap();
    let before = before.strip_suffix(".2").unwrap();
    let asked = server.received_requests().await.unwrap().len();
    for place in [
        "0",
        "02",
        "+2",
        "-2",
        " 2",
        "2.0",
        "",
        "18446744073709551616",
    ] {
        let cursor = Cursor::from(format!("{before}.{place}~{trail}"));
        let query = ListQuery::new().with_cursor(cursor);
        let error = komerza.list_customers(&query).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{place:?}");
        assert_eq!(error.fields()[0].field, "cursor", "{place:?}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), asked);
}

#[tokio::test]
async fn every_page_of_a_search_has_the_same_words() {
    let (server, komerza) =
        serving(|number| json!({"success": true, "data": customers(number), "pages": 3})).await;
    let query = ListQuery::new().with_search("asha");
    let all: Vec<_> = komerza.customers(query.clone()).collect().await;
    assert_eq!(all.iter().flatten().count(), 6, "{all:?}");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 3);
    for request in requests {
        let path = request.url.path();
        assert!(path.ends_with("/customers/search/asha"), "{path}");
    }
    // The cursor of a search is not one of all customers.
    let page = komerza.list_customers(&query).await.unwrap();
    let elsewhere = ListQuery::new().with_cursor(page.next.unwrap());
    let error = komerza.list_customers(&elsewhere).await.unwrap_err();
    assert!(error.to_string().contains("another query"), "{error}");
}
