//! What tests log, at the finest level and from all that is below us, is listened to and searched for people
//! and secrets.
//!
//! A test binary says [`collect!`] once. Where `CUSTOMER_TEST_LOGS` names a directory, the process then
//! searches each line that any test in it logs, and keeps in that directory the lines with a finding, and
//! the number of lines that were searched. Without the variable nothing is collected. A test that looks for
//! something of its own [listens](listen) to its thread.
//!
//! What servers log is not ours: theirs are the sandbox's thread and those named [`SERVER_THREAD`].
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once, OnceLock, PoisonError};

use regex::bytes::Regex;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

#[doc(hidden)]
pub use ctor;

/// Collects from before the first test on. To be said once, at the top of a test binary.
#[macro_export]
macro_rules! collect {
    () => {
        #[$crate::ctor::ctor(unsafe, crate_path = $crate::ctor)]
        fn collect_logs() {
            $crate::start();
        }
    };
}

/// The people of the tests and what belongs to them, and the forms of what must never be logged. Credentials are those
/// of the sandbox and of the tests.
const FORBIDDEN: &[&str] = &[
    // E-mail addresses and phone numbers.
    r"[a-z0-9][a-z0-9._+-]*(@|%40|\\u0040)[a-z0-9-]+(\.[a-z0-9-]+)+",
    r"(\+|%2b)[0-9]{10,15}\b",
    // Keys and tokens.
    r"bearer +[a-z0-9]",
    r"\b(sk|pk)_(test|live)_[a-z0-9]",
    r"\b(kmz|ce)_sandbox\b",
    r"\beyj[a-z0-9_-]{16}",
    // Names and places.
    r"\b(asha|zelda|kavya|jules|anjali|ravi|quixote|raman|menon|lindqvist|moreau|dulcinea|handlooms|windmill|laxmi|sadashiv)\b",
    r"\b(27)?[a-z]{5}[0-9]{4}[a-z](1z[0-9a-z])?\b",
];

static SEARCH: LazyLock<Regex> = LazyLock::new(|| {
    let all = format!("(?i-u){}", FORBIDDEN.join("|"));
    Regex::new(&all).unwrap_or_else(|error| panic!("{error}"))
});

/// Whether a line of a log shows a person or a secret.
pub fn shows(line: &[u8]) -> bool {
    SEARCH.is_match(line)
}

/// The name of a thread on which a test runs a server.
pub const SERVER_THREAD: &str = "server";

/// Begins to collect, if the environment says so. [`collect!`] calls it.
///
/// # Panics
///
/// Where the directory cannot be written, or another subscriber is installed.
pub fn start() {
    if let Some(directory) = std::env::var_os("CUSTOMER_TEST_LOGS") {
        let collector = Collector::new(Path::new(&directory));
        let collector = collector.unwrap_or_else(|error| {
            panic!("CUSTOMER_TEST_LOGS cannot be written: {error}");
        });
        install(Some(COLLECTOR.get_or_init(|| collector).clone()));
    }
}

/// Whether this process collects.
pub fn collects() -> bool {
    COLLECTOR.get().is_some()
}

/// Searches a line that another process logged, one that a test started.
///
/// # Panics
///
/// Where the finding cannot be written.
pub fn search(line: &str) {
    if let Some(collector) = COLLECTOR.get() {
        let line = format!("{}\n", line.trim_end());
        let written = collector.clone().write_all(line.as_bytes());
        written.unwrap_or_else(|error| panic!("CUSTOMER_TEST_LOGS cannot be written: {error}"));
    }
}

static COLLECTOR: OnceLock<Collector> = OnceLock::new();

/// Listens to this thread, until what is returned is dropped.
pub fn listen() -> Listening {
    install(None);
    let log = Log::default();
    LISTENING.set(Some(log.clone()));
    Listening(log)
}

