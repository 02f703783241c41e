//! `im.notify.*.add` (`api-reference/chats/notifications/im-notify-system-add.md`).

use serde_json::json;

use super::{
    method::{Call, Reply},
    refusal::Refusal,
};
use crate::world::NewNotice;

/// `im.notify.system.add`: from nobody.
pub(crate) fn from_system(call: &Call<'_>) -> Result<Reply, Refusal> {
    add(call, None)
}

/// `im.notify.personal.add`: from the caller.
pub(crate) fn from_caller(call: &Call<'_>) -> Result<Reply, Refusal> {
    add(call, Some(call.caller.user.id))
}

/// The number of the notification, or `false` when it could not be delivered.
fn add(call: &Call<'_>, author_id: Option<i64>) -> Result<Reply, Refusal> {
    let user_id = call.params.integer("USER_ID").filter(|id| *id > 0);
    let user_id = user_id.ok_or_else(|| Refusal::new("USER_ID_EMPTY", "User ID can't be empty"))?;
    let message = call.params.text("MESSAGE").filter(|text| !text.is_empty());
    let message = message.ok_or_else(|| Refusal::new("MESSAGE_EMPTY", "Message can't be empty"))?;
    let notice = NewNotice {
        user_id,
        author_id,
        message,
        tag: call.params.text("TAG").filter(|tag| !tag.is_empty()),
        sender: call.caller.account(),
    };
    let result = match call.state.world().notify(notice) {
        Some(id) => json!(id),
        None => json!(false),
    };
    Ok(result.into())
}
