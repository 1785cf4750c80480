//! The in-memory provider with one fault: a wrapper that hands every call on, but for what it does wrong.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use customer_core::memory::MemoryProvider;
use customer_core::{
    Address, AddressId, Alteration, BlockRequest, Capabilities, Changed, ClockOffset, Cursor,
    Customer, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate, DeleteOptions,
    Doubt, EmailAddress, Error, ErrorKind, Fidelity, Field, FindOptions, GetOptions,
    ListAddressesOptions, ListQuery, NewCustomer, Operation, Page, Patch, PendingWrite, Preview,
    ProviderIdentity, RemoveAddressOptions, RemovedAddress, RestoreOptions, Result, SettleOptions,
    Settlement, Status, UnblockOptions, WriteOptions, Written, WrittenAddress,
};
use customer_testkit::async_trait;

use super::slip::Slip;

#[derive(Debug)]
pub(super) struct Mutant {
    inner: MemoryProvider,
    claimed: Capabilities,
    last: Mutex<Option<Customer>>,
    cursors: Mutex<Vec<Cursor>>,
    slip: Slip,
}

impl Mutant {
    /// The provider as it is where nothing is wrong with it.
    pub(super) fn of(inner: MemoryProvider, slip: Slip) -> Arc<dyn CustomerProvider> {
        if matches!(slip, Slip::Nothing | Slip::NothingWithRepeatedEmails) {
            return Arc::new(inner);
        }
        let claimed = inner.capabilities().clone();
        let claimed = match slip {
            Slip::RestoreClaimed => claimed.with_native(Operation::RestoreCustomer),
            _ => claimed,
        };
        Arc::new(Self {
            inner,
            claimed,
            last: Mutex::new(None),
            cursors: Mutex::default(),
            slip,
        })
    }

    fn is(&self, slip: Slip) -> bool {
        self.slip == slip
    }

    /// The options of a write whose strictness is ignored by this slip.
    fn options(&self, options: &WriteOptions, ignoring: Slip) -> WriteOptions {
        let mut options = options.clone();
        // A lossy write would drop a key too, which is another fault.
        if self.is(ignoring) && options.idempotency_key.is_none() {
            options.fidelity = Fidelity::Lossy;
        }
        if self.is(Slip::KeyDropped) {
            options.idempotency_key = None;
        }
        if self.is(Slip::MarkerDropped) {
            options.marker = None;
        }
        options
    }

    fn error(&self, error: Error, without_pending: Slip) -> Error {
        if error.kind() != ErrorKind::OutcomeUnknown {
            return error;
        }
        let kind = match self.slip {
            Slip::UnknownAsConnectionFailed => ErrorKind::ConnectionFailed,
            slip if slip == without_pending => ErrorKind::OutcomeUnknown,
            _ => return error,
        };
        let identity = self.identity();
        let other = Error::new(kind, error.message()).with_provider(identity.provider);
        match error.operation() {
            Some(operation) => other.with_operation(operation),
            None => other,
        }
    }

    /// What a read gives.
    fn read(&self, mut customer: Customer) -> Customer {
        if self.is(Slip::GetChangesName)
            && let Some(family) = customer.name.as_mut().and_then(|name| name.family.as_mut())
        {
            *family = family.to_uppercase() + "!";
        }
        if self.is(Slip::BlockDoesNotShow) && matches!(customer.status, Some(Status::Blocked(_))) {
            customer.status = Some(Status::Active);
        }
        customer
    }

    fn kept_addresses(&self, id: &CustomerId) -> Vec<Address> {
        let customers = self.inner.records().into_iter();
        let mut its = customers.filter(|customer| customer.id == *id);
        its.find_map(|customer| customer.addresses)
            .unwrap_or_default()
    }

    fn any(&self) -> Option<Customer> {
        let mut all = self.inner.records();
        all.pop()
    }
}

#[async_trait]
impl CustomerProvider for Mutant {
    fn identity(&self) -> ProviderIdentity {
        self.inner.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.claimed
    }

    fn clock_offset(&self) -> Option<ClockOffset> {
        self.inner.clock_offset()
    }

