//! `customers providers`.

use customer_core::{Field, Operation};

use crate::support::{World, text};

#[test]
fn the_matrix_has_every_operation_and_field_of_every_provider() {
    let world = World::new();
    let table = world.run("providers").exits_with(0).out;
    let markdown = world.run("providers --output markdown").exits_with(0).out;
    let document = world.run("providers --output json").exits_with(0).json();
    let providers = document["providers"].as_array().unwrap().len();
    let row = |text: &str, name: &str| {
        let rows: Vec<_> = text
            .lines()
            .filter(|line| line.split(['│', '┆', '|']).any(|cell| cell.trim() == name))
            .collect();
        assert_eq!(rows.len(), 1, "{name}: {text}");
        rows[0].to_owned()
    };
    for operation in Operation::ALL {
        assert_eq!(
            row(&table, operation.as_str()).matches('┆').count(),
            providers
        );
        assert_eq!(
            row(&markdown, &format!("`{operation}`"))
                .matches('|')
                .count(),
            providers + 2
        );
    }
    for field in Field::all() {
        row(&table, &field.to_string());
        row(&markdown, &format!("`{field}`"));
    }
    assert!(row(&table, "delete_customer").contains("┆ –"));
    assert!(row(&table, "create_customer").matches('✓').count() == providers);
    assert!(
        table
            .lines()
            .filter(|line| line.starts_with('│'))
            .all(|line| line.chars().count() <= 100),
        "{table}"
    );
    // Every mark leads to a note, and every note is marked.
    for text in [&table, &markdown] {
        let notes = text
            .lines()
            .filter(|line| line.trim_start_matches("- ").starts_with('['))
            .count();
        assert!(notes > 10);
    }
}

#[test]
fn the_document_has_every_capability() {
    let world = World::new();
    let document = world.run("providers --output json").exits_with(0).json();
    let providers = document["providers"].as_array().unwrap();
    let names: Vec<_> = providers
        .iter()
        .map(|provider| text(&provider["provider"]))
        .collect();
    assert_eq!(names[..3], ["komerza", "commerceengine", "kohortpay"]);
    let komerza = &providers[0]["capabilities"];
    assert_eq!(
        komerza["operations"]["create_customer"]["support"],
        "native"
    );
    assert_eq!(komerza["lookup"], "email_as_spelled");
    assert_eq!(komerza["fields"][0]["field"], "email");
    let one = world
        .run("providers --provider kohortpay --output json")
        .exits_with(0)
        .json();
    assert_eq!(one["providers"].as_array().unwrap().len(), 1);
}

#[test]
fn the_documented_matrix_is_current() {
    let matrix = World::new()
        .run("providers --output markdown")
        .exits_with(0)
        .out;
    let page = format!(
        "# The matrix\n\n\
         This page shows the capabilities of each provider, as `customers providers --output markdown` prints them.\n\
         After a change of an adapter's capabilities, `UPDATE_EXPECT=1 cargo test -p customer-cli matrix` updates it.\n\
         How each field is mapped is on the provider's own page, beside this one.\n\n\
         {matrix}"
    );
    expect_test::expect_file!["../../../../docs/providers/matrix.md"].assert_eq(&page);
}
