//! The decision what became of a registration, by table and by law.

use chrono::{DateTime, TimeDelta, Utc};
use customer_core::adapter::{Decision, LookedUp, Record, decide};
use customer_core::strategies::{instant, new_customer};
use customer_core::{
    Address, AddressRole, Capabilities, ClockOffset, Customer, Deletion, Doubt, EmailAddress,
    EmailUniqueness, Field, FieldCapability, Metadata, NewCustomer, Operation, PendingWrite,
    PersonName, PhoneNumber, ProviderName, Status, Unreadable, WriteMarker, WriteStart,
};
use proptest::prelude::*;
use serde_json::value::RawValue;

const PROVIDER: ProviderName = ProviderName::from_static("table");

fn capabilities() -> Capabilities {
    let field = |field: Field, wire| {
        FieldCapability::new(field)
            .on_create()
            .readable()
            .with_wire(wire)
    };
    Capabilities::new()
        .with_native(Operation::DeleteCustomer)
        .with_field(field(Field::Email, "emailAddress"))
        .with_field(field(Field::Phone, "phoneNumber"))
        .with_field(field(Field::GivenName, "firstName"))
        .with_field(field(Field::FamilyName, "lastName"))
        .with_field(field(Field::Metadata, "metadata"))
        .with_field(FieldCapability::new(Field::Reference).on_create())
}

fn given() -> NewCustomer {
    NewCustomer::new()
        .with_email(EmailAddress::parse("Asha@example.com").unwrap())
        .with_name(PersonName::new().with_given("Asha"))
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
}

/// A whole second, so that a time printed in seconds is the time itself.
fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn seconds(seconds: f64) -> TimeDelta {
    #[allow(clippy::cast_possible_truncation)] // A test's numbers are small.
    TimeDelta::milliseconds((seconds * 1000.0) as i64)
}

#[allow(clippy::unnecessary_wraps)] // As it is given: a clock need not be known.
fn clock(earliest: f64, latest: f64) -> Option<ClockOffset> {
    Some(ClockOffset::new(seconds(earliest), seconds(latest)))
}

/// A record of the customer that is given, made so many seconds after noon by the provider's clock.
fn record(after_noon: f64) -> Customer {
    let mut customer = Customer::new(PROVIDER, "c1");
    let given = given();
    customer.email = given.email;
    customer.name = given.name;
    customer.phone = given.phone;
    customer.created = Some(noon() + seconds(after_noon));
    customer.status = Some(Status::Active);
    customer
}

fn with(mut customer: Customer, change: impl FnOnce(&mut Customer)) -> Customer {
    change(&mut customer);
    customer
}

fn with_native(customer: Customer, json: &str) -> Customer {
    let json = RawValue::from_string(json.to_owned()).unwrap();
    customer.with_native(Record::new(Metadata::new(), json))
}

fn deleted(customer: Customer) -> Customer {
    with(customer, |customer| {
        customer.status = Some(Status::Deleted(Deletion::new()));
    })
}

/// The decision in one word, or the doubt.
fn decided(
    found: &[Customer],
    pending: &PendingWrite,
    exact: bool,
    now: Option<ClockOffset>,
) -> String {
    decided_by(&capabilities(), found, pending, exact, now)
}

fn decided_by(
    capabilities: &Capabilities,
    found: &[Customer],
    pending: &PendingWrite,
    exact: bool,
    now: Option<ClockOffset>,
) -> String {
    let looked_up = LookedUp::new(found).with_exact(exact).with_clock(now);
    in_words(decide(pending, &looked_up, capabilities))
}

fn in_words(decision: Decision<'_>) -> String {
    match decision {
        Decision::Done(customer) => format!("done {}", customer.id),
        Decision::NotDone => "not done".to_owned(),
        Decision::StillUnknown(doubt) => doubt.as_str().to_owned(),
        Decision::Ambiguous(several) => format!("ambiguous {several}"),
        _ => unreachable!(),
    }
}

