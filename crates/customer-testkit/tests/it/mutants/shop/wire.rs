//! Requests and responses as the shop spells them.

use customer_core::adapter::rules::ValidationError;
use customer_core::adapter::{
    Member, Part, Place, Private, Problem, UnknownFields, UnreadableList, WireValue, text_enum,
    wire_record,
};
use customer_core::{Amount, Metadata, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use validator::Validate;

text_enum! {
    /// Whether a customer may buy.
    pub enum State {
        /// It may.
        Active => "active",
        /// It may not.
        Blocked => "blocked",
    }
}

wire_record! {
    /// A customer.
    pub struct Customer {
        required {
            /// The id.
            id: String,
        }
        optional {
            /// The e-mail address.
            email: Private<String>,
            /// The phone.
            phone: Private<String>,
            /// The given name.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The language, without a region.
            language: String,
            /// What the caller keeps.
            metadata: Metadata,
            /// What the shop owes.
            credit: Amount,
            /// Active or blocked.
            state: State,
            /// Why it is blocked.
            block_reason: Private<String>,
            /// When it was made.
            created_at: Timestamp,
            /// When it was changed.
            updated_at: Timestamp,
        }
    }
}

wire_record! {
    /// The body of a create.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer {
        required {
            /// The e-mail address.
            email: Private<String>,
        }
        optional {
            /// The phone.
            phone: Private<String>,
            /// The given name, of 20 characters at most.
            #[validate(custom(function = "short"))]
            first_name: Private<String>,
            /// The family name, of 20 characters at most.
            #[validate(custom(function = "short"))]
            last_name: Private<String>,
            /// The language, without a region.
            language: String,
            /// What the caller keeps.
            metadata: Metadata,
            /// For the mutant that sends what it reports as lost.
            reference: Private<String>,
        }
    }
}

wire_record! {
    /// The body of an update: what is left out stays, and null clears.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct UpdateCustomer {
        optional {
            /// The phone.
            phone: Private<String>,
            /// The given name.
            #[validate(custom(function = "short"))]
            first_name: Private<String>,
            /// The family name.
            #[validate(custom(function = "short"))]
            last_name: Private<String>,
            /// What the caller keeps.
            metadata: Metadata,
        }
    }
}

wire_record! {
    /// The body of a block.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct BlockCustomer {
        optional {
            /// Why.
            reason: Private<String>,
        }
    }
}

wire_record! {
    /// An address.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct NewAddress {
        optional {
            /// The lines above the city, joined by a comma.
            street: Private<String>,
            /// The city.
            city: Private<String>,
        }
    }
}

wire_record! {
    /// An address as it is returned.
    pub struct Address {
        required {
            /// The id.
            id: String,
        }
        optional {
            /// The lines above the city.
            street: Private<String>,
            /// The city.
            city: Private<String>,
        }
    }
}

/// How many characters a name may have.
pub(crate) const NAME: usize = 20;

fn short(name: &Member<Private<String>>) -> Result<(), ValidationError> {
    let length = name.as_ref().map_or(0, |name| name.chars().count());
    if length <= NAME {
        return Ok(());
    }
    Err(ValidationError::new("length").with_message("takes at most 20 characters".into()))
}

impl AsRef<Customer> for Customer {
    fn as_ref(&self) -> &Customer {
        self
    }
}

/// A record that is changed by its reading: for mutants.
macro_rules! mangled {
    ($(#[$doc:meta])* $name:ident, $mangle:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub(crate) struct $name(Customer);

        impl AsRef<Customer> for $name {
            fn as_ref(&self) -> &Customer {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let customer = Customer::deserialize(deserializer)?;
                Ok(Self($mangle(customer)))
            }
        }

        impl WireValue for $name {
            const EXPECTED: &'static str = "an object";

            fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
                Customer::read(json, parts).map($mangle).map(Self)
            }

            fn find_unreadable(&self, place: &Place<'_>, parts: &[&Part], found: &mut UnreadableList) {
                self.0.find_unreadable(place, parts, found);
            }
        }
    };
}

mangled! {
    /// The credit went through a float.
    Floating, |mut customer: Customer| {
        if let Member::Value(credit) = &customer.credit {
            let float: Option<f64> = serde_json::to_string(credit).ok().and_then(|text| text.parse().ok());
            let text = float.map(|float| float.to_string());
            let amount = text.and_then(|text| serde_json::from_str(&text).ok());
            customer.credit = amount.map_or(Member::Null, Member::Value);
        }
        customer
    }
}

mangled! {
    /// Members that are not known are dropped.
    Forgetful, |mut customer: Customer| {
        customer.unknown = UnknownFields::default();
        customer
    }
}
