//! The capabilities of a provider that can do everything.

use crate::{
    AddressPart, Capabilities, EmailUniqueness, Field, FieldCapability, Lookup, Operation,
};

/// Every operation, and every field of the domain written at creation, written later and returned. No field is required, e-mail
/// addresses are unique, and a create is looked up by its address.
///
/// ```
/// use customer_core::memory::{MemoryProvider, all_capabilities};
/// use customer_core::{EmailUniqueness, Operation};
///
/// let capabilities = all_capabilities()
///     .with_email_uniqueness(EmailUniqueness::MayRepeat)
///     .with_idempotency_keys([Operation::CreateCustomer]);
/// let provider = MemoryProvider::builder().capabilities(capabilities).build();
/// ```
pub fn all_capabilities() -> Capabilities {
    let operations = Operation::ALL.iter();
    let fields = Field::all().into_iter().chain([Field::BlockReason]);
    operations
        .fold(Capabilities::new(), |capabilities, operation| {
            capabilities.with_native(*operation)
        })
        .with_fields(fields.map(capability))
        .with_lookup(Lookup::Email)
        .with_email_uniqueness(EmailUniqueness::Unique)
}

fn capability(field: Field) -> FieldCapability {
    let name = field.to_string();
    let capability = FieldCapability::new(field).readable().with_wire(name);
    match capability.field {
        Field::Address(AddressPart::Id) => capability
            .on_update()
            .with_note("given by the provider, and kept where an address is replaced"),
        Field::BlockReason => capability.on_update(),
        Field::BusinessTaxId(_) | Field::Address(AddressPart::TaxId(_)) => {
            capability.on_create().on_update().several()
        }
        _ => capability.on_create().on_update(),
    }
}
