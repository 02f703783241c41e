//! `inlay queue`: what waits to be done, what failed and why.

mod status;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::desk::Desk;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{FailedJob, Portal};
use status::Status;

#[derive(Debug, Subcommand)]
pub(super) enum Queue {
    /// What waits, what is being done, what failed: by portal and kind.
    Status(Which),
    /// The jobs that will not be tried again by themselves, and why.
    Failed(Failed),
    /// Puts failed jobs in line again.
    Retry(Jobs),
    /// Removes failed or waiting jobs for good.
    Discard(Jobs),
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// Only this portal, by its address or member_id.
    #[arg(long)]
    portal: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Failed {
    #[command(flatten)]
    which: Which,
    /// The newest of each portal, so many at most.
    #[arg(long, default_value_t = 100)]
    most: u32,
}

#[derive(Debug, Args)]
pub(super) struct Jobs {
    /// The jobs' numbers, as `inlay queue failed` shows them.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    id: Vec<i64>,
    /// Every failed job.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    which: Which,
}

/// Failed jobs that are fetched at once; there may be more.
const AT_ONCE: u32 = 1_000;

impl Queue {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            Self::Status(which) => status(config, &which).await,
            Self::Failed(failed) => failed.run(config).await,
            Self::Retry(jobs) => jobs.run(config, Act::Retry).await,
            Self::Discard(jobs) => jobs.run(config, Act::Discard).await,
        }
    }
}

async fn status(config: &Config, which: &Which) -> anyhow::Result<()> {
    let desk = Desk::open(config, which.portal.as_deref()).await?;
    let mut statuses = Vec::new();
    for portal in &desk.portals {
        let now = Clock::default().now();
        statuses.push(Status::read(&desk.store, portal, now).await?);
    }
    if which.json {
        let portals: Vec<Value> = statuses.iter().map(Status::to_json).collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({ "portals": portals }))?
        );
    } else if statuses.is_empty() {
        println!("no portal is installed");
    } else {
        for status in statuses {
            print!("{status}");
        }
    }
    Ok(())
}

impl Failed {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let desk = Desk::open(config, self.which.portal.as_deref()).await?;
        let mut jobs = Vec::new();
        for portal in &desk.portals {
            let failed = desk.store.scope(portal).failed_jobs(self.most).await?;
            jobs.extend(failed.into_iter().map(|job| (portal, job)));
        }
        if self.which.json {
            let jobs: Vec<Value> = jobs
                .iter()
                .map(|(portal, job)| failed(portal, job))
                .collect();
            println!(
                "{}",
                serde_json::to_string_pretty(&json!({ "failed": jobs }))?
            );
            return Ok(());
        }
        if jobs.is_empty() {
            println!("nothing has failed");
        }
        for (portal, job) in jobs {
            println!(
                "{:>8}  {}  {:<9} {}  {} tries  {}\n          {}",
                job.id,
                job.failed_at.format("%Y-%m-%d %H:%M:%S"),
                job.kind.name(),
                job.key.as_deref().unwrap_or("-"),
                job.attempt,
                portal.address,
                job.reason,
            );
        }
        Ok(())
    }
}

fn failed(portal: &Portal, job: &FailedJob) -> Value {
    json!({
        "id": job.id,
        "portal": portal.address.to_string(),
        "member_id": portal.member_id,
        "kind": job.kind.name(),
        "key": job.key,
        "tries": job.attempt,
        "reason": job.reason,
        "created_at": job.created_at,
        "failed_at": job.failed_at,
    })
}

/// What is done with jobs.
#[derive(Clone, Copy)]
enum Act {
    Retry,
    Discard,
}

impl Jobs {
    async fn run(self, config: &Config, act: Act) -> anyhow::Result<()> {
        let desk = Desk::open(config, self.which.portal.as_deref()).await?;
        let done = if self.all {
            all(&desk, act).await?
        } else {
            for id in &self.id {
                let found = one(&desk, *id, act).await?;
                ensure!(found, "there is no such job to {}: {id}", act.verb());
            }
            self.id.len()
        };
        if self.which.json {
            println!("{}", json!({ act.past(): done }));
        } else {
            println!("{done} {}", act.past());
        }
        Ok(())
    }
}

async fn all(desk: &Desk, act: Act) -> anyhow::Result<usize> {
    let mut done = 0;
    for portal in &desk.portals {
        loop {
            let failed = desk.store.scope(portal).failed_jobs(AT_ONCE).await?;
            if failed.is_empty() {
                break;
            }
            for job in failed {
                // It may have been done by somebody else meanwhile.
                done += usize::from(apply(desk, portal, job.id, act).await?);
            }
        }
    }
    Ok(done)
}

async fn one(desk: &Desk, id: i64, act: Act) -> anyhow::Result<bool> {
    for portal in &desk.portals {
        if apply(desk, portal, id, act).await? {
            return Ok(true);
        }
    }
    if desk.portals.is_empty() {
        bail!("no portal is installed");
    }
    Ok(false)
}

async fn apply(desk: &Desk, portal: &Portal, id: i64, act: Act) -> anyhow::Result<bool> {
    let scope = desk.store.scope(portal);
    match act {
        Act::Retry => scope.retry_job(id, Clock::default().now()).await,
        Act::Discard => scope.discard_job(id).await,
    }
    .context("the store does not answer")
}

impl Act {
    fn verb(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Discard => "discard",
        }
    }

    fn past(self) -> &'static str {
        match self {
            Self::Retry => "retried",
            Self::Discard => "discarded",
        }
    }
}
