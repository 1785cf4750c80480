//! Every public type goes between threads, is held across awaits and lives as long as its owner wants.

use std::fs;
use std::path::Path;

use customer_core::{CustomerProvider, CustomerStream};

fn anywhere<T: Send + Sync + Unpin + 'static>() {}

/// Asserts that each type goes anywhere, and returns the names.
macro_rules! types {
    ($($type:ty),* $(,)?) => {
        [$({
            anywhere::<$type>();
            stringify!($type)
        }),*]
    };
}

/// A public type that the list of its crate leaves out fails the test.
fn assert_all_listed<const N: usize>(name: &str, listed: [&str; N]) {
    let mut listed = listed.map(|path| {
        let path = path.split('<').next().unwrap();
        path.rsplit("::").next().unwrap().trim().to_owned()
    });
    listed.sort();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut declared = Vec::new();
    find_types(&sources.join(name).join("src"), &mut declared);
    declared.sort();
    // What a macro names has none here, and the stream is no `Sync`: see below.
    declared.retain(|name| !["", "CustomerStream"].contains(&&**name));
    assert_eq!(
        listed.to_vec(),
        declared,
        "the list of {name} in this file and the types that it declares"
    );
}

/// Adds the types that are declared `pub`; such a type can be reached, or `unreachable_pub` warns.
fn find_types(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find_types(&path, found);
        } else if path.extension().is_some_and(|is| is == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let declarations = source.lines().filter_map(|line| {
                let line = line.trim_start();
                let declared = line.strip_prefix("pub struct ");
                declared.or_else(|| line.strip_prefix("pub enum "))
            });
            let ends = |c: char| !(c.is_alphanumeric() || c == '_');
            found.extend(declarations.map(|rest| rest.split(ends).next().unwrap().to_owned()));
        }
    }
}

#[test]
fn a_stream_of_customers_goes_from_thread_to_thread() {
    fn moves<T: Send + Unpin>() {}
    moves::<CustomerStream<'_, dyn CustomerProvider>>();
}

#[test]
fn ids_and_boxed_providers_go_between_threads() {
    types![
        customer_core::AccountId,
        customer_core::AddressId,
        customer_core::CustomerId,
        Box<dyn CustomerProvider>,
    ];
}

