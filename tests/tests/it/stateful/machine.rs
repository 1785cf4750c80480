//! Runs the steps, and compares what they bring with the model.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use customer_core::{
    Address, AddressId, Customer, CustomerId, CustomerProvider, CustomerProviderExt, Error,
    ErrorKind, FieldPath, GetOptions, ListQuery, Result, Status, WriteOptions,
};
use customer_tests::checked::CheckedSandbox;
use futures_util::TryStreamExt;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tokio::runtime::Runtime;

use super::model::{Expected, Known, Model, Step, Subject};

/// What all sequences of a provider share: starting it anew for each would take longer than the sequence.
pub(super) struct World {
    runtime: Runtime,
    sandbox: CheckedSandbox,
    provider: Arc<dyn CustomerProvider>,
}

impl World {
    fn start<S: Subject>() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime.block_on(CheckedSandbox::start()).unwrap();
        let provider = S::connect(&sandbox);
        Self {
            runtime,
            sandbox,
            provider,
        }
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    fn requests<S: Subject>(&self) -> u64 {
        self.sandbox.request_count(S::PROVIDER)
    }
}

/// A sequence under way: the ids that the provider gave, in the order of the model.
pub(super) struct Run {
    world: &'static World,
    ids: Vec<CustomerId>,
    address_ids: Vec<Vec<Option<AddressId>>>,
}

pub(super) struct Machine<S>(PhantomData<S>);

impl<S: Subject> ReferenceStateMachine for Machine<S> {
    type State = Model<S>;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model<S>> {
        Just(Model::new()).boxed()
    }

    fn transitions(_: &Model<S>) -> BoxedStrategy<Step> {
        S::steps()
    }

    fn apply(model: Model<S>, step: &Step) -> Model<S> {
        model.apply(step)
    }
}

impl<S: Subject> StateMachineTest for Machine<S> {
    type SystemUnderTest = Run;
    type Reference = Self;

    fn init_test(_: &Model<S>) -> Run {
        let world = S::world().get_or_init(World::start::<S>);
        world.wait(world.sandbox.clear_customers()).unwrap();
        // What a failed sequence left behind is not this one's.
        world.sandbox.forget();
        Run {
            world,
            ids: Vec::new(),
            address_ids: Vec::new(),
        }
    }

    fn apply(mut run: Run, model: &Model<S>, step: Step) -> Run {
        let before = run.world.requests::<S>();
        let result = run.take::<S>(model, &step);
        let sent = run.world.requests::<S>() - before;
        match (&model.expected, result) {
            (Expected::Nothing | Expected::Done(_), result) => result.unwrap(),
            (Expected::Refused(kind), result) => {
                run.refused(&step, *kind, result);
                assert_eq!(sent, 0, "{step:?} was sent, though it is refused");
            }
            (Expected::Fails(kind), result) => run.refused(&step, *kind, result),
        }
        run
    }

    /// At the end everybody reads as the model has it, and every exchange kept the contract.
    fn teardown(run: Run, model: Model<S>) {
        for place in 0..model.customers.len() {
            run.read::<S>(&model, place);
        }
        if S::capabilities().supports(customer_core::Operation::ListCustomers) {
            run.list::<S>(&model, 5).unwrap();
        }
        run.world.sandbox.check();
    }
}

impl Run {
    fn provider(&self) -> &dyn CustomerProvider {
        &*self.world.provider
    }

    fn refused(&self, step: &Step, kind: ErrorKind, result: Result<()>) {
        let error: Error = result.expect_err(&format!("{step:?} was done"));
        assert_eq!(error.kind(), kind, "{step:?}: {error}");
        assert_eq!(error.provider(), Some(&self.provider().identity().provider));
        assert_eq!(error.operation(), Some(step.operation()), "{error}");
    }

    /// Whom the step is about: the provider's id.
    fn id<S: Subject>(&self, step: &Step) -> CustomerId {
        match step.who(self.ids.len()) {
            Some(place) => self.ids[place].clone(),
            None => S::nobody(),
        }
    }

