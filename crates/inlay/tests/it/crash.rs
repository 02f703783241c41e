//! The server killed, its database killed, its disk full: what was acknowledged is there.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::{AccessToken, ApplicationToken, PortalAddress, RefreshToken};
use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use inlay::clock::Clock;
use inlay::jobs::{Duty, Ended, Job, Kind, Pace, Queue, Worker};
use inlay::seal::{Key, Keyring};
use inlay::store::{Heard, NewPortal, NewTokens, Portal, Store};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::visitor::{answers, http};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const TOKEN: &str = "the-application-token";
const EVENTS: usize = 2_000;

const CONFIGURATION: &str = r#"
[server]
listen          = "127.0.0.1:0"
operator_listen = "127.0.0.1:0"
public_url      = "https://inlay.acme.example"

[bitrix24]
portal        = "acme.bitrix24.com"
client_id     = "local.1"
client_secret = { env = "INLAY_CLIENT_SECRET" }

[store]
url  = "sqlite://inlay.db"
keys = [{ id = "k1", env = "INLAY_KEY" }]

[sources.erp]
kind = "sql"
url  = "sqlite:books.db"
[sources.erp.queries.client]
params = { tax_id = "text" }
sql    = "select id as client_id, name from clients where tax_id = :tax_id"

[match]
steps = [{ crm = "requisite.RQ_INN", query = "erp.client" }]

[[widget]]
id     = "client"
places = ["CRM_DEAL_DETAIL_TAB"]
title  = "Accounting"
[[widget.block]]
kind  = "figures"
items = [{ label = "Name", value = "client.name" }]
"#;

/// A store with one installed portal, and the server on it as a process of its own.
struct Site {
    folder: tempfile::TempDir,
    url: String,
    store: Store,
    portal: Portal,
    listen: String,
}

