use customer_core::{CustomerProvider, ErrorKind};
use komerza::{Komerza, KomerzaBuilder};

use crate::support::{KEY, STORE};

#[test]
fn a_missing_credential_is_named() {
    for (store, key, named) in [
        (None, Some(KEY), "KOMERZA_STORE_ID"),
        (Some(STORE), None, "KOMERZA_API_KEY"),
        (Some(STORE), Some(""), "KOMERZA_API_KEY"),
        (Some(""), Some(KEY), "KOMERZA_STORE_ID"),
    ] {
        let variables = |name: &str| match name {
            "KOMERZA_STORE_ID" => store.map(str::to_owned),
            "KOMERZA_API_KEY" => key.map(str::to_owned),
            _ => None,
        };
        let error = KomerzaBuilder::from_variables(variables)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[test]
fn the_environment_is_enough() {
    let komerza = KomerzaBuilder::from_variables(|name| match name {
        "KOMERZA_STORE_ID" => Some(STORE.to_owned()),
        "KOMERZA_API_KEY" => Some(KEY.to_owned()),
        _ => None,
    })
    .build()
    .unwrap();
    assert_eq!(komerza.identity().account.unwrap().as_str(), STORE);
}

#[test]
fn a_base_url_that_would_leak_the_key_is_refused() {
    for base_url in [
        "http://api.komerza.com",
        "http://192.0.2.1",
        "ftp://api.komerza.com",
        "api.komerza.com",
        "",
    ] {
        let error = Komerza::builder()
            .store_id(STORE)
            .api_key(KEY.to_owned())
            .base_url(base_url)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{base_url}");
    }
}

#[test]
fn a_key_that_no_header_can_carry_is_refused_without_being_shown() {
    let error = Komerza::builder()
        .store_id(STORE)
        .api_key("se\ncret".to_owned())
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(!format!("{error} {error:?}").contains("cret"), "{error:?}");
}