fn pending() -> PendingWrite {
    PendingWrite::create(&given()).with_start(WriteStart::new(noon()))
}

#[test]
fn record_times_are_compared_by_the_providers_clock() {
    // The record's time, in seconds after our write began by our clock; the provider's clock; what is decided.
    for (created, clock, decision) in [
        // The clocks agree, as closely as a `Date` tells.
        (0.2, clock(-0.5, 0.5), "done c1"),
        (30.0, clock(-0.5, 0.5), "done c1"),
        (-0.4, clock(-0.5, 0.5), "done c1"),
        // Printed in seconds: it may be younger by less than one.
        (-1.0, clock(-0.5, 0.5), "done c1"),
        // Earlier, and yet not for certain.
        (-1.2, clock(-0.5, 0.5), "uncertain_time"),
        (-2.4, clock(-0.5, 0.5), "uncertain_time"),
        (-2.6, clock(-0.5, 0.5), "not done"),
        (-3.0, clock(-0.5, 0.5), "uncertain_time"),
        (-4.0, clock(-0.5, 0.5), "not done"),
        (-60.0, clock(-0.5, 0.5), "not done"),
        // Ten minutes behind: ours looks old by our clock.
        (-600.0, clock(-600.5, -599.5), "done c1"),
        (-599.0, clock(-600.5, -599.5), "done c1"),
        (-660.0, clock(-600.5, -599.5), "not done"),
        // Ten minutes ahead: one that was there before looks young by our clock.
        (600.2, clock(599.5, 600.5), "done c1"),
        (540.0, clock(599.5, 600.5), "not done"),
        (0.2, clock(599.5, 600.5), "not done"),
        // A clock that is not known closely: only one after all that is possible is ours.
        (0.2, clock(-30.0, 30.0), "uncertain_time"),
        (-20.0, clock(-30.0, 30.0), "uncertain_time"),
        (31.0, clock(-30.0, 30.0), "done c1"),
        (-40.0, clock(-30.0, 30.0), "not done"),
        (2.0, clock(-2.5, 2.5), "done c1"),
        (2.0, clock(-2.5, 2.6), "uncertain_time"),
        // A clock that is not known at all.
        (0.0, None, "uncertain_time"),
        (600.0, None, "uncertain_time"),
        (-86_400.0, None, "uncertain_time"),
    ] {
        let found = [record(created)];
        assert_eq!(
            decided(&found, &pending(), true, clock),
            decision,
            "{created} {clock:?}"
        );
    }
}

#[test]
fn a_record_dated_after_the_look_up_has_an_uncertain_time() {
    let now = clock(-0.5, 0.5);
    // The look-up was answered ten seconds after the write began.
    let answered = noon() + seconds(10.0);
    for (created, decision) in [
        (0.2, "done c1"),
        (9.9, "done c1"),
        (12.4, "done c1"),
        (12.6, "uncertain_time"),
        (60.0, "uncertain_time"),
        (315_360_000.0, "uncertain_time"),
        (-60.0, "not done"),
    ] {
        let found = [record(created)];
        let looked_up = LookedUp::new(&found)
            .with_exact(true)
            .with_clock(now)
            .with_time(answered);
        let decided = in_words(decide(&pending(), &looked_up, &capabilities()));
        assert_eq!(decided, decision, "{created}");
    }
}

