//! Providers' texts do not steer a terminal.

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::World;

/// What a terminal would obey.
const STEERING: [char; 16] = [
    '\u{1b}', '\u{7}', '\u{7f}', '\u{85}', '\u{9b}', '\u{9d}', '\u{61c}', '\u{200e}', '\u{200f}',
    '\u{202a}', '\u{202d}', '\u{202e}', '\u{2028}', '\u{2066}', '\u{2067}', '\u{2069}',
];

async fn server(status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(&server)
        .await;
    server
}

fn run(origin: &str, words: &[&str]) -> (String, String) {
    let world = World::speaking_to("kohortpay", origin);
    let run = world.run_words(words);
    (run.out, run.err)
}

/// What the command prints where standard output is a terminal.
#[cfg(target_os = "linux")]
fn run_at_a_terminal(origin: &str, words: &[&str]) -> String {
    let world = World::speaking_to("kohortpay", origin);
    let line = [&[env!("CARGO_BIN_EXE_customers")], words, &["2>/dev/null"]].concat();
    let mut command = world.command_of("script");
    command.args([
        "--quiet",
        "--return",
        "--command",
        &line.join(" "),
        "/dev/null",
    ]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .replace("\r\n", "\n")
}

fn is_steered(text: &str) -> bool {
    text.contains(STEERING) || text.contains(|c: char| c.is_control() && c != '\n')
}

/// A text with all of it, and how each is shown.
fn odd() -> (String, Vec<String>) {
    let odd = STEERING
        .iter()
        .flat_map(|steering| ['a', *steering])
        .collect();
    let shown = STEERING
        .iter()
        .map(|steering| format!("a\\u{{{:x}}}", u32::from(*steering)));
    (odd, shown.collect())
}

fn customer(odd: &str) -> Value {
    json!({
        "id": odd, "object": "CUSTOMER", "emailAddress": format!("{odd}@c.example"),
        "firstName": odd, "lastName": odd, "locale": odd, "livemode": false,
        "blockedAt": "2024-01-01T00:00:00.000Z", "metadata": { odd: odd },
        "createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z",
    })
}

/// A server that gives the customer alone, one that gives a list of it, and the words that ask them.
async fn servers(customer: &Value) -> [(MockServer, [&'static str; 4]); 2] {
    let list = json!({ "object": "LIST", "data": [customer], "hasMore": false });
    [
        (
            server(200, customer.clone()).await,
            ["get", "--provider", "kohortpay", "x"],
        ),
        (
            server(200, list).await,
            ["list", "--provider", "kohortpay", "--limit=1"],
        ),
    ]
}

fn has_native(out: &str, customer: &Value) -> bool {
    let value: Value = serde_json::from_str(out).unwrap();
    let natives = [
        &value["results"][0]["customer"]["native"],
        &value["results"][0]["customers"][0]["native"],
        &value["customer"]["native"],
        &value["native"],
    ];
    natives.contains(&customer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_texts_are_shown_by_their_code_points_in_tables() {
    let (odd, shown) = odd();
    for (server, words) in servers(&customer(&odd)).await {
        let (out, err) = run(&server.uri(), &words);
        assert!(!is_steered(&out) && !is_steered(&err), "{out:?} {err:?}");
        // An id is never broken over lines.
        for shown in &shown {
            assert!(out.contains(shown), "{shown} is not in {out}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_in_a_pipe_is_plain_and_has_the_native_record_to_the_letter() {
    let (odd, _) = odd();
    let customer = customer(&odd);
    let letters = customer.to_string();
    for (server, words) in servers(&customer).await {
        for format in ["json", "ndjson"] {
            let flag = format!("--output={format}");
            let (out, err) = run(&server.uri(), &[&words[..], &[&flag]].concat());
            assert!(out.contains(&letters), "{out:?}");
            assert!(has_native(&out, &customer), "{out}");
            assert!(!is_steered(&err), "{err:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn json_at_a_terminal_is_the_same_value_and_steers_nothing() {
    let (odd, _) = odd();
    let customer = customer(&odd);
    for (server, words) in servers(&customer).await {
        for format in ["json", "ndjson"] {
            let flag = format!("--output={format}");
            let out = run_at_a_terminal(&server.uri(), &[&words[..], &[&flag]].concat());
            assert!(!is_steered(&out), "{out:?}");
            assert!(has_native(&out, &customer), "{out}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_provider_is_told_on_one_line_that_steers_nothing() {
    let (odd, _) = odd();
    let server = server(
        404,
        json!({ "error": { "code": odd, "message": format!("{odd}\n\rerror: fake") } }),
    )
    .await;
    let words = ["get", "--provider", "kohortpay", &odd];
    let (out, err) = run(&server.uri(), &words);
    assert!(!is_steered(&out) && !is_steered(&err), "{err:?}");
    assert_eq!(err.lines().count(), 1, "{err:?}");
}

#[test]
fn a_word_that_is_refused_steers_nothing_where_it_is_told() {
    let (odd, shown) = odd();
    let run = World::new().run_words(&["get", &odd]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(!is_steered(&run.err), "{:?}", run.err);
    assert!(run.err.contains(&shown[0]), "{:?}", run.err);
}
