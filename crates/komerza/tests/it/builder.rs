use komerza::KomerzaBuilder;

#[test]
fn all_missing_credentials_are_named_at_once() {
    let error = KomerzaBuilder::from_variables(|_| None).build();
    assert_eq!(
        error.unwrap_err().message(),
        "the store id (KOMERZA_STORE_ID) is missing; the API key (KOMERZA_API_KEY) is missing"
    );
}
