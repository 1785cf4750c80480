//! What breaks a contract is refused, and by the clause that is meant: without that clause it passes.

use customer_sandbox::Provider;
use customer_tests::contract::{Contract, Exchange, Part, Responses};
use serde_json::{Value, json};

use super::corpus::exchange;
use super::{at, document, remove, rename};

/// What refuses a tampered exchange.
enum Clause {
    /// A clause of the contract, by the edit that takes it away.
    Of(fn(&mut Value)),
    /// The strictness about responses.
    Strict,
    /// The checker itself.
    Checker,
}

use Clause::{Checker, Of, Strict};

struct Tampered {
    provider: Provider,
    what: &'static str,
    good: &'static str,
    tamper: fn(&mut Exchange),
    part: Part,
    clause: Clause,
}

macro_rules! tampered {
    ($($provider:ident, $good:literal, $what:literal: $tamper:expr, $part:ident, $clause:expr;)*) => {
        &[$(Tampered {
            provider: Provider::$provider,
            what: $what,
            good: $good,
            tamper: $tamper,
            part: Part::$part,
            clause: $clause,
        }),*]
    };
}

fn change(body: &mut Vec<u8>, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    change(&mut value);
    *body = value.to_string().into_bytes();
}

/// Sets a value of the request's body.
fn send(exchange: &mut Exchange, pointer: &str, value: &Value) {
    change(&mut exchange.request_body, |body| set(body, pointer, value));
}

/// Sets a value of the answer's body.
fn answer(exchange: &mut Exchange, pointer: &str, value: &Value) {
    change(&mut exchange.response_body, |body| {
        set(body, pointer, value);
    });
}

fn set(body: &mut Value, pointer: &str, value: &Value) {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(holder).unwrap() {
        Value::Object(members) => drop(members.insert(key.to_owned(), value.clone())),
        Value::Array(entries) => entries[key.parse::<usize>().unwrap()] = value.clone(),
        _ => panic!("no object at {holder}"),
    }
}

fn set_header(headers: &mut Vec<(String, String)>, name: &str, value: Option<&str>) {
    headers.retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
}

