//! Whether a JSON value says everything that another says.

use serde_json::Value;

/// Everything in `before` is in `after`; what `after` says beyond it is that there is nothing.
pub(super) fn assert_kept(before: &Value, after: &Value) {
    if let Err(place) = kept(before, after) {
        panic!("{place} of {before} is not kept in {after}");
    }
}

fn kept(before: &Value, after: &Value) -> Result<(), String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (name, value) in before.iter().filter(|(_, value)| !value.is_null()) {
                let other = after.get(name).unwrap_or(&Value::Null);
                kept(value, other).map_err(|place| format!("{name}.{place}"))?;
            }
            let new = after
                .iter()
                .find(|(name, value)| !before.contains_key(*name) && !is_nothing(value));
            new.map_or(Ok(()), |(name, _)| Err(format!("{name}, which is new,")))
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => before
            .iter()
            .zip(after)
            .enumerate()
            .try_for_each(|(index, (before, after))| {
                kept(before, after).map_err(|place| format!("[{index}].{place}"))
            }),
        (Value::Number(before), Value::Number(after))
            if is_near(before.as_f64(), after.as_f64()) =>
        {
            Ok(())
        }
        _ if before == after => Ok(()),
        _ => Err("the value".to_owned()),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// `serde_json` rounds a number that it does not know the type of, each time anew.
fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= one.abs() * 1e-14,
        _ => false,
    }
}
