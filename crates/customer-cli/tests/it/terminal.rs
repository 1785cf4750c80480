//! Control characters in providers' texts are escaped.

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::World;

/// Characters that a terminal may interpret.
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
    let run = world.run_args(words);
    (run.out, run.err)
}

/// The output of the command if standard output is a terminal.
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

fn has_control_character(text: &str) -> bool {
    text.contains(STEERING) || text.contains(|c: char| c.is_control() && c != '\n')
}

/// A text with all of them, and how each is shown.
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

/// A server that returns the customer, one that returns a list with it, and the arguments that call them.
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
async fn tables_show_control_characters_as_code_points() {
    let (odd, shown) = odd();
    for (server, words) in servers(&customer(&odd)).await {
        let (out, err) = run(&server.uri(), &words);
        assert!(
            !has_control_character(&out) && !has_control_character(&err),
            "{out:?} {err:?}"
        );
        // An id is never wrapped.
        for shown in &shown {
            assert!(out.contains(shown), "{shown} is not in {out}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_in_a_pipe_is_unescaped_and_has_the_native_record_unchanged() {
    let (odd, _) = odd();
    let customer = customer(&odd);
    let letters = customer.to_string();
    for (server, words) in servers(&customer).await {
        for format in ["json", "ndjson"] {
            let flag = format!("--output={format}");
            let (out, err) = run(&server.uri(), &[&words[..], &[&flag]].concat());
            assert!(out.contains(&letters), "{out:?}");
            assert!(has_native(&out, &customer), "{out}");
            assert!(!has_control_character(&err), "{err:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(target_os = "linux")]
async fn json_on_a_terminal_is_the_same_value_with_control_characters_escaped() {
    let (odd, _) = odd();
    let customer = customer(&odd);
    for (server, words) in servers(&customer).await {
        for format in ["json", "ndjson"] {
            let flag = format!("--output={format}");
            let out = run_at_a_terminal(&server.uri(), &[&words[..], &[&flag]].concat());
            assert!(!has_control_character(&out), "{out:?}");
            assert!(has_native(&out, &customer), "{out}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_provider_is_one_line_with_control_characters_escaped() {
    let (odd, _) = odd();
    let server = server(
        404,
        json!({ "error": { "code": odd, "message": format!("{odd}\n\rerror: fake") } }),
    )
    .await;
    let words = ["get", "--provider", "kohortpay", &odd];
    let (out, err) = run(&server.uri(), &words);
    assert!(
        !has_control_character(&out) && !has_control_character(&err),
        "{err:?}"
    );
    assert_eq!(err.lines().count(), 1, "{err:?}");
}

#[test]
fn a_refused_argument_is_shown_with_control_characters_escaped() {
    let (odd, shown) = odd();
    let run = World::new().run_args(&["get", &odd]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(!has_control_character(&run.err), "{:?}", run.err);
    assert!(run.err.contains(&shown[0]), "{:?}", run.err);
}