#[test]
fn an_agreeing_record_proves_nothing_where_email_addresses_are_not_unique() {
    let repeated = capabilities().with_email_uniqueness(EmailUniqueness::MayRepeat);
    let unique = capabilities().with_email_uniqueness(EmailUniqueness::Unique);
    let marker = WriteMarker::new("write", "token");
    let with_token = with(record(1.0), |customer| {
        customer.metadata = Some(Metadata::new().with(marker.key(), marker.value()));
    });
    let two = [record(1.0), record(2.0)];
    for (found, marker, where_unique, where_repeated) in [
        (&[record(1.0)][..], None, "done c1", "email_may_repeat"),
        (&two, None, "ambiguous 2", "email_may_repeat"),
        // Whatever the clocks say of ours, an older one is another's.
        (&[record(-60.0)], None, "not done", "not done"),
        (&[record(-1.2)], None, "uncertain_time", "email_may_repeat"),
        (&[deleted(record(1.0))], None, "deleted", "deleted"),
        (
            std::slice::from_ref(&with_token),
            Some(&marker),
            "done c1",
            "done c1",
        ),
        (
            &[with_token.clone(), record(1.0)],
            Some(&marker),
            "done c1",
            "done c1",
        ),
        (&[], None, "not done", "not done"),
    ] {
        let pending = pending().with_marker(marker.cloned());
        let clock = clock(-0.5, 0.5);
        let by = |capabilities| decided_by(capabilities, found, &pending, true, clock);
        assert_eq!(by(&unique), where_unique);
        assert_eq!(by(&repeated), where_repeated);
    }
}

#[test]
fn the_clock_offset_at_the_start_of_the_write_is_used_too() {
    for (then, now, created, decision) in [
        // What both allow.
        (clock(-10.0, 0.5), clock(-0.5, 10.0), 0.2, "done c1"),
        (clock(-0.5, 0.5), None, 0.2, "done c1"),
        // A clock was set since: either may hold.
        (
            clock(-0.5, 0.5),
            clock(-600.5, -599.5),
            0.2,
            "uncertain_time",
        ),
        (
            clock(-0.5, 0.5),
            clock(-600.5, -599.5),
            -300.0,
            "uncertain_time",
        ),
        (clock(-0.5, 0.5), clock(-600.5, -599.5), -700.0, "not done"),
    ] {
        let pending =
            PendingWrite::create(&given()).with_start(WriteStart::new(noon()).with_clock(then));
        let found = [record(created)];
        assert_eq!(
            decided(&found, &pending, true, now),
            decision,
            "{then:?} {now:?}"
        );
    }
}

