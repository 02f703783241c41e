//! What arrived, read and not believed yet.

use std::fmt::Write;

use bitrix24::incoming::Robot;
use bitrix24::{Event, EventAuth, ParseError};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::jobs::Kind;
use crate::store::{Content, Digest, Heard, NewReceived, Portal, Store};

/// Characters of an event's name or a robot's code at most.
const LONGEST_NAME: usize = 100;

/// An event, or a run of a robot.
#[derive(Debug)]
pub struct Arrival {
    /// The event's name in upper case, or the robot's code.
    name: String,
    robot: bool,
    /// Who says so, and with whose authorization.
    auth: EventAuth,
    /// What tells deliveries apart, besides name and data.
    mark: String,
    ts: Option<i64>,
    data: Value,
    /// The form, where its tokens are needed.
    form: Option<String>,
}

/// A body that is no event.
#[derive(Debug, thiserror::Error)]
pub enum NoArrival {
    #[error("it is neither an event nor a robot's run")]
    Form(#[from] ParseError),
    #[error("its name is none")]
    Name,
}

impl Arrival {
    /// Reads the form of an event, or of a robot's run.
    ///
    /// # Errors
    /// [`NoArrival`].
    pub fn read(body: &[u8]) -> Result<Self, NoArrival> {
        let arrival = match Event::parse(body) {
            Ok(event) => Self::of_event(event, body),
            Err(ParseError::Missing { field: "event" }) => {
                Self::of_robot(Robot::parse(body)?, body)
            }
            Err(error) => return Err(error.into()),
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let named = arrival.name.len() <= LONGEST_NAME && arrival.name.chars().all(fits);
        named.then_some(arrival).ok_or(NoArrival::Name)
    }

    fn of_event(event: Event, body: &[u8]) -> Self {
        let form = is_lifecycle(&event.name).then(|| form(body));
        Self {
            mark: event.handler_id.unwrap_or_default(),
            name: event.name,
            robot: false,
            auth: event.auth,
            ts: event.ts,
            data: event.data,
            form,
        }
    }

    fn of_robot(robot: Robot, body: &[u8]) -> Self {
        Self {
            name: robot.code,
            robot: true,
            auth: robot.auth,
            // Each run has its own.
            mark: robot.event_token.expose().to_owned(),
            ts: robot.ts,
            data: Value::Object(robot.properties),
            form: Some(form(body)),
        }
    }

    /// The event's name, or the robot's code.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it came from this portal: its permanent name and its application token, compared
    /// in constant time (`api-reference/events/safe-event-handlers.md`).
    #[must_use]
    pub fn is_from(&self, portal: &Portal) -> bool {
        let names_it = self.auth.member_id.as_ref() == Some(&portal.member_id);
        let tokens = (&portal.application_token, &self.auth.application_token);
        let proved = matches!(tokens, (Some(kept), Some(brought)) if kept.matches(brought));
        names_it && proved
    }

    /// Whether it is one of those that cannot bring the token we know, and are kept as a hint when
    /// they come to the portal's secret address: `ONAPPPAYMENT` has none, `ONAPPUPDATE` may have
    /// another one, and of older portals `ONAPPINSTALL` brings the first
    /// (`api-reference/common/events/on-app-payment.md`,
    /// `api-reference/common/events/on-app-update.md`, `settings/oauth/simple-way.md`).
    #[must_use]
    pub fn is_hint_for(&self, portal: &Portal) -> bool {
        !self.robot
            && matches!(&*self.name, "ONAPPPAYMENT" | "ONAPPUPDATE" | "ONAPPINSTALL")
            && self.auth.member_id.as_ref() == Some(&portal.member_id)
    }

    /// Ready to be kept.
    pub(super) fn sealed_for(self, portal: &Portal, proved: bool, store: &Store) -> NewReceived {
        let digest = self.digest(portal);
        let key = self.key();
        // Where the tokens are needed the job reads what was kept.
        let job = if self.form.is_some() {
            digest.told()
        } else {
            let heard = Heard {
                name: self.name.clone(),
                user_id: self.auth.user_id,
                data: self.data.clone(),
            };
            heard.told()
        };
        let kind = Kind::of_received(self.robot);
        let content = Content {
            data: self.data,
            form: self.form,
        };
        NewReceived {
            portal: portal.clone(),
            digest,
            name: self.name,
            robot: self.robot,
            proved,
            ts: self.ts,
            user_id: self.auth.user_id,
            content: store.seal_content(portal, &content),
            job: store.seal_job(portal, kind, &job),
            key,
        }
    }

    /// What two deliveries of the same have in common, under the portal's handler key: there is
    /// no number of a delivery.
    fn digest(&self, portal: &Portal) -> Digest {
        let mut digest = Hmac::<Sha256>::new_from_slice(portal.handler_key.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        let mut data = String::new();
        write_canonical(&self.data, &mut data);
        // Without its moment an event looks the same every time: then it is never a duplicate.
        let ts = match self.ts {
            Some(ts) => ts.to_string(),
            None if self.robot => String::new(),
            None => format!("none {}", rand::random::<u128>()),
        };
        let kind = if self.robot { "robot" } else { "event" };
        // In one second another user's change is another one: ours comes back as an event, too.
        let user = self.auth.user_id.unwrap_or_default().to_string();
        let parts = [
            portal.member_id.as_ref(),
            kind,
            &self.name,
            &self.mark,
            &ts,
            &user,
            &data,
        ];
        for part in parts {
            digest.update(&(part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        let mut digest: [u8; 32] = digest.finalize().into_bytes().into();
        // What came together stands together in the index, where each would touch a page of its
        // own.
        let moment = self.ts.and_then(|ts| u32::try_from(ts).ok());
        digest[..4].copy_from_slice(&moment.unwrap_or_default().to_be_bytes());
        Digest(digest)
    }

    /// Events that say the same of the same object, by the same user, ask for the same work. Whose
    /// change it was must not be lost: what we have written ourselves comes back, too.
    fn key(&self) -> Option<String> {
        if self.robot || self.form.is_some() {
            return None;
        }
        let number = |value: &Value| {
            let text = value.as_str()?;
            let fits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.to_owned())
        };
        let fields = ["FIELDS", "FIELDS_AFTER"]
            .iter()
            .find_map(|name| self.data.get(name))
            .unwrap_or(&self.data);
        let id = number(fields.get("ID")?)?;
        let kind = fields.get("ENTITY_TYPE_ID").and_then(number);
        let kind = kind.map(|kind| format!("{kind}:")).unwrap_or_default();
        let user = self.auth.user_id;
        let user = user.map(|user| format!(" by {user}")).unwrap_or_default();
        Some(format!("{} {kind}{id}{user}", self.name))
    }
}

/// Events about the application itself (`api-reference/common/events/index.md`).
fn is_lifecycle(name: &str) -> bool {
    name.starts_with("ONAPP")
}

/// What is not UTF-8 was read with replacements, too.
fn form(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

/// The same text for the same data, in whichever order it came.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in entries {
                let _ = write!(text, "{}:", Value::String(name.clone()));
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        leaf => {
            let _ = write!(text, "{leaf}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Arrival {
        Arrival::read(body.as_bytes()).unwrap()
    }

    #[test]
    fn events_of_one_object_and_user_share_a_key() {
        let key = |body: &str| read(body).key();
        let deal = "event=ONCRMDEALUPDATE&data[FIELDS][ID]=77&auth[user_id]=7&ts=1";
        assert_eq!(key(deal).as_deref(), Some("ONCRMDEALUPDATE 77 by 7"));
        assert_eq!(key(deal), key(&deal.replace("ts=1", "ts=2")));
        assert_ne!(key(deal), key(&deal.replace("[user_id]=7", "[user_id]=8")));
        assert_ne!(key(deal), key(&deal.replace("=77", "=78")));
        let item =
            "event=ONCRMDYNAMICITEMUPDATE&data[FIELDS][ID]=5&data[FIELDS][ENTITY_TYPE_ID]=128";
        assert_eq!(key(item).as_deref(), Some("ONCRMDYNAMICITEMUPDATE 128:5"));
        let task = "event=ONTASKUPDATE&data[FIELDS_BEFORE][ID]=9&data[FIELDS_AFTER][ID]=9";
        assert_eq!(key(task).as_deref(), Some("ONTASKUPDATE 9"));
        assert_eq!(key("event=ONTASKADD&data[FIELDS_AFTER]=undefined"), None);
        assert_eq!(key("event=ONAPPUPDATE&data[ID]=1"), None);
    }

    #[test]
    fn only_events_of_the_application_and_robots_keep_their_tokens() {
        let token = "auth[access_token]=secret";
        assert!(read(&format!("event=ONCRMDEALADD&{token}")).form.is_none());
        assert!(read(&format!("event=ONAPPUPDATE&{token}")).form.is_some());
        let robot = format!("code=gate&workflow_id=w&event_token=t&{token}");
        assert!(read(&robot).form.is_some());
    }

    #[test]
    fn what_is_neither_event_nor_robot_is_refused() {
        for body in [
            "",
            "x=1",
            "event=",
            "code=gate",
            "event=a%20b",
            "event=%3Cscript%3E",
        ] {
            assert!(Arrival::read(body.as_bytes()).is_err(), "{body}");
        }
        let long = format!("event={}", "A".repeat(101));
        assert!(Arrival::read(long.as_bytes()).is_err());
    }

    #[test]
    fn the_order_of_fields_makes_no_other_event() {
        let text = |body: &str| {
            let mut text = String::new();
            write_canonical(&read(body).data, &mut text);
            text
        };
        assert_eq!(
            text("event=E&data[A]=1&data[B][C]=2&data[B][D]=3"),
            text("event=E&data[B][D]=3&data[B][C]=2&data[A]=1")
        );
        assert_ne!(text("event=E&data[A]=1"), text("event=E&data[A]=2"));
    }
}
