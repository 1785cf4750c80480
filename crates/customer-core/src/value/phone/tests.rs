#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::strategies::{any_text, phone_number};

#[test]
fn separators_are_left_out() {
    for (text, canonical) in [
        ("+919876543210", "+919876543210"),
        ("+91 98765 43210", "+919876543210"),
        ("+1 555 555 5555", "+15555555555"),
        ("+1 (555) 555-5555", "+15555555555"),
        ("(+33) 1.23.45.67.89", "+33123456789"),
        (" +49/30/1234567 ", "+49301234567"),
        (
            "+33\u{a0}1\u{202f}23\u{202f}45\u{202f}67\u{202f}89",
            "+33123456789",
        ),
        ("+44 20\u{2011}7946\u{2013}0958", "+442079460958"),
        ("+39 06 1234567", "+39061234567"),
        ("+123456789012345", "+123456789012345"),
        ("+2901234", "+2901234"),
        ("+39 0549 12345", "+39054912345"),
        ("+378 0549 886377", "+3780549886377"),
        ("+225 07 12 34 56 78", "+2250712345678"),
        ("+229 01 95 12 34 56", "+2290195123456"),
        ("+241 06 03 12 34", "+24106031234"),
        ("+242 06 612 3456", "+242066123456"),
    ] {
        assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), canonical);
    }
}

#[test]
fn invisible_characters_of_a_copied_number_are_removed() {
    for text in [
        "+44 20 7946 0958\n",
        "\r\n+44 20 7946 0958\r\n",
        "\t+44 20\t7946 0958\t",
        "\u{feff}+44 20 7946 0958",
        "\u{202a}+44 20 7946 0958\u{202c}",
        "\u{202d}+44\u{202c} 20 7946 0958",
        "\u{200e}+44\u{200f} 20 7946 0958\u{200e}",
        "\u{2066}+44 20 7946 0958\u{2069}",
        "\u{2067}+44\u{2068} 20 7946 0958\u{2069}",
        "\u{61c}+44 20 7946 0958",
        "+44\u{2009}20\u{2006}7946\u{2002}0958",
        "+44\u{3000}20\u{202f}7946\u{a0}0958",
        "+44\u{200b}20\u{200c}7946\u{2060}0958\u{ad}",
        "+44\u{2212}20\u{2212}7946\u{2212}0958",
        "+44\u{2010}20\u{2011}7946\u{2012}0958",
        "+44\u{2013}20\u{2014}7946\u{2015}0958",
        "+44\u{ff0d}20\u{ff0d}7946\u{ff0d}0958",
        "+44\u{fe63}20\u{fe58}7946\u{30fc}0958",
        "\u{ff0b}\u{ff14}\u{ff14}\u{ff08}\u{ff12}\u{ff10}\u{ff09}\u{ff17}\u{ff19}\u{ff14}\u{ff16}\u{ff0f}\u{ff10}\u{ff19}\u{ff15}\u{ff18}",
        "+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨",
        "+۴۴ ۲۰ ۷۹۴۶ ۰۹۵۸",
        "+४४ २० ७९४६ ०९५८",
    ] {
        let phone = PhoneNumber::parse(text);
        assert_eq!(
            phone.as_ref().map(PhoneNumber::as_str),
            Ok("+442079460958"),
            "{text:?}"
        );
    }
}

/// Whether a number within the country is one of its plan, and whether 0 is the plan's trunk prefix.
fn plan(code: u16) -> Vec<(regex::Regex, bool)> {
    let regions = phonenumber::metadata::DATABASE.by_code(&code);
    let regions = regions.into_iter().flatten();
    regions
        .map(|region| {
            let form = region.descriptors().general().national_number().as_str();
            (
                regex::Regex::new(&format!("(?x-u)^(?:{form})$")).unwrap(),
                region.national_prefix() == Some("0"),
            )
        })
        .collect()
}

#[test]
fn a_zero_after_the_calling_code_is_kept_where_libphonenumber_keeps_it() {
    let mut kept = 0;
    for code in 1..1000_u16 {
        let plan = plan(code);
        if plan.is_empty() {
            continue;
        }
        // Rwanda has both.
        let has_trunk_zero = plan.iter().any(|(_, trunk)| *trunk) && code != 250;
        for digits in 1..15 - code.to_string().len() {
            for start in (0..1000).step_by(37).chain([549, 800, 801, 80, 180]) {
                let Some(rest) = digits.checked_sub(3) else {
                    continue;
                };
                for filler in ["0", "5"] {
                    let national = format!("0{start:03}{}", filler.repeat(rest));
                    if code.to_string().len() + national.len() < FEWEST_DIGITS {
                        continue;
                    }
                    let theirs =
                        !has_trunk_zero && plan.iter().any(|(form, _)| form.is_match(&national));
                    kept += u32::from(theirs);
                    let ours = PhoneNumber::parse(&format!("+{code}{national}")).is_ok();
                    assert_eq!(ours, theirs, "+{code} {national}");
                }
            }
        }
    }
    assert!(kept > 1000, "libphonenumber keeps {kept} of them");
}

