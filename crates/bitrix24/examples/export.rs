//! A whole list as lines of JSON, as fast as the portal allows; interrupted, it goes on where it
//! stood.
//!
//! ```text
//! bitrix24-sim serve
//! export BITRIX24_WEBHOOK=http://127.0.0.1:8081/rest/1/CODE/
//! cargo run --example export -- crm.deal.list ID TITLE > deals.ndjson
//! ```
//!
//! Where it stands is kept in `export.cursor`, which is gone at the end.

#![expect(clippy::print_stderr, reason = "the rows are on the standard output")]

use std::io::Write as _;
use std::path::Path;

use bitrix24::{Class, Client, Limiter, List, Plan, SecretString};

const CURSOR: &str = "export.cursor";
/// Rows between two notes of where it stands.
const OFTEN: usize = 5_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = SecretString::from(std::env::var("BITRIX24_WEBHOOK")?);
    let client = Client::of_webhook(bitrix24::http_client()?, &address)?
        .with_limiter(Limiter::in_memory(Plan::STANDARD))
        .with_class(Class::Background);

    let mut arguments = std::env::args().skip(1);
    let method = arguments.next().unwrap_or_else(|| "crm.deal.list".into());
    let list = List::of(method).select(arguments);
    let reading = client.read(list).on_progress(|progress| {
        let percent = progress.share.unwrap_or_default() * 100.0;
        eprint!(
            "\r{percent:>3.0} %  {} rows in {} requests ",
            progress.rows, progress.requests
        );
    });
    let mut rows = if Path::new(CURSOR).exists() {
        reading.resume(serde_json::from_str(&std::fs::read_to_string(CURSOR)?)?)
    } else {
        reading.sharded()
    };

    let mut out = std::io::stdout().lock();
    let mut taken = 0;
    while let Some(row) = rows.next().await {
        writeln!(out, "{}", row?.json())?;
        taken += 1;
        if taken % OFTEN == 0 {
            // First what was taken, then that it was: a row may come twice, none is missing.
            out.flush()?;
            std::fs::write(CURSOR, serde_json::to_string(&rows.cursor())?)?;
        }
    }
    out.flush()?;
    if Path::new(CURSOR).exists() {
        std::fs::remove_file(CURSOR)?;
    }
    eprintln!();
    Ok(())
}
