//! Stateful local stand-ins for the customer APIs of Komerza, Commerce Engine and KohortPay.
