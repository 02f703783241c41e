//! What a widget costs, beside what it cannot cost less than: requests to the portal, the time
//! until the last block over the trips it must make, and widgets a second out of copies.
//!
//! Read the ratios, not the milliseconds: they are of one run.

mod books;
mod load;
mod pages;

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use inlay::demo::house::{House, Plan};
use inlay::jobs::{Kind, NewJob};
use serde_json::json;

use books::Books;
use load::Load;
use pages::Page;

/// How far away the portal and the books are.
const AWAY: Duration = Duration::from_millis(100);
/// Each with a house of its own, so that nothing is remembered.
const ROUNDS: usize = 3;
/// Readers who open cards one after the other, each over a connection of his own.
const READERS: usize = 32;
/// Calls that wait in the queue.
const BACKLOG: usize = 100_000;
const LOAD: Duration = Duration::from_secs(4);

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        requests().await?;
        times().await?;
        beside_a_queue().await?;
        many().await
    })
}

/// P1: what the portal is asked for one card.
async fn requests() -> anyhow::Result<()> {
    let house = house(Plan::default()).await?;
    let http = bitrix24::http_client()?;
    let [cold, warm] = {
        let page = Page::deals(&house, "manager")?
            .into_iter()
            .next()
            .context("a deal")?;
        let mut asked = [0, 0];
        for asked in &mut asked {
            let before = house.sim().requests().rest;
            page.open(&http).await?;
            *asked = house.sim().requests().rest - before;
        }
        asked
    };
    println!("P1 requests to the portal: {cold} cold (bar 1), {warm} the same card again (bar 0)");
    house.stop().await;
    Ok(())
}

/// P2: the time from the click to the last block.
async fn times() -> anyhow::Result<()> {
    println!(
        "P2 the last block, portal and books {} ms away, {ROUNDS} rounds",
        AWAY.as_millis()
    );
    let books = Books::open(AWAY).await?;
    let http = bitrix24::http_client()?;
    let (mut deals, mut companies, mut heads, mut cached) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let house = house(Plan {
            configuration: Some(books.configuration()),
            ..Plan::default()
        })
        .await?;
        house.sim().knobs().set_latency(AWAY);
        // Half of the clients by their deals, the others by their companies: what one card reads
        // is a copy for the next.
        let (half, rest): (Vec<_>, Vec<_>) = Page::deals(&house, "admin")?
            .into_iter()
            .partition(|page| page.company() % 2 == 0);
        let others = Page::companies(&house, "admin", rest.iter().map(Page::company))?;
        // Connections are made before anybody opens his first card of the day.
        let mut first = true;
        for (pages, times) in [(&half, &mut deals), (&others, &mut companies)] {
            for page in pages {
                let cold = page.open(&http).await?;
                let warm = page.open(&http).await?;
                if !std::mem::take(&mut first) {
                    times.push(cold.whole);
                    heads.push(cold.head);
                    cached.push(warm.whole);
                }
            }
        }
        house.stop().await;
    }
    let line = |name: &str, times: &mut Vec<Duration>, trips: u32| {
        times.sort();
        let [best, median] =
            [times[0], times[times.len() / 2]].map(|time| time.as_secs_f64() * 1e3);
        let limit = (AWAY * trips).as_secs_f64() * 1e3;
        let beside = if trips == 0 {
            String::new()
        } else {
            format!(
                ": {:.3} x the {trips} trips ({limit:.0} ms), {:.1} ms over them",
                median / limit,
                median - limit
            )
        };
        println!("{name:>40}: best {best:6.1} ms, median {median:6.1} ms{beside}");
    };
    line("the head on the page", &mut heads, 0);
    line("cold, one query after the portal", &mut companies, 2);
    line("cold, two queries one after the other", &mut deals, 3);
    line("cached", &mut cached, 0);
    println!(
        "{:>40}  cold <= 30 ms over the trips, cached <= 20 ms",
        "bars:"
    );
    Ok(())
}

