//! sent ∪ altered ∪ unrepresentable = given, and the three are disjoint, whatever an adapter says.

use customer_core::adapter::{Answers, FieldFates, Member};
use customer_core::strategies;
use customer_core::{
    AddressPart, AddressRole, Block, BlockRequest, Capabilities, Customer, CustomerUpdate,
    EmailAddress, ErrorKind, Fidelity, Field, FieldCapability, FieldPath, NewCustomer, Patch,
    PersonName, PhoneNumber, ProviderName, Status,
};
use proptest::prelude::*;

/// A capability that allows some things and not others.
fn capability(field: Field) -> impl Strategy<Value = FieldCapability> {
    (
        any::<[bool; 4]>(),
        0..3_usize,
        prop::collection::vec(strategies::address_role(), 0..2),
    )
        .prop_map(move |([create, update, required, read], length, roles)| {
            let mut capability = FieldCapability::new(field.clone());
            capability.create = create;
            capability.update = update;
            capability.required = required && create;
            capability.read = read;
            capability.length = [None, Some((1, 5)), Some((2, 40))][length];
            if matches!(field, Field::Address(_)) {
                capability = capability.for_roles(roles);
            }
            capability
        })
}

pub(crate) fn capabilities() -> impl Strategy<Value = Capabilities> {
    prop::sample::subsequence(Field::all(), 0..Field::all().len())
        .prop_flat_map(|fields| fields.into_iter().map(capability).collect::<Vec<_>>())
        .prop_map(|fields| Capabilities::new().with_fields(fields))
}

/// What an adapter might say, of fields that were given and of others.
#[derive(Debug, Clone)]
enum Saying {
    Alter(FieldPath),
    Lose(FieldPath),
    LoseAddress(usize),
    Refuse(FieldPath),
    Require(FieldPath),
}

fn saying() -> impl Strategy<Value = Saying> {
    prop_oneof![
        strategies::field_path().prop_map(Saying::Alter),
        strategies::field_path().prop_map(Saying::Lose),
        (0..4_usize).prop_map(Saying::LoseAddress),
        strategies::field_path().prop_map(Saying::Refuse),
        strategies::field_path().prop_map(Saying::Require),
    ]
}

