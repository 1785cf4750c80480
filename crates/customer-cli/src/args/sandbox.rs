//! The arguments of `customers sandbox`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use customer_sandbox::{Effect, Fault, Provider, Reading, ResetPoint};

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Run the sandbox until interrupted. Prints the variables that adapters need as shell commands.
    Serve(Serve),
    /// Inject faults into a running `customers sandbox serve`.
    Fault(FaultArguments),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port of the control API; the stand-ins get the ports above it, in the order of the
    /// providers. 0 takes free ports.
    #[arg(long, value_name = "PORT", default_value_t = 8480)]
    pub(crate) port: u16,
    /// Keep the state in this directory instead of the user's data directory.
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) sandbox_dir: Option<PathBuf>,
    /// Add this many generated customers per provider, the same in every sandbox.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Where the documentation can be read in two ways, respond by this reading.
    #[arg(long, value_name = "READING", default_value_t, value_parser = reading())]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct FaultArguments {
    /// The URL of the running sandbox's control API.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "CUSTOMERS_SANDBOX_URL",
        default_value = "http://127.0.0.1:8480"
    )]
    pub(crate) control: String,
    #[command(subcommand)]
    pub(crate) command: FaultCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FaultCommand {
    /// List the pending faults, one per line.
    List,
    /// Remove all faults.
    Clear,
    /// Add faults from JSON: one object or a list.
    Push {
        /// Read the faults from this file; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
    },
    /// Delay requests.
    Delay {
        /// The delay in milliseconds.
        milliseconds: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Refuse connections from now on, until the faults are cleared or the time is over.
    RefuseConnections {
        /// The time in milliseconds; without it, until the faults are cleared.
        milliseconds: Option<u64>,
        /// Only connections to this provider.
        #[arg(long, value_name = "NAME")]
        provider: Option<Provider>,
    },
    /// Reset the connection.
    Reset {
        /// The moment of the reset.
        #[arg(value_parser = reset_point())]
        point: ResetPoint,
        #[command(flatten)]
        scope: Scope,
    },
    /// End the response in the middle of its body.
    CutBody {
        #[command(flatten)]
        scope: Scope,
    },
    /// Send the body of the response in pieces, with a pause after each.
    TrickleBody {
        /// The size of a piece in bytes.
        bytes: usize,
        /// The pause in milliseconds.
        pause_milliseconds: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with this status and the provider's error envelope.
    Status {
        /// The status.
        status: u16,
        /// The value of `Retry-After`.
        #[arg(long, value_name = "VALUE")]
        retry_after: Option<String>,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with an HTML page.
    Html {
        /// The status.
        #[arg(default_value_t = 502)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a body that is declared as JSON and is not UTF-8.
    InvalidUtf8 {
        /// The status.
        #[arg(default_value_t = 200)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a content encoding that was not requested.
    Encoded {
        /// The content encoding.
        #[arg(default_value = "br")]
        coding: String,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a success that holds both a record and an error.
    RecordAndError {
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a body that is too large for any client.
    HugeBody {
        /// The size in bytes.
        #[arg(default_value_t = 1 << 30)]
        bytes: u64,
        /// Announce the size in `Content-Length`.
        #[arg(long)]
        announced: bool,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a small body that inflates to a large one.
    InflatingBody {
        /// The inflated size in bytes.
        #[arg(default_value_t = 1 << 30)]
        bytes: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a redirect.
    Redirect {
        /// The target of the redirect.
        location: String,
        /// The status.
        #[arg(long, default_value_t = 307)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond with a 200 whose body says that the call failed.
    SuccessFalse {
        #[command(flatten)]
        scope: Scope,
    },
    /// Respond without a body.
    Empty {
        /// The status.
        #[arg(default_value_t = 200)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
}

/// The requests that a fault applies to. Default: the next request.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Requests")]
pub(crate) struct Scope {
    /// Only requests to this provider.
    #[arg(long, value_name = "NAME")]
    provider: Option<Provider>,
    /// Only requests with this method.
    #[arg(long)]
    method: Option<String>,
    /// Only requests to this route, as the provider documents it, such as /customers/{id}.
    #[arg(long)]
    route: Option<String>,
    /// Only requests whose path, after the base URL, starts with this.
    #[arg(long, value_name = "PATH")]
    path_prefix: Option<String>,
    /// Skip this many requests first.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    skip: u32,
    /// Apply to this many requests.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1,
        conflicts_with = "always"
    )]
    times: u32,
    /// Apply until the faults are cleared.
    #[arg(long)]
    always: bool,
    /// Apply to about this percentage of the requests.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    percent: u8,
    /// Execute the request before the fault applies.
    #[arg(long)]
    after_acting: bool,
}

fn reading() -> impl TypedValueParser<Value = Reading> {
    PossibleValuesParser::new(Reading::ALL.map(Reading::name))
        .try_map(|name| name.parse::<Reading>())
}

fn reset_point() -> impl TypedValueParser<Value = ResetPoint> {
    let names = ResetPoint::ALL.map(name_of);
    PossibleValuesParser::new(names).try_map(|name| {
        ResetPoint::ALL
            .into_iter()
            .find(|point| name_of(*point) == name)
            .ok_or("no such point")
    })
}

fn name_of(point: ResetPoint) -> &'static str {
    match point {
        ResetPoint::BeforeReading => "before-reading",
        ResetPoint::AfterReading => "after-reading",
        ResetPoint::AfterCommitting => "after-committing",
        ResetPoint::InHead => "in-head",
        ResetPoint::InBody => "in-body",
        _ => "",
    }
}

impl Scope {
    fn fault(&self, effect: Effect) -> Fault {
        let mut fault = Fault::new(effect);
        fault.provider = self.provider;
        fault.method.clone_from(&self.method);
        fault.route.clone_from(&self.route);
        fault.path_prefix.clone_from(&self.path_prefix);
        fault.skip = self.skip;
        fault.times = (!self.always).then_some(self.times);
        fault.percent = self.percent;
        fault.acts = self.after_acting;
        fault
    }
}

impl FaultCommand {
    /// The fault to add, if the command describes one.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let (scope, effect) = match self {
            Self::List | Self::Clear | Self::Push { .. } => return None,
            Self::RefuseConnections {
                milliseconds,
                provider,
            } => {
                let mut fault = Fault::new(Effect::RefuseConnections {
                    milliseconds: *milliseconds,
                });
                fault.provider = *provider;
                return Some(fault);
            }
            Self::Delay {
                milliseconds,
                scope,
            } => {
                let milliseconds = *milliseconds;
                (scope, Effect::Delay { milliseconds })
            }
            Self::Reset { point, scope } => (scope, Effect::Reset { point: *point }),
            Self::CutBody { scope } => (scope, Effect::CutBody),
            Self::TrickleBody {
                bytes,
                pause_milliseconds,
                scope,
            } => {
                let (bytes, pause_milliseconds) = (*bytes, *pause_milliseconds);
                (
                    scope,
                    Effect::TrickleBody {
                        bytes,
                        pause_milliseconds,
                    },
                )
            }
            Self::Status {
                status,
                retry_after,
                scope,
            } => {
                let (status, retry_after) = (*status, retry_after.clone());
                (
                    scope,
                    Effect::Status {
                        status,
                        retry_after,
                    },
                )
            }
            Self::Html { status, scope } => (scope, Effect::Html { status: *status }),
            Self::InvalidUtf8 { status, scope } => (scope, Effect::InvalidUtf8 { status: *status }),
            Self::Encoded { coding, scope } => {
                let coding = coding.clone();
                (scope, Effect::Encoded { coding })
            }
            Self::RecordAndError { scope } => (scope, Effect::RecordAndError),
            Self::HugeBody {
                bytes,
                announced,
                scope,
            } => {
                let (bytes, announced) = (*bytes, *announced);
                (scope, Effect::HugeBody { bytes, announced })
            }
            Self::InflatingBody { bytes, scope } => {
                (scope, Effect::InflatingBody { bytes: *bytes })
            }
            Self::Redirect {
                location,
                status,
                scope,
            } => {
                let (status, location) = (*status, location.clone());
                (scope, Effect::Redirect { status, location })
            }
            Self::SuccessFalse { scope } => (scope, Effect::SuccessFalse),
            Self::Empty { status, scope } => (scope, Effect::Empty { status: *status }),
        };
        Some(scope.fault(effect))
    }
}
