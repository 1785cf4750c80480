//! Commerce Engine: a customer with a user, a business and addresses in India.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use commerceengine::convert;
use customer_core::{
    Address, AddressRole, Business, BusinessUpdate, Capabilities, Country, CustomerId,
    CustomerProvider, CustomerUpdate, Field, NewCustomer, PersonName, PersonNameUpdate,
    PhoneNumber, Preview, TaxIdKind, TaxNumbers, strategies,
};
use customer_sandbox::{Provider, RecordedRequest, Sandbox};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::Value;

use super::machine::World;
use super::model::{Known, Step, Subject};
use super::strategies::email;
use crate::support;

#[derive(Clone, Debug)]
pub(super) struct CommerceEngine;

/// Two digits of a calling code, and ten digits.
fn phone() -> impl Strategy<Value = PhoneNumber> {
    (select(vec!["91", "91", "44", "49"]), "[6-9][0-9]{9}")
        .prop_map(|(code, digits)| PhoneNumber::from_parts(code, &digits).unwrap())
}

fn tax_id() -> impl Strategy<Value = Option<(TaxIdKind, String)>> {
    let kinds = [
        (
            TaxIdKind::Gstin,
            "(0[1-9]|[12][0-9]|3[0-8]|97|99)[A-Z]{5}[0-9]{4}[A-Z][1-9]Z[0-9A-Z]",
        ),
        (TaxIdKind::Vat, "GB[0-9]{9}"),
        (TaxIdKind::Tin, "[0-9]{9}"),
    ];
    let kinds = kinds.map(|(kind, form)| form.prop_map(move |number| (kind.clone(), number)));
    option::of(Union::new(kinds))
}

prop_compose! {
    /// An address that says everything that has to be said.
    fn address()(
        roles in select(vec![vec![], vec![AddressRole::Billing], vec![AddressRole::Shipping], vec![AddressRole::Shipping, AddressRole::Billing]]),
        given in strategies::line(),
        family in option::of(strategies::line()),
        company in option::of(strategies::line()),
        lines in prop::collection::vec(strategies::line(), 1..=2),
        landmark in option::of(strategies::line()),
        city in strategies::line(),
        region in strategies::line(),
        postal_code in "[1-9][0-9]{5}",
        phone in phone(),
        email in email(),
        (tax_id, label) in (tax_id(), option::of(strategies::line())),
    ) -> Address {
        let mut address = Address::new()
            .with_lines(lines)
            .with_city(city)
            .with_region(region)
            .with_postal_code(postal_code)
            .with_country(Country::parse("IN").unwrap())
            .with_phone(phone)
            .with_email(email)
            .with_tax_ids(tax_id.into_iter().collect());
        let mut name = PersonName::new().with_given(given);
        name.family = family;
        address.name = Some(name);
        address.roles = roles;
        address.company = company;
        address.landmark = landmark;
        address.label = label;
        address
    }
}

prop_compose! {
    fn business()(
        business_type in option::of(strategies::line()),
        name in strategies::line(),
        pan in option::of("[A-Z]{5}[0-9]{4}[A-Z]"),
        gstin in option::of("(0[1-9]|[12][0-9]|3[0-8]|97|99)[A-Z]{5}[0-9]{4}[A-Z][1-9]Z[0-9A-Z]"),
    ) -> Business {
        let mut business = Business::new().with_name(name);
        business.business_type = business_type;
        business.tax_ids = [(TaxIdKind::Pan, pan), (TaxIdKind::Gstin, gstin)]
            .into_iter()
            .filter_map(|(kind, number)| Some((kind, number?)))
            .collect();
        business
    }
}

/// With an address, whose receiver may be said beside it; or with a business alone.
fn customer() -> impl Strategy<Value = NewCustomer> {
    let receiver = any::<[bool; 3]>();
    let with_address = (address(), receiver, option::of(business())).prop_map(
        |(mut address, [name, phone, email], business)| {
            let mut customer = NewCustomer::new();
            if name {
                customer.name = address.name.take();
            }
            if phone {
                customer.phone = address.phone.take();
            }
            if email {
                customer.email = address.email.take();
            }
            customer.business = business;
            customer.with_address(address)
        },
    );
    let with_business = business().prop_map(|business| NewCustomer::new().with_business(business));
    prop_oneof![3 => with_address, 1 => with_business]
}

