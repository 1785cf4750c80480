//! What of the providers' records could not be read, on standard error. The JSON has it too.

use std::collections::BTreeSet;

use customer_core::{Address, AddressId, Customer, Unreadable};

use super::report::warning;
use crate::report::Report;

/// How many fields are told of in one run.
const MOST: usize = 20;

/// The fields that were told of: each once, whichever customers it is of.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    told: BTreeSet<String>,
}

impl Warnings {
    /// Tells of the customers of a report.
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

    /// Tells of one customer.
    pub(crate) fn customer(&mut self, customer: &Customer) {
        let provider = customer.provider.as_str();
        for place in customer.unreadable() {
            self.tell(provider, "customer", Some(customer.id.as_str()), &place);
        }
        for address in customer.addresses.iter().flatten() {
            self.address(provider, address);
        }
    }

    /// Tells of one address.
    fn address(&mut self, provider: &str, address: &Address) {
        let id = address.id.as_ref().map(AddressId::as_str);
        for place in address.unreadable() {
            self.tell(provider, "address", id, place);
        }
    }

    fn tell(&mut self, provider: &str, what: &str, id: Option<&str>, place: &Unreadable) {
        let field = format!("{provider} {what} {}", without_indexes(&place.path));
        if self.told.len() > MOST || !self.told.insert(field) {
            return;
        }
        if self.told.len() > MOST {
            warning("more fields could not be read; --output json names them all");
            return;
        }
        let id = id.map(|id| format!(" {id}")).unwrap_or_default();
        warning(format_args!(
            "{provider} {what}{id}: {} could not be read: {}",
            place.path, place.reason
        ));
    }
}

/// The field that a place is of: `tickets[2].status` is `tickets[].status`.
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
    fn places_in_a_list_are_of_one_field() {
        assert_eq!(without_indexes("tickets[12].status"), "tickets[].status");
        assert_eq!(without_indexes("address_line1"), "address_line1");
    }
}
