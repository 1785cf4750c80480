//! Customers of commerce systems: the domain types, the CustomerProvider trait, capabilities and errors.