#[test]
fn a_record_is_ours_only_with_agreeing_contents_and_state() {
    let now = clock(-0.5, 0.5);
    let (old, new) = (-60.0, 0.2);
    let email = |text: &'static str| {
        move |customer: &mut Customer| {
            customer.email = Some(EmailAddress::lenient(text));
        }
    };
    let rows = [
        ("none", vec![], "not done"),
        ("ours", vec![record(new)], "done c1"),
        ("an older one", vec![record(old)], "not done"),
        ("a deleted one", vec![deleted(record(new))], "deleted"),
        (
            "an older deleted one",
            vec![deleted(record(old))],
            "not done",
        ),
        (
            "a blocked one",
            vec![with(record(new), |customer| {
                customer.status = Some(Status::Blocked(customer_core::Block::new()));
            })],
            "done c1",
        ),
        (
            "one of which the standing is not said",
            vec![with(record(new), |customer| {
                customer.status = None;
            })],
            "done c1",
        ),
        (
            "one with another name",
            vec![with(record(new), |customer| {
                customer.name = Some(PersonName::new().with_given("Eve"));
            })],
            "other_contents",
        ),
        (
            "an older one with another name",
            vec![with(record(old), |customer| {
                customer.name = Some(PersonName::new().with_given("Eve"));
            })],
            "not done",
        ),
        (
            "one with more of a name",
            vec![with(record(new), |customer| {
                customer.name = Some(PersonName::new().with_given("Asha").with_family("Rao"));
            })],
            "other_contents",
        ),
        (
            "one with metadata",
            vec![with(record(new), |customer| {
                customer.metadata = Some(Metadata::new().with("tier", "gold"));
            })],
            "other_contents",
        ),
        (
            "one with empty metadata",
            vec![with(record(new), |customer| {
                customer.metadata = Some(Metadata::new());
            })],
            "done c1",
        ),
        (
            "one with an address",
            vec![with(record(new), |customer| {
                customer.addresses = Some(vec![Address::new().with_role(AddressRole::Billing)]);
            })],
            "other_contents",
        ),
        (
            "one whose form has no phone",
            vec![with(record(new), |customer| {
                customer.phone = None;
            })],
            "done c1",
        ),
        (
            "one whose phone is null",
            vec![with_native(
                with(record(new), |customer| customer.phone = None),
                r#"{"id":"c1","phoneNumber":null}"#,
            )],
            "other_contents",
        ),
        (
            "one whose phone is empty",
            vec![with_native(
                with(record(new), |customer| customer.phone = None),
                r#"{"id":"c1","phoneNumber":""}"#,
            )],
            "other_contents",
        ),
        (
            "one whose phone is blank",
            vec![with_native(
                with(record(new), |customer| customer.phone = None),
                r#"{"id":"c1","phoneNumber":" \t"}"#,
            )],
            "other_contents",
        ),
        (
            "one whose phone cannot be read",
            vec![with(record(new), |customer| {
                customer.phone = None;
                *customer = customer
                    .clone()
                    .with_unreadable([Unreadable::new("phoneNumber", "no text")]);
            })],
            "other_contents",
        ),
        (
            "one with a field beside the phone that cannot be read",
            vec![with(record(new), |customer| {
                *customer = customer
                    .clone()
                    .with_unreadable([Unreadable::new("phoneNumberKind", "no text")]);
            })],
            "done c1",
        ),
        (
            "one whose phone is spelt otherwise",
            vec![with(record(new), |customer| {
                customer.phone = Some(PhoneNumber::lenient("+91 98765 43210"));
            })],
            "done c1",
        ),
        (
            "one with another phone",
            vec![with(record(new), |customer| {
                customer.phone = Some(PhoneNumber::lenient("+91 98765 43211"));
            })],
            "other_contents",
        ),
        (
            "one whose address is in small letters",
            vec![with(record(new), email("asha@example.com"))],
            "done c1",
        ),
        (
            "one whose address has other capitals",
            vec![with(record(new), email("ASHA@example.com"))],
            "other_contents",
        ),
        (
            "one whose address cannot be read",
            vec![with(record(new), |customer| {
                customer.email = None;
            })],
            "unreadable_email",
        ),
        (
            "an older one whose address cannot be read",
            vec![with(record(old), |customer| {
                customer.email = None;
            })],
            "not done",
        ),
        (
            "one whose time cannot be read",
            vec![with(record(new), |customer| {
                customer.created = None;
            })],
            "unreadable_time",
        ),
        (
            "one of which it cannot be read whether it is deleted",
            vec![with(record(new), |customer| {
                customer.status = None;
                *customer = customer
                    .clone()
                    .with_unreadable([Unreadable::new("deletedAt", "no text")]);
            })],
            "unreadable_state",
        ),
        (
            "one with something else that cannot be read",
            vec![with(record(new), |customer| {
                *customer = customer
                    .clone()
                    .with_unreadable([Unreadable::new("updatedBy", "no text")]);
            })],
            "done c1",
        ),
        ("two", vec![record(new), record(1.0)], "ambiguous 2"),
        (
            "one, and one of unreadable time",
            vec![
                record(new),
                with(record(old), |customer| {
                    customer.created = None;
                }),
            ],
            "ambiguous 2",
        ),
        (
            "two, one of them older",
            vec![record(old), record(new)],
            "done c1",
        ),
        (
            "two, one of them with another name",
            vec![
                with(record(new), |customer| {
                    customer.name = Some(PersonName::new().with_given("Eve"));
                    customer.id = "c2".into();
                }),
                record(new),
            ],
            "done c1",
        ),
        (
            "two deleted ones",
            vec![deleted(record(new)), deleted(record(new))],
            "deleted",
        ),
    ];
    for (what, found, decision) in rows {
        assert_eq!(decided(&found, &pending(), true, now), decision, "{what}");
        let inexact = if decision == "not done" {
            "inexact_lookup"
        } else {
            decision
        };
        assert_eq!(decided(&found, &pending(), false, now), inexact, "{what}");
    }
}

