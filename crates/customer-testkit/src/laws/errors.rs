//! What a response means that is no success: each documented refusal has its kind, as the answer to a read and to a write.

use customer_core::{
    CustomerProvider, CustomerProviderExt, Error, ErrorKind, Operation, PendingWrite, RetryAdvice,
    Settlement,
};
use serde_json::Value;

use super::canned::Canned;
use super::support::{missing, needs};
use crate::fixture::ErrorRow;
use crate::harness::{Harness, Part};
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;
use crate::scene::Scene;
use crate::server::Reply;

fn reply(row: &ErrorRow) -> Reply {
    let is_html = row.body.starts_with('<');
    let content_type = if is_html {
        "text/html"
    } else {
        "application/json"
    };
    let reply = Reply::new(row.status, content_type, row.body.clone());
    row.headers
        .iter()
        .fold(reply, |reply, (name, value)| reply.with_header(name, value))
}

/// The read, and every write that is claimed.
fn operations(provider: &dyn CustomerProvider) -> Vec<Operation> {
    let claimed = |operation: &Operation| provider.capabilities().supports(*operation);
    let writes = Operation::WRITES.iter().copied();
    [Operation::GetCustomer]
        .into_iter()
        .chain(writes)
        .filter(claimed)
        .collect()
}

/// Sends each operation to a server that answers with the row.
async fn answered(
    harness: &dyn Harness,
    row: &ErrorRow,
    only: Option<&[Operation]>,
    look: impl Fn(Operation, bool, &Error) -> Checked,
) -> Checked {
    let answer = reply(row);
    let canned = Canned::answering(harness, move |_| answer.clone()).await?;
    let provider = &*canned.provider;
    let scene = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
    for operation in operations(provider) {
        if only.is_some_and(|only| !only.contains(&operation)) {
            continue;
        }
        canned.server.take_requests();
        let result = scene.act(provider, operation).await;
        let requests = canned.server.take_requests();
        if requests.is_empty() {
            return broken(
                format!("{operation} sent nothing: {result:?}"),
                "Harness::unknown_id and unknown_address_id: ids in the provider's form",
            );
        }
        // A write that reads before has not got to its write.
        let is_read = requests.iter().all(crate::Received::is_read);
        match result {
            Ok(()) => {
                return broken(
                    format!(
                        "{operation} takes {} {} for a success",
                        row.status, row.body
                    ),
                    "error.rs: a row for it",
                );
            }
            Err(error) => look(operation, is_read, &error)?,
        }
    }
    Ok(())
}

fn has_kind(row: &ErrorRow, operation: Operation, is_read: bool, error: &Error) -> Checked {
    let kind = if is_read { row.read } else { row.write };
    let what = format!("{operation} answered with {} {}", row.status, row.body);
    let remedy =
        "error.rs: a row for the provider's code; the kind of a 5xx is left to the transport";
    if error.kind() != kind {
        return broken(
            format!(
                "{what} is {:?} where {kind:?} is expected: {error}",
                error.kind()
            ),
            remedy,
        );
    }
    if row.code.is_some() && error.code() != row.code.as_deref() {
        return broken(
            format!(
                "{what}: the code is {:?} where {:?} is expected",
                error.code(),
                row.code
            ),
            "error.rs: ProviderFailure with the provider's own code",
        );
    }
    if error.status() != Some(row.status)
        || error.provider().is_none()
        || error.operation() != Some(operation)
    {
        return broken(
            format!(
                "{what}: the error is of status {:?}, provider {:?} and operation {:?}",
                error.status(),
                error.provider(),
                error.operation()
            ),
            "client.rs: errors of the transport as they come",
        );
    }
    let is_unknown = kind == ErrorKind::OutcomeUnknown;
    if error.pending().is_some() != is_unknown
        || (error.retry_advice() == RetryAdvice::OutcomeUnknown) != is_unknown
    {
        return broken(
            format!("{what}: a pending write belongs to an unknown outcome and to nothing else"),
            "provider.rs: every write through CreateWrite and its siblings",
        );
    }
    Ok(())
}

fn each_has_its_kind(harness: &dyn Harness, rows: &[ErrorRow]) -> Checked<()> {
    block_on(async {
        for row in rows {
            answered(harness, row, None, |operation, is_read, error| {
                has_kind(row, operation, is_read, error)
            })
            .await?;
        }
        Ok(())
    })
}

/// Each documented refusal has its kind, its code, its status and its operation, as a read and as every write.
pub fn each_documented_refusal_has_its_kind(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Http)?;
        needs(harness, Part::Errors)?;
        let rows = harness.errors();
        if rows.is_empty() {
            let remedy = "Harness::errors: a row for each documented code";
            return missing(harness, Part::Errors, remedy);
        }
        each_has_its_kind(harness, &rows)
    })
}

/// A page of a proxy and a redirect say nothing of a write: its outcome is unknown.
pub fn an_answer_of_a_proxy_leaves_a_write_unknown(harness: &dyn Harness) -> LawResult {
    law(|| {
        use ErrorKind::{OutcomeUnknown, Unavailable, UnexpectedResponse};
        let page = "<html><body>Bad gateway</body></html>";
        let rows = [
            ErrorRow::new(502, page, Unavailable).for_write(OutcomeUnknown),
            ErrorRow::new(503, page, Unavailable)
                .for_write(OutcomeUnknown)
                .with_header("Retry-After", "0"),
            ErrorRow::new(504, "", Unavailable).for_write(OutcomeUnknown),
            ErrorRow::new(307, "", UnexpectedResponse)
                .for_write(OutcomeUnknown)
                .with_header("Location", "http://127.0.0.1:9/"),
        ];
        each_has_its_kind(harness, &rows)
    })
}

