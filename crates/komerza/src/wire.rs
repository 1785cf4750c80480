//! Komerza's requests and responses, as its reference spells them.
//!
//! Every field but a customer's id is optional when read: a provider may leave it out, or send what
//! is none, and neither must fail the read.

use std::collections::BTreeMap;

use customer_core::adapter::rules::{ValidateLength, ValidationError};
use customer_core::adapter::{
    Member, Private, RawJson, UnknownFields, UnreadableMembers, wire_record,
};
use customer_core::{Amount, EmailAddress, Timestamp};
use validator::Validate;

wire_record! {
    /// The envelope around every answer. A 200 whose `success` is false is an error too.
    pub struct Envelope<T> {
        required {
            /// Whether the call was done.
            success: bool,
        }
        optional {
            /// A message for people.
            message: Private<String>,
            /// A code for machines.
            code: String,
            /// What was asked for.
            data: T,
        }
    }
}

wire_record! {
    /// The envelope around a page.
    pub struct PageEnvelope<T> {
        required {
            /// Whether the call was done.
            success: bool,
        }
        optional {
            /// The number of pages in all.
            pages: u64,
            /// The records of this page.
            data: Vec<T>,
        }
    }
}

wire_record! {
    /// The body of a create.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer in camelCase {
        required {
            /// The customer's e-mail address, 1 to 256 characters.
            #[validate(custom(function = "email_address"))]
            email_address: Private<String>,
        }
    }
}

impl CreateCustomer {
    /// A create under this e-mail address.
    pub fn new(email_address: impl Into<String>) -> Self {
        Self {
            email_address: email_address.into().into(),
            unknown: UnknownFields::default(),
            unreadable: UnreadableMembers::default(),
        }
    }
}

/// `validator` for what the reference asks of an e-mail address.
fn email_address(text: &Private<String>) -> Result<(), ValidationError> {
    let reason = if text.as_str().validate_length(Some(1), Some(256), None) {
        match EmailAddress::parse(text) {
            Ok(_) => return Ok(()),
            Err(error) => error.to_string().into(),
        }
    } else {
        "takes 1 to 256 characters".into()
    };
    Err(ValidationError::new("email").with_message(reason))
}

wire_record! {
    /// The body of setting a balance.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct SetBalance in camelCase {
        required {
            /// The new balance, zero or more, in a currency that the reference does not name.
            #[validate(custom(function = "zero_or_more"))]
            new_balance: Amount,
        }
        optional {
            /// Why.
            comment: Private<String>,
        }
    }
}

impl SetBalance {
    /// Sets this balance.
    pub fn new(new_balance: impl Into<Amount>) -> Self {
        Self {
            new_balance: new_balance.into(),
            comment: Member::Absent,
            unknown: UnknownFields::default(),
            unreadable: UnreadableMembers::default(),
        }
    }

    /// Sets why.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Private::from(comment.into()).into();
        self
    }
}

fn zero_or_more(amount: &Amount) -> Result<(), ValidationError> {
    if amount.as_str().starts_with('-') && amount.decimal().is_none_or(|value| !value.is_zero()) {
        return Err(ValidationError::new("range").with_message("takes zero or more".into()));
    }
    Ok(())
}

wire_record! {
    /// The body of a block.
    #[derive(Default)]
    pub struct BlockCustomer in camelCase {
        required {
            /// Whether to block the IP addresses that the customer was seen at, too.
            block_known_ips: bool,
        }
        optional {
            /// Why, for the store's own people.
            note: Private<String>,
        }
    }
}

impl BlockCustomer {
    /// Blocks the customer alone, without a note.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets why.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Private::from(note.into()).into();
        self
    }

    /// Sets whether to block the known IP addresses too.
    #[must_use]
    pub fn with_known_ips(mut self, block_known_ips: bool) -> Self {
        self.block_known_ips = block_known_ips;
        self
    }
}

wire_record! {
    /// The body of an unblock.
    #[derive(Default)]
    pub struct UnblockCustomer in camelCase {
        required {
            /// Whether to remove the IP rules that a block made, too.
            remove_associated_ip_rules: bool,
        }
    }
}

impl UnblockCustomer {
    /// Unblocks the customer alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether to remove the associated IP rules too.
    #[must_use]
    pub fn with_associated_ip_rules(mut self, remove: bool) -> Self {
        self.remove_associated_ip_rules = remove;
        self
    }
}

