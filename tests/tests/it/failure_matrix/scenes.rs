//! Every operation that a provider claims, one request of it at a time.

use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use customer_core::{
    Address, AddressId, AddressRole, BlockRequest, Business, Country, Customer, CustomerId,
    CustomerProvider, CustomerProviderExt, CustomerUpdate, EmailAddress, ErrorKind, GetOptions,
    ListQuery, NewCustomer, Operation, Patch, PersonName, PhoneNumber, Result, Status,
    WriteOptions,
};
use customer_http::{FastForwardClock, HttpOptions, TokenPair, TokenStore};
use customer_sandbox::{Provider, Sandbox};
use customer_tests::failure_matrix::Class;

/// A request of an operation.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) provider: Provider,
    pub(crate) operation: Operation,
    /// Which of its requests, where there are several.
    detail: Detail,
    /// Of the request that the fault is for.
    pub(crate) class: Class,
    pub(crate) method: &'static str,
    pub(crate) route: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Only,
    /// Of a get: the addresses that are asked for.
    Addresses,
    /// Of an update: what is read before the business is written.
    BusinessBefore,
    /// Of an update of name and business: the business, which is written last.
    Business,
}

const fn read(
    provider: Provider,
    operation: Operation,
    method: &'static str,
    route: &'static str,
) -> Scene {
    Scene {
        provider,
        operation,
        detail: Detail::Only,
        class: Class::Read,
        method,
        route,
    }
}

const fn write(
    provider: Provider,
    operation: Operation,
    method: &'static str,
    route: &'static str,
) -> Scene {
    Scene {
        class: Class::Write,
        ..read(provider, operation, method, route)
    }
}

impl Scene {
    const fn of(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }
}

pub(crate) static SCENES: &[Scene] = {
    use Operation::{
        AddAddress, BlockCustomer, CreateCustomer, DeleteCustomer, FindCustomersByEmail,
        GetCustomer, ListAddresses, ListCustomers, RemoveAddress, RestoreCustomer, UnblockCustomer,
        UpdateAddress, UpdateCustomer,
    };
    const KOMERZA: Provider = Provider::KOMERZA;
    const KOHORTPAY: Provider = Provider::KOHORTPAY;
    const ENGINE: Provider = Provider::COMMERCEENGINE;
    &[
        read(
            KOMERZA,
            GetCustomer,
            "GET",
            "/stores/{storeId}/customers/{customerId}",
        ),
        read(
            KOMERZA,
            FindCustomersByEmail,
            "GET",
            "/stores/{storeId}/customers/{email}/email",
        ),
        read(KOMERZA, ListCustomers, "GET", "/stores/{storeId}/customers"),
        write(
            KOMERZA,
            CreateCustomer,
            "POST",
            "/stores/{storeId}/customers",
        ),
        write(
            KOMERZA,
            BlockCustomer,
            "POST",
            "/stores/{storeId}/blacklist/customers/{customerId}/block",
        ),
        write(
            KOMERZA,
            UnblockCustomer,
            "POST",
            "/stores/{storeId}/blacklist/customers/{customerId}/unblock",
        ),
        read(KOHORTPAY, GetCustomer, "GET", "/customers/{id}"),
        read(KOHORTPAY, FindCustomersByEmail, "GET", "/customers"),
        read(KOHORTPAY, ListCustomers, "GET", "/customers"),
        write(KOHORTPAY, CreateCustomer, "POST", "/customers"),
        write(KOHORTPAY, DeleteCustomer, "DELETE", "/customers/{id}"),
        write(KOHORTPAY, RestoreCustomer, "PATCH", "/customers/{id}"),
        write(KOHORTPAY, BlockCustomer, "PATCH", "/customers/{id}/block"),
        write(
            KOHORTPAY,
            UnblockCustomer,
            "PATCH",
            "/customers/{id}/unblock",
        ),
        read(ENGINE, GetCustomer, "GET", "/auth/user/{id}"),
        read(ENGINE, GetCustomer, "GET", "/customers/{id}/addresses").of(Detail::Addresses),
        read(ENGINE, UpdateCustomer, "GET", "/auth/user/{id}").of(Detail::BusinessBefore),
        read(ENGINE, ListAddresses, "GET", "/customers/{id}/addresses"),
        write(ENGINE, CreateCustomer, "POST", "/customers"),
        write(ENGINE, UpdateCustomer, "PUT", "/auth/user/{id}"),
        write(ENGINE, UpdateCustomer, "PUT", "/customers/{id}").of(Detail::Business),
        write(ENGINE, DeleteCustomer, "DELETE", "/auth/user/{id}"),
        write(ENGINE, AddAddress, "POST", "/customers/{id}/addresses"),
        write(
            ENGINE,
            UpdateAddress,
            "PUT",
            "/customers/{id}/addresses/{address_id}",
        ),
        write(
            ENGINE,
            RemoveAddress,
            "DELETE",
            "/customers/{id}/addresses/{address_id}",
        ),
    ]
};

