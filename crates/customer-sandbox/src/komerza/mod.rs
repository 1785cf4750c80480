//! The stand-in of Komerza: the customers of a store. Each stand-in has the same files for the same subjects: `api` (how the
//! sandbox hosts it), `routes`, `tables`, `state` (what the handlers share), `auth` (which requests are allowed), `lookup` (the customer of a request), one file for each group of
//! endpoints, `requests` and `listing_query` (what is read), `responses` and `failure` (what is answered), `records` (what is
//! stored) and `seed_filter` (which seeded customers a listing shows).

mod api;
mod auth;
mod balance;
mod blocking;
mod customers;
mod decimal_order;
mod failure;
mod listing;
mod listing_query;
mod lookup;
mod rate_limit;
mod records;
mod responses;
mod routes;
mod seed_filter;
mod state;
mod tables;

pub use api::KomerzaApi;
pub use auth::KomerzaScope;
pub(crate) use auth::key_with_scopes;
