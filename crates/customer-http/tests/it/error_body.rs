//! What the body of an error says, whatever the types of its members.

use customer_core::FieldProblem;
use customer_http::{ErrorBody, Flag};
use proptest::prelude::*;

fn names(body: &str) -> Vec<String> {
    let fields = ErrorBody::read(body).fields("was refused");
    fields.into_iter().map(|problem| problem.field).collect()
}

/// The name that an item of a list of problems gives to its field.
fn name_of_item(text: &str) -> Option<String> {
    let body = serde_json::json!({ "errors": [{ "field": text }] });
    names(&body.to_string()).pop()
}

fn message(body: &str) -> Option<String> {
    ErrorBody::read(body).message()
}

#[test]
fn every_spelling_of_false_is_read_and_a_duplicate_member_cannot_hide_it() {
    for (value, expected) in [
        ("false", Flag::False),
        (r#""false""#, Flag::False),
        (r#"" FALSE ""#, Flag::False),
        ("0", Flag::False),
        ("0.0", Flag::False),
        (r#""0""#, Flag::False),
        ("true", Flag::True),
        (r#""True""#, Flag::True),
        ("1", Flag::True),
        ("null", Flag::Null),
        (r#""maybe""#, Flag::Unclear),
        (r#""""#, Flag::Unclear),
        ("2", Flag::Unclear),
        ("[]", Flag::Unclear),
        ("{}", Flag::Unclear),
        (r#""\ud83d""#, Flag::Unclear),
        ("1e999", Flag::Unclear),
    ] {
        let body = format!(r#"{{"a":[{{"success":true}}],"success":{value}}}"#);
        assert_eq!(ErrorBody::read(&body).flag("success"), expected, "{value}");
    }
    for (body, expected) in [
        (r#"{"success":true,"success":false}"#, Flag::False),
        (r#"{"success":false,"success":true}"#, Flag::False),
        (r#"{"success":true,"\u0073uccess":0}"#, Flag::False),
        (r#"{"success":true,"success":"maybe"}"#, Flag::Unclear),
        (r#"{"Success":false}"#, Flag::False),
        (r#"{"data":{"success":false}}"#, Flag::Absent),
        (r#"{"success":false,"message":"#, Flag::False),
        (r#"{"\ud83d":1,"success":false}"#, Flag::False),
        ("[]", Flag::Absent),
        ("", Flag::Absent),
        ("<html>", Flag::Absent),
    ] {
        assert_eq!(ErrorBody::read(body).flag("success"), expected, "{body}");
    }
}

#[test]
fn a_deciding_member_is_found_behind_many_others() {
    let many: Vec<_> = (0..100_000).map(|n| format!(r#""m{n}":[{n}],"#)).collect();
    let many = many.concat();
    let body = format!(r#"{{"success":true,{many}"code":"Late","success":false}}"#);
    let body = ErrorBody::read(&body);
    assert_eq!(body.flag("success"), Flag::False);
    assert_eq!(body.code().as_deref(), Some("Late"));
}

#[test]
fn a_code_is_read_from_a_text_or_a_number_and_never_invented() {
    for (body, expected) in [
        (r#"{"code":"NotFound"}"#, Some("NotFound")),
        (r#"{"code":1001}"#, Some("1001")),
        (r#"{"code":-1.50}"#, Some("-1.50")),
        (r#"{"code":null,"code":"X"}"#, Some("X")),
        (r#"{"code":""}"#, None),
        (r#"{"code":["X"]}"#, None),
        (r#"{"code":true}"#, None),
        (r#"{"statusCode":400,"error":"Bad Request"}"#, None),
        (r#"{"type":"https://example.com/p","status":400}"#, None),
    ] {
        assert_eq!(ErrorBody::read(body).code().as_deref(), expected, "{body}");
    }
}

#[test]
fn a_message_is_read_in_every_form() {
    for (body, expected) in [
        (r#"{"message":"No."}"#, Some("No.")),
        (
            r#"{"message":"Zo\ud83d"}"#,
            Some("Zo\u{fffd}\u{fffd}\u{fffd}"),
        ),
        (r#"{"message":["a b","c d",7,""]}"#, Some("a b; c d")),
        (
            r#"{"message":[{"property":"x","message":"is odd"}]}"#,
            Some("is odd"),
        ),
        (r#"{"message":{"en":"No.","fr":"Non."}}"#, Some("No.; Non.")),
        (r#"{"message":{"text":"x","message":"No."}}"#, Some("No.")),
        (
            r#"{"message":7,"title":"Bad","detail":"No."}"#,
            Some("Bad: No."),
        ),
        (r#"{"title":"Bad"}"#, Some("Bad")),
        (r#"{"detail":"No."}"#, Some("No.")),
        (
            r#"{"detail":[{"loc":["body","email"],"msg":"is odd"}]}"#,
            Some("is odd"),
        ),
        (r#"{"error":"Bad Request"}"#, Some("Bad Request")),
        (r#"{"error":"x","error_description":"No."}"#, Some("No.")),
        (r#"{"errors":["Email is odd"]}"#, Some("Email is odd")),
        (r#"{"message":" "}"#, None),
        ("{}", None),
    ] {
        assert_eq!(message(body).as_deref(), expected, "{body}");
    }
}

#[test]
fn names_of_fields_are_found_in_the_forms_of_common_frameworks() {
    for (body, expected) in [
        // Komerza, in every form.
        (
            r#"{"invalidFields":["emailAddress","note"]}"#,
            &["emailAddress", "note"][..],
        ),
        (
            r#"{"invalidFields":{"emailAddress":["bad"]}}"#,
            &["emailAddress"],
        ),
        (
            r#"{"invalidFields":[{"name":"emailAddress","value":"x y"}]}"#,
            &["emailAddress"],
        ),
        (
            r#"{"invalidFields":{"field":"emailAddress","message":"bad"}}"#,
            &["emailAddress"],
        ),
        // NestJS.
        (
            r#"{"statusCode":400,"message":["emailAddress must be an email","property extra should not exist","each value in tags must be a string","address.0.city must be a string"],"error":"Bad Request"}"#,
            &["emailAddress", "extra", "tags", "address.0.city"],
        ),
        (
            r#"{"message":[{"target":{},"property":"emailAddress","constraints":{}}]}"#,
            &["emailAddress"],
        ),
        // Problem details, of ASP.NET, of Spring, with parameters of RFC 7807.
        (
            r#"{"title":"One or more errors.","errors":{"EmailAddress":["The EmailAddress field is required."],"":["x"]}}"#,
            &["EmailAddress"],
        ),
        (
            r#"{"errors":{"$.emailAddress":["could not be converted"]}}"#,
            &["emailAddress"],
        ),
        (
            r##"{"errors":[{"detail":"no","pointer":"#/emailAddress"},{"pointer":"/addresses/0/city"}]}"##,
            &["emailAddress", "addresses.0.city"],
        ),
        (
            r#"{"errors":[{"field":"emailAddress","rejectedValue":"x"}]}"#,
            &["emailAddress"],
        ),
        (
            r#"{"invalid-params":[{"name":"age","reason":"must be positive"}]}"#,
            &["age"],
        ),
        // Google's APIs, Fastify, hapi.
        (
            r#"{"details":[{"@type":"x","fieldViolations":[{"field":"emailAddress","description":"no"}]}]}"#,
            &["emailAddress"],
        ),
        (
            r#"{"validation":[{"instancePath":"/address/city","message":"must be string"}]}"#,
            &["address.city"],
        ),
        (
            r#"{"validation":{"source":"payload","keys":["emailAddress"]}}"#,
            &["emailAddress"],
        ),
        // Symfony, FastAPI, JSON:API, zod, express-validator, Laravel.
        (
            r#"{"violations":[{"propertyPath":"email.address","message":"no"}]}"#,
            &["email.address"],
        ),
        (
            r#"{"detail":[{"loc":["body","items",0,"name"],"msg":"no"}]}"#,
            &["items.0.name"],
        ),
        (
            r#"{"errors":[{"source":{"pointer":"/data/attributes/email"}}]}"#,
            &["email"],
        ),
        (
            r#"{"issues":[{"path":["address","city"],"message":"no"}]}"#,
            &["address.city"],
        ),
        (
            r#"{"errors":[{"location":"body","path":"email","msg":"no"}]}"#,
            &["email"],
        ),
        (
            r#"{"message":"No.","errors":{"phone-number":["no"],"lines[0]":["no"]}}"#,
            &["phone-number", "lines[0]"],
        ),
        // Django REST framework.
        (
            r#"{"emailAddress":["Enter a valid email address."],"city":["Too long.","No."],"non_field_errors":["No."]}"#,
            &["emailAddress", "city"],
        ),
        (r#"{"errors":["No."],"messages":["No."]}"#, &[]),
        (r#"{"city":["No."],"status":400}"#, &[]),
        (r#"{"tags":[]}"#, &[]),
        // A path of the whole request is none, nor is a message in languages.
        (
            r#"{"status":400,"error":"Bad Request","path":"/api/customers"}"#,
            &[],
        ),
        (r#"{"message":{"en":"No."}}"#, &[]),
        (
            r#"{"errors":{"jane@example.com":1,"9876543210":2,"Jane Doe":3}}"#,
            &["<e-mail>", "<number>"],
        ),
    ] {
        assert_eq!(names(body), expected, "{body}");
    }
}

#[test]
fn texts_that_may_be_values_are_not_taken_for_field_names() {
    for text in [
        "jane@example.com",
        "Jane Doe",
        "9876543210",
        "+919876543210",
        "name9876543210",
        "user.jane@example.com",
        "",
        ".",
        "0",
        "a..b",
        "[0]",
        "a[x]",
        "Zoë",
        "/",
        "#",
    ] {
        assert_eq!(name_of_item(text), None, "{text}");
    }
    for body in [
        r#"{"message":["Jane must not be used"]}"#,
        r#"{"message":["jane@example.com must be an email"]}"#,
        r#"{"message":["No such customer"]}"#,
        r#"{"errors":[["emailAddress"],7,null]}"#,
        r#"{"errors":"emailAddress"}"#,
        r#"{"errors":["emailAddress","Jane Doe"]}"#,
        r#"{"errors":{"Jane Doe":["no"]}}"#,
    ] {
        assert_eq!(names(body), [""; 0], "{body}");
    }
}

#[test]
fn a_nested_error_object_wins_over_the_members_around_it() {
    let body =
        r#"{"code":"Outer","message":"outer","error":{"code":7,"errors":[{"field":"email"}]}}"#;
    let failure = ErrorBody::read(body).failure("was refused");
    assert_eq!(failure.code.as_deref(), Some("7"));
    assert_eq!(failure.message.as_deref(), Some("outer"));
    assert_eq!(failure.fields, [FieldProblem::new("email", "was refused")]);
}

#[test]
fn records_and_errors_are_told() {
    for (body, record, error) in [
        (r#"{"data":{"id":"1"},"error":{"code":"X"}}"#, true, true),
        (r#"{"data":{"user":{"id":1}}}"#, true, false),
        (r#"{"data":{"a":{"b":{"id":1}}}}"#, false, false),
        (r#"{"data":[ {"id":1}]}"#, true, false),
        (r#"{"data":null,"errors":[]}"#, false, false),
        (r#"{"data":{},"error":"none","errors":{ }}"#, false, false),
        (
            r#"{"data":{"id":null},"error":null,"errors":["x"]}"#,
            false,
            true,
        ),
        (r#"{"id":"1","invalidFields":[{"id":"1"}]}"#, false, false),
        (r#"{"data":{"id":"1"},"error":"Bad Gateway"}"#, true, true),
        (r#"{"data":{"id":"1"},"error":true}"#, true, true),
        (r#"{"data":{"id":"1"},"Error":502}"#, true, true),
        (r#"{"data":{"id":"1"},"errors":"It failed."}"#, true, true),
        (
            r#"{"data":{"id":"1"},"error":false,"errors":""}"#,
            true,
            false,
        ),
        (r#"{"data":{"id":"1"},"error":0,"errors":" "}"#, true, false),
    ] {
        let body = ErrorBody::read(body);
        assert_eq!(
            (body.holds_record("data"), body.holds_error()),
            (record, error),
            "{body:?}"
        );
    }
}

#[test]
fn a_huge_body_gives_a_bounded_failure() {
    let sentence = "jane.doe@example.com and others ".repeat(50_000);
    let names: Vec<_> = (0..50_000).map(|n| format!("f{n}")).collect();
    let body = serde_json::json!({"message": [sentence, sentence], "invalidFields": names});
    let body = body.to_string();
    let failure = ErrorBody::read(&body).failure("was refused");
    assert!(failure.message.is_some_and(|message| message.len() <= 4100));
    assert_eq!(failure.fields.len(), 50);
    let deep = format!(
        "{{\"message\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(message(&deep), None);
}

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>(), json in "[\\[\\]{}:,\"a-c0-2 \\\\.ntf@/#]{0,40}") {
        for text in [text, json.clone(), format!("{{\"message\":{json},\"errors\":{json},\"code\":{json}}}")] {
            let body = ErrorBody::read(&text);
            let _ = (body.failure("was refused"), body.flag("success"), body.holds_record("data"), body.holds_error());
        }
    }

    #[test]
    fn field_names_have_one_word_per_segment(text in "[a-zA-Z0-9@ ./#$_\\-\\[\\]+]{0,30}") {
        if let Some(name) = name_of_item(&text) {
            prop_assert!(!name.contains(['@', ' ', '+', '/']), "{}", name);
            prop_assert!(name.split('.').all(|segment| segment.bytes().filter(u8::is_ascii_digit).count() < 11));
        }
    }
}
