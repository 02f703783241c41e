//! One request of the sharded walk: chains of pages in a batch.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use crate::batch::{Batch, Outcome, Step};
use crate::call_error::CallError;
use crate::client::Client;
use crate::error_code::ErrorCode;
use crate::reading::error::ReadError;
use crate::reading::list::List;
use crate::reading::row::Row;
use crate::reading::walk::{self, Page};
use crate::reading::{PAGE, patient};

/// How often a batch waits for a method's operating time before it is given up; each time may be
/// as long as the whole window.
const WAITS: usize = 22;

/// Pages one after the other, through one stretch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    /// The stretch's number.
    pub(super) stretch: usize,
    pub(super) after: u64,
    pub(super) until: u64,
    pub(super) pages: usize,
}

/// Chains that travel in one request.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) chains: Vec<Chain>,
}

/// What a load brought home.
pub(super) struct Landed {
    pub(super) catches: Vec<Catch>,
    pub(super) requests: u64,
    /// Pages the portal worked on, those for nothing included.
    pub(super) pages: usize,
    /// From the first byte sent to the last one read, waiting for a permit included.
    pub(super) took: Duration,
    /// How long the portal says it worked, if it says so.
    pub(super) worked: Option<Duration>,
}

/// The rows of a chain.
pub(super) struct Catch {
    pub(super) chain: Chain,
    pub(super) rows: Vec<Row>,
    /// The id read last.
    pub(super) last: u64,
    /// Whether there is nothing more up to the chain's end.
    pub(super) ended: bool,
    pub(super) room: Option<OwnedSemaphorePermit>,
}

/// Why a load brought nothing.
pub(super) enum Missed {
    /// It took too long or broke on its way: a smaller one may arrive.
    Lost(CallError),
    Failed(ReadError),
}

impl Load {
    pub(super) fn pages(&self) -> usize {
        self.chains.iter().map(|chain| chain.pages).sum()
    }

    /// Sends the load once there is room for what it may bring.
    pub(super) async fn carry(
        &self,
        client: &Client,
        list: &List,
        room: Arc<Semaphore>,
    ) -> Result<Landed, Missed> {
        let pages = u32::try_from(self.pages()).unwrap_or(u32::MAX);
        let room = room.acquire_many_owned(pages).await;
        let room = room.map_err(|_| Missed::Failed(ReadError::Interrupted))?;
        let mut landed = match self.chains.as_slice() {
            [chain] if chain.pages == 1 => alone(client, list, *chain).await,
            _ => self.together(client, list).await,
        }?;
        share(room, &mut landed.catches);
        Ok(landed)
    }

    async fn together(&self, client: &Client, list: &List) -> Result<Landed, Missed> {
        let (batch, steps) = self.batch(list)?;
        let (outcome, took) = run(client, &batch).await?;
        let mut landed = Landed {
            catches: Vec::with_capacity(self.chains.len()),
            requests: 1,
            pages: self.pages(),
            took,
            worked: worked(&outcome, steps.iter().flatten()),
        };
        for (chain, steps) in self.chains.iter().zip(&steps) {
            let mut catch = Catch::of(*chain);
            for step in steps {
                let page = match outcome.take::<Box<RawValue>>(step) {
                    Ok(result) => walk::page(list, &result, catch.last, Some(chain.until)),
                    // What follows a failed command was asked after a reference to nothing. Only
                    // this page is asked for again, by itself.
                    Err(_) => {
                        landed.requests += 1;
                        catch.take(one(client, list, catch.last, chain.until).await?);
                        break;
                    }
                };
                // After a short page the next one was asked after a reference to a row that is
                // not there, and the portal answered something else.
                if catch.take(page.map_err(Missed::Failed)?) {
                    break;
                }
            }
            landed.catches.push(catch);
        }
        Ok(landed)
    }

