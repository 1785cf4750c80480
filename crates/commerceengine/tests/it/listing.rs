//! Listings of addresses that are not as they should be.

use commerceengine::CommerceEngine;
use customer_core::{CustomerId, CustomerProviderExt, ErrorKind};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, provider};

async fn listed(
    content: impl Fn(usize) -> Value + Send + Sync + 'static,
) -> Result<usize, ErrorKind> {
    let server = MockServer::start().await;
    let answer = move |request: &wiremock::Request| {
        let mut pairs = request.url.query_pairs();
        let page = pairs.find(|(key, _)| key == "page").unwrap().1;
        let content = content(page.parse().unwrap());
        ResponseTemplate::new(200)
            .set_body_json(json!({"message": "ok", "success": true, "content": content}))
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let engine: CommerceEngine = provider(&server.uri(), ACCESS);
    let listed = engine.list_addresses(&CustomerId::new(ID)).await;
    let requests = server.received_requests().await.unwrap().len();
    assert!(requests < 20, "{requests} requests");
    listed.map(|list| list.len()).map_err(|error| error.kind())
}

/// Two addresses, whose ids tell the page; the third page is empty.
fn addresses(page: usize) -> Value {
    match page {
        1 | 2 => json!([{"id": format!("{page}-a")}, {"id": format!("{page}-b")}]),
        _ => json!([]),
    }
}

#[tokio::test]
async fn pages_are_read_to_the_end_whatever_is_said_of_them() {
    for pagination in [
        json!(null),
        json!({}),
        json!({"total_pages": 2}),
        json!({"total_pages": 2, "next_page": null}),
        json!({"total_pages": 0}),
        json!({"limit": 2, "total_records": 4}),
    ] {
        let said = pagination.clone();
        let listed = listed(move |page| json!({"addresses": addresses(page), "pagination": said}));
        assert_eq!(listed.await, Ok(4), "{pagination}");
    }
    let listed = listed(|page| json!({"addresses": addresses(page)})).await;
    assert_eq!(listed, Ok(4));
}

#[tokio::test]
async fn null_as_the_next_page_is_the_end() {
    let listed =
        listed(|page| json!({"addresses": addresses(page), "pagination": {"next_page": null}}));
    assert_eq!(listed.await, Ok(2));
}

#[tokio::test]
async fn a_page_that_is_returned_for_every_number_counts_once() {
    assert_eq!(listed(|_| json!({"addresses": addresses(1)})).await, Ok(2));
}

#[tokio::test]
async fn endless_pages_are_an_error() {
    let unexpected = Err(ErrorKind::UnexpectedResponse);
    for next_page in [json!(1), json!(0), json!(-1), json!(1001)] {
        let said = json!({"next_page": next_page});
        let listed = listed(move |page| json!({"addresses": addresses(page), "pagination": said}));
        assert_eq!(listed.await, unexpected, "{next_page}");
    }
    // The last page again and again, and empty ones.
    let again = listed(
        |page| json!({"addresses": addresses(page.min(2)), "pagination": {"next_page": page + 1}}),
    );
    assert_eq!(again.await, unexpected);
    let again = listed(|page| json!({"addresses": addresses(page.min(2))}));
    assert_eq!(again.await, unexpected);
    let empty = listed(|page| json!({"addresses": [], "pagination": {"next_page": page + 1}}));
    assert_eq!(empty.await, unexpected);
}
