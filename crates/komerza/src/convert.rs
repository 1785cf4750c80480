//! Komerza's records to and from the domain: pure functions, where the fate of each field is decided.

use customer_core::adapter::{Answers, FieldFates, Member, Prepared, Private, Record};
use customer_core::{
    AccountId, Block, BlockRequest, Capabilities, Customer, EmailAddress, EmailUniqueness, Field,
    FieldCapability, Lookup, NewCustomer, Operation, ProviderName, Status, Timestamp,
};

use crate::wire;

/// This provider's name.
pub const PROVIDER: ProviderName = ProviderName::from_static("komerza");

/// What Komerza can do. It holds an e-mail address; there is no update and no delete.
pub fn capabilities() -> Capabilities {
    Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_native(Operation::GetCustomer)
        .with_native(Operation::FindCustomersByEmail)
        .with_native(Operation::ListCustomers)
        .with_native(Operation::BlockCustomer)
        .with_native(Operation::UnblockCustomer)
        .with_lookup(Lookup::EmailAsSpelled)
        // 409 where the customer is linked to the store already.
        .with_email_uniqueness(EmailUniqueness::Unique)
        .with_field(
            FieldCapability::new(Field::Email)
                .on_create()
                .readable()
                .required()
                .with_length(1, 256)
                .with_wire("emailAddress"),
        )
        .with_field(
            FieldCapability::new(Field::BlockReason)
                .on_update()
                .readable()
                .with_wire("note")
                .with_note("returned as blockedNote"),
        )
}

/// The request that registers a customer, and what it does with each field.
pub fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<wire::CreateCustomer> {
    let fates = FieldFates::for_create(capabilities, customer);
    let email = fates.held(Field::Email, customer.email.as_ref());
    let request = email.map(|email| wire::CreateCustomer::new(email.as_str()));
    Prepared::new(request, fates.finish())
}

/// The request that blocks a customer, and what it does with the reason. Known IP addresses are left
/// alone: the domain has no word for them, the native client has.
pub fn block_request(
    capabilities: &Capabilities,
    block: &BlockRequest,
) -> Prepared<wire::BlockCustomer> {
    let fates = FieldFates::for_block(capabilities, block);
    let request = wire::BlockCustomer {
        note: block.reason.clone().map(Private::from).into(),
        ..wire::BlockCustomer::new()
    };
    Prepared::new(Some(request), fates.finish())
}

/// The customer that a create returned, as the store with this id sees it.
pub fn created_customer(account: &AccountId, record: Record<wire::Customer>) -> Customer {
    let ours = record.store_data.iter().flatten().find(|entry| {
        let store = entry.store_id.as_deref();
        store.is_some_and(|id| id.eq_ignore_ascii_case(account.as_str()))
    });
    let status =
        ours.and_then(|entry| status(entry.is_blocked, &entry.blocked_at, &entry.blocked_note));
    let mut customer = base(
        account,
        &record.id,
        &record.email_address,
        &record.date_created,
    );
    customer.status = status;
    customer.with_native(record).with_answers(|customer| {
        let record = customer.native::<wire::Customer>();
        record.map_or_else(Answers::new, |record| {
            Answers::new().with(Field::Email, &record.email_address)
        })
    })
}

/// The customer that a get or a look-up by e-mail returned.
pub fn public_customer(account: &AccountId, record: Record<wire::PublicCustomer>) -> Customer {
    let mut customer = base(
        account,
        &record.id,
        &record.email_address,
        &record.date_created,
    );
    customer.status = status(record.is_blocked, &record.blocked_at, &record.blocked_note);
    customer.with_native(record).with_answers(|customer| {
        let record = customer.native::<wire::PublicCustomer>();
        record.map_or_else(Answers::new, |record| {
            Answers::new()
                .with(Field::Email, &record.email_address)
                .with(Field::BlockReason, &record.blocked_note)
        })
    })
}

/// The customer that a listing or a search returned.
pub fn listed_customer(
    account: &AccountId,
    record: Record<wire::PublicCustomerReference>,
) -> Customer {
    let mut customer = base(
        account,
        &record.id,
        &record.email_address,
        &record.date_created,
    );
    customer.status = status(record.is_blocked, &Member::Absent, &Member::Absent);
    customer.with_native(record).with_answers(|customer| {
        let record = customer.native::<wire::PublicCustomerReference>();
        record.map_or_else(Answers::new, |record| {
            Answers::new().with(Field::Email, &record.email_address)
        })
    })
}

fn base(
    account: &AccountId,
    id: &str,
    email: &Member<Private<String>>,
    created: &Member<Timestamp>,
) -> Customer {
    let mut customer = Customer::new(PROVIDER, id);
    customer.account = Some(account.clone());
    customer.email = email.filled().map(EmailAddress::lenient);
    customer.created = created.instant();
    customer
}

/// Older pages of the reference have no `isBlocked`: then nothing is said of it, unless there is a
/// block to be seen. What cannot be read says nothing.
fn status(
    is_blocked: Member<bool>,
    at: &Member<Timestamp>,
    note: &Member<Private<String>>,
) -> Option<Status> {
    let is_blocked = match is_blocked {
        Member::Value(said) => said,
        Member::Absent | Member::Null if at.has_happened() == Some(true) => true,
        _ => return None,
    };
    if !is_blocked {
        return Some(Status::Active);
    }
    let mut block = Block::new();
    block.at = at.instant();
    block.reason = note.filled().map(str::to_owned);
    Some(Status::Blocked(block))
}