const TAMPERED: &[Tampered] = tampered! {
    KOMERZA, "get-customer: newest page, nothing filled", "no User-Agent":
        |e| set_header(&mut e.request_headers, "User-Agent", None), RequestHeader,
        Of(|d| at(d, "/components/parameters/UserAgent")["required"] = json!(false));
    KOMERZA, "get-customer: newest page, nothing filled", "an empty User-Agent":
        |e| set_header(&mut e.request_headers, "User-Agent", Some("")), RequestHeader,
        Of(|d| { remove(d, "/components/parameters/UserAgent/schema", "minLength"); });
    KOMERZA, "get-customer: newest page, nothing filled", "no Authorization":
        |e| set_header(&mut e.request_headers, "Authorization", None), RequestHeader,
        Of(|d| d["security"] = json!([{}]));
    KOMERZA, "get-customer: newest page, nothing filled", "a bare key as Authorization":
        |e| set_header(&mut e.request_headers, "Authorization", Some("key")), RequestHeader,
        Of(|d| at(d, "/components/securitySchemes")["apiKey"] = json!({ "type": "apiKey", "in": "header", "name": "Authorization" }));
    COMMERCEENGINE, "create-customer: nothing given", "the key of the store beside the token":
        |e| set_header(&mut e.request_headers, "x-api-key", Some("key")), RequestHeader,
        Of(|d| at(d, "/components/securitySchemes/storeKey")["name"] = json!("X-Other"));
    COMMERCEENGINE, "start-anonymously: a new user", "a token at the anonymous start":
        |e| set_header(&mut e.request_headers, "Authorization", Some("Bearer token")), RequestHeader,
        Of(|d| at(d, "/components/securitySchemes")["accessToken"] = json!({ "type": "apiKey", "in": "header", "name": "X-Other" }));
    KOMERZA, "list-ip-rules: some rules", "an endpoint that is not declared":
        |e| e.path = e.path.replace("ipRules", "rules"), Endpoint,
        Of(|d| {
            let rules = "/stores/{storeId}/blacklist/customers/{customerId}/ipRules";
            rename(d, "/paths", rules, &rules.replace("ipRules", "rules"));
        });
    COMMERCEENGINE, "get-user: nothing filled", "a base path of another version":
        |e| e.path = e.path.replace("/v1/", "/v2/"), Endpoint,
        Of(|d| for server in at(d, "/servers").as_array_mut().unwrap() {
            server["url"] = json!("https://localhost/api/v2/{store_id}/storefront");
        });
    COMMERCEENGINE, "get-address: an address", "an empty segment":
        |e| e.path = e.path.replace("/addresses", "//addresses"), Endpoint, Checker;
    KOMERZA, "get-customer: newest page, nothing filled", "a method that is not declared":
        |e| e.method = "DELETE".into(), Method,
        Of(|d| rename(d, "/paths/~1stores~1{storeId}~1customers~1{customerId}", "get", "delete"));
    KOMERZA, "get-customer: newest page, nothing filled", "a customer id that is no UUID":
        |e| { e.path.pop(); }, PathParameter,
        Of(|d| { remove(d, "/components/parameters/CustomerId/schema", "format"); });
    COMMERCEENGINE, "get-user: nothing filled", "a user id that is no ULID":
        |e| { e.path.pop(); e.path.push('U'); }, PathParameter,
        Of(|d| { remove(d, "/components/parameters/Id/schema", "pattern"); });
    KOHORTPAY, "get-customer: a customer", "a customer id without its prefix":
        |e| e.path = e.path.replace("cus_", ""), PathParameter,
        Of(|d| { remove(d, "/components/parameters/CustomerId/schema", "pattern"); });
    KOHORTPAY, "get-customer: a customer", "a path that is not UTF-8":
        |e| e.path.push_str("%ff"), PathParameter, Checker;
    KOMERZA, "list-customers: all filters", "a query parameter in another case":
        |e| e.query = e.query.replace("PageSize", "pageSize"), Query,
        Of(|d| at(d, "/components/parameters/PageSizeQuery")["name"] = json!("pageSize"));
    KOMERZA, "list-customers: all filters", "a page below the first":
        |e| e.query = e.query.replace("Page=1", "Page=0"), Query,
        Of(|d| { remove(d, "/components/parameters/PageQuery/schema", "minimum"); });
    KOHORTPAY, "list-customers: all parameters", "a count that is no number":
        |e| e.query = e.query.replace("take=25", "take=all"), Query,
        Of(|d| at(d, "/paths/~1customers/get/parameters/0")["schema"] = json!({ "type": "string" }));
    KOHORTPAY, "list-customers: all parameters", "a parameter twice":
        |e| e.query.push_str("&skip=5"), Query,
        Of(|d| at(d, "/paths/~1customers/get/parameters/1")["schema"] = json!({ "type": "array" }));
    KOHORTPAY, "list-customers: none", "a parameter without its value":
        |e| e.query.push_str("take="), Query,
        Of(|d| at(d, "/paths/~1customers/get/parameters/0")["schema"] = json!({}));
    KOMERZA, "create-customer: a new customer", "a field of ours that is not declared":
        |e| send(e, "/firstName", &json!("Maya")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/CreateCustomerRequest", "additionalProperties"); });
    KOMERZA, "set-balance: with a comment", "a required field of ours left out":
        |e| e.request_body = br#"{"comment":"Goodwill"}"#.to_vec(), RequestBody,
        Of(|d| { remove(d, "/components/schemas/SetBalanceRequest", "required"); });
    KOMERZA, "set-balance: with a comment", "a balance below zero":
        |e| send(e, "/newBalance", &json!(-0.01)), RequestBody,
        Of(|d| { remove(d, "/components/schemas/SetBalanceRequest/properties/newBalance", "minimum"); });
    KOMERZA, "create-customer: a new customer", "no e-mail address":
        |e| send(e, "/emailAddress", &json!("maya.example.com")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/CreateCustomerRequest/properties/emailAddress", "format"); });
    KOMERZA, "create-customer: a new customer", "an e-mail address of 257 characters":
        |e| {
            // The address would be refused for its form as well if a label of its domain were longer.
            let domain = ["d"; 4].map(|letter| letter.repeat(48)).join(".");
            let address = format!("{}@{domain}.com", "m".repeat(257 - domain.len() - 5));
            assert_eq!(address.len(), 257);
            send(e, "/emailAddress", &json!(address));
        }, RequestBody,
        Of(|d| {
            let address = "/components/schemas/CreateCustomerRequest/properties/emailAddress";
            remove(d, address, "maxLength");
            remove(d, address, "format");
        });
    KOMERZA, "create-customer: a new customer", "no body":
        |e| e.request_body.clear(), RequestBody,
        Of(|d| at(d, "/paths/~1stores~1{storeId}~1customers/post/requestBody")["required"] = json!(false));
    KOMERZA, "create-customer: a new customer", "a body that is called a form":
        |e| set_header(&mut e.request_headers, "content-type", Some("application/x-www-form-urlencoded")), RequestBody,
        Of(|d| rename(
            d,
            "/paths/~1stores~1{storeId}~1customers/post/requestBody/content",
            "application/json",
            "application/x-www-form-urlencoded",
        ));
    KOMERZA, "create-customer: a new customer", "a body without a content type":
        |e| set_header(&mut e.request_headers, "content-type", None), RequestBody, Checker;
    KOHORTPAY, "block-customer: blocked", "a body where none is declared":
        |e| {
            set_header(&mut e.request_headers, "content-type", Some("application/json"));
            e.request_body = b"{}".to_vec();
        }, RequestBody,
        Of(|d| at(d, "/paths/~1customers~1{id}~1block/patch")["requestBody"] = json!({ "content": { "application/json": {} } }));
    COMMERCEENGINE, "create-customer: business and address", "a phone number of eleven digits":
        |e| send(e, "/address/phone", &json!("98765432101")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/AddressInput/properties/phone", "pattern"); });
    COMMERCEENGINE, "create-customer: business and address", "a calling code without its sign":
        |e| send(e, "/address/country_code", &json!("91")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/AddressInput/properties/country_code", "pattern"); });
    COMMERCEENGINE, "create-customer: business and address", "a country as a code":
        |e| send(e, "/address/country", &json!("IN")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/AddressInput/properties/country", "const"); });
    COMMERCEENGINE, "create-customer: business and address", "a PAN in lower case":
        |e| send(e, "/business/pan_number", &json!("aaepm0111c")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/BusinessInput/properties/pan_number", "pattern"); });
    COMMERCEENGINE, "update-customer: new business", "a GSTIN without its Z":
        |e| send(e, "/business/gstin", &json!("27AAEPM0111C1XQ")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/BusinessInput/properties/gstin", "pattern"); });
    COMMERCEENGINE, "add-address: everything", "an id on an address to be added":
        |e| send(e, "/id", &json!("01HXA5V8NWR0P3JY6GTS2K4M7B")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/NewAddressInput", "additionalProperties"); });
    COMMERCEENGINE, "add-address: everything", "a read-only field sent":
        |e| send(e, "/is_phone_verified", &json!(true)), RequestBody,
        Of(|d| { remove(d, "/components/schemas/NewAddressInput", "additionalProperties"); });
    KOHORTPAY, "create-customer: everything", "a phone number without country code":
        |e| send(e, "/phoneNumber", &json!("0612345678")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/CreateCustomerRequest/properties/phoneNumber", "pattern"); });
    KOHORTPAY, "create-customer: everything", "an unknown locale":
        |e| send(e, "/locale", &json!("de_DE")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/CreateCustomerRequest/properties/locale", "enum"); });
    KOHORTPAY, "create-customer: everything", "the reading of an address that we do not send":
        |e| send(e, "/shippingAddress", &json!({ "street": "8 rue des Lilas", "city": "Lyon", "country": "FR" })), RequestBody,
        Of(|d| { remove(d, "/components/schemas/CreateCustomerRequest/properties/shippingAddress/anyOf/1", "x-sent"); });
    KOHORTPAY, "create-customer: everything", "a country as a name where a code is printed":
        |e| send(e, "/address/country", &json!("France")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/StreetAddress/properties/country", "pattern"); });
    KOHORTPAY, "create-customer: everything", "a country as a code where a name is printed":
        |e| send(e, "/shippingAddress/country", &json!("FR")), RequestBody,
        Of(|d| { remove(d, "/components/schemas/LineAddress/properties/country", "minLength"); });
    KOMERZA, "create-customer: a new customer", "a status that is not declared":
        |e| e.status = 201, Status,
        Of(|d| rename(d, "/paths/~1stores~1{storeId}~1customers/post/responses", "200", "201"));
    KOHORTPAY, "get-customer: a customer", "a status outside the ranges":
        |e| e.status = 302, Status,
        Of(|d| rename(d, "/paths/~1customers~1{id}/get/responses", "200", "3XX"));
    KOMERZA, "get-customer: 429 RateLimited with a wait", "a wait that is no number":
        |e| set_header(&mut e.response_headers, "Retry-After", Some("soon")), ResponseHeader,
        Of(|d| at(d, "/components/responses/TooManyRequests/headers/Retry-After")["schema"] = json!({}));
    KOHORTPAY, "get-customer: a customer", "an invented field in an answer":
        |e| answer(e, "/loyalty", &json!(3)), ResponseBody, Strict;
    KOMERZA, "create-customer: a customer of several stores, everything filled", "an invented field deep in an answer":
        |e| answer(e, "/data/storeData/0/tickets/0/entries/0/seen", &json!(true)), ResponseBody, Strict;
    COMMERCEENGINE, "get-user: business as the newer page prints it", "two readings mixed":
        |e| answer(e, "/content/user/business/gstin", &json!("27AAEPM0111C1ZQ")), ResponseBody, Strict;
    KOHORTPAY, "get-customer: a customer", "a required field of an answer left out":
        |e| change(&mut e.response_body, |body| { body.as_object_mut().unwrap().remove("addressId"); }), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/Customer", "required"); });
    KOHORTPAY, "get-customer: a customer", "null where something is always given":
        |e| answer(e, "/emailAddress", &json!(null)), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/Customer/properties/emailAddress", "type"); });
    KOHORTPAY, "get-customer: a customer", "a time without milliseconds":
        |e| answer(e, "/createdAt", &json!("2025-02-11T08:15:30Z")), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/Timestamp", "pattern"); });
    KOHORTPAY, "get-customer: a customer", "a time that is none":
        |e| answer(e, "/createdAt", &json!("2025-02-31T08:15:30.000Z")), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/Timestamp", "format"); });
    KOHORTPAY, "delete-customer: deleted", "a customer that is not deleted":
        |e| answer(e, "/deletedAt", &json!(null)), ResponseBody,
        Of(|d| { remove(d, "/paths/~1customers~1{id}/delete/responses/2XX/content/application~1json/schema", "not"); });
    KOMERZA, "create-customer: a customer of several stores, everything filled", "a status above four":
        |e| answer(e, "/data/storeData/0/tickets/0/status", &json!(5)), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/StoreDataTicket/properties/status", "maximum"); });
    KOMERZA, "get-customer: newest page, nothing filled", "a customer id that is no UUID in an answer":
        |e| answer(e, "/data/id", &json!("42")), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/NewestPublicCustomer/properties/id", "format"); });
    KOMERZA, "get-customer: newest page, nothing filled", "neither reading of a customer":
        |e| change(&mut e.response_body, |body| { body["data"].as_object_mut().unwrap().remove("isBlocked"); }), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/NewestPublicCustomer", "required"); });
    KOMERZA, "set-balance: comment left out, message and code left out", "a failure without its code":
        |e| answer(e, "/success", &json!(false)), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/EmptyEnvelope/properties/success", "const"); });
    KOMERZA, "get-customer: 404 NotFound", "a code of another status":
        |e| answer(e, "/code", &json!("BadToken")), ResponseBody,
        Of(|d| { remove(d, "/components/schemas/NotFoundFailure/properties/code", "enum"); });
    KOMERZA, "get-customer: 404 NotFound", "a page of HTML":
        |e| set_header(&mut e.response_headers, "content-type", Some("text/html")), ResponseBody,
        Of(|d| rename(d, "/components/responses/NotFound/content", "application/json", "text/html"));
    KOMERZA, "get-customer: newest page, nothing filled", "an empty answer":
        |e| e.response_body.clear(), ResponseBody,
        Of(|d| {
            let answer = "/paths/~1stores~1{storeId}~1customers~1{customerId}/get/responses/200/content/application~1json";
            remove(d, answer, "schema");
        });
    KOMERZA, "get-customer: newest page, nothing filled", "an answer cut off":
        |e| { e.response_body.pop(); }, ResponseBody, Checker;
    KOMERZA, "list-ip-rules: some rules", "an answer that is not JSON where nothing more is documented":
        |e| e.response_body = b"done".to_vec(), ResponseBody, Checker;
    COMMERCEENGINE, "delete-user: an empty answer", "a body where there is to be none":
        |e| {
            set_header(&mut e.response_headers, "content-type", Some("application/json"));
            e.response_body = b"{}".to_vec();
        }, ResponseBody,
        Of(|d| at(d, "/components/responses/NoContent")["content"] = json!({ "application/json": {} }));
};

#[test]
fn every_tampered_exchange_is_refused_by_the_expected_rule() {
    for row in TAMPERED {
        let Tampered {
            provider,
            what,
            good,
            ..
        } = row;
        let mut tampered = exchange(*provider, good);
        (row.tamper)(&mut tampered);
        let violations = Contract::load(*provider)
            .unwrap()
            .check(&tampered)
            .unwrap_err();
        assert!(
            violations
                .iter()
                .all(|violation| violation.part == row.part),
            "{provider:?}, {what}: {violations:?}"
        );
        let lenient = match row.clause {
            Checker => continue,
            Strict => Contract::from_document(&document(*provider), Responses::Open),
            Of(without) => {
                let mut document = document(*provider);
                without(&mut document);
                Contract::from_document(&document, Responses::Strict)
            }
        };
        let lenient = lenient.unwrap_or_else(|error| panic!("{provider:?}, {what}: {error}"));
        assert_eq!(
            lenient.check(&tampered),
            Ok(()),
            "{provider:?}, {what}: another clause refuses it too"
        );
    }
}

#[test]
fn the_sides_of_an_exchange_can_be_checked_alone() {
    let contract = Contract::load(Provider::KOHORTPAY).unwrap();
    let mut exchange = exchange(Provider::KOHORTPAY, "create-customer: everything");
    send(&mut exchange, "/loyalty", &json!(3));
    assert!(contract.check_request(&exchange).is_err());
    assert_eq!(contract.check_response(&exchange), Ok(()));
    exchange.status = 418;
    exchange.request_body = br#"{"emailAddress":"jules.moreau@example.com"}"#.to_vec();
    exchange.response_body = br#"{"error":{}}"#.to_vec();
    assert_eq!(contract.check_request(&exchange), Ok(()));
    assert_eq!(contract.check_response(&exchange).unwrap_err().len(), 3);
}

#[test]
fn a_path_may_be_given_below_a_mount_or_relative_to_the_base() {
    let contract = Contract::load(Provider::COMMERCEENGINE).unwrap();
    let good = exchange(Provider::COMMERCEENGINE, "create-customer: nothing given");
    let at = |path: &str| Exchange {
        path: path.to_owned(),
        ..good.clone()
    };
    assert_eq!(contract.check(&at("/customers")), Ok(()));
    assert_eq!(
        contract.check(&at("/ce/api/v1/store-1/storefront/customers").below("/ce")),
        Ok(())
    );
    assert_eq!(contract.check(&at("/ce/customers").below("/ce/")), Ok(()));
    for wrong in [
        "customers",
        "/customers/",
        "/ce/customers",
        "/storefront/customers",
        "",
    ] {
        assert_eq!(
            contract.check(&at(wrong)).unwrap_err()[0].part,
            Part::Endpoint,
            "{wrong}"
        );
    }
    assert_eq!(
        contract
            .check(&at("/center/customers").below("/ce"))
            .unwrap_err()[0]
            .part,
        Part::Endpoint
    );
}

#[test]
fn the_more_concrete_of_two_paths_is_meant() {
    let contract = Contract::load(Provider::KOMERZA).unwrap();
    let store = "/stores/0b6f4c1e-6a52-4f0e-9d2b-3c1a7e58d901/customers";
    let id = |path: &str| {
        let exchange = Exchange {
            method: "GET".to_owned(),
            path: format!("{store}{path}"),
            ..Exchange::default()
        };
        contract.operation_id(&exchange)
    };
    assert_eq!(id("/filters"), Some("countFilters"));
    assert_eq!(id("/search/email"), Some("searchCustomers"));
    assert_eq!(
        id("/a%2Fb%40example.com/email"),
        Some("findCustomerByEmail")
    );
    assert_eq!(
        id("/c2a9b7d4-1f3e-4c58-8a06-5e2d9f7b1340"),
        Some("getCustomer")
    );
    assert_eq!(id("/a/b"), None);
}

/// Tests' logs may be read by others: neither an exchange nor a breach shows data or credentials.
#[test]
fn neither_exchanges_nor_violations_show_values() {
    let secrets = ["maya", "Bearer", "key-for-tests", "c2a9b7d4", "wrong-value"];
    let mut exchange = exchange(
        Provider::KOMERZA,
        "find-customer-by-email: encoded as one segment",
    );
    exchange.query = "email=wrong-value".to_owned();
    set_header(
        &mut exchange.request_headers,
        "Authorization",
        Some("key-for-tests"),
    );
    answer(&mut exchange, "/data/id", &json!("wrong-value"));
    answer(
        &mut exchange,
        "/data/tickets/0/status",
        &json!("wrong-value"),
    );
    answer(
        &mut exchange,
        "/data/affiliate/dateCreated",
        &json!("wrong-value"),
    );
    let violations = Contract::load(Provider::KOMERZA)
        .unwrap()
        .check(&exchange)
        .unwrap_err();
    assert_eq!(violations.len(), 5, "{violations:#?}");
    let mut shown = format!("{exchange:?} {violations:?}");
    for violation in &violations {
        shown.push_str(&violation.to_string());
    }
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
