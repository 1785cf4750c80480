//! Which seeded customers contain a text, without printing each of them.
//!
//! A seeded e-mail address, phone number or id is a fixed text around the seven digits of its index. A
//! search text matches at certain offsets only, and there it requires certain digits.

/// The digits of an index in a seeded text.
const DIGITS: usize = 7;

/// Which indexes have a text inside a seeded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Needle {
    /// All: the text is in the fixed parts.
    Always,
    /// Those whose digits match one of these patterns; none if there is no pattern.
    Digits(Vec<[Option<u8>; DIGITS]>),
}

impl Needle {
    /// Looks for a text in `before`, seven digits, `after`. All in lower case.
    pub(crate) fn new(before: &str, after: &str, text: &str) -> Self {
        let mut template: Vec<Option<u8>> = before.bytes().map(Some).collect();
        template.extend([None; DIGITS]);
        template.extend(after.bytes().map(Some));
        let text = text.as_bytes();
        let mut patterns = Vec::new();
        let Some(last) = template.len().checked_sub(text.len()) else {
            return Self::Digits(patterns);
        };
        for offset in 0..=last {
            let mut pattern = [None; DIGITS];
            let fits = text.iter().enumerate().all(|(place, byte)| {
                let place = offset + place;
                match template[place] {
                    Some(fixed) => fixed == *byte,
                    None if byte.is_ascii_digit() => {
                        pattern[place - before.len()] = Some(*byte);
                        true
                    }
                    None => false,
                }
            });
            if fits && pattern == [None; DIGITS] {
                return Self::Always;
            }
            if fits {
                patterns.push(pattern);
            }
        }
        Self::Digits(patterns)
    }

    /// Whether no index has the text.
    pub(crate) fn matches_none(&self) -> bool {
        *self == Self::Digits(Vec::new())
    }

    /// Whether the customer of this index has the text.
    pub(crate) fn matches(&self, index: u64) -> bool {
        let Self::Digits(patterns) = self else {
            return true;
        };
        if patterns.is_empty() {
            return false;
        }
        let digits = digits_of(index);
        patterns.iter().any(|pattern| {
            pattern
                .iter()
                .zip(digits)
                .all(|(wanted, digit)| wanted.is_none_or(|wanted| wanted == digit))
        })
    }

    /// The only index that can have the text, if every digit is required.
    pub(crate) fn single_index(&self) -> Option<u64> {
        let Self::Digits(patterns) = self else {
            return None;
        };
        let [pattern] = patterns.as_slice() else {
            return None;
        };
        pattern.iter().try_fold(0, |index, digit| {
            Some(index * 10 + u64::from((*digit)? - b'0'))
        })
    }
}

fn digits_of(mut index: u64) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (index % 10) as u8;
        index /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_matches_the_indexes_whose_printed_text_contains_it() {
        let (before, after) = ("a1-", "@s0.example");
        let texts = [
            "",
            "a",
            "1-",
            "-00",
            "0",
            "00",
            "01",
            "42",
            "0000042",
            "a1-0000042@s0.example",
            "2@s0",
            "@",
            "s0.",
            "x",
            "a1-1",
            "9999",
            "1-0000100",
            "a1-0000042@s0.examples",
            "é",
        ];
        for text in texts {
            let needle = Needle::new(before, after, text);
            let fitting = |index: &u64| format!("{before}{index:07}{after}").contains(text);
            for index in (0..2000).chain([4_200_000, 9_999_999]) {
                assert_eq!(needle.matches(index), fitting(&index), "{text} {index}");
            }
            if needle.matches_none() {
                assert!(!(0..2000).any(|index| fitting(&index)), "{text}");
            }
        }
        assert_eq!(
            Needle::new(before, after, "a1-0000042@").single_index(),
            Some(42)
        );
        assert_eq!(Needle::new(before, after, "0042@").single_index(), None);
        assert_eq!(Needle::new(before, after, "@"), Needle::Always);
    }
}