fn say(fates: &mut FieldFates, saying: Saying) {
    match saying {
        Saying::Alter(path) => fates.alter(path, "how"),
        Saying::Lose(path) => fates.lose(path, "why"),
        Saying::LoseAddress(index) => fates.lose_address(index, "why"),
        Saying::Refuse(path) => fates.refuse(path, "why"),
        Saying::Require(path) => fates.require(path),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_given_field_has_one_fate(
        capabilities in capabilities(),
        customer in strategies::new_customer(),
        sayings in prop::collection::vec(saying(), 0..12),
    ) {
        let mut fates = FieldFates::for_create(&capabilities, &customer);
        for saying in sayings {
            say(&mut fates, saying);
        }
        let fields = fates.finish().fields;
        assert!(fields.is_partition_of(&customer.given()), "{fields:?}");
    }

    #[test]
    fn every_given_field_of_an_update_has_one_fate(
        capabilities in capabilities(),
        update in strategies::customer_update(),
        sayings in prop::collection::vec(saying(), 0..12),
    ) {
        let mut fates = FieldFates::for_update(&capabilities, &update);
        for saying in sayings {
            say(&mut fates, saying);
        }
        let fields = fates.finish().fields;
        assert!(fields.is_partition_of(&update.given()), "{fields:?}");
    }

    #[test]
    fn a_field_that_cannot_be_written_is_never_held(
        capabilities in capabilities(),
        customer in strategies::new_customer(),
    ) {
        let fates = FieldFates::for_create(&capabilities, &customer);
        for path in customer.given() {
            let writable = match path.address_index() {
                Some(index) => capabilities.address_field(path.field(), &customer.addresses[index]),
                None => capabilities.field(path.field()),
            }
            .is_some_and(|capability| capability.create && (path.number() == 0 || capability.several));
            // A name may have a place in another of its fields.
            if !path.to_string().contains("name.") || writable {
                prop_assert_eq!(fates.is_held(&path), writable, "{}", path);
            }
        }
    }

    #[test]
    fn reconciling_keeps_the_partition(
        capabilities in capabilities(),
        customer in strategies::new_customer(),
        returned in strategies::customer(),
    ) {
        let report = FieldFates::for_create(&capabilities, &customer).finish().fields;
        let fields = report.reconciled(&customer, &returned);
        assert!(fields.is_partition_of(&customer.given()), "{fields:?}");
    }

    #[test]
    fn reconciling_an_update_keeps_the_partition(
        capabilities in capabilities().boxed(),
        update in strategies::customer_update().boxed(),
        returned in strategies::customer().boxed(),
    ) {
        let report = FieldFates::for_update(&capabilities, &update).finish().fields;
        let held = report.clone().reconciled_update(&update, &returned.with_answers(every_field_is_null));
        assert!(held.is_partition_of(&update.given()), "{held:?}");
        // What was not sent as it is stays what it is.
        prop_assert!(report.altered.iter().all(|altered| held.altered.contains(altered)));
        prop_assert_eq!(report.unrepresentable, held.unrepresentable);
    }

    #[test]
    fn reconciling_an_address_keeps_the_partition(
        capabilities in capabilities().boxed(),
        address in strategies::address().boxed(),
        returned in strategies::address().boxed(),
    ) {
        let report = FieldFates::for_address(&capabilities, &address).finish().fields;
        let given = NewCustomer::new().with_address(address.clone()).given();
        let answers = given.iter().fold(Answers::new(), |answers, path| answers.with(path, &Member::<String>::Null));
        let fields = report.clone().reconciled_address(&address, &returned, &answers);
        assert!(fields.is_partition_of(&given), "{fields:?}");
        // What comes back as it was given is sent.
        prop_assert_eq!(report.clone().reconciled_address(&address, &address, &answers), report);
    }

    #[test]
    fn a_field_that_was_sent_and_came_back_null_is_never_sent(customer in strategies::new_customer()) {
        let capabilities = Capabilities::new().with_fields(Field::all().into_iter().map(|field| FieldCapability::new(field).on_create()));
        let report = FieldFates::for_create(&capabilities, &customer).finish().fields;
        let returned = Customer::new(ProviderName::from_static("example"), "1");
        let silent = report.clone().reconciled(&customer, &returned);
        prop_assert_eq!(&silent, &report);
        let held = report.reconciled(&customer, &returned.with_answers(every_field_is_null));
        prop_assert!(held.sent.iter().all(|path| path.address_index().is_some() || *path.field() == Field::Metadata), "{:?}", held.sent);
    }

    #[test]
    fn a_strict_write_refuses_a_loss_that_a_lossy_write_accepts(capabilities in capabilities(), customer in strategies::new_customer()) {
        let preview = FieldFates::for_create(&capabilities, &customer).finish();
        let strict = preview.check(Fidelity::Strict).map_err(|error| error.kind());
        let lossy = preview.check(Fidelity::Lossy).map_err(|error| error.kind());
        if !preview.problems.is_empty() {
            prop_assert_eq!(strict, Err(ErrorKind::InvalidInput));
            prop_assert_eq!(lossy, Err(ErrorKind::InvalidInput));
        } else if preview.fields.unrepresentable.is_empty() {
            prop_assert_eq!(strict, Ok(()));
        } else {
            prop_assert_eq!(strict, Err(ErrorKind::UnrepresentableFields));
            prop_assert_eq!(lossy, Ok(()));
        }
    }
}

/// A provider that returns every field, and each as null.
fn every_field_is_null(_: &Customer) -> Answers {
    let fields = Field::all().into_iter();
    fields.fold(Answers::new(), |answers, field| {
        answers.with(field, &Member::<String>::Null)
    })
}

fn email_and_name() -> NewCustomer {
    NewCustomer::new()
        .with_email(EmailAddress::parse("asha@example.com").unwrap())
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
}

#[test]
fn the_error_of_a_strict_write_names_the_fields() {
    let capabilities =
        Capabilities::new().with_field(FieldCapability::new(Field::Email).on_create());
    let preview = FieldFates::for_create(&capabilities, &email_and_name()).finish();
    let error = preview.check(Fidelity::Strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    let fields: Vec<_> = error
        .fields()
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["name.given", "name.family"]);
}

#[test]
fn a_required_field_that_is_missing_or_lost_is_refused() {
    let capabilities = Capabilities::new()
        .with_field(FieldCapability::new(Field::Email).on_create().required())
        .with_field(FieldCapability::new(Field::GivenName).on_create())
        .with_field(FieldCapability::new(Field::FamilyName).on_create());
    let problems = |customer: &NewCustomer| {
        let preview = FieldFates::for_create(&capabilities, customer).finish();
        preview
            .problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(problems(&NewCustomer::new()), ["email: is required"]);
    assert_eq!(problems(&email_and_name()), [""; 0]);

    let mut fates = FieldFates::for_create(&capabilities, &email_and_name());
    fates.lose(Field::Email, "it is of another world");
    fates.require(Field::Email);
    assert_eq!(
        fates.finish().problems[0].to_string(),
        "email: is required, and it is of another world"
    );
}

#[test]
fn an_address_that_is_lost_as_a_whole_leaves_no_problem_behind() {
    let required = FieldCapability::new(Field::Address(AddressPart::City))
        .on_create()
        .required();
    let capabilities = Capabilities::new().with_field(required);
    let address = customer_core::Address::new()
        .with_role(AddressRole::Billing)
        .with_postal_code("75014");
    let customer = NewCustomer::new().with_address(address);
    let mut fates = FieldFates::for_create(&capabilities, &customer);
    assert!(fates.has_problems());
    fates.lose_address(0, "the country is not served");
    let preview = fates.finish();
    assert_eq!(preview.problems, []);
    assert_eq!(preview.fields.unrepresentable.len(), customer.given().len());
}

#[test]
fn a_broken_limit_is_reported_without_the_value() {
    let capabilities = Capabilities::new().with_field(
        FieldCapability::new(Field::Email)
            .on_create()
            .with_length(1, 10),
    );
    let preview = FieldFates::for_create(&capabilities, &email_and_name()).finish();
    assert_eq!(
        preview.problems[0].to_string(),
        "email: takes 1 to 10 characters, and has 16"
    );
}

#[test]
fn a_field_that_comes_back_null_or_empty_is_altered_and_an_absent_one_is_not() {
    fn answers(_: &Customer) -> Answers {
        Answers::new()
            .with(Field::Email, &Member::<String>::Absent)
            .with(Field::GivenName, &Member::<String>::Null)
            .with(Field::FamilyName, &Member::Value(String::new()))
            .with(Field::Phone, &Member::<String>::Unreadable)
    }
    let given = email_and_name().with_phone(PhoneNumber::parse("+15555555555").unwrap());
    let fields = [
        Field::Email,
        Field::Phone,
        Field::GivenName,
        Field::FamilyName,
    ];
    let capabilities = Capabilities::new()
        .with_fields(fields.map(|field| FieldCapability::new(field).on_create()));
    let report = FieldFates::for_create(&capabilities, &given)
        .finish()
        .fields;
    let returned = Customer::new(ProviderName::from_static("example"), "1").with_answers(answers);
    let report = report.reconciled(&given, &returned);
    assert_eq!(report.sent, [Field::Email.into()]);
    let how: Vec<_> = report
        .altered
        .iter()
        .map(|altered| format!("{}: {}", altered.field, altered.how))
        .collect();
    assert_eq!(
        how,
        [
            "phone: the provider answered with a value that cannot be read",
            "name.given: the provider did not keep it",
            "name.family: the provider did not keep it"
        ]
    );
}

#[test]
fn a_cleared_field_that_comes_back_with_a_value_is_altered() {
    let update = CustomerUpdate::new()
        .with_email(Patch::Clear)
        .with_phone(Patch::Clear)
        .with_given_name("Asha");
    let fields = [Field::Email, Field::Phone, Field::GivenName];
    let capabilities = Capabilities::new()
        .with_fields(fields.map(|field| FieldCapability::new(field).on_update()));
    let report = FieldFates::for_update(&capabilities, &update)
        .finish()
        .fields;
    let mut returned =
        Customer::new(ProviderName::from_static("example"), "1").with_answers(every_field_is_null);
    returned.email = Some(EmailAddress::lenient("asha@example.com"));
    let report = report.reconciled_update(&update, &returned);
    assert_eq!(report.sent, [Field::Phone.into()]);
    let altered: Vec<_> = report.altered.iter().map(|one| &*one.how).collect();
    assert_eq!(
        altered,
        [
            "it was to be cleared, and the provider still has a value",
            "the provider did not keep it"
        ]
    );
}

#[test]
fn the_reason_is_compared_with_the_returned_block() {
    let block = BlockRequest::new().with_reason("chargebacks");
    let capabilities =
        Capabilities::new().with_field(FieldCapability::new(Field::BlockReason).on_update());
    let report = FieldFates::for_block(&capabilities, &block).finish().fields;
    for (reason, sent) in [(Some("chargebacks"), 1), (Some("other"), 0), (None, 1)] {
        let mut returned = Customer::new(ProviderName::from_static("example"), "1");
        let mut status = Block::new();
        status.reason = reason.map(str::to_owned);
        returned.status = Some(Status::Blocked(status));
        let held = report.clone().reconciled_block(&block, &returned);
        assert_eq!(held.sent.len(), sent, "{reason:?}");
    }
}

#[test]
fn a_field_that_comes_back_different_is_altered() {
    let given = email_and_name();
    let fields = [Field::Email, Field::GivenName, Field::FamilyName];
    let capabilities = Capabilities::new()
        .with_fields(fields.map(|field| FieldCapability::new(field).on_create()));
    let report = FieldFates::for_create(&capabilities, &given)
        .finish()
        .fields;
    let mut returned = Customer::new(ProviderName::from_static("example"), "1");
    returned.email = Some(EmailAddress::lenient("ASHA@example.com"));
    returned.name = Some(PersonName::new().with_given("Asha"));
    let report = report.reconciled(&given, &returned);
    assert_eq!(report.altered.len(), 1);
    assert_eq!(report.altered[0].field, Field::Email.into());
    assert_eq!(
        report.sent,
        [Field::GivenName.into(), Field::FamilyName.into()]
    );
}
