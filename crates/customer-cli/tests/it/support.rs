//! Runs the command in an isolated environment.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use customer_core::NewCustomer;
use customer_sandbox::{Sandbox, SandboxBuilder};
use serde_json::Value;
use tempfile::TempDir;

/// An empty home directory, and an environment with only the given variables.
pub(crate) struct World {
    home: TempDir,
    variables: Vec<(String, String)>,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the variables that connect to this sandbox, as `sandbox serve` prints them.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let (komerza, engine) = (sandbox.komerza(), sandbox.commerceengine());
        let kohortpay = sandbox.kohortpay();
        Self::new()
            .with("CUSTOMERS_ALLOW_HTTP", "1")
            .with("CUSTOMERS_NO_RATE_LIMIT", "1")
            .with("CUSTOMERS_SANDBOX_URL", sandbox.control_url())
            .with("KOMERZA_BASE_URL", &komerza.base_url)
            .with("KOMERZA_STORE_ID", &komerza.store_id)
            .with("KOMERZA_API_KEY", &komerza.api_key)
            .with("COMMERCEENGINE_BASE_URL", &engine.base_url)
            .with("COMMERCEENGINE_STORE_ID", &engine.store_id)
            .with("COMMERCEENGINE_ACCESS_TOKEN", &engine.access_token)
            .with("KOHORTPAY_BASE_URL", &kohortpay.base_url)
            .with("KOHORTPAY_API_KEY", &kohortpay.test_key)
    }

    /// With a server in place of one provider.
    pub(crate) fn speaking_to(provider: &str, origin: &str) -> Self {
        let world = Self::new().with("CUSTOMERS_ALLOW_HTTP", "1");
        match provider {
            "komerza" => world
                .with("KOMERZA_BASE_URL", origin)
                .with("KOMERZA_STORE_ID", "7d1c5a52-6f2e-4c1b-9a53-0b6f4f6e5a01")
                .with("KOMERZA_API_KEY", "kmz_secret"),
            "commerceengine" => world
                .with("COMMERCEENGINE_BASE_URL", origin)
                .with("COMMERCEENGINE_STORE_ID", "01K0SANDB0XST0RE0000000001")
                .with("COMMERCEENGINE_ACCESS_TOKEN", "secret.access.token"),
            _ => world
                .with("KOHORTPAY_BASE_URL", origin)
                .with("KOHORTPAY_API_KEY", "sk_test_secret"),
        }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file into the home directory, and returns its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn command(&self) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_customers"))
    }

    /// A program in this environment.
    pub(crate) fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::null());
        command
    }

    /// Runs the command with these arguments, separated by spaces.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_args(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn run_args(&self, arguments: &[&str]) -> Run {
        self.finished(self.logging().args(arguments).output().unwrap())
    }

    /// Whether the log of the command is searched for personal data. A test that sets `RUST_LOG` reads the log itself.
    fn collects(&self) -> bool {
        customer_test_logs::collects() && self.variables.iter().all(|(name, _)| name != "RUST_LOG")
    }

    fn logging(&self) -> Command {
        let mut command = self.command();
        if self.collects() {
            command.env("RUST_LOG", "trace");
        }
        command
    }

    fn finished(&self, output: Output) -> Run {
        let mut run = Run::from(output);
        if self.collects() {
            let (logged, messages): (Vec<_>, Vec<_>) = run
                .err
                .split_inclusive('\n')
                .partition(|line| is_logged(line));
            logged.into_iter().for_each(customer_test_logs::search);
            run.err = messages.concat();
        }
        run
    }

    pub(crate) fn run_with_input(&self, arguments: &str, input: &[u8]) -> Run {
        let mut child = self
            .logging()
            .args(arguments.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its input may close the pipe early.
        let _ = child.stdin.take().unwrap().write_all(input);
        self.finished(child.wait_with_output().unwrap())
    }
}

/// Whether the line is of the log, such as `2026-01-31T10:20:30.405060Z TRACE …`.
fn is_logged(line: &str) -> bool {
    let mut parts = line.split_whitespace();
    let has_time = parts.next().is_some_and(|part| part.ends_with('Z'));
    let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"];
    has_time && parts.next().is_some_and(|part| levels.contains(&part))
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let run = Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        // The command never panics.
        assert!(!run.err.contains("panicked"), "{run:?}");
        run
    }
}

impl Run {
    /// The one JSON document that was printed.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The one result of the document.
    pub(crate) fn result(&self) -> Value {
        let document = self.json();
        assert_eq!(document["results"].as_array().unwrap().len(), 1, "{self:?}");
        document["results"][0].clone()
    }

    /// The results of the document.
    pub(crate) fn results(&self) -> Vec<Value> {
        self.json()["results"].as_array().unwrap().clone()
    }

    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Checks that standard error contains this text.
    #[track_caller]
    pub(crate) fn stderr_contains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text:?} is not in {self:#?}");
        self
    }
}

/// A text of a JSON value.
pub(crate) fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a text"))
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The path of the example customer.
pub(crate) fn example() -> String {
    root()
        .join("docs/examples/customer.json")
        .to_str()
        .unwrap()
        .to_owned()
}

/// The example customer.
pub(crate) fn example_customer() -> NewCustomer {
    serde_json::from_slice(&fs::read(example()).unwrap()).unwrap()
}

/// A sandbox in this process, with its state in memory.
pub(crate) fn sandbox() -> Sandbox {
    started(Sandbox::builder())
}

pub(crate) fn started(builder: SandboxBuilder) -> Sandbox {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(builder.start()).unwrap()
}
