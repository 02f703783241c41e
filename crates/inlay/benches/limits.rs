//! What the limits cost: 200 calls at once under X=50, Y=2, whose physical limit is 75 s, from one
//! client, from four in one process, from eight processes over Redis and over PostgreSQL; and what
//! 100 000 waiting background calls do to one that somebody waits for.
//!
//! Each case has a portal of its own, 100 ms away, so those of 200 calls run side by side.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bitrix24::limit::RedisBuckets;
use bitrix24::{Call, Class, Client, Limiter, Plan, SecretString};
use bitrix24_sim::{Settings, Sim};
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use inlay::seal::{Key, Keyring};
use inlay::store::Store;
use serde_json::Value;
use tokio::process::Command;

const CALLS: usize = 200;
/// 50 fit at once, the other 150 leak out at two a second.
const LIMIT: Duration = Duration::from_secs(75);
const LATENCY: Duration = Duration::from_millis(100);
const FLOOD: usize = 100_000;
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // A process of the bench starts itself again as one of eight.
    match std::env::var("INLAY_BENCH_BUCKETS") {
        Ok(buckets) => runtime.block_on(worker(&buckets)),
        Err(_) => runtime.block_on(all()),
    }
}

async fn all() -> anyhow::Result<()> {
    println!(
        "{CALLS} calls at once, X=50 Y=2, portal {} ms away",
        LATENCY.as_millis()
    );
    let redis = testbed::Redis::start().await?;
    let postgres = testbed::Postgres::start().await?;
    let database = postgres.database().await?;
    store(&database).await?.migrate().await?;
    let redis_url = redis.url();
    // By itself: a hundred thousand calls are work for the processor, too.
    flood().await?;
    let cases = tokio::join!(
        case("one client", within(1)),
        case("four clients, one process", within(4)),
        case("eight processes, Redis", across(&redis_url)),
        case("eight processes, PostgreSQL", across(&database)),
    );
    cases.0.and(cases.1).and(cases.2).and(cases.3)
}

/// Runs one case at a portal of its own and prints its line.
async fn case(
    name: &str,
    calls: impl AsyncFnOnce(String) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let sim = portal().await?;
    let begun = Instant::now();
    calls(webhook(&sim)?)
        .await
        .with_context(|| name.to_owned())?;
    let took = begun.elapsed().as_secs_f64();
    let journal = sim.journal().since(0);
    let refused = journal
        .iter()
        .filter(|entry| entry.record.status == 503)
        .count();
    let answered = journal
        .iter()
        .filter(|entry| entry.record.status == 200)
        .count();
    println!(
        "{name:>28}: {took:6.2} s  {:.4} x the limit, {answered} answered, {refused} refused (503)",
        took / LIMIT.as_secs_f64()
    );
    Ok(())
}

async fn portal() -> anyhow::Result<Sim> {
    let sim = Sim::start(Settings::default()).await?;
    sim.knobs().set_latency(LATENCY);
    Ok(sim)
}

fn webhook(sim: &Sim) -> anyhow::Result<String> {
    let webhook = sim.webhook_url().context("the portal has a webhook")?;
    Ok(webhook.expose().to_owned())
}

/// All calls from one process, shared out among so many clients of one limiter.
fn within(clients: usize) -> impl AsyncFnOnce(String) -> anyhow::Result<()> {
    async move |webhook: String| {
        let limiter = Limiter::in_memory(Plan::STANDARD);
        let clients = (0..clients).map(|_| send(&webhook, limiter.clone(), CALLS / clients));
        join_all(clients).await.into_iter().collect()
    }
}

/// Eight processes, each with its share of the calls.
fn across(buckets: &str) -> impl AsyncFnOnce(String) -> anyhow::Result<()> {
    let buckets = buckets.to_owned();
    async move |webhook: String| {
        let program = std::env::current_exe()?;
        let workers = (0..8).map(|_| {
            let mut worker = Command::new(&program);
            worker
                .env("INLAY_BENCH_BUCKETS", &buckets)
                .env("INLAY_BENCH_WEBHOOK", &webhook)
                .stdout(Stdio::null());
            async move { worker.status().await }
        });
        for status in join_all(workers).await {
            if !status?.success() {
                bail!("one of the eight processes failed");
            }
        }
        Ok(())
    }
}

/// One of the eight.
async fn worker(buckets: &str) -> anyhow::Result<()> {
    let webhook = std::env::var("INLAY_BENCH_WEBHOOK")?;
    let limiter = if buckets.starts_with("redis") {
        Limiter::shared(Plan::STANDARD, Arc::new(RedisBuckets::at(&buckets.into())?))
    } else {
        Limiter::shared(Plan::STANDARD, Arc::new(store(buckets).await?.limits()))
    };
    send(&webhook, limiter, CALLS / 8).await
}

async fn send(webhook: &str, limiter: Limiter, calls: usize) -> anyhow::Result<()> {
    let client = client(webhook, limiter, Class::Interactive)?;
    let call = Call::new("server.time");
    let mut running: FuturesUnordered<_> =
        (0..calls).map(|_| client.send::<Value>(&call)).collect();
    while let Some(answer) = running.next().await {
        answer?;
    }
    Ok(())
}

fn client(webhook: &str, limiter: Limiter, class: Class) -> anyhow::Result<Client> {
    let webhook = SecretString::from(webhook);
    let client = Client::of_webhook(bitrix24::http_client()?, &webhook)?;
    Ok(client.with_limiter(limiter).with_class(class))
}

/// The median of interactive calls on an idle portal, and while a flood waits.
async fn flood() -> anyhow::Result<()> {
    let sim = portal().await?;
    let webhook = webhook(&sim)?;
    let limiter = Limiter::in_memory(Plan::STANDARD);
    let person = client(&webhook, limiter.clone(), Class::Interactive)?;
    let idle = median(&person).await?;
    let background = client(&webhook, limiter, Class::Background)?;
    let mut flood = Vec::with_capacity(FLOOD);
    for _ in 0..FLOOD {
        let background = background.clone();
        flood.push(tokio::spawn(async move {
            background
                .send::<Value>(&Call::new("server.time"))
                .await
                .map(drop)
        }));
    }
    // Until the flood has taken all it may take at once.
    while sim.executions("server.time") < 40 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let busy = median(&person).await?;
    for call in flood {
        call.abort();
    }
    println!(
        "{:>28}: {:.1} ms idle, {:.1} ms while {FLOOD} background calls wait, {:.3} x",
        "an interactive call",
        idle.as_secs_f64() * 1e3,
        busy.as_secs_f64() * 1e3,
        busy.as_secs_f64() / idle.as_secs_f64()
    );
    Ok(())
}

/// The median of nine calls, with the pace of somebody who reads.
async fn median(client: &Client) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..9 {
        let begun = Instant::now();
        client.send::<Value>(&Call::new("profile")).await?;
        times.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(1_200)).await;
    }
    times.sort();
    Ok(times[times.len() / 2])
}

async fn store(url: &str) -> anyhow::Result<Store> {
    let keys = Keyring::new(vec![Key::parse("bench", KEY)?])?;
    Ok(Store::open(&url.into(), keys).await?)
}