prop_compose! {
    fn business_update()(
        business_type in strategies::patch(strategies::line()),
        name in strategies::patch(strategies::line()),
        pan in strategies::patch("[A-Z]{5}[0-9]{4}[A-Z]"),
        gstin in strategies::patch("(0[1-9]|[12][0-9]|3[0-8]|97|99)[A-Z]{5}[0-9]{4}[A-Z][1-9]Z[0-9A-Z]"),
    ) -> BusinessUpdate {
        let mut update = BusinessUpdate::default();
        update.business_type = business_type;
        update.name = name;
        update.tax_ids = [(TaxIdKind::Pan, pan), (TaxIdKind::Gstin, gstin)]
            .map(|(kind, number)| (kind, number.map(TaxNumbers::from)))
            .into();
        update
    }
}

prop_compose! {
    fn update()(
        email in strategies::patch(email()),
        phone in strategies::patch(phone()),
        given in strategies::patch(strategies::line()),
        family in strategies::patch(strategies::line()),
        business in prop_oneof![Just(BusinessUpdate::default()), business_update()],
    ) -> CustomerUpdate {
        let mut name = PersonNameUpdate::default();
        name.given = given;
        name.family = family;
        let mut update = CustomerUpdate::new().with_email(email).with_phone(phone).with_business(business);
        update.name = name;
        update
    }
}

impl Subject for CommerceEngine {
    const PROVIDER: Provider = Provider::COMMERCEENGINE;
    const TELLS_STATUS: bool = false;

    fn world() -> &'static OnceLock<World> {
        static WORLD: OnceLock<World> = OnceLock::new();
        &WORLD
    }

    fn steps() -> BoxedStrategy<Step> {
        thread_local!(static STEPS: BoxedStrategy<Step> = super::strategies::steps::<CommerceEngine>());
        STEPS.with(Clone::clone)
    }

    fn connect(sandbox: &Sandbox) -> Arc<dyn CustomerProvider> {
        Arc::new(support::commerceengine(sandbox))
    }

    fn capabilities() -> Capabilities {
        convert::capabilities()
    }

    fn preview_create(customer: &NewCustomer) -> Preview {
        convert::create_request(&Self::capabilities(), customer).preview
    }

    fn preview_update(update: &CustomerUpdate) -> Preview {
        convert::update_request(&Self::capabilities(), update).preview
    }

    /// The receiver at the address and the customer's user are one: what is said of either is said of both.
    fn known(customer: &NewCustomer) -> Known {
        let mut known = Known::of(customer);
        let Some(address) = customer.addresses.first() else {
            return known;
        };
        let mut address = address.clone();
        address.name = address.name.or_else(|| customer.name.clone());
        address.phone = address.phone.or_else(|| customer.phone.clone());
        address.email = address.email.or_else(|| customer.email.clone());
        let mut user = NewCustomer::new();
        user.name.clone_from(&address.name);
        user.phone.clone_from(&address.phone);
        user.email.clone_from(&address.email);
        known.fields.extend(Known::of(&user).fields);
        known.put(0, address);
        known
    }

    fn nobody() -> CustomerId {
        "01HXA5T3C9V7M2QK8ZWB4D6E1F".into()
    }

    fn customers() -> BoxedStrategy<NewCustomer> {
        customer().boxed()
    }

    fn updates() -> BoxedStrategy<CustomerUpdate> {
        update().boxed()
    }

    fn addresses() -> BoxedStrategy<Address> {
        address().boxed()
    }

    /// The user is sent the fields that change and no others; the business, which goes as a whole, only where a part of it changes.
    fn check_update(update: &CustomerUpdate, requests: &[RecordedRequest]) {
        let given: Vec<Field> = update
            .given()
            .iter()
            .map(|path| path.field().clone())
            .collect();
        let (of_business, of_user): (Vec<_>, Vec<_>) = given
            .into_iter()
            .partition(|field| field.to_string().starts_with("business."));
        let written: Vec<_> = requests
            .iter()
            .filter(|request| request.method != "GET")
            .collect();
        let sent_to = |place: &str| -> Vec<BTreeSet<String>> {
            let to = written
                .iter()
                .filter(|request| request.path.contains(place));
            let keys = |body: &Value| body.as_object().unwrap().keys().cloned().collect();
            to.map(|request| keys(&serde_json::from_slice(&request.body).unwrap()))
                .collect()
        };
        let capabilities = Self::capabilities();
        let names: BTreeSet<String> = of_user
            .iter()
            .flat_map(|field| capabilities.field(field).unwrap().wire.split(", "))
            .map(str::to_owned)
            .collect();
        let expected = if names.is_empty() {
            vec![]
        } else {
            vec![names]
        };
        assert_eq!(sent_to("/auth/user/"), expected);
        assert_eq!(
            sent_to("/customers/").len(),
            usize::from(!of_business.is_empty())
        );
        assert_eq!(
            written.len(),
            usize::from(!of_user.is_empty()) + usize::from(!of_business.is_empty())
        );
    }
}
