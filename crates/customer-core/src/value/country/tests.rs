#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use keshvar::CountryIterator;
use proptest::prelude::*;

use super::*;
use crate::strategies::{any_text, country};

fn alpha2(text: &str) -> Option<&'static str> {
    Country::parse(text).ok()?.alpha2()
}

#[test]
fn the_table_is_sorted_and_has_no_code_or_name_twice() {
    assert!(COUNTRIES.is_sorted_by(|one, next| one.alpha2 < next.alpha2));
    let alpha3: BTreeSet<_> = COUNTRIES.iter().map(|row| row.alpha3).collect();
    let names: BTreeSet<_> = COUNTRIES.iter().map(|row| row.name).collect();
    assert_eq!((alpha3.len(), names.len()), (250, 250));
}

#[test]
fn the_names_are_sorted_folded_and_of_known_countries() {
    assert!(NAMES.is_sorted_by(|one, next| one.0 < next.0));
    for (name, code) in NAMES {
        assert_eq!(fold(name), *name);
        assert!(by_alpha2(code).is_some(), "{name} has no country");
        assert!(name.len() < LONGEST_NAME_BYTES / 2);
        // A code goes before a name, and must not hide it.
        assert_eq!(alpha2(name), Some(*code), "for {name}");
    }
}

#[test]
fn a_country_is_found_by_each_of_its_codes_and_names() {
    for country in Country::all() {
        for text in [country.alpha2(), country.alpha3(), country.name()] {
            let text = text.unwrap();
            assert_eq!(Country::parse(text).as_ref(), Ok(&country));
            assert_eq!(Country::parse(&text.to_lowercase()).as_ref(), Ok(&country));
            assert_eq!(Country::parse(&text.to_uppercase()).as_ref(), Ok(&country));
            assert_eq!(
                Country::parse(&format!("  {text}\t")).as_ref(),
                Ok(&country)
            );
        }
    }
}

#[test]
fn codes_agree_with_keshvar() {
    let mut theirs = 0;
    for country in CountryIterator::new() {
        theirs += 1;
        let code = country.alpha2().to_string();
        let ours = Country::parse(&code).unwrap();
        assert_eq!(ours.alpha2(), Some(code.as_str()));
        assert_eq!(ours.alpha3(), Some(country.alpha3().to_string().as_str()));
    }
    assert_eq!(theirs, 249);
}

#[test]
fn names_of_keshvar_are_the_same_countries() {
    // Not the name of this country alone: there are the British and the U.S. ones.
    const AMBIGUOUS: [&str; 1] = ["The Virgin Islands"];
    for country in CountryIterator::new() {
        for name in [country.iso_short_name(), country.iso_long_name()] {
            let expected = country.alpha2().to_string();
            if AMBIGUOUS.contains(&name) {
                assert_eq!(alpha2(name), None, "{name} is no longer an exception");
            } else {
                assert_eq!(alpha2(name), Some(expected.as_str()), "for {name}");
            }
        }
    }
}

#[test]
fn no_other_name_that_keshvar_knows_is_taken_for_another_country() {
    for country in CountryIterator::new() {
        for name in country.unofficial_name_list() {
            let expected = country.alpha2().to_string();
            if let Some(found) = alpha2(name) {
                assert_eq!(found, expected, "for {name}");
            }
        }
    }
}

