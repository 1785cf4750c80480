//! The stand-in of Commerce Engine: the customers of a storefront. The files are those of the other stand-ins (see
//! `komerza`), and what only this provider has: sessions and their tokens.

mod addresses;
mod customers;
mod failure;
mod jwt;
mod records;
mod requests;
mod responses;
mod state;
mod tokens;
mod users;

pub(crate) use records::keep_staff;
pub(crate) use state::{CommerceEngine, mount};
pub(crate) use tokens::{AskedLifetimes, Lifetimes, expire_all, pair_at_start};
