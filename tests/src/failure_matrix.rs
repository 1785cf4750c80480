//! The failure matrix: what faults strike, what they have to lead to, and the page about failures, written from what a run showed.

mod outcome;
mod request;
mod seen;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

pub use outcome::{Outcome, fails, succeeds};
pub use request::{Detail, Request, read, write};
pub use seen::{Class, Ended, Seen};

/// The page. `seen` is in the order of the page: fault by fault, and place by place within.
pub fn page(seen: &[Seen]) -> String {
    let mut page = String::from(
        "# The failure matrix\n\n\
         This page shows what a caller sees, and how often the provider acts, for every fault at every operation of every provider. The calls \
         go over real sockets with the default options: four attempts, 30 s for \
         each, 90 s in all, backoff of up to 250 ms, 500 ms and 1 s, no attempt begun later than 60 s after the call. A test makes each \
         of these calls, compares the result with the rules of `tests/tests/it/failure_matrix/rules.rs`, and writes this page:\n\
         `cargo test -p customer-tests failure_matrix`; after a change, once with `UPDATE_EXPECT=1`.\n\n\
         - **every time**: the fault affects every request. **once**: it affects only the first.\n\
         - **requests**: how many were sent. More than one means that the call was retried.\n\
         - **acted**: how often the provider carried the request out. It is never more than once, except under [the assumption](#the-assumption).\n\
         - **at most**: how long the call takes, with the longest waits that jitter can draw. Time on the network comes on top; where a \
         request hangs, its 30 s are counted.\n\
         - **where**: *all others* are the operations that no other row of the fault names.\n\n",
    );
    for (class, title, words) in [
        (
            Class::Read,
            "Reads",
            "A retry of these changes nothing at the provider.",
        ),
        (
            Class::Write,
            "Writes",
            "These are retried only where the provider cannot have acted. `outcome_unknown` carries what \
             [settles it](errors.md#settling-an-unknown-outcome).",
        ),
    ] {
        let belongs = |seen: &&Seen| seen.class == class && !is_assumption(seen);
        let seen: Vec<&Seen> = seen.iter().filter(belongs).collect();
        let _ = write!(
            page,
            "## {title}\n\n{words}\n\n{}\n{}\n",
            places(&seen),
            table(&seen, class)
        );
    }
    let assumed: Vec<&Seen> = seen.iter().filter(|seen| is_assumption(seen)).collect();
    if !assumed.is_empty() {
        let _ = write!(
            page,
            "## The assumption\n\nA 429 is taken for a refusal that comes before anything is done: \
             [why](decisions/429-and-503.md). A provider, or a proxy, that answers so after the request was carried out \
             breaks the promise that nothing happens twice. This table shows what would happen.\n\n{}\n",
            table(&assumed, Class::Write)
        );
    }
    page.push_str(include_str!("failure_matrix/soak.md"));
    page
}

/// Whether a row shows what happens where our assumption does not hold.
fn is_assumption(seen: &Seen) -> bool {
    seen.is_assumed_away && seen.class == Class::Write
}

/// Who is in a table, a line for each provider.
fn places(seen: &[&Seen]) -> String {
    by_provider(seen.iter().map(|seen| &*seen.place))
        .into_iter()
        .fold(String::new(), |mut lines, (provider, operations)| {
            let operations: Vec<String> = operations.iter().map(|name| code(name)).collect();
            let _ = writeln!(lines, "- {provider}: {}", operations.join(", "));
            lines
        })
}

fn table(seen: &[&Seen], class: Class) -> String {
    let acted = match class {
        Class::Read => ("", ""),
        Class::Write => (" acted |", "---|"),
    };
    let mut table = format!(
        "| fault | where | every time | requests |{0} at most | once | requests |{0} at most |\n|---|---|---|---|{1}---|---|---|{1}---|\n",
        acted.0, acted.1
    );
    let mut faults: Vec<&str> = Vec::new();
    for seen in seen {
        if !faults.contains(&seen.fault) {
            faults.push(seen.fault);
        }
    }
    for fault in faults {
        let mut groups: Vec<((Ended, Ended), Vec<&str>)> = Vec::new();
        for seen in seen.iter().filter(|seen| seen.fault == fault) {
            let ended = (shown(seen.always, class), shown(seen.once, class));
            match groups.iter_mut().find(|(other, _)| *other == ended) {
                Some((_, places)) => places.push(&seen.place),
                None => groups.push((ended, vec![&seen.place])),
            }
        }
        let most = groups
            .iter()
            .map(|(_, places)| places.len())
            .max()
            .unwrap_or_default();
        // The rule first, and then what departs from it.
        groups.sort_by_key(|(_, places)| places.len() < most);
        let alone = groups.len() == 1;
        for (index, ((always, once), places)) in groups.iter().enumerate() {
            let place = match (alone, index) {
                (true, _) => "all".to_owned(),
                (false, 0) => "all others".to_owned(),
                _ => names(places, seen),
            };
            let fault = if index == 0 { fault } else { "" };
            let _ = writeln!(
                table,
                "| {fault} | {place} |{}{}",
                cells(*always, class),
                if always == once {
                    the_same(class)
                } else {
                    cells(*once, class)
                }
            );
        }
    }
    table
}

/// What a table of this class shows of a call: of reads, not what they did.
fn shown(ended: Ended, class: Class) -> Ended {
    match class {
        Class::Read => Ended { acted: 0, ..ended },
        Class::Write => ended,
    }
}

/// `Komerza: get_customer, list_customers; KohortPay`: a provider alone stands for all of it that is in the table.
fn names(places: &[&str], seen: &[&Seen]) -> String {
    let all = by_provider(seen.iter().map(|seen| &*seen.place));
    let providers: Vec<String> = by_provider(places.iter().copied())
        .into_iter()
        .map(|(provider, operations)| {
            if all.get(provider) == Some(&operations) {
                return provider.to_owned();
            }
            let operations: Vec<String> = operations.iter().map(|name| code(name)).collect();
            format!("{provider}: {}", operations.join(", "))
        })
        .collect();
    providers.join("; ")
}

/// The operations of each provider, in the order in which they came.
fn by_provider<'a>(places: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut providers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (provider, operation) in places.filter_map(|place| place.split_once(": ")) {
        let operations = providers.entry(provider).or_default();
        if !operations.contains(&operation) {
            operations.push(operation);
        }
    }
    providers
}

fn code(operation: &str) -> String {
    format!("`{operation}`")
}

fn cells(ended: Ended, class: Class) -> String {
    let error = match ended.error {
        None => "ok".to_owned(),
        Some(kind) => format!("`{}`", kind.as_str()),
    };
    let acted = match class {
        Class::Read => String::new(),
        Class::Write => format!(" {} |", ended.acted),
    };
    format!(
        " {error} | {} |{acted} {} |",
        ended.requests,
        seconds(ended.took)
    )
}

fn the_same(class: Class) -> String {
    let acted = if class == Class::Write { " |" } else { "" };
    format!(" the same | |{acted} |")
}

fn seconds(time: Duration) -> String {
    if time.is_zero() {
        return "0".to_owned();
    }
    let text = format!("{:.2}", time.as_secs_f64());
    format!("{} s", text.trim_end_matches('0').trim_end_matches('.'))
}
