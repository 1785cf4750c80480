//! One customer, three providers, one trait.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use customer_core::{
    CustomerId, CustomerProvider, ErrorKind, FieldPath, FieldReport, GetOptions, NewCustomer,
    Operation, WriteOptions,
};
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;

use crate::support;

/// The example of the documentation, which fills every field.
fn example() -> NewCustomer {
    serde_json::from_str(include_str!("../../../docs/examples/customer.json")).unwrap()
}

/// Each provider, in front of its stand-in.
fn providers(sandbox: &CheckedSandbox) -> [(Provider, Arc<dyn CustomerProvider>); 3] {
    [
        (Provider::KOMERZA, Arc::new(support::komerza(sandbox))),
        (
            Provider::COMMERCEENGINE,
            Arc::new(support::commerceengine(sandbox)),
        ),
        (Provider::KOHORTPAY, Arc::new(support::kohortpay(sandbox))),
    ]
}

fn texts<'a>(paths: impl IntoIterator<Item = &'a FieldPath>) -> Vec<String> {
    paths.into_iter().map(ToString::to_string).collect()
}

/// What a provider makes of the example. All other fields are lost.
struct Fate {
    stand_in: Provider,
    sent: &'static [&'static str],
    altered: &'static [&'static str],
}

const FATES: [Fate; 3] = [
    Fate {
        stand_in: Provider::KOMERZA,
        sent: &["email"],
        altered: &[],
    },
    Fate {
        stand_in: Provider::COMMERCEENGINE,
        sent: &[
            "business.type",
            "business.name",
            "business.tax_ids.pan",
            "business.tax_ids.gstin",
            "addresses[0].role",
            "addresses[0].name.given",
            "addresses[0].name.family",
            "addresses[0].company",
            "addresses[0].lines",
            "addresses[0].landmark",
            "addresses[0].city",
            "addresses[0].region",
            "addresses[0].postal_code",
            "addresses[0].country",
            "addresses[0].phone",
            "addresses[0].email",
            "addresses[0].tax_ids.gstin",
            "addresses[0].label",
        ],
        altered: &[
            "email",
            "phone",
            "name.full",
            "name.given",
            "name.family",
            "addresses[0].id",
            "addresses[0].name.full",
        ],
    },
    Fate {
        stand_in: Provider::KOHORTPAY,
        sent: &[
            "email",
            "phone",
            "name.given",
            "name.family",
            "locale",
            "reference",
            "metadata",
            "addresses[0].role",
            "addresses[0].city",
            "addresses[0].region",
            "addresses[0].postal_code",
            "addresses[0].country",
            "addresses[1].role",
            "addresses[1].company",
            "addresses[1].lines",
            "addresses[1].city",
            "addresses[1].region",
            "addresses[1].postal_code",
            "addresses[1].country",
            "addresses[1].tax_ids.vat",
            "addresses[1].tax_ids.registration_number",
        ],
        altered: &["name.full", "business.tax_ids.vat", "addresses[0].lines"],
    },
];

fn fate(stand_in: Provider) -> &'static Fate {
    FATES.iter().find(|fate| fate.stand_in == stand_in).unwrap()
}

#[tokio::test]
async fn all_three_adapters_store_what_they_can_and_report_the_rest() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let customer = example();
    let mut ids = BTreeSet::new();
    for (stand_in, provider) in providers(&sandbox) {
        let preview = provider.preview_create(&customer);
        assert_eq!(sandbox.request_count(stand_in), 0);
        let written = provider
            .create_customer(&customer, &WriteOptions::lossy())
            .await
            .unwrap();
        assert_eq!(sandbox.request_count(stand_in), 1);
        assert_eq!(written.fields, preview.fields, "{stand_in}");
        assert!(
            written.fields.is_partition_of(&customer.given()),
            "{:?}",
            written.fields
        );
        let expected = fate(stand_in);
        assert_eq!(texts(&written.fields.sent), expected.sent, "{stand_in}");
        let altered = written.fields.altered.iter();
        let altered = altered.map(|alteration| &alteration.field);
        assert_eq!(texts(altered), expected.altered, "{stand_in}");

        let id = written.customer.id.clone();
        assert_eq!(written.customer.provider, provider.identity().provider);
        assert!(ids.insert(id.clone()));
        assert_read(&*provider, &customer, &written.fields, &id).await;
    }
    assert_eq!(ids.len(), 3);
}

/// A get returns what was sent, as far as the provider returns it, and the same again from another client.
async fn assert_read(
    provider: &dyn CustomerProvider,
    given: &NewCustomer,
    fields: &FieldReport,
    id: &CustomerId,
) {
    let options = GetOptions::new().with_addresses(true);
    let got = provider.get_customer(id, &options).await.unwrap();
    assert_eq!(&got.id, id);
    assert!(got.native_json().is_some());
    let returned: BTreeMap<_, _> = got.values().into_iter().collect();
    let given: BTreeMap<_, _> = given.values().into_iter().collect();
    let capabilities = provider.capabilities();
    let mut compared = 0;
    for path in &fields.sent {
        if capabilities
            .field(path.field())
            .is_some_and(|field| field.read)
        {
            assert_eq!(returned.get(path), given.get(path), "{path}");
            compared += 1;
        }
    }
    assert!(compared > 0);
    let again = provider.get_customer(id, &options).await.unwrap();
    assert_eq!(again, got);
}

#[tokio::test]
async fn a_strict_write_that_would_lose_a_field_sends_nothing_and_names_it() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let customer = example();
    for (stand_in, provider) in providers(&sandbox) {
        let error = provider
            .create_customer(&customer, &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrepresentableFields, "{stand_in}");
        assert_eq!(error.operation(), Some(Operation::CreateCustomer));
        assert_eq!(error.attempts(), 0);
        assert_eq!(sandbox.request_count(stand_in), 0, "{stand_in}");
        let Fate { sent, altered, .. } = fate(stand_in);
        let given = texts(&customer.given()).into_iter();
        let lost = given.filter(|path| ![*sent, *altered].concat().contains(&path.as_str()));
        let named = error.fields().iter().map(|problem| problem.field.clone());
        assert_eq!(
            named.collect::<Vec<_>>(),
            lost.collect::<Vec<_>>(),
            "{stand_in}"
        );
    }
}

#[tokio::test]
async fn a_customer_that_all_three_can_hold_is_accepted_strictly() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let whole = example();
    for (stand_in, provider) in providers(&sandbox) {
        let mut customer = NewCustomer::new();
        customer.email.clone_from(&whole.email);
        if stand_in == Provider::COMMERCEENGINE {
            // It registers by an address, and keeps the e-mail with it.
            customer = customer.with_address(whole.addresses[0].clone());
        }
        let written = provider
            .create_customer(&customer, &WriteOptions::new())
            .await
            .unwrap();
        assert!(written.fields.is_lossless());
        let got = provider
            .get_customer(&written.customer.id, &GetOptions::new())
            .await
            .unwrap();
        assert_eq!(got.email, whole.email, "{stand_in}");
    }
}
