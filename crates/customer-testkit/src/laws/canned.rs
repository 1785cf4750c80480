//! Providers that speak to the kit's own server.

use std::sync::Arc;

use customer_core::CustomerProvider;

use super::support::{needs, pointed_to};
use crate::endpoint::Endpoint;
use crate::harness::{Harness, Part, Received};
use crate::outcome::{Checked, broken};
use crate::server::{Reply, Server};

/// A server of canned responses, and a provider that speaks to it.
pub(crate) struct Canned {
    pub(crate) server: Server,
    pub(crate) provider: Arc<dyn CustomerProvider>,
}

impl Canned {
    pub(crate) async fn answering(
        harness: &dyn Harness,
        answer: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Checked<Self> {
        needs(harness, Part::Http)?;
        let server = match Server::start(answer).await {
            Ok(server) => server,
            Err(error) => return broken(format!("no server: {error}"), "a free port"),
        };
        let provider = pointed_to(harness.connect(&Endpoint::new(server.base_url())));
        Ok(Self { server, provider })
    }
}
