//! `inlay events`: what portals told us in the last days.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::desk::Desk;
use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::{Kind, NewJob, Queue};
use crate::store::{Portal, Received};

#[derive(Debug, Subcommand)]
pub(super) enum Events {
    /// The events and robots' runs that are kept, the newest first.
    List(List),
    /// One of them, with the numbers it brought; never its tokens.
    Show(One),
    /// Puts the job of one of them in line again.
    Replay(One),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only this portal, by its address or member_id.
    #[arg(long)]
    portal: Option<String>,
    /// The newest of each portal, so many at most.
    #[arg(long, default_value_t = 50)]
    most: u32,
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// Its number, as `inlay events list` shows it.
    id: i64,
    /// Only of this portal, by its address or member_id.
    #[arg(long)]
    portal: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Events {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(config).await,
            Self::Show(one) => one.show(config).await,
            Self::Replay(one) => one.replay(config).await,
        }
    }
}

impl List {
    async fn run(self, config: &Config) -> anyhow::Result<()> {
        let desk = Desk::open(config, self.portal.as_deref()).await?;
        let mut rows = Vec::new();
        for portal in &desk.portals {
            let received = desk.store.scope(portal).all_received(self.most).await?;
            rows.extend(received.into_iter().map(|received| (portal, received)));
        }
        if self.json {
            let rows: Vec<Value> = rows
                .iter()
                .map(|(portal, row)| event(portal, row))
                .collect();
            println!(
                "{}",
                serde_json::to_string_pretty(&json!({ "events": rows }))?
            );
            return Ok(());
        }
        if rows.is_empty() {
            println!("no event is kept");
        }
        for (portal, row) in rows {
            println!(
                "{:>8}  {}  {:<28} {}  {}",
                row.id,
                row.received_at.format("%Y-%m-%d %H:%M:%S"),
                row.name,
                without_tokens(&row.data),
                portal.address,
            );
        }
        Ok(())
    }
}

impl One {
    async fn find(&self, config: &Config) -> anyhow::Result<(Desk, Portal, Received)> {
        let desk = Desk::open(config, self.portal.as_deref()).await?;
        for portal in &desk.portals {
            let received = desk.store.scope(portal).received(self.id).await?;
            if let Some(received) = received {
                let portal = portal.clone();
                return Ok((desk, portal, received));
            }
        }
        bail!("no event of the number {} is kept", self.id)
    }

    async fn show(self, config: &Config) -> anyhow::Result<()> {
        let (_, portal, received) = self.find(config).await?;
        let event = event(&portal, &received);
        if self.json {
            println!("{}", serde_json::to_string_pretty(&event)?);
            return Ok(());
        }
        for (name, value) in event.as_object().into_iter().flatten() {
            match value {
                Value::Null => {}
                Value::String(text) => println!("{name:>12}  {text}"),
                value => println!("{name:>12}  {value}"),
            }
        }
        Ok(())
    }

    async fn replay(self, config: &Config) -> anyhow::Result<()> {
        let (desk, portal, received) = self.find(config).await?;
        let job = NewJob {
            kind: Kind::of_received(received.robot),
            key: None,
            body: received.digest.told(),
            due: None,
        };
        let queue = Queue::new(desk.store, Clock::default());
        queue
            .put(&portal, job)
            .await
            .context("it cannot be put in line")?;
        if self.json {
            println!("{}", json!({ "replayed": received.id }));
        } else {
            println!("{} is in line again", received.name);
        }
        Ok(())
    }
}

/// Numbers and names; no token.
fn event(portal: &Portal, received: &Received) -> Value {
    json!({
        "id": received.id,
        "portal": portal.address.to_string(),
        "member_id": portal.member_id,
        if received.robot { "robot" } else { "event" }: received.name,
        "proved": received.proved,
        "sent_at": received.ts,
        "received_at": received.received_at,
        "user_id": received.user_id,
        "data": without_tokens(&received.data),
    })
}

/// An event about the application may bring a token among its data
/// (`api-reference/common/events/on-app-method-confirm.md`).
fn without_tokens(data: &Value) -> Value {
    match data {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                let secret = name.to_uppercase().contains("TOKEN");
                let value = if secret {
                    Value::from("(a token)")
                } else {
                    without_tokens(value)
                };
                (name.clone(), value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(without_tokens).collect(),
        leaf => leaf.clone(),
    }
}
