use customer_core::{CustomerProvider, ErrorKind, Mode};
use kohortpay::{Kohortpay, KohortpayBuilder};

use crate::support::KEY;

#[test]
fn a_missing_credential_is_named() {
    for key in [None, Some("")] {
        let error = KohortpayBuilder::from_variables(|_| key.map(str::to_owned))
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("KOHORTPAY_API_KEY"), "{error}");
    }
    let error = Kohortpay::builder().build().unwrap_err();
    assert!(error.to_string().contains("KOHORTPAY_API_KEY"), "{error}");
    let error = Kohortpay::builder()
        .api_key(String::new())
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("KOHORTPAY_API_KEY"), "{error}");
}

#[test]
fn the_environment_alone_configures_the_provider() {
    let variable = |name: &str| (name == "KOHORTPAY_API_KEY").then(|| KEY.to_owned());
    let kohortpay = KohortpayBuilder::from_variables(variable).build().unwrap();
    assert_eq!(kohortpay.identity().provider, kohortpay::PROVIDER);
    assert_eq!(kohortpay.identity().account, None);

    let with_base_url = |name: &str| match name {
        "KOHORTPAY_API_KEY" => Some(KEY.to_owned()),
        "KOHORTPAY_BASE_URL" => Some("http://127.0.0.1:1".to_owned()),
        _ => None,
    };
    let error = KohortpayBuilder::from_variables(with_base_url)
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("plain HTTP"), "{error}");
}

#[test]
fn the_key_decides_the_mode() {
    for (key, mode) in [
        ("sk_test_1", Some(Mode::Test)),
        ("sk_test", Some(Mode::Test)),
        ("sk_live_1", Some(Mode::Live)),
        ("sk_other_1", None),
        ("pk_test_1", None),
        ("SK_TEST_1", None),
    ] {
        let kohortpay = Kohortpay::builder()
            .api_key(key.to_owned())
            .build()
            .unwrap();
        assert_eq!(kohortpay.identity().mode, mode, "{key}");
    }
}

#[test]
fn a_base_url_that_would_leak_the_key_is_refused() {
    for base_url in [
        "http://api.kohortpay.com",
        "http://127.0.0.1",
        "ftp://api.kohortpay.com",
        "api.kohortpay.com",
        "",
    ] {
        let error = Kohortpay::builder()
            .api_key(KEY.to_owned())
            .base_url(base_url)
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{base_url}");
    }
}

#[test]
fn a_key_that_no_header_can_carry_is_refused_without_being_shown() {
    let error = Kohortpay::builder()
        .api_key("sk_test_se\ncret".to_owned())
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(!format!("{error} {error:?}").contains("cret"), "{error:?}");
}

/// Every setting that is a text of the account's own.
const SETTINGS: [(&str, &str); 2] = [
    ("KOHORTPAY_API_KEY", KEY),
    ("KOHORTPAY_BASE_URL", "https://api.example.com"),
];

/// The settings, of which one has become another.
fn with(changed: &str, value: &str) -> KohortpayBuilder {
    KohortpayBuilder::from_variables(|name| {
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
