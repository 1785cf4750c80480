//! `customers list` and `customers search`.

use std::io;

use customer_core::{Cursor, CustomerProvider, CustomerProviderExt, CustomerStream, ListQuery};
use futures_util::{FutureExt, StreamExt};

use super::finish::Stop;
use crate::args::{Extent, Format, List};
use crate::connect::session::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::listing::{End, Listing};
use crate::output::progress::Progress;
use crate::output::{self, note};
use crate::report::Outcome;

/// A limit up to this is asked for as one page.
const LARGEST_PAGE: u64 = 100;

/// Lists the customers of each provider that was named, one provider after the other.
pub(super) async fn list(arguments: &List, search: Option<String>) -> Result<Exit, Stop> {
    let providers = arguments.providers.chosen();
    let extent = &arguments.extent;
    if extent.cursor.is_some() && providers.len() > 1 {
        return Err(Stop::Usage(
            "--cursor belongs to one provider: name one with --provider".to_owned(),
        ));
    }
    let format = arguments.output.output;
    let mut listing = Listing::new(format);
    let mut ends = Vec::new();
    let session = Session::open(&arguments.connection).await;
    for provider in providers {
        let connected = match &session {
            Ok(session) => session.connect(provider),
            Err(Failure::Setup(message)) => Err(Failure::Setup(message.clone())),
            Err(failure) => Err(Failure::Setup(failure.message())),
        };
        let printed = match connected {
            Ok(adapter) => {
                listing.begin(provider.name, adapter.identity().account.as_ref())?;
                let query = query(extent, search.as_deref());
                one(&*adapter, query, extent, format, &mut listing).await
            }
            Err(failure) => listing
                .begin(provider.name, None)
                .and_then(|()| fail(&mut listing, &failure)),
        };
        match printed {
            Ok(exit) => ends.push(exit),
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => return Err(error.into()),
        }
    }
    if let Ok(session) = session {
        session.close().await;
    }
    match listing.finish() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::worst(ends)),
    }
}

fn query(extent: &Extent, search: Option<&str>) -> ListQuery {
    let mut query = ListQuery::new();
    if let Some(search) = search {
        query = query.with_search(search);
    }
    let within_limit = || {
        let limit = u32::try_from(extent.limit).ok();
        // A cursor keeps the size of its pages.
        let is_free = !extent.all && extent.cursor.is_none();
        limit.filter(|limit| is_free && (1..=LARGEST_PAGE).contains(&u64::from(*limit)))
    };
    if let Some(size) = extent.page_size.or_else(within_limit) {
        query = query.with_page_size(size);
    }
    if let Some(cursor) = &extent.cursor {
        query = query.with_cursor(Cursor::from(&**cursor));
    }
    query
}

fn fail(listing: &mut Listing, failure: &Failure) -> io::Result<Exit> {
    output::error(failure.message());
    listing.end(&End {
        outcome: Outcome::Failed,
        next: None,
        more: false,
        error: Some(failure.into()),
    })?;
    Ok(failure.exit())
}

/// Lists the customers of one provider.
async fn one(
    provider: &dyn CustomerProvider,
    query: ListQuery,
    extent: &Extent,
    format: Format,
    listing: &mut Listing,
) -> io::Result<Exit> {
    let limit = (!extent.all).then_some(extent.limit);
    let mut progress = Progress::new(format, limit);
    let mut exits = Vec::new();
    let mut delivered = 0;
    let mut stream = provider.customers(query);
    // Whether an error is one record's or a whole page's shows in what comes after it.
    let mut last_error = None;
    let page_failure = loop {
        if limit == Some(delivered) {
            break None;
        }
        let item = stream.next().await;
        if let (Some(failure), Some(_)) = (&last_error, &item) {
            listing.unreadable(failure);
        }
        match item {
            None => break last_error.filter(|_| delivered == 1 || stream.cursor().is_some()),
            Some(Ok(customer)) => {
                last_error = None;
                if listing.is_about_to_print(&customer) {
                    progress.aside(|| listing.customer(customer))?;
                } else {
                    listing.customer(customer)?;
                }
            }
            Some(Err(error)) => {
                let failure = Failure::from(error);
                exits.push(failure.exit());
                progress.aside(|| output::error(failure.message()));
                last_error = Some(failure);
            }
        }
        delivered += 1;
        progress.count();
    };
    progress.finish();
    let end = match page_failure {
        Some(failure) => End {
            outcome: Outcome::Failed,
            next: stream.cursor().cloned(),
            more: false,
            error: Some((&failure).into()),
        },
        None => rest(&mut stream),
    };
    if end.more {
        let name = provider.identity().provider;
        note(match &end.next {
            Some(next) => format!("{name}: there are more; to go on: --cursor {next}"),
            None => format!("{name}: there are more; raise --limit, or list --all"),
        });
    }
    listing.end(&end)?;
    Ok(Exit::worst(exits))
}

/// How a listing that stopped at its limit goes on. Nothing is waited for: what is left of a page is
/// there already.
fn rest(stream: &mut CustomerStream<'_, dyn CustomerProvider + '_>) -> End {
    let next = stream.cursor().cloned();
    let within_page = match stream.next().now_or_never() {
        Some(Some(_)) => stream.cursor() == next.as_ref(),
        Some(None) | None => false,
    };
    End {
        outcome: Outcome::Listed,
        more: within_page || next.is_some(),
        // A cursor leads to a page's beginning: from within a page it would pass over the rest.
        next: next.filter(|_| !within_page),
        error: None,
    }
}
