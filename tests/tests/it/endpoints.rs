//! Every endpoint that is documented is called through the native client, over HTTP, with all that it takes.

use std::collections::{BTreeMap, BTreeSet};

use commerceengine::wire as ce;
use customer_core::adapter::Member;
use customer_core::{Amount, Metadata, Patch};
use customer_http::TokenPair;
use customer_sandbox::Provider;
use customer_sandbox::RecordedRequest;
use customer_tests::checked::{CheckedSandbox, operation_id};
use customer_tests::contract;
use serde_json::Value;

use crate::support;

/// The rows of the references, each under the name of its operation in the contracts.
const ROWS: [(Provider, &[&str]); 3] = [
    (
        Provider::KOMERZA,
        &[
            "createCustomer",
            "getCustomer",
            "findCustomerByEmail",
            "listCustomers",
            "searchCustomers",
            "countFilters",
            "setBalance",
            "blockCustomer",
            "unblockCustomer",
            "listIpRules",
        ],
    ),
    (
        Provider::COMMERCEENGINE,
        &[
            "startAnonymously",
            "refreshToken",
            "createCustomer",
            "updateCustomer",
            "getUser",
            "updateUser",
            "deleteUser",
            "deactivateUser",
            "listAddresses",
            "addAddress",
            "getAddress",
            "updateAddress",
            "removeAddress",
        ],
    ),
    (
        Provider::KOHORTPAY,
        &[
            "createCustomer",
            "getCustomer",
            "listCustomers",
            "updateCustomer",
            "deleteCustomer",
            "blockCustomer",
            "unblockCustomer",
        ],
    ),
];

#[test]
fn the_table_has_thirty_endpoints() {
    let rows: usize = ROWS.iter().map(|(_, rows)| rows.len()).sum();
    assert_eq!(rows, 30);
}

#[tokio::test]
async fn every_endpoint_of_komerza_is_called() {
    use komerza::client::ListCustomers;
    use komerza::wire::{BlockCustomer, CreateCustomer, SetBalance, UnblockCustomer};

    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = support::komerza(&sandbox);
    let client = komerza.client();
    let created = client
        .create_customer(&CreateCustomer::new("asha@example.com"))
        .await
        .unwrap();
    let got = client.get_customer(&created.id).await.unwrap();
    assert_eq!(got.id, created.id);
    let found = client
        .find_customer_by_email("asha@example.com")
        .await
        .unwrap();
    assert_eq!(found.id, created.id);

    let balance = SetBalance::new(Amount::parse("1250.50").unwrap()).with_comment("a refund");
    client.set_balance(&created.id, &balance).await.unwrap();
    let query = ListCustomers::new()
        .with_email("SHA@")
        .with_ip_address(".")
        .with_balance_from(Amount::from(1250))
        .with_balance_to(Amount::parse("1250.5").unwrap())
        .with_filters("isBlocked==false")
        .with_sorts("-dateCreated")
        .with_page(1_u64)
        .with_page_size(10_u32);
    let listed = client.list_customers(&query).await.unwrap();
    let found = client.search_customers("asha", &query).await.unwrap();
    for page in [&listed, &found] {
        assert_eq!(page.pages, Some(1));
        let [Ok(customer)] = &page.customers[..] else {
            panic!("{page:?}")
        };
        assert_eq!(customer.id, created.id);
    }
    let nobody = query
        .with_stripe_customer_id("cus_stripe0000003")
        .with_affiliate_code("AFF");
    let listed = client.list_customers(&nobody).await.unwrap();
    let found = client.search_customers("asha", &nobody).await.unwrap();
    assert_eq!(listed.customers.len() + found.customers.len(), 0);
    assert!(!client.filter_counts().await.unwrap().is_empty());

    let block = BlockCustomer::new()
        .with_note("chargebacks")
        .with_known_ips(true);
    let blocked = client.block_customer(&created.id, &block).await.unwrap();
    let made = blocked.ip_rules.unwrap();
    let [Ok(rule)] = &made[..] else {
        panic!("{made:?}")
    };
    assert!(rule.data.is_value() && rule.note.is_value());
    let got = client.get_customer(&created.id).await.unwrap();
    assert_eq!(got.is_blocked, Member::Value(true));
    let rules = client.ip_rules(&created.id).await.unwrap();
    assert_eq!(rules.ip_rules.unwrap().len(), 1);
    let unblock = UnblockCustomer::new().with_associated_ip_rules(true);
    client
        .unblock_customer(&created.id, &unblock)
        .await
        .unwrap();
    let got = client.get_customer(&created.id).await.unwrap();
    assert_eq!(got.is_blocked, Member::Value(false));

    assert_complete(Provider::KOMERZA, &sandbox);
}

