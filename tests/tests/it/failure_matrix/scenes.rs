//! Every operation that a provider claims, one request of it at a time.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use customer_core::{
    Address, AddressId, BlockRequest, Country, Customer, CustomerId, CustomerProvider,
    CustomerProviderExt, CustomerUpdate, EmailAddress, ErrorKind, GetOptions, ListQuery,
    NewCustomer, Operation, Patch, PersonName, PhoneNumber, Result, Status, WriteOptions,
};
use customer_http::{FastForwardClock, HttpOptions};
use customer_sandbox::Sandbox;
use customer_tests::adapters::{ADAPTERS, Adapter, TokenKeeper};
use customer_tests::failure_matrix::{Class, Detail, Request};

/// A request of an operation at one provider.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) adapter: &'static Adapter,
    request: &'static Request,
}

impl Deref for Scene {
    type Target = Request;

    fn deref(&self) -> &Request {
        self.request
    }
}

/// The requests of every adapter.
pub(crate) static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(|| {
    let of_adapter = |adapter: &'static Adapter| {
        let requests = adapter.requests.iter();
        requests.map(move |request| Scene { adapter, request })
    };
    ADAPTERS.iter().flat_map(of_adapter).collect()
});

impl Scene {
    /// Such as `Komerza: get_customer`.
    pub(crate) fn name(&self) -> String {
        let detail = match self.detail {
            Detail::Only => "",
            Detail::Addresses => " (its addresses)",
            Detail::BusinessBefore => " (its read)",
            Detail::Business => " (its business)",
        };
        format!("{}: {}{detail}", self.adapter.name, self.operation)
    }

    /// Whether the operation changes something, be it after a read.
    pub(crate) fn changes(&self) -> bool {
        self.class == Class::Write || self.detail == Detail::BusinessBefore
    }

    /// Whether a path, below the base URL, is that of the request.
    pub(crate) fn is_on_route(&self, path: &str) -> bool {
        let (mut path, mut route) = (path.split('/'), self.route.split('/'));
        loop {
            match (route.next(), path.next()) {
                (None, None) => return true,
                (Some(wanted), Some(segment)) if wanted.starts_with('{') || wanted == segment => {}
                _ => return false,
            }
        }
    }

    pub(crate) async fn act(
        &self,
        provider: &dyn CustomerProvider,
        subject: &Subject,
    ) -> Result<()> {
        let strict = WriteOptions::new();
        let id = &subject.id;
        match self.operation {
            Operation::CreateCustomer => provider
                .create_customer(&subject.input, &strict)
                .await
                .map(drop),
            Operation::GetCustomer => {
                let options = GetOptions::new().with_addresses(self.detail == Detail::Addresses);
                provider.get_customer(id, &options).await.map(drop)
            }
            Operation::FindCustomersByEmail => {
                let email = subject.input.email.as_ref().unwrap();
                provider.find_all_by_email(email).await.map(drop)
            }
            Operation::ListCustomers => provider.list_customers(&ListQuery::new()).await.map(drop),
            Operation::UpdateCustomer => {
                let mut update = CustomerUpdate::new();
                if self.detail != Detail::BusinessBefore {
                    update = update.with_given_name(CHANGED);
                }
                if self.detail != Detail::Only {
                    update.business.name = Patch::Set(CHANGED.to_owned());
                }
                provider
                    .update_customer(id, &update, &strict)
                    .await
                    .map(drop)
            }
            Operation::DeleteCustomer => provider.delete(id).await.map(drop),
            Operation::RestoreCustomer => provider.restore(id).await.map(drop),
            Operation::BlockCustomer => provider
                .block_customer(id, &BlockRequest::new(), &strict)
                .await
                .map(drop),
            Operation::UnblockCustomer => provider.unblock(id).await.map(drop),
            Operation::ListAddresses => provider.list_addresses(id).await.map(drop),
            Operation::AddAddress => provider
                .add_customer_address(id, &office("Pune"), &strict)
                .await
                .map(drop),
            Operation::UpdateAddress => provider
                .update_customer_address(id, subject.address(), &office(CHANGED), &strict)
                .await
                .map(drop),
            Operation::RemoveAddress => provider
                .remove_address(id, subject.address())
                .await
                .map(drop),
            other => panic!("there is no scene for {other}"),
        }
    }
}

/// What a scene writes.
const CHANGED: &str = "Changed";

/// The customer that a scene is about.
#[derive(Debug)]
pub(crate) struct Subject {
    input: NewCustomer,
    id: CustomerId,
    address: Option<AddressId>,
    committed: u64,
    addresses: usize,
}

