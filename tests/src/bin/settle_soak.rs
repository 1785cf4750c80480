//! `settle-soak`: a great many registrations against stand-ins that fail all the time.
//!
//! ```console
//! $ cargo run --release -p customer-tests --bin settle-soak -- --creates 100000
//! $ cargo run --release -p customer-tests --bin settle-soak -- --bucket
//! ```

use std::process::ExitCode;

use customer_tests::bucket;
use customer_tests::soak::{self, Soak};

const USAGE: &str = "usage: settle-soak [--creates NUMBER] [--tasks NUMBER] [--seed NUMBER]
       settle-soak --bucket";

fn main() -> ExitCode {
    let command = match parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let held = runtime.block_on(async {
        match command {
            Command::Soak(soak) => run(soak).await,
            Command::Bucket => run_bucket().await,
        }
    });
    match held {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

enum Command {
    Soak(Soak),
    Bucket,
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut soak = Soak {
        creates: 100_000,
        tasks: 64,
        seed: 1,
    };
    while let Some(argument) = arguments.next() {
        if argument == "--bucket" {
            return match arguments.next() {
                None => Ok(Command::Bucket),
                Some(more) => Err(format!("`{more}` has no place beside --bucket")),
            };
        }
        let value = arguments
            .next()
            .ok_or_else(|| format!("`{argument}` is not known, or has no value"))?;
        let problem = |error| format!("{argument} {value}: {error}");
        match &*argument {
            "--creates" => soak.creates = value.parse().map_err(problem)?,
            "--tasks" => soak.tasks = value.parse().map_err(problem)?,
            "--seed" => soak.seed = value.parse().map_err(problem)?,
            _ => return Err(format!("`{argument}` is not known")),
        }
    }
    Ok(Command::Soak(soak))
}

type Held = Result<bool, Box<dyn std::error::Error + Send + Sync>>;

async fn run(soak: Soak) -> Held {
    let start = std::time::Instant::now();
    let reports = soak::run(soak).await?;
    print!("{}", soak::table(&reports));
    println!("in {:.0} s", start.elapsed().as_secs_f64());
    let mut held = true;
    for report in &reports {
        if report.still_unknown() > 0 {
            println!(
                "{}: {} stay unknown, since nothing proves what became of them; none was retried",
                report.provider,
                report.still_unknown()
            );
        }
        if report.same_moment() > 0 {
            println!(
                "{}: {} were settled by another caller's record with the same contents and time",
                report.provider,
                report.same_moment()
            );
        }
        for violation in &report.violations {
            held = false;
            println!("{}: {violation}", report.provider);
        }
    }
    Ok(held)
}

async fn run_bucket() -> Held {
    let report = bucket::run(500, 32).await?;
    println!("{report}");
    Ok(report.holds())
}