/// One subscriber serves the process: with one a thread, a span that two tests meet first at once may be
/// lost to both.
fn install(collector: Option<Collector>) {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let listener = layer(|| ToThisThread)
            // Other tests are not slowed down by what nobody reads.
            .with_filter(dynamic_filter_fn(|_, _| {
                LISTENING.with_borrow(Option::is_some)
            }));
        let collector = collector.map(|collector| {
            layer(move || collector.clone()).with_filter(dynamic_filter_fn(|_, _| {
                let thread = std::thread::current();
                !thread
                    .name()
                    .is_some_and(|name| name.starts_with(SERVER_THREAD))
            }))
        });
        tracing_subscriber::registry()
            .with(listener)
            .with(collector)
            .init();
    });
}

fn layer<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        // Numbers that could be anything.
        .without_time()
        .with_writer(writer)
}

type Log = Arc<Mutex<Vec<u8>>>;

thread_local! {
    static LISTENING: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// What a thread logs. It stops when this is dropped.
#[derive(Debug)]
pub struct Listening(Log);

impl Listening {
    /// What was logged so far.
    pub fn text(&self) -> String {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&log).into_owned()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}

/// Hands what is written on a thread to the log that listens there.
struct ToThisThread;

impl Write for ToThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LISTENING.with_borrow(|log| {
            if let Some(log) = log {
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Searches what is written to it.
#[derive(Clone)]
struct Collector(Arc<Inner>);

struct Inner {
    found: PathBuf,
    searched: Mutex<File>,
    lines: AtomicU64,
}

impl Collector {
    fn new(directory: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let program = std::env::current_exe()?;
        let program = program.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{program}-{}", std::process::id());
        Ok(Self(Arc::new(Inner {
            found: directory.join(format!("{name}.found")),
            searched: Mutex::new(File::create(directory.join(format!("{name}.searched")))?),
            lines: AtomicU64::new(0),
        })))
    }
}

impl Write for Collector {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let lines = self.0.lines.fetch_add(1, Ordering::Relaxed) + 1;
        // Nobody is told when a process ends, so the count is kept as it grows.
        if lines.is_power_of_two() {
            let mut searched = self
                .0
                .searched
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            writeln!(searched, "{lines}")?;
        }
        if shows(line) {
            let mut found = OpenOptions::new();
            let mut found = found.create(true).append(true).open(&self.0.found)?;
            found.write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_and_secrets_in_logs_are_found() {
        for line in [
            "GET /customers/jane%40example.com",
            "to Jane.Roe@Example.co.uk",
            r#"{"email":"jane@example.com"}"#,
            "phone=+919876543210",
            "phone=%2B919876543210",
            "authorization: Bearer abc",
            "x-api-key: sk_test_123",
            "token=eyJhbGciOiJIUzI1NiIsInR5cCI6",
            "name=Asha",
            "gstin=27AAECR4512F1Z6",
        ] {
            assert!(shows(line.as_bytes()), "{line}");
        }
        for line in [
            "authorization: Sensitive",
            "server.address=127.0.0.1 server.port=40961",
            "url.template=/stores/{storeId}/customers/{email}/email",
            "<e-mail> was refused",
            "id=3c90c3cc-0d44-4b50-8888-8dd25736052a",
        ] {
            assert!(!shows(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn logs_of_a_thread_are_collected_until_listening_ends() {
        let listening = listen();
        tracing::trace!("heard");
        std::thread::scope(|scope| {
            scope.spawn(|| tracing::trace!("elsewhere"));
        });
        let text = listening.text();
        assert!(
            text.contains("heard") && !text.contains("elsewhere"),
            "{text}"
        );
        drop(listening);
        tracing::trace!("later");
        assert!(!listen().text().contains("later"));
    }

    #[test]
    fn findings_and_the_count_are_kept() {
        let directory = std::env::temp_dir().join(format!("customer-logs-{}", std::process::id()));
        let collector = Collector::new(&directory).unwrap_or_else(|error| panic!("{error}"));
        let writer = collector.clone();
        let subscriber = tracing_subscriber::registry().with(layer(move || writer.clone()));
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!("nobody");
            tracing::trace!(who = "jane@example.com", "somebody");
        });
        let found = std::fs::read_to_string(&collector.0.found).unwrap_or_default();
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(found.contains("somebody"));
        assert_eq!(collector.0.lines.load(Ordering::Relaxed), 2);
        let _ = std::fs::remove_dir_all(directory);
    }
}
