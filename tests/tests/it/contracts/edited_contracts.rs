//! The net is tight: after any of these small edits to a contract, some good exchange breaks it.

use customer_sandbox::Provider;
use customer_tests::contract::{self, Contract, Responses};
use serde_json::{Value, json};

use super::corpus::recorded;
use super::{at, document, remove, rename};

struct Edit {
    provider: Provider,
    what: &'static str,
    /// The start of the names of the exchanges that must notice.
    noticed_by: &'static str,
    apply: fn(&mut Value),
}

macro_rules! edits {
    ($($provider:ident, $what:literal, $noticed_by:literal: $apply:expr;)*) => {
        &[$(Edit { provider: Provider::$provider, what: $what, noticed_by: $noticed_by, apply: $apply }),*]
    };
}

fn require(document: &mut Value, schema: &str, member: &str) {
    let required = at(document, schema)
        .get_mut("required")
        .and_then(Value::as_array_mut)
        .unwrap();
    required.push(json!(member));
}

fn make_optional(document: &mut Value, schema: &str, member: &str) {
    let required = at(document, schema)
        .get_mut("required")
        .and_then(Value::as_array_mut)
        .unwrap();
    required.retain(|entry| entry != member);
}

fn drop_value(document: &mut Value, values: &str, value: &str) {
    let values = at(document, values).as_array_mut().unwrap();
    let before = values.len();
    values.retain(|entry| entry != value);
    assert_eq!(values.len(), before - 1);
}

