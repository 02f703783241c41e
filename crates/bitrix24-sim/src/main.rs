//! `bitrix24-sim serve`: portals to try an application against.

use std::{fs, net::SocketAddr, path::PathBuf};

use anyhow::{Context as _, anyhow};
use bitrix24_sim::Config;
use clap::{Parser, Subcommand};
use serde_json::{Value, json};

/// Simulated Bitrix24 portals.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs one or more portals and their authorization server until interrupted.
    Serve(Serve),
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// Address of the first portal [default: 127.0.0.1:8081].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Address of the authorization server [default: the first portal's, on the next port].
    #[arg(long, value_name = "ADDRESS")]
    oauth_listen: Option<SocketAddr>,
    /// How many portals [default: as many as the file has, at least one].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=100))]
    portals: Option<u8>,
    /// Portals, applications, users, limits, latency.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Speak https, with a certificate authority that is kept in this folder: trust its
    /// `authority.pem`.
    #[arg(long, value_name = "FOLDER")]
    tls: Option<PathBuf>,
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
    let config = serve.config()?;
    let cloud = config.start().await?;
    let mut summary = cloud.summary();
    if let Some(folder) = &config.tls {
        summary["authority"] = json!(folder.join("authority.pem"));
    }
    if serve.json {
        println!("{summary}");
    } else {
        print!("{}", readable(&summary));
    }
    tokio::signal::ctrl_c()
        .await
        .context("cannot wait for an interrupt")?;
    cloud.stop().await;
    Ok(())
}

impl Serve {
    /// The file, and over it what the command line says.
    fn config(&self) -> anyhow::Result<Config> {
        let mut config = match &self.config {
            Some(file) => {
                let text = fs::read_to_string(file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                Config::parse(&text).map_err(|error| anyhow!("{}, {error}", file.display()))?
            }
            None => Config::default(),
        };
        config.listen = self.listen.or(config.listen);
        config.oauth_listen = self.oauth_listen.or(config.oauth_listen);
        config.tls = self.tls.clone().or(config.tls);
        config.with_portals(self.portals.map_or(0, usize::from))?;
        config.with_example();
        Ok(config)
    }
}

/// The summary for people.
fn readable(summary: &Value) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &Value| {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text += &format!("{name:<22}{value}\n");
    };
    line("Authorization server", &summary["authorization_server"]);
    if !summary["authority"].is_null() {
        line("Trust", &summary["authority"]);
    }
    for portal in summary["portals"].as_array().into_iter().flatten() {
        line("Portal", &portal["portal"]);
        line("  member_id", &portal["member_id"]);
        line("  webhook", &portal["webhook"]);
        for application in portal["applications"].as_array().into_iter().flatten() {
            line("  application", &application["title"]);
            line("    client_id", &application["client_id"]);
            line("    client_secret", &application["client_secret"]);
            line("    handler", &application["handler"]);
            if !application["installer"].is_null() {
                line("    installer", &application["installer"]);
            }
        }
        for user in portal["users"].as_array().into_iter().flatten() {
            let login = user["login"].as_str().unwrap_or_default();
            let name = user["name"].as_str().unwrap_or_default();
            let who = format!("{name} (id {})", user["id"]);
            line(&format!("  user {login}"), &json!(who));
        }
    }
    text
}
