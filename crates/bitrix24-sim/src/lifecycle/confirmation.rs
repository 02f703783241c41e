//! Methods that an administrator has to allow (`api-reference/scopes/confirmation.md`).

use serde_json::json;

use crate::{AppState, events::Occurrence};

impl AppState {
    /// From now on this method needs an administrator's permission, token by token:
    /// until then it answers `METHOD_CONFIRM_WAITING`. On a real portal
    /// `voximplant.user.get` is the only one.
    pub fn require_confirmation(&self, method: &str) {
        let method = method.to_ascii_lowercase();
        self.world()
            .write(|state| state.confirmations.require(method));
    }

    /// The administrator's answer for every token that is waiting for this method:
    /// with `ONAPPMETHODCONFIRM` for each. Tells how many there were.
    pub fn confirm_method(&self, method: &str, allow: bool) -> usize {
        let method = method.to_ascii_lowercase();
        let answered = self
            .world()
            .write(|state| state.confirmations.answer(&method, allow));
        for asked in &answered {
            let data = json!({
                "TOKEN": asked.token.expose(),
                "METHOD": method,
                "CONFIRMED": if allow { "1" } else { "0" },
                "LANGUAGE_ID": self.language(),
            });
            let event = "ONAPPMETHODCONFIRM";
            self.announce(Occurrence::of_application(
                &asked.client_id,
                event,
                data,
                None,
            ));
        }
        answered.len()
    }
}
