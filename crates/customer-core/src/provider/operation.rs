//! What can be asked of a provider.

use std::fmt;

use serde::{Serialize, Serializer};

/// An operation of [`CustomerProvider`](crate::CustomerProvider), or one of a native client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// Register a customer.
    CreateCustomer,
    /// Read one customer by id.
    GetCustomer,
    /// Find the customers with exactly this e-mail address.
    FindCustomersByEmail,
    /// Read customers page by page.
    ListCustomers,
    /// Change fields of a customer.
    UpdateCustomer,
    /// Delete a customer.
    DeleteCustomer,
    /// Bring a deleted customer back.
    RestoreCustomer,
    /// Bar a customer from buying.
    BlockCustomer,
    /// Lift a block.
    UnblockCustomer,
    /// Read the addresses of a customer.
    ListAddresses,
    /// Add an address to a customer.
    AddAddress,
    /// Replace an address of a customer.
    UpdateAddress,
    /// Remove an address from a customer.
    RemoveAddress,
    /// An endpoint that only the native client offers, under the name the adapter gives it.
    Native(&'static str),
}

impl Operation {
    /// The operations of the trait, in the order in which tables show them.
    pub const ALL: &'static [Operation] = &[
        Self::CreateCustomer,
        Self::GetCustomer,
        Self::FindCustomersByEmail,
        Self::ListCustomers,
        Self::UpdateCustomer,
        Self::DeleteCustomer,
        Self::RestoreCustomer,
        Self::BlockCustomer,
        Self::UnblockCustomer,
        Self::ListAddresses,
        Self::AddAddress,
        Self::UpdateAddress,
        Self::RemoveAddress,
    ];

    /// The operations of the trait that change something. The others of [`ALL`](Self::ALL) read.
    pub const WRITES: &'static [Operation] = &[
        Self::CreateCustomer,
        Self::UpdateCustomer,
        Self::DeleteCustomer,
        Self::RestoreCustomer,
        Self::BlockCustomer,
        Self::UnblockCustomer,
        Self::AddAddress,
        Self::UpdateAddress,
        Self::RemoveAddress,
    ];

    /// The operation's name in `snake_case`, as it stands in errors, spans and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreateCustomer => "create_customer",
            Self::GetCustomer => "get_customer",
            Self::FindCustomersByEmail => "find_customers_by_email",
            Self::ListCustomers => "list_customers",
            Self::UpdateCustomer => "update_customer",
            Self::DeleteCustomer => "delete_customer",
            Self::RestoreCustomer => "restore_customer",
            Self::BlockCustomer => "block_customer",
            Self::UnblockCustomer => "unblock_customer",
            Self::ListAddresses => "list_addresses",
            Self::AddAddress => "add_address",
            Self::UpdateAddress => "update_address",
            Self::RemoveAddress => "remove_address",
            Self::Native(name) => name,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn every_operation_is_a_write_or_one_of_the_reads() {
        let reads = Operation::ALL
            .iter()
            .filter(|operation| !Operation::WRITES.contains(operation));
        let reads: Vec<_> = reads.map(|operation| operation.as_str()).collect();
        assert_eq!(
            reads,
            [
                "get_customer",
                "find_customers_by_email",
                "list_customers",
                "list_addresses"
            ]
        );
        assert_eq!(Operation::WRITES.len() + reads.len(), Operation::ALL.len());
    }
}
