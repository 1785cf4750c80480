//! Which fields a provider's record answers for.

use crate::FieldPath;
use crate::adapter::Member;

/// The fields that a provider's record has a member for, whether or not it holds a value: a field that
/// was written and comes back null was not kept; a field that does not come back says nothing.
///
/// An adapter lists the members of its record once; [`Customer::with_answers`](crate::Customer::with_answers) takes the function.
#[derive(Debug, Clone, Default)]
pub struct Answers(Vec<(FieldPath, Answer)>);

/// What a member says where the domain has no value from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Nothing,
    Unreadable,
}

impl Answers {
    /// Of no field yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the member that holds a field. An absent one says nothing of it.
    #[must_use]
    pub fn with<T>(mut self, field: impl Into<FieldPath>, member: &Member<T>) -> Self {
        let answer = match member {
            Member::Absent => return self,
            // A value is looked for in the domain; where it gave none there, it was empty.
            Member::Null | Member::Value(_) => Answer::Nothing,
            Member::Unreadable => Answer::Unreadable,
        };
        self.0.push((field.into(), answer));
        self
    }

    /// Adds several members that hold one field: what any of them says counts.
    #[must_use]
    pub fn with_either<T>(self, field: &FieldPath, members: &[&Member<T>]) -> Self {
        members
            .iter()
            .fold(self, |answers, member| answers.with(field, member))
    }

    pub(crate) fn get(&self, path: &FieldPath) -> Option<Answer> {
        let mut answers = self.0.iter().filter(|(other, _)| other == path);
        let first = answers.next()?.1;
        let is_unreadable =
            first == Answer::Unreadable || answers.any(|(_, answer)| *answer == Answer::Unreadable);
        Some(if is_unreadable {
            Answer::Unreadable
        } else {
            first
        })
    }
}
