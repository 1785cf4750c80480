//! Every operation against the sandbox, over HTTP.

use customer_core::{
    Amount, BlockRequest, CustomerProvider, CustomerProviderExt, ErrorKind, GetOptions, ListQuery,
    NewCustomer, PersonName, Status, WriteOptions,
};
use customer_sandbox::{KomerzaScope, Provider};
use customer_tests::checked::CheckedSandbox;
use futures_util::TryStreamExt;
use komerza::client::ListCustomers;
use komerza::wire::{BlockCustomer, CreateCustomer, SetBalance, UnblockCustomer};

use crate::support::{email, in_sandbox, provider};

fn asha() -> NewCustomer {
    NewCustomer::new().with_email(email("asha@example.com"))
}

#[tokio::test]
async fn create_then_get_and_find() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let written = komerza
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(written.fields.sent, [customer_core::Field::Email.into()]);
    assert_eq!(written.customer.email, asha().email);
    assert_eq!(written.customer.status, Some(Status::Active));
    assert!(written.customer.created.is_some());

    let got = komerza
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!((&got.id, &got.email), (&written.customer.id, &asha().email));
    assert!(got.native::<komerza::wire::PublicCustomer>().is_some());

    for spelling in ["asha@example.com", "ASHA@example.com"] {
        let found = komerza.find_all_by_email(&email(spelling)).await.unwrap();
        assert_eq!(found.len(), 1, "{spelling}");
        assert_eq!(found[0].id, written.customer.id);
    }
    assert_eq!(
        komerza
            .find_all_by_email(&email("sha@example.com"))
            .await
            .unwrap(),
        []
    );

    // Every request bore what Komerza asks for.
    for request in sandbox.requests() {
        assert!(
            request
                .header("user-agent")
                .is_some_and(|agent| agent.starts_with("komerza-rs/"))
        );
        assert!(
            request
                .header("authorization")
                .is_some_and(|value| value.starts_with("Bearer "))
        );
    }
}

#[tokio::test]
async fn a_name_is_refused_before_anything_is_sent() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let named = asha().with_name(PersonName::new().with_given("Asha").with_family("Rao"));
    let error = komerza
        .create_customer(&named, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    let fields: Vec<_> = error
        .fields()
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["name.given", "name.family"]);
    assert_eq!(sandbox.request_count(Provider::KOMERZA), 0);

    let written = komerza
        .create_customer(&named, &WriteOptions::lossy())
        .await
        .unwrap();
    assert_eq!(written.fields.unrepresentable.len(), 2);
    assert_eq!(sandbox.request_count(Provider::KOMERZA), 1);
}

#[tokio::test]
async fn the_same_address_twice_already_exists() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    komerza
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let error = komerza
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(error.code(), Some("ObjectConflict"));
    assert_eq!(error.status(), Some(409));
    let found = komerza
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(found, customer_core::FoundOrCreated::Found(_)));
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_and_a_wrong_key_is_unauthenticated() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let id = "5f6dd5a4-9f0a-4a52-8f7e-1f9f2e1f6b0c".into();
    let error = komerza
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::NotFound, Some("NotFound"))
    );

    let access = sandbox.komerza();
    let stranger = provider(&access.base_url, &access.store_id, "wrong");
    let error = stranger
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Unauthenticated, Some("BadToken"))
    );

    let viewer = sandbox.komerza_key_with_scopes(&[KomerzaScope::CustomersView]);
    let viewer = provider(&access.base_url, &access.store_id, &viewer);
    let error = viewer
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::PermissionDenied, Some("AccessDenied"))
    );
}

#[tokio::test]
async fn an_id_stays_one_segment() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    // None of these is a UUID.
    let refused = sandbox.expect_refused();
    for id in [
        "../../../stores",
        "a/b",
        "a?b=c",
        "a#b",
        "%2e%2e",
        "ü",
        " ",
        "search/x",
    ] {
        let error = komerza
            .get_customer(&id.into(), &GetOptions::new())
            .await
            .unwrap_err();
        assert_ne!(error.kind(), ErrorKind::UnexpectedResponse, "{id}");
        let request = sandbox.requests().pop().unwrap();
        assert_eq!(request.path.split('/').count(), 5, "{}", request.path);
    }
    drop(refused);
    let before = sandbox.request_count(Provider::KOMERZA);
    for id in ["", ".", ".."] {
        let error = komerza
            .get_customer(&id.into(), &GetOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
    }
    assert_eq!(sandbox.request_count(Provider::KOMERZA), before);
}

