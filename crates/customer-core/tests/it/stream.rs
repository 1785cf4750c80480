use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use customer_core::{
    Cursor, Customer, CustomerProviderExt, Error, ErrorKind, ListQuery, Lookup, Page, Result,
};
use futures_util::StreamExt;

use crate::memory::{Memory, PROVIDER};

#[allow(clippy::unnecessary_wraps)] // As a page holds it.
fn customer(id: &str) -> Result<Customer> {
    Ok(Customer::new(PROVIDER, id))
}

#[allow(clippy::unnecessary_wraps)] // As a provider returns it.
fn page(ids: &[&str], next: Option<&str>) -> Result<Page> {
    Ok(Page::new(ids.iter().map(|id| customer(id)).collect()).with_next(next.map(Cursor::from)))
}

fn provider(pages: Vec<Result<Page>>) -> Memory {
    let memory = Memory::new(Lookup::None);
    memory.pages.lock().unwrap().extend(pages);
    memory
}

async fn ids(provider: &Memory) -> Vec<std::result::Result<String, ErrorKind>> {
    provider
        .customers(ListQuery::new())
        .map(|customer| {
            customer
                .map(|customer| customer.id.to_string())
                .map_err(|error| error.kind())
        })
        .collect()
        .await
}

#[tokio::test]
async fn a_stream_joins_pages_and_skips_empty_ones() {
    let provider = provider(vec![
        page(&["1", "2"], Some("a")),
        page(&[], Some("b")),
        page(&["3"], Some("c")),
        page(&[], None),
    ]);
    assert_eq!(
        ids(&provider).await,
        ["1", "2", "3"].map(|id| Ok(id.to_owned()))
    );
    let cursors: Vec<_> = provider
        .queries
        .lock()
        .unwrap()
        .iter()
        .map(|query| query.cursor.clone().map(|cursor| cursor.to_string()))
        .collect();
    assert_eq!(
        cursors,
        [None, Some("a".into()), Some("b".into()), Some("c".into())]
    );
}

#[tokio::test]
async fn a_repeated_cursor_ends_the_stream_with_an_error() {
    let provider = provider(vec![
        page(&["1"], Some("a")),
        page(&["2"], Some("b")),
        page(&["3"], Some("a")),
    ]);
    let got = ids(&provider).await;
    assert_eq!(
        got,
        [
            Ok("1".into()),
            Ok("2".into()),
            Err(ErrorKind::UnexpectedResponse)
        ]
    );
}

#[tokio::test]
async fn a_page_with_only_known_customers_ends_the_stream_with_an_error() {
    let unexpected = || Err(ErrorKind::UnexpectedResponse);
    // The page before, a part of it, one of long ago in another order; also as the last page.
    for (again, next) in [
        (&["4", "3"][..], Some("d")),
        (&["4"], Some("d")),
        (&["2", "1"], Some("d")),
        (&["3", "4"], None),
    ] {
        let provider = provider(vec![
            page(&["1", "2"], Some("a")),
            page(&["3", "4"], Some("b")),
            page(again, next),
        ]);
        let mut expected: Vec<_> = ["1", "2", "3", "4"].map(|id| Ok(id.to_owned())).into();
        expected.push(unexpected());
        assert_eq!(ids(&provider).await, expected, "{again:?}");
    }
    // One that was moved to the next page is not a circle.
    let provider = provider(vec![page(&["1", "2"], Some("a")), page(&["2", "3"], None)]);
    assert_eq!(ids(&provider).await.len(), 4);
}

#[tokio::test]
async fn empty_pages_without_end_end_the_stream_with_an_error() {
    let cursors: Vec<_> = (0..2000).map(|number| number.to_string()).collect();
    let pages = cursors.iter().map(|cursor| page(&[], Some(cursor)));
    let provider = provider(pages.collect());
    assert_eq!(ids(&provider).await, [Err(ErrorKind::UnexpectedResponse)]);
    assert!(provider.queries.lock().unwrap().len() < 1000);
}

#[tokio::test]
async fn an_unreadable_record_is_an_error_in_its_place() {
    let unreadable =
        || Error::new(ErrorKind::UnexpectedResponse, "no id").with_json_path("data[1].id");
    let provider = provider(vec![Ok(Page::new(vec![
        customer("1"),
        Err(unreadable()),
        customer("3"),
    ]))]);
    assert_eq!(
        ids(&provider).await,
        [
            Ok("1".into()),
            Err(ErrorKind::UnexpectedResponse),
            Ok("3".into())
        ]
    );
}

#[tokio::test]
async fn the_error_of_a_page_ends_the_stream_and_the_cursor_resumes_it() {
    let failed = || Err(Error::new(ErrorKind::Unavailable, ""));
    let provider = provider(vec![page(&["1"], Some("a")), failed(), page(&["2"], None)]);
    let mut customers = provider.customers(ListQuery::new());
    assert!(customers.next().await.unwrap().is_ok());
    assert_eq!(
        customers
            .next()
            .await
            .unwrap()
            .map_err(|error| error.kind())
            .err(),
        Some(ErrorKind::Unavailable)
    );
    assert!(customers.next().await.is_none());
    let cursor = customers.cursor().cloned().unwrap();
    drop(customers);
    let rest: Vec<_> = provider
        .customers(ListQuery::new().with_cursor(cursor))
        .collect()
        .await;
    assert_eq!(rest.len(), 1);
}

#[tokio::test]
async fn the_next_page_is_requested_while_a_page_is_read() {
    let provider = provider(vec![page(&["1", "2", "3"], Some("a")), page(&["4"], None)]);
    let mut customers = provider.customers(ListQuery::new());
    for _ in 0..2 {
        customers.next().await.unwrap().unwrap();
    }
    assert_eq!(provider.queries.lock().unwrap().len(), 2);
}

struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn the_last_task_that_polled_is_woken_when_the_page_arrives() {
    let provider = provider(vec![page(&["1"], None)]);
    let mut customers = provider.customers(ListQuery::new());
    let mut first = Context::from_waker(Waker::noop());
    assert!(customers.poll_next_unpin(&mut first).is_pending());
    let woken = Arc::new(Woken(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&woken));
    let mut second = Context::from_waker(&waker);
    assert!(customers.poll_next_unpin(&mut second).is_pending());
    tokio::task::yield_now().await;
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert!(matches!(
        customers.poll_next_unpin(&mut second),
        Poll::Ready(Some(Ok(_)))
    ));
}
