//! How many events a second are accepted, each on the disk before it is acknowledged, and how soon
//! a portal's single job begins while another portal has a hundred thousand.
//!
//! Everything runs on two threads of one process: server, worker and the load. Beside the figures
//! stands what a write to this disk costs, which no acknowledgement can be quicker than.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bitrix24::{AccessToken, ApplicationToken, PortalAddress, RefreshToken};
use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use inlay::jobs::{Duty, Ended, Job, Kind, NewJob, Queue, Worker};
use inlay::seal::{Key, Keyring};
use inlay::store::{NewPortal, NewTokens, Portal, Store};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const EVENTS: usize = 20_000;
/// Requests on their way at once, each on a connection of its own: more of them are more a second,
/// and each waits longer.
const CONNECTIONS: [usize; 3] = [32, 48, 64];
const BACKLOG: i64 = 100_000;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    println!(
        "a write that reaches this disk: {:.2} ms (median)",
        millis(disk()?)
    );
    let postgres = testbed::Postgres::start_durable().await?;
    for connections in CONNECTIONS {
        accept("SQLite", None, connections).await?;
        accept("PostgreSQL", Some(postgres.database().await?), connections).await?;
    }
    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite://{}", folder.path().join("inlay.db").display());
    fairness("SQLite", sqlite).await?;
    fairness("PostgreSQL", postgres.database().await?).await
}

/// What a small write costs until it is on the disk.
fn disk() -> anyhow::Result<Duration> {
    let mut file = tempfile::tempfile()?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

/// Posts events of different deals over kept connections, as a portal's queue server would.
async fn accept(name: &str, store: Option<String>, connections: usize) -> anyhow::Result<()> {
    let house = House::build(Plan {
        store,
        ..Plan::default()
    })
    .await?;
    house.install().await?;
    let portal = house.app().store.portals().await?.remove(0);
    let token = portal.application_token.as_ref().context("a token")?;
    let path = format!("/event/{}", portal.handler_key.expose());
    let form = format!(
        "&event_handler_id=1&auth[domain]=acme.bitrix24.com\
         &auth[access_token]={}&auth[expires_in]=3600&auth[scope]=crm&auth[user_id]=7\
         &auth[member_id]={}&auth[application_token]={}",
        "a".repeat(70),
        portal.member_id,
        token.expose()
    );
    let (address, form) = (house.server().address(), Arc::new(form));
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let posting = (0..connections).map(|_| {
        let (next, path, form) = (Arc::clone(&next), path.clone(), Arc::clone(&form));
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut times = Vec::new();
            loop {
                let deal = next.fetch_add(1, Ordering::Relaxed);
                if deal >= EVENTS {
                    return anyhow::Ok(times);
                }
                let ts = Clock::default().now().timestamp();
                let body = format!("event=ONCRMDEALUPDATE&data[FIELDS][ID]={deal}&ts={ts}{form}");
                let begun = Instant::now();
                post(&mut stream, &path, &body).await?;
                times.push(begun.elapsed());
            }
        })
    });
    let mut times = Vec::new();
    for connection in futures::future::join_all(posting).await {
        times.extend(connection??);
    }
    let took = begun.elapsed();
    times.sort();
    let at = |share: f64| millis(times[((times.len() - 1) as f64 * share) as usize]);
    println!(
        "{name:>10}: {:6.0} events/s accepted ({connections} at once), p50 {:.1} ms, p99 {:.1} ms, \
         longest {:.1} ms",
        times.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0),
    );
    let begun = Instant::now();
    let left = house.app().store.scope(&portal);
    let left: u64 = left
        .job_counts(house.app().clock.now())
        .await?
        .iter()
        .map(|count| count.count)
        .sum();
    tokio::time::timeout(Duration::from_secs(600), house.app().jobs.idle()).await??;
    println!(
        "            {left} jobs were left, done in {:.1} s: {:.0} jobs/s",
        begun.elapsed().as_secs_f64(),
        left as f64 / begun.elapsed().as_secs_f64()
    );
    house.stop().await;
    Ok(())
}

