//! Commerce Engine's requests and responses, as its reference spells them.
//!
//! Every field but a customer's id is optional when read: a provider may leave it out, or send what
//! is none, and neither must fail the read. What is sent is checked by `validator` first; its types
//! end in `Input`, or say what they ask for.

mod request;

use customer_core::Timestamp;
use customer_core::adapter::setters;
use customer_core::adapter::{Private, RawJson, text_enum, wire_record};

pub(crate) use request::is_digits;
pub use request::{
    AddressInput, BusinessInput, CreateCustomer, UpdateCustomer, UpdateUser, UserBusinessInput,
    is_ulid,
};

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
            /// What was asked for.
            content: T,
        }
    }
}

wire_record! {
    /// The content of an answer to a create or an update of a customer.
    pub struct CustomerContent {
        required {
            /// The customer.
            customer_detail: CustomerDetail,
        }
    }
}

wire_record! {
    /// The content of an answer about a user.
    pub struct UserContent {
        required {
            /// The user.
            user: User,
        }
    }
}

wire_record! {
    /// The content of an answer about one address.
    pub struct AddressContent {
        required {
            /// The address.
            address: Address,
        }
    }
}

wire_record! {
    /// The content of an answer to a listing of addresses.
    pub struct AddressesContent {
        required {
            /// The addresses of the page.
            addresses: Vec<Address>,
        }
        optional {
            /// Where the page stands.
            pagination: Pagination,
        }
    }
}

wire_record! {
    /// A customer as a create or an update returns it. The address of a create is not echoed, and
    /// there is no timestamp.
    pub struct CustomerDetail {
        required {
            /// ULID.
            id: String,
        }
        optional {
            /// The given name.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The calling code of the phone, such as `+91`.
            country_code: Private<String>,
            /// The phone, ten digits.
            phone: Private<String>,
            /// The e-mail address.
            email: Private<String>,
            /// The customer as a business.
            business: Business,
            /// Whether the phone was verified.
            is_phone_verified: bool,
            /// Whether the e-mail address was verified.
            is_email_verified: bool,
        }
    }
}

wire_record! {
    /// A business. Two readings: create and update return `business_type`, `name`, `pan_number` and
    /// `gstin`; on [`User`] a newer page prints `type`, `name`, `metadata` and `registered_address`.
    pub struct Business {
        optional {
            /// The legal form: the older reading.
            business_type: String,
            /// The name.
            name: Private<String>,
            /// The PAN: the older reading.
            pan_number: Private<String>,
            /// The GSTIN: the older reading.
            gstin: Private<String>,
            /// The legal form: the newer reading.
            kind as "type": String,
            /// Texts by name: the newer reading.
            metadata: RawJson,
            /// The seat: the newer reading.
            registered_address: Address,
        }
    }
}

wire_record! {
    /// An address as it is returned.
    pub struct Address {
        optional {
            /// ULID.
            id: String,
            /// The given name of who receives there.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The calling code of the phone, such as `+91`; not a country.
            country_code: Private<String>,
            /// The phone, ten digits.
            phone: Private<String>,
            /// The e-mail address.
            email: Private<String>,
            /// The first line.
            address_line1: Private<String>,
            /// The second line.
            address_line2: Private<String>,
            /// Something known near the address.
            landmark: Private<String>,
            /// The postal code, six digits.
            pincode: Private<String>,
            /// The city.
            city: Private<String>,
            /// The state.
            state: Private<String>,
            /// The country, `India`.
            country: String,
            /// A TIN, a VAT number, or `IN` and a GSTIN.
            tax_identification_number: Private<String>,
            /// The company at the address.
            business_name: Private<String>,
            /// Whether invoices go there, on newer pages.
            is_default_billing: bool,
            /// Whether goods go there, on newer pages.
            is_default_shipping: bool,
            /// The customer's own name for the address, on newer pages.
            nickname: Private<String>,
            /// Whether the phone was verified, on newer pages.
            is_phone_verified: bool,
            /// Whether the e-mail address was verified, on newer pages.
            is_email_verified: bool,
        }
    }
}

text_enum! {
    /// How a user logs in.
    pub enum LoginMethod {
        /// By a code sent by e-mail.
        Email => "email",
        /// By a code sent to the phone.
        Phone => "phone",
        /// By a code sent through WhatsApp.
        Whatsapp => "whatsapp",
        /// By password.
        Password => "password",
    }
}

wire_record! {
    /// A user. Most stores have one user per customer, with the same id; in business stores a customer
    /// can have several.
    pub struct User {
        required {
            /// ULID.
            id: String,
        }
        optional {
            /// The given name.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The e-mail address.
            email: Private<String>,
            /// The phone, ten digits.
            phone: Private<String>,
            /// The calling code of the phone, such as `+91`.
            country_code: Private<String>,
            /// Where the user's picture is.
            profile_image_url: Private<String>,
            /// The group of the customer.
            customer_group: CustomerGroup,
            /// The customer as a business.
            business: Business,
            /// Whether the e-mail address was verified.
            is_email_verified: bool,
            /// Whether the phone was verified.
            is_phone_verified: bool,
            /// Whether this is a visitor without an account.
            is_anonymous: bool,
            /// Whether the user is logged in.
            is_logged_in: bool,
            /// How the user logs in.
            login_methods: Vec<LoginMethod>,
            /// Which messages the user wants.
            notification_preferences: NotificationPreferences,
            /// The customer that this is a user of.
            customer_id: String,
            /// When the user was made.
            created_at: Timestamp,
            /// When the user was last changed.
            modified_at: Timestamp,
        }
    }
}

wire_record! {
    /// Which messages a user wants, by what they are about.
    #[derive(Default)]
    pub struct NotificationPreferences {
        optional {
            /// About orders.
            transactional: Channels,
            /// About offers.
            promotional: Channels,
            /// The newsletter.
            newsletter: Channels,
        }
    }
}

wire_record! {
    /// The ways by which messages go.
    #[derive(Default)]
    pub struct Channels {
        optional {
            /// By e-mail.
            email: bool,
            /// By text message.
            sms: bool,
            /// Through WhatsApp.
            whatsapp: bool,
        }
    }
}

impl NotificationPreferences {
    /// Preferences of which nothing is said yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the ways for messages about orders.
        with_transactional => transactional: Channels,
        /// Sets the ways for messages about offers.
        with_promotional => promotional: Channels,
        /// Sets the ways for the newsletter.
        with_newsletter => newsletter: Channels,
    }
}

impl Channels {
    /// Says of each way whether messages go by it.
    pub fn new(email: bool, sms: bool, whatsapp: bool) -> Self {
        Self {
            email: email.into(),
            sms: sms.into(),
            whatsapp: whatsapp.into(),
            ..Self::default()
        }
    }
}

wire_record! {
    /// A group of customers.
    pub struct CustomerGroup {
        optional {
            /// ULID.
            id: String,
            /// The name.
            name: String,
            /// The name in URLs.
            slug: String,
            /// What the group is.
            description: String,
            /// Whether customers are in it unless another is said.
            is_default: bool,
            /// Whether it is in use.
            active: bool,
        }
    }
}

wire_record! {
    /// Where a page stands.
    pub struct Pagination {
        optional {
            /// The next page; null on the last.
            next_page: i64,
            /// The page before; null on the first.
            previous_page: i64,
            /// How many records there are in all.
            total_records: i64,
            /// How many pages there are in all.
            total_pages: i64,
            /// How many records a page has.
            limit: i64,
        }
    }
}
