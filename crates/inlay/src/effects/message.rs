//! `message`: `im.message.add`.
//!
//! Where an answer was lost, the dialog's last messages are looked through for the signed text
//! (`api-reference/chats/messages/im-dialog-messages-get.md`). Only who takes part in a chat may
//! read it; a portal that does not let us is left to an operator.

use bitrix24::Call;
use serde_json::Value;

use super::looking::{number, objects};
use super::perform::Doing;
use super::{Failure, Performed};

/// The most a portal gives at once.
const PAGE: u32 = 50;
const MOST_PAGES: u32 = 20;

pub(super) async fn perform(
    doing: Doing<'_>,
    dialog: &str,
    text: &str,
) -> Result<Performed, Failure> {
    let done = doing
        .once(look(doing, dialog, text), add(doing, dialog, text))
        .await?;
    Ok(done.at(format!("/online/?IM_DIALOG={dialog}")))
}

async fn add(doing: Doing<'_>, dialog: &str, text: &str) -> Result<Performed, Failure> {
    let call = Call::new("im.message.add")
        .param("DIALOG_ID", dialog)
        .param("MESSAGE", doing.marker.sign(text));
    let answer = doing.client.send::<Value>(&call).await?;
    Ok(Performed::made(number(&answer.result)))
}

async fn look(doing: Doing<'_>, dialog: &str, text: &str) -> Result<Option<Performed>, Failure> {
    let mut oldest: Option<u64> = None;
    for _ in 0..MOST_PAGES {
        let call = Call::new("im.dialog.messages.get")
            .param("DIALOG_ID", dialog)
            .param("LAST_ID", oldest)
            .param("LIMIT", PAGE)
            .harmless();
        let page = doing.client.send::<Value>(&call).await?.result;
        let messages = objects(&page["messages"]);
        for message in &messages {
            let said = message
                .get("text")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if doing.is_ours(message.get("author_id"))
                && !doing.is_older(message.get("date"))
                && doing.marker.is_in(said, text)
            {
                let id = message.get("id").and_then(number).unwrap_or_default();
                return Ok(Some(Performed::found(id)));
            }
        }
        let ids = messages
            .iter()
            .filter_map(|message| message.get("id")?.as_u64());
        let before = oldest;
        oldest = ids.min();
        let ends = oldest.is_none() || oldest == before;
        if ends
            || messages
                .iter()
                .any(|message| doing.is_older(message.get("date")))
        {
            return Ok(None);
        }
    }
    Err(Failure::undecided(
        "the chat has more new messages than are looked through",
    ))
}
