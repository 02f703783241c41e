//! `im.message.add` and `im.dialog.messages.get` (`api-reference/chats/messages/`).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    method::{Call, Reply},
    params::is_true,
    refusal::Refusal,
};
use crate::{
    rest::envelope::iso,
    world::{Message, NewMessage},
};

/// `ATTACH` may be this long.
const LARGEST_ATTACH: usize = 60_000;

/// The number of the message.
pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dialog = call.params.text("DIALOG_ID").unwrap_or_default();
    let text = call.params.text("MESSAGE").unwrap_or_default();
    let attach = attachment(call)?;
    if text.is_empty() && attach.is_none() {
        return Err(Refusal::new("MESSAGE_EMPTY", "Message can't be empty"));
    }
    check_form(
        call,
        "KEYBOARD",
        "KEYBOARD_ERROR",
        "Incorrect keyboard params",
    )?;
    check_form(call, "MENU", "MENU_ERROR", "Incorrect menu params")?;
    check_dialog(call, &dialog)?;
    if let Some(reply_id) = call.params.integer("REPLY_ID") {
        let answered = call.state.world().messages();
        let answered = answered.into_iter().find(|message| message.id == reply_id);
        let answered =
            answered.ok_or_else(|| Refusal::new("REPLY_ACCESS_ERROR", "Action unavailable"))?;
        let user = &call.caller.user;
        if !answered.is_between(user.id, &dialog) {
            return Err(Refusal::new(
                "REPLY_FROM_OTHER_CHAT_ERROR",
                "You can only reply to a message within the same chat",
            ));
        }
    }
    let is_system = call
        .params
        .text("SYSTEM")
        .is_some_and(|word| is_true(&word));
    let id = call.state.world().send_message(NewMessage {
        dialog_id: dialog,
        author_id: (!is_system).then_some(call.caller.user.id),
        sender_id: call.caller.user.id,
        text,
    });
    Ok(json!(id).into())
}

/// `im.dialog.messages.get`: newest first. Who wrote, and files, are left out; so is
/// that a portal may give more than `LIMIT` when some are unread.
pub(crate) fn recent(call: &Call<'_>) -> Result<Reply, Refusal> {
    let dialog = call.params.text("DIALOG_ID").unwrap_or_default();
    if dialog.is_empty() {
        let text = "Dialog ID can't be empty";
        return Err(Refusal::new("DIALOG_ID_EMPTY", text));
    }
    let denied = |_| {
        let text = "You do not have access to the specified dialog";
        Refusal::with_status(StatusCode::FORBIDDEN, "ACCESS_ERROR", text)
    };
    check_dialog(call, &dialog).map_err(denied)?;
    let before = number(call, "LAST_ID", "Last ID can't be string")?;
    let after = number(call, "FIRST_ID", "First ID can't be string")?;
    let limit = call.params.integer("LIMIT").filter(|limit| *limit > 0);
    let limit = usize::try_from(limit.unwrap_or(20).min(50)).unwrap_or(20);

    let user_id = call.caller.user.id;
    let mut messages = call.state.world().messages();
    messages.retain(|message| {
        message.is_between(user_id, &dialog)
            && before.is_none_or(|before| message.id < before)
            && after.is_none_or(|after| message.id > after)
    });
    // From `FIRST_ID` on the oldest come, else the newest.
    if after.is_some() {
        messages.truncate(limit);
    }
    messages.reverse();
    messages.truncate(limit);
    let chat_id = chat_id(user_id, &dialog);
    let rows = messages.iter().map(|message| row(message, chat_id));
    Ok(json!({
        "chat_id": chat_id,
        "messages": rows.collect::<Vec<_>>(),
        "users": [],
        "files": [],
    })
    .into())
}

fn number(call: &Call<'_>, name: &str, text: &str) -> Result<Option<i64>, Refusal> {
    match call.params.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => match call.params.integer(name) {
            Some(id) => Ok(Some(id)),
            None => Err(Refusal::new(&*format!("{name}_STRING"), text)),
        },
    }
}

fn row(message: &Message, chat_id: i64) -> Value {
    json!({
        "id": message.id,
        "chat_id": chat_id,
        "author_id": message.author_id.unwrap_or(0),
        "date": iso(message.at),
        "text": message.text,
        "unread": false,
        "uuid": message.author_id.map(|_| format!("00000000-0000-4000-8000-{:012}", message.id)),
        "replaces": [],
        "params": [],
        "disappearing_date": null,
    })
}

/// The same one for both who talk.
fn chat_id(user_id: i64, dialog: &str) -> i64 {
    match dialog.parse::<i64>() {
        Ok(other) => 1000 + user_id.min(other) * 1000 + user_id.max(other),
        Err(_) => 1,
    }
}

/// A number is a user, `chat1` the general chat; other chats nobody has made here.
fn check_dialog(call: &Call<'_>, dialog: &str) -> Result<(), Refusal> {
    if dialog == "chat1" {
        return Ok(());
    }
    if dialog.starts_with("chat") || dialog.starts_with("sg") {
        return Err(Refusal::new("CHAT_ID", "Error creating message"));
    }
    let id = dialog.trim().parse::<i64>().ok().filter(|id| *id > 0);
    let id = id.ok_or_else(|| Refusal::new("USER_ID_EMPTY", "User ID can't be empty"))?;
    match call.state.world().user(id) {
        Some(_) => Ok(()),
        None => Err(Refusal::new("USER_NOT_FOUND", "User not found")),
    }
}

/// `ATTACH`: blocks of a richer message, as JSON or as text with JSON in it.
pub(super) fn attachment(call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let attach = match call.params.get("ATTACH") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.is_empty() => return Ok(None),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or(Value::Null),
        Some(value) => value.clone(),
    };
    if !attach.is_array() && !attach.is_object() {
        return Err(Refusal::new("ATTACH_ERROR", "Incorrect attach params"));
    }
    if attach.to_string().chars().count() > LARGEST_ATTACH {
        return Err(Refusal::new(
            "ATTACH_OVERSIZE",
            "You have exceeded the maximum allowable size of attach",
        ));
    }
    Ok(Some(attach))
}

/// A parameter that is an object or a list, when it is there.
fn check_form(call: &Call<'_>, name: &str, code: &str, text: &str) -> Result<(), Refusal> {
    match call.params.get(name) {
        None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => Ok(()),
        Some(Value::String(form)) if form.is_empty() || form == "N" => Ok(()),
        Some(Value::String(form)) if serde_json::from_str::<Value>(form).is_ok() => Ok(()),
        Some(_) => Err(Refusal::new(code, text)),
    }
}