impl Subject {
    /// Makes the customer, in the state in which the scene begins.
    pub(crate) async fn prepare(
        scene: &Scene,
        sandbox: &Sandbox,
        clean: &dyn CustomerProvider,
    ) -> Self {
        let strict = WriteOptions::new();
        let input = input(scene.adapter);
        if scene.operation == Operation::CreateCustomer {
            return Self {
                input,
                id: CustomerId::new("none yet"),
                address: None,
                committed: sandbox.committed(scene.adapter.provider),
                addresses: 0,
            };
        }
        let written = clean.create_customer(&input, &strict).await.unwrap();
        let id = written.customer.id;
        let mut address = None;
        match scene.operation {
            Operation::RestoreCustomer => {
                clean.delete(&id).await.unwrap();
            }
            Operation::UnblockCustomer => {
                let block = BlockRequest::new();
                clean.block_customer(&id, &block, &strict).await.unwrap();
            }
            Operation::UpdateAddress | Operation::RemoveAddress => {
                let added = clean
                    .add_customer_address(&id, &office("Pune"), &strict)
                    .await;
                address = added.unwrap().address.id;
            }
            _ => {}
        }
        let addresses = match scene.operation {
            Operation::AddAddress | Operation::RemoveAddress => {
                clean.list_addresses(&id).await.unwrap().len()
            }
            _ => 0,
        };
        Self {
            input,
            id,
            address,
            committed: 0,
            addresses,
        }
    }

    fn address(&self) -> &AddressId {
        self.address.as_ref().unwrap()
    }

    /// How often the server did what the scene asks for, as it shows now. What sets a value shows once at most; that it was
    /// not asked for more often, the requests show.
    pub(crate) async fn acted(
        &self,
        scene: &Scene,
        sandbox: &Sandbox,
        clean: &dyn CustomerProvider,
    ) -> u64 {
        let difference = |more: usize, fewer: usize| u64::try_from(more - fewer).unwrap();
        match scene.operation {
            Operation::CreateCustomer => sandbox.committed(scene.adapter.provider) - self.committed,
            Operation::AddAddress => {
                let now = clean.list_addresses(&self.id).await.unwrap().len();
                difference(now, self.addresses)
            }
            Operation::RemoveAddress => {
                let now = clean.list_addresses(&self.id).await.unwrap().len();
                difference(self.addresses, now)
            }
            Operation::UpdateAddress => {
                let addresses = clean.list_addresses(&self.id).await.unwrap();
                let is_changed = |address: &Address| address.city.as_deref() == Some(CHANGED);
                u64::from(addresses.iter().any(is_changed))
            }
            _ if !scene.changes() => 0,
            operation => {
                let found = clean.get_customer(&self.id, &GetOptions::new()).await;
                u64::from(match found {
                    Ok(customer) => shows(scene, operation, &customer),
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        operation == Operation::DeleteCustomer
                    }
                    Err(error) => panic!("{}: {error}", scene.name()),
                })
            }
        }
    }
}

/// Whether the operation is done, as far as the customer shows.
fn shows(scene: &Scene, operation: Operation, customer: &Customer) -> bool {
    let is_deleted = matches!(customer.status, Some(Status::Deleted(_)));
    let is_blocked = customer.status.as_ref().is_some_and(Status::is_blocked);
    match operation {
        Operation::UpdateCustomer if scene.detail == Detail::Only => {
            let name = customer.name.as_ref();
            name.and_then(|name| name.given.as_deref()) == Some(CHANGED)
        }
        Operation::UpdateCustomer => {
            let business = customer.business.as_ref();
            business.and_then(|business| business.name.as_deref()) == Some(CHANGED)
        }
        Operation::DeleteCustomer => is_deleted,
        Operation::RestoreCustomer => !is_deleted,
        Operation::BlockCustomer => is_blocked,
        Operation::UnblockCustomer => !is_blocked,
        other => panic!("nothing shows whether {other} was done"),
    }
}

/// What every provider here has: a great many are built, and need no certificates.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .root_certificates(Vec::new())
}

/// Without faults and without waits.
pub(crate) fn without_faults() -> HttpOptions {
    options().no_rate_limit().clock(FastForwardClock::new())
}

/// A sandbox, and the pair of tokens that opens a stand-in that has some.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    keeper: Arc<TokenKeeper>,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self {
            sandbox: Sandbox::start().await.unwrap(),
            keeper: Arc::default(),
        }
    }

    /// A provider on the stage, with connections of its own.
    pub(crate) fn connect(
        &self,
        adapter: &Adapter,
        options: HttpOptions,
    ) -> Arc<dyn CustomerProvider> {
        (adapter.connect)(&self.sandbox, &self.keeper, options)
    }

    /// The path of a stand-in's base URL.
    pub(crate) fn base_path(&self, adapter: &Adapter) -> &str {
        let base_url = &self.sandbox.stand_in(adapter.provider).base_url;
        let path = base_url.splitn(4, '/').nth(3);
        path.map_or("", |path| &base_url[base_url.len() - path.len() - 1..])
    }
}

fn input(adapter: &Adapter) -> NewCustomer {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let email = EmailAddress::parse(&format!("matrix-{number}@example.com")).unwrap();
    (adapter.customer)(email)
}

fn place(city: &str) -> Address {
    Address::new()
        .with_lines(["12 Marine Drive"])
        .with_city(city)
        .with_region("Maharashtra")
        .with_postal_code("400020")
        .with_country(Country::parse("India").unwrap())
}

fn office(city: &str) -> Address {
    place(city)
        .with_name(PersonName::new().with_given("Ravi").with_family("Menon"))
        .with_phone(PhoneNumber::parse("+919812345678").unwrap())
        .with_email(EmailAddress::parse("ravi.menon@example.com").unwrap())
}