    fn batch(&self, list: &List) -> Result<(Batch, Vec<Vec<Step>>), Missed> {
        let unsayable = |error| Missed::Failed(ReadError::Unsayable(error));
        let mut batch = Batch::new();
        let mut steps = Vec::with_capacity(self.chains.len());
        for (at, chain) in self.chains.iter().enumerate() {
            let mut links: Vec<Step> = Vec::with_capacity(chain.pages);
            for number in 0..chain.pages {
                let until = Some(chain.until);
                let call = match links.last() {
                    None => list.after(chain.after, until),
                    Some(before) => list.after(list.last_id(before), until),
                };
                let name = format!("s{at}p{number}");
                links.push(batch.add(name, call).map_err(unsayable)?);
            }
            steps.push(links);
        }
        Ok((batch, steps))
    }
}

impl Catch {
    fn of(chain: Chain) -> Self {
        Self {
            chain,
            rows: Vec::new(),
            last: chain.after,
            ended: chain.after >= chain.until,
            room: None,
        }
    }

    /// Takes a page, and tells whether it was the chain's last.
    fn take(&mut self, page: Page) -> bool {
        self.ended = page.rows.len() < PAGE || page.last >= self.chain.until;
        self.last = page.last;
        self.rows.extend(page.rows);
        self.ended
    }
}

/// A chain of one page needs no batch, and has the client's own repeating.
async fn alone(client: &Client, list: &List, chain: Chain) -> Result<Landed, Missed> {
    let begun = Instant::now();
    let mut catch = Catch::of(chain);
    catch.take(one(client, list, chain.after, chain.until).await?);
    Ok(Landed {
        catches: vec![catch],
        requests: 1,
        pages: 1,
        took: begun.elapsed(),
        worked: None,
    })
}

async fn one(client: &Client, list: &List, after: u64, until: u64) -> Result<Page, Missed> {
    let call = list.after(after, Some(until)).harmless();
    let answer = patient::send::<Box<RawValue>>(client, &call).await;
    let result = answer.map_err(Missed::Failed)?.result;
    walk::page(list, &result, after, Some(until)).map_err(Missed::Failed)
}

/// Runs a batch, waiting while its method has no operating time left.
///
/// The commands are not declared harmless, though they are: a batch that took too long is not to
/// be repeated as it is, but smaller.
pub(super) async fn run(client: &Client, batch: &Batch) -> Result<(Outcome, Duration), Missed> {
    let mut waits = 0;
    loop {
        let begun = Instant::now();
        let error = match client.run(batch).await {
            Ok(outcome) => return Ok((outcome, begun.elapsed())),
            Err(error) => error,
        };
        if is_lost(&error) {
            return Err(Missed::Lost(error));
        }
        match patient::pause(client, &error).filter(|_| waits < WAITS) {
            Some(pause) => sleep(pause).await,
            None => return Err(Missed::Failed(ReadError::Call(error))),
        }
        waits += 1;
    }
}

fn is_lost(error: &CallError) -> bool {
    let in_trouble = |code: &ErrorCode| {
        matches!(
            code,
            ErrorCode::InternalServerError | ErrorCode::UnexpectedAnswer
        )
    };
    match error {
        CallError::Unknown { .. } => true,
        CallError::Refused { refusal, .. } => in_trouble(&refusal.code),
        _ => false,
    }
}

/// The time the portal says it spent on the commands together.
pub(super) fn worked<'a>(
    outcome: &Outcome,
    steps: impl IntoIterator<Item = &'a Step>,
) -> Option<Duration> {
    let seconds = steps.into_iter().filter_map(|step| {
        let answer = outcome.answer::<Box<RawValue>>(step).ok()?;
        answer.time?.duration.filter(|seconds| *seconds > 0.0)
    });
    let (count, seconds) = seconds.fold((0, 0.0), |(count, sum), one| (count + 1, sum + one));
    (count > 0)
        .then(|| Duration::try_from_secs_f64(seconds).ok())
        .flatten()
}

/// Each catch keeps as much room as it takes; what it does not need is given back.
fn share(mut room: OwnedSemaphorePermit, catches: &mut [Catch]) {
    for catch in catches {
        catch.room = room.split(catch.rows.len().div_ceil(PAGE));
    }
}
