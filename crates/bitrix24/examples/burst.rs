//! 200 calls at once, as fast as the portal's limits allow and without one refusal: 50 at once and
//! then two a second, 75 seconds in all.
//!
//! ```text
//! bitrix24-sim serve
//! BITRIX24_WEBHOOK=http://127.0.0.1:8081/rest/1/CODE/ cargo run --example burst
//! ```

use std::time::Instant;

use bitrix24::{Call, Client, Limiter, Plan, SecretString};
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use serde_json::Value;

const CALLS: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = SecretString::from(std::env::var("BITRIX24_WEBHOOK")?);
    // One limiter for everything in a process that calls portals; here one client is everything.
    let client = Client::of_webhook(bitrix24::http_client()?, &address)?
        .with_limiter(Limiter::in_memory(Plan::STANDARD));

    let begun = Instant::now();
    let call = Call::new("profile").harmless();
    let mut running: FuturesUnordered<_> =
        (0..CALLS).map(|_| client.send::<Value>(&call)).collect();
    let mut answered = 0;
    while let Some(answer) = running.next().await {
        answer?;
        answered += 1;
        if answered % 10 == 0 {
            println!(
                "{answered:>4} after {:>5.1} s",
                begun.elapsed().as_secs_f64()
            );
        }
    }

    // The same 200 gathered into batches are four requests.
    let begun = Instant::now();
    let answers = client.many::<Value>((0..CALLS).map(|_| call.clone())).await;
    let answers: Result<Vec<_>, _> = answers.into_iter().collect();
    println!(
        "{:>4} in batches after {:.1} s",
        answers?.len(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}
