//! Comparing the report of a write with the response.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::adapter::answers::Answer;
use crate::adapter::{Answers, Member};
use crate::{
    Address, Alteration, BlockRequest, Customer, CustomerUpdate, Field, FieldPath, FieldReport,
    NewCustomer, Status, WriteMarker,
};

const OTHER: &str = "the provider answered with another value";
const NOT_KEPT: &str = "the provider did not keep it";
const UNREADABLE: &str = "the provider answered with a value that cannot be read";
const STILL_THERE: &str = "it was to be cleared, and the provider still has a value";

type Values<'a> = BTreeMap<FieldPath, Cow<'a, str>>;

impl FieldReport {
    /// Compares the report of a create with the record that the provider returned: a field that was sent
    /// and came back with another value, or with none, becomes *altered*. One that did not come back stays.
    ///
    /// Addresses are left out: no provider's order of them is documented.
    #[must_use]
    pub fn reconciled(self, given: &NewCustomer, returned: &Customer) -> Self {
        let given = given.values().into_iter();
        let given = given.filter(|(path, _)| path.address_index().is_none());
        let given = given.map(|(path, value)| (path, Some(value)));
        self.compared_with(given.collect(), &values(returned), &returned.answers())
    }

    /// Compares what was written with the record that was found when the write was settled.
    ///
    /// As [`reconciled`](Self::reconciled), and the token that was written along is no value of the
    /// metadata.
    #[must_use]
    pub fn reconciled_marked(
        self,
        given: &NewCustomer,
        found: &Customer,
        marker: Option<&WriteMarker>,
    ) -> Self {
        match marker {
            Some(marker) if marker.is_on(found) => {
                self.reconciled(given, &marker.without_token(found))
            }
            _ => self.reconciled(given, found),
        }
    }

    /// As [`reconciled`](Self::reconciled), for an update. A field that was cleared and came back with a
    /// value is *altered* too.
    #[must_use]
    pub fn reconciled_update(self, given: &CustomerUpdate, returned: &Customer) -> Self {
        let (mut values, mut answers) = (values(returned), returned.answers());
        for (path, _) in given.changes() {
            let (Field::MetadataEntry(key), Some(metadata)) = (path.field(), &returned.metadata)
            else {
                continue;
            };
            match metadata.get(key) {
                Some(value) => drop(values.insert(path, value.as_json().into())),
                None => answers = answers.with(path, &Member::<()>::Null),
            }
        }
        self.compared_with(given.changes(), &values, &answers)
    }

    /// As [`reconciled`](Self::reconciled), for a block with a reason. A record that is not blocked, or of
    /// which that is not known, says nothing of it.
    #[must_use]
    pub fn reconciled_block(self, given: &BlockRequest, returned: &Customer) -> Self {
        let reason = given.reason.as_deref().map(Cow::Borrowed);
        let path = FieldPath::from(Field::BlockReason);
        let given = reason.map(|reason| (path.clone(), Some(reason)));
        let mut values = Values::new();
        if let Some(Status::Blocked(block)) = &returned.status
            && let Some(reason) = &block.reason
        {
            values.insert(path, Cow::Borrowed(reason));
        }
        self.compared_with(given.into_iter().collect(), &values, &returned.answers())
    }

    /// As [`reconciled`](Self::reconciled), for one address, whose parts are named `addresses[0].…` also in
    /// `answers`.
    #[must_use]
    pub fn reconciled_address(
        self,
        given: &Address,
        returned: &Address,
        answers: &Answers,
    ) -> Self {
        let one = |address: &Address| NewCustomer::new().with_address(address.clone());
        let (given, returned) = (one(given), one(returned));
        let given = given.values().into_iter();
        let given = given.map(|(path, value)| (path, Some(value)));
        let values = returned.values().into_iter().collect();
        self.compared_with(given.collect(), &values, answers)
    }

    /// Makes every part of this address that was sent *altered*: the provider did not keep it. For
    /// providers whose response says only whether there is an address.
    #[must_use]
    pub fn with_address_not_kept(mut self, index: usize) -> Self {
        let (lost, sent) = std::mem::take(&mut self.sent)
            .into_iter()
            .partition(|path| path.address_index() == Some(index));
        self.sent = sent;
        let lost: Vec<FieldPath> = lost;
        let how = || NOT_KEPT.to_owned();
        let lost = lost
            .into_iter()
            .map(|field| Alteration { field, how: how() });
        self.altered.extend(lost);
        self
    }

    /// `given` are new values by field, `None` where it was cleared.
    fn compared_with(
        mut self,
        given: Vec<(FieldPath, Option<Cow<'_, str>>)>,
        values: &Values<'_>,
        answers: &Answers,
    ) -> Self {
        let given: BTreeMap<_, _> = given.into_iter().collect();
        let altered = |path: &FieldPath| {
            let given = given.get(path)?;
            match (given, values.get(path), answers.get(path)) {
                (Some(given), Some(value), _) if given == value => None,
                (Some(_), Some(value), _) if is_empty(value) => Some(NOT_KEPT),
                (Some(_), Some(_), _) => Some(OTHER),
                (Some(given), None, Some(Answer::Nothing)) => {
                    (!is_empty(given)).then_some(NOT_KEPT)
                }
                (None, Some(value), _) => (!is_empty(value)).then_some(STILL_THERE),
                (_, None, Some(Answer::Unreadable)) => Some(UNREADABLE),
                (Some(_), None, None) | (None, None, _) => None,
            }
        };
        let mut sent = Vec::with_capacity(self.sent.len());
        for field in self.sent {
            match altered(&field) {
                None => sent.push(field),
                Some(how) => self.altered.push(Alteration {
                    field,
                    how: how.to_owned(),
                }),
            }
        }
        self.sent = sent;
        self
    }
}

/// The values outside addresses.
fn values(customer: &Customer) -> Values<'_> {
    let values = customer.values().into_iter();
    let values = values.filter(|(path, _)| path.address_index().is_none());
    values.collect()
}

/// Whether a value says nothing: an empty text, metadata without entries.
fn is_empty(value: &str) -> bool {
    matches!(value.trim(), "" | "{}")
}
