//! The suite as data, and how one law is run.

use std::fmt;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::harness::{Harness, What};
use crate::laws::support::with_effort;
use crate::outcome::{LawResult, Outcome, Violation};

/// A law of the suite.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Law {
    /// What it is about: the module of its test.
    pub subject: &'static str,
    /// What holds: the name of its test.
    pub name: &'static str,
    run: fn(&dyn Harness) -> LawResult,
}

impl fmt::Debug for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Law({self})")
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.subject, self.name)
    }
}

impl Law {
    #[doc(hidden)]
    pub const fn new(
        subject: &'static str,
        name: &'static str,
        run: fn(&dyn Harness) -> LawResult,
    ) -> Self {
        Self { subject, name, run }
    }

    /// Runs the law, and compares its end with what the harness lists as
    /// [unsupported](Harness::unsupported). A panic breaks the law.
    ///
    /// # Errors
    ///
    /// What is wrong, and what to write.
    pub fn check(&self, harness: &dyn Harness) -> LawResult {
        let listed = harness.unsupported().into_iter().find(
            |unsupported| matches!(&unsupported.what, What::Law(law) if *law == self.to_string()),
        );
        let result = catch_unwind(AssertUnwindSafe(|| {
            with_effort(harness, || (self.run)(harness))
        }));
        let result = result.unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(Violation::new(
                format!("it panicked: {}", text.unwrap_or_default()),
                "code that does not panic, whatever it is given",
            ))
        });
        match (listed, result) {
            (None, result) => result,
            (Some(_), Ok(Outcome::Passed)) => Err(Violation::new(
                "it is listed as unsupported, and holds",
                format!("take Unsupported::law(\"{self}\", …) out of Harness::unsupported"),
            )),
            (Some(listed), _) => Ok(Outcome::Skipped {
                reason: listed.reason,
            }),
        }
    }

    /// What the law's test does: says why it was skipped, and panics where it is broken.
    ///
    /// # Panics
    ///
    /// Where the law is broken.
    pub fn enforce(&self, harness: &dyn Harness) {
        match self.check(harness) {
            Ok(Outcome::Passed) => {}
            Ok(Outcome::Skipped { reason }) => {
                // Not by a macro, whose output a test runner keeps to itself.
                let _ = writeln!(std::io::stderr(), "skipped {self}: {reason}");
            }
            Err(violation) => panic!("{self}: {violation}"),
        }
    }
}

macro_rules! table {
    ([] $($subject:ident { $($law:ident)* })*) => {
        &[$($(Law::new(stringify!($subject), stringify!($law), crate::laws::$subject::$law)),*),*]
    };
}

/// Every law that needs no HTTP.
static CORE: &[Law] = crate::__laws!([table] []);

/// Every law that needs HTTP.
static HTTP: &[Law] = crate::__http_laws!([table] []);

/// The laws, in the order of the documentation.
pub fn laws() -> impl Iterator<Item = &'static Law> {
    CORE.iter().chain(HTTP)
}
