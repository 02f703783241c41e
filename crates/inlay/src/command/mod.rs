//! The commands of `inlay`.

mod check;
mod coverage;
mod demo;
mod desk;
mod events;
mod key;
mod lookup;
mod migrate;
mod portal;
mod preview;
mod queue;
mod serve;
mod telemetry;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::config::telemetry::LogFormat;

/// A company's own data in the cards of its Bitrix24.
#[derive(Debug, Parser)]
#[command(name = "inlay", version, about, max_term_width = 100)]
pub struct Inlay {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        env = "INLAY_CONFIG",
        default_value = "inlay.toml"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A simulated portal, a sample ledger and the server, on loopback only.
    Demo(demo::Demo),
    /// Checks the configuration: every name, query and placeholder.
    Check,
    /// What a widget would show, and why: every step, what was asked and what came.
    Lookup(lookup::Lookup),
    /// Which companies have a client in the books, which have not and why.
    Match(coverage::Coverage),
    /// Brings the store's tables up to date.
    Migrate,
    /// Serves the portal.
    Serve(serve::Serve),
    /// What waits to be done for the portals, and what failed.
    #[command(subcommand)]
    Queue(queue::Queue),
    /// What portals told us in the last days.
    #[command(subcommand)]
    Events(events::Events),
    /// The widgets of the configuration.
    #[command(subcommand)]
    Widget(preview::Widget),
    /// The keys that seal tokens.
    #[command(subcommand)]
    Key(key::Key),
}

impl Inlay {
    /// Runs the command; results go to standard output, everything else to standard error.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let runtime = match tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => return failed(&error.into()),
        };
        let result = match self.command {
            Command::Demo(demo) => {
                telemetry::start(LogFormat::Text);
                runtime.block_on(demo.run())
            }
            Command::Key(key) => key.run(),
            Command::Widget(widget) => config(&self.config).and_then(|config| widget.run(&config)),
            Command::Check => config(&self.config).map(|config| check::run(&config)),
            Command::Lookup(lookup) => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(lookup.run(config))
            }),
            Command::Match(coverage) => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(coverage.run(config))
            }),
            Command::Migrate => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(migrate::run(&config))
            }),
            Command::Queue(queue) => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(queue.run(&config))
            }),
            Command::Events(events) => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(events.run(&config))
            }),
            Command::Serve(serve) => config(&self.config).and_then(|config| {
                telemetry::start(config.telemetry.log);
                runtime.block_on(serve.run(config))
            }),
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        }
    }
}

/// The configuration, or every problem it has.
fn config(path: &std::path::Path) -> anyhow::Result<Config> {
    let environment: BTreeMap<String, String> = std::env::vars().collect();
    Config::load(path, &environment).map_err(anyhow::Error::new)
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a command that failed"
)]
fn failed(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref::<crate::config::ConfigErrors>() {
        Some(errors) => eprintln!("{}", errors.report()),
        None => eprintln!("error: {error:#}"),
    }
    ExitCode::FAILURE
}
