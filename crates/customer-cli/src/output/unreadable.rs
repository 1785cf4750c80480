//! Warnings for fields of the providers' records that could not be read. The JSON output has them too.

use std::collections::BTreeSet;

use customer_core::{Address, AddressId, Customer, Unreadable};

use super::messages::warning;
use crate::report::Report;

/// The maximum number of warnings in one run.
const MAX_WARNINGS: usize = 20;

/// The fields that were warned of. Each is warned of once, in however many customers it is unreadable.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    warned: BTreeSet<String>,
}

impl Warnings {
    /// Warns of the customers and addresses of a report.
    pub(crate) fn of_report(report: &Report) {
        let mut warnings = Self::default();
        for entry in &report.results {
            let customers = entry
                .customer
                .iter()
                .chain(entry.customers.iter().flatten());
            customers.for_each(|customer| warnings.customer(customer));
            let addresses = entry.addresses.iter().flatten().chain(&entry.address);
            addresses.for_each(|address| warnings.address(entry.provider, address));
        }
    }

    /// Warns of one customer.
    pub(crate) fn customer(&mut self, customer: &Customer) {
        let provider = customer.provider.as_str();
        for place in customer.unreadable() {
            self.warn(provider, "customer", Some(customer.id.as_str()), &place);
        }
        for address in customer.addresses.iter().flatten() {
            self.address(provider, address);
        }
    }

    /// Warns of one address.
    fn address(&mut self, provider: &str, address: &Address) {
        let id = address.id.as_ref().map(AddressId::as_str);
        for place in address.unreadable() {
            self.warn(provider, "address", id, place);
        }
    }

    fn warn(&mut self, provider: &str, what: &str, id: Option<&str>, place: &Unreadable) {
        let field = format!("{provider} {what} {}", without_indexes(&place.path));
        if self.warned.len() > MAX_WARNINGS || !self.warned.insert(field) {
            return;
        }
        if self.warned.len() > MAX_WARNINGS {
            warning("more fields could not be read; --output json lists all of them");
            return;
        }
        let id = id.map(|id| format!(" {id}")).unwrap_or_default();
        warning(format_args!(
            "{provider} {what}{id}: {} could not be read: {}",
            place.path, place.reason
        ));
    }
}

/// The path without its indexes: `tickets[].status` for `tickets[2].status`.
fn without_indexes(path: &str) -> String {
    let mut inside = false;
    let outside = |c: &char| {
        inside = *c == '[' || (inside && c.is_ascii_digit());
        !inside || *c == '['
    };
    path.chars().filter(outside).collect()
}

#[cfg(test)]
mod tests {
    use super::without_indexes;

    #[test]
    fn items_of_a_list_share_one_path() {
        assert_eq!(without_indexes("tickets[12].status"), "tickets[].status");
        assert_eq!(without_indexes("address_line1"), "address_line1");
    }
}
