//! A load generator that costs little itself: requests are bytes made beforehand, answers are read
//! to their end and only their status is looked at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// Requests for one server.
pub(crate) struct Load {
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
}

/// How a run went.
pub(crate) struct Run {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Load {
    pub(crate) fn new(address: SocketAddr, requests: Vec<Vec<u8>>) -> Self {
        let requests = Arc::new(requests);
        Self { address, requests }
    }

    /// So many readers, each with one request after the other, for so long.
    pub(crate) async fn run(&self, readers: usize, time: Duration) -> anyhow::Result<Run> {
        let begun = Instant::now();
        let readers = (0..readers).map(|first| {
            let (address, requests) = (self.address, Arc::clone(&self.requests));
            let reading = tokio::spawn(async move {
                let mut reader = Reader::connect(address).await?;
                let mut times = Vec::new();
                for request in requests.iter().cycle().skip(first) {
                    let asked = Instant::now();
                    if asked - begun > time {
                        break;
                    }
                    reader.ask(request).await?;
                    times.push(asked.elapsed());
                }
                Ok::<_, anyhow::Error>(times)
            });
            async move { reading.await? }
        });
        let mut times: Vec<Duration> = try_join_all(readers).await?.concat();
        let took = begun.elapsed();
        times.sort();
        let at = |part: usize| times.get(times.len() * part / 100).copied();
        Ok(Run {
            per_second: f64::from(u32::try_from(times.len())?) / took.as_secs_f64(),
            p50: at(50).context("nobody was answered")?,
            p99: at(99).context("nobody was answered")?,
        })
    }
}

/// A form as a browser posts it.
pub(crate) fn post(url: &str, fields: &[(String, String)]) -> anyhow::Result<Vec<u8>> {
    let url = Url::parse(url)?;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let request = format!(
        "POST {target} HTTP/1.1\r\nhost: inlay\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    Ok(request.into_bytes())
}

/// A file.
pub(crate) fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: inlay\r\n\r\n").into_bytes()
}

/// One connection that is kept.
struct Reader {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Reader {
    async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(256 * 1024);
        Ok(Self { stream, buffer })
    }

    /// One request and its whole answer.
    async fn ask(&mut self, request: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut length = None;
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up");
            }
            if length.is_none() {
                length = Length::of(&self.buffer)?;
            }
            if length.is_some_and(|length| length.is_reached(&self.buffer)) {
                return Ok(());
            }
        }
    }
}

/// How an answer's end is told.
#[derive(Clone, Copy)]
enum Length {
    Bytes(usize),
    Chunked,
}

impl Length {
    /// `None` while the head is not whole.
    fn of(answer: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(&answer[..end])?;
        if !head.starts_with("HTTP/1.1 200") {
            bail!("answered {}", head.lines().next().unwrap_or_default());
        }
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        Ok(Some(match length {
            Some(length) => Self::Bytes(end + 4 + length.parse::<usize>()?),
            None => Self::Chunked,
        }))
    }

    fn is_reached(self, answer: &[u8]) -> bool {
        match self {
            Self::Bytes(bytes) => answer.len() >= bytes,
            Self::Chunked => answer.ends_with(b"\r\n0\r\n\r\n"),
        }
    }
}
