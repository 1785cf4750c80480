//! Servers that mean harm, in another process: they cannot make a call exceed its time or its body cap, nor get a credential.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use customer_core::{
    Address, AddressRole, Country, CustomerProvider, EmailAddress, ErrorKind, GetOptions,
    NewCustomer, PersonName, PhoneNumber, RetryAdvice, WriteOptions,
};
use customer_http::HttpOptions;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hostile");

/// The process, which ends with its input.
struct Hostile {
    process: Child,
    urls: HashMap<String, String>,
}

impl Hostile {
    fn start() -> Self {
        let mut process = Command::new(PROGRAM)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut urls = HashMap::new();
        for line in output.lines() {
            let line = line.unwrap();
            let (name, url) = line.split_once(' ').unwrap();
            if name == "ready" {
                break;
            }
            urls.insert(name.to_owned(), url.to_owned());
        }
        Self { process, urls }
    }

    /// How many came to where redirects lead, or spoke to whom nobody vouches for.
    fn came(&self) -> u64 {
        let authority = self.urls["came"].strip_prefix("http://").unwrap();
        let mut told = String::new();
        let mut stream = TcpStream::connect(authority).unwrap();
        stream.read_to_string(&mut told).unwrap();
        told.parse().unwrap()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Time-outs strike soon where they are to, and never where something else is.
fn options(hangs: bool) -> HttpOptions {
    let options = HttpOptions::new()
        .allow_http(true)
        .no_rate_limit()
        .root_certificates(Vec::new());
    if hangs {
        options
            .attempt_timeout(Duration::from_millis(250))
            .total_timeout(Duration::from_secs(1))
    } else {
        options
    }
}

fn adapters(url: &str, hangs: bool) -> [Arc<dyn CustomerProvider>; 3] {
    [
        Arc::new(
            komerza::Komerza::builder()
                .base_url(url)
                .store_id(customer_sandbox::KOMERZA_STORE_ID)
                .api_key(customer_sandbox::KOMERZA_API_KEY.to_owned())
                .http_options(options(hangs))
                .build()
                .unwrap(),
        ),
        Arc::new(
            kohortpay::Kohortpay::builder()
                .base_url(url)
                .api_key(customer_sandbox::KOHORTPAY_TEST_KEY.to_owned())
                .http_options(options(hangs))
                .build()
                .unwrap(),
        ),
        Arc::new(
            commerceengine::CommerceEngine::builder()
                .base_url(url)
                .access_token("secret".to_owned())
                .http_options(options(hangs))
                .build()
                .unwrap(),
        ),
    ]
}

fn asha(provider: &dyn CustomerProvider) -> NewCustomer {
    let email = EmailAddress::parse("asha.rao@example.com").unwrap();
    let customer = NewCustomer::new().with_email(email);
    if provider.identity().provider.as_str() != "commerceengine" {
        return customer;
    }
    customer
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
        .with_address(
            Address::new()
                .with_lines(["12 Marine Drive"])
                .with_city("Mumbai")
                .with_region("Maharashtra")
                .with_postal_code("400020")
                .with_country(Country::parse("India").unwrap())
                .with_role(AddressRole::Billing),
        )
}

/// Not a measurement: a call whose time-outs did not hold would take for ever.
const FOR_EVER: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_server_cannot_block_a_call_fill_the_memory_or_get_a_credential() {
    use ErrorKind::{ConnectionFailed, OutcomeUnknown, TimedOut, UnexpectedResponse};
    let hostile = Hostile::start();
    for (name, of_read, of_write) in [
        ("silent", TimedOut, OutcomeUnknown),
        ("slow-head", TimedOut, OutcomeUnknown),
        ("slow-body", TimedOut, OutcomeUnknown),
        ("endless", UnexpectedResponse, OutcomeUnknown),
        ("endless-head", ConnectionFailed, OutcomeUnknown),
        ("redirect-302", UnexpectedResponse, OutcomeUnknown),
        ("redirect-307", UnexpectedResponse, OutcomeUnknown),
        ("wrong-certificate", ConnectionFailed, ConnectionFailed),
        ("garbage", ConnectionFailed, ConnectionFailed),
        ("inflating", UnexpectedResponse, OutcomeUnknown),
    ] {
        for adapter in adapters(&hostile.urls[name], of_read == TimedOut) {
            let who = adapter.identity().provider;
            let get = GetOptions::new();
            let id = "01K0TESTC0ST0MER0000000001".into();
            let read = tokio::time::timeout(FOR_EVER, adapter.get_customer(&id, &get)).await;
            let error = read.unwrap().unwrap_err();
            assert_eq!(error.kind(), of_read, "{name}, {who}: {error}");
            if name == "wrong-certificate" {
                assert_eq!(
                    (error.attempts(), error.retry_advice()),
                    (1, RetryAdvice::DoNotRetry)
                );
            }
            let (customer, strict) = (asha(&*adapter), WriteOptions::new());
            let write =
                tokio::time::timeout(FOR_EVER, adapter.create_customer(&customer, &strict)).await;
            let error = write.unwrap().unwrap_err();
            assert_eq!(error.kind(), of_write, "{name}, {who}: {error}");
        }
    }
    assert_eq!(hostile.came(), 0);
}

/// The peak is the kernel's count for a process, so the call has one of its own; only Linux tells it.
#[cfg(target_os = "linux")]
#[test]
fn a_body_that_inflates_to_a_gibibyte_takes_less_than_64_mebibytes() {
    let hostile = Hostile::start();
    let output = Command::new(PROGRAM)
        .args(["inflate", &hostile.urls["inflating"]])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let (kind, peak) = told.trim().split_once(' ').unwrap();
    assert_eq!(kind, "unexpected_response", "{told}");
    let kibibytes: u64 = peak.parse().unwrap();
    assert!(kibibytes < 64 * 1024, "{kibibytes} KiB");
}
