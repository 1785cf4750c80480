//! What the fuzz targets check: for every parser, decoder and converter that meets what others
//! wrote, the laws that hold whatever that is.
//!
//! Each target is one function over bytes. libFuzzer runs it through `tests/fuzz`; on any toolchain
//! the tests of this crate run it over the committed corpus and over mutations of it. A target
//! panics where a law is broken.
#![forbid(unsafe_code)]
// A broken law is a panic: that is how a fuzzer hears of it.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod adapters;
mod calls;
mod http;
mod input;
mod places;
mod privacy;
mod values;

// What the `customers` command does with its input, as it stands there: a dependency on the command
// would bring a server and a database along.
#[allow(dead_code, unused_imports)]
#[path = "../../../../crates/customer-cli/src/input/mod.rs"]
mod command_input;
#[allow(dead_code)]
#[path = "../../../../crates/customer-cli/src/escape.rs"]
mod escape;

/// One target.
pub type Target = fn(&[u8]);

macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident = $function:path),+ $(,)?) => {
        $(
            $(#[$doc])*
            pub fn $name(data: &[u8]) {
                $function(data);
            }
        )+

        /// Every target, by its name.
        pub const TARGETS: &[(&str, Target)] = &[$((stringify!($name), $name)),+];
    };
}

targets! {
    /// E-mail addresses.
    email = values::email,
    /// Phone numbers, whole and put together from parts.
    phone = values::phone,
    /// Countries.
    country = values::country,
    /// Locales.
    locale = values::locale,
    /// Decimal numbers in JSON.
    amount = values::amount,
    /// Metadata in JSON.
    metadata = values::metadata,
    /// Instants as providers write them.
    timestamp = values::timestamp,
    /// Paths of fields.
    field_path = places::field_path,
    /// Cursors, made and made up.
    cursor = places::cursor,
    /// `Retry-After`.
    retry_after = http::retry_after,
    /// Ids as segments of a path.
    path_segment = http::path_segment,
    /// Texts that are made fit for an error.
    scrub = http::scrub,
    /// Answers that cannot be read.
    answer = http::answer,
    /// Komerza's records, errors and requests.
    komerza = adapters::komerza::check,
    /// KohortPay's records, errors and requests.
    kohortpay = adapters::kohortpay::check,
    /// Commerce Engine's records, errors and requests.
    commerceengine = adapters::commerceengine::check,
    /// Whole calls through the trait, whatever is asked and answered.
    calls = calls::check,
    /// The input of the `customers` command, and what every adapter makes of it.
    input = input::check,
}

/// The bytes as text, where they are.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
