//! Helpers over any provider.

use async_trait::async_trait;

use crate::adapter::{Decision, LookedUp, decide};
use crate::provider::settle::standing;
use crate::{
    Customer, CustomerProvider, CustomerStream, Doubt, EmailAddress, Error, ErrorKind,
    FieldProblem, GetOptions, ListQuery, Lookup, NewCustomer, Operation, PendingWrite, Result,
    Settlement, WriteMarker, WriteOptions, Written,
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

    /// The one customer of this e-mail address. A live one comes before deleted ones, and one whose
    /// address is the same to the letter before other [spellings](EmailAddress::same_mailbox).
    ///
    /// # Errors
    ///
    /// As [`find_customers_by_email`](CustomerProvider::find_customers_by_email);
    /// [`Ambiguous`](ErrorKind::Ambiguous) where there are several;
    /// [`UnexpectedResponse`](ErrorKind::UnexpectedResponse) where the e-mail address of one that was
    /// found cannot be read.
    async fn find_customer_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>> {
        let found = self.find_customers_by_email(email).await?;
        the_one(found, email).map_err(|error| {
            error
                .with_provider(self.identity().provider)
                .with_operation(Operation::FindCustomersByEmail)
        })
    }

    /// Finds the customer by its e-mail address, and registers it where there is none.
    ///
    /// One that is deleted is reported as such, and nothing is written. When another caller registers
    /// it at the same moment, that one is found. An unknown outcome is settled; where it cannot be, the
    /// error stays.
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
        let marker = WriteMarker::for_create(options, self.capabilities(), customer);
        preview
            .check(options.fidelity)
            .and(marker)
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
        if let Some(found) = self.find_customer_by_email(email).await? {
            return Ok(there(found));
        }
        let error = match self.create_customer(customer, options).await {
            Ok(written) => return Ok(FoundOrCreated::Created(written)),
            Err(error) => error,
        };
        match (error.kind(), error.pending()) {
            (ErrorKind::AlreadyExists, _) => match self.find_customer_by_email(email).await? {
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

    /// Finds out what became of a write whose outcome was unknown. It only reads, and never says *done*
    /// or *not done* of what is not proved.
    ///
    /// - A registration is looked up by its e-mail address where the capabilities say that customers
    ///   can be. It is done where one live record agrees with what was given and cannot have been there
    ///   before, by the provider's own clock; it is not done where no record can be of it and the
    ///   look-up is exact for the address. With a [marker](WriteOptions::with_marker) the token decides.
    ///   See [`decide`].
    /// - A deletion, restoration, block or unblock is read off the customer: whether the customer is
    ///   deleted or blocked *now*, by this write or by another's. That a deleted customer is not found
    ///   proves it where the provider says so with a code of its own. A block with a reason is done where
    ///   the block has that reason.
    /// - Other writes stay unknown; those that set values may be made again.
    ///
    /// The answer is what the provider shows now. A provider may still be at work on a request whose
    /// connection broke, so give it a moment before taking [`Settlement::NotDone`] for final.
    ///
    /// # Errors
    ///
    /// As the reads it makes, and [`Ambiguous`](ErrorKind::Ambiguous) where several live records may
    /// each be of a registration.
    async fn settle(&self, pending: &PendingWrite) -> Result<Settlement> {
        match (pending.operation, &pending.id, pending.email()) {
            (Operation::CreateCustomer, _, Some(email))
                if self.capabilities().lookup == Lookup::Email =>
            {
                let found = self.find_customers_by_email(email).await?;
                // Asked after the look-up, whose answer brought the provider's time.
                let looked_up = LookedUp::new(&found)
                    .with_exact(!email.has_unicode_spellings())
                    .with_clock(self.clock_offset())
                    .with_time(self.our_time().into());
                match decide(pending, &looked_up, self.capabilities()) {
                    Decision::Done(customer) => Ok(Settlement::Done(Box::new(customer.clone()))),
                    Decision::NotDone => Ok(Settlement::NotDone),
                    Decision::StillUnknown(doubt) => Ok(Settlement::StillUnknown(doubt)),
                    Decision::Ambiguous(several) => Err(ambiguous(
                        several,
                        "may each be of this write, and one was expected",
                    )
                    .with_provider(self.identity().provider)
                    .with_operation(Operation::CreateCustomer)),
                }
            }
            (operation, Some(id), _) => match self.get_customer(id, &GetOptions::new()).await {
                Ok(customer) => Ok(standing(pending, customer, self.capabilities())),
                Err(error)
                    if error.kind() == ErrorKind::NotFound
                        && operation == Operation::DeleteCustomer
                        && is_in_the_providers_words(&error) =>
                {
                    Ok(Settlement::Gone)
                }
                Err(error) => Err(error),
            },
            _ => Ok(Settlement::StillUnknown(Doubt::NoLookup)),
        }
    }
}

impl<P: CustomerProvider + ?Sized> CustomerProviderExt for P {}

/// Whether an error over HTTP has a code of the provider's: anything on the way may answer with the status.
fn is_in_the_providers_words(error: &Error) -> bool {
    error.status().is_none() || error.code().is_some()
}

/// The one that is meant among the customers of a mailbox.
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
