//! Commerce Engine storefront customers behind customer-core's CustomerProvider, and the native client.
