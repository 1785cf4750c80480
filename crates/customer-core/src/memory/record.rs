//! The provider's own record: a JSON object with a member for each field that is returned.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::{RawValue, to_raw_value};

use crate::adapter::{RawJson, Record};
use crate::{Capabilities, Customer, Field, FieldPath};

/// The record of a customer. A field without a value is null: so settling can tell what a record has not.
pub(super) fn of(capabilities: &Capabilities, customer: &Customer) -> Option<Record<RawJson>> {
    let values: HashMap<FieldPath, _> = customer.values().into_iter().collect();
    let mut members: BTreeMap<String, Option<Box<RawValue>>> = BTreeMap::new();
    members.insert("id".to_owned(), to_raw_value(&customer.id).ok());
    for capability in capabilities.fields().filter(|capability| capability.read) {
        let field = &capability.field;
        if matches!(field, Field::Address(_) | Field::BlockReason) {
            continue;
        }
        let name = match &*capability.wire {
            "" => field.to_string(),
            name => name.to_owned(),
        };
        let value = values.get(&FieldPath::from(field.clone()));
        let value = value.and_then(|text| match field {
            // It is JSON already.
            Field::Metadata => RawValue::from_string(text.to_string()).ok(),
            _ => to_raw_value(text).ok(),
        });
        let member = members.entry(name).or_default();
        if member.is_none() {
            *member = value;
        }
    }
    let json = to_raw_value(&members).ok()?;
    Some(Record::new(RawJson::from(json.clone()), json))
}
