//! Helpers over any provider.

use async_trait::async_trait;
use futures_util::future::BoxFuture;

use crate::{
    Address, AddressId, BlockRequest, Changed, Customer, CustomerId, CustomerProvider,
    CustomerStream, CustomerUpdate, DeleteOptions, EmailAddress, Error, ErrorKind, FieldProblem,
    FindOptions, GetOptions, IdempotencyKey, ListAddressesOptions, ListQuery, NewCustomer,
    Operation, PendingWrite, RemoveAddressOptions, RemovedAddress, RestoreOptions, Result,
    SettleOptions, Settlement, UnblockOptions, WriteMarker, WriteOptions, Written, WrittenAddress,
};

/// A customer that was looked for, and registered where there was none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FoundOrCreated {
    /// It was there; nothing was written.
    Found(Customer),
    /// It was there and is deleted; nothing was written. A provider may restore it, or take a new
    /// customer of the same address: that is for the caller to decide.
    Deleted(Customer),
    /// It was registered now.
    Created(Written),
}

impl FoundOrCreated {
    /// The customer, in any case.
    pub fn customer(&self) -> &Customer {
        match self {
            Self::Found(customer) | Self::Deleted(customer) => customer,
            Self::Created(written) => &written.customer,
        }
    }
}

/// What can be done with any provider, without knowing which: the operations without options, and helpers.
///
/// ```no_run
/// # use customer_core::{CustomerProvider, NewCustomer};
/// # async fn example(provider: &dyn CustomerProvider, asha: &NewCustomer) -> customer_core::Result<()> {
/// use customer_core::CustomerProviderExt;
///
/// let written = provider.create(asha).await?;
/// let customer = provider.get(&written.customer.id).await?;
/// provider.delete(&customer.id).await?;
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait CustomerProviderExt: CustomerProvider {
    /// Registers a customer. As [`create_customer`](CustomerProvider::create_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`create_customer`](CustomerProvider::create_customer).
    fn create<'a>(&'a self, customer: &'a NewCustomer) -> BoxFuture<'a, Result<Written>> {
        self.create_customer(customer, const { &WriteOptions::new() })
    }

    /// Reads a customer. As [`get_customer`](CustomerProvider::get_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`get_customer`](CustomerProvider::get_customer).
    fn get<'a>(&'a self, id: &'a CustomerId) -> BoxFuture<'a, Result<Customer>> {
        self.get_customer(id, const { &GetOptions::new() })
    }

    /// Finds all customers of this e-mail address. As [`find_customers_by_email`](CustomerProvider::find_customers_by_email), with the default options.
    ///
    /// # Errors
    ///
    /// As [`find_customers_by_email`](CustomerProvider::find_customers_by_email).
    fn find_all_by_email<'a>(
        &'a self,
        email: &'a EmailAddress,
    ) -> BoxFuture<'a, Result<Vec<Customer>>> {
        self.find_customers_by_email(email, const { &FindOptions::new() })
    }

    /// Changes fields of a customer. As [`update_customer`](CustomerProvider::update_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`update_customer`](CustomerProvider::update_customer).
    fn update<'a>(
        &'a self,
        id: &'a CustomerId,
        update: &'a CustomerUpdate,
    ) -> BoxFuture<'a, Result<Written>> {
        self.update_customer(id, update, const { &WriteOptions::new() })
    }

    /// Deletes a customer. As [`delete_customer`](CustomerProvider::delete_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`delete_customer`](CustomerProvider::delete_customer).
    fn delete<'a>(&'a self, id: &'a CustomerId) -> BoxFuture<'a, Result<Changed>> {
        self.delete_customer(id, const { &DeleteOptions::new() })
    }

    /// Restores a deleted customer. As [`restore_customer`](CustomerProvider::restore_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`restore_customer`](CustomerProvider::restore_customer).
    fn restore<'a>(&'a self, id: &'a CustomerId) -> BoxFuture<'a, Result<Changed>> {
        self.restore_customer(id, const { &RestoreOptions::new() })
    }

    /// Blocks a customer from buying. As [`block_customer`](CustomerProvider::block_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`block_customer`](CustomerProvider::block_customer).
    fn block<'a>(
        &'a self,
        id: &'a CustomerId,
        block: &'a BlockRequest,
    ) -> BoxFuture<'a, Result<Changed>> {
        self.block_customer(id, block, const { &WriteOptions::new() })
    }

    /// Lifts a block. As [`unblock_customer`](CustomerProvider::unblock_customer), with the default options.
    ///
    /// # Errors
    ///
    /// As [`unblock_customer`](CustomerProvider::unblock_customer).
    fn unblock<'a>(&'a self, id: &'a CustomerId) -> BoxFuture<'a, Result<Changed>> {
        self.unblock_customer(id, const { &UnblockOptions::new() })
    }

    /// Reads all addresses of a customer. As [`list_customer_addresses`](CustomerProvider::list_customer_addresses), with the default options.
    ///
    /// # Errors
    ///
    /// As [`list_customer_addresses`](CustomerProvider::list_customer_addresses).
    fn list_addresses<'a>(&'a self, id: &'a CustomerId) -> BoxFuture<'a, Result<Vec<Address>>> {
        self.list_customer_addresses(id, const { &ListAddressesOptions::new() })
    }

    /// Adds an address to a customer. As [`add_customer_address`](CustomerProvider::add_customer_address), with the default options.
    ///
    /// # Errors
    ///
    /// As [`add_customer_address`](CustomerProvider::add_customer_address).
    fn add_address<'a>(
        &'a self,
        id: &'a CustomerId,
        address: &'a Address,
    ) -> BoxFuture<'a, Result<WrittenAddress>> {
        self.add_customer_address(id, address, const { &WriteOptions::new() })
    }

    /// Replaces an address of a customer. As [`update_customer_address`](CustomerProvider::update_customer_address), with the default options.
    ///
    /// # Errors
    ///
    /// As [`update_customer_address`](CustomerProvider::update_customer_address).
    fn update_address<'a>(
        &'a self,
        id: &'a CustomerId,
        address_id: &'a AddressId,
        address: &'a Address,
    ) -> BoxFuture<'a, Result<WrittenAddress>> {
        self.update_customer_address(id, address_id, address, const { &WriteOptions::new() })
    }

    /// Removes an address from a customer. As [`remove_customer_address`](CustomerProvider::remove_customer_address), with the default options.
    ///
    /// # Errors
    ///
    /// As [`remove_customer_address`](CustomerProvider::remove_customer_address).
    fn remove_address<'a>(
        &'a self,
        id: &'a CustomerId,
        address_id: &'a AddressId,
    ) -> BoxFuture<'a, Result<RemovedAddress>> {
        self.remove_customer_address(id, address_id, const { &RemoveAddressOptions::new() })
    }

    /// Every customer of a listing, page after page; the next page is asked for while this one is
    /// read. A record that cannot be read is an error in its place, after which the stream goes on;
    /// after an error of a whole page it ends, and [`CustomerStream::cursor`] says where to resume.
    ///
    /// ```no_run
    /// # async fn example(provider: &dyn customer_core::CustomerProvider) -> customer_core::Result<()> {
    /// use customer_core::{CustomerProviderExt, ListQuery};
    /// use futures_util::TryStreamExt;
    ///
    /// let mut customers = provider.customers(ListQuery::new());
    /// while let Some(customer) = customers.try_next().await? {
    ///     println!("{}", customer.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    fn customers(&self, query: ListQuery) -> CustomerStream<'_, Self> {
        CustomerStream::new(self, query)
    }

    /// The customer of this e-mail address. A live customer is preferred to deleted ones, and exactly this
    /// address to other [spellings](EmailAddress::same_mailbox).
    ///
    /// ```
    /// use customer_core::{Customer, CustomerProvider, CustomerProviderExt, EmailAddress};
    ///
    /// async fn find(provider: &dyn CustomerProvider) -> Result<Option<Customer>, Box<dyn std::error::Error>> {
    ///     let email = EmailAddress::parse("asha@example.com")?;
    ///     Ok(provider.find_one_by_email(&email).await?)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`find_customers_by_email`](CustomerProvider::find_customers_by_email);
    /// [`Ambiguous`](ErrorKind::Ambiguous) where there are several;
    /// [`UnexpectedResponse`](ErrorKind::UnexpectedResponse) where the e-mail address of a found
    /// customer cannot be read.
    async fn find_one_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>> {
        let found = self.find_all_by_email(email).await?;
        the_one(found, email).map_err(|error| {
            error
                .with_provider(self.identity().provider)
                .with_operation(Operation::FindCustomersByEmail)
        })
    }

    /// Finds the customer by its e-mail address, and registers it where there is none.
    ///
    /// A deleted customer is reported as such, and nothing is written. Where another caller registers the
    /// customer at the same moment, that customer is found. An unknown outcome is settled; where it cannot be, the
    /// error stays.
    ///
    /// ```
    /// use customer_core::{
    ///     CustomerProvider, CustomerProviderExt, FoundOrCreated, NewCustomer, Result, WriteOptions,
    /// };
    ///
    /// async fn register(provider: &dyn CustomerProvider, customer: &NewCustomer) -> Result<()> {
    ///     match provider.find_or_create(customer, &WriteOptions::new()).await? {
    ///         FoundOrCreated::Found(customer) => println!("there already: {}", customer.id),
    ///         FoundOrCreated::Deleted(customer) => println!("deleted: {}", customer.id),
    ///         FoundOrCreated::Created(written) => println!("registered: {}", written.customer.id),
    ///         _ => {}
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](ErrorKind::InvalidInput) for a customer without an e-mail address; else as
    /// [`find_one_by_email`](Self::find_one_by_email) and
    /// [`create_customer`](CustomerProvider::create_customer).
    async fn find_or_create(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<FoundOrCreated> {
        let Some(email) = &customer.email else {
            let problem = FieldProblem::new("email", "is required to look for the customer");
            return Err(Error::invalid_input(vec![problem]).with_provider(self.identity().provider));
        };
        let preview = self.preview_create(customer);
        let marker = WriteMarker::for_create(options, true, self.capabilities(), customer);
        let key = IdempotencyKey::for_write(
            options.idempotency_key.as_ref(),
            options.fidelity,
            self.capabilities(),
            Operation::CreateCustomer,
        );
        preview
            .check(options.fidelity)
            .and(marker)
            .and(key)
            .map_err(|error| {
                error
                    .with_provider(self.identity().provider)
                    .with_operation(Operation::CreateCustomer)
            })?;
        let there = |found: Customer| {
            if found.is_deleted() {
                FoundOrCreated::Deleted(found)
            } else {
                FoundOrCreated::Found(found)
            }
        };
        if let Some(found) = self.find_one_by_email(email).await? {
            return Ok(there(found));
        }
        let error = match self.create_customer(customer, options).await {
            Ok(written) => return Ok(FoundOrCreated::Created(written)),
            Err(error) => error,
        };
        match (error.kind(), error.pending()) {
            (ErrorKind::AlreadyExists, _) => match self.find_one_by_email(email).await? {
                Some(found) => Ok(there(found)),
                None => Err(error),
            },
            (ErrorKind::OutcomeUnknown, Some(pending)) => match self.settle(pending).await {
                Ok(Settlement::Done(found)) => {
                    let marker = pending.marker.clone();
                    let fields =
                        preview
                            .fields
                            .reconciled_marked(customer, &found, marker.as_ref());
                    Ok(FoundOrCreated::Created(
                        Written::new(*found, fields).with_marker(marker),
                    ))
                }
                _ => Err(error),
            },
            _ => Err(error),
        }
    }

    /// Finds out what became of a write whose outcome is unknown. As
    /// [`settle_write`](CustomerProvider::settle_write), with the default options.
    ///
    /// ```
    /// use customer_core::{CustomerProvider, CustomerProviderExt, Error, Result, Settlement};
    ///
    /// /// Whether the write that failed may be retried.
    /// async fn may_be_retried(provider: &dyn CustomerProvider, error: &Error) -> Result<bool> {
    ///     let Some(pending) = error.pending() else {
    ///         return Ok(false);
    ///     };
    ///     Ok(provider.settle(pending).await? == Settlement::NotDone)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`settle_write`](CustomerProvider::settle_write).
    fn settle<'a>(&'a self, pending: &'a PendingWrite) -> BoxFuture<'a, Result<Settlement>> {
        self.settle_write(pending, const { &SettleOptions::new() })
    }
}

impl<P: CustomerProvider + ?Sized> CustomerProviderExt for P {}

/// The customer that is meant among those of a mailbox.
fn the_one(mut found: Vec<Customer>, email: &EmailAddress) -> Result<Option<Customer>> {
    if found.iter().any(|customer| customer.email.is_none()) {
        let message = "a customer was found whose e-mail address cannot be read";
        return Err(Error::new(ErrorKind::UnexpectedResponse, message));
    }
    prefer(&mut found, |customer| !customer.is_deleted());
    prefer(&mut found, |customer| {
        let its_email = customer.email.as_ref().map_or("", EmailAddress::as_str);
        its_email.eq_ignore_ascii_case(email.as_str())
    });
    match found.len() {
        0 | 1 => Ok(found.pop()),
        several => Err(ambiguous(
            several,
            "have this e-mail address, and one was expected",
        )),
    }
}

/// Keeps those of a kind, if there are any.
fn prefer(found: &mut Vec<Customer>, is_preferred: impl Fn(&Customer) -> bool) {
    if found.iter().any(&is_preferred) {
        found.retain(is_preferred);
    }
}

fn ambiguous(several: usize, what: &str) -> Error {
    Error::new(ErrorKind::Ambiguous, format!("{several} customers {what}"))
}
