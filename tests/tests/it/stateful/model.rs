//! What a provider is held to: customers as a list of texts, addresses and standings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use customer_core::adapter::FieldFates;
use customer_core::{
    Address, AddressRole, BlockRequest, Capabilities, CustomerId, CustomerProvider, CustomerUpdate,
    EmailAddress, ErrorKind, Fidelity, Field, FieldPath, NewCustomer, Operation, Preview,
};
use customer_sandbox::{RecordedRequest, Sandbox};
use proptest::sample::Index;
use proptest::strategy::BoxedStrategy;

use super::machine::World;

/// A provider, and what its documentation and its sandbox make of it.
pub(super) trait Subject: Clone + Debug + 'static {
    /// Whose stand-in it is.
    const PROVIDER: customer_sandbox::Provider;
    /// Whether an e-mail address is registered once at most.
    const EMAIL_IS_UNIQUE: bool = false;
    /// Whether a deleted customer is still there, and marked; else it is gone.
    const DELETED_IS_MARKED: bool = false;
    /// Whether a customer's status is told.
    const TELLS_STATUS: bool = true;

    /// The one world of all sequences.
    fn world() -> &'static OnceLock<World>;

    /// Any step: made once, since forms of texts take long to read.
    fn steps() -> BoxedStrategy<Step>;

    fn connect(sandbox: &Sandbox) -> Arc<dyn CustomerProvider>;

    fn capabilities() -> Capabilities;

    /// What a create would do.
    fn preview_create(customer: &NewCustomer) -> Preview;

    /// What an update would do.
    fn preview_update(update: &CustomerUpdate) -> Preview {
        FieldFates::for_update(&Self::capabilities(), update).finish()
    }

    /// What a create makes of a customer, as far as it is returned.
    fn known(customer: &NewCustomer) -> Known {
        let capabilities = Self::capabilities();
        let mut known = Known::of(customer);
        known.fields.retain(|path, _| {
            let capability = capabilities.field(path.field());
            capability.is_some_and(|capability| capability.read)
        });
        let altered = Self::preview_create(customer).fields.altered.into_iter();
        known.altered = altered.map(|alteration| alteration.field).collect();
        // A full name that is split comes back in its parts.
        if known.altered.contains(&Field::FullName.into()) {
            let parts = [Field::GivenName, Field::FamilyName];
            known.altered.extend(parts.map(FieldPath::from));
        }
        known
    }

    /// An id that no customer has.
    fn nobody() -> CustomerId;

    /// Customers that the provider holds whole.
    fn customers() -> BoxedStrategy<NewCustomer>;

    /// Changes that the provider holds whole.
    fn updates() -> BoxedStrategy<CustomerUpdate>;

    /// Addresses that the provider holds whole.
    fn addresses() -> BoxedStrategy<Address>;

    /// Holds the requests of an update to it: what is kept is not sent.
    fn check_update(_update: &CustomerUpdate, _requests: &[RecordedRequest]) {}
}

/// Whom a step is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    /// One of those that were made so far.
    Made(Index),
    /// One that never was.
    Nobody,
}

impl Who {
    /// The place in a list of so many.
    pub(super) fn place(self, length: usize) -> Option<usize> {
        match self {
            Self::Made(index) if length > 0 => Some(index.index(length)),
            _ => None,
        }
    }
}

/// What is done.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `whole`: the provider has to take it, if it takes another with this e-mail address.
    Create {
        customer: Box<NewCustomer>,
        whole: bool,
    },
    Get {
        who: Who,
        with_addresses: bool,
    },
    Find(EmailAddress),
    List {
        page_size: u32,
    },
    Update {
        who: Who,
        update: Box<CustomerUpdate>,
        whole: bool,
    },
    Delete(Who),
    Restore(Who),
    Block {
        who: Who,
        block: BlockRequest,
    },
    Unblock(Who),
    ListAddresses(Who),
    AddAddress {
        who: Who,
        address: Box<Address>,
    },
    UpdateAddress {
        who: Who,
        which: Who,
        address: Box<Address>,
    },
    RemoveAddress {
        who: Who,
        which: Who,
    },
}

