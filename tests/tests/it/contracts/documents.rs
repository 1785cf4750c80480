//! Each document is OpenAPI 3.1 as far as we use it, and declares every endpoint that is documented.

use std::collections::BTreeSet;

use customer_sandbox::Provider;
use customer_tests::adapters::adapter;
use customer_tests::contract::{self, Contract, ContractError, Responses};
use serde_json::{Value, json};

use super::{at, document, remove};

/// The operations of a document: method, path and what is declared.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (key, declared) in item.as_object().unwrap() {
            if key != "parameters" {
                operations.push((key.as_str(), path.as_str(), declared));
            }
        }
    }
    operations
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.insert(reference);
            }
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(members) => members.iter().for_each(|member| references(member, found)),
        _ => {}
    }
}

#[test]
fn documented_endpoints_are_declared_and_no_others() {
    for provider in contract::providers() {
        let document = document(provider);
        let declared: BTreeSet<(&str, &str)> = operations(&document)
            .into_iter()
            .map(|(method, path, _)| (method, path))
            .collect();
        let rows = adapter(provider).unwrap().documented.iter();
        let documented: BTreeSet<(&str, &str)> =
            rows.map(|(_, method, path)| (*method, *path)).collect();
        assert_eq!(declared, documented, "{provider:?}");
    }
}

#[test]
fn operations_say_what_they_are_and_how_they_end() {
    for provider in contract::providers() {
        let document = document(provider);
        assert_eq!(document["openapi"], "3.1.0");
        assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
        let mut ids = BTreeSet::new();
        for (method, path, declared) in operations(&document) {
            let place = format!("{provider:?} {method} {path}");
            for key in ["operationId", "summary", "x-source"] {
                assert!(
                    declared[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{place}: {key}"
                );
            }
            assert!(
                ids.insert(declared["operationId"].as_str().unwrap()),
                "{place}: operationId twice"
            );
            let responses = declared["responses"].as_object().unwrap();
            let ends = |digits: &[char]| responses.keys().any(|status| status.starts_with(digits));
            assert!(ends(&['2']), "{place}: no success");
            assert!(ends(&['4', '5']), "{place}: no error");
        }
    }
}

#[test]
fn path_parameters_are_declared_once_each_and_required() {
    for provider in contract::providers() {
        let document = document(provider);
        for (path, item) in document["paths"].as_object().unwrap() {
            let named: Vec<&str> = path
                .split('/')
                .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            let declared: Vec<&str> = item["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|parameter| match parameter["$ref"].as_str() {
                    Some(reference) => document.pointer(&reference[1..]).unwrap(),
                    None => parameter,
                })
                .filter(|parameter| parameter["in"] == "path")
                .inspect(|parameter| assert_eq!(parameter["required"], true, "{path}"))
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            assert_eq!(named, declared, "{provider:?}");
        }
    }
}

#[test]
fn references_lead_somewhere_and_components_are_used() {
    for provider in contract::providers() {
        let document = document(provider);
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in &found {
            let target = reference
                .strip_prefix('#')
                .and_then(|pointer| document.pointer(pointer));
            assert!(target.is_some(), "{provider:?}: {reference}");
        }
        for kind in ["schemas", "parameters", "responses"] {
            for name in document["components"][kind].as_object().unwrap().keys() {
                let reference = format!("#/components/{kind}/{name}");
                assert!(
                    found.contains(reference.as_str()),
                    "{provider:?}: {reference} is not used"
                );
            }
        }
    }
}

#[test]
fn schemas_are_of_draft_2020_12() {
    for provider in contract::providers() {
        let document = document(provider);
        assert_eq!(
            document["jsonSchemaDialect"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        let components = json!({ "schemas": document["components"]["schemas"] });
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            jsonschema::draft202012::meta::validate(schema)
                .unwrap_or_else(|error| panic!("{provider:?} {name}: {error}"));
            let schema =
                json!({ "$ref": format!("#/components/schemas/{name}"), "components": components });
            jsonschema::draft202012::new(&schema)
                .unwrap_or_else(|error| panic!("{provider:?} {name}: {error}"));
        }
        for responses in [Responses::Strict, Responses::Open] {
            Contract::from_document(&document, responses).unwrap();
        }
    }
}

/// Strict responses and dropped alternatives work schema by schema: an object must declare its members in one place.
#[test]
fn objects_are_not_put_together_from_parts() {
    for provider in contract::providers() {
        assert!(
            !contract::document_of(provider)
                .unwrap()
                .contains("\"allOf\""),
            "{provider:?}"
        );
    }
}

#[test]
fn request_schemas_are_closed() {
    fn closed(document: &Value, schema: &Value, place: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            return closed(
                document,
                document.pointer(&reference[1..]).unwrap(),
                reference,
            );
        }
        if schema.get("properties").is_some() {
            assert_eq!(schema["additionalProperties"], false, "{place}");
        }
        let members = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, member)| member);
        let alternatives = schema["anyOf"].as_array().into_iter().flatten();
        for inner in members.chain(alternatives).chain(schema.get("items")) {
            closed(document, inner, place);
        }
    }
    for provider in contract::providers() {
        let document = document(provider);
        for (method, path, declared) in operations(&document) {
            for (_, media) in declared["requestBody"]["content"]
                .as_object()
                .into_iter()
                .flatten()
            {
                closed(
                    &document,
                    &media["schema"],
                    &format!("{provider:?} {method} {path}"),
                );
            }
        }
    }
}

#[test]
fn a_document_that_the_checker_does_not_understand_is_refused_with_the_place() {
    let good = || document(Provider::KOHORTPAY);
    let malformed =
        |document: &Value| Contract::from_document(document, Responses::Strict).unwrap_err();

    let mut no_id = good();
    remove(&mut no_id, "/paths/~1customers/post", "operationId");
    assert_eq!(
        malformed(&no_id),
        ContractError::Malformed {
            place: "post /customers: operationId".to_owned()
        }
    );

    let mut dangling = good();
    at(&mut dangling, "/paths/~1customers/post/responses")["4XX"] =
        json!({ "$ref": "#/components/responses/Nothing" });
    assert_eq!(
        malformed(&dangling),
        ContractError::Reference {
            reference: "#/components/responses/Nothing".to_owned()
        }
    );

    let mut dangling_schema = good();
    *at(
        &mut dangling_schema,
        "/components/schemas/CustomerList/properties/data/items",
    ) = json!({ "$ref": "#/components/schemas/Nothing" });
    assert!(matches!(
        malformed(&dangling_schema),
        ContractError::Schema { .. }
    ));

    let mut wrong_type = good();
    at(
        &mut wrong_type,
        "/components/schemas/Customer/properties/livemode",
    )["type"] = json!("yes or no");
    assert!(matches!(
        malformed(&wrong_type),
        ContractError::Schema { .. }
    ));

    let mut wrong_format = good();
    at(&mut wrong_format, "/components/schemas/Timestamp")["format"] = json!("moment");
    assert!(matches!(
        malformed(&wrong_format),
        ContractError::Schema { .. }
    ));

    let mut circle = good();
    at(&mut circle, "/components/responses")["ClientError"] =
        json!({ "$ref": "#/components/responses/ClientError" });
    assert!(matches!(
        malformed(&circle),
        ContractError::Malformed { .. }
    ));

    assert!(matches!(
        malformed(&json!({})),
        ContractError::Malformed { .. }
    ));
}
