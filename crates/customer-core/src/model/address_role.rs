//! What an address is for.

use crate::adapter::text_enum;

text_enum! {
    /// What an address is for.
    pub enum AddressRole {
        /// Where the invoice goes.
        Billing => "billing",
        /// Where the goods go.
        Shipping => "shipping",
        /// The seat of a business.
        Registered => "registered",
    }
}
