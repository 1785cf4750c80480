use customer_core::{CustomerProvider, Mode};
use kohortpay::Kohortpay;

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
