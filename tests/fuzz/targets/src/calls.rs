//! Whole calls through the trait, against a server that answers whatever it is told.

mod server;

use customer_core::{
    Address, AddressId, BlockRequest, Country, Cursor, CustomerId, CustomerProvider,
    CustomerProviderExt, CustomerUpdate, EmailAddress, Error, ErrorKind, GetOptions, ListQuery,
    NewCustomer, Operation, Page, PersonName, PhoneNumber, Result, WriteOptions,
};
use customer_http::{HttpOptions, RetryPolicy};

use crate::privacy::{assert_one_line, assert_private, planted, shown};
use server::{Answer, Server};

/// No call needs as many requests as this: one that sends them would never end.
const MOST_REQUESTS: usize = 20;

/// A provider and an operation by their numbers, the status, the manner of the answer, who is
/// planted; the argument of the call to the end of the line; the body. A NUL in argument and body stands
/// for the person.
pub(crate) fn check(data: &[u8]) {
    let [provider, operation, status, manner, person, rest @ ..] = data else {
        return;
    };
    let number = |byte: &u8| usize::from(byte.wrapping_sub(b'0'));
    let mut parts = rest.splitn(2, |byte| *byte == b'\n');
    let mut part = || plant(parts.next().unwrap_or_default(), *person);
    let (argument, body) = (part(), part());
    let Ok(argument) = String::from_utf8(argument) else {
        return;
    };
    let status = STATUSES[number(status) % STATUSES.len()];
    let answer = Answer::new(status, *manner, body);
    let operation = Operation::ALL[number(operation) % Operation::ALL.len()];

    WORLD.with(|world| {
        let provider = &*world.providers[number(provider) % world.providers.len()];
        let exchange = |argument: &str| {
            world.server.answers(&answer);
            let result = world.server.run(call(provider, operation, argument));
            (result, world.server.requests())
        };
        let (result, requests) = exchange(&argument);
        assert!(requests.len() < MOST_REQUESTS, "{operation} never ends");
        check_requests(provider, operation, &argument, &requests);
        match result {
            Ok(Some(page)) => check_page(provider, &argument, &page, exchange),
            Ok(None) => assert!(provider.capabilities().supports(operation)),
            Err(error) => {
                check_private(operation, &argument, &error);
                check_error(provider, operation, &answer, &error, &requests);
            }
        }
    });
}

/// The statuses that mean something different, successes first.
const STATUSES: [u16; 14] = [
    200, 201, 204, 400, 401, 403, 404, 409, 422, 429, 500, 503, 302, 408,
];

fn plant(bytes: &[u8], person: u8) -> Vec<u8> {
    let pieces: Vec<_> = bytes.split(|byte| *byte == 0).collect();
    pieces.join(planted(person).as_bytes())
}

struct World {
    server: Server,
    providers: [Box<dyn CustomerProvider>; 3],
}

thread_local! {
    static WORLD: World = World::new();
}

impl World {
    fn new() -> Self {
        let server = Server::start();
        let options = || {
            HttpOptions::new()
                .allow_http(true)
                .no_rate_limit()
                .no_proxy()
                .retry(RetryPolicy::none())
        };
        let url = server.url();
        let komerza = komerza::Komerza::builder()
            .base_url(&url)
            .store_id("store")
            .api_key("key".to_owned())
            .http_options(options());
        let kohortpay = kohortpay::Kohortpay::builder()
            .base_url(&url)
            .api_key("sk_test_key".to_owned())
            .http_options(options());
        let commerceengine = commerceengine::CommerceEngine::builder()
            .base_url(&url)
            .store_id("store")
            .access_token("token".to_owned())
            .http_options(options());
        Self {
            server,
            providers: [
                Box::new(komerza.build().unwrap()),
                Box::new(kohortpay.build().unwrap()),
                Box::new(commerceengine.build().unwrap()),
            ],
        }
    }
}

