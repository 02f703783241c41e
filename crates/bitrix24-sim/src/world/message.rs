//! Chat messages.

use chrono::{DateTime, Utc};

use super::World;

/// A message in a dialog of two, or in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Number of the message.
    pub id: i64,
    /// Where it was written to: `7` for the user with this number, `chat1` for the
    /// general chat.
    pub dialog_id: String,
    /// Who wrote it; the system has no name.
    pub author_id: Option<i64>,
    /// The text, in BB code.
    pub text: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// On whose behalf it was sent, also where the system is the author.
    sender_id: i64,
}

/// All messages, oldest first.
#[derive(Default)]
pub(crate) struct Messages {
    all: Vec<Message>,
}

/// A message before it has a number.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) dialog_id: String,
    pub(crate) author_id: Option<i64>,
    pub(crate) sender_id: i64,
    pub(crate) text: String,
}

impl Message {
    /// Whether it was exchanged in what this user calls `dialog_id`: a dialog of two
    /// has the other one's number on either side.
    pub fn is_between(&self, user_id: i64, dialog_id: &str) -> bool {
        let (other, own) = (self.sender_id.to_string(), user_id.to_string());
        let sent = self.sender_id == user_id && self.dialog_id == dialog_id;
        let received = self.dialog_id == own && other == dialog_id;
        let is_chat = dialog_id.starts_with("chat") && self.dialog_id == dialog_id;
        sent || received || is_chat
    }
}

impl World {
    /// Every message, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.read(|state| state.messages.all.clone())
    }

    /// Keeps a message and tells its number.
    pub(crate) fn send_message(&self, new: NewMessage) -> i64 {
        let at = self.clock().now();
        self.write(|state| {
            let all = &mut state.messages.all;
            let id = all.last().map_or(1, |last| last.id + 1);
            all.push(Message {
                id,
                dialog_id: new.dialog_id,
                author_id: new.author_id,
                text: new.text,
                at,
                sender_id: new.sender_id,
            });
            id
        })
    }
}
