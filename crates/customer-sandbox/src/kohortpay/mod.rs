//! The stand-in of KohortPay: the customers of an organization, in test and in live mode. The files are those of the
//! other stand-ins (see `komerza`).

mod api;
mod auth;
mod blocking;
mod customers;
mod failure;
mod listing;
mod listing_query;
mod lookup;
mod records;
mod requests;
mod responses;
mod routes;
mod seed_filter;
mod state;
mod tables;

pub use api::KohortPayApi;
