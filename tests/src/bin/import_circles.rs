//! `import-circles SRC…`: prints the import circles between the files of each given `src` folder; fails if there are any.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use customer_tests::imports::{Sources, circles};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    if folders.is_empty() {
        return Err("usage: import-circles SRC…".into());
    }
    let mut report = String::new();
    let mut clean = true;
    for folder in folders {
        let found = circles(&Sources::below(Path::new(&folder))?)?;
        writeln!(report, "{folder}: {} circles", found.len())?;
        for circle in &found {
            write!(report, "\n{circle}")?;
        }
        clean &= found.is_empty();
    }
    match io::stdout().lock().write_all(report.as_bytes()) {
        // The reader, such as `head`, has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    Ok(if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
