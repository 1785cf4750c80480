//! What is logged at the finest level, by us and by all that is below us, shows nobody and no secret.

use customer_core::{
    Address, AddressRole, BlockRequest, Business, Country, CustomerId, CustomerProvider,
    CustomerProviderExt, CustomerUpdate, EmailAddress, GetOptions, ListQuery, NewCustomer,
    PersonName, PhoneNumber, WriteOptions,
};
use customer_http::{FastForwardClock, HttpOptions};
use customer_sandbox::{Fault, ResetPoint, Sandbox};
use customer_test_logs::listen;

/// Nothing of these is to be seen, in any case or percent-encoded.
const FORBIDDEN: &[&str] = &[
    "zelda",
    "quixote",
    "hyrule",
    "dulcinea",
    // Longer than a port, since a port may be any five digits.
    "987650",
    "987654",
    "543210",
    "sixpence",
    "windmill",
    "400021",
    "aaepm0111c",
    "27aaepm0111c1zq",
    "grudge",
];

fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .clock(FastForwardClock::new())
}

fn place() -> Address {
    Address::new()
        .with_lines(["7 Windmill Lane", "Sixpence House"])
        .with_city("Hyrule")
        .with_region("Maharashtra")
        .with_postal_code("400021")
        .with_country(Country::parse("India").unwrap())
        .with_role(AddressRole::Billing)
}

fn email() -> EmailAddress {
    EmailAddress::parse("zelda.quixote@dulcinea.example").unwrap()
}

/// With all that a provider may be given.
fn zelda() -> NewCustomer {
    NewCustomer::new()
        .with_email(email())
        .with_name(PersonName::new().with_given("Zelda").with_family("Quixote"))
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
        .with_business(Business::new().with_name("Quixote Windmills"))
        .with_reference("quixote-1")
        .with_address(place())
}

/// Every operation that the trait has. What a provider cannot do fails before anything is sent.
async fn call_all(provider: &dyn CustomerProvider, told: &mut Vec<String>) {
    let (lossy, get) = (
        WriteOptions::lossy(),
        GetOptions::new().with_addresses(true),
    );
    let created = provider.create_customer(&zelda(), &lossy).await;
    let id = match &created {
        Ok(written) => written.customer.id.clone(),
        Err(error) => {
            if let Some(pending) = error.pending() {
                told.push(format!("{:?}", provider.settle(pending).await));
            }
            CustomerId::new("01K0TESTC0ST0MER0000000001")
        }
    };
    told.push(format!("{created:?}"));
    told.push(format!("{:?}", provider.get_customer(&id, &get).await));
    told.push(format!("{:?}", provider.find_all_by_email(&email()).await));
    let query = ListQuery::new().with_search("zelda.quixote");
    told.push(format!("{:?}", provider.list_customers(&query).await));
    let update = CustomerUpdate::new().with_given_name("Zelda");
    told.push(format!(
        "{:?}",
        provider.update_customer(&id, &update, &lossy).await
    ));
    let block = BlockRequest::new().with_reason("An old grudge of Quixote's");
    told.push(format!(
        "{:?}",
        provider.block_customer(&id, &block, &lossy).await
    ));
    told.push(format!("{:?}", provider.unblock(&id).await));
    let office = place()
        .with_name(PersonName::new().with_given("Zelda"))
        .with_phone(PhoneNumber::parse("+919876501234").unwrap())
        .with_email(email());
    let added = provider.add_customer_address(&id, &office, &lossy).await;
    if let Ok(written) = &added
        && let Some(address_id) = &written.address.id
    {
        let replaced = provider
            .update_customer_address(&id, address_id, &office, &lossy)
            .await;
        told.push(format!("{replaced:?}"));
        told.push(format!(
            "{:?}",
            provider.remove_address(&id, address_id).await
        ));
    }
    told.push(format!("{added:?}"));
    told.push(format!("{:?}", provider.list_addresses(&id).await));
    told.push(format!("{:?}", provider.delete(&id).await));
    told.push(format!("{:?}", provider.restore(&id).await));
    told.push(format!(
        "{:?}",
        provider.find_or_create(&zelda(), &lossy).await
    ));
}

