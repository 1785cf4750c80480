//! `import-circles SRC…`: prints the import circles between the files of each given `src` folder; fails if there are any.

use std::path::Path;
use std::process::ExitCode;

use customer_tests::imports::{Sources, circles};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    if folders.is_empty() {
        return Err("usage: import-circles SRC…".into());
    }
    let mut clean = true;
    for folder in folders {
        let found = circles(&Sources::below(Path::new(&folder))?)?;
        println!("{folder}: {} circles", found.len());
        for circle in &found {
            print!("\n{circle}");
        }
        clean &= found.is_empty();
    }
    Ok(if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
