//! Decimal amounts as texts that sort by value, without a binary float.

/// The most digits before the point.
const PLACES: usize = 40;

/// An amount of zero or more, as a text that sorts by value. None for any other text.
pub(super) fn order(number: &str) -> Option<String> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let significant = digits.trim_matches('0');
    if significant.is_empty() {
        return Some(format!("{}.", "0".repeat(PLACES)));
    }
    // The value is 0.significant times ten to this power.
    let power = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()? + i64::from(exponent);
    let places = i64::try_from(PLACES).ok()?;
    if power > places || power < -places || significant.len() > 2 * PLACES {
        return None;
    }
    let before = usize::try_from(power.max(0)).ok()?;
    let after = usize::try_from((-power).max(0)).ok()?;
    let padded = format!("{significant:0<before$}");
    let (whole, fraction) = padded.split_at(before);
    Some(format!("{whole:0>PLACES$}.{}{fraction}", "0".repeat(after)))
}

/// The same for a stored amount. Any other text sorts as zero.
pub(super) fn order_of(number: &str) -> String {
    order(number).unwrap_or_else(|| format!("{}.", "0".repeat(PLACES)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_sort_by_value_in_every_notation() {
        let sorted = [
            "0",
            "1e-30",
            "0.001",
            "0.01",
            "0.0999999999999999999999999",
            "0.1",
            "0.5",
            "1",
            "1.01",
            "2",
            "9.99",
            "10",
            "99.999",
            "100",
            "123456789012345678",
            "123456789012345679",
            "1e39",
        ];
        for pair in sorted.windows(2) {
            assert!(
                order(pair[0]).unwrap() < order(pair[1]).unwrap(),
                "{pair:?}"
            );
        }
        for (one, other) in [
            ("0.10", "0.1"),
            ("1e2", "100.00"),
            ("12.5E-1", "1.25"),
            ("0", "0.0e7"),
        ] {
            assert_eq!(order(one), order(other), "{one} {other}");
        }
    }

    #[test]
    fn negative_amounts_and_other_texts_have_no_order() {
        for text in [
            "", "-1", "-0", "+1", "x", "1.x", ".", "1e", "1e99", "1e-99", "0x1", "\"1\"",
        ] {
            assert_eq!(order(text), None, "{text}");
        }
    }
}
