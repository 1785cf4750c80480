//! Output as tables (`--output table`): a file holds the rows and columns of one table. `results` chooses the table for
//! a report, `layout` says how every table looks. The capability tables of `customers providers` are in `output/matrix`.

mod addresses;
mod customers;
mod fates;
mod layout;
mod outcomes;
mod results;

pub(crate) use customers::listing;
pub(crate) use layout::{never_wrap, table};
pub(crate) use results::{View, results};