const EDITS: &[Edit] = edits! {
    KOMERZA, "a field of a request renamed", "create-customer:":
        |d| rename(d, "/components/schemas/CreateCustomerRequest/properties", "emailAddress", "email");
    KOMERZA, "a field of a response renamed", "create-customer:":
        |d| rename(d, "/components/schemas/Customer/properties", "storeData", "stores");
    KOMERZA, "a required field made absent", "get-customer:": |d| {
        make_optional(d, "/components/schemas/NewestPublicCustomer", "averageSpend");
        remove(d, "/components/schemas/NewestPublicCustomer/properties", "averageSpend");
    };
    KOMERZA, "a list where an object is documented", "get-customer:":
        |d| at(d, "/components/schemas/NewestPublicCustomer/properties/externalIntegrations")["type"] = json!("array");
    KOMERZA, "a number made a string", "get-customer:":
        |d| at(d, "/components/schemas/NewestPublicCustomer/properties/totalSpend")["type"] = json!("string");
    KOMERZA, "the older reading of a customer removed", "get-customer: older page":
        |d| { at(d, "/components/schemas/PublicCustomer/anyOf").as_array_mut().unwrap().pop(); };
    KOMERZA, "the newest reading of a customer removed", "get-customer: newest page":
        |d| { at(d, "/components/schemas/PublicCustomer/anyOf").as_array_mut().unwrap().remove(0); };
    KOMERZA, "an optional field of a response made required", "list-customers:":
        |d| require(d, "/components/schemas/PublicCustomerReference", "isBlocked");
    KOMERZA, "a nullable field made not nullable", "create-customer:":
        |d| at(d, "/components/schemas/StoreData/properties/blockedNote")["type"] = json!("string");
    KOMERZA, "a limit of a status moved", "create-customer: a customer of several stores":
        |d| at(d, "/components/schemas/Subscription/properties/billingInterval")["maximum"] = json!(3);
    KOMERZA, "an error code removed", "create-customer: 409":
        |d| at(d, "/components/schemas/ConflictFailure/properties/code")["enum"] = json!([]);
    KOMERZA, "an error code of a table renamed", "get-customer: 403":
        |d| at(d, "/components/schemas/ForbiddenFailure/properties/code/enum")[0] = json!("Forbidden");
    KOMERZA, "a status removed", "list-customers: 429":
        |d| { remove(d, "/paths/~1stores~1{storeId}~1customers/get/responses", "429"); };
    KOMERZA, "a status of another number", "create-customer:":
        |d| rename(d, "/paths/~1stores~1{storeId}~1customers/post/responses", "200", "201");
    KOMERZA, "a header made required", "get-customer: 429": |d| {
        let headers = at(d, "/components/responses/TooManyRequests/headers");
        headers["X-Bucket"] = json!({ "required": true, "schema": { "type": "integer" } });
    };
    KOMERZA, "another header of requests required", "list-customers:":
        |d| at(d, "/components/parameters/UserAgent")["name"] = json!("X-Client");
    KOMERZA, "a query parameter renamed", "list-customers: all filters":
        |d| at(d, "/components/parameters/BalanceFromQuery")["name"] = json!("balanceMin");
    KOMERZA, "the type of a query parameter changed", "search-customers:":
        |d| at(d, "/components/parameters/PageSizeQuery/schema")["type"] = json!("boolean");
    KOMERZA, "ids of another format", "get-customer:":
        |d| at(d, "/components/parameters/CustomerId/schema")["format"] = json!("ipv4");
    KOMERZA, "a body required where an answer may be empty", "unblock-customer: an empty answer": |d| {
        let unblock = "/paths/~1stores~1{storeId}~1blacklist~1customers~1{customerId}~1unblock/post/responses/200/content";
        at(d, &format!("{unblock}/application~1json"))["schema"] = json!({});
    };
    COMMERCEENGINE, "a content type of a request changed", "create-customer:": |d| {
        rename(d, "/paths/~1customers/post/requestBody/content", "application/json", "application/x-www-form-urlencoded");
    };
    COMMERCEENGINE, "an envelope's member renamed", "get-user:":
        |d| rename(d, "/components/schemas/UserEnvelope/properties", "content", "data");
    COMMERCEENGINE, "the pattern of a phone number changed", "create-customer:":
        |d| at(d, "/components/schemas/AddressInput/properties/phone")["pattern"] = json!("^[0-9]{11}$");
    COMMERCEENGINE, "the pattern of a PIN code changed", "add-address:":
        |d| at(d, "/components/schemas/NewAddressInput/properties/pincode")["pattern"] = json!("^[0-9]{5}$");
    COMMERCEENGINE, "the pattern of a GSTIN changed", "update-customer:":
        |d| at(d, "/components/schemas/BusinessInput/properties/gstin")["pattern"] = json!("^[0-9]{15}$");
    COMMERCEENGINE, "the pattern of ids changed", "get-address:":
        |d| at(d, "/components/parameters/AddressId/schema")["pattern"] = json!("^[0-9a-z]{26}$");
    COMMERCEENGINE, "the country spelt as a code", "create-customer:":
        |d| at(d, "/components/schemas/AddressInput/properties/country")["const"] = json!("IN");
    COMMERCEENGINE, "the newer reading of a business removed", "get-user: business as the newer page":
        |d| { at(d, "/components/schemas/User/properties/business/anyOf").as_array_mut().unwrap().remove(1); };
    COMMERCEENGINE, "a way to log in removed", "get-user:":
        |d| drop_value(d, "/components/schemas/User/properties/login_methods/items/enum", "whatsapp");
    COMMERCEENGINE, "the anonymous start under the bearer token", "start-anonymously:":
        |d| { remove(d, "/paths/~1auth~1anonymous/post", "security"); };
    COMMERCEENGINE, "the key of the store in another header", "start-anonymously:":
        |d| at(d, "/components/securitySchemes/storeKey")["name"] = json!("X-Store-Key");
    COMMERCEENGINE, "the empty answer removed", "remove-address: an empty answer":
        |d| { remove(d, "/paths/~1customers~1{id}~1addresses~1{address_id}/delete/responses", "204"); };
    COMMERCEENGINE, "a method changed", "update-customer:":
        |d| rename(d, "/paths/~1customers~1{id}", "put", "patch");
    COMMERCEENGINE, "a base path changed", "create-customer:": |d| {
        for server in at(d, "/servers").as_array_mut().unwrap() {
            server["url"] = json!("https://prod.api.commercengine.io/api/v2/{store_id}/storefront");
        }
    };
    KOHORTPAY, "a range of statuses narrowed", "delete-customer:":
        |d| rename(d, "/paths/~1customers~1{id}/delete/responses", "2XX", "204");
    KOHORTPAY, "errors of one status only", "get-customer: 404":
        |d| rename(d, "/paths/~1customers~1{id}/get/responses", "4XX", "401");
    KOHORTPAY, "a type of error removed", "list-customers: 500":
        |d| drop_value(d, "/components/schemas/Failure/properties/error/properties/type/enum", "api_error");
    KOHORTPAY, "a locale removed", "create-customer: everything":
        |d| drop_value(d, "/components/schemas/CreateCustomerRequest/properties/locale/enum", "fr_FR");
    KOHORTPAY, "the shape of an address that we do not send left alone", "create-customer:":
        |d| { at(d, "/components/schemas/CreateCustomerRequest/properties/address/anyOf").as_array_mut().unwrap().remove(0); };
    KOHORTPAY, "the prefix of ids changed", "get-customer:":
        |d| at(d, "/components/schemas/Customer/properties/organizationId")["pattern"] = json!("^organization_.+$");
    KOHORTPAY, "times without milliseconds", "list-customers: all parameters":
        |d| at(d, "/components/schemas/Timestamp")["pattern"] = json!("^[^.]+$");
    KOHORTPAY, "a path renamed", "block-customer:":
        |d| rename(d, "/paths", "/customers/{id}/block", "/customers/{id}/blocked");
    KOHORTPAY, "a content type of a response changed", "list-customers:":
        |d| rename(d, "/paths/~1customers/get/responses/200/content", "application/json", "application/hal+json");
};

#[test]
fn every_edit_is_noticed_by_the_exchanges_it_concerns() {
    for provider in contract::providers() {
        let recorded = recorded(provider);
        let original = document(provider);
        for edit in EDITS.iter().filter(|edit| edit.provider == provider) {
            let mut document = original.clone();
            (edit.apply)(&mut document);
            let contract = Contract::from_document(&document, Responses::Strict)
                .unwrap_or_else(|error| panic!("{provider:?}, {}: {error}", edit.what));
            let noticed = recorded
                .iter()
                .filter(|recorded| recorded.name.starts_with(edit.noticed_by))
                .any(|recorded| contract.check(&recorded.exchange).is_err());
            assert!(noticed, "{provider:?}: nothing noticed {}", edit.what);
        }
    }
}
