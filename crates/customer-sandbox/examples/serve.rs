//! Runs a sandbox until its input ends: `cargo run -p customer-sandbox --example serve -- [PORT [SEEDS [FILE]]]`.
//!
//! It prints where the stand-ins listen and what opens them, as JSON.

use std::error::Error;
use std::io::Read;

use customer_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().map_or(Ok(0), |text| text.parse::<u64>());
    let (port, seeds) = (u16::try_from(number()?)?, number()?);
    let mut builder = Sandbox::builder().port(port).seed(seeds);
    if let Some(file) = std::env::args().nth(3) {
        builder = builder.file(file);
    }
    let sandbox = builder.start().await?;
    println!("{}", serde_json::to_string_pretty(sandbox.access())?);
    std::io::stdin().read_to_end(&mut Vec::new())?;
    sandbox.shutdown().await;
    Ok(())
}