wire_record! {
    /// A rule that blocks an address, as a newer client reads it. The reference documents none.
    pub struct IpRule in camelCase {
        required {
            /// UUID.
            id: String,
        }
        optional {
            /// When the rule was made.
            date_created: Timestamp,
            /// What kind of rule it is: a text or a number.
            kind as "type": RawJson,
            /// What the rule is about, such as an IP address.
            data: Private<String>,
            /// Why, for the store's own people.
            note: Private<String>,
            /// Whether the rule is in force.
            is_enabled: bool,
            /// The store.
            store_id: String,
        }
    }
}

wire_record! {
    /// A customer as a create returns it.
    pub struct Customer in camelCase {
        required {
            /// UUID.
            id: String,
        }
        optional {
            /// When the customer was made.
            date_created: Timestamp,
            /// The e-mail address.
            email_address: Private<String>,
            /// Where the customer was last seen.
            ip_address: Private<String>,
            /// What each store keeps of the customer: the entry with the configured store's id speaks for us.
            store_data: Vec<StoreData>,
        }
    }
}

wire_record! {
    /// What one store keeps of a customer.
    pub struct StoreData in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When the customer was linked to the store.
            date_created: Timestamp,
            /// The customer's balance with the store.
            balance: Amount,
            /// Accounts of the customer elsewhere.
            external_integrations: Vec<ExternalIntegration>,
            /// The customer's tickets.
            tickets: Vec<Ticket>,
            /// The customer's subscriptions.
            subscriptions: Vec<Subscription>,
            /// The customer's ids with payment gateways, by gateway.
            gateway_customer_ids: BTreeMap<String, String>,
            /// The store.
            store_id: String,
            /// The customer.
            customer_id: String,
            /// The customer again; the printed example holds a text.
            customer: RawJson,
            /// Whether the store has blocked the customer.
            is_blocked: bool,
            /// Where the customer was last seen by the store.
            ip_address: Private<String>,
            /// The customer as an affiliate.
            affiliate: Affiliate,
            /// Deprecated by Komerza.
            stripe_customer_id: String,
            /// Deprecated by Komerza.
            mollie_customer_id: String,
            /// What marketing the customer agreed to.
            marketing_options: MarketingOptions,
            /// Why the customer was blocked.
            blocked_note: Private<String>,
            /// When the customer was blocked.
            blocked_at: Timestamp,
        }
    }
}

wire_record! {
    /// An account of the customer elsewhere.
    pub struct ExternalIntegration in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was linked.
            date_created: Timestamp,
            /// The account.
            account_id: Private<String>,
            /// Where.
            platform_id: String,
            /// When the link ends.
            expiration_date: Timestamp,
        }
    }
}

wire_record! {
    /// A subscription. Two readings: an older page prints, on [`PublicCustomer`], `id`, `date_created`,
    /// `expiration_date`, `start_date` and `product_id` alone.
    pub struct Subscription in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was made.
            date_created: Timestamp,
            /// When it ends: the older reading.
            expiration_date: Timestamp,
            /// When it began: the older reading.
            start_date: Timestamp,
            /// The customer.
            customer_id: String,
            /// The store's entry for the customer.
            customer_store_data_id: String,
            /// The store.
            store_id: String,
            /// The product.
            product_id: String,
            /// The product's variant.
            variant_id: String,
            /// 0 to 4; the reference does not name them.
            status: i64,
            /// 0 to 4; the reference does not name them.
            billing_interval: i64,
            /// Days between payments, where the interval is custom.
            custom_interval_days: i64,
            /// The price of an interval.
            price: Amount,
            /// ISO 4217.
            currency_code: String,
            /// When the paid interval began.
            current_period_start: Timestamp,
            /// When the paid interval ends.
            current_period_end: Timestamp,
            /// Whether it ends with the interval.
            cancel_at_period_end: bool,
            /// When it was cancelled.
            canceled_at: Timestamp,
            /// When it was paused.
            paused_at: Timestamp,
            /// When it goes on.
            pause_resume_date: Timestamp,
            /// How often it was paused.
            pause_count: i64,
            /// The payment gateway.
            gateway: String,
            /// Its id with the gateway.
            gateway_subscription_id: String,
            /// The customer's id with the gateway.
            gateway_customer_id: String,
            /// Whether it renews itself.
            auto_renew: bool,
            /// How many payments failed.
            failed_payment_count: i64,
            /// When the last one failed.
            last_payment_failure_date: Timestamp,
            /// When payment is tried again.
            next_retry_date: Timestamp,
            /// When the customer was last reminded.
            last_reminder_sent_at: Timestamp,
            /// What the store keeps with it, as JSON in a text.
            metadata_json: Private<String>,
        }
    }
}

