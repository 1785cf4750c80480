//! The harness itself: what it leaves out is not there.

use super::support::block_on_stand_in;
use crate::harness::{Harness, Part, What};
use crate::outcome::{LawResult, broken, law};

macro_rules! names {
    ([] $($subject:ident { $($law:ident)* })*) => {
        &[$($(concat!(stringify!($subject), "::", stringify!($law))),*),*]
    };
}

static CORE: &[&str] = crate::__laws!([names] []);
static HTTP: &[&str] = crate::__http_laws!([names] []);

fn is_law(name: &str) -> bool {
    CORE.iter().chain(HTTP).any(|law| *law == name)
}

/// Each entry of what is unsupported has a reason, names a law that there is, or a part that the harness has not.
pub fn what_is_listed_as_unsupported_is_not_there(harness: &dyn Harness) -> LawResult {
    law(|| {
        for unsupported in harness.unsupported() {
            if unsupported.reason.trim().is_empty() {
                return broken(
                    format!("{:?} is unsupported without a reason", unsupported.what),
                    "Harness::unsupported: the documented reason",
                );
            }
            let is_there = match &unsupported.what {
                What::Law(law) if !is_law(law) => {
                    return broken(
                        format!("there is no law {law}"),
                        "Harness::unsupported: a law as subject::name",
                    );
                }
                What::Law(_) => false,
                What::Part(part) => match part {
                    Part::Requests => harness
                        .create_request(&customer_core::NewCustomer::new())
                        .is_some(),
                    Part::Records => !harness.records().is_empty(),
                    Part::Errors => !harness.errors().is_empty(),
                    Part::StandIn => block_on_stand_in(harness),
                    Part::Pages => harness.page().is_some(),
                    Part::OtherAccount => harness
                        .connect_as_another(&crate::Endpoint::nowhere())
                        .is_some(),
                    Part::Secrets => !harness.secrets().is_empty(),
                    Part::Settings => !harness.settings().is_empty(),
                    Part::Created => harness
                        .records()
                        .iter()
                        .any(|record| record.envelope.is_some()),
                    Part::Http | Part::Faults | Part::Clock => false,
                },
            };
            if is_there {
                return broken(
                    format!(
                        "{:?} is listed as unsupported, and is there",
                        unsupported.what
                    ),
                    "take it out of Harness::unsupported",
                );
            }
        }
        Ok(())
    })
}
