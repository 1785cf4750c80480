//! {=title=}'s requests and responses, as its reference spells them. Names and forms of the provider stand here
//! and nowhere else.

use customer_core::adapter::rules::ValidationError;
use customer_core::adapter::{Member, Private, setters, wire_record};
use customer_core::{EmailAddress, Timestamp};
use validator::Validate;

wire_record! {
    /// The body of a create.
    ///
    /// TO WRITE: every field of the provider's create, by its documented name.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer {
        optional {
            /// The e-mail address.
            #[validate(custom(function = "well_formed_email"))]
            email: Private<String>,
        }
    }
}

impl CreateCustomer {
    /// A create of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the e-mail address.
        with_email => email: String,
    }
}

wire_record! {
    /// A customer, as every endpoint returns it.
    ///
    /// TO WRITE: every field of the provider's customer, by its documented name. Only the id is required: one that
    /// is missing or has another form must not lose the rest.
    pub struct Customer {
        required {
            /// The id.
            id: {=id_type=},
        }
        optional {
            /// The e-mail address.
            email: Private<String>,
            /// When the customer was registered.
            created_at: Timestamp,
        }
    }
}

fn well_formed_email(email: &Member<Private<String>>) -> Result<(), ValidationError> {
    match email.as_deref().map(|email| EmailAddress::parse(email)) {
        Some(Err(_)) => Err(ValidationError::new("is no e-mail address")),
        _ => Ok(()),
    }
}
