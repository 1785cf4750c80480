//! The sandbox's own commands.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use customer_sandbox::{Effect, Fault, Provider, Reading, ResetPoint};

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Run the stand-ins until interrupted, and print how they are reached as lines for a shell.
    Serve(Serve),
    /// Break the stand-ins of a running `customers sandbox serve` on cue.
    Fault(FaultArguments),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Put the control API on this port, and Komerza, Commerce Engine and KohortPay on the three
    /// above it; 0 takes free ports.
    #[arg(long, value_name = "PORT", default_value_t = 8480)]
    pub(crate) port: u16,
    /// Keep the state in this directory, and not in the user's data directory.
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) sandbox_dir: Option<PathBuf>,
    /// Show this many further customers of each provider, the same in every sandbox.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Answer by this reading of the documentation, where there are two.
    #[arg(long, value_name = "READING", default_value_t, value_parser = reading())]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct FaultArguments {
    /// The control API of the running sandbox.
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
    /// Show the faults that are still to come, one a line.
    List,
    /// Take all faults back.
    Clear,
    /// Push faults as JSON: one, or a list of them.
    Push {
        /// Read them from this file; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        input: PathBuf,
    },
    /// Let requests wait.
    Delay {
        /// For how long.
        milliseconds: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Refuse connections, from now on and until the faults are cleared or the time is over.
    RefuseConnections {
        /// For how long.
        milliseconds: Option<u64>,
        /// Only those to this provider.
        #[arg(long, value_name = "NAME", value_parser = provider())]
        provider: Option<Provider>,
    },
    /// Reset the connection.
    Reset {
        /// When.
        #[arg(value_parser = reset_point())]
        point: ResetPoint,
        #[command(flatten)]
        scope: Scope,
    },
    /// End the answer in the middle of its body.
    CutBody {
        #[command(flatten)]
        scope: Scope,
    },
    /// Send the body of the answer in pieces, with a pause after each.
    TrickleBody {
        /// How large a piece is.
        bytes: usize,
        /// How long a pause is.
        pause_milliseconds: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a status, with the provider's envelope of an error.
    Status {
        /// Which.
        status: u16,
        /// The value of `Retry-After`.
        #[arg(long, value_name = "VALUE")]
        retry_after: Option<String>,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a page in HTML.
    Html {
        /// With which status.
        #[arg(default_value_t = 502)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer what says it is JSON and is not UTF-8.
    InvalidUtf8 {
        /// With which status.
        #[arg(default_value_t = 200)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a body in a content coding that nobody asked for.
    Encoded {
        /// Which.
        #[arg(default_value = "br")]
        coding: String,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a success that holds a record and an error at once.
    RecordAndError {
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a body that is larger than anyone would hold.
    HugeBody {
        /// How large.
        #[arg(default_value_t = 1 << 30)]
        bytes: u64,
        /// Announce the length.
        #[arg(long)]
        announced: bool,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a small body that inflates to a large one.
    InflatingBody {
        /// To how large.
        #[arg(default_value_t = 1 << 30)]
        bytes: u64,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a redirection.
    Redirect {
        /// Where to.
        location: String,
        /// With which status.
        #[arg(long, default_value_t = 307)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer a 200 that says it failed.
    SuccessFalse {
        #[command(flatten)]
        scope: Scope,
    },
    /// Answer without a body.
    Empty {
        /// With which status.
        #[arg(default_value_t = 200)]
        status: u16,
        #[command(flatten)]
        scope: Scope,
    },
}

/// Which requests a fault is meant for. Without any of these it strikes the next one.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Which requests")]
pub(crate) struct Scope {
    /// Only requests to this provider.
    #[arg(long, value_name = "NAME", value_parser = provider())]
    provider: Option<Provider>,
    /// Only requests with this method.
    #[arg(long)]
    method: Option<String>,
    /// Only requests on this route, such as /customers/{id}, as the provider documents it.
    #[arg(long)]
    route: Option<String>,
    /// Only requests whose path, below the base URL, begins so.
    #[arg(long, value_name = "PATH")]
    path_prefix: Option<String>,
    /// Spare so many first.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    skip: u32,
    /// Strike so many.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1,
        conflicts_with = "always"
    )]
    times: u32,
    /// Strike until the faults are cleared.
    #[arg(long)]
    always: bool,
    /// Of a hundred that could be struck, strike about so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    percent: u8,
    /// Carry the request out before the fault strikes.
    #[arg(long)]
    after_acting: bool,
}

fn reading() -> impl TypedValueParser<Value = Reading> {
    PossibleValuesParser::new(Reading::ALL.map(Reading::name))
        .try_map(|name| name.parse::<Reading>())
}

fn provider() -> impl TypedValueParser<Value = Provider> {
    PossibleValuesParser::new(Provider::ALL.map(Provider::name))
        .try_map(|name| name.parse::<Provider>())
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
    /// The fault that is to be pushed, of a command that names one.
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
