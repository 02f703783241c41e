//! `bitrix24-sim serve`: a portal to try an application against.

use std::{fs, net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use bitrix24_sim::{ApplicationEntry, Config, Settings, Sim};
use clap::{Parser, Subcommand};
use serde_json::{Value, json};

/// A simulated Bitrix24 portal.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a portal and its authorization server until interrupted.
    Serve(Serve),
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// Address of the portal [default: 127.0.0.1:8081].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address of the authorization server [default: the portal's, on the next port].
    #[arg(long, value_name = "ADDRESS")]
    oauth_listen: Option<SocketAddr>,
    /// Applications, limits, latency.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print what is running as one line of JSON.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let Command::Serve(serve) = Arguments::parse().command;
    let mut config = match &serve.config {
        Some(file) => {
            let text = fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            Config::parse(&text).with_context(|| format!("in {}", file.display()))?
        }
        None => Config::default(),
    };
    config.listen = serve.listen.or(config.listen);
    config.oauth_listen = serve.oauth_listen.or(config.oauth_listen);
    if config.applications.is_empty() {
        config.applications.push(ApplicationEntry::example());
    }

    let sim = Sim::start(settings(&config)).await?;
    config.apply(&sim);
    let summary = summary(&sim);
    if serve.json {
        println!("{summary}");
    } else {
        print!("{}", readable(&summary));
    }
    tokio::signal::ctrl_c()
        .await
        .context("cannot wait for an interrupt")?;
    sim.stop().await;
    Ok(())
}

/// The authorization server sits on the port after the portal's, unless told otherwise.
fn settings(config: &Config) -> Settings {
    let mut fallback = Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 8081)),
        ..Settings::default()
    };
    let portal = config.listen.unwrap_or(fallback.listen);
    let next = if portal.port() == 0 {
        Some(0)
    } else {
        portal.port().checked_add(1)
    };
    fallback.oauth_listen = SocketAddr::new(portal.ip(), next.unwrap_or(0));
    config.settings(fallback)
}

/// Everything a program needs to reach the portal. The secrets open nothing else.
fn summary(sim: &Sim) -> Value {
    let applications = sim.world().applications().into_iter().map(|application| {
        json!({
            "title": application.title,
            "client_id": application.client_id,
            "client_secret": application.client_secret.expose(),
            "handler": application.handler_url,
            "installer": application.install_url,
            "scopes": application.scopes,
        })
    });
    let users = sim.world().users().into_iter().map(|user| {
        json!({
            "id": user.id,
            "login": user.login,
            "name": user.full_name(),
            "admin": user.admin,
        })
    });
    json!({
        "portal": sim.portal_url().as_str(),
        "authorization_server": sim.oauth_url().as_str(),
        "member_id": sim.member_id(),
        "webhook": sim.webhook_url().map(|webhook| webhook.expose().to_owned()),
        "applications": applications.collect::<Vec<_>>(),
        "users": users.collect::<Vec<_>>(),
    })
}

/// The same for people.
fn readable(summary: &Value) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &Value| {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text += &format!("{name:<22}{value}\n");
    };
    line("Portal", &summary["portal"]);
    line("Authorization server", &summary["authorization_server"]);
    line("member_id", &summary["member_id"]);
    line("Webhook", &summary["webhook"]);
    for application in summary["applications"].as_array().into_iter().flatten() {
        line("Application", &application["title"]);
        line("  client_id", &application["client_id"]);
        line("  client_secret", &application["client_secret"]);
        line("  handler", &application["handler"]);
        if !application["installer"].is_null() {
            line("  installer", &application["installer"]);
        }
    }
    for user in summary["users"].as_array().into_iter().flatten() {
        let who = format!(
            "{} (id {})",
            user["name"].as_str().unwrap_or_default(),
            user["id"]
        );
        line(
            &format!("User {}", user["login"].as_str().unwrap_or_default()),
            &json!(who),
        );
    }
    text
}
