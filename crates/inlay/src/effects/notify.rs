//! `notify`: `im.notify.system.add`, for each user.
//!
//! A notification's tag is its marker. A second one with the same tag takes the place of the first
//! (`api-reference/chats/notifications/im-notify-system-add.md`), so repeating does no harm.

use bitrix24::{Batch, BatchError, Call, Step};
use serde_json::Value;

use super::looking::number;
use super::perform::Doing;
use super::{Failure, Performed};

const METHOD: &str = "im.notify.system.add";

pub(super) async fn perform(
    doing: Doing<'_>,
    to: &[u64],
    text: &str,
) -> Result<Performed, Failure> {
    let mut users = to.to_vec();
    users.sort_unstable();
    users.dedup();
    let mut first = None;
    let mut left_out = Vec::new();
    for users in users.chunks(Batch::MOST) {
        for (user, made) in tell(doing, users, text).await? {
            // `false`: the portal did not create it, and does not say why.
            match number(&made) {
                Some(id) => first = first.or(Some(id)),
                None => left_out.push(user.to_string()),
            }
        }
    }
    if !left_out.is_empty() {
        let users = left_out.join(", ");
        if first.is_none() {
            return Err(Failure::refused(format!(
                "the portal made no notification for user {users}"
            )));
        }
        tracing::warn!(
            users,
            "the portal made no notification for some of the users"
        );
    }
    Ok(Performed::made(first))
}

/// In one request, unless the text cannot be part of a batch.
async fn tell(doing: Doing<'_>, users: &[u64], text: &str) -> Result<Vec<(u64, Value)>, Failure> {
    if let Ok((batch, steps)) = together(doing, users, text) {
        let outcome = doing.client.run(&batch).await?;
        let made = users.iter().zip(&steps).map(|(user, step)| {
            let made = outcome.take(step);
            Ok((
                *user,
                made.map_err(|error| Failure::of_command(METHOD, &error))?,
            ))
        });
        return made.collect();
    }
    let mut made = Vec::with_capacity(users.len());
    for user in users {
        let answer = doing.client.send(&call(doing, *user, text)).await?;
        made.push((*user, answer.result));
    }
    Ok(made)
}

fn together(doing: Doing<'_>, users: &[u64], text: &str) -> Result<(Batch, Vec<Step>), BatchError> {
    let mut batch = Batch::new();
    let steps = users
        .iter()
        .map(|user| batch.add(format!("u{user}"), call(doing, *user, text)));
    let steps = steps.collect::<Result<_, _>>()?;
    Ok((batch, steps))
}

fn call(doing: Doing<'_>, user: u64, text: &str) -> Call {
    Call::new(METHOD)
        .param("USER_ID", user)
        .param("MESSAGE", text)
        .param("TAG", format!("{}-{user}", doing.marker.code()))
        .harmless()
}