#[tokio::test]
async fn block_and_unblock() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let id = komerza
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap()
        .customer
        .id;
    let reason = BlockRequest::new().with_reason("chargebacks");
    let changed = komerza
        .block_customer(&id, &reason, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(
        changed.fields.sent,
        [customer_core::Field::BlockReason.into()]
    );
    let customer = komerza.get_customer(&id, &GetOptions::new()).await.unwrap();
    let Some(Status::Blocked(block)) = customer.status else {
        panic!("not blocked")
    };
    assert_eq!(block.reason.as_deref(), Some("chargebacks"));
    assert!(block.at.is_some());
    komerza.unblock(&id).await.unwrap();
    let customer = komerza.get_customer(&id, &GetOptions::new()).await.unwrap();
    assert_eq!(customer.status, Some(Status::Active));
}

#[tokio::test]
async fn list_and_search_page_by_page() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    for number in 0..7 {
        let customer = NewCustomer::new().with_email(email(&format!("c{number}@example.com")));
        komerza
            .create_customer(&customer, &WriteOptions::new())
            .await
            .unwrap();
    }
    let query = ListQuery::new().with_page_size(3_u32);
    let customers: Vec<_> = komerza
        .customers(query.clone())
        .try_collect()
        .await
        .unwrap();
    let ids: std::collections::BTreeSet<_> = customers
        .iter()
        .map(|customer| customer.id.as_str())
        .collect();
    assert_eq!((customers.len(), ids.len()), (7, 7));

    // A cursor survives serialization, and keeps its page size.
    let first = komerza.list_customers(&query).await.unwrap();
    let kept = serde_json::to_string(&first.next.unwrap()).unwrap();
    let resumed =
        ListQuery::new().with_cursor(serde_json::from_str::<customer_core::Cursor>(&kept).unwrap());
    let rest: Vec<_> = komerza.customers(resumed).try_collect().await.unwrap();
    assert_eq!(rest.len(), 4);

    let found: Vec<_> = komerza
        .customers(ListQuery::new().with_search("c3@example"))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(found.len(), 1);

    for cursor in [
        "nonsense",
        "1.komerza.cbf29ce484222325.2",
        "3.komerza.-.-.-.cbf29ce484222325.00000000.2~1-1-1-1-0-",
    ] {
        let error = komerza
            .list_customers(&ListQuery::new().with_cursor(cursor))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{cursor}");
    }
}

#[tokio::test]
async fn the_native_client_reaches_every_endpoint() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let client = komerza.client();
    let created = client
        .create_customer(&CreateCustomer::new("asha@example.com"))
        .await
        .unwrap();
    let got = client.get_customer(&created.id).await.unwrap();
    assert_eq!(
        got.email_address.as_deref().map(String::as_str),
        Some("asha@example.com")
    );
    let found = client
        .find_customer_by_email("asha@example.com")
        .await
        .unwrap();
    assert_eq!(found.id, created.id);

    let balance = Amount::parse("1250.50").unwrap();
    client
        .set_balance(
            &created.id,
            &SetBalance::new(balance.clone()).with_comment("refund"),
        )
        .await
        .unwrap();
    let got = client.get_customer(&created.id).await.unwrap();
    assert!(got.balance.as_ref().unwrap().same_value(&balance));
    let below_zero = SetBalance::new(Amount::parse("-1").unwrap());
    let error = client
        .set_balance(&created.id, &below_zero)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);

    let filter = ListCustomers::new()
        .with_email("SHA@")
        .with_balance_from(Amount::from(1000))
        .with_page(1_u64);
    assert_eq!(
        client
            .list_customers(&filter)
            .await
            .unwrap()
            .customers
            .len(),
        1
    );
    let filter = ListCustomers::new().with_balance_to(Amount::from(1000));
    assert_eq!(
        client
            .list_customers(&filter)
            .await
            .unwrap()
            .customers
            .len(),
        0
    );
    assert_eq!(
        client
            .search_customers("asha", &ListCustomers::new())
            .await
            .unwrap()
            .customers
            .len(),
        1
    );
    client.filter_counts().await.unwrap();

    client
        .block_customer(
            &created.id,
            &BlockCustomer::new().with_note("n").with_known_ips(true),
        )
        .await
        .unwrap();
    client.ip_rules(&created.id).await.unwrap();
    client
        .unblock_customer(
            &created.id,
            &UnblockCustomer::new().with_associated_ip_rules(true),
        )
        .await
        .unwrap();

    let error = client
        .create_customer(&CreateCustomer::new("a".repeat(300)))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.fields().len()),
        (ErrorKind::InvalidInput, 1)
    );
}

#[tokio::test]
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let request = customer_http::Request::get(
        customer_core::Operation::Native("raw"),
        "/stores/{store}/customers",
    )
    .path_value("store", komerza.client().store_id());
    let response = komerza.client().send(request).await.unwrap();
    assert!(response.status().is_success());
}
