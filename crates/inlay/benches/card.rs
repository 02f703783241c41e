//! How long a card takes, beside what it cannot be shorter than: the trip to the portal.
//!
//! Each figure is the median of many cards of one run; read the ratios, not the milliseconds.

use std::time::{Duration, Instant};

use inlay::demo::house::{House, Plan};
use serde_json::json;

/// How far away the portal is.
const PORTAL: Duration = Duration::from_millis(100);
const CARDS: usize = 20;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let house = House::build(Plan::default()).await?;
    house.install().await?;
    house.sim().knobs().set_bucket(None);
    house.sim().knobs().set_latency(PORTAL);
    let http = bitrix24::http_client()?;

    let manager = house
        .sim()
        .user("manager")
        .expect("the portal has a manager");
    let deals = house.sim().world().deals_seen_by(&manager);
    let (mut cold, mut cached, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for deal in deals
        .iter()
        .filter(|deal| deal.company_id.is_some_and(|id| id < 11))
        .take(CARDS)
    {
        let frame = house.sim().frame_post(
            &manager,
            house.application(),
            "CRM_DEAL_DETAIL_TAB",
            &json!({ "ID": deal.id.to_string() }),
        )?;
        for (times, repeat) in [(&mut cold, false), (&mut cached, true)] {
            let start = Instant::now();
            let mut answer = http.post(&frame.url).form(&frame.fields).send().await?;
            answer.chunk().await?;
            if !repeat {
                first.push(start.elapsed());
            }
            while answer.chunk().await?.is_some() {}
            times.push(start.elapsed());
        }
    }
    let portal = PORTAL.as_secs_f64() * 1000.0;
    println!(
        "a card, portal {portal:.0} ms away, {} cards, medians",
        cold.len()
    );
    for (name, times) in [
        ("head on the page", first),
        ("cold card", cold),
        ("cached card", cached),
    ] {
        let time = median(times).as_secs_f64() * 1000.0;
        println!(
            "{name:>18}: {time:7.1} ms   {:5.2} x the trip to the portal",
            time / portal
        );
    }
    house.stop().await;
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
