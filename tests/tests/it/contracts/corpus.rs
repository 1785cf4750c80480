//! Exchanges that are known to be good, written by hand in `exchanges/`.

use std::fs;
use std::path::Path;

use customer_sandbox::Provider;
use customer_tests::contract::{self, Contract, Exchange};
use serde::Deserialize;
use serde_json::{Map, Value};

pub(super) struct Recorded {
    pub(super) name: String,
    pub(super) exchange: Exchange,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    path: String,
    #[serde(default)]
    query: String,
    headers: Map<String, Value>,
    body: Option<Value>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    headers: Map<String, Value>,
    body: Option<Value>,
}

/// An answer that every endpoint can give, or every one with one of the methods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Anywhere {
    name: String,
    methods: Option<Vec<String>>,
    response: Response,
}

fn headers(written: &Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    written
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn bytes(body: Option<&Value>) -> Vec<u8> {
    body.map(|body| body.to_string().into_bytes())
        .unwrap_or_default()
}

fn answered(exchange: &Exchange, response: &Response) -> Exchange {
    Exchange {
        status: response.status,
        response_headers: headers(&response.headers),
        response_body: bytes(response.body.as_ref()),
        ..exchange.clone()
    }
}

/// All good exchanges of a provider, named `endpoint: case`.
pub(super) fn recorded(provider: Provider) -> Vec<Recorded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/exchanges")
        .join(provider.name());
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut all, mut first_of_each, mut anywhere) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let endpoint = file.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        if endpoint == "any-endpoint" {
            anywhere = serde_json::from_str::<Vec<Anywhere>>(&text).unwrap();
            continue;
        }
        let written: Vec<Written> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{endpoint}: {error}"));
        for (index, written) in written.into_iter().enumerate() {
            let request = Exchange {
                method: written.request.method,
                path: written.request.path,
                query: written.request.query,
                request_headers: headers(&written.request.headers),
                request_body: bytes(written.request.body.as_ref()),
                ..Exchange::default()
            };
            if index == 0 {
                first_of_each.push((endpoint.to_owned(), request.clone()));
            }
            all.push(Recorded {
                name: format!("{endpoint}: {}", written.name),
                exchange: answered(&request, &written.response),
            });
        }
    }
    for (endpoint, request) in first_of_each {
        for answer in &anywhere {
            if answer
                .methods
                .as_ref()
                .is_none_or(|methods| methods.contains(&request.method))
            {
                all.push(Recorded {
                    name: format!("{endpoint}: {}", answer.name),
                    exchange: answered(&request, &answer.response),
                });
            }
        }
    }
    all
}

/// The good exchange of this name.
pub(super) fn exchange(provider: Provider, name: &str) -> Exchange {
    let mut all = recorded(provider).into_iter();
    all.find(|recorded| recorded.name == name)
        .unwrap_or_else(|| panic!("no exchange {name}"))
        .exchange
}

#[test]
fn every_good_exchange_satisfies_the_contract() {
    for provider in contract::providers() {
        let contract = Contract::load(provider).unwrap();
        for recorded in recorded(provider) {
            if let Err(violations) = contract.check(&recorded.exchange) {
                let rules: Vec<String> = violations.iter().map(ToString::to_string).collect();
                panic!("{provider:?}, {}: {rules:#?}", recorded.name);
            }
        }
    }
}

#[test]
fn every_operation_has_a_good_exchange() {
    for provider in contract::providers() {
        let contract = Contract::load(provider).unwrap();
        let recorded = recorded(provider);
        let mut seen: Vec<&str> = recorded
            .iter()
            .filter_map(|recorded| contract.operation_id(&recorded.exchange))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, contract.operation_ids(), "{provider:?}");
    }
}
