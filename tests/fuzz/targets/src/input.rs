//! The input of the `customers` command.

use std::fmt::Debug;

use customer_core::{Address, CustomerUpdate, FieldProblem, NewCustomer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::adapters::{every_adapter_blocks, every_adapter_changes, every_adapter_takes};
use crate::command_input::json::parse;

pub(crate) fn check(data: &[u8]) {
    if let Some(customer) = read::<NewCustomer>(data, "customer") {
        assert_eq!(customer.given().len(), customer.values().len());
        check_problems(&customer.problems());
        every_adapter_takes(&customer);
        if let Some(reference) = &customer.reference {
            every_adapter_blocks(reference);
        }
    }
    if let Some(update) = read::<CustomerUpdate>(data, "change") {
        assert_eq!(update.given().len(), update.changes().len());
        assert_eq!(update.is_keep(), update.given().is_empty());
        check_problems(&update.problems());
        every_adapter_changes(&update);
    }
    if let Some(address) = read::<Address>(data, "address") {
        every_adapter_takes(&NewCustomer::new().with_address(address));
    }
}

/// Reads it as the command does: whole, or with an error that is one line and shows no value.
fn read<T>(data: &[u8], what: &str) -> Option<T>
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    let value: T = match parse(data, "customer.json", what) {
        Ok(value) => value,
        Err(error) => {
            let text = error.to_string();
            assert!(!text.contains(char::is_control), "{text:?}");
            assert!(text.starts_with("customer.json: "), "{text}");
            assert!(text.chars().count() < 1000, "{text}");
            return None;
        }
    };
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(parse::<T>(json.as_bytes(), "again", what).unwrap(), value);
    Some(value)
}

fn check_problems(problems: &[FieldProblem]) {
    for problem in problems {
        assert!(!problem.field.is_empty() && !problem.reason.is_empty());
    }
}
