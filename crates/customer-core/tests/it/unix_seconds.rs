//! Instants that a provider writes as seconds since 1970.

use customer_core::adapter::{Member, Place, UnixSeconds, UnreadableList, WireValue, wire_record};
use customer_core::strategies;
use proptest::prelude::*;
use serde_json::value::RawValue;

wire_record! {
    /// A record with times.
    pub struct Charge {
        required {
            /// The id.
            id: String,
        }
        optional {
            /// When it was made.
            created: UnixSeconds,
        }
    }
}

fn read(json: &str) -> Charge {
    let json: Box<RawValue> = serde_json::from_str(json).unwrap();
    Charge::read(&json, &mut Vec::new()).unwrap()
}

/// What could not be read of a record, as *place: reason*.
fn unreadable(charge: &Charge) -> Vec<String> {
    let mut found = UnreadableList::new();
    charge.find_unreadable(&Place::ROOT, &[], &mut found);
    let found = found.into_vec().into_iter();
    found
        .map(|one| format!("{}: {}", one.path, one.reason))
        .collect()
}

#[test]
fn integers_and_texts_of_integers_are_instants_and_nothing_else_is() {
    for (created, expected, happened) in [
        ("1626912000", Some(1_626_912_000), Some(true)),
        ("\"1626912000\"", Some(1_626_912_000), Some(true)),
        ("\" 1626912000 \"", Some(1_626_912_000), Some(true)),
        ("0", Some(0), Some(true)),
        ("-1", Some(-1), Some(true)),
        // Milliseconds, which are not guessed.
        ("1626912000000", None, None),
        ("1626912000.5", None, None),
        ("1e9", None, None),
        ("99999999999999999999", None, None),
        ("\"soon\"", None, None),
        ("\"+5\"", None, None),
        // Nothing is said.
        ("\"\"", None, Some(false)),
        ("null", None, Some(false)),
        // Values of another sort.
        ("true", None, None),
        ("{}", None, None),
    ] {
        let json = format!(r#"{{"id":"1","created":{created}}}"#);
        let charge = read(&json);
        let instant = charge.created.instant().map(|at| at.timestamp());
        assert_eq!(instant, expected, "{created}");
        assert_eq!(charge.created.has_happened(), happened, "{created}");
        let listed = unreadable(&charge);
        assert_eq!(
            listed.is_empty(),
            happened.is_some(),
            "{created}: {listed:?}"
        );
        assert!(listed.iter().all(|one| one.starts_with("created: ")));
        assert_eq!(serde_json::to_string(&charge).unwrap(), json);
    }
    assert_eq!(
        unreadable(&read(r#"{"id":"1","created":1626912000000}"#)),
        ["created: a number of seconds beyond the years 0 to 9999, which is no instant"]
    );
}

#[test]
fn null_and_absent_are_two_things() {
    let absent = read(r#"{"id":"1"}"#);
    assert_eq!(absent.created, Member::Absent);
    assert_eq!(absent.created.has_happened(), Some(false));
    assert_eq!(serde_json::to_string(&absent).unwrap(), r#"{"id":"1"}"#);
    assert_eq!(read(r#"{"id":"1","created":null}"#).created, Member::Null);
}

proptest! {
    #[test]
    fn an_instant_is_written_in_whole_seconds_and_read_back(instant in strategies::instant()) {
        let written = serde_json::to_string(&UnixSeconds::from(instant)).unwrap();
        let read: UnixSeconds = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read.instant().map(|at| at.timestamp()), Some(instant.timestamp()));
        let text: UnixSeconds = serde_json::from_str(&format!("\"{written}\"")).unwrap();
        prop_assert_eq!(text.instant(), read.instant());
    }

    #[test]
    fn what_came_is_written_again(json in strategies::raw_json()) {
        let json = format!(r#"{{"id":"1","created":{json}}}"#);
        let charge = read(&json);
        prop_assert_eq!(serde_json::to_string(&charge).unwrap(), json);
        prop_assert_eq!(charge.created.instant().is_some(), charge.created.filled().is_some() && unreadable(&charge).is_empty());
    }
}
