//! A Redis server of a test's own.

use std::ffi::OsString;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::account::Account;
use crate::server::{Kind, Server};

/// A running server on a free port of 127.0.0.1 that writes nothing to the disk; stopped when
/// dropped.
#[derive(Debug)]
pub struct Redis(Server);

impl Redis {
    /// Starts an empty server and waits until it answers.
    ///
    /// # Errors
    /// When Redis is not installed, or does not come up; the text says what it printed.
    pub async fn start() -> anyhow::Result<Self> {
        Ok(Self(Server::start(&kind()?, answers).await?))
    }

    /// Starts an empty server where another one has been.
    ///
    /// # Errors
    /// As [`Redis::start`], and when the port is taken.
    pub async fn start_at(port: u16) -> anyhow::Result<Self> {
        let server = Server::launch(&kind()?, port, &answers).await?;
        Ok(Self(server.context("the port is taken")?))
    }

    /// `redis://127.0.0.1:…`
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port())
    }

    /// The port of 127.0.0.1 it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port()
    }
}

fn kind() -> anyhow::Result<Kind> {
    Ok(Kind {
        name: "Redis",
        signal: "KILL",
        taken: "Address already in use",
        account: Account::own()?,
        pattern: None,
        program: "redis-server".into(),
        arguments,
    })
}

fn arguments(base: &Path, port: u16) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["--port".into(), port.to_string().into()];
    arguments.extend(
        [
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
        ]
        .map(OsString::from),
    );
    arguments.push(base.into());
    arguments
}

/// Whether it is this very server that answers on the port.
async fn answers(base: &Path, port: u16) -> bool {
    let ask = async {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        connection.write_all(b"CONFIG GET dir\r\nQUIT\r\n").await?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let Ok(Ok(answer)) = timeout(Duration::from_secs(2), ask).await else {
        return false;
    };
    answer.contains(&*base.to_string_lossy())
}
