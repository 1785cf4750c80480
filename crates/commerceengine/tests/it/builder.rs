use std::collections::BTreeMap;

use commerceengine::{CommerceEngine, CommerceEngineBuilder, Environment};
use customer_core::{CustomerProvider, ErrorKind, Mode};

use crate::support::{ACCESS, KEY, REFRESH, STORE};

type Variables<'a> = &'a [(&'a str, &'a str)];

fn from(variables: Variables<'_>) -> CommerceEngineBuilder {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    CommerceEngineBuilder::from_variables(|name| {
        variables.get(name).map(|value| (*value).to_owned())
    })
}

#[test]
fn all_settings_that_are_missing_or_unfit_are_named_at_once() {
    let error = from(&[("COMMERCEENGINE_ENVIRONMENT", "test")]).build();
    assert_eq!(
        error.unwrap_err().message(),
        "the environment (COMMERCEENGINE_ENVIRONMENT) is neither `staging` nor `production`; \
         the store id (COMMERCEENGINE_STORE_ID) is missing; \
         the access token (COMMERCEENGINE_ACCESS_TOKEN) or the store's API key \
         (COMMERCEENGINE_API_KEY) is missing"
    );
    let error = from(&[
        ("COMMERCEENGINE_STORE_ID", "a b"),
        ("COMMERCEENGINE_API_KEY", "a\nb"),
    ]);
    let error = error.build().unwrap_err();
    let message = error.message();
    assert!(
        message.contains("(COMMERCEENGINE_STORE_ID) has"),
        "{message}"
    );
    assert!(
        message.contains("(COMMERCEENGINE_API_KEY) has"),
        "{message}"
    );
    assert!(!message.contains("missing"), "{message}");
}

#[test]
fn the_environment_alone_configures_the_provider() {
    let store = ("COMMERCEENGINE_STORE_ID", STORE);
    let access = ("COMMERCEENGINE_ACCESS_TOKEN", ACCESS);
    let rows: [(Variables<'_>, bool, Mode); 4] = [
        (&[store, access], false, Mode::Live),
        (
            &[store, access, ("COMMERCEENGINE_REFRESH_TOKEN", REFRESH)],
            true,
            Mode::Live,
        ),
        (&[store, ("COMMERCEENGINE_API_KEY", KEY)], true, Mode::Live),
        (
            &[store, access, ("COMMERCEENGINE_ENVIRONMENT", "staging")],
            false,
            Mode::Test,
        ),
    ];
    for (variables, renews, mode) in rows {
        let engine = from(variables).build().unwrap();
        let identity = engine.identity();
        assert_eq!(identity.account.unwrap().as_str(), STORE);
        assert_eq!(identity.mode, Some(mode));
        assert_eq!(engine.client().token().is_some(), renews);
    }
}

#[test]
fn environment_and_store_make_the_published_base_url() {
    for (environment, expected) in [
        (
            Environment::Staging,
            format!("https://staging.api.commercengine.io/api/v1/{STORE}/storefront"),
        ),
        (
            Environment::Production,
            format!("https://prod.api.commercengine.io/api/v1/{STORE}/storefront"),
        ),
    ] {
        let engine = CommerceEngine::builder()
            .environment(environment)
            .store_id(STORE)
            .access_token(ACCESS.to_owned())
            .build()
            .unwrap();
        assert!(format!("{engine:?}").contains(&expected));
    }
    for store in ["..", "."] {
        let error = CommerceEngine::builder()
            .store_id(store)
            .access_token(ACCESS.to_owned())
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("COMMERCEENGINE_STORE_ID"));
    }
    // Whatever the id holds, it stays one segment.
    let engine = CommerceEngine::builder()
        .store_id("a/../b?c")
        .access_token(ACCESS.to_owned())
        .build()
        .unwrap();
    assert!(format!("{engine:?}").contains("/api/v1/a%2F..%2Fb%3Fc/storefront"));
}

#[test]
fn a_full_base_url_names_the_store() {
    let build = |base_url: &str, store: Option<&str>| {
        let mut builder = CommerceEngine::builder()
            .base_url(base_url)
            .access_token(ACCESS.to_owned());
        if let Some(store) = store {
            builder = builder.store_id(store);
        }
        builder.build()
    };
    let full = format!("https://example.com/api/v1/{STORE}/storefront");
    for (base_url, store, account) in [
        (full.as_str(), None, Some(STORE)),
        (&format!("{full}/"), None, Some(STORE)),
        (&full, Some(STORE), Some(STORE)),
        ("https://example.com/shop", Some(STORE), Some(STORE)),
        ("https://example.com/shop", None, None),
        ("https://example.com/api/v1//storefront", None, None),
    ] {
        let engine = build(base_url, store).unwrap();
        let identity = engine.identity();
        assert_eq!(identity.account.as_ref().map(AsRef::as_ref), account);
        // Which world it is, such a URL does not say.
        assert_eq!(identity.mode, None);
    }
    let error = build(&full, Some("another")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("COMMERCEENGINE_BASE_URL"),
        "{error}"
    );
}
