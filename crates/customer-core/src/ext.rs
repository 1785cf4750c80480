//! Helpers over any provider.

use async_trait::async_trait;
use chrono::TimeDelta;

use crate::{
    Customer, CustomerProvider, CustomerStream, EmailAddress, Error, ErrorKind, FieldProblem,
    GetOptions, ListQuery, Lookup, NewCustomer, Operation, PendingWrite, Result, Settlement,
    Status, WriteOptions, Written,
};

/// How far our clock and a provider's may be apart when [`settle`](CustomerProviderExt::settle)
/// tells a new record from an older one.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// A customer that was looked for, and registered where there was none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FoundOrCreated {
    /// It was there; nothing was written.
    Found(Customer),
    /// It was registered now.
    Created(Written),
}

impl FoundOrCreated {
    /// The customer, either way.
    pub fn customer(&self) -> &Customer {
        match self {
            Self::Found(customer) => customer,
            Self::Created(written) => &written.customer,
        }
    }
}

/// What can be done with any provider, without knowing which.
#[async_trait]
pub trait CustomerProviderExt: CustomerProvider {
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

    /// The one customer with exactly this e-mail address.
    ///
    /// # Errors
    ///
    /// As [`find_customers_by_email`](CustomerProvider::find_customers_by_email), and
    /// [`AlreadyExists`](ErrorKind::AlreadyExists) where there are several.
    async fn find_customer_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>> {
        let mut found = self.find_customers_by_email(email).await?;
        match found.len() {
            0 | 1 => Ok(found.pop()),
            several => Err(Error::new(
                ErrorKind::AlreadyExists,
                format!("{several} customers have this e-mail address, and one was expected"),
            )
            .with_provider(self.identity().provider)
            .with_operation(Operation::FindCustomersByEmail)),
        }
    }

    /// Finds the customer by its e-mail address, and registers it where there is none.
    ///
    /// When another caller registers it at the same moment, that one is found. An unknown outcome is
    /// settled; where it cannot be, the error stays.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](ErrorKind::InvalidInput) for a customer without an e-mail address; else as
    /// [`find_customer_by_email`](Self::find_customer_by_email) and
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
        preview.check(options.fidelity).map_err(|error| {
            error
                .with_provider(self.identity().provider)
                .with_operation(Operation::CreateCustomer)
        })?;
        if let Some(found) = self.find_customer_by_email(email).await? {
            return Ok(FoundOrCreated::Found(found));
        }
        let error = match self.create_customer(customer, options).await {
            Ok(written) => return Ok(FoundOrCreated::Created(written)),
            Err(error) => error,
        };
        match (error.kind(), error.pending()) {
            (ErrorKind::AlreadyExists, _) => match self.find_customer_by_email(email).await? {
                Some(found) => Ok(FoundOrCreated::Found(found)),
                None => Err(error),
            },
            (ErrorKind::OutcomeUnknown, Some(pending)) => match self.settle(pending).await {
                Ok(Settlement::Done(found)) => {
                    let fields = preview.fields.reconciled(customer, &found);
                    Ok(FoundOrCreated::Created(Written::new(*found, fields)))
                }
                _ => Err(error),
            },
            _ => Err(error),
        }
    }

    /// Finds out what became of a write whose outcome was unknown.
    ///
    /// A registration is looked up by its e-mail address where the capabilities say that customers
    /// can be; a record that is older than the write is not taken for it. A deletion, restoration,
    /// block or unblock is read off the customer. Other writes stay unknown; those that set values
    /// may be made again.
    ///
    /// The answer is what the provider shows now. A provider may still be at work on a request whose
    /// connection broke, so give it a moment before taking [`Settlement::NotDone`] for final.
    ///
    /// # Errors
    ///
    /// As the reads it makes, and [`AlreadyExists`](ErrorKind::AlreadyExists) where more than one
    /// customer fits.
    async fn settle(&self, pending: &PendingWrite) -> Result<Settlement> {
        match (pending.operation, &pending.id, &pending.email) {
            (Operation::CreateCustomer, _, Some(email))
                if self.capabilities().lookup == Lookup::Email =>
            {
                let mut found = self.find_customers_by_email(email).await?;
                found.retain(|customer| {
                    customer
                        .created
                        .is_none_or(|at| at >= pending.started - CLOCK_SKEW)
                });
                match (found.pop(), found.len()) {
                    (None, _) => Ok(Settlement::NotDone),
                    (Some(customer), 0) => Ok(Settlement::Done(Box::new(customer))),
                    (Some(_), others) => Err(Error::new(
                        ErrorKind::AlreadyExists,
                        format!(
                            "{} customers fit the write, and one was expected",
                            others + 1
                        ),
                    )
                    .with_provider(self.identity().provider)
                    .with_operation(Operation::CreateCustomer)),
                }
            }
            (operation, Some(id), _) => {
                let customer = match self.get_customer(id, &GetOptions::new()).await {
                    Ok(customer) => customer,
                    Err(error)
                        if error.kind() == ErrorKind::NotFound
                            && operation == Operation::DeleteCustomer =>
                    {
                        return Ok(Settlement::Gone);
                    }
                    Err(error) => return Err(error),
                };
                let done = match (operation, &customer.status) {
                    (Operation::DeleteCustomer, Some(status)) => {
                        Some(matches!(status, Status::Deleted(_)))
                    }
                    (Operation::RestoreCustomer, Some(status)) => {
                        Some(!matches!(status, Status::Deleted(_)))
                    }
                    (Operation::BlockCustomer, Some(status)) => Some(status.is_blocked()),
                    (Operation::UnblockCustomer, Some(status)) => Some(!status.is_blocked()),
                    _ => None,
                };
                Ok(match done {
                    Some(true) => Settlement::Done(Box::new(customer)),
                    Some(false) => Settlement::NotDone,
                    None => Settlement::StillUnknown,
                })
            }
            _ => Ok(Settlement::StillUnknown),
        }
    }
}

impl<P: CustomerProvider + ?Sized> CustomerProviderExt for P {}
