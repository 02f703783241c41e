//! `im.notify.*` (`api-reference/chats/notifications/im-notify-system-add.md`).

use serde_json::json;

use super::{
    message::attachment,
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
    let text = |name: &str| call.params.text(name).filter(|text| !text.is_empty());
    let user_id = call.params.integer("USER_ID").filter(|id| *id > 0);
    let user_id = user_id.ok_or_else(|| Refusal::new("USER_ID_EMPTY", "User ID can't be empty"))?;
    let message = text("MESSAGE");
    let message = message.ok_or_else(|| Refusal::new("MESSAGE_EMPTY", "Message can't be empty"))?;
    attachment(call)?;
    let notice = NewNotice {
        user_id,
        author_id,
        message,
        tag: text("TAG"),
        sub_tag: text("SUB_TAG"),
        sender: sender(call),
    };
    let result = match call.state.world().notify(notice) {
        Some(id) => json!(id),
        None => json!(false),
    };
    Ok(result.into())
}

/// `im.notify.delete`: by number, or the sender's own by tag. `true` also when there
/// was none.
pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let text = |name: &str| call.params.text(name).filter(|text| !text.is_empty());
    let id = call.params.integer("ID").filter(|id| *id > 0);
    let (tag, sub_tag) = (text("TAG"), text("SUB_TAG"));
    if id.is_none() && tag.is_none() && sub_tag.is_none() {
        return Err(Refusal::new("PARAMS_ERROR", "Incorrect params"));
    }
    let (user_id, sender) = (call.caller.user.id, sender(call));
    call.state.world().forget_notices(|notice| {
        if let Some(id) = id {
            return notice.id == id && notice.user_id == user_id;
        }
        let by_tag = tag.is_none() || notice.tag == tag;
        let by_sub_tag = sub_tag.is_none() || notice.sub_tag == sub_tag;
        notice.is_from(&sender) && by_tag && by_sub_tag
    });
    Ok(json!(true).into())
}

/// Tags are an application's own; a webhook names one with `CLIENT_ID`.
fn sender(call: &Call<'_>) -> String {
    let named = call.params.text("CLIENT_ID").filter(|id| !id.is_empty());
    match (&call.caller.application, named) {
        (None, Some(name)) => format!("webhook {name}"),
        _ => call.caller.account(),
    }
}
