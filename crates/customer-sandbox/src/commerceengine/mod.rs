//! The stand-in of Commerce Engine: the customers of a storefront. The files are those of the other stand-ins (see
//! `komerza`), and what only this provider has: sessions and their tokens.

mod address_records;
mod addresses;
mod api;
mod auth;
mod customers;
mod failure;
mod jwt;
mod login;
mod lookup;
mod records;
mod requests;
mod responses;
mod routes;
mod session;
mod state;
mod tables;
mod tokens;
mod users;

pub use api::CommerceEngineApi;