impl Step {
    pub(super) fn operation(&self) -> Operation {
        match self {
            Self::Create { .. } => Operation::CreateCustomer,
            Self::Get { .. } => Operation::GetCustomer,
            Self::Find(_) => Operation::FindCustomersByEmail,
            Self::List { .. } => Operation::ListCustomers,
            Self::Update { .. } => Operation::UpdateCustomer,
            Self::Delete(_) => Operation::DeleteCustomer,
            Self::Restore(_) => Operation::RestoreCustomer,
            Self::Block { .. } => Operation::BlockCustomer,
            Self::Unblock(_) => Operation::UnblockCustomer,
            Self::ListAddresses(_) => Operation::ListAddresses,
            Self::AddAddress { .. } => Operation::AddAddress,
            Self::UpdateAddress { .. } => Operation::UpdateAddress,
            Self::RemoveAddress { .. } => Operation::RemoveAddress,
        }
    }

    /// Whom it is about, of so many.
    pub(super) fn who(&self, length: usize) -> Option<usize> {
        match self {
            Self::Create { .. } | Self::Find(_) | Self::List { .. } => None,
            Self::Get { who, .. }
            | Self::Update { who, .. }
            | Self::Delete(who)
            | Self::Restore(who)
            | Self::Block { who, .. }
            | Self::Unblock(who)
            | Self::ListAddresses(who)
            | Self::AddAddress { who, .. }
            | Self::UpdateAddress { who, .. }
            | Self::RemoveAddress { who, .. } => who.place(length),
        }
    }
}

/// A customer as it has to read.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Its own fields, as texts.
    pub(super) fields: BTreeMap<FieldPath, String>,
    /// Those of them that are held in another form, which the model does not know.
    pub(super) altered: BTreeSet<FieldPath>,
    /// Its addresses, without ids. One that was removed leaves its place empty.
    pub(super) addresses: Vec<Option<Address>>,
    /// Whether it is blocked, and why.
    pub(super) block: Option<BlockRequest>,
    pub(super) is_deleted: bool,
}

impl Known {
    /// What was given, and no address.
    pub(super) fn of(customer: &NewCustomer) -> Self {
        let values = customer.values().into_iter();
        let own = values.filter(|(path, _)| path.address_index().is_none());
        Self {
            fields: own.map(|(path, text)| (path, text.into_owned())).collect(),
            ..Self::default()
        }
    }

    pub(super) fn email(&self) -> Option<EmailAddress> {
        let text = self.fields.get(&Field::Email.into())?;
        Some(EmailAddress::lenient(text))
    }

    /// Puts an address in a place. What it is the default for, no other is any longer.
    pub(super) fn put(&mut self, place: usize, mut address: Address) {
        for other in self.addresses.iter_mut().flatten() {
            other.roles.retain(|role| !address.roles.contains(role));
        }
        address.roles = [AddressRole::Billing, AddressRole::Shipping]
            .into_iter()
            .filter(|role| address.roles.contains(role))
            .collect();
        address.id = None;
        if place == self.addresses.len() {
            self.addresses.push(None);
        }
        self.addresses[place] = Some(address);
    }
}

/// What a step has to bring.
#[derive(Clone, Debug, Default)]
pub(super) enum Expected {
    #[default]
    Nothing,
    /// It is refused before anything is sent.
    Refused(ErrorKind),
    /// The provider refuses it.
    Fails(ErrorKind),
    /// It is done, and what there is to read is as the model has it now: of the customer in this place, where it is about one.
    Done(Option<usize>),
}

#[derive(Clone, Debug)]
pub(super) struct Model<S> {
    /// In the order in which they were made. One that is gone stays in its place.
    pub(super) customers: Vec<Known>,
    /// What the last step has to bring.
    pub(super) expected: Expected,
    subject: PhantomData<S>,
}

impl<S: Subject> Model<S> {
    pub(super) fn new() -> Self {
        Self {
            customers: Vec::new(),
            expected: Expected::Nothing,
            subject: PhantomData,
        }
    }