#[test]
fn each_mistake_has_its_reason() {
    let no_code = "no country code: write it as +<country code><number>";
    let sign =
        |code| format!("there is something in it that is neither a digit nor a separator: {code}");
    let trunk = "leave out the 0 after the country code, which is not dialled from abroad";
    let apart = "leave out the (0), which is not dialled from abroad";
    for (text, reason) in [
        ("", "it is empty"),
        ("\u{200e}\n", "it is empty"),
        (" () ", "it is empty"),
        ("9876543210", no_code),
        ("0033123456789", no_code),
        ("(555) 555-5555", no_code),
        ("<phone>", &sign("U+003C")),
        ("+33 1 23 45 67 8x", &sign("U+0078")),
        ("+1 555 555 5555 ext 12", &sign("U+0065")),
        ("+1 555 555 5555 x5", &sign("U+0078")),
        ("+1 555 555 5555;ext=5", &sign("U+003B")),
        ("tel:+33123456789", &sign("U+0074")),
        ("+33 1·23 45 67 89", &sign("U+00B7")),
        ("+33 1\u{7}23 45 67 89", &sign("U+0007")),
        ("+33 1\u{9d}23 45 67 89", &sign("U+009D")),
        ("+33 1 23 45 67 89\u{20e3}", &sign("U+20E3")),
        ("+33 \u{1d7cf} 23 45 67 89", &sign("U+1D7CF")),
        ("+33 1 23 45\n67 89", "there is a line break in it: U+000A"),
        (
            "+33 1 23 45\u{2028}67 89",
            "there is a line break in it: U+2028",
        ),
        ("33+123456789", "the + does not stand at the beginning"),
        ("++33123456789", "the + does not stand at the beginning"),
        ("+0123456789", "a country code does not begin with 0"),
        ("+44 (0)20 7946 0958", apart),
        ("+44(0)2079460958", apart),
        ("+44 ( 0 ) 20 7946 0958", apart),
        ("+44 \u{ff08}0\u{ff09}20 7946 0958", apart),
        ("+44 (\u{200b}0\u{200b})20 7946 0958", apart),
        ("+49 (0) 30 1234567", apart),
        ("+44 (020) 7946 0958", trunk),
        ("+44 020 7946 0958", trunk),
        ("+44\u{a0}020\u{a0}7946\u{a0}0958", trunk),
        ("+44-0-20-7946-0958", trunk),
        ("+49 030 1234567", trunk),
        ("+33 01 23 45 67 89", trunk),
        ("+91 098765 43210", trunk),
        ("+36 06 1 234 5678", trunk),
        ("+41 044 668 18 00", trunk),
        ("+1 0555 555 5555", trunk),
        ("+47 022 33 44 55", trunk),
        ("+٤٤ ٠٢٠ ٧٩٤٦ ٠٩٥٨", trunk),
        (
            "+39 (0)6 1234567",
            "write the 0 without parentheses where it is part of the number, else leave it out",
        ),
        ("+", "it has fewer than 7 digits"),
        ("+331234", "it has fewer than 7 digits"),
        ("+1234567890123456", "it has more than 15 digits"),
        (
            "+1234567890123456789012345678901234567890",
            "it has more than 15 digits",
        ),
    ] {
        let error = PhoneNumber::parse(text).unwrap_err();
        assert_eq!(error.reason(), reason, "for {text:?}");
        let kept = PhoneNumber::lenient(text);
        assert!(!kept.is_well_formed());
        assert_eq!(kept.as_str(), text);
        assert_eq!((kept.calling_code(), kept.national_number()), (None, None));
    }
}

