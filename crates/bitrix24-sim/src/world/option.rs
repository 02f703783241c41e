//! Small values the portal keeps for applications (`app.option`, `user.option`).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::World;

/// Options by application, and by application and user.
#[derive(Default)]
pub(crate) struct Options {
    of_application: BTreeMap<String, Map<String, Value>>,
    of_user: BTreeMap<(String, i64), Map<String, Value>>,
}

impl Options {
    pub(crate) fn forget_application(&mut self, client_id: &str) {
        self.of_application.remove(client_id);
        self.of_user.retain(|(owner, _), _| owner != client_id);
    }
}

impl World {
    /// What an application keeps for everybody.
    pub fn application_options(&self, client_id: &str) -> Map<String, Value> {
        self.read(|state| {
            state
                .options
                .of_application
                .get(client_id)
                .cloned()
                .unwrap_or_default()
        })
    }

    /// Keeps a value for everybody. The caller has checked that an administrator asks.
    pub fn set_application_option(&self, client_id: &str, name: &str, value: Value) {
        self.write(|state| {
            let options = state
                .options
                .of_application
                .entry(client_id.to_owned())
                .or_default();
            options.insert(name.to_owned(), value);
        });
    }

    /// What an application keeps for one user.
    pub fn user_options(&self, client_id: &str, user_id: i64) -> Map<String, Value> {
        let key = (client_id.to_owned(), user_id);
        self.read(|state| state.options.of_user.get(&key).cloned().unwrap_or_default())
    }

    /// Keeps a value for one user.
    pub fn set_user_option(&self, client_id: &str, user_id: i64, name: &str, value: Value) {
        self.write(|state| {
            let options = state
                .options
                .of_user
                .entry((client_id.to_owned(), user_id))
                .or_default();
            options.insert(name.to_owned(), value);
        });
    }
}