impl Site {
    async fn on(url: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("inlay.toml"), CONFIGURATION).expect("a file");
        let file = folder.path().join("inlay.db");
        let url = url.unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let keys = Keyring::new(vec![Key::parse("k1", KEY).expect("a key")]).expect("a ring");
        let store = Store::open(&url.clone().into(), keys)
            .await
            .expect("a store");
        store.migrate().await.expect("tables");
        let portal = keep_portal(&store).await;
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let listen = free.local_addr().expect("an address").to_string();
        Self {
            folder,
            url,
            store,
            portal,
            listen,
        }
    }

    fn file(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the server as a command of a shell, and waits until it answers.
    async fn serve(&self, before: &str, role: &str) -> Child {
        let command = format!("{before} exec \"$0\" serve --role {role}");
        let server = Command::new("sh")
            .args(["-c", &command, env!("CARGO_BIN_EXE_inlay")])
            .kill_on_drop(true)
            .env("INLAY_CONFIG", self.file().join("inlay.toml"))
            .env("INLAY_CLIENT_SECRET", "secret")
            .env("INLAY_KEY", KEY)
            .env("INLAY__STORE__URL", &self.url)
            .env("INLAY__SERVER__LISTEN", &self.listen)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        answers(&self.listen).await;
        server
    }

    /// Posts one update of a deal, and says whether it was acknowledged.
    async fn post(&self, client: &reqwest::Client, deal: usize) -> Option<u16> {
        self.post_with(client, deal, "").await
    }

    /// The same with more to say.
    async fn post_with(&self, client: &reqwest::Client, deal: usize, more: &str) -> Option<u16> {
        let key = self.portal.handler_key.expose();
        let body = format!(
            "event=ONCRMDEALUPDATE&data[FIELDS][ID]={deal}&ts=1767225600\
             &auth[member_id]={}&auth[application_token]={TOKEN}{more}",
            self.portal.member_id
        );
        let answer = client
            .post(format!("http://{}/event/{key}", self.listen))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await;
        Some(answer.ok()?.status().as_u16())
    }

    /// Posts many, some at once, each until it is acknowledged. `meanwhile` hears how many are.
    async fn post_all(&self, meanwhile: tokio::sync::watch::Sender<usize>) {
        use futures::StreamExt;
        let client = http();
        futures::stream::iter(0..EVENTS)
            .for_each_concurrent(16, |deal| {
                let (client, meanwhile) = (&client, &meanwhile);
                async move {
                    while self.post(client, deal).await != Some(200) {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                    meanwhile.send_modify(|kept| *kept += 1);
                }
            })
            .await;
    }

    /// The deals of the events that are kept.
    async fn kept(&self) -> Vec<usize> {
        let scope = self.store.scope(&self.portal);
        let all = scope.all_received(1_000_000).await.expect("the events");
        all.iter().map(|received| deal(&received.data)).collect()
    }

    /// Does everything that is to be done here, and says for which deals it was.
    async fn work(&self) -> Vec<usize> {
        let pace = Pace {
            first_pause: Duration::from_millis(50),
            ..Pace::default()
        };
        let queue = Queue::with_pace(self.store.clone(), Clock::default(), pace);
        let notes = Arc::new(Notes {
            store: self.store.clone(),
            deals: Mutex::default(),
        });
        let stopping = CancellationToken::new();
        let worker = Worker::start(queue.clone(), notes.clone(), stopping.clone());
        // The database may be away just then, and what was tried meanwhile waits for its next try.
        let scope = self.store.scope(&self.portal);
        let left = async || scope.jobs_of(Kind::Event, 1).await.map(|jobs| jobs.len());
        let all = async {
            while !matches!(left().await, Ok(0)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let all = tokio::time::timeout(Duration::from_secs(120), all);
        all.await.expect("it ends");
        stopping.cancel();
        worker.stopped().await;
        let deals = notes.deals.lock().expect("the notes");
        deals.clone()
    }
}

/// Notes for which deal each job was.
struct Notes {
    store: Store,
    deals: Mutex<Vec<usize>>,
}

impl Duty for Notes {
    fn run(&self, portal: Portal, job: Job) -> BoxFuture<'_, Ended> {
        async move {
            if self.store.scope(&portal).tokens().await.is_err() {
                return Ended::Again {
                    reason: "the database is away".to_owned(),
                    after: None,
                };
            }
            let heard = Heard::of_job(&job.body).expect("it was told");
            let mut deals = self.deals.lock().expect("the notes");
            deals.push(deal(&heard.data));
            Ended::Done(Vec::new())
        }
        .boxed()
    }
}

fn deal(data: &serde_json::Value) -> usize {
    let id = data["FIELDS"]["ID"].as_str().expect("an id");
    id.parse().expect("a number")
}

async fn keep_portal(store: &Store) -> Portal {
    let now = Clock::default().now();
    let new = NewPortal {
        application_id: Some(12),
        member_id: "a2b53".parse().expect("a member id"),
        address: PortalAddress::parse("https://acme.bitrix24.com").expect("an address"),
        status: "L".into(),
        scope: vec!["crm".into()],
        server_endpoint: "https://oauth.bitrix.info/rest/"
            .parse()
            .expect("an address"),
        client_endpoint: "https://acme.bitrix24.com/rest/"
            .parse()
            .expect("an address"),
        application_token: Some(ApplicationToken::from(TOKEN.to_owned())),
        installer: 1,
    };
    let tokens = NewTokens {
        user_id: 1,
        access: AccessToken::from("access".to_owned()),
        refresh: RefreshToken::from("refresh".to_owned()),
        expires_at: now + TimeDelta::hours(1),
    };
    store
        .keep_portal(new, tokens, now)
        .await
        .expect("it is kept")
}

fn every_deal() -> Vec<usize> {
    (0..EVENTS).collect()
}

fn sorted(mut deals: Vec<usize>) -> Vec<usize> {
    deals.sort_unstable();
    deals
}

/// Waits until so many events were acknowledged.
async fn acknowledged(kept: &mut tokio::sync::watch::Receiver<usize>, count: usize) {
    let waited = kept.wait_for(|kept| *kept >= count);
    let waited = tokio::time::timeout(Duration::from_secs(60), waited).await;
    waited
        .expect("events are acknowledged")
        .expect("they are posted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_twice_loses_nothing_and_does_nothing_twice() {
    let site = Arc::new(Site::on(None).await);
    let mut server = site.serve("", "web").await;
    let (sender, mut kept) = tokio::sync::watch::channel(0);
    let posting = tokio::spawn({
        let site = Arc::clone(&site);
        async move { site.post_all(sender).await }
    });
    for count in [EVENTS / 4, EVENTS / 2] {
        acknowledged(&mut kept, count).await;
        server.kill().await.expect("it is killed");
        server = site.serve("", "web").await;
    }
    posting.await.expect("every event is acknowledged");
    server.kill().await.expect("it is killed");
    assert_eq!(sorted(site.kept().await), every_deal());
    assert_eq!(sorted(site.work().await), every_deal());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_leaves_every_job_done_or_waiting() {
    let site = Arc::new(Site::on(None).await);
    let mut server = site.serve("", "all").await;
    let (sender, mut kept) = tokio::sync::watch::channel(0);
    let posting = tokio::spawn({
        let site = Arc::clone(&site);
        async move { site.post_all(sender).await }
    });
    acknowledged(&mut kept, EVENTS / 2).await;
    server.kill().await.expect("it is killed");
    // What it was doing is done again when its leases have ended.
    server = site.serve("", "all").await;
    posting.await.expect("every event is acknowledged");
    let idle = Queue::new(site.store.clone(), Clock::default());
    let idle = tokio::time::timeout(Duration::from_secs(90), idle.idle()).await;
    idle.expect("it ends").expect("the store answers");
    server.kill().await.expect("it is killed");
    assert_eq!(sorted(site.kept().await), every_deal());
    let scope = site.store.scope(&site.portal);
    let left = scope.jobs_of(Kind::Event, 10).await.expect("jobs");
    let failed = scope.failed_jobs(10).await.expect("jobs");
    assert!(left.is_empty() && failed.is_empty(), "{left:?} {failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_restarts_underneath_loses_nothing() {
    let postgres = testbed::Postgres::start().await.expect("PostgreSQL");
    let url = postgres.database().await.expect("a database");
    let site = Arc::new(Site::on(Some(url)).await);
    let mut server = site.serve("", "web").await;
    let (sender, mut kept) = tokio::sync::watch::channel(0);
    let posting = tokio::spawn({
        let site = Arc::clone(&site);
        async move { site.post_all(sender).await }
    });
    for count in [EVENTS / 4, EVENTS / 2] {
        acknowledged(&mut kept, count).await;
        postgres
            .crash()
            .await
            .expect("it crashes and is there again");
    }
    posting.await.expect("every event is acknowledged");
    server.kill().await.expect("it is killed");
    assert_eq!(sorted(site.kept().await), every_deal());
    // The worker lives through it, too.
    let (work, crash) = tokio::join!(site.work(), postgres.crash());
    crash.expect("it crashes and is there again");
    let done: BTreeSet<usize> = work.iter().copied().collect();
    assert_eq!(done.into_iter().collect::<Vec<_>>(), every_deal());
}

/// Posts events until one is not acknowledged; then nothing of what was is gone.
async fn fill(site: &Site, mut server: Child, more: &str) {
    let client = http();
    let mut kept = Vec::new();
    let mut refused = None;
    for deal in 0..20_000 {
        match site.post_with(&client, deal, more).await {
            Some(200) => kept.push(deal),
            status => {
                refused = status;
                break;
            }
        }
    }
    assert_eq!(refused, Some(503), "after {} events", kept.len());
    assert!(!kept.is_empty());
    // It goes on refusing, and it goes on answering.
    assert_eq!(site.post_with(&client, 30_000, more).await, Some(503));
    server.kill().await.expect("it is killed");
    let there: BTreeSet<usize> = site.kept().await.into_iter().collect();
    assert!(kept.iter().all(|deal| there.contains(deal)));
}

/// With room again it keeps what comes.
async fn goes_on(site: &Site) {
    let mut server = site.serve("", "web").await;
    assert_eq!(site.post(&http(), 30_000).await, Some(200));
    server.kill().await.expect("it is killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_with_503_and_loses_nothing_that_was_acknowledged() {
    let site = Site::on(None).await;
    // Files of the server may grow to a megabyte, in blocks of 512 bytes.
    let limit = "trap '' XFSZ; ulimit -f 2048;";
    let server = site.serve(limit, "web").await;
    fill(&site, server, "").await;
    goes_on(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_disk_is_full_refuses_with_503_and_loses_nothing_either() {
    let postgres = testbed::Postgres::start().await.expect("PostgreSQL");
    let url = postgres.database().await.expect("a database");
    let site = Site::on(Some(url)).await;
    postgres.fill_disk(17 << 20).await.expect("it is full");
    let server = site.serve("", "web").await;
    // Long ones, so that it takes only hundreds.
    let more = format!("&data[FIELDS][NOTE]={}", "x".repeat(50_000));
    fill(&site, server, &more).await;
    postgres.clear_disk().await.expect("there is room");
    goes_on(&site).await;
}