wire_record! {
    /// What marketing a customer agreed to.
    pub struct MarketingOptions in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was made.
            date_created: Timestamp,
            /// Whether marketing is allowed.
            is_enabled: bool,
            /// The customer.
            customer_id: String,
            /// The store's entry for the customer.
            customer_store_data_id: String,
            /// When it was disabled.
            disabled_at: Timestamp,
            /// Where consent was given.
            consent_source: String,
            /// When consent was given.
            consent_timestamp: Timestamp,
            /// From where consent was given.
            consent_ip_address: Private<String>,
            /// When consent was withdrawn.
            consent_withdrawn_at: Timestamp,
        }
    }
}

wire_record! {
    /// A customer as an affiliate.
    pub struct Affiliate in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was made.
            date_created: Timestamp,
            /// The store, inside [`StoreData`].
            store_id: String,
            /// The customer, inside [`StoreData`].
            customer_id: String,
            /// Whether the affiliate may refer.
            is_enabled: bool,
            /// The affiliate's link.
            link: Private<String>,
            /// What the affiliate has earned.
            balance: Amount,
            /// The affiliate's share, in percent.
            return_percentage: i64,
            /// The buyer's discount, in percent.
            percentage_off: i64,
        }
    }
}

wire_record! {
    /// A ticket.
    pub struct Ticket in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was opened.
            date_created: Timestamp,
            /// What it is about.
            subject: Private<String>,
            /// 0 to 4; the reference does not name them.
            status: i64,
            /// The store.
            store_id: String,
            /// The customer.
            customer_id: String,
            /// The user, inside [`StoreData`].
            user_id: String,
            /// The customer's e-mail address, inside [`PublicCustomer`].
            email_address: Private<String>,
            /// What was written.
            entries: Vec<TicketEntry>,
        }
    }
}

wire_record! {
    /// What one person wrote in a ticket.
    pub struct TicketEntry in camelCase {
        optional {
            /// UUID.
            id: String,
            /// When it was written.
            date_created: Timestamp,
            /// Who wrote.
            name: Private<String>,
            /// What.
            message: Private<String>,
            /// The ticket.
            ticket_id: String,
        }
    }
}

wire_record! {
    /// A customer as a get returns it.
    pub struct PublicCustomer in camelCase {
        required {
            /// UUID.
            id: String,
        }
        optional {
            /// When the customer was made.
            date_created: Timestamp,
            /// The e-mail address.
            email_address: Private<String>,
            /// A label of activity, such as `New`, `Regular`, `VIP`.
            status: String,
            /// What the customer has spent.
            total_spend: Amount,
            /// What an order cost on average.
            average_spend: Amount,
            /// How many orders there were; Komerza prints it as a double.
            total_orders: Amount,
            /// Where the customer was last seen.
            ip_address: Private<String>,
            /// The customer's balance.
            balance: Amount,
            /// Accounts elsewhere, by platform: an object here, a list in [`StoreData`].
            external_integrations: BTreeMap<String, Private<String>>,
            /// The customer's tickets.
            tickets: Vec<Ticket>,
            /// The customer's subscriptions, on an older page of the reference.
            subscriptions: Vec<Subscription>,
            /// The customer as an affiliate.
            affiliate: Affiliate,
            /// Whether the store has blocked the customer, on newer pages of the reference.
            is_blocked: bool,
            /// Why the customer was blocked.
            blocked_note: Private<String>,
            /// When the customer was blocked.
            blocked_at: Timestamp,
        }
    }
}

wire_record! {
    /// A customer as a listing or a search returns it.
    pub struct PublicCustomerReference in camelCase {
        required {
            /// UUID.
            id: String,
        }
        optional {
            /// When the customer was made.
            date_created: Timestamp,
            /// The e-mail address.
            email_address: Private<String>,
            /// A label of activity, such as `New`, `Regular`, `VIP`.
            status: String,
            /// Whether the customer is an affiliate.
            is_affiliate: bool,
            /// What the customer has spent.
            total_spend: Amount,
            /// What an order cost on average.
            average_spend: Amount,
            /// How many orders there were.
            total_orders: Amount,
            /// Whether the store has blocked the customer, on newer pages of the reference.
            is_blocked: bool,
        }
    }
}
