//! What may be bound in a portal: placements, events and robots.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::robot::RobotBinding;
use crate::config::Config;
use crate::config::localized::Localized;
use crate::config::rule::{Rule, Trigger};
use crate::config::widget::Widget;
use crate::store::Portal;

/// Lifecycle events that are always bound, whatever the configuration says.
///
/// Source: `api-reference/common/events/index.md`.
const LIFECYCLE: [&str; 4] = [
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPUNINSTALL",
    "ONAPPPAYMENT",
];

/// A widget at one place.
///
/// Source: `api-reference/widgets/placement-get.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct PlacementBinding {
    pub placement: String,
    pub handler: String,
    /// Title by language code.
    #[serde(rename = "langAll", default, deserialize_with = "titles")]
    pub titles: BTreeMap<String, String>,
}

/// An event's handler.
///
/// Source: `api-reference/events/event-get.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct EventBinding {
    pub event: String,
    #[serde(default)]
    pub handler: String,
}

/// What the configuration wants of a portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub placements: Vec<PlacementBinding>,
    pub events: Vec<EventBinding>,
    pub robots: Vec<RobotBinding>,
}

impl Wanted {
    /// What this configuration wants of this portal.
    #[must_use]
    pub fn of(config: &Config, portal: &Portal) -> Self {
        let address = |path: &str| address(&config.server.public_url, path);
        let widgets = config.widgets.iter().flat_map(|widget| {
            widget.places.iter().map(|place| PlacementBinding {
                placement: place.code().to_owned(),
                handler: address(&format!("/widget/{}", widget.id)),
                titles: titles_of(&widget.title),
            })
        });
        let menus = config.rules.iter().flat_map(|rule| {
            rule.menus().iter().filter_map(|menu| {
                let Trigger::Button(button) = &rule.on else {
                    return None;
                };
                Some(PlacementBinding {
                    placement: menu.code().to_owned(),
                    handler: address(&format!("/rule/{}", rule.id)),
                    titles: titles_of(&button.label),
                })
            })
        });
        // Each once, however many rules and widgets listen to it.
        let rules = config.rules.iter().flat_map(Rule::events);
        let warm = config.widgets.iter().flat_map(Widget::events);
        let wanted: BTreeSet<&str> = rules.chain(warm).collect();
        let events = LIFECYCLE.into_iter().chain(wanted);
        let handler = address(&format!("/event/{}", portal.handler_key.expose()));
        Self {
            placements: widgets.chain(menus).collect(),
            events: events
                .map(|event| EventBinding {
                    event: event.to_owned(),
                    handler: handler.clone(),
                })
                .collect(),
            robots: RobotBinding::all(config, &handler),
        }
    }
}

impl Wanted {
    /// A digest that is another one when something else is wanted.
    #[must_use]
    pub fn digest(&self) -> String {
        // Not kept beyond this line: the handler key is in it.
        let digest = Sha256::digest(format!("{self:?}"));
        digest.iter().fold(String::new(), |mut text, byte| {
            // A string takes everything.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// A path under the public address, whatever that ends with.
fn address(public_url: &Url, path: &str) -> String {
    format!("{}{path}", public_url.as_str().trim_end_matches('/'))
}

/// A text in each language it has.
fn titles_of(text: &Localized) -> BTreeMap<String, String> {
    text.iter()
        .map(|(language, text)| (language.to_owned(), text.to_owned()))
        .collect()
}

/// `langAll` is an object of objects, or `[]` when there is none.
fn titles<'de, D>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    let languages = value.as_object().cloned().unwrap_or_default();
    Ok(languages
        .into_iter()
        .filter_map(|(language, texts)| {
            let title = texts.get("TITLE")?.as_str()?.to_owned();
            Some((language, title))
        })
        .collect())
}