/// Makes the call; only a listing has something to go on with.
async fn call(
    provider: &dyn CustomerProvider,
    operation: Operation,
    argument: &str,
) -> Result<Option<Page>> {
    let id = CustomerId::new(argument);
    let address_id = AddressId::new("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    let options = WriteOptions::lossy();
    match operation {
        Operation::CreateCustomer => {
            let customer = someone().with_reference(argument);
            provider.create_customer(&customer, &options).await?;
        }
        Operation::GetCustomer => {
            let with_addresses = GetOptions::new().with_addresses(true);
            provider.get_customer(&id, &with_addresses).await?;
        }
        Operation::FindCustomersByEmail => {
            let email = EmailAddress::lenient(argument);
            for found in provider.find_all_by_email(&email).await? {
                // One that cannot be read may be the one.
                assert!(found.email.is_none_or(|found| found.same_mailbox(&email)));
            }
        }
        Operation::ListCustomers => {
            return provider
                .list_customers(&query(provider, argument))
                .await
                .map(Some);
        }
        Operation::UpdateCustomer => {
            let update = CustomerUpdate::new().with_given_name("Asha");
            provider.update_customer(&id, &update, &options).await?;
        }
        Operation::DeleteCustomer => drop(provider.delete(&id).await?),
        Operation::RestoreCustomer => drop(provider.restore(&id).await?),
        Operation::BlockCustomer => {
            let block = BlockRequest::new().with_reason("fraud");
            provider.block_customer(&id, &block, &options).await?;
        }
        Operation::UnblockCustomer => drop(provider.unblock(&id).await?),
        Operation::ListAddresses => drop(provider.list_addresses(&id).await?),
        Operation::AddAddress => drop(
            provider
                .add_customer_address(&id, &somewhere(), &options)
                .await?,
        ),
        Operation::UpdateAddress => drop(
            provider
                .update_customer_address(&id, &address_id, &somewhere(), &options)
                .await?,
        ),
        Operation::RemoveAddress => drop(provider.remove_address(&id, &address_id).await?),
        other => panic!("{other} is not called here"),
    }
    Ok(None)
}

const EMAIL: &str = "asha@example.com";
const NATIONAL_NUMBER: &str = "9123456780";

/// A customer whom every provider takes.
fn someone() -> NewCustomer {
    NewCustomer::new()
        .with_email(EmailAddress::lenient(EMAIL))
        .with_name(PersonName::new().with_given("Asha"))
        .with_phone(PhoneNumber::lenient(format!("+91{NATIONAL_NUMBER}")))
        .with_address(somewhere())
}

fn somewhere() -> Address {
    Address::new()
        .with_name(PersonName::new().with_given("Asha"))
        .with_phone(PhoneNumber::lenient(format!("+91{NATIONAL_NUMBER}")))
        .with_email(EmailAddress::lenient(EMAIL))
        .with_lines(["12 MG Road"])
        .with_city("Pune")
        .with_region("Maharashtra")
        .with_postal_code("411001")
        .with_country(Country::lenient("IN"))
}

/// A search, unless the argument is a position or a whole cursor: `@2~1-1-1-1-0-`, `=2.komerza.…`.
fn query(provider: &dyn CustomerProvider, argument: &str) -> ListQuery {
    let query = ListQuery::new().with_page_size(2_u32);
    if let Some(position) = argument.strip_prefix('@') {
        let cursor = Cursor::new(&provider.identity(), &query, position);
        query.with_cursor(cursor)
    } else if let Some(cursor) = argument.strip_prefix('=') {
        query.with_cursor(Cursor::from(cursor))
    } else if argument.is_empty() {
        query
    } else {
        query.with_search(argument)
    }
}

/// An argument cannot change the route: it is one segment of it, or stands in the query or the body.
fn check_requests(
    provider: &dyn CustomerProvider,
    operation: Operation,
    argument: &str,
    requests: &[String],
) {
    for target in requests {
        assert!(target.starts_with('/') && target.is_ascii(), "{target}");
        let path = target.split('?').next().unwrap_or_default();
        let segments = path.split('/').count() - 1;
        assert!((1..=7).contains(&segments), "{operation} {target}");
        assert!(
            !path
                .split('/')
                .skip(1)
                .any(|segment| matches!(segment, "" | "." | ".."))
        );
    }
    if !provider.capabilities().supports(operation) {
        assert_eq!(requests, [] as [String; 0], "{operation} is not supported");
    }
    let is_of_a_customer = !matches!(
        operation,
        Operation::CreateCustomer | Operation::ListCustomers | Operation::FindCustomersByEmail
    );
    if is_of_a_customer && let Some(target) = requests.first() {
        let encoded = customer_http::path_segment("id", argument).unwrap();
        assert!(
            target.split(['/', '?']).any(|segment| segment == encoded),
            "{target}"
        );
    }
}

/// Where a page says that the listing goes on, it goes on.
fn check_page(
    provider: &dyn CustomerProvider,
    argument: &str,
    page: &Page,
    exchange: impl Fn(&str) -> (Result<Option<Page>>, Vec<String>),
) {
    for error in page.customers.iter().filter_map(|one| one.as_ref().err()) {
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        assert!(error.json_path().is_some());
        assert_private(&shown(error));
    }
    let Some(next) = &page.next else { return };
    let given = query(provider, argument).cursor;
    assert_ne!(Some(next), given.as_ref(), "the listing stands still");
    if given.is_some() || argument.is_empty() {
        let (result, requests) = exchange(&format!("={next}"));
        assert_eq!(requests.len(), 1, "{result:?}");
    }
}

/// No error shows whom the call was about. An id is shown, also one that is an e-mail address.
fn check_private(operation: Operation, argument: &str, error: &Error) {
    let shown = shown(error);
    for person in [EMAIL, NATIONAL_NUMBER] {
        assert!(
            argument.contains(person) || !shown.contains(person),
            "{shown}"
        );
    }
    let takes_no_id = matches!(
        operation,
        Operation::CreateCustomer | Operation::FindCustomersByEmail | Operation::ListCustomers
    );
    if takes_no_id {
        assert_private(&shown);
    }
}

fn check_error(
    provider: &dyn CustomerProvider,
    operation: Operation,
    answer: &Answer,
    error: &Error,
    requests: &[String],
) {
    assert_one_line(error);
    assert_eq!(error.provider(), Some(&provider.identity().provider));
    assert!(error.operation().is_some(), "{error}");
    let is_read = matches!(
        operation,
        Operation::GetCustomer
            | Operation::FindCustomersByEmail
            | Operation::ListCustomers
            | Operation::ListAddresses
    );
    let is_unknown = error.kind() == ErrorKind::OutcomeUnknown;
    assert!(!(is_read && is_unknown), "of a read nothing is unknown");
    assert_eq!(is_unknown, error.pending().is_some(), "{error}");
    if requests.is_empty() {
        assert_eq!(error.attempts(), 0, "{error}");
        assert!(
            matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::UnsupportedOperation
            ),
            "{error}"
        );
    } else if !is_read && requests.len() == 1 && answer.may_have_acted() {
        // An update may begin with a read.
        assert!(
            is_unknown || operation == Operation::UpdateCustomer,
            "{error}"
        );
    }
}
