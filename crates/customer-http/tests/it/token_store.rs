//! Token stores and renewals that hang, panic or fail: the pair is used, and the next renewal goes on.

use std::error::Error as StdError;
use std::sync::Mutex;
use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use customer_core::{ErrorKind, Result};
use customer_http::{
    Authorization, Clock, RefreshingToken, Secret, TokenPair, TokenRefresher, TokenStore,
    TokioClock,
};

const SAVE_TIMEOUT: Duration = Duration::from_secs(10);
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(300);

/// Gives pair after pair: the second, the third, and so on.
#[derive(Debug, Default)]
struct Counting {
    renewals: AtomicUsize,
    hangs: bool,
}

impl Counting {
    async fn next(&self) -> Result<TokenPair> {
        let number = self.renewals.fetch_add(1, Ordering::SeqCst) + 2;
        if self.hangs && number == 2 {
            std::future::pending::<()>().await;
        }
        Ok(pair(number))
    }
}

#[async_trait]
impl TokenRefresher for Counting {
    async fn refresh(&self, _: &Secret, _: &Secret) -> Result<TokenPair> {
        self.next().await
    }

    async fn start(&self) -> Result<TokenPair> {
        self.next().await
    }
}

/// What a store does with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Saves,
    Fails,
    Panics,
    Hangs,
}

#[derive(Debug)]
struct Store {
    deeds: Mutex<Vec<Deed>>,
    /// The refresh tokens that it was given.
    given: Mutex<Vec<String>>,
}

impl Store {
    /// Does one deed after another.
    fn doing(deeds: &[Deed]) -> Arc<Self> {
        Arc::new(Self {
            deeds: Mutex::new(deeds.iter().rev().copied().collect()),
            given: Mutex::default(),
        })
    }

    fn given(&self) -> Vec<String> {
        self.given.lock().unwrap().clone()
    }
}

#[async_trait]
impl TokenStore for Store {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let refresh = pair.refresh().expose().to_owned();
        self.given.lock().unwrap().push(refresh);
        let deed = self.deeds.lock().unwrap().pop().unwrap();
        match deed {
            Deed::Saves => Ok(()),
            Deed::Fails => Err("the disk is full".into()),
            Deed::Panics => panic!("a store may have a bug"),
            Deed::Hangs => std::future::pending().await,
        }
    }
}

fn pair(number: usize) -> TokenPair {
    TokenPair::new(format!("a-{number}"), format!("r-{number}"))
}

fn expired(number: usize) -> TokenPair {
    pair(number).with_expiry(SystemTime::UNIX_EPOCH)
}

fn token(refresher: &Arc<Counting>, store: &Arc<Store>) -> RefreshingToken {
    RefreshingToken::builder(refresher.clone())
        .pair(expired(1))
        .store(store.clone())
        .build()
        .unwrap()
}

fn held(token: &RefreshingToken) -> String {
    token.pair().unwrap().access().expose().to_owned()
}

#[tokio::test(start_paused = true)]
async fn renewals_go_on_whether_the_store_hangs_panics_or_fails() {
    for deed in [Deed::Hangs, Deed::Panics, Deed::Fails] {
        let refresher = Arc::new(Counting::default());
        let store = Store::doing(&[deed, deed, Deed::Saves]);
        let token = token(&refresher, &store);
        let waits = if deed == Deed::Hangs {
            SAVE_TIMEOUT
        } else {
            Duration::ZERO
        };
        for number in [2, 3, 4] {
            let start = TokioClock.now();
            if number == 2 {
                token.credentials().await.unwrap();
            } else {
                let rejected = token.credentials().await.unwrap();
                assert!(token.renew(&rejected).await.unwrap(), "{deed:?}");
            }
            let is_saved = number == 4;
            let waited = TokioClock.now() - start;
            assert_eq!(
                waited,
                if is_saved { Duration::ZERO } else { waits },
                "{deed:?}"
            );
            // The new pair is used, and who asks learns that it is nowhere else.
            assert_eq!(held(&token), format!("a-{number}"), "{deed:?}");
            assert_eq!(token.is_pair_unsaved(), !is_saved, "{deed:?}");
        }
        assert_eq!(store.given(), ["r-2", "r-3", "r-4"], "{deed:?}");
        assert_eq!(refresher.renewals.load(Ordering::SeqCst), 3, "{deed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_during_a_hanging_save_go_on_with_the_new_pair() {
    let refresher = Arc::new(Counting::default());
    let store = Store::doing(&[Deed::Hangs, Deed::Saves]);
    let token = token(&refresher, &store);
    let first = tokio::spawn({
        let token = token.clone();
        async move { token.credentials().await }
    });
    while store.given().is_empty() {
        tokio::task::yield_now().await;
    }
    let start = TokioClock.now();
    let rejected = token.credentials().await.unwrap();
    assert_eq!((held(&token), TokioClock.now()), ("a-2".to_owned(), start));
    // The caller that began it leaves, and the next renewal waits no longer than the store may take.
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert!(token.renew(&rejected).await.unwrap());
    assert!(TokioClock.now() - start <= SAVE_TIMEOUT);
    token.credentials().await.unwrap();
    assert_eq!(token.is_pair_unsaved(), held(&token) == "a-2");
}

#[tokio::test(start_paused = true)]
async fn how_long_a_store_may_take_can_be_set() {
    let store = Store::doing(&[Deed::Hangs]);
    let token = RefreshingToken::builder(Arc::new(Counting::default()))
        .pair(expired(1))
        .store(store)
        .save_timeout(Duration::from_millis(700))
        .build()
        .unwrap();
    let start = TokioClock.now();
    token.credentials().await.unwrap();
    assert_eq!(TokioClock.now() - start, Duration::from_millis(700));
    // A pair that is put in its place is not the one that was lost.
    token.replace(pair(9)).unwrap();
    assert!(!token.is_pair_unsaved());
}

#[tokio::test(start_paused = true)]
async fn without_a_store_no_pair_counts_as_unsaved() {
    let token = RefreshingToken::builder(Arc::new(Counting::default()))
        .pair(expired(1))
        .build()
        .unwrap();
    token.credentials().await.unwrap();
    assert!(!token.is_pair_unsaved());
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_hangs_times_out_and_its_refresh_token_is_not_used_again() {
    let refresher = Arc::new(Counting {
        hangs: true,
        ..Counting::default()
    });
    let store = Store::doing(&[]);
    let token = token(&refresher, &store);
    let start = TokioClock.now();
    for _ in 0..2 {
        let error = token.credentials().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert_eq!(TokioClock.now() - start, RENEWAL_TIMEOUT);
    }
    assert_eq!(refresher.renewals.load(Ordering::SeqCst), 1);
    token.replace(pair(9)).unwrap();
    token.credentials().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_anonymous_start_that_hangs_times_out_and_the_next_call_starts_again() {
    let refresher = Arc::new(Counting {
        hangs: true,
        ..Counting::default()
    });
    let token = RefreshingToken::builder(refresher.clone()).build().unwrap();
    let error = token.credentials().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    token.credentials().await.unwrap();
    assert_eq!(held(&token), "a-3");
}
