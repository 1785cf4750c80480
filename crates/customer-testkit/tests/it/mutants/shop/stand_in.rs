//! The shop itself: customers in memory behind the kit's server.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use customer_core::CustomerProvider;
use customer_testkit::{Endpoint, Fault, Received, Reply, Server, StandIn};
use serde_json::{Map, Value, json};

use super::harness::{ACCOUNT, KEY};
use super::provider::Shop;
use super::slip::Slip;

/// For how long a client waits where a law is about that.
const PATIENCE: Duration = Duration::from_millis(250);

pub(super) struct ShopStandIn {
    server: Server,
    state: Arc<State>,
    slip: Slip,
}

#[derive(Default)]
struct State {
    requests: AtomicU64,
    acted: AtomicU64,
    fault: Mutex<Option<Fault>>,
    customers: Mutex<Vec<Map<String, Value>>>,
    made: AtomicU64,
}

impl ShopStandIn {
    pub(super) async fn start(slip: Slip) -> Self {
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| shared.receive(request));
        let server = server.await.unwrap();
        Self {
            server,
            state,
            slip,
        }
    }
}

impl StandIn for ShopStandIn {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        let mut options = endpoint.http_options();
        if endpoint.timeout().is_some() {
            // The shop is in this process: what has not come by then does not come.
            options = options.attempt_timeout(PATIENCE).total_timeout(PATIENCE);
        }
        let base_url = self.server.base_url();
        Arc::new(Shop::new(base_url, ACCOUNT, KEY, options, self.slip))
    }

    fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }

    fn acted(&self) -> u64 {
        self.state.acted.load(Ordering::SeqCst)
    }

    fn strike(&self, fault: Fault) -> bool {
        *self.state.fault.lock().unwrap() = Some(fault);
        true
    }

    fn heal(&self) {
        *self.state.fault.lock().unwrap() = None;
    }
}

fn refusal(status: u16, code: &str) -> Reply {
    Reply::json(
        status,
        json!({ "error": { "code": code, "message": "no" } }).to_string(),
    )
}

impl State {
    /// Answers a request, or lets the fault that is asked for happen to a write.
    fn receive(&self, request: &Received) -> Reply {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let fault = if request.is_read() {
            None
        } else {
            self.fault.lock().unwrap().take()
        };
        if fault.is_some_and(|fault| !fault.acts()) {
            return match fault {
                Some(Fault::InternalError) => {
                    Reply::new(500, "text/plain", "Internal Server Error")
                }
                _ => Reply::Close,
            };
        }
        let reply = self.answer(request);
        match fault {
            None => reply,
            Some(Fault::Late) => Reply::Silence,
            Some(Fault::Cut) => reply.cut(),
            Some(Fault::UnavailableAfterActing) => {
                Reply::new(503, "text/html", "<html>busy</html>").with_header("Retry-After", "0")
            }
            Some(_) => Reply::Close,
        }
        // The shop's clock is ours.
        .with_header(
            "Date",
            Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
    }

    fn answer(&self, request: &Received) -> Reply {
        let mut customers = self.customers.lock().unwrap();
        let path: Vec<&str> = request.path().split('/').skip(1).collect();
        let at = |id: &str| {
            customers
                .iter()
                .position(|customer| customer.get("id").and_then(Value::as_str) == Some(id))
        };
        let body: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
        let now = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        if body.values().any(|value| value.as_str() == Some("")) {
            return refusal(422, "invalid");
        }
        match (&*request.method, &*path) {
            ("GET", ["customers"]) => list(&customers, request),
            ("POST", ["customers"]) => {
                let email = lower(&body, "email");
                if customers.iter().any(|other| lower(other, "email") == email) {
                    return refusal(422, "email_taken");
                }
                let number = self.made.fetch_add(1, Ordering::SeqCst);
                let mut customer = Map::from_iter([
                    ("id".to_owned(), json!(format!("c-{number}"))),
                    ("state".to_owned(), json!("active")),
                    ("credit".to_owned(), json!(0)),
                    ("created_at".to_owned(), json!(now)),
                    ("updated_at".to_owned(), json!(now)),
                ]);
                for name in [
                    "email",
                    "phone",
                    "first_name",
                    "last_name",
                    "language",
                    "metadata",
                ] {
                    customer.insert(name.to_owned(), body.get(name).cloned().unwrap_or_default());
                }
                customers.push(customer.clone());
                self.acts(201, &customer)
            }
            (method, ["customers", id, rest @ ..]) => {
                let Some(at) = at(id) else {
                    return refusal(404, "not_found");
                };
                if (method, rest) == ("DELETE", &[]) {
                    self.acted.fetch_add(1, Ordering::SeqCst);
                    customers.remove(at);
                    return Reply::json(200, "{}");
                }
                let customer = &mut customers[at];
                let addresses = customer.get("addresses").and_then(Value::as_array);
                let mut addresses = addresses.cloned().unwrap_or_default();
                match (method, rest) {
                    ("GET", ["addresses"]) => {
                        return Reply::json(200, json!({ "addresses": addresses }).to_string());
                    }
                    ("POST", ["addresses"]) => {
                        let mut address = body;
                        address.insert("id".to_owned(), json!(format!("a-{}", addresses.len())));
                        addresses.push(address.clone().into());
                        customer.insert("addresses".to_owned(), addresses.into());
                        return self.acts(201, &address);
                    }
                    ("GET", []) => {
                        return Reply::json(200, Value::from(customer.clone()).to_string());
                    }
                    ("PATCH", []) => customer.extend(body),
                    ("POST", ["block"]) => {
                        customer.insert("state".to_owned(), json!("blocked"));
                        let reason = body.get("reason").cloned().unwrap_or_default();
                        customer.insert("block_reason".to_owned(), reason);
                    }
                    ("POST", ["unblock"]) => {
                        customer.insert("state".to_owned(), json!("active"));
                        customer.remove("block_reason");
                    }
                    _ => return refusal(404, "not_found"),
                }
                customer.insert("updated_at".to_owned(), json!(now));
                let customer = customer.clone();
                self.acts(200, &customer)
            }
            _ => refusal(404, "not_found"),
        }
    }

    fn acts(&self, status: u16, customer: &Map<String, Value>) -> Reply {
        self.acted.fetch_add(1, Ordering::SeqCst);
        Reply::json(status, Value::from(customer.clone()).to_string())
    }
}

fn lower(customer: &Map<String, Value>, name: &str) -> String {
    let text = customer.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_lowercase()
}

/// The filters match in part, whatever the case.
fn list(customers: &[Map<String, Value>], request: &Received) -> Reply {
    let after = request.query("after");
    let start = after.and_then(|after| {
        let last = customers
            .iter()
            .position(|customer| customer.get("id").and_then(Value::as_str) == Some(&after));
        last.map(|at| at + 1)
    });
    let email = request.query("email").unwrap_or_default().to_lowercase();
    let search = request.query("search").unwrap_or_default().to_lowercase();
    let rest = customers.iter().skip(start.unwrap_or(0));
    let found: Vec<_> = rest
        .filter(|customer| lower(customer, "email").contains(&email))
        .filter(|customer| {
            Value::from((*customer).clone())
                .to_string()
                .to_lowercase()
                .contains(&search)
        })
        .collect();
    let limit = request.number("limit").unwrap_or(5).min(50);
    let page: Vec<_> = found.iter().take(limit).collect();
    let has_more = found.len() > page.len();
    Reply::json(
        200,
        json!({ "customers": page, "has_more": has_more }).to_string(),
    )
}