    /// Whether reading the customer in this place finds nobody.
    pub(super) fn is_gone(&self, place: usize) -> bool {
        self.customers[place].is_deleted && !S::DELETED_IS_MARKED
    }

    /// The places of those whom a look-up has to find.
    pub(super) fn found_by(&self, email: &EmailAddress) -> Vec<usize> {
        let has = |known: &Known| known.email().is_some_and(|own| own.same_mailbox(email));
        (0..self.customers.len())
            .filter(|place| !self.is_gone(*place) && has(&self.customers[*place]))
            .collect()
    }

    pub(super) fn apply(mut self, step: &Step) -> Self {
        self.expected = self.outcome(step);
        self
    }

    fn outcome(&mut self, step: &Step) -> Expected {
        if !S::capabilities().supports(step.operation()) {
            return Expected::Refused(ErrorKind::UnsupportedOperation);
        }
        if let Some(kind) = refusal::<S>(step) {
            return Expected::Refused(kind);
        }
        match step {
            Step::Create { customer, .. } => return self.create(customer),
            Step::Find(_) | Step::List { .. } => {
                return Expected::Done(None);
            }
            _ => {}
        }
        let place = step.who(self.customers.len());
        let Some(place) = place.filter(|place| !self.is_gone(*place)) else {
            return Expected::Fails(ErrorKind::NotFound);
        };
        self.change(place, step)
    }

    fn create(&mut self, customer: &NewCustomer) -> Expected {
        let taken = |email: &EmailAddress| !self.found_by(email).is_empty();
        if S::EMAIL_IS_UNIQUE && customer.email.as_ref().is_some_and(taken) {
            return Expected::Fails(ErrorKind::AlreadyExists);
        }
        self.customers.push(S::known(customer));
        Expected::Done(Some(self.customers.len() - 1))
    }

    /// What becomes of a customer that is there.
    fn change(&mut self, place: usize, step: &Step) -> Expected {
        let known = &mut self.customers[place];
        match step {
            Step::Update { update, .. } => {
                for (path, value) in update.changes() {
                    known.altered.remove(&path);
                    match value {
                        Some(text) => known.fields.insert(path, text.into_owned()),
                        None => known.fields.remove(&path),
                    };
                }
            }
            Step::Delete(_) => known.is_deleted = true,
            Step::Restore(_) => known.is_deleted = false,
            Step::Block { block, .. } => known.block = Some(block.clone()),
            Step::Unblock(_) => known.block = None,
            Step::AddAddress { address: new, .. } => {
                let place = known.addresses.len();
                known.put(place, (**new).clone());
            }
            Step::UpdateAddress { which, .. } | Step::RemoveAddress { which, .. } => {
                let found = which.place(known.addresses.len());
                let found = found.filter(|place| known.addresses[*place].is_some());
                let Some(found) = found else {
                    return Expected::Fails(ErrorKind::NotFound);
                };
                match step {
                    Step::UpdateAddress { address: new, .. } => {
                        known.addresses[found] = None;
                        known.put(found, (**new).clone());
                    }
                    _ => known.addresses[found] = None,
                }
            }
            _ => {}
        }
        Expected::Done(Some(place))
    }
}

/// Why a step has to be refused before anything is sent: it would lose a field, or is not well formed.
fn refusal<S: Subject>(step: &Step) -> Option<ErrorKind> {
    let (preview, whole) = match step {
        Step::Create { customer, whole } => (S::preview_create(customer), *whole),
        Step::Update { update, .. } if update.is_keep() => return Some(ErrorKind::InvalidInput),
        Step::Update { update, whole, .. } => (S::preview_update(update), *whole),
        Step::Block { block, .. } => {
            let fates = FieldFates::for_block(&S::capabilities(), block);
            (fates.finish(), false)
        }
        _ => return None,
    };
    let refusal = preview.check(Fidelity::Strict).err();
    if let Some(error) = &refusal {
        assert!(!whole, "what is held whole is refused: {error}");
    }
    refusal.map(|error| error.kind())
}