#[test]
fn parts_are_joined_only_where_they_split_into_the_same_parts() {
    for code in ["+91", "91", " +91 "] {
        let phone = PhoneNumber::from_parts(code, "98765-43210").unwrap();
        assert_eq!(phone.as_str(), "+919876543210");
    }
    let bad_code = "the country code is not one: write it as in +91";
    for (code, national, reason) in [
        ("", "9876543210", bad_code),
        ("+", "9876543210", bad_code),
        ("9", "19876543210", bad_code),
        ("919", "876543210", bad_code),
        ("9 1", "9876543210", bad_code),
        (
            "0",
            "9876543210",
            "the country code is not one: write it as in +91",
        ),
        (
            "IN",
            "9876543210",
            "there is something in it that is neither a digit nor a separator: U+0049",
        ),
        (
            "+44",
            "020 7946 0958",
            "leave out the 0 after the country code, which is not dialled from abroad",
        ),
        (
            "+44",
            "(0)20 7946 0958",
            "leave out the (0), which is not dialled from abroad",
        ),
        ("+91", "+919876543210", "there is a second country code"),
        (
            "+91",
            "98765 4321O",
            "there is something in it that is neither a digit nor a separator: U+004F",
        ),
        ("+91", "", "it has fewer than 7 digits"),
        ("+91", "98765432109876", "it has more than 15 digits"),
    ] {
        let error = PhoneNumber::from_parts(code, national).unwrap_err();
        assert_eq!(error.reason(), reason, "for {code:?} and {national:?}");
    }
}

#[test]
fn two_digit_codes_are_sorted() {
    assert!(TWO_DIGIT_CODES.is_sorted());
}

#[test]
fn all_calling_codes_are_split_as_libphonenumber_splits_them() {
    let mut codes = 0;
    for code in 1..1000_u16 {
        if phonenumber::metadata::DATABASE.by_code(&code).is_none() {
            continue;
        }
        codes += 1;
        let code = code.to_string();
        for national in ["2000000", "9999999999"] {
            let phone = PhoneNumber::parse(&format!("+{code}{national}")).unwrap();
            assert_eq!(phone.calling_code(), Some(code.as_str()));
            assert_eq!(phone.national_number(), Some(national));
            assert_eq!(PhoneNumber::from_parts(&code, national).unwrap(), phone);
        }
    }
    assert!(codes > 200, "libphonenumber knows {codes} calling codes");
}

proptest! {
    #[test]
    fn a_printed_value_parses_to_itself(phone in phone_number()) {
        prop_assert!(phone.is_well_formed());
        let printed = phone.to_string();
        prop_assert_eq!(&PhoneNumber::parse(&printed).unwrap(), &phone);
        let (code, national) = (phone.calling_code().unwrap(), phone.national_number().unwrap());
        prop_assert_eq!(&PhoneNumber::from_parts(code, national).unwrap(), &phone);
        let json = serde_json::to_string(&phone).unwrap();
        prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), phone);
    }

    #[test]
    fn libphonenumber_reads_the_same_calling_code(phone in phone_number()) {
        let theirs = phonenumber::parse(None, phone.as_str()).unwrap();
        prop_assert_eq!(
            theirs.code().value().to_string(),
            phone.calling_code().unwrap()
        );
    }

    #[test]
    fn separators_and_invisible_characters_change_nothing(
        phone in phone_number(),
        places in prop::collection::vec(
            (0_usize..16, "[ ./\\-\u{a0}\u{2009}\u{202f}\u{3000}\u{2010}-\u{2015}\u{2212}\u{ff0d}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{ad}]"),
            0..5,
        ),
        end in "[\r\n\t ]{0,3}",
    ) {
        let mut text = phone.to_string() + &end;
        for (place, separator) in places {
            let mut places = text.char_indices().map(|(at, _)| at);
            let place = places.nth(place).unwrap_or(0);
            text.insert_str(place, &separator);
        }
        prop_assert_eq!(PhoneNumber::parse(&text).unwrap(), phone);
    }

    #[test]
    fn a_text_that_is_no_phone_number_is_kept_unchanged_and_never_shown(text in any_text()) {
        let phone = PhoneNumber::lenient(text.clone());
        if let Ok(parsed) = PhoneNumber::parse(&text) {
            prop_assert_eq!(&phone, &parsed);
        } else {
            prop_assert_eq!(phone.as_str(), &text);
        }
        prop_assert_eq!(format!("{phone:?}"), "PhoneNumber(<redacted>)");
        let json = serde_json::to_string(&phone).unwrap();
        prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), phone);
    }

    #[test]
    fn texts_like_numbers_are_read_without_panic(text in "[+]?[0-9 ().x٣-]{0,20}") {
        if let Ok(phone) = PhoneNumber::parse(&text) {
            prop_assert!(phone.as_str()[1..].bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!((8..=16).contains(&phone.as_str().len()));
        }
    }
}
