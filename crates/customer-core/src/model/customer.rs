//! A customer as a provider returned it.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::adapter::record::AnyRecord;
use crate::adapter::{Answers, Record, WireValue};
use crate::model::view::View;
use crate::value::redact::presence;
use crate::{
    AccountId, Address, Business, CustomerId, EmailAddress, FieldPath, Locale, Metadata, Mode,
    NewCustomer, PersonName, PhoneNumber, ProviderName, Unreadable,
};

/// A customer as a provider returned it.
///
/// `None` means that the provider did not say; it never stands for "empty". What came is not
/// checked: [`EmailAddress::is_well_formed`] and its like tell whether it would do for a write.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Customer {
    /// The provider that holds the record.
    pub provider: ProviderName,
    /// The account with the provider, such as a store, that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The provider's id of the customer.
    pub id: CustomerId,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// The phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// The addresses. A provider that names their ids alone gives addresses with ids alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    /// The business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Business>,
    /// The locale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Live or test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Whether the customer is active, blocked or deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// When the provider made the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    /// When the provider last changed the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<Utc>>,
    /// What of the provider's own record could not be read.
    #[serde(default, skip_serializing_if = "UnreadablePlaces::is_empty")]
    unreadable: UnreadablePlaces,
    /// How the record tells which fields it answers for.
    #[serde(skip)]
    answers: AnswersOf,
    /// The provider's own record, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    native: Option<AnyRecord>,
}

/// How a customer tells its [`Answers`]: from the native record, when they are asked for.
#[derive(Clone, Copy, Default)]
struct AnswersOf(Option<fn(&Customer) -> Answers>);

/// Two customers are equal where what they say is.
impl PartialEq for AnswersOf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for AnswersOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswersOf")
    }
}

/// What could not be read. Most customers are never asked, so the record is searched when they are.
#[derive(Clone, Default)]
struct UnreadablePlaces {
    record: Option<AnyRecord>,
    /// Of other records, and of a record whose type is not known any more.
    added: Vec<Unreadable>,
}

impl UnreadablePlaces {
    fn places(&self) -> Vec<Unreadable> {
        let mut places = self
            .record
            .as_ref()
            .map_or_else(Vec::new, AnyRecord::unreadable);
        places.extend_from_slice(&self.added);
        places
    }

    fn is_empty(&self) -> bool {
        self.places().is_empty()
    }
}

impl PartialEq for UnreadablePlaces {
    fn eq(&self, other: &Self) -> bool {
        self.places() == other.places()
    }
}

impl Serialize for UnreadablePlaces {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.places().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for UnreadablePlaces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            record: None,
            added: Vec::deserialize(deserializer)?,
        })
    }
}

/// Whether a customer is active, blocked or deleted. In JSON `{"state": "blocked", "at": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Neither blocked nor deleted.
    Active,
    /// Barred from buying.
    Blocked(Block),
    /// Deleted, in a provider that keeps the record.
    Deleted(Deletion),
}

impl Status {
    /// Whether a block is in force, also on a deleted customer.
    pub fn is_blocked(&self) -> bool {
        match self {
            Self::Active => false,
            Self::Blocked(_) => true,
            Self::Deleted(deletion) => deletion.blocked.is_some(),
        }
    }
}

/// When, why and by whom a customer was blocked, as far as the provider says.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Block {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By whom: the provider's id of a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Block {
    /// A block of which nothing more is known.
    pub fn new() -> Self {
        Self::default()
    }

    crate::adapter::setters! {
        /// Sets when.
        with_at => at: DateTime<Utc>,
        /// Sets why.
        with_reason => reason: String,
        /// Sets by whom.
        with_by => by: String,
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block")
            .field("at", &self.at)
            .field("reason", &presence(self.reason.as_ref()))
            .field("by", &self.by)
            .finish()
    }
}

/// When a customer was deleted, and the block it was under then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Deletion {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The block that was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Block>,
}

impl Deletion {
    /// A deletion of which nothing more is known.
    pub fn new() -> Self {
        Self::default()
    }

    crate::adapter::setters! {
        /// Sets when.
        with_at => at: DateTime<Utc>,
        /// Sets the block that was in force.
        with_blocked => blocked: Block,
    }
}

impl Customer {
    /// A customer of whom the provider said the id alone. Adapters build on it.
    pub fn new(provider: ProviderName, id: impl Into<CustomerId>) -> Self {
        Self {
            provider,
            account: None,
            id: id.into(),
            email: None,
            phone: None,
            name: None,
            addresses: None,
            business: None,
            locale: None,
            reference: None,
            metadata: None,
            mode: None,
            status: None,
            created: None,
            updated: None,
            unreadable: UnreadablePlaces::default(),
            answers: AnswersOf::default(),
            native: None,
        }
    }