/// P5: cards opened while the calls of a long queue wait for the portal.
async fn beside_a_queue() -> anyhow::Result<()> {
    let mut medians = Vec::new();
    for backlog in [0, BACKLOG] {
        let house = House::build(Plan::default()).await?;
        house.install().await?;
        house.app().jobs.idle().await?;
        house.sim().knobs().set_latency(AWAY);
        let portal = house.app().store.portals().await?.remove(0);
        let call = NewJob {
            kind: Kind::Warm,
            key: None,
            body: json!({ "card": { "entity_type": 2, "id": 77 } }),
            due: None,
        };
        for jobs in vec![call; backlog].chunks(10_000) {
            house.app().jobs.put_all(&portal, jobs).await?;
        }
        // Until they have used up what the portal allows at once.
        while backlog > 0 && house.sim().requests().rest < 45 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let http = bitrix24::http_client()?;
        let mut times = Vec::new();
        for page in Page::deals(&house, "admin")? {
            times.push(page.open(&http).await?.whole);
        }
        times.sort();
        medians.push(times[times.len() / 2].as_secs_f64() * 1e3);
        house.stop().await;
    }
    println!(
        "P5 a card while {BACKLOG} calls in the background wait: {:.1} ms, {:.3} x the {:.1} ms of an \
         idle portal (bar 1.1)",
        medians[1],
        medians[1] / medians[0],
        medians[0]
    );
    Ok(())
}

/// P7: cached widgets a second.
async fn many() -> anyhow::Result<()> {
    let house = house(Plan::default()).await?;
    let http = bitrix24::http_client()?;
    let pages = Page::deals(&house, "manager")?;
    let mut size = 0;
    for page in &pages {
        page.open(&http).await?;
        size += page.open(&http).await?.bytes;
    }
    let asset = {
        let page = pages.first().context("a deal")?;
        let head = page.read(&http).await?;
        let from = head.find("/assets/").context("the page has a style")?;
        let length = head[from..].find('"').context("its address ends")?;
        head[from..from + length].to_owned()
    };
    let address = house.server().address();
    let floor = Load::new(address, vec![load::get(&asset)])
        .run(READERS, LOAD / 2)
        .await?;
    let requests: anyhow::Result<Vec<_>> = pages.iter().map(|page| page.request()).collect();
    let load = Load::new(address, requests?);
    let mut rates = Vec::new();
    let mut last = None;
    let before = house.sim().requests().rest;
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        let run = load.run(READERS, LOAD).await?;
        rates.push(run.per_second);
        last = Some(run);
    }
    ensure!(
        begun.elapsed() < Duration::from_secs(60),
        "the cards were not cached all the time"
    );
    let asked = house.sim().requests().rest - before;
    rates.sort_by(f64::total_cmp);
    let (best, median) = (rates[ROUNDS - 1], rates[ROUNDS / 2]);
    let last = last.context("a round")?;
    println!(
        "P7 cached widgets, {} cards of {} KB, {READERS} readers, load generator included",
        pages.len(),
        size / pages.len() / 1024
    );
    println!(
        "{:>40}: best {best:.0}, median {median:.0} a second (bar 5000), p50 {:.1} ms, p99 {:.1} ms",
        "widgets",
        last.p50.as_secs_f64() * 1e3,
        last.p99.as_secs_f64() * 1e3
    );
    println!(
        "{:>40}: {:.0} a second, a widget costs {:.1} x one of them; the portal was asked {asked} times",
        "a file of ours, nothing computed",
        floor.per_second,
        floor.per_second / median
    );
    house.stop().await;
    Ok(())
}

/// An installed house whose portal limits nobody.
async fn house(plan: Plan) -> anyhow::Result<House> {
    let house = House::build(plan).await?;
    house.install().await?;
    house.sim().knobs().set_bucket(None);
    Ok(house)
}
