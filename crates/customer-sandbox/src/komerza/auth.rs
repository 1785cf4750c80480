//! Which requests are allowed: by `User-Agent`, API key, scope and store.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::HeaderMap;
use hyper::header::{HeaderValue, USER_AGENT};

use super::failure::Failure;
use super::state::Komerza;
use crate::access::{KOMERZA_API_KEY, KOMERZA_STORE_ID};
use crate::http::request::bearer_token;

/// What a key at Komerza may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KomerzaScope {
    /// `stores.customers.view`
    CustomersView,
    /// `stores.customers.create`
    CustomersCreate,
    /// `stores.customers.update`
    CustomersUpdate,
    /// `stores.blacklist.view`
    BlacklistView,
}

impl KomerzaScope {
    const ALL: [Self; 4] = [
        Self::CustomersView,
        Self::CustomersCreate,
        Self::CustomersUpdate,
        Self::BlacklistView,
    ];

    /// The scope as Komerza's reference spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomersView => "stores.customers.view",
            Self::CustomersCreate => "stores.customers.create",
            Self::CustomersUpdate => "stores.customers.update",
            Self::BlacklistView => "stores.blacklist.view",
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::CustomersView => 'v',
            Self::CustomersCreate => 'c',
            Self::CustomersUpdate => 'u',
            Self::BlacklistView => 'b',
        }
    }
}

/// A key with these scopes. The key encodes them, so that it is valid in every sandbox.
pub(crate) fn key_with_scopes(scopes: &[KomerzaScope]) -> String {
    let letters = KomerzaScope::ALL
        .into_iter()
        .filter(|scope| scopes.contains(scope))
        .map(KomerzaScope::letter);
    format!("{KOMERZA_API_KEY}_scopes_{}", letters.collect::<String>())
}

fn scopes_of(key: &str) -> Option<Vec<KomerzaScope>> {
    if key == KOMERZA_API_KEY {
        return Some(KomerzaScope::ALL.to_vec());
    }
    let letters = key
        .strip_prefix(KOMERZA_API_KEY)?
        .strip_prefix("_scopes_")?;
    letters
        .chars()
        .map(|letter| {
            KomerzaScope::ALL
                .into_iter()
                .find(|scope| scope.letter() == letter)
        })
        .collect()
}

/// Refuses a request without `User-Agent` or beyond the rate limit, before it is routed.
pub(super) async fn check_before_routing(
    State(komerza): State<Arc<Komerza>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let headers = request.headers();
    if headers.get(USER_AGENT).is_none_or(HeaderValue::is_empty) {
        return Err(Failure::access_denied(
            "a request without User-Agent is blocked",
        ));
    }
    if let Some(limiter) = &komerza.limiter {
        let key = bearer_token(headers).filter(|key| scopes_of(key).is_some());
        limiter
            .take(key, Instant::now())
            .map_err(Failure::rate_limited)?;
    }
    Ok(next.run(request).await)
}

/// Refuses a request without a valid key, for another store, or without the scope.
pub(super) fn authorize(
    headers: &HeaderMap,
    store: &str,
    needed: KomerzaScope,
) -> Result<(), Failure> {
    let scopes = bearer_token(headers)
        .and_then(scopes_of)
        .ok_or_else(Failure::bad_token)?;
    if !store.eq_ignore_ascii_case(KOMERZA_STORE_ID) {
        return Err(Failure::not_found("there is no such store"));
    }
    if !scopes.contains(&needed) {
        return Err(Failure::access_denied(format!(
            "the key lacks the scope {}",
            needed.name()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_encodes_its_scopes_and_other_texts_are_no_key() {
        let scopes = [KomerzaScope::BlacklistView, KomerzaScope::CustomersView];
        let key = key_with_scopes(&scopes);
        assert_eq!(key, "kmz_sandbox_scopes_vb");
        assert_eq!(
            scopes_of(&key),
            Some(vec![
                KomerzaScope::CustomersView,
                KomerzaScope::BlacklistView
            ])
        );
        assert_eq!(scopes_of(&key_with_scopes(&[])), Some(Vec::new()));
        for text in [
            "",
            "kmz",
            "kmz_sandbox_",
            "kmz_sandbox_scopes_x",
            "kmz_sandbox ",
        ] {
            assert_eq!(scopes_of(text), None, "{text}");
        }
    }
}
