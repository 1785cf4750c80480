//! Commerce Engine's one code, its statuses and our kinds, a row each, over HTTP.

use commerceengine::CommerceEngine;
use commerceengine::wire::{
    AddressInput, BusinessInput, CreateCustomer, UpdateCustomer, UpdateUser,
};
use customer_core::{
    AddressId, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate, Error, ErrorKind,
    GetOptions, RetryAdvice, WriteOptions,
};
use serde_json::json;
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, altered, asha, email, named, provider};

async fn answering(response: ResponseTemplate) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

async fn get(engine: &CommerceEngine) -> Error {
    engine
        .get_customer(&CustomerId::new(ID), &GetOptions::new())
        .await
        .unwrap_err()
}

async fn create(engine: &CommerceEngine) -> Error {
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn refused_fields_are_named_and_never_repeated() {
    for (errors, expected) in [
        (
            json!({"address.phone": ["bad: 9876543210"]}),
            vec!["address.phone"],
        ),
        (json!({"asha.rao@example.com": 1}), vec!["<e-mail>"]),
        (json!(["address.phone"]), vec![]),
        (json!("address.phone"), vec![]),
        (json!(null), vec![]),
    ] {
        let body = json!({"message": "No.", "success": false, "code": "c", "errors": errors});
        let (_server, engine) = answering(ResponseTemplate::new(400).set_body_json(body)).await;
        let error = create(&engine).await;
        assert_eq!(named(error.fields()), expected);
        assert!(!format!("{error} {error:?}").contains("9876543210"));
    }
    let body = json!({"message": "No.", "success": false, "code": "c"});
    let (_server, engine) = answering(ResponseTemplate::new(400).set_body_json(body)).await;
    assert_eq!(create(&engine).await.fields(), []);
    let many: serde_json::Map<_, _> = (0..1000).map(|n| (format!("f{n}"), json!(1))).collect();
    let body = json!({"message": "No.", "success": false, "code": "c", "errors": many});
    let (_server, engine) = answering(ResponseTemplate::new(400).set_body_json(body)).await;
    assert_eq!(create(&engine).await.fields().len(), 50);
}

#[tokio::test]
async fn a_body_without_the_envelope_is_unexpected_for_a_read_and_unknown_for_a_write() {
    let html = "<html><body>Welcome</body></html>";
    for (body, is_nothing) in [
        (html, false),
        ("", true),
        (" \n", true),
        (
            "{\"message\": \"ok\", \"success\": true, \"content\": {\"user\":",
            false,
        ),
        ("{\"message\": \"ok\", \"success\": \"yes\"}", false),
        ("{\"message\": \"ok\"}", false),
        ("[1]", false),
        ("null", false),
    ] {
        let response = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        let (_server, engine) = answering(response).await;
        let read = get(&engine).await;
        assert_eq!(read.kind(), ErrorKind::UnexpectedResponse, "{body}: {read}");
        assert_eq!(read.status(), Some(200));
        let error = create(&engine).await;
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}: {error}");
        assert_eq!(error.retry_advice(), RetryAdvice::OutcomeUnknown);
        assert!(error.pending().is_some());
        // Nothing at all is what these promise; anything else is not theirs.
        let (id, address_id) = (CustomerId::new(ID), AddressId::new(ID));
        for result in [
            engine.delete(&id).await.map(drop),
            engine.remove_address(&id, &address_id).await.map(drop),
            engine.client().deactivate_user(ID).await,
        ] {
            let kind = result.as_ref().err().map(Error::kind);
            let expected = (!is_nothing).then_some(ErrorKind::OutcomeUnknown);
            assert_eq!(kind, expected, "{body}");
        }
    }
}

#[tokio::test]
async fn missing_content_is_named_by_its_place() {
    for (content, path) in [
        (json!(null), "content.user"),
        (json!({}), "content.user"),
        (json!([]), "content"),
        (json!({"user": null}), "content.user"),
        (
            json!({"user": {"email": "asha.rao@example.com"}}),
            "content.user",
        ),
        (json!({"user": {"id": 7}}), "content.user.id"),
    ] {
        let body = json!({"message": "ok", "success": true, "content": content});
        let (_server, engine) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
        let error = get(&engine).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
        assert_eq!(error.json_path(), Some(path), "{error}");
    }
}

#[tokio::test]
async fn no_content_may_be_an_empty_response() {
    let (_server, engine) = answering(ResponseTemplate::new(204)).await;
    let (id, address_id) = (CustomerId::new(ID), AddressId::new(ID));
    engine.delete(&id).await.unwrap();
    engine.remove_address(&id, &address_id).await.unwrap();
    engine.client().deactivate_user(ID).await.unwrap();
}

