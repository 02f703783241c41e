//! `im.message.add` (`api-reference/chats/messages/im-message-add.md`).

use serde_json::{Value, json};

use super::{
    method::{Call, Reply},
    params::is_true,
    refusal::Refusal,
};
use crate::world::NewMessage;

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
