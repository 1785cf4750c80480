//! The book's page on the sandbox says what there is.

use customer_sandbox::{
    COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, Effect, Fault, KOHORTPAY_LIVE_KEY,
    KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, ResetPoint,
};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox.md");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_docs_page_names_every_fault_and_every_credential() {
    let effects = [
        Effect::Delay { milliseconds: 0 },
        Effect::RefuseConnections { milliseconds: None },
        Effect::Reset {
            point: ResetPoint::InBody,
        },
        Effect::CutBody,
        Effect::TrickleBody {
            bytes: 1,
            pause_milliseconds: 0,
        },
        Effect::Status {
            status: 500,
            retry_after: None,
        },
        Effect::Html { status: 500 },
        Effect::InvalidUtf8 { status: 200 },
        Effect::HugeBody {
            bytes: 0,
            announced: false,
        },
        Effect::InflatingBody { bytes: 0 },
        Effect::Encoded {
            coding: String::new(),
        },
        Effect::RecordAndError,
        Effect::Redirect {
            status: 307,
            location: String::new(),
        },
        Effect::SuccessFalse,
        Effect::Empty { status: 200 },
    ];
    let page = page();
    for effect in effects {
        let json = serde_json::to_value(&effect).unwrap();
        for (member, value) in json.as_object().unwrap() {
            let name = if member == "kind" {
                value.as_str().unwrap()
            } else {
                member
            };
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }
    for point in ResetPoint::ALL {
        let name = serde_json::to_value(point).unwrap();
        assert!(
            page.contains(&format!("`{}`", name.as_str().unwrap())),
            "{name}"
        );
    }
    for credential in [
        KOMERZA_STORE_ID,
        KOMERZA_API_KEY,
        COMMERCEENGINE_STORE_ID,
        COMMERCEENGINE_API_KEY,
        KOHORTPAY_TEST_KEY,
        KOHORTPAY_LIVE_KEY,
    ] {
        assert!(page.contains(&format!("`{credential}`")), "{credential}");
    }
}

#[test]
fn the_examples_of_the_docs_page_are_valid_faults() {
    let page = page();
    let examples: Vec<&str> = page
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(!examples.is_empty());
    for example in examples {
        serde_json::from_str::<Fault>(example).unwrap();
    }
}