#[test]
fn every_type_of_customer_core_goes_between_threads() {
    assert_all_listed(
        "customer-core",
        types![
            customer_core::Address,
            customer_core::adapter::AddressInput<'static>,
            customer_core::AddressPart,
            customer_core::adapter::AddressRemoval<'static>,
            customer_core::AddressRole,
            customer_core::adapter::AddressSlots,
            customer_core::adapter::AddressWrite<'static>,
            customer_core::Alteration,
            customer_core::Amount,
            customer_core::adapter::AnsweredWrite<(), ()>,
            customer_core::adapter::Answers,
            customer_core::Block,
            customer_core::adapter::BlockInput<'static>,
            customer_core::BlockRequest,
            customer_core::adapter::BlockWrite<'static>,
            customer_core::Business,
            customer_core::BusinessUpdate,
            customer_core::Capabilities,
            customer_core::Changed,
            customer_core::ClockOffset,
            customer_core::adapter::CountedPosition,
            customer_core::Country,
            customer_core::adapter::CreateInput<'static>,
            customer_core::adapter::CreateWrite<'static, ()>,
            customer_core::Cursor,
            customer_core::Customer,
            customer_core::CustomerUpdate,
            customer_core::adapter::Decision<'static>,
            customer_core::DeleteOptions,
            customer_core::Deletion,
            customer_core::Doubt,
            customer_core::EmailAddress,
            customer_core::EmailUniqueness,
            customer_core::Error,
            customer_core::ErrorKind,
            customer_core::Fidelity,
            customer_core::memory::Fault,
            customer_core::Field,
            customer_core::FieldCapability,
            customer_core::adapter::FieldFates,
            customer_core::FieldPath,
            customer_core::FieldProblem,
            customer_core::FieldReport,
            customer_core::FindOptions,
            customer_core::FoundOrCreated,
            customer_core::GetOptions,
            customer_core::IdempotencyKey,
            customer_core::adapter::LastIdPosition,
            customer_core::LengthUnit,
            customer_core::ListAddressesOptions,
            customer_core::ListQuery,
            customer_core::adapter::ListingPlace<'static>,
            customer_core::Locale,
            customer_core::adapter::LookedUp<'static>,
            customer_core::Lookup,
            customer_core::Loss,
            customer_core::adapter::MarkerWatch,
            customer_core::adapter::Member<String>,
            customer_core::memory::MemoryProvider,
            customer_core::memory::MemoryProviderBuilder,
            customer_core::Metadata,
            customer_core::MetadataRules,
            customer_core::MetadataUpdates,
            customer_core::MetadataValue,
            customer_core::Mode,
            customer_core::memory::Moment,
            customer_core::NewCustomer,
            customer_core::Operation,
            customer_core::adapter::Outgoing<()>,
            customer_core::Page,
            customer_core::adapter::PageTrail,
            customer_core::ParseError,
            customer_core::adapter::Part,
            customer_core::Patch<String>,
            customer_core::PendingWrite,
            customer_core::PersonName,
            customer_core::PersonNameUpdate,
            customer_core::PhoneNumber,
            customer_core::adapter::Place<'static>,
            customer_core::adapter::Prepared<String>,
            customer_core::Preview,
            customer_core::adapter::Private<String>,
            customer_core::adapter::Problem,
            customer_core::ProviderIdentity,
            customer_core::ProviderName,
            customer_core::adapter::RawJson,
            customer_core::adapter::RawObject<'static>,
            customer_core::adapter::ReadyWrite<'static, (), ()>,
            customer_core::adapter::Record<String>,
            customer_core::RemoveAddressOptions,
            customer_core::RemovedAddress,
            customer_core::strategies::Replaced,
            customer_core::RestoreOptions,
            customer_core::RetryAdvice,
            customer_core::adapter::ReturnedAddress,
            customer_core::SettleOptions,
            customer_core::Settlement,
            customer_core::adapter::StatusInput<'static>,
            customer_core::adapter::StatusWrite,
            customer_core::Status,
            customer_core::Support,
            customer_core::TaxIdKind,
            customer_core::TaxIds,
            customer_core::TaxNumbers,
            customer_core::Timestamp,
            customer_core::UnblockOptions,
            customer_core::adapter::UnixSeconds,
            customer_core::adapter::UnknownFields,
            customer_core::Unreadable,
            customer_core::adapter::UnreadableList,
            customer_core::adapter::UnreadableMembers,
            customer_core::adapter::UpdateInput<'static>,
            customer_core::adapter::UpdateWrite<'static>,
            customer_core::WriteMarker,
            customer_core::WriteOptions,
            customer_core::WriteStart,
            customer_core::Written,
            customer_core::WrittenAddress,
        ],
    );
}

#[test]
fn every_type_of_customer_http_goes_between_threads() {
    assert_all_listed(
        "customer-http",
        types![
            customer_http::Acknowledgement,
            customer_http::AttemptMetrics<'static>,
            customer_http::BearerKey,
            customer_http::CallMetrics<'static>,
            customer_http::Count,
            customer_http::Credentials,
            customer_http::DefaultRandomSource,
            customer_http::Effect,
            customer_http::ErrorBody<'static>,
            customer_http::FastForwardClock,
            customer_http::Flag,
            customer_http::FormLists,
            customer_http::HeaderKey,
            customer_http::HttpClient,
            customer_http::HttpClientBuilder,
            customer_http::HttpOptions,
            customer_http::NoAuthorization,
            customer_http::Outcome,
            customer_http::ProviderFailure,
            customer_http::RateLimit,
            customer_http::RateLimiter,
            customer_http::RecordList<String, String>,
            customer_http::RefreshingToken,
            customer_http::RefreshingTokenBuilder,
            customer_http::Request,
            customer_http::Response,
            customer_http::RetryBudget,
            customer_http::RetryPolicy,
            customer_http::RootCertificate,
            customer_http::Secret,
            customer_http::Setting,
            customer_http::Settings,
            customer_http::TokenPair,
            customer_http::TokioClock,
            customer_http::WaitMetrics<'static>,
            customer_http::WaitReason,
        ],
    );
}

#[test]
fn every_type_of_komerza_goes_between_threads() {
    assert_all_listed(
        "komerza",
        types![
            komerza::wire::Affiliate,
            komerza::client::BlacklistAnswer,
            komerza::wire::BlockCustomer,
            komerza::Client,
            komerza::wire::CreateCustomer,
            komerza::wire::Customer,
            komerza::client::CustomerPage,
            komerza::wire::Envelope<String>,
            komerza::wire::ExternalIntegration,
            komerza::wire::IpRule,
            komerza::Komerza,
            komerza::KomerzaBuilder,
            komerza::client::ListCustomers,
            komerza::wire::MarketingOptions,
            komerza::wire::PageEnvelope<String>,
            komerza::wire::PublicCustomer,
            komerza::wire::PublicCustomerReference,
            komerza::wire::SetBalance,
            komerza::wire::StoreData,
            komerza::wire::Subscription,
            komerza::wire::Ticket,
            komerza::wire::TicketEntry,
            komerza::wire::UnblockCustomer,
        ],
    );
}

