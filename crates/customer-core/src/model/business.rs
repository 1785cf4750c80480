//! What is known of a customer as a business.

use std::fmt;

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::TaxIds;
use crate::adapter::setters;
use crate::model::validation::{one_line, tax_ids_in_form};
use crate::value::redact::presence;

crate::model::object::object_only!(Business);

/// A customer as a business. `Debug` shows which parts there are, not what they say.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[validate(crate = "crate::adapter::rules")]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Business {
    /// The legal form, in the provider's words: `private_limited`. In JSON `type`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub business_type: Option<String>,
    /// The name of the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub name: Option<String>,
    /// The numbers under which offices know it.
    #[serde(default, skip_serializing_if = "TaxIds::is_empty")]
    #[validate(custom(function = "tax_ids_in_form"))]
    pub tax_ids: TaxIds,
}

impl Business {
    /// A business of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the legal form.
        with_business_type => business_type: String,
        /// Sets the name.
        with_name => name: String,
    }

    /// Sets the tax ids.
    #[must_use]
    pub fn with_tax_ids(mut self, tax_ids: TaxIds) -> Self {
        self.tax_ids = tax_ids;
        self
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.business_type.is_none() && self.name.is_none() && self.tax_ids.is_empty()
    }
}

impl fmt::Debug for Business {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Business")
            .field("business_type", &self.business_type)
            .field("name", &presence(self.name.as_ref()))
            .field("tax_ids", &self.tax_ids)
            .finish()
    }
}
