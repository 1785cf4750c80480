//! What a customer and an address have in common: a person's name and a phone.

use customer_core::adapter::{Member, Private};
use customer_core::{PersonName, PhoneNumber};

/// Why an address is lost.
pub(super) const ELSEWHERE: &str = "Commerce Engine holds addresses in India alone";

/// The calling code of a phone that is returned without one.
const CALLING_CODE: &str = "+91";

pub(super) fn person_name(
    first_name: &Member<Private<String>>,
    last_name: &Member<Private<String>>,
) -> Option<PersonName> {
    let mut name = PersonName::new();
    name.given = first_name.filled().map(str::to_owned);
    name.family = last_name.filled().map(str::to_owned);
    (!name.is_empty()).then_some(name)
}

/// The calling code and the digits as one number; what is none is kept as the text that came. Where
/// the calling code cannot be read, so cannot the number.
pub(super) fn phone_number(
    calling_code: &Member<Private<String>>,
    digits: &Member<Private<String>>,
) -> Option<PhoneNumber> {
    let digits = digits.filled()?;
    if calling_code.is_unreadable() {
        return Some(PhoneNumber::lenient(digits));
    }
    let calling_code = calling_code.filled();
    let code = calling_code.unwrap_or(CALLING_CODE);
    let number = PhoneNumber::from_parts(code, digits).unwrap_or_else(|_| {
        if calling_code.is_none() || digits.starts_with('+') {
            PhoneNumber::lenient(digits)
        } else {
            PhoneNumber::lenient(format!("{code} {digits}"))
        }
    });
    Some(number)
}