#[test]
fn only_fields_that_were_sent_unaltered_must_agree() {
    let now = clock(-0.5, 0.5);
    let mut pending = pending();
    pending
        .sent
        .retain(|path| path.field() != &Field::GivenName);
    let altered = with(record(0.2), |customer| {
        customer.name = Some(PersonName::new().with_given("ASHA"));
    });
    assert_eq!(decided(&[altered], &pending, true, now), "done c1");
}

#[test]
fn metadata_is_compared_by_value_and_without_the_marker() {
    let now = clock(-0.5, 0.5);
    let of_json = |json: &str| serde_json::from_str::<Metadata>(json).unwrap();
    let given = given().with_metadata(of_json(r#"{"a":{"x":1,"y":2},"b":1.50}"#));
    let pending = PendingWrite::create(&given).with_start(WriteStart::new(noon()));
    for (kept, decision) in [
        (r#"{"b":1.5,"a":{"y":2,"x":1}}"#, "done c1"),
        (r#"{"b":1.5,"a":{"y":2,"x":2}}"#, "other_contents"),
        (r#"{"b":1.5,"a":{"y":2,"x":1},"c":1}"#, "other_contents"),
        (r"{}", "other_contents"),
    ] {
        let found = with(record(0.2), |customer| {
            customer.metadata = Some(of_json(kept));
        });
        assert_eq!(decided(&[found], &pending, true, now), decision, "{kept}");
    }
}

#[test]
fn a_marker_decides_whatever_the_contents() {
    let marker = WriteMarker::new("write", "0123");
    let pending = pending().with_marker(Some(marker.clone()));
    let token = |token: &'static str| {
        move |customer: &mut Customer| {
            customer.metadata = Some(Metadata::new().with("write", token));
        }
    };
    let plain = || {
        with(record(0.2), |customer| {
            customer.metadata = Some(Metadata::new());
        })
    };
    let unreadable_metadata = |readable: Option<Metadata>| {
        let path = if readable.is_some() {
            "metadata.write"
        } else {
            "metadata"
        };
        let customer = with(record(0.2), |customer| customer.metadata = readable);
        customer.with_unreadable([Unreadable::new(path, "no object")])
    };
    let rows = [
        (
            "our token",
            vec![with(record(0.2), token("0123"))],
            "done c1",
        ),
        (
            "our token, and an old time",
            vec![with(record(-60.0), token("0123"))],
            "done c1",
        ),
        (
            "our token, and others without",
            vec![plain(), with(record(0.2), token("0123")), plain()],
            "done c1",
        ),
        (
            "our token twice",
            vec![
                with(record(0.2), token("0123")),
                with(record(0.2), token("0123")),
            ],
            "ambiguous 2",
        ),
        (
            "our token, deleted",
            vec![deleted(with(record(0.2), token("0123")))],
            "deleted",
        ),
        (
            "another token",
            vec![with(record(0.2), token("4567"))],
            "not done",
        ),
        ("no token", vec![plain()], "not done"),
        (
            "no metadata, and the provider says so",
            vec![with_native(record(0.2), r#"{"metadata":null}"#)],
            "not done",
        ),
        // The record's form does not have it: then the rest counts.
        (
            "no word of metadata",
            vec![with_native(record(0.2), r#"{"id":"c1"}"#)],
            "done c1",
        ),
        (
            "metadata that cannot be read",
            vec![with_native(record(0.2), r#"{"metadata":5}"#)],
            "done c1",
        ),
        (
            "metadata that is known to be unreadable",
            vec![unreadable_metadata(None)],
            "other_contents",
        ),
        (
            "metadata of which a part is known to be unreadable",
            vec![unreadable_metadata(Some(Metadata::new()))],
            "other_contents",
        ),
        ("none", vec![], "not done"),
    ];
    for (what, found, decision) in rows {
        for now in [clock(-0.5, 0.5), clock(-1.0, 1.0)] {
            assert_eq!(decided(&found, &pending, true, now), decision, "{what}");
        }
    }
    // Nor does a clock matter that is not known.
    let found = [plain(), with(record(0.2), token("0123"))];
    assert_eq!(decided(&found, &pending, true, None), "done c1");
    assert_eq!(decided(&found[..1], &pending, true, None), "not done");
}

#[test]
fn debug_of_a_pending_write_shows_no_personal_data() {
    let pending = PendingWrite::create(&given().with_reference("ref-1"))
        .with_marker(Some(WriteMarker::new("write", "0123")))
        .with_reason(Some("fraud".to_owned()));
    let shown = format!("{pending:?}");
    for hidden in ["Asha", "example.com", "9876", "ref-1", "0123", "fraud"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn random_tokens_differ() {
    let tokens: std::collections::BTreeSet<String> = (0..1000)
        .map(|_| WriteMarker::random("write").token().to_owned())
        .collect();
    assert_eq!(tokens.len(), 1000);
    assert!(tokens.iter().all(|token| token.len() == 32));
}

fn found_record(given: &NewCustomer, index: usize) -> impl Strategy<Value = Customer> + use<> {
    let given = given.clone();
    (
        prop::option::weighted(0.9, -20_000..20_000_i64),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.1),
    )
        .prop_map(move |(after, is_deleted, is_other, is_unreadable)| {
            let mut customer = Customer::new(PROVIDER, format!("c{index}"));
            customer.email.clone_from(&given.email);
            customer.name.clone_from(&given.name);
            customer.phone.clone_from(&given.phone);
            customer.metadata.clone_from(&given.metadata);
            customer.business.clone_from(&given.business);
            customer.created = after.map(|after| noon() + TimeDelta::milliseconds(after));
            if is_other {
                customer.name = Some(PersonName::new().with_given("\u{1}"));
            }
            if is_unreadable {
                customer.email = None;
            }
            if is_deleted {
                customer = deleted(customer);
            }
            customer
        })
}

fn a_clock() -> impl Strategy<Value = Option<ClockOffset>> {
    prop::option::weighted(0.9, (-20_000..20_000_i64, 0..8_000_i64)).prop_map(|bounds| {
        bounds.map(|(from, width)| {
            ClockOffset::new(
                TimeDelta::milliseconds(from),
                TimeDelta::milliseconds(from + width),
            )
        })
    })
}

fn a_case() -> impl Strategy<Value = (NewCustomer, Vec<Customer>, Option<ClockOffset>, bool)> {
    new_customer().prop_flat_map(|given| {
        let found = (0..3)
            .map(|index| found_record(&given, index))
            .collect::<Vec<_>>();
        (
            Just(given),
            (found, 0..4_usize).prop_map(|(mut found, count)| {
                found.truncate(count);
                found
            }),
            a_clock(),
            any::<bool>(),
        )
    })
}

proptest! {
    #[test]
    fn an_unproved_outcome_is_still_unknown((given, found, clock, exact) in a_case()) {
        let pending = PendingWrite::create(&given).with_start(WriteStart::new(noon()));
        let looked_up = LookedUp::new(&found).with_exact(exact).with_clock(clock);
        let cannot_be_ours = |customer: &Customer| {
            let second = TimeDelta::seconds(1);
            clock.zip(customer.created).is_some_and(|(clock, created)| {
                created + second <= noon() + clock.earliest
            })
        };
        match decide(&pending, &looked_up, &capabilities()) {
            Decision::Done(customer) => {
                prop_assert!(found.iter().any(|other| std::ptr::eq(other, customer)));
                prop_assert!(!matches!(customer.status, Some(Status::Deleted(_))));
                prop_assert_eq!(&customer.email, &given.email);
                prop_assert_eq!(&customer.name, &given.name);
                prop_assert!(clock.is_some() && customer.created.is_some());
                prop_assert!(!cannot_be_ours(customer));
            }
            Decision::NotDone => {
                prop_assert!(exact);
                let is_older = |customer: &Customer| {
                    let least = TimeDelta::milliseconds(1);
                    customer.created.zip(clock).is_some_and(|(created, clock)| {
                        created + least <= noon() + clock.earliest
                    })
                };
                prop_assert!(found.iter().all(is_older));
            }
            _ => {}
        }
    }

    #[test]
    fn no_create_is_done_without_a_marker_where_email_addresses_are_not_unique(
        (given, found, clock, exact) in a_case(),
    ) {
        let pending = PendingWrite::create(&given).with_start(WriteStart::new(noon()));
        let repeated = capabilities().with_email_uniqueness(EmailUniqueness::MayRepeat);
        let decision = decided_by(&repeated, &found, &pending, exact, clock);
        prop_assert!(!decision.starts_with("done") && !decision.starts_with("ambiguous"), "{decision}");
        // It proves no more of what was not done.
        let otherwise = decided(&found, &pending, exact, clock);
        prop_assert_eq!(decision == "not done", otherwise == "not done");
    }

    #[test]
    fn the_order_of_the_records_does_not_matter((given, found, clock, exact) in a_case()) {
        let pending = PendingWrite::create(&given).with_start(WriteStart::new(noon()));
        let mut turned = found.clone();
        turned.reverse();
        let sort = |decision: String| if decision.starts_with("done") { decision } else {
            decision.split(' ').next().unwrap_or_default().to_owned()
        };
        let is_doubt = |decision: &str| !decision.starts_with("done") && !decision.starts_with("ambiguous") && decision != "not";
        let (one, other) = (sort(decided(&found, &pending, exact, clock)), sort(decided(&turned, &pending, exact, clock)));
        prop_assert!(one == other || (is_doubt(&one) && is_doubt(&other)), "{one} {other}");
    }

    #[test]
    fn shifting_the_providers_clock_changes_no_decision(
        (given, found, clock, exact) in a_case(),
        shift in -1_000_000..1_000_000_i64,
    ) {
        let pending = PendingWrite::create(&given).with_start(WriteStart::new(noon()));
        let before = decided(&found, &pending, exact, clock);
        // The provider's clock is set, in whole seconds as times may be printed so.
        let shift = TimeDelta::seconds(shift);
        let found: Vec<Customer> = found
            .into_iter()
            .map(|customer| with(customer, |customer| {
                customer.created = customer.created.map(|at| at + shift);
            }))
            .collect();
        let clock = clock.map(|clock| ClockOffset::new(clock.earliest + shift, clock.latest + shift));
        prop_assert_eq!(decided(&found, &pending, exact, clock), before);
    }

    #[test]
    fn a_marked_record_is_found_whatever_the_clocks(
        (given, found, clock, exact) in a_case(),
        created in instant(),
    ) {
        let marker = WriteMarker::random("write marker");
        let pending = PendingWrite::create(&given)
            .with_start(WriteStart::new(noon()))
            .with_marker(Some(marker.clone()));
        let mut found = found;
        let mut ours = record(0.0);
        ours.id = "ours".into();
        ours.created = Some(created);
        ours.metadata = Some(given.metadata.clone().unwrap_or_default().with(marker.key(), marker.value()));
        found.push(ours);
        prop_assert_eq!(decided(&found, &pending, exact, clock), "done ours");
    }
}

#[test]
fn every_doubt_has_a_name_of_its_own() {
    let all = [
        Doubt::NoLookup,
        Doubt::InexactLookup,
        Doubt::OtherContents,
        Doubt::Deleted,
        Doubt::UnreadableEmail,
        Doubt::UnreadableTime,
        Doubt::UncertainTime,
        Doubt::UnreadableState,
        Doubt::EmailMayRepeat,
        Doubt::KeyExpired,
        Doubt::RepeatUnknown,
        Doubt::RepeatRefused,
    ];
    let names: std::collections::BTreeSet<_> = all.iter().map(|doubt| doubt.as_str()).collect();
    let texts: std::collections::BTreeSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!((names.len(), texts.len()), (all.len(), all.len()));
}
