//! Many calls in few requests.

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use serde::de::DeserializeOwned;

use super::Client;
use crate::answer::Answer;
use crate::batch::{Batch, CommandError, Step};
use crate::call::Call;
use crate::call_error::CallError;
use crate::transport::Lost;

/// Batches under way at once: a few hide the distance, many would make each other slow.
const IN_FLIGHT: usize = 4;

/// A call's place among those asked for, and its result.
type Placed<T> = (usize, Result<Answer<T>, CallError>);

/// Calls that travel together.
struct Load {
    calls: Vec<(usize, Call)>,
}

impl Client {
    /// Makes many calls that do not depend on one another, gathered into batches of 50; the results
    /// come in the order asked, each with its own error. Which call is executed first is not said.
    ///
    /// Calls declared [`harmless`](Call::harmless) travel apart from the others, so that a batch of
    /// them may be repeated when its answer was lost. What cannot be said in a batch is sent by
    /// itself.
    ///
    /// ```no_run
    /// # async fn titles(client: bitrix24::Client) -> Result<(), bitrix24::CallError> {
    /// use bitrix24::Call;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Company {
    ///     #[serde(rename = "TITLE")]
    ///     title: String,
    /// }
    ///
    /// let call = |id: u64| Call::new("crm.company.get").param("id", id).harmless();
    /// for company in client.many::<Company>((1..=200).map(call)).await {
    ///     println!("{}", company?.result.title);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn many<T: DeserializeOwned>(
        &self,
        calls: impl IntoIterator<Item = Call>,
    ) -> Vec<Result<Answer<T>, CallError>> {
        let mut loads = loads(calls).into_iter();
        let mut running: FuturesUnordered<_> = loads
            .by_ref()
            .take(IN_FLIGHT)
            .map(|load| self.carry::<T>(load))
            .collect();
        let mut placed: Vec<Placed<T>> = Vec::new();
        while let Some(arrived) = running.next().await {
            placed.extend(arrived);
            running.extend(loads.next().map(|load| self.carry(load)));
        }
        placed.sort_unstable_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, result)| result).collect()
    }

    async fn carry<T: DeserializeOwned>(&self, mut load: Load) -> Vec<Placed<T>> {
        if load.calls.len() == 1 {
            let mut placed = Vec::new();
            for (place, call) in load.calls.drain(..) {
                placed.push((place, self.send(&call).await));
            }
            return placed;
        }
        let mut batch = Batch::new();
        let mut steps: Vec<(usize, String, Step)> = Vec::new();
        for (place, call) in load.calls {
            let method = call.method().to_owned();
            if let Ok(step) = batch.add(format!("c{place}"), call) {
                steps.push((place, method, step));
            }
        }
        let outcome = self.run(&batch).await;
        let placed = steps.into_iter().map(|(place, method, step)| {
            let result = match &outcome {
                Ok(outcome) => outcome
                    .answer(&step)
                    .map_err(|error| CallError::of_command(method, error)),
                Err(error) => Err(error.clone().of(method)),
            };
            (place, result)
        });
        placed.collect()
    }
}

/// Calls in batches of 50, or alone where no batch can hold them.
fn loads(calls: impl IntoIterator<Item = Call>) -> Vec<Load> {
    let mut loads = Vec::new();
    let mut open = [Vec::new(), Vec::new()];
    for (place, call) in calls.into_iter().enumerate() {
        if Batch::new().add("c", call.clone()).is_err() {
            loads.push(Load {
                calls: vec![(place, call)],
            });
            continue;
        }
        let kind = &mut open[usize::from(call.is_harmless())];
        kind.push((place, call));
        if kind.len() == Batch::MOST {
            let calls = std::mem::take(kind);
            loads.push(Load { calls });
        }
    }
    let rest = open.into_iter().filter(|calls| !calls.is_empty());
    loads.extend(rest.map(|calls| Load { calls }));
    loads
}

impl CallError {
    /// Why a command of a batch that ran has no result.
    fn of_command(method: String, error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => Self::Refused { method, refusal },
            CommandError::Misfit(source) => Self::Misfit { method, source },
            CommandError::Unknown { source } => Self::Unknown { method, source },
            CommandError::Missing => Self::Unknown {
                method,
                source: Lost::Missing,
            },
        }
    }
}
