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
fn all_missing_credentials_are_named_at_once() {
    let error = KomerzaBuilder::from_variables(|_| None).build();
    assert_eq!(
        error.unwrap_err().message(),
        "the store id (KOMERZA_STORE_ID) is missing; the API key (KOMERZA_API_KEY) is missing"
    );
}

#[test]
fn the_environment_alone_configures_the_provider() {
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

/// Every setting that is a text of the account's own.
const SETTINGS: [(&str, &str); 3] = [
    ("KOMERZA_STORE_ID", STORE),
    ("KOMERZA_API_KEY", KEY),
    ("KOMERZA_BASE_URL", "https://api.example.com"),
];

/// The settings, of which one has become another.
fn with(changed: &str, value: &str) -> KomerzaBuilder {
    KomerzaBuilder::from_variables(|name| {
        let (_, usual) = SETTINGS.iter().find(|(other, _)| *other == name)?;
        Some(if name == changed { value } else { usual }.to_owned())
    })
}

#[test]
fn white_space_around_every_setting_is_removed() {
    for (name, value) in SETTINGS {
        let usual = with("", "").build().unwrap();
        for copied in [
            format!(" {value} "),
            format!("{value}\n"),
            format!("\r\n{value}\r\n"),
            format!("\u{feff}{value}"),
            format!("{value}\u{200b}"),
        ] {
            let built = with(name, &copied).build().unwrap();
            assert_eq!(built.identity(), usual.identity(), "{name}");
        }
    }
}

#[test]
fn a_setting_with_white_space_inside_is_refused_by_its_name_and_never_shown() {
    for (name, value) in SETTINGS {
        let (start, end) = value.split_at(value.len() / 2);
        for (within, named) in [
            (format!("{start} {end}"), "U+0020"),
            (format!("{start}\n{end}"), "U+000A"),
            (format!("{start}\t{end}"), "U+0009"),
            (format!("{start}\u{7}{end}"), "U+0007"),
            (format!("{value}\0"), "U+0000"),
            (format!("{start}\u{a0}{end}"), "U+00A0"),
            (format!("{start}\u{200b}{end}"), "U+200B"),
            (format!("\"{value}\""), "quotation marks"),
            (format!("'{value}'"), "quotation marks"),
        ] {
            let error = with(name, &within).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{name}");
            assert!(error.provider().is_some());
            let told = format!("{error} {error:?}");
            assert!(told.contains(name) && told.contains(named), "{told}");
            assert!(!told.contains(start) && !told.contains(end), "{told}");
        }
    }
}