#[tokio::test]
async fn values_that_the_reference_forbids_are_not_sent() {
    let (server, engine) = answering(ResponseTemplate::new(500)).await;
    let client = engine.client();
    let bad_address = AddressInput::new()
        .with_id("12")
        .with_first_name(" ")
        .with_country_code("91")
        .with_phone("98765432101")
        .with_email("asha.rao.example.com")
        .with_pincode("4000")
        .with_country("IN");
    let address_fields = [
        "address_line1",
        "city",
        "country",
        "country_code",
        "email",
        "first_name",
        "id",
        "phone",
        "pincode",
        "state",
    ];
    let error = client.add_address(ID, &bad_address).await.unwrap_err();
    assert_eq!(named(error.fields()), address_fields);
    let error = client
        .create_customer(&CreateCustomer::new().with_address(bad_address))
        .await
        .unwrap_err();
    assert_eq!(
        named(error.fields()),
        address_fields.map(|field| format!("address.{field}"))
    );
    let bad_business = BusinessInput::new()
        .with_business_type(" ")
        .with_name("")
        .with_pan_number("AAEPM0111")
        .with_gstin("IN27AAEPM0111C1ZQ");
    let error = client
        .update_customer(ID, &UpdateCustomer::new(bad_business))
        .await
        .unwrap_err();
    assert_eq!(
        named(error.fields()),
        [
            "business.business_type",
            "business.gstin",
            "business.name",
            "business.pan_number"
        ]
    );
    let bad_user = UpdateUser::new()
        .with_first_name(String::new())
        .with_phone("1".to_owned())
        .with_country_code("+1".to_owned())
        .with_email("x".to_owned());
    let error = client.update_user(ID, &bad_user).await.unwrap_err();
    assert_eq!(
        named(error.fields()),
        ["country_code", "email", "first_name", "phone"]
    );
    let whole = AddressInput::new()
        .with_id(ID)
        .with_first_name("Asha")
        .with_country_code("+91")
        .with_phone("9876543210")
        .with_email(email("asha@example.com").to_string())
        .with_address_line1("a")
        .with_pincode("400020")
        .with_city("Mumbai")
        .with_state("Maharashtra")
        .with_country("India");
    let error = client.add_address(ID, &whole).await.unwrap_err();
    assert_eq!(named(error.fields()), ["id"]);
    for id in ["", ".", ".."] {
        assert_eq!(
            client.get_user(id).await.unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn pages_that_do_not_end_are_refused() {
    for next_page in [json!(1), json!(0), json!(-1), json!(1001)] {
        let body = json!({"message": "ok", "success": true, "content": {
            "addresses": [], "pagination": {"next_page": next_page},
        }});
        let (server, engine) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
        let error = engine
            .list_addresses(&CustomerId::new(ID))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{error}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
    // Without a word on pages there is one.
    let body =
        json!({"message": "ok", "success": true, "content": {"addresses": [{"city": "Pune"}]}});
    let (_server, engine) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let addresses = engine.list_addresses(&CustomerId::new(ID)).await.unwrap();
    assert_eq!(addresses.len(), 1);
}

#[tokio::test]
async fn one_address_that_cannot_be_read_is_an_error_in_its_place() {
    let body = json!({"message": "ok", "success": true, "content": {
        "addresses": [{"id": "1"}, 2, {"id": "3", "city": []}],
    }});
    let (_server, engine) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let query = commerceengine::client::ListAddresses::new();
    let page = engine.client().list_addresses(ID, &query).await.unwrap();
    let read: Vec<_> = page.addresses.iter().map(Result::is_ok).collect();
    assert_eq!(read, [true, false, true]);
    let error = page.addresses[1].as_ref().unwrap_err();
    assert_eq!(error.json_path(), Some("content.addresses[1]"));
    // Who asks for all of them is told that they are not all there.
    let error = engine
        .list_addresses(&CustomerId::new(ID))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn unreadable_addresses_do_not_lose_the_customer() {
    let server = MockServer::start().await;
    let answer = |content: serde_json::Value| {
        let body = json!({"message": "ok", "success": true, "content": content});
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_json(body))
    };
    let list = json!({"addresses": [null, {"id": "1"}, 2, {"id": "3", "city": []}]});
    answer(json!({"user": {"id": ID}}))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    answer(list).mount(&server).await;
    let engine = provider(&server.uri(), ACCESS);
    let options = GetOptions::new().with_addresses(true);
    let customer = engine.get_customer(&CustomerId::new(ID), &options).await;
    let customer = customer.unwrap();
    assert_eq!(customer.addresses.as_ref().map(Vec::len), Some(2));
    let places = customer.unreadable().into_iter().map(|place| place.path);
    assert_eq!(places.collect::<Vec<_>>(), ["addresses[2]"]);
    let addresses = customer.addresses.as_ref().unwrap();
    let places = addresses[1].unreadable().iter().map(|place| &*place.path);
    assert_eq!(places.collect::<Vec<_>>(), ["city"]);
}

/// A server that reads users and changes them, and answers `PUT /customers/{id}` like this.
async fn with_business_answer(business: ResponseTemplate) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    let user = json!({"message": "ok", "success": true, "content": {"user": {
        "id": ID, "customer_id": "01K0TESTC0ST0MER0000000002", "first_name": "Asha",
        "business": {"business_type": "llp", "name": "Rao", "pan_number": "AAEPM0111C"},
    }}});
    let of_business = wiremock::matchers::path("/customers/01K0TESTC0ST0MER0000000002");
    Mock::given(method("PUT"))
        .and(of_business)
        .respond_with(business)
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(any())
        .and(wiremock::matchers::path(format!("/auth/user/{ID}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(user))
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

fn both_halves() -> CustomerUpdate {
    let mut update = CustomerUpdate::new().with_given_name("Asha");
    update.business.name = "Rao Traders".to_owned().into();
    update.business.business_type = customer_core::Patch::Clear;
    update
}

#[tokio::test]
async fn an_update_that_is_half_done_reports_it() {
    let refusal = json!({"message": "No.", "success": false, "code": "new", "errors": {}});
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (404, ErrorKind::NotFound),
        (200, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::OutcomeUnknown),
    ] {
        let answer = ResponseTemplate::new(status).set_body_json(&refusal);
        let (server, engine) = with_business_answer(answer).await;
        let error = engine
            .update_customer(&CustomerId::new(ID), &both_halves(), &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        let text = error.to_string();
        assert!(
            text.contains("name, e-mail and phone were changed"),
            "{text}"
        );
        assert_eq!(named(error.fields()), ["business.type", "business.name"]);
        assert_eq!(error.code(), Some("new"));
        assert_eq!(error.status(), Some(status));
        assert_eq!(
            error.operation(),
            Some(customer_core::Operation::UpdateCustomer)
        );
        assert_eq!(error.pending().is_some(), kind == ErrorKind::OutcomeUnknown);
        assert!(std::error::Error::source(&error).is_some());
        let requests = server.received_requests().await.unwrap();
        let methods: Vec<_> = requests
            .iter()
            .map(|request| format!("{} {}", request.method, request.url.path()))
            .collect();
        assert_eq!(
            methods,
            [
                format!("GET /auth/user/{ID}"),
                format!("PUT /auth/user/{ID}"),
                "PUT /customers/01K0TESTC0ST0MER0000000002".to_owned(),
            ]
        );

        // Alone, the business is not half of anything.
        let mut update = both_halves();
        update.name.given = customer_core::Patch::Keep;
        let error = engine
            .update_customer(&CustomerId::new(ID), &update, &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!error.to_string().contains("were changed"), "{error}");
        assert_eq!(error.pending().is_some(), kind == ErrorKind::OutcomeUnknown);
    }
}

#[tokio::test]
async fn a_business_that_keeps_a_cleared_field_is_reported() {
    let detail = json!({"message": "ok", "success": true, "content": {"customer_detail": {
        "id": ID, "business": {"business_type": "llp", "name": "Rao Traders", "pan_number": ""},
    }}});
    let answer = ResponseTemplate::new(200).set_body_json(detail);
    let (_server, engine) = with_business_answer(answer).await;
    let mut update = both_halves();
    update
        .business
        .tax_ids
        .insert(customer_core::TaxIdKind::Pan, customer_core::Patch::Clear);
    let written = engine
        .update_customer(&CustomerId::new(ID), &update, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(altered(&written.fields), ["business.type"]);
}

#[tokio::test]
async fn a_business_with_parts_that_are_not_returned_is_not_replaced() {
    let server = MockServer::start().await;
    let user = json!({"message": "ok", "success": true, "content": {"user": {
        "id": ID, "business": {"type": "llp", "name": "Rao", "metadata": {}},
    }}});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(user))
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    let error = engine
        .update_customer(&CustomerId::new(ID), &both_halves(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        named(error.fields()),
        ["business.tax_ids.pan", "business.tax_ids.gstin"]
    );
    // Nothing but the read was sent, though the update is of the name too.
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