impl Scene {
    /// Such as `Komerza: get_customer`.
    pub(crate) fn name(&self) -> String {
        let provider = match self.provider {
            Provider::KOMERZA => "Komerza",
            Provider::KOHORTPAY => "KohortPay",
            _ => "Commerce Engine",
        };
        let detail = match self.detail {
            Detail::Only => "",
            Detail::Addresses => " (its addresses)",
            Detail::BusinessBefore => " (its read)",
            Detail::Business => " (its business)",
        };
        format!("{provider}: {}{detail}", self.operation)
    }

    /// Whether the operation changes something, be it after a read.
    pub(crate) fn changes(&self) -> bool {
        self.class == Class::Write || self.detail == Detail::BusinessBefore
    }

    /// Whether a path, from the origin on, is that of the request.
    pub(crate) fn is_on_route(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        let route: Vec<&str> = self.route.split('/').skip(1).collect();
        // Commerce Engine's base URL has a path of five segments.
        let mount = if self.provider == Provider::COMMERCEENGINE {
            5
        } else {
            1
        };
        path.len() == mount + route.len()
            && route
                .iter()
                .zip(&path[mount..])
                .all(|(wanted, segment)| wanted.starts_with('{') || wanted == segment)
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
        let input = input(scene.provider);
        if scene.operation == Operation::CreateCustomer {
            return Self {
                input,
                id: CustomerId::new("none yet"),
                address: None,
                committed: sandbox.committed(scene.provider),
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
            Operation::CreateCustomer => sandbox.committed(scene.provider) - self.committed,
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

/// A sandbox, and the pair of tokens that opens Commerce Engine's stand-in now: one process after another goes on with it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pair: Arc<Keeper>,
}

#[derive(Debug)]
struct Keeper(Mutex<TokenPair>);

#[async_trait]
impl TokenStore for Keeper {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn Error + Send + Sync>> {
        *self.0.lock().unwrap() = pair.clone();
        Ok(())
    }
}

impl Stage {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let access = sandbox.commerceengine();
        let pair = TokenPair::new(access.access_token.clone(), access.refresh_token.clone());
        Self {
            sandbox,
            pair: Arc::new(Keeper(Mutex::new(pair))),
        }
    }
}

/// A provider on the stage, with connections of its own.
pub(crate) fn provider(
    stage: &Stage,
    provider: Provider,
    options: HttpOptions,
) -> Arc<dyn CustomerProvider> {
    let sandbox = &stage.sandbox;
    match provider {
        Provider::KOMERZA => {
            let access = sandbox.komerza();
            Arc::new(
                komerza::Komerza::builder()
                    .base_url(&access.base_url)
                    .store_id(&access.store_id)
                    .api_key(access.api_key.clone())
                    .http_options(options)
                    .build()
                    .unwrap(),
            )
        }
        Provider::KOHORTPAY => {
            let access = sandbox.kohortpay();
            Arc::new(
                kohortpay::Kohortpay::builder()
                    .base_url(&access.base_url)
                    .api_key(access.test_key.clone())
                    .http_options(options)
                    .build()
                    .unwrap(),
            )
        }
        _ => {
            let pair = stage.pair.0.lock().unwrap().clone();
            Arc::new(
                commerceengine::CommerceEngine::builder()
                    .base_url(&sandbox.commerceengine().base_url)
                    .token_pair(pair.access().clone(), pair.refresh().clone())
                    .token_store(stage.pair.clone())
                    .http_options(options)
                    .build()
                    .unwrap(),
            )
        }
    }
}

fn input(provider: Provider) -> NewCustomer {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let email = EmailAddress::parse(&format!("matrix-{number}@example.com")).unwrap();
    let customer = NewCustomer::new().with_email(email);
    if provider != Provider::COMMERCEENGINE {
        return customer;
    }
    customer
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
        .with_business(Business::new().with_name("Rao Traders"))
        .with_address(place("Mumbai").with_role(AddressRole::Billing))
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