#[tokio::test]
async fn every_endpoint_of_kohortpay_is_called() {
    use kohortpay::client::ListCustomers;
    use kohortpay::wire::{
        Address, CreateCustomer, LineAddress, Locale, StreetAddress, UpdateCustomer,
    };

    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = support::kohortpay(&sandbox);
    let client = kohortpay.client();
    let mut create = CreateCustomer::new("jules.moreau@example.com");
    create.first_name = "Jules".into();
    create.last_name = "Moreau".into();
    create.phone_number = "+33 6 12 34 56 78".into();
    let mut street = StreetAddress::new();
    street.street = "12 rue de la Paix".into();
    street.city = "Paris".into();
    street.country = "FR".into();
    create.address = Address::from(street).into();
    create.shipping_address = Address::from(LineAddress::new(
        "4 quai Voltaire",
        "Paris",
        "75007",
        "France",
    ))
    .into();
    create.metadata = Metadata::new().with("tier", "gold").into();
    create.locale = Locale::FrFr.into();
    create.client_reference_id = "crm-7".into();
    let created = client.create_customer(&create).await.unwrap();
    let id = &created.id;
    assert!(created.shipping_address_id.is_value());
    assert_eq!(client.get_customer(id).await.unwrap().id, *id);
    client
        .get_customer_expanded(id, &["address", "orders"])
        .await
        .unwrap();

    let query = ListCustomers::new()
        .with_take(10)
        .with_skip(0)
        .with_order_by("createdAt:desc")
        .with_search_terms(["jules", "moreau"])
        .with_expand("address");
    let page = client.list_customers(&query).await.unwrap();
    assert_eq!((page.customers.len(), page.count), (1, Some(1)));

    assert!(client.block_customer(id).await.unwrap().is_blocked == Member::Value(true));
    assert!(client.unblock_customer(id).await.unwrap().is_blocked == Member::Value(false));
    assert!(
        client
            .delete_customer(id)
            .await
            .unwrap()
            .deleted_at
            .is_value()
    );
    let restored = client
        .update_customer(id, &UpdateCustomer::restore())
        .await
        .unwrap();
    assert!(restored.deleted_at.is_null());
    let delete = UpdateCustomer::delete("2026-02-11T08:15:30.000Z".to_owned());
    let deleted = client.update_customer(id, &delete).await.unwrap();
    assert!(deleted.deleted_at.is_value());

    assert_complete(Provider::KOHORTPAY, &sandbox);
}

#[tokio::test]
async fn every_endpoint_of_commerceengine_is_called() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let access = sandbox.commerceengine();
    let engine = commerceengine::CommerceEngine::builder()
        .base_url(&access.base_url)
        .api_key(access.api_key.clone())
        .access_token(access.access_token.clone())
        .http_options(support::options())
        .build()
        .unwrap();
    let client = engine.client();
    let visitor = client.anonymous().await.unwrap();
    assert_eq!(visitor.user.is_anonymous, Member::Value(true));
    let pair = TokenPair::new(access.access_token.clone(), access.refresh_token.clone());
    client.refresh(&pair).await.unwrap();

    let address = ce::AddressInput::new()
        .with_first_name("Asha")
        .with_last_name("Rao")
        .with_country_code("+91")
        .with_phone("9876543210")
        .with_email("asha@example.com")
        .with_address_line1("14 Lake View Road")
        .with_address_line2("Second floor")
        .with_landmark("beside the library")
        .with_pincode("643001")
        .with_city("Ooty")
        .with_state("Tamil Nadu")
        .with_country("India")
        .with_tax_identification_number("IN27AAEPM0111C1ZQ")
        .with_business_name("Rao Traders")
        .with_default_billing(true)
        .with_default_shipping(true)
        .with_nickname("home");
    let mut business = ce::BusinessInput::new();
    business.business_type = "proprietorship".into();
    business.name = "Rao Traders".into();
    business.pan_number = "AAEPM0111C".into();
    business.gstin = "27AAEPM0111C1ZQ".into();
    let mut create = ce::CreateCustomer::new();
    create.business = business.clone().into();
    create.address = address.clone().into();
    let created = client.create_customer(&create).await.unwrap();
    let id = &created.id;

    business.name = "Rao and Daughters".into();
    let update = ce::UpdateCustomer::new(business);
    let updated = client.update_customer(id, &update).await.unwrap();
    assert!(updated.business.is_value());
    assert_eq!(client.get_user(id).await.unwrap().id, *id);
    let by_email = ce::Channels::new(true, false, false);
    let preferences = ce::NotificationPreferences::new()
        .with_transactional(by_email.clone())
        .with_promotional(ce::Channels::new(false, false, false))
        .with_newsletter(by_email);
    let seated = ce::UserBusinessInput::new("llp", "Rao and Daughters")
        .with_metadata(&BTreeMap::from([("since".to_owned(), "1998".to_owned())]))
        .with_registered_address(address.clone());
    let update = ce::UpdateUser::new()
        .with_first_name("Asha Devi".to_owned())
        .with_last_name(Patch::Clear)
        .with_email("asha.devi@example.com".to_owned())
        .with_phone("9123456780".to_owned())
        .with_country_code("+91".to_owned())
        .with_login_methods([ce::LoginMethod::Email, ce::LoginMethod::Password])
        .with_notification_preferences(preferences)
        .with_customer_group_id("wholesale".to_owned())
        .with_business(seated);
    let user = client.update_user(id, &update).await.unwrap();
    assert!(user.last_name.is_null());

    let other = address.clone().with_nickname("work");
    let added = client.add_address(id, &other).await.unwrap();
    let address_id = added.id.as_deref().unwrap();
    let query = commerceengine::client::ListAddresses::new()
        .with_page(1_u64)
        .with_limit(10_u32);
    let page = client.list_addresses(id, &query).await.unwrap();
    assert_eq!(page.addresses.len(), 2);
    let got = client.get_address(id, address_id).await.unwrap();
    assert_eq!(got.id.as_deref(), Some(address_id));
    let moved = other.with_id(address_id).with_city("Coonoor");
    let updated = client.update_address(id, address_id, &moved).await.unwrap();
    assert_eq!(
        updated.city.as_ref().map(|city| city.as_str()),
        Some("Coonoor")
    );
    client.remove_address(id, address_id).await.unwrap();
    client.deactivate_user(id).await.unwrap();
    client.delete_user(id).await.unwrap();

    assert_complete(Provider::COMMERCEENGINE, &sandbox);
}