    fn our_time(&self) -> SystemTime {
        self.inner.our_time()
    }

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        let mut preview = self.inner.preview_create(customer);
        match self.slip {
            Slip::DefaultPreview => Preview::default(),
            Slip::HopefulPreview => {
                let lost = std::mem::take(&mut preview.fields.unrepresentable);
                let lost = lost.into_iter().map(|loss| loss.field);
                preview.fields.sent.extend(lost);
                preview
            }
            Slip::TwoFates => {
                // A report has no public constructor for an alteration: it is made by a fate.
                if let Some(alteration) = altered_email(customer) {
                    preview.fields.altered.push(alteration);
                }
                preview
            }
            Slip::InvalidEmailSent => {
                preview.problems.clear();
                preview
            }
            _ => preview,
        }
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        let options = self.options(options, Slip::StrictIgnoredOnCreate);
        if self.is(Slip::InvalidEmailSent)
            && self
                .inner
                .preview_create(customer)
                .check(Fidelity::Lossy)
                .is_err()
        {
            let mut valid = customer.clone();
            valid.email = EmailAddress::parse("somebody@example.com").ok();
            return self
                .inner
                .create_customer(&valid, &WriteOptions::lossy())
                .await;
        }
        if self.is(Slip::RepeatedEmailTaken)
            && customer.email.as_ref().is_some_and(|email| {
                let others = self.inner.records();
                others.iter().any(|other| {
                    other
                        .email
                        .as_ref()
                        .is_some_and(|other| other.same_mailbox(email))
                })
            })
        {
            let id = self.inner.insert(customer.clone());
            let fields = self.preview_create(customer).fields;
            return Ok(Written::new(self.inner.get(&id).await?, fields));
        }
        let written = self.inner.create_customer(customer, &options).await;
        let written = match written {
            Err(error)
                if self.is(Slip::UnknownSentAgain) && error.kind() == ErrorKind::OutcomeUnknown =>
            {
                let mut again = customer.clone();
                again.email = EmailAddress::parse("again@example.com").ok();
                self.inner.create_customer(&again, &options).await
            }
            written => written,
        };
        let mut written = written.map_err(|error| {
            if self.is(Slip::EmailInError)
                && let Some(email) = &customer.email
            {
                return error.with_source(format!("of {email}"));
            }
            self.error(error, Slip::CreateWithoutPending)
        })?;
        if self.is(Slip::CreatesMix) {
            // As a client would that keeps its response in a place of its own.
            *self.last.lock().unwrap() = Some(written.customer.clone());
            yield_once().await;
            if let Some(last) = self.last.lock().unwrap().clone() {
                written.customer = last;
            }
        }
        Ok(written)
    }

    async fn get_customer(&self, id: &CustomerId, options: &GetOptions) -> Result<Customer> {
        let got = self.inner.get_customer(id, options).await;
        match got {
            Ok(_) if self.is(Slip::GetGivesAnother) => Ok(self
                .any()
                .unwrap_or_else(|| Customer::new(self.identity().provider, "none"))),
            Err(error)
                if self.is(Slip::NobodyIsSomebody) && error.kind() == ErrorKind::NotFound =>
            {
                Ok(Customer::new(self.identity().provider, id.clone()))
            }
            got => got.map(|customer| self.read(customer)),
        }
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        let mut found = self.inner.find_customers_by_email(email, options).await?;
        let text = |email: &EmailAddress| email.to_string().to_lowercase();
        match self.slip {
            Slip::FindContains => {
                let all = self.inner.records().into_iter();
                let contains = |customer: &Customer| {
                    customer
                        .email
                        .as_ref()
                        .is_some_and(|other| text(other).contains(&text(email)))
                };
                found = all.filter(contains).collect();
            }
            Slip::FindTellsCapitalsApart => {
                found.retain(|customer| {
                    customer.email.as_ref().map(EmailAddress::as_str) == Some(email.as_str())
                });
            }
            Slip::FindGivesOne => found.truncate(1),
            Slip::FindHidesEmail => found.iter_mut().for_each(|customer| customer.email = None),
            _ => {}
        }
        Ok(found)
    }

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let mut query = query.clone();
        match self.slip {
            Slip::CursorOfAnotherSearch => query.search = None,
            Slip::CursorInMemory => {
                let cursors = self.cursors.lock().unwrap();
                let known = query.cursor.as_ref().and_then(|cursor| {
                    let number = cursor.as_str().strip_prefix("cursor-")?;
                    cursors.get(number.parse::<usize>().ok()?).cloned()
                });
                query.cursor = known.or(query.cursor);
            }
            Slip::PageSizeIgnored => query.page_size = Some(50),
            _ => {}
        }
        let mut page = self.inner.list_customers(&query).await?;
        match self.slip {
            Slip::PageLeavesOneOut => drop(page.customers.pop()),
            Slip::CursorInMemory => {
                page.next = page.next.map(|next| {
                    let mut cursors = self.cursors.lock().unwrap();
                    cursors.push(next);
                    Cursor::from(format!("cursor-{}", cursors.len() - 1))
                });
            }
            Slip::ListingRepeatsItself if page.next.is_none() => {
                let first = self.inner.list_customers(&ListQuery::new()).await?;
                page.customers.extend(first.customers.into_iter().take(1));
            }
            _ => {}
        }
        Ok(page)
    }

    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        self.inner.preview_update(update)
    }

    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        let options = self.options(options, Slip::StrictIgnoredOnUpdate);
        let fields = self.preview_update(update).fields;
        let mut sent = update.clone();
        if self.is(Slip::KeepClears) && sent.phone.is_keep() {
            sent.phone = Patch::Clear;
        }
        if self.is(Slip::ClearKeeps) && sent.phone == Patch::Clear {
            sent.phone = Patch::Keep;
        }
        if sent.is_keep() && !update.is_keep() {
            return Ok(Written::new(self.inner.get(id).await?, fields));
        }
        let written = self.inner.update_customer(id, &sent, &options).await;
        let mut written = written.map_err(|error| self.error(error, Slip::UpdateWithoutPending))?;
        if sent != *update {
            written.fields = fields;
        }
        if self.is(Slip::UpdateAddsUp) {
            let add = |customer: &mut Customer| {
                let name = customer.name.get_or_insert_default();
                name.given.get_or_insert_default().push('!');
            };
            if update.name.given.is_keep() {
                self.inner.change(id, add)?;
            }
        }
        Ok(written)
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        if self.is(Slip::DeleteDoesNothing) && options.idempotency_key.is_none() {
            return Ok(Changed::default());
        }
        let mut options = options.clone();
        if self.is(Slip::KeyDropped) {
            options.idempotency_key = None;
        }
        self.inner
            .delete_customer(id, &options)
            .await
            .map_err(|error| {
                if self.is(Slip::PendingOfAnother) {
                    let other =
                        PendingWrite::to(Operation::DeleteCustomer, &CustomerId::from("another"));
                    return error.settled_by(other);
                }
                self.error(error, Slip::Nothing)
            })
    }

    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        match self.slip {
            Slip::RestoreNotClaimed => {
                let restored = self
                    .inner
                    .change(id, |customer| customer.status = Some(Status::Active));
                drop(restored);
                Ok(Changed::default())
            }
            Slip::UnsupportedWithoutOperation => {
                let identity = self.identity();
                Err(Error::new(ErrorKind::UnsupportedOperation, "")
                    .with_provider(identity.provider))
            }
            _ => {
                let restored = self.inner.restore_customer(id, options).await;
                restored.map_err(|error| self.error(error, Slip::Nothing))
            }
        }
    }

    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        let options = self.options(options, Slip::StrictIgnoredOnBlock);
        let blocked = self.inner.block_customer(id, block, &options).await;
        blocked.map_err(|error| self.error(error, Slip::Nothing))
    }

    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        let unblocked = self.inner.unblock_customer(id, options).await;
        unblocked.map_err(|error| self.error(error, Slip::Nothing))
    }

    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        options: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        self.inner.list_customer_addresses(id, options).await
    }

    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let options = self.options(options, Slip::StrictIgnoredOnAddress);
        let added = self.inner.add_customer_address(id, address, &options).await;
        added.map_err(|error| self.error(error, Slip::Nothing))
    }

    async fn update_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let old = match self.slip {
            Slip::AddressNotReplaced => self.kept_addresses(id),
            _ => Vec::new(),
        };
        let written = self
            .inner
            .update_customer_address(id, address_id, address, options)
            .await;
        let written = written.map_err(|error| self.error(error, Slip::Nothing))?;
        let old = old
            .into_iter()
            .find(|old| old.id.as_ref() == Some(address_id));
        if let Some(old) = old {
            self.inner.change(id, |customer| {
                for address in customer.addresses.iter_mut().flatten() {
                    if address.id.as_ref() == Some(address_id) {
                        *address = old.clone();
                    }
                }
            })?;
        }
        Ok(written)
    }

    async fn remove_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        options: &RemoveAddressOptions,
    ) -> Result<RemovedAddress> {
        let kept = self.kept_addresses(id);
        let removed = self
            .inner
            .remove_customer_address(id, address_id, options)
            .await;
        let removed = removed.map_err(|error| self.error(error, Slip::Nothing))?;
        if self.is(Slip::AddressNotRemoved) {
            self.inner
                .change(id, |customer| customer.addresses = Some(kept))?;
        }
        Ok(removed)
    }

    async fn settle_write(
        &self,
        pending: &PendingWrite,
        options: &SettleOptions,
    ) -> Result<Settlement> {
        let is_create = pending.operation == Operation::CreateCustomer;
        match self.slip {
            Slip::SettlesAsNotDone => Ok(Settlement::NotDone),
            Slip::NeverSettles if is_create => Ok(Settlement::StillUnknown(Doubt::NoLookup)),
            Slip::SettlesAsDone if is_create => {
                let any = self.any();
                Ok(any.map_or(Settlement::NotDone, |any| Settlement::Done(Box::new(any))))
            }
            _ => self.inner.settle_write(pending, options).await,
        }
    }
}

/// The e-mail address as an alteration, by way of a fate.
fn altered_email(customer: &NewCustomer) -> Option<Alteration> {
    let capabilities = customer_core::memory::all_capabilities();
    let mut fates = customer_core::adapter::FieldFates::for_create(&capabilities, customer);
    fates.alter(Field::Email, "in lower case");
    fates.finish().fields.altered.pop()
}

async fn yield_once() {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut is_first) {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(())
    })
    .await;
}
