//! Calls that may wait for a method's operating time to come back.

use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::sleep;

use super::error::ReadError;
use crate::answer::Answer;
use crate::call::Call;
use crate::call_error::CallError;
use crate::client::Client;
use crate::error_code::ErrorCode;

/// The window of the operating limit is ten minutes long (`limits.md`): whoever waits longer waits
/// for something else.
const LONGEST: Duration = Duration::from_secs(660);
/// Between two questions whether a refused method is open again, when nobody said until when.
const BETWEEN: Duration = Duration::from_secs(30);

/// Makes a harmless call, and waits while its method has no operating time left. A reading is in
/// no hurry that could excuse a list cut short.
pub(super) async fn send<T: DeserializeOwned>(
    client: &Client,
    call: &Call,
) -> Result<Answer<T>, ReadError> {
    let mut waited = Duration::ZERO;
    loop {
        let error = match client.send(call).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(pause) = pause(client, &error).filter(|pause| waited + *pause <= LONGEST) else {
            return Err(ReadError::Call(error));
        };
        waited += pause;
        sleep(pause).await;
    }
}

/// How long to wait before such a call is made again; `None` when waiting does not help.
pub(super) fn pause(client: &Client, error: &CallError) -> Option<Duration> {
    match error {
        CallError::Parked { time, .. } => Some(*time),
        CallError::Refused { refusal, .. } if refusal.code == ErrorCode::OperationTimeLimit => {
            Some(client.parked(error.method()).unwrap_or(BETWEEN))
        }
        _ => None,
    }
}
