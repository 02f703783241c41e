//! Notifications.

use chrono::{DateTime, Utc};

use super::World;

/// A line in somebody's list of notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Number of the notification.
    pub id: i64,
    /// Who reads it.
    pub user_id: i64,
    /// Who wrote it; the system has no name.
    pub author_id: Option<i64>,
    /// The text, in BB code.
    pub message: String,
    /// A later one with the same tag from the same sender takes its place.
    pub tag: Option<String>,
    /// Groups notifications of one sender, to be deleted together.
    pub sub_tag: Option<String>,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The application (or webhook) it came from: tags are its own.
    sender: String,
}

/// All notifications, oldest first.
#[derive(Default)]
pub(crate) struct Notices {
    last_id: i64,
    all: Vec<Notice>,
}

/// A notification before it has a number.
#[derive(Clone, Debug)]
pub(crate) struct NewNotice {
    pub(crate) user_id: i64,
    pub(crate) author_id: Option<i64>,
    pub(crate) message: String,
    pub(crate) tag: Option<String>,
    pub(crate) sub_tag: Option<String>,
    pub(crate) sender: String,
}

impl Notice {
    /// Whether this application (or webhook) sent it.
    pub(crate) fn is_from(&self, sender: &str) -> bool {
        self.sender == sender
    }
}

impl World {
    /// Takes notifications back.
    pub(crate) fn forget_notices(&self, goes: impl Fn(&Notice) -> bool) {
        self.write(|state| state.notices.all.retain(|notice| !goes(notice)));
    }

    /// What this user was told, oldest first.
    pub fn notices_of(&self, user_id: i64) -> Vec<Notice> {
        self.read(|state| {
            let all = state.notices.all.iter();
            all.filter(|one| one.user_id == user_id).cloned().collect()
        })
    }

    /// Tells somebody something. `None` when there is no such user.
    pub(crate) fn notify(&self, new: NewNotice) -> Option<i64> {
        let at = self.clock().now();
        self.write(|state| {
            state.users.get(&new.user_id)?;
            let notices = &mut state.notices;
            if new.tag.is_some() {
                notices.all.retain(|old| {
                    let same = old.user_id == new.user_id && old.sender == new.sender;
                    !(same && old.tag == new.tag)
                });
            }
            notices.last_id += 1;
            notices.all.push(Notice {
                id: notices.last_id,
                user_id: new.user_id,
                author_id: new.author_id,
                message: new.message,
                tag: new.tag,
                sub_tag: new.sub_tag,
                at,
                sender: new.sender,
            });
            Some(notices.last_id)
        })
    }
}