/// One request on a connection that is kept.
async fn post(stream: &mut TcpStream, path: &str, body: &str) -> anyhow::Result<()> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: inlay\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(1024);
    while !answer.ends_with(b"\r\n\r\nok") {
        ensure!(
            stream.read_buf(&mut answer).await? > 0,
            "the connection ended"
        );
    }
    ensure!(answer.starts_with(b"HTTP/1.1 200"), "an event was refused");
    Ok(())
}

/// Tells when the small portal's job begins; the large one's take a moment each.
struct Watch {
    small: i64,
    begun: mpsc::UnboundedSender<Instant>,
    done: AtomicUsize,
    stopped: AtomicBool,
}

impl Duty for Watch {
    fn run(&self, portal: Portal, _: Job) -> BoxFuture<'_, Ended> {
        async move {
            if portal.id == self.small {
                let _ = self.begun.send(Instant::now());
            } else if !self.stopped.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(50)).await;
                self.done.fetch_add(1, Ordering::Relaxed);
            }
            Ended::Done(Vec::new())
        }
        .boxed()
    }
}

async fn fairness(name: &str, url: String) -> anyhow::Result<()> {
    let keys = Keyring::new(vec![Key::parse("bench", KEY)?])?;
    let store = Store::open(&url.into(), keys).await?;
    store.migrate().await?;
    let (large, small) = (keep(&store, "large").await?, keep(&store, "small").await?);
    let queue = Queue::new(store.clone(), Clock::default());
    let job = |n: i64| NewJob {
        kind: Kind::Effect,
        key: None,
        body: json!({ "n": n }),
        due: None,
    };
    let jobs: Vec<NewJob> = (0..BACKLOG).map(job).collect();
    for jobs in jobs.chunks(10_000) {
        queue.put_all(&large, jobs).await?;
    }
    let (sender, mut begun) = mpsc::unbounded_channel();
    let watch = Arc::new(Watch {
        small: small.id,
        begun: sender,
        done: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
    });
    let stopping = CancellationToken::new();
    let worker = Worker::start(queue.clone(), watch.clone(), stopping.clone());
    let mut times = Vec::new();
    for n in 0..50 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let put = Instant::now();
        queue.put(&small, job(n)).await?;
        let at = tokio::time::timeout(Duration::from_secs(60), begun.recv());
        times.push(at.await?.context("the worker lives")? - put);
    }
    watch.stopped.store(true, Ordering::Relaxed);
    times.sort();
    println!(
        "{name:>10}: a single job begins after {:.1} ms (median), {:.1} ms (longest of {}) while \
         another portal has {BACKLOG}",
        millis(times[times.len() / 2]),
        millis(times[times.len() - 1]),
        times.len()
    );
    stopping.cancel();
    worker.stopped().await;
    store.close().await;
    Ok(())
}

async fn keep(store: &Store, name: &str) -> anyhow::Result<Portal> {
    let now = Clock::default().now();
    let endpoint = |path: &str| format!("https://{name}.bitrix24.com{path}");
    let new = NewPortal {
        application_id: None,
        member_id: name.parse()?,
        address: PortalAddress::parse(&endpoint(""))?,
        status: "L".into(),
        scope: Vec::new(),
        server_endpoint: "https://oauth.bitrix.info/rest/".parse()?,
        client_endpoint: endpoint("/rest/").parse()?,
        application_token: Some(ApplicationToken::from("token".to_owned())),
        installer: 1,
    };
    let tokens = NewTokens {
        user_id: 1,
        access: AccessToken::from("access".to_owned()),
        refresh: RefreshToken::from("refresh".to_owned()),
        expires_at: now + TimeDelta::hours(1),
    };
    Ok(store.keep_portal(new, tokens, now).await?)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