/// What was given to an endpoint, over all calls.
#[derive(Debug, Default, PartialEq, Eq)]
struct Given {
    parameters: BTreeSet<String>,
    members: BTreeSet<String>,
}

/// Every row was called, with success, and over all calls with every parameter and every member that the contract declares.
fn assert_complete(provider: Provider, sandbox: &CheckedSandbox) {
    let rows = ROWS.iter().find(|(of, _)| *of == provider).unwrap().1;
    let mut called: BTreeMap<&str, Given> = BTreeMap::new();
    for request in sandbox.requests() {
        assert!(
            request.status.is_some_and(|status| status < 300),
            "{request:?}"
        );
        let (parameters, members) = (parameters_of(&request), members_of(&request));
        let given = called.entry(operation_id(request).unwrap()).or_default();
        given.parameters.extend(parameters);
        given.members.extend(members);
    }
    for row in rows {
        assert!(
            called.contains_key(row),
            "{provider:?}: {row} was not called"
        );
    }
    assert_eq!(called.len(), rows.len(), "{:?}", called.keys());
    let declared = declared(provider);
    for row in rows {
        assert_eq!(called[row], declared[row], "{provider:?}: {row}");
    }
}

fn parameters_of(request: &RecordedRequest) -> Vec<String> {
    let query = request.query.as_deref().unwrap_or_default();
    let names = query.split('&').filter(|pair| !pair.is_empty());
    names
        .map(|pair| pair.split('=').next().unwrap().to_owned())
        .collect()
}

fn members_of(request: &RecordedRequest) -> Vec<String> {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    body.as_object()
        .map(|members| members.keys().cloned().collect())
        .unwrap_or_default()
}

/// What the contract declares of every endpoint.
fn declared(provider: Provider) -> BTreeMap<&'static str, Given> {
    let document: &'static Value =
        Box::leak(serde_json::from_str(contract::document_of(provider).unwrap()).unwrap());
    let resolve = |value: &'static Value| match value["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => value,
    };
    let list = |value: &'static Value| value.as_array().into_iter().flatten().map(resolve);
    let mut declared = BTreeMap::new();
    for item in document["paths"].as_object().unwrap().values() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let parameters = list(&item["parameters"])
                .chain(list(&operation["parameters"]))
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned());
            let body = resolve(&operation["requestBody"]);
            let schema = resolve(&body["content"]["application/json"]["schema"]);
            let members = schema["properties"].as_object();
            let given = Given {
                parameters: parameters.collect(),
                members: members
                    .map(|members| members.keys().cloned().collect())
                    .unwrap_or_default(),
            };
            declared.insert(operation["operationId"].as_str().unwrap(), given);
        }
    }
    declared
}