#[test]
fn everyday_names_are_found() {
    for (name, code) in [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("U.S.", "US"),
        ("(FR)", "FR"),
        ("United States of America", "US"),
        ("the United States", "US"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("Great Britain", "GB"),
        ("Great Britain & Northern Ireland", "GB"),
        ("UAE", "AE"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("North Korea", "KP"),
        ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Turkey", "TR"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Holland", "NL"),
        ("The Netherlands", "NL"),
        ("Netherlands, Kingdom of the", "NL"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("Laos", "LA"),
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Syria", "SY"),
        ("Tanzania", "TZ"),
        ("Bolivia", "BO"),
        ("Venezuela", "VE"),
        ("Moldova", "MD"),
        ("Macedonia", "MK"),
        ("Taiwan", "TW"),
        ("Republic of China", "TW"),
        ("Hong Kong", "HK"),
        ("Macau", "MO"),
        ("Palestine", "PS"),
        ("Vatican", "VA"),
        ("Burma", "MM"),
        ("Swaziland", "SZ"),
        ("Cape Verde", "CV"),
        ("East Timor", "TL"),
        ("DR Congo", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("Guinea Bissau", "GW"),
        ("St. Lucia", "LC"),
        ("St. Kitts & Nevis", "KN"),
        ("Trinidad & Tobago", "TT"),
        ("Bahamas, The", "BS"),
        ("Gambia", "GM"),
        ("Reunion", "RE"),
        ("São Tomé e Príncipe", "ST"),
        ("Deutschland", "DE"),
        ("España", "ES"),
        ("Österreich", "AT"),
        ("O\u{308}sterreich", "AT"),
        ("Bharat", "IN"),
    ] {
        assert_eq!(alpha2(name), Some(code), "for {name}");
    }
}

/// A code, and the names that common shop software and its exports have for the country.
const SHOP_NAMES: &str = "
    XK | XK | xkx | Kosovo | Kosovo, Republic of | Republic of Kosovo | Kosovo (XK) | Kosova | Kosovë
    US | United States (US) | united states (us) | United States (USA) | USA (United States) | US - United States | United States [US] | U.S.A. | United States of America (USA)
    GB | United Kingdom (UK) | United Kingdom (GB) | UK | U.K. (Great Britain) | Great Britain (UK) | United Kingdom of Great Britain and Northern Ireland (the)
    UM | United States (US) Minor Outlying Islands | United States Minor Outlying Islands | U.S. Minor Outlying Islands | U.S. Outlying Islands | US Minor Outlying Islands
    VI | United States (US) Virgin Islands | Virgin Islands (US) | Virgin Islands (U.S.) | Virgin Islands, U.S. | US Virgin Islands | U.S. Virgin Islands
    VG | Virgin Islands (British) | Virgin Islands, British | British Virgin Islands
    PW | Belau | Palau
    CG | Congo (Brazzaville) | Congo - Brazzaville | Congo | Congo, Republic of the | Congo, Republic | Congo (the) | Republic of the Congo
    CD | Congo (Kinshasa) | Congo - Kinshasa | Congo, The Democratic Republic of the | Congo (Democratic Republic of the) | Congo, Dem. Republic | Congo, Dem. Rep. of | Democratic Republic of Congo | Congo (DRC) | DR Congo | Zaire
    CI | Ivory Coast | Côte d'Ivoire | Cote D'Ivoire | Cote d`Ivoire | Côte D’Ivoire (Ivory Coast) | CÔTE D'IVOIRE
    KR | South Korea | Korea, South | Korea, Republic of | Korea (Republic of) | Korea (the Republic of) | Republic of Korea | Korea (South) | Korea, Republic Of (South) | South Korea (KR)
    KP | North Korea | Korea, North | Korea (North) | Korea, Democratic People's Republic of | Korea (the Democratic People's Republic of) | Korea, Dem. Republic of | Korea, Democratic Peoples Republic of
    VN | Vietnam | Viet Nam | Việt Nam
    LA | Laos | Lao People's Democratic Republic | Lao People’s Democratic Republic (the) | Lao PDR
    MD | Moldova | Moldova, Republic of | Moldova (the Republic of)
    PS | Palestinian Territory | Palestinian Territories | Palestine | Palestine, State of | Palestinian Territory, Occupied | State of Palestine
    MF | Saint Martin (French part) | Saint Martin | St. Martin | St. Martin (French part)
    SX | Saint Martin (Dutch part) | Sint Maarten | Sint Maarten (Dutch part) | St. Maarten
    ST | Sao Tome | São Tomé | Sao Tome and Principe | São Tomé & Príncipe | São Tomé and Príncipe
    VA | Vatican | Vatican City | Holy See | Holy See (Vatican City State) | Vatican City State (Holy See) | Holy See (the)
    HK | Hong Kong | HongKong | Hong Kong SAR | Hong Kong SAR China | Hong Kong S.A.R., China | Hong Kong (HK)
    MO | Macao | Macau | Macao S.A.R., China | Macau SAR China | Macao (SAR China)
    TW | Taiwan | Taiwan, Province of China | Taiwan (Province of China) | Taiwan, ROC | Taiwan, Republic of China
    TR | Turkey | Türkiye | TURKIYE | Turkey (Türkiye) | Türkiye (TR)
    IE | Ireland | Republic of Ireland | Ireland, Republic of | Ireland (Republic) | Eire
    NL | Netherlands | The Netherlands | Netherlands, The | Netherlands (the) | Holland
    CW | Curaçao | Curacao
    RE | Réunion | Reunion | Reunion Island | La Réunion
    AX | Åland Islands | Aland Islands | Aaland Islands | Åland
    TL | Timor-Leste | East Timor | Timor Leste | Timor-Leste (East Timor)
    SZ | Eswatini | Swaziland | Eswatini (Swaziland) | Swaziland (Eswatini)
    MK | Macedonia | North Macedonia | FYROM | Macedonia, The Former Yugoslav Republic of | Macedonia (FYROM) | Macedonia (the former Yugoslav Republic of) | Republic of North Macedonia | Former Yugoslav Republic of Macedonia
    CZ | Czech Republic | Czechia | Czechia (Czech Republic) | Czech Rep.
    CV | Cape Verde | Cabo Verde | Cape Verde Islands
    MM | Burma | Myanmar | Myanmar (Burma) | Burma (Myanmar)
    RU | Russia | Russian Federation | Russian Federation (the) | Russia (Russian Federation)
    FK | Falkland Islands | Falkland Islands (Malvinas) | Falkland Islands (the) [Malvinas] | Falkland Islands (Islas Malvinas) | Malvinas
    GS | South Georgia/Sandwich Islands | South Georgia and the South Sandwich Islands | South Georgia & South Sandwich Islands | South Georgia
    BQ | Bonaire, Saint Eustatius and Saba | Bonaire, Sint Eustatius and Saba | Bonaire, Saint Eustatius And Saba | Caribbean Netherlands
    BL | Saint Barthélemy | Saint Barthelemy | St. Barthélemy | St. Barths
    IM | Isle of Man | Man Island
    HM | Heard Island and McDonald Islands | Heard and Mc Donald Islands | Heard & McDonald Islands | Heard Island and Mcdonald Islands
    SH | Saint Helena | St. Helena | Saint Helena, Ascension and Tristan da Cunha
    HR | Croatia | Croatia (local name: Hrvatska) | Croatia (Hrvatska)
    SK | Slovakia | Slovakia (Slovak Republic) | Slovak Republic
    FR | France | France, Metropolitan | Metropolitan France
    FM | Micronesia | Micronesia, Federated States of | Micronesia (Federated States of)
    IR | Iran | Iran, Islamic Republic of | Iran (Islamic Republic of)
    LY | Libya | Libyan Arab Jamahiriya
    SY | Syria | Syrian Arab Republic
    TZ | Tanzania | Tanzania, United Republic of | Tanzania (the United Republic of) | Tanzania, United Republic of (TZ)
    BO | Bolivia | Bolivia, Plurinational State of | Bolivia (Plurinational State of)
    VE | Venezuela | Venezuela, Bolivarian Republic of | Venezuela (Bolivarian Republic of)
    BN | Brunei | Brunei Darussalam
    BS | Bahamas | The Bahamas | Bahamas (the) | Bahamas, The
    GM | Gambia | The Gambia | Gambia, The
    NE | Niger | Niger (the)
    SJ | Svalbard and Jan Mayen | Svalbard & Jan Mayen | Svalbard and Jan Mayen Islands
    WF | Wallis and Futuna | Wallis & Futuna | Wallis and Futuna Islands
    TF | French Southern Territories | French Southern Territories (the) | French Southern and Antarctic Lands
    IO | British Indian Ocean Territory | British Indian Ocean Territory (the)
    CC | Cocos (Keeling) Islands | Cocos Islands | Cocos (Keeling) Islands (the)
    PN | Pitcairn | Pitcairn Islands | Pitcairn Island
    PM | St. Pierre and Miquelon | Saint Pierre & Miquelon | St. Pierre & Miquelon
    VC | St. Vincent & Grenadines | Saint Vincent and the Grenadines | St Vincent and the Grenadines
    KN | St. Kitts and Nevis | Saint Kitts & Nevis | St Kitts and Nevis
    AG | Antigua & Barbuda | Antigua and Barbuda
    BA | Bosnia & Herzegovina | Bosnia and Herzegovina | Bosnia-Herzegovina
    TC | Turks and Caicos Islands | Turks & Caicos Islands
    TT | Trinidad & Tobago | Trinidad and Tobago
    GW | Guinea-Bissau | Guinea Bissau
    GQ | Equatorial Guinea | Guinea, Equatorial
    AS | American Samoa | Samoa, American | Samoa (American)
    WS | Samoa | Western Samoa
    SS | South Sudan | Sudan, South
    CF | Central African Republic | Central African Republic (the)
    AE | United Arab Emirates | UAE | U.A.E. | United Arab Emirates (UAE)
    CN | China | China, People's Republic of | China (PRC) | People's Republic of China
    DE | Germany | Deutschland | Germany (Deutschland) | Germany (DE) | DE - Germany | Germany\u{200e} | \u{feff}Germany
    MP | Northern Mariana Islands | Northern Mariana Islands (the)
    BY | Belarus
    KY | Cayman Islands | Cayman Islands (the)
    SD | Sudan | Sudan (the)
    GF | French Guiana | Guiana, French
    PF | French Polynesia | Polynesia, French
    PG | Papua New Guinea
    XK | Kosovo (XKX)
";

#[test]
fn countries_are_found_as_shop_software_writes_them() {
    for line in SHOP_NAMES.trim().lines() {
        let mut names = line.trim().split(" | ");
        let code = names.next().unwrap();
        for name in names {
            assert_eq!(alpha2(name), Some(code), "for {name}");
            assert_eq!(alpha2(&name.to_uppercase()), Some(code), "for {name}");
        }
    }
}

#[test]
fn a_name_and_a_code_that_disagree_are_refused() {
    for text in [
        "United States (UK)",
        "United Kingdom (US)",
        "Ireland (GB)",
        "Georgia (US)",
        "Niger (NG)",
        "Guinea (GW)",
        "US - United Kingdom",
        "Germany, FR",
        "Atlantis (US)",
        "(US) (UK)",
        "United States (XX)",
        "United States (Texas)",
        "Paris, France",
        "Ireland, Northern",
        "Northern Ireland (GB)",
        "China, Republic of",
        "Korea (KR) (KP)",
        "Netherlands Antilles",
        "AN",
        "CS",
        "YU",
        "Serbia and Montenegro",
    ] {
        assert_eq!(alpha2(text), None, "for {text}");
    }
}

#[test]
fn a_text_that_names_no_country_or_two_is_refused_by_parse_and_kept_by_lenient() {
    let long = "a".repeat(1 << 16);
    for text in [
        "",
        " ",
        "the",
        "X",
        "XX",
        "ZZZ",
        "Atlantis",
        "Korea",
        "Virgin Islands",
        "Scotland",
        "F R",
        "France2",
        "Fran\u{0}ce",
        "<country>",
        &long,
    ] {
        let error = Country::parse(text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "not a country: no country has this code or name; write a code such as FR, or an \
             English name"
        );
        let kept = Country::lenient(text);
        assert!(!kept.is_well_formed());
        assert_eq!(kept.as_str(), text);
        assert_eq!(
            (kept.alpha2(), kept.alpha3(), kept.name()),
            (None, None, None)
        );
    }
}

#[test]
fn debug_shows_the_code() {
    assert_eq!(
        format!("{:?}", Country::lenient("India")),
        "Country(\"IN\")"
    );
}

proptest! {
    #[test]
    fn a_printed_value_parses_to_itself(country in country()) {
        let printed = country.to_string();
        prop_assert_eq!(&Country::parse(&printed).unwrap(), &country);
        prop_assert_eq!(&Country::parse(country.name().unwrap()).unwrap(), &country);
        let json = serde_json::to_string(&country).unwrap();
        prop_assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
    }

    #[test]
    fn a_name_with_a_code_is_found_only_where_they_agree(
        name in prop::sample::select(NAMES), code in country(), three in any::<bool>()
    ) {
        let (name, of_name) = name;
        let letters = if three { code.alpha3() } else { code.alpha2() }.unwrap();
        for text in [format!("{name} ({letters})"), format!("{letters} - {name}")] {
            let found = alpha2(&text);
            prop_assert_eq!(found, (code.alpha2() == Some(of_name)).then_some(of_name), "{}", text);
        }
    }

    #[test]
    fn a_text_that_is_no_country_is_kept_unchanged(text in any_text()) {
        let country = Country::lenient(text.clone());
        if let Ok(parsed) = Country::parse(&text) {
            prop_assert_eq!(&country, &parsed);
        } else {
            prop_assert_eq!(country.as_str(), &text);
        }
        let json = serde_json::to_string(&country).unwrap();
        prop_assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
    }

    #[test]
    fn folding_twice_is_folding_once_for_all_but_articles(text in any_text()) {
        let once = fold(&text);
        if !once.starts_with("the ") && !once.ends_with(" the") {
            prop_assert_eq!(fold(&once), once);
        }
    }
}