#[test]
fn every_type_of_commerceengine_goes_between_threads() {
    assert_all_listed(
        "commerceengine",
        types![
            commerceengine::wire::Address,
            commerceengine::wire::AddressContent,
            commerceengine::wire::AddressInput,
            commerceengine::client::AddressPage,
            commerceengine::wire::AddressesContent,
            commerceengine::client::AnonymousSession,
            commerceengine::wire::Business,
            commerceengine::convert::BusinessChange,
            commerceengine::wire::BusinessInput,
            commerceengine::wire::Channels,
            commerceengine::Client,
            commerceengine::CommerceEngine,
            commerceengine::CommerceEngineBuilder,
            commerceengine::wire::CreateCustomer,
            commerceengine::wire::CustomerContent,
            commerceengine::wire::CustomerDetail,
            commerceengine::wire::CustomerGroup,
            commerceengine::wire::Envelope<String>,
            commerceengine::Environment,
            commerceengine::client::ListAddresses,
            commerceengine::wire::LoginMethod,
            commerceengine::wire::NotificationPreferences,
            commerceengine::wire::Pagination,
            commerceengine::wire::UpdateCustomer,
            commerceengine::convert::UpdateRequest,
            commerceengine::wire::UpdateUser,
            commerceengine::wire::User,
            commerceengine::wire::UserBusinessInput,
            commerceengine::wire::UserContent,
        ],
    );
}

#[test]
fn every_type_of_kohortpay_goes_between_threads() {
    assert_all_listed(
        "kohortpay",
        types![
            kohortpay::wire::Address,
            kohortpay::Client,
            kohortpay::wire::CreateCustomer,
            kohortpay::wire::Customer,
            kohortpay::wire::CustomerList,
            kohortpay::client::CustomerPage,
            kohortpay::wire::ErrorDetail,
            kohortpay::wire::ErrorEnvelope,
            kohortpay::wire::ErrorType,
            kohortpay::Kohortpay,
            kohortpay::KohortpayBuilder,
            kohortpay::wire::LineAddress,
            kohortpay::client::ListCustomers,
            kohortpay::wire::Locale,
            kohortpay::wire::StreetAddress,
            kohortpay::wire::UpdateCustomer,
        ],
    );
}

#[test]
fn everything_of_the_sandbox() {
    use customer_sandbox::{
        Access, CommerceEngineAccess, CommerceEngineApi, Effect, EmailMatching, Error, Fault,
        Faults, Host, Hosted, InvalidProviderName, KohortPayAccess, KohortPayApi, KomerzaAccess,
        KomerzaApi, KomerzaScope, Provider, Reading, RecordError, RecordTransaction,
        RecordedRequest, Records, Replayed, ResetPoint, Sandbox, SandboxBuilder, SeededCustomer,
        StandInAccess, UnknownProvider, UnknownReading,
    };
    assert_all_listed(
        "customer-sandbox",
        types![
            Access,
            CommerceEngineAccess,
            CommerceEngineApi,
            Effect,
            EmailMatching,
            Error,
            Fault,
            Faults,
            Host,
            Hosted,
            InvalidProviderName,
            KohortPayAccess,
            KohortPayApi,
            KomerzaAccess,
            KomerzaApi,
            KomerzaScope,
            Provider,
            Reading,
            RecordError,
            RecordTransaction,
            RecordedRequest,
            Records,
            Replayed,
            ResetPoint,
            Sandbox,
            SandboxBuilder,
            SeededCustomer,
            StandInAccess,
            UnknownProvider,
            UnknownReading,
        ],
    );
}

#[test]
fn every_type_of_customer_testkit_goes_between_threads() {
    assert_all_listed(
        "customer-testkit",
        types![
            customer_testkit::Endpoint,
            customer_testkit::ErrorRow,
            customer_testkit::Fault,
            customer_testkit::Fixture,
            customer_testkit::Law,
            customer_testkit::Outcome,
            customer_testkit::Outgoing,
            customer_testkit::Part,
            customer_testkit::Received,
            customer_testkit::Reply,
            customer_testkit::Server,
            customer_testkit::Setting,
            customer_testkit::Unsupported,
            customer_testkit::Violation,
        ],
    );
}