#[tokio::test]
async fn no_adapter_logs_personal_data_or_a_secret() {
    let log = listen();
    let mut told = Vec::new();
    let mut secrets = vec![
        customer_sandbox::KOMERZA_API_KEY.to_owned(),
        customer_sandbox::KOHORTPAY_TEST_KEY.to_owned(),
        customer_sandbox::COMMERCEENGINE_API_KEY.to_owned(),
    ];
    let faults: [Option<Fault>; 9] = [
        None,
        Some(Fault::reset(ResetPoint::AfterCommitting).percent(50)),
        Some(Fault::cut_body().percent(50)),
        Some(Fault::status(503).retry_after("1").percent(50)),
        Some(Fault::status(400)),
        Some(Fault::html(500)),
        Some(Fault::invalid_utf8()),
        Some(Fault::redirect(
            "http://127.0.0.1:9/zelda.quixote@dulcinea.example",
        )),
        Some(Fault::inflating_body().times(2)),
    ];
    for fault in faults {
        let sandbox = Sandbox::start().await.unwrap();
        let (komerza, kohortpay, engine) = (
            sandbox.komerza(),
            sandbox.kohortpay(),
            sandbox.commerceengine(),
        );
        secrets.extend([engine.access_token.clone(), engine.refresh_token.clone()]);
        let komerza = komerza::Komerza::builder()
            .base_url(&komerza.base_url)
            .store_id(&komerza.store_id)
            .api_key(komerza.api_key.clone())
            .http_options(options())
            .build()
            .unwrap();
        let kohortpay = kohortpay::Kohortpay::builder()
            .base_url(&kohortpay.base_url)
            .api_key(kohortpay.test_key.clone())
            .http_options(options())
            .build()
            .unwrap();
        let engine_with_pair = commerceengine::CommerceEngine::builder()
            .base_url(&engine.base_url)
            .token_pair(engine.access_token.clone(), engine.refresh_token.clone())
            .http_options(options())
            .build()
            .unwrap();
        let engine_with_key = commerceengine::CommerceEngine::builder()
            .base_url(&engine.base_url)
            .api_key(engine.api_key.clone())
            .http_options(options())
            .build()
            .unwrap();
        // The pair is renewed on the way.
        sandbox.expire_access_tokens().await.unwrap();
        if let Some(fault) = fault {
            let fault = if fault.times == Some(1) {
                fault.always()
            } else {
                fault
            };
            sandbox.faults().push(fault);
        }
        let providers: [&dyn CustomerProvider; 4] =
            [&komerza, &kohortpay, &engine_with_pair, &engine_with_key];
        for provider in providers {
            call_all(provider, &mut told).await;
        }
        for engine in [&engine_with_pair, &engine_with_key] {
            let pair = engine
                .client()
                .token()
                .and_then(customer_http::RefreshingToken::pair);
            told.push(format!("{pair:?} {engine:?}"));
            if let Some(pair) = pair {
                secrets.push(pair.access().expose().to_owned());
                secrets.push(pair.refresh().expose().to_owned());
            }
        }
    }
    let log = log.text();
    // It heard all who speak.
    for target in ["customer.attempt", "hyper_util", "reqwest", "rustls"] {
        assert!(log.contains(target), "nothing of {target} in the log");
    }
    let text = log.lines().chain(told.iter().map(String::as_str));
    for line in text {
        let lower = line.to_lowercase();
        for forbidden in FORBIDDEN {
            assert!(!lower.contains(forbidden), "{forbidden:?} is in: {line}");
        }
        for secret in &secrets {
            assert!(!line.contains(secret.as_str()), "a secret is in: {line}");
        }
    }
}