    /// Does the step, and compares what it brings and what can be read after it.
    fn take<S: Subject>(&mut self, model: &Model<S>, step: &Step) -> Result<()> {
        let world = self.world;
        let provider = &*world.provider;
        let id = self.id::<S>(step);
        match step {
            Step::Create { customer, .. } => {
                let options = WriteOptions::new();
                let written = world.wait(provider.create_customer(customer, &options))?;
                self.ids.push(written.customer.id.clone());
                let known = &model.customers[model.customers.len() - 1];
                self.address_ids.push(vec![None; known.addresses.len()]);
                assert!(written.fields.is_lossless());
                assert_reads::<S>(&written.customer, known, Told::Whole);
            }
            Step::Get { with_addresses, .. } => {
                let options = GetOptions::new().with_addresses(*with_addresses);
                let customer = world.wait(provider.get_customer(&id, &options))?;
                let place = step.who(self.ids.len()).unwrap();
                if *with_addresses
                    && S::capabilities().supports(customer_core::Operation::ListAddresses)
                {
                    let addresses = customer.addresses.clone().unwrap();
                    self.compare_addresses(model, place, addresses);
                }
            }
            Step::Find(email) => {
                let found = world.wait(provider.find_all_by_email(email))?;
                let mut found: Vec<_> = found.iter().map(|customer| customer.id.as_str()).collect();
                let places = model.found_by(email);
                let mut expected: Vec<_> = places
                    .iter()
                    .map(|place| self.ids[*place].as_str())
                    .collect();
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected, "{}", email.as_str());
            }
            Step::List { page_size } => self.list::<S>(model, *page_size)?,
            Step::Update { update, .. } => {
                let options = WriteOptions::new();
                let first =
                    self.sent_by(|| world.wait(provider.update_customer(&id, update, &options)));
                let (written, requests) = (first.0?, first.1);
                S::check_update(update, &requests);
                let place = step.who(self.ids.len()).unwrap();
                let known = &model.customers[place];
                assert_reads::<S>(&written.customer, known, Told::Whole);
                // Twice is once.
                let again = world.wait(provider.update_customer(&id, update, &options))?;
                assert_eq!(own_values(&again.customer), own_values(&written.customer));
                assert_eq!(again.fields, written.fields);
            }
            Step::Delete(_) => drop(world.wait(provider.delete(&id))?),
            Step::Restore(_) => drop(world.wait(provider.restore(&id))?),
            Step::Block { block, .. } => {
                world.wait(provider.block_customer(&id, block, &WriteOptions::new()))?;
            }
            Step::Unblock(_) => drop(world.wait(provider.unblock(&id))?),
            Step::ListAddresses(_) => {
                let addresses = world.wait(provider.list_addresses(&id))?;
                let place = step.who(self.ids.len()).unwrap();
                self.compare_addresses(model, place, addresses);
            }
            Step::AddAddress { address, .. } => {
                let options = WriteOptions::new();
                let written = world.wait(provider.add_customer_address(&id, address, &options))?;
                let place = step.who(self.ids.len()).unwrap();
                self.address_ids[place].push(written.address.id.clone());
                let last = self.address_ids[place].len() - 1;
                self.compare_written(model, place, last, written.address);
            }
            Step::UpdateAddress { address, .. } => {
                let address_id = self.address_id::<S>(model, step);
                let options = WriteOptions::new();
                let written = world.wait(provider.update_customer_address(
                    &id,
                    &address_id,
                    address,
                    &options,
                ))?;
                let place = step.who(self.ids.len()).unwrap();
                let mut ids = self.address_ids[place].iter();
                let found = ids.position(|known| known.as_ref() == Some(&address_id));
                self.compare_written(model, place, found.unwrap(), written.address);
            }
            Step::RemoveAddress { .. } => {
                let address_id = self.address_id::<S>(model, step);
                world.wait(provider.remove_address(&id, &address_id))?;
                self.list_addresses(model, step.who(self.ids.len()).unwrap());
            }
        }
        if let Expected::Done(Some(place)) = model.expected {
            self.read::<S>(model, place);
        }
        Ok(())
    }

    /// What came of it, and the requests that it made.
    fn sent_by<T>(&self, act: impl FnOnce() -> T) -> (T, Vec<customer_sandbox::RecordedRequest>) {
        let before = self.world.sandbox.requests().len();
        let result = act();
        (result, self.world.sandbox.requests().split_off(before))
    }

    /// Reads the customer in this place, and its addresses, and compares both with the model.
    fn read<S: Subject>(&self, model: &Model<S>, place: usize) {
        let known = &model.customers[place];
        let got = self.world.wait(
            self.provider()
                .get_customer(&self.ids[place], &GetOptions::new()),
        );
        if model.is_gone(place) {
            assert_eq!(got.unwrap_err().kind(), ErrorKind::NotFound);
            return;
        }
        let customer = got.unwrap();
        assert_eq!(customer.id, self.ids[place]);
        assert_reads::<S>(&customer, known, Told::Whole);
    }

    /// Everybody is listed, once, as the model has it.
    fn list<S: Subject>(&self, model: &Model<S>, page_size: u32) -> Result<()> {
        let query = ListQuery::new().with_page_size(page_size);
        let customers: Vec<Customer> = self
            .world
            .wait(self.provider().customers(query).try_collect())?;
        let listed: BTreeMap<_, _> = customers
            .iter()
            .map(|customer| (customer.id.as_str(), customer))
            .collect();
        assert_eq!(listed.len(), customers.len(), "somebody is listed twice");
        let there = (0..model.customers.len()).filter(|place| !model.is_gone(*place));
        let there: Vec<_> = there.collect();
        let expected: BTreeSet<_> = there
            .iter()
            .map(|place| self.ids[*place].as_str())
            .collect();
        assert_eq!(listed.keys().copied().collect::<BTreeSet<_>>(), expected);
        for place in there {
            let customer = listed[self.ids[place].as_str()];
            assert_reads::<S>(customer, &model.customers[place], Told::Listed);
        }
        Ok(())
    }

    /// The id of the address that the step is about. That of an address which came with the create is not told before it is listed.
    fn address_id<S: Subject>(&mut self, model: &Model<S>, step: &Step) -> AddressId {
        let (Step::UpdateAddress { which, .. } | Step::RemoveAddress { which, .. }) = step else {
            panic!("{step:?} is about no address");
        };
        let nobodys = AddressId::new(S::nobody().as_str());
        let Some(place) = step.who(self.ids.len()) else {
            return nobodys;
        };
        let Some(found) = which.place(self.address_ids[place].len()) else {
            return nobodys;
        };
        if self.address_ids[place][found].is_none() && !model.is_gone(place) {
            self.learn_address(place, found);
        }
        self.address_ids[place][found].clone().unwrap_or(nobodys)
    }

    /// The address that the create made is the one of which nobody knows the id.
    fn learn_address(&mut self, place: usize, address: usize) {
        let addresses = self
            .world
            .wait(self.provider().list_addresses(&self.ids[place]));
        let known = self.address_ids[place].clone();
        let mut ids = addresses.unwrap().into_iter().map(|address| address.id);
        self.address_ids[place][address] = ids.find(|id| !known.contains(id)).flatten();
    }

    /// The address is returned as it is kept, and kept as it was written.
    fn compare_written<S: Subject>(
        &mut self,
        model: &Model<S>,
        place: usize,
        which: usize,
        mut written: Address,
    ) {
        assert_eq!(written.id.take(), self.address_ids[place][which]);
        let expected = model.customers[place].addresses[which].as_ref();
        assert_same_address(&written, expected.unwrap());
        self.list_addresses(model, place);
    }

    fn list_addresses<S: Subject>(&mut self, model: &Model<S>, place: usize) {
        let id = self.ids[place].clone();
        let addresses = self.world.wait(self.provider().list_addresses(&id));
        self.compare_addresses(model, place, addresses.unwrap());
    }

    fn compare_addresses<S: Subject>(
        &mut self,
        model: &Model<S>,
        place: usize,
        addresses: Vec<Address>,
    ) {
        let expected = &model.customers[place].addresses;
        let count = expected.iter().flatten().count();
        assert_eq!(addresses.len(), count, "so many addresses are there");
        if let Some(first) = self.address_ids[place].iter().position(Option::is_none) {
            self.learn_address(place, first);
        }
        for mut address in addresses {
            let id = address.id.take();
            assert!(id.is_some(), "an address without an id");
            let found = self.address_ids[place]
                .iter()
                .position(|known| *known == id);
            let found = found.expect("an address that nobody made");
            assert_same_address(&address, expected[found].as_ref().unwrap());
        }
    }
}