/// A success whose body is no customer is an unexpected response to a read, and leaves a create unknown.
pub fn a_body_that_is_no_customer_is_no_success(harness: &dyn Harness) -> LawResult {
    law(|| {
        use ErrorKind::{OutcomeUnknown, UnexpectedResponse};
        let bodies = [
            "<html><body>Welcome</body></html>",
            "",
            "{\"id\": \"1\", \"email\":",
            "null",
            "[\"1\"]",
            "{}",
            "\"\u{1}\"",
        ];
        block_on(async {
            for body in bodies {
                let row = ErrorRow::new(200, body, UnexpectedResponse).for_write(OutcomeUnknown);
                let only = [Operation::GetCustomer, Operation::CreateCustomer];
                answered(harness, &row, Some(&only), |operation, is_read, error| {
                    has_kind(&row, operation, is_read, error)
                })
                .await?;
            }
            Ok(())
        })
    })
}

/// A response that ends in the middle, or does not come, is a failed connection or a timeout for a read.
pub fn a_read_without_a_whole_response_fails(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for reply in [Reply::Close, Reply::json(200, "{\"id\": \"1\"}").cut()] {
                let name = format!("{reply:?}");
                let canned = Canned::answering(harness, move |_| reply.clone()).await?;
                let provider = &*canned.provider;
                let scene = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
                match scene.act(provider, Operation::GetCustomer).await {
                    Err(error) if error.kind() == ErrorKind::ConnectionFailed => {}
                    other => {
                        return broken(
                            format!("a read that is answered by {name}: {other:?}"),
                            "client.rs: errors of the transport as they come",
                        );
                    }
                }
                if canned.server.requests().len() < 2 {
                    return broken(
                        "a read whose response broke off was not retried",
                        "client.rs: the request is a read",
                    );
                }
            }
            Ok(())
        })
    })
}

/// A body whose members are named in another case.
fn in_another_case(body: &str, case: impl Fn(&str) -> String) -> Option<String> {
    let members: serde_json::Map<String, Value> = serde_json::from_str(body).ok()?;
    let renamed = members.iter().map(|(name, value)| {
        let name = case(name);
        format!("\"{name}\":{value}")
    });
    Some(format!("{{{}}}", renamed.collect::<Vec<_>>().join(",")))
}

/// A refusal behind a success is one whatever the case of its members' names: no write is taken for done.
pub fn a_refusal_is_recognized_whatever_the_case_of_its_names(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Http)?;
        needs(harness, Part::Errors)?;
        let cases: [fn(&str) -> String; 3] = [
            |name| name.to_uppercase(),
            |name| {
                let mut signs = name.chars();
                let first = signs.next().map(|sign| sign.to_ascii_uppercase());
                first.into_iter().chain(signs).collect()
            },
            |name| {
                let mut signs = name.chars();
                let first = signs.next().map_or(0, u32::from);
                format!("\\u{first:04x}{}", signs.as_str())
            },
        ];
        block_on(async {
            let rows = harness.errors().into_iter();
            for row in rows.filter(|row| row.status < 300) {
                for case in cases {
                    let Some(body) = in_another_case(&row.body, case) else {
                        continue;
                    };
                    let row = ErrorRow {
                        body,
                        ..row.clone()
                    };
                    answered(harness, &row, None, |_, _, _| Ok(())).await?;
                }
            }
            Ok(())
        })
    })
}

/// A refusal in one of the forms that frameworks have names the fields that it is about.
pub fn a_refusal_in_a_form_of_frameworks_names_its_fields(harness: &dyn Harness) -> LawResult {
    law(|| {
        let bodies = [
            r#"{"statusCode":400,"message":["city must be a string"],"error":"Bad Request"}"#,
            r#"{"title":"Invalid.","detail":"No.","errors":{"city":["is none"]}}"#,
            r#"{"message":"Invalid.","errors":[{"property":"city","message":"is none"}]}"#,
        ];
        block_on(async {
            for body in bodies {
                let row = ErrorRow::new(400, body, ErrorKind::InvalidInput);
                answered(harness, &row, None, |operation, is_read, error| {
                    has_kind(&row, operation, is_read, error)?;
                    if error.fields().iter().all(|problem| problem.field != "city") {
                        return broken(
                            format!(
                                "{operation} answered with {body} names {:?}",
                                error.fields()
                            ),
                            "error.rs: hand the body on to the transport, which knows these forms",
                        );
                    }
                    Ok(())
                })
                .await?;
            }
            Ok(())
        })
    })
}

/// A 404 that is none of the provider's own proves nothing: no search is empty by it, and no deletion done.
pub fn a_404_of_a_proxy_proves_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for body in [
                "<html>nginx</html>",
                "",
                r#"{"message":"no Route matched with those values"}"#,
            ] {
                let canned = Canned::answering(harness, move |_| Reply::json(404, body)).await?;
                let provider = &*canned.provider;
                let supports = |operation| provider.capabilities().supports(operation);
                let scene = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
                if supports(Operation::FindCustomersByEmail)
                    && let Some(email) = &scene.customer.email
                    && let Ok(found) = provider.find_all_by_email(email).await
                {
                    return broken(
                        format!("{} customers are found by a 404 of a proxy", found.len()),
                        "provider.rs: a find is empty by the provider's own code alone",
                    );
                }
                if supports(Operation::DeleteCustomer) {
                    let pending = PendingWrite::to(Operation::DeleteCustomer, &scene.id);
                    match provider.settle(&pending).await {
                        Err(_) | Ok(Settlement::StillUnknown(_)) => {}
                        Ok(settled) => {
                            return broken(
                                format!("a 404 of a proxy settles a deletion as {settled:?}"),
                                "error.rs: the provider's code for a customer that is not there",
                            );
                        }
                    }
                }
            }
            Ok(())
        })
    })
}
