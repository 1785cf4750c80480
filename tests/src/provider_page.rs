//! The pages about providers, written from what the adapters say of themselves.

use std::fmt::Write;

use customer_core::{Capabilities, FieldCapability, Operation, Preview, Support};

/// What a page is written from.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The provider's name for people: `Commerce Engine`.
    pub name: &'a str,
    /// The adapter's crate.
    pub crate_name: &'a str,
    /// What the adapter says that the provider can do.
    pub capabilities: &'a Capabilities,
    /// What the adapter's converter does with the example customer.
    pub preview: &'a Preview,
    /// The body that it would send, if the write may lose fields.
    pub request: Option<String>,
    /// What else a reader has to know of the operations; may be empty.
    pub remark: &'a str,
}

/// The page of one provider.
pub fn page(subject: &Subject<'_>) -> String {
    let Subject {
        name,
        crate_name,
        capabilities,
        preview,
        request,
        remark,
    } = subject;
    let mut page = format!(
        "# {name}\n\n\
         Written by the crate [`{crate_name}`](../../crates/{crate_name}/README.md) itself, from its capabilities and its converters.\n\
         After a change of either, `UPDATE_EXPECT=1 cargo test -p customer-tests provider_pages` writes it again.\n\n\
         ## Operations\n\n| operation | offered | how |\n|---|---|---|\n"
    );
    for &operation in Operation::ALL {
        let (offered, how) = match capabilities.support(operation) {
            Support::Native => ("✓", ""),
            Support::Composed { how } => ("composed", &**how),
            _ => ("–", ""),
        };
        line(
            &mut page,
            &format!("| `{operation}` | {offered} | {} |", cell(how)),
        );
    }
    if !remark.is_empty() {
        line(&mut page, &format!("\n{remark}"));
    }
    let takes_key = |operation: &Operation| capabilities.takes_idempotency_key(*operation);
    let keys: Vec<_> = Operation::ALL
        .iter()
        .filter(|operation| takes_key(operation))
        .collect();
    line(
        &mut page,
        &format!(
            "\n## Settling\n\n\
             - A create whose outcome is unknown is looked up: {}.\n\
             - E-mail addresses: {}.\n\
             - Idempotency keys: {}.",
            capabilities.lookup,
            capabilities.email_uniqueness,
            if keys.is_empty() {
                "none".to_owned()
            } else {
                keys.iter()
                    .map(|operation| format!("`{operation}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            },
        ),
    );
    page += "\n## Fields\n\n\
             A field that is not listed has no place: it is *unrepresentable*.\n\n";
    if capabilities.splits_full_names() {
        page += "A full name (`name.full`) is split into `name.given` and `name.family`.\n\n";
    }
    page += "| field | the provider's name | at creation | later | returned | required | what else |\n|---|---|---|---|---|---|---|\n";
    for capability in capabilities.fields() {
        let mark = |yes: bool| if yes { "✓" } else { "–" };
        line(
            &mut page,
            &format!(
                "| `{}`{} | {} | {} | {} | {} | {} | {} |",
                capability.field,
                roles(capability),
                if capability.wire.is_empty() {
                    String::new()
                } else {
                    format!("`{}`", capability.wire)
                },
                mark(capability.create),
                mark(capability.update),
                mark(capability.read),
                mark(capability.required),
                cell(&capability.remarks()),
            ),
        );
    }
    page += "\n## The example customer\n\n\
             What becomes of each field of [the example](../examples/customer.json), in a write that may lose fields:\n\n\
             | field | fate | |\n|---|---|---|\n";
    for field in &preview.fields.sent {
        line(&mut page, &format!("| `{field}` | sent | |"));
    }
    for altered in &preview.fields.altered {
        line(
            &mut page,
            &format!("| `{}` | altered | {} |", altered.field, cell(&altered.how)),
        );
    }
    for loss in &preview.fields.unrepresentable {
        line(
            &mut page,
            &format!(
                "| `{}` | cannot be held | {} |",
                loss.field,
                cell(&loss.why)
            ),
        );
    }
    for problem in &preview.problems {
        line(
            &mut page,
            &format!(
                "| `{}` | refused | {} |",
                problem.field,
                cell(&problem.reason)
            ),
        );
    }
    if let Some(request) = request {
        let _ = write!(
            page,
            "\nThe body that is sent:\n\n```json\n{request}\n```\n"
        );
    }
    page
}

fn roles(capability: &FieldCapability) -> String {
    if capability.roles.is_empty() {
        return String::new();
    }
    let roles: Vec<_> = capability.roles.iter().map(ToString::to_string).collect();
    format!(" ({})", roles.join(", "))
}

/// A text that may stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}
