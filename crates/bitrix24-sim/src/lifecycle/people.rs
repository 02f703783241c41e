//! Employees who come and go, and what is taken from applications.

use serde_json::json;

use crate::{AppState, events::Occurrence, rest::envelope::iso, world::User};

impl AppState {
    /// Adds an employee; `ONUSERADD` goes out in the new user's name, as after the
    /// first log-in (`api-reference/common/events/on-user-add.md`). The number given
    /// is replaced by the next free one.
    pub fn hire(&self, mut user: User) -> User {
        self.world().write(|state| {
            let last = state.users.last_key_value().map_or(0, |(last, _)| *last);
            user.id = last + 1;
            state.users.insert(user.id, user.clone());
        });
        let data = json!({
            "ID": user.id,
            "ACTIVE": if user.active { "Y" } else { "N" },
            "EMAIL": user.email,
            "NAME": user.name,
            "LAST_NAME": user.last_name,
            "DATE_REGISTER": iso(self.clock().now()),
            "WORK_POSITION": user.position,
        });
        self.announce(Occurrence::by((&user).into(), "ONUSERADD", data));
        user
    }

    /// Dismisses an employee: tokens and webhooks that act as this user stop working,
    /// and refresh tokens buy nothing.
    pub fn dismiss_user(&self, user_id: i64) {
        self.world().set_active(user_id, false);
    }

    /// Takes a scope from an application and from every token it has: its methods
    /// answer `insufficient_scope`. `false` when it had none such.
    pub fn take_scope_away(&self, client_id: &str, scope: &str) -> bool {
        self.world().take_scope_away(client_id, scope)
    }

    /// Makes all tokens of an application worthless, refresh tokens, too, as when the
    /// authorization server has forgotten them.
    pub fn revoke_tokens(&self, client_id: &str) {
        self.world()
            .write(|state| state.tokens.forget_application(client_id));
    }
}
