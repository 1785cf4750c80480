//! Strategies for the values: e-mail addresses, phone numbers, countries, locales, amounts, metadata, and
//! texts that break what is built on sand.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::value::text::{self, Lines};
use crate::{Amount, Country, EmailAddress, Locale, Metadata, MetadataValue, PhoneNumber};

/// Well-formed e-mail addresses, some with letters outside ASCII, some with rare but legal signs.
pub fn email_address() -> impl Strategy<Value = EmailAddress> {
    let local_part = prop_oneof![
        6 => "[a-z]{1,12}([.+_-][a-z0-9]{1,8}){0,2}",
        2 => "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}",
        1 => "[a-zé]{0,4}(müller|用户|δοκιμή)",
    ];
    let domain = prop_oneof![
        6 => "[a-z0-9]{1,12}([-.][a-z0-9]{1,8}){0,2}[.](example|test|com|co[.]uk|in|fr)",
        1 => select(vec!["localhost", "[192.0.2.1]", "EXAMPLE.org"]).prop_map(str::to_owned),
        1 => select(vec!["bücher.example", "例子.公司"]).prop_map(str::to_owned),
    ];
    (local_part, domain).prop_filter_map("a well-formed address", |(local_part, domain)| {
        EmailAddress::parse(&format!("{local_part}@{domain}")).ok()
    })
}

/// Phone numbers of 7 to 15 digits, with calling codes of one, two and three digits.
pub fn phone_number() -> impl Strategy<Value = PhoneNumber> {
    let calling_code = prop_oneof![
        select(vec!["1", "7"]),
        select(vec![
            "33", "34", "39", "44", "49", "61", "81", "86", "91", "91"
        ]),
        select(vec![
            "212", "234", "351", "353", "420", "852", "880", "966", "971"
        ]),
    ];
    // Ten digits are the rule in North America and in India.
    let national_number = prop_oneof![2 => "[2-9][0-9]{9}", 1 => "[2-9][0-9]{5,11}"];
    (calling_code, national_number).prop_filter_map("a phone number", |(code, national)| {
        PhoneNumber::from_parts(code, &national).ok()
    })
}

/// Any country of ISO 3166-1.
pub fn country() -> impl Strategy<Value = Country> {
    select(Country::all().collect::<Vec<_>>())
}

/// Locales as they are met: a language, mostly with a region, now and then with a script.
pub fn locale() -> impl Strategy<Value = Locale> {
    let tag = prop_oneof![
        4 => select(vec!["en-US", "fr-FR", "en-IN", "hi-IN", "en-GB", "de-DE", "es-419", "pt-BR"])
            .prop_map(str::to_owned),
        2 => "(en|fr|de|es|it|nl|ar|ja|gsw)(-[A-Z]{2})?",
        1 => "(zh-Han[st]|sr-Latn|sr-Cyrl|pa-Guru)(-[A-Z]{2})?",
        1 => "(en|fr|hi)-[A-Z]{2}-u-(ca-indian|nu-latn)",
    ];
    tag.prop_filter_map("a locale", |tag| Locale::parse(&tag).ok())
}

/// JSON numbers of up to forty digits: prices, whole numbers, zeros at the end, exponents.
pub fn amount() -> impl Strategy<Value = Amount> {
    let text = prop_oneof![
        4 => "-?(0|[1-9][0-9]{0,7})[.][0-9]{2}",
        2 => "-?(0|[1-9][0-9]{0,39})",
        2 => "-?(0|[1-9][0-9]{0,19})[.][0-9]{0,14}0{1,6}",
        2 => "-?(0|[1-9][0-9]{0,2})[.][0-9]{1,37}",
        1 => "-?(0|[1-9][0-9]{0,9})([.][0-9]{1,9})?[eE][+-]?[0-9]{1,3}",
    ];
    text.prop_filter_map("a JSON number", |text| Amount::parse(&text).ok())
}

/// Metadata of up to five entries, with names of every sort.
pub fn metadata() -> impl Strategy<Value = Metadata> {
    let name = prop_oneof![3 => "[a-z][a-z_]{0,11}", 1 => nasty_text()]
        .prop_filter("a name in form", |name| {
            text::problem(name, Lines::One).is_none()
        });
    btree_map(name, metadata_value(), 0..5).prop_map(Metadata::from)
}

/// JSON values: text, numbers too long for a float, lists and objects within each other.
pub fn metadata_value() -> impl Strategy<Value = MetadataValue> {
    let leaf = prop_oneof![
        3 => "[ -~]{0,20}".prop_map(MetadataValue::from),
        1 => nasty_text().prop_map(MetadataValue::from),
        3 => amount().prop_map(MetadataValue::from),
        1 => any::<bool>().prop_map(MetadataValue::from),
        1 => Just(MetadataValue::from(serde_json::Value::Null)),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(|values| {
            let values: Vec<_> = values.iter().map(MetadataValue::as_json).collect();
            format!("[{}]", values.join(","))
        });
        let object = btree_map("[a-z]{1,6}", inner, 0..4).prop_map(|entries| {
            let entries: Vec<_> = entries
                .iter()
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            format!("{{{}}}", entries.join(","))
        });
        prop_oneof![list, object]
            .prop_filter_map("a JSON value", |text| MetadataValue::from_json(&text).ok())
    })
}

/// Texts that break careless code: any Unicode, control characters, quotes, markup, text from right to
/// left, pieces of what our parsers accept, and rarely a very long one.
pub fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        99 => nasty_text(),
        1 => (nasty_text(), 1_000_usize..20_000).prop_map(|(text, length)| {
            text.chars().chain(['x']).cycle().take(length).collect()
        }),
    ]
}

fn nasty_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 32] = [
        "\"",
        "'",
        "\\",
        "\\u0000",
        "\0",
        "\r\n",
        "\t",
        "\u{7f}",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "\u{ffff}",
        "e\u{301}",
        "👩‍👩‍👧",
        "שלום",
        "مرحبا",
        "例子",
        "ß",
        "İ",
        "<script>",
        "{}",
        "%2F",
        "../",
        "@",
        "ada@example.com",
        "+",
        "+919876543210",
        "fr_FR",
        "India",
        "1.50",
        "null",
    ];
    prop_oneof![
        2 => vec(any::<char>(), 0..24).prop_map(String::from_iter),
        2 => vec(select(&PIECES[..]), 0..6).prop_map(|pieces| pieces.concat()),
        1 => "[ -~]{0,24}",
        1 => vec(prop_oneof![select(&PIECES[..]).prop_map(str::to_owned), "[a-z0-9 ]{1,6}"], 0..8)
            .prop_map(|pieces| pieces.concat()),
    ]
}
