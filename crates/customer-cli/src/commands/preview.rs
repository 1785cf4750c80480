//! `customers preview`.

use super::create::require_customer;
use super::finish::{Stop, finish};
use crate::args::Preview;
use crate::calls::concurrent::{Call, fail_all};
use crate::exit::Exit;
use crate::output::messages;
use crate::output::table::View;
use crate::report::{Entry, Report};

/// Shows what creating a customer would do. Sends nothing.
pub(super) fn preview(arguments: &Preview) -> Result<Exit, Stop> {
    require_customer(&arguments.customer)?;
    let providers = arguments.providers.named();
    let format = arguments.common.format;
    let customer = match arguments.customer.read() {
        Ok(customer) => customer,
        Err(error) => {
            let report = fail_all(&Call::to_providers(providers), error);
            return finish(&report, format, View::Fates);
        }
    };
    let results = providers
        .into_iter()
        .map(|provider| Entry::previewed(provider.name, (provider.preview)(&customer)))
        .collect();
    let report = Report::new(results);
    print_problems(&report);
    finish(&report, format, View::Fates)
}

/// Prints on standard error why a write would be refused.
pub(super) fn print_problems(report: &Report) {
    for entry in &report.results {
        for problem in &entry.problems {
            messages::error(format_args!("{}: {problem}", entry.provider));
        }
    }
}
