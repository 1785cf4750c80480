//! `customers list` and `customers search`.

use std::io;

use customer_core::{Cursor, CustomerProvider, CustomerProviderExt, CustomerStream, ListQuery};
use futures_util::{FutureExt, StreamExt};

use super::finish::Stop;
use crate::args::{Extent, Format, List};
use crate::connect::choice::providers_to_call;
use crate::connect::session::Session;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::listing::{End, Listing};
use crate::output::messages::{self, note};
use crate::output::progress::Progress;
use crate::output::stdout::ignore_broken_pipe;
use crate::report::Outcome;

/// A limit up to this is requested as one page.
const MAX_PAGE_SIZE: u64 = 100;

/// Lists the customers of each provider named, one provider after the other.
pub(super) async fn list(arguments: &List, search: Option<String>) -> Result<Exit, Stop> {
    let connection = &arguments.common.connection;
    let providers = providers_to_call(arguments.providers.named(), connection);
    let extent = &arguments.extent;
    if extent.cursor.is_some() && providers.len() > 1 {
        return Err(Stop::Usage(
            "--cursor works with one provider only: name it with --provider".to_owned(),
        ));
    }
    let format = arguments.common.format;
    let mut listing = Listing::new(format);
    let mut ends = Vec::new();
    let session = Session::open(connection).await;
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
                list_one(&*adapter, query, extent, format, &mut listing).await
            }
            Err(failure) => listing
                .begin(provider.name, None)
                .and_then(|()| end_failed(&mut listing, &failure)),
        };
        match printed {
            Ok(exit) => ends.push(exit),
            // The reader has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => return Err(error.into()),
        }
    }
    if let Ok(session) = session {
        session.close().await;
    }
    ignore_broken_pipe(listing.finish())?;
    Ok(Exit::worst(ends))
}

fn query(extent: &Extent, search: Option<&str>) -> ListQuery {
    let mut query = ListQuery::new();
    if let Some(search) = search {
        query = query.with_search(search);
    }
    let within_limit = || {
        let limit = u32::try_from(extent.limit).ok();
        // A cursor keeps its page size.
        let is_free = !extent.all && extent.cursor.is_none();
        limit.filter(|limit| is_free && (1..=MAX_PAGE_SIZE).contains(&u64::from(*limit)))
    };
    if let Some(size) = extent.page_size.or_else(within_limit) {
        query = query.with_page_size(size);
    }
    if let Some(cursor) = &extent.cursor {
        query = query.with_cursor(Cursor::from(&**cursor));
    }
    query
}

/// Ends the listing of a provider that cannot be called.
fn end_failed(listing: &mut Listing, failure: &Failure) -> io::Result<Exit> {
    messages::failure(failure);
    listing.end(&End {
        outcome: Outcome::Failed,
        next: None,
        more: false,
        error: Some(failure.into()),
    })?;
    Ok(failure.exit())
}

/// Lists the customers of one provider.
async fn list_one(
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
    // If an item follows, the error was of one record; otherwise it may be of the whole page.
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
                    progress.suspend(|| listing.customer(customer))?;
                } else {
                    listing.customer(customer)?;
                }
            }
            Some(Err(error)) => {
                let failure = Failure::from(error);
                exits.push(failure.exit());
                progress.suspend(|| messages::error(failure.message()));
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
        None => end_at_limit(&mut stream),
    };
    if end.more {
        let name = provider.identity().provider;
        note(match &end.next {
            Some(next) => format!("{name}: more customers exist; to continue: --cursor {next}"),
            None => format!("{name}: more customers exist; raise --limit, or use --all"),
        });
    }
    listing.end(&end)?;
    Ok(Exit::worst(exits))
}

/// The end of a listing that stopped at its limit. It sends no request: the rest of a page has already arrived.
fn end_at_limit(stream: &mut CustomerStream<'_, dyn CustomerProvider + '_>) -> End {
    let next = stream.cursor().cloned();
    let within_page = match stream.next().now_or_never() {
        Some(Some(_)) => stream.cursor() == next.as_ref(),
        Some(None) | None => false,
    };
    End {
        outcome: Outcome::Listed,
        more: within_page || next.is_some(),
        // The cursor points to the next page: it would skip the rest of this one.
        next: next.filter(|_| !within_page),
        error: None,
    }
}