/// How much is told of a customer: in a listing, perhaps not why it is blocked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Whole,
    Listed,
}

fn own_values(customer: &Customer) -> BTreeMap<FieldPath, String> {
    let values = customer.values().into_iter();
    let own = values.filter(|(path, _)| path.address_index().is_none());
    own.map(|(path, text)| (path, text.into_owned())).collect()
}

/// The customer has what the model has, and nothing else.
fn assert_reads<S: Subject>(customer: &Customer, known: &Known, told: Told) {
    let mut values = own_values(customer);
    let mut expected = known.fields.clone();
    for altered in &known.altered {
        values.remove(altered);
        expected.remove(altered);
    }
    assert_eq!(values, expected);
    if !S::TELLS_STATUS {
        assert_eq!(customer.status, None);
        return;
    }
    let status = customer.status.as_ref().expect("a status");
    let (is_deleted, block) = match status {
        Status::Deleted(deletion) => (true, deletion.blocked.as_ref()),
        Status::Blocked(block) => (false, Some(block)),
        _ => (false, None),
    };
    assert_eq!(is_deleted, known.is_deleted);
    assert_eq!(block.is_some(), known.block.is_some());
    if told != Told::Listed
        && let (Some(block), Some(asked)) = (block, &known.block)
    {
        assert_eq!(block.reason, asked.reason);
        assert!(block.at.is_some());
    }
}

/// Text by text, so that a failure shows what differs.
fn assert_same_address(address: &Address, expected: &Address) {
    let json = |address: &Address| serde_json::to_value(address).unwrap();
    assert_eq!(json(address), json(expected));
    assert_eq!(address, expected);
}
