//! Reading a whole list: plain keyset pages against the sharded walk, and both against what the
//! platform's limits allow.
//!
//! ```text
//! cargo bench -p bitrix24 --bench reading            10 000 and 100 000 deals; minutes, for the
//!                                                    plain pages take theirs
//! cargo bench -p bitrix24 --bench reading -- 2000    so many deals
//! cargo bench -p bitrix24 --bench reading -- sharded without the plain pages
//! ```
//!
//! The model: `max((R-X)/Y, ⌈R/c⌉·(b·t+o))` for R requests, at most c of them at once, of at most b
//! pages of t seconds each, with o seconds for a request as such; X and Y are the bucket's. The
//! operating seconds stay below their limit here. The plain pages are read without any bucket, which
//! flatters them: at two a second they would take ten times as long.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark"
)]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bitrix24::reading::{Progress, Rows};
use bitrix24::{Class, Client, Credential, Limiter, List, Plan, SecretString};
use bitrix24_sim::{Fault, Faults, Ids, Settings, Sim};

const PAGE_TIME: f64 = 0.05;
const OVERHEAD: f64 = 0.0;

struct Run {
    seconds: f64,
    told: Progress,
}

#[tokio::main]
async fn main() {
    let asked: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![10_000, 100_000]
    } else {
        asked
    };
    println!("page time {PAGE_TIME} s; bucket 50, 2 a second; every id once, or it does not print");
    println!(
        "{:>8} {:>12} {:>8} {:>8} {:>4} {:>3} {:>3} {:>8} {:>7}",
        "deals", "ids", "walk", "s", "R", "c", "b", "model s", "ratio"
    );
    for size in sizes {
        compare(size, Ids::Consecutive, false).await;
        compare(size, Ids::Sparse, false).await;
        compare(size, Ids::Sparse, true).await;
    }
}

/// With faults, one command of a batch fails and one batch is not answered in time.
async fn compare(size: usize, ids: Ids, faults: bool) {
    let sim = Sim::start(Settings::default()).await.unwrap();
    let admin = sim.user("admin").unwrap();
    let before = sim.world().deals_seen_by(&admin).into_iter();
    let wanted: HashSet<u64> = before
        .map(|deal| deal.id)
        .chain(sim.world().add_deals(size, 7, ids))
        .map(i64::unsigned_abs)
        .collect();
    sim.knobs()
        .set_page_time(Duration::from_secs_f64(PAGE_TIME));

    let limited = client(&sim).with_limiter(Limiter::in_memory(Plan::STANDARD));
    let faults = faults.then(|| sim.faults().clone());
    let sharded = read(&limited, Walk::Sharded, &wanted, faults.clone()).await;
    assert_eq!(sim.faults().left(), 0);
    let name = match (ids, faults) {
        (_, Some(_)) => "faulty",
        (Ids::Consecutive, None) => "consecutive",
        (Ids::Sparse, None) => "sparse",
    };
    let print = |walk: &str, run: &Run, bucket: bool| {
        let (r, c, b) = (run.told.requests, run.told.width, run.told.depth);
        let model = model(r as f64, c as f64, b as f64, bucket);
        println!(
            "{:>8} {name:>12} {walk:>8} {:>8.2} {r:>4} {c:>3} {b:>3} {model:>8.2} {:>7.2}",
            wanted.len(),
            run.seconds,
            run.seconds / model,
        );
    };
    print("sharded", &sharded, true);
    let asked = std::env::args().all(|argument| argument != "sharded");
    if name != "sparse" || !asked {
        return;
    }
    sim.knobs().set_bucket(None);
    let keyset = read(&client(&sim), Walk::Keyset, &wanted, None).await;
    print("keyset", &keyset, false);
    println!(
        "{:>8} {name:>12} {:>8} {:>8.1}",
        wanted.len(),
        "times",
        keyset.seconds / sharded.seconds
    );
    sim.stop().await;
}

enum Walk {
    Sharded,
    Keyset,
}

async fn read(client: &Client, walk: Walk, wanted: &HashSet<u64>, faults: Option<Faults>) -> Run {
    let told = Arc::new(Mutex::new(Progress::default()));
    let listener = Arc::clone(&told);
    let list = List::of("crm.deal.list").select(["ID"]);
    let reading = client.read(list).on_progress(move |progress| {
        // The first request is over: from now on something goes wrong.
        if let (1, Some(faults)) = (progress.requests, &faults) {
            faults.next_of("batch", 1, Fault::html(504));
            faults.next_command("crm.deal.list", 1, Fault::internal_error());
        }
        *listener.lock().unwrap() = *progress;
    });
    let begun = Instant::now();
    let rows = match walk {
        Walk::Sharded => reading.sharded(),
        Walk::Keyset => reading.keyset(),
    };
    every_id_once(rows, wanted).await;
    let seconds = begun.elapsed().as_secs_f64();
    let told = *told.lock().unwrap();
    Run { seconds, told }
}

async fn every_id_once(mut rows: Rows, wanted: &HashSet<u64>) {
    let mut seen = HashSet::with_capacity(wanted.len());
    while let Some(row) = rows.next().await {
        assert!(seen.insert(row.unwrap().id().unwrap()));
    }
    assert_eq!(seen, *wanted);
}

fn client(sim: &Sim) -> Client {
    let webhook: url::Url = sim.webhook_url().unwrap().expose().parse().unwrap();
    let code = webhook.path_segments().unwrap().nth(2).unwrap();
    let code = SecretString::from(code.to_owned());
    Client::new(
        bitrix24::http_client().unwrap(),
        webhook.join("/rest/").unwrap(),
        Credential::Webhook { user_id: 1, code },
    )
    .with_class(Class::Background)
}

fn model(r: f64, c: f64, b: f64, limited: bool) -> f64 {
    let over = (r - f64::from(Plan::STANDARD.burst)) / f64::from(Plan::STANDARD.per_second);
    let bucket = if limited { over } else { 0.0 };
    let work = (r / c).ceil() * b.mul_add(PAGE_TIME, OVERHEAD);
    bucket.max(work)
}