    /// Keeps the provider's own record, for [`native`](Self::native) and
    /// [`native_json`](Self::native_json), and adds what of it could not be read.
    #[must_use]
    pub fn with_native<T: WireValue + Any + Send + Sync>(mut self, record: Record<T>) -> Self {
        let record = AnyRecord::from(record);
        self.unreadable.record = Some(record.clone());
        self.native = Some(record);
        self
    }

    /// Sets how the customer's [`Answers`] are told from its native record. For adapters: without it a
    /// field that came back null counts as absent.
    #[must_use]
    pub fn with_answers(mut self, answers: fn(&Customer) -> Answers) -> Self {
        self.answers = AnswersOf(Some(answers));
        self
    }

    pub(crate) fn answers(&self) -> Answers {
        self.answers.0.map_or_else(Answers::new, |of| of(self))
    }

    /// Adds what could not be read of another record, such as a list of addresses that was read along
    /// with this one.
    #[must_use]
    pub fn with_unreadable(mut self, unreadable: impl IntoIterator<Item = Unreadable>) -> Self {
        self.unreadable.added.extend(unreadable);
        self
    }

    /// What of the provider's own record could not be read, with its place and why. All else was, and
    /// [`native_json`](Self::native_json) has the text.
    ///
    /// A field of the customer that hangs on such a place is `None`: so is
    /// [`status`](Self::status), which is not claimed where what decides it cannot be read.
    ///
    /// The record is searched anew with each call.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        self.unreadable.places()
    }

    /// Whether the record says that the customer is deleted.
    pub(crate) fn is_deleted(&self) -> bool {
        matches!(self.status, Some(Status::Deleted(_)))
    }

    /// The provider's own record in its own type, as in `customer.native::<komerza::wire::PublicCustomer>()`.
    ///
    /// `None` where the record is of another type, and for a customer that was read back from its
    /// serialized form: there [`native_json`](Self::native_json) still has it.
    pub fn native<T: Any>(&self) -> Option<&T> {
        self.native.as_ref()?.typed()
    }

    /// The provider's own record as the JSON that came, unchanged: fields that this version
    /// does not know and digits that no float holds included.
    pub fn native_json(&self) -> Option<&str> {
        self.native.as_ref().map(AnyRecord::json)
    }

    /// The fields that the provider gave a value, with the value as text.
    pub fn values(&self) -> Vec<(FieldPath, Cow<'_, str>)> {
        View {
            email: self.email.as_ref(),
            phone: self.phone.as_ref(),
            name: self.name.as_ref(),
            addresses: self.addresses.as_deref().unwrap_or_default(),
            business: self.business.as_ref(),
            locale: self.locale.as_ref(),
            reference: self.reference.as_deref(),
            metadata: self.metadata.as_ref(),
        }
        .values()
    }

    /// What it would take to register this customer with another provider.
    ///
    /// Ids of addresses are left out: they are this provider's own.
    pub fn to_new_customer(&self) -> NewCustomer {
        let mut new = NewCustomer::new();
        new.email.clone_from(&self.email);
        new.phone.clone_from(&self.phone);
        new.name.clone_from(&self.name);
        new.addresses = self.addresses.iter().flatten().cloned().collect();
        for address in &mut new.addresses {
            address.id = None;
            address.unreadable.clear();
        }
        // Where the provider named an address by its id alone, nothing is left to register.
        new.addresses.retain(|address| {
            *address
                != Address {
                    roles: address.roles.clone(),
                    ..Address::new()
                }
        });
        new.business.clone_from(&self.business);
        new.locale.clone_from(&self.locale);
        new.reference.clone_from(&self.reference);
        new.metadata.clone_from(&self.metadata);
        new
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer")
            .field("provider", &self.provider)
            .field("account", &self.account)
            .field("id", &self.id)
            .field("email", &self.email)
            .field("phone", &self.phone)
            .field("name", &self.name)
            .field("addresses", &self.addresses)
            .field("business", &self.business)
            .field("locale", &self.locale)
            .field("reference", &presence(self.reference.as_ref()))
            .field("metadata", &self.metadata)
            .field("mode", &self.mode)
            .field("status", &self.status)
            .field("created", &self.created)
            .field("updated", &self.updated)
            .field("unreadable", &self.unreadable())
            .finish_non_exhaustive()
    }
}
