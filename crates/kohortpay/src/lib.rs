//! KohortPay customers behind customer-core's CustomerProvider, and the native client.
