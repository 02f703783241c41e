//! What may be bound in a portal: placements and events.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use url::Url;

use crate::config::Config;
use crate::config::rule::Rule;
use crate::store::Portal;

/// Lifecycle events that are always bound, whatever the configuration says.
///
/// Source: `api-reference/common/events/on-app-uninstall.md`.
const LIFECYCLE: &[&str] = &["ONAPPUNINSTALL"];

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
}

impl Wanted {
    /// What this configuration wants of this portal.
    #[must_use]
    pub fn of(config: &Config, portal: &Portal) -> Self {
        let address = |path: &str| address(&config.server.public_url, path);
        let placements = config.widgets.iter().flat_map(|widget| {
            widget.places.iter().map(|place| PlacementBinding {
                placement: place.code().to_owned(),
                handler: address(&format!("/widget/{}", widget.id)),
                titles: widget
                    .title
                    .iter()
                    .map(|(language, text)| (language.to_owned(), text.to_owned()))
                    .collect(),
            })
        });
        // Each once, however many rules wait for it.
        let of_rules: BTreeSet<&str> = config.rules.iter().flat_map(Rule::events).collect();
        let events = LIFECYCLE.iter().copied().chain(of_rules);
        let events = events.map(|event| EventBinding {
            event: event.to_owned(),
            handler: address(&format!("/event/{}", portal.handler_key.expose())),
        });
        Self {
            placements: placements.collect(),
            events: events.collect(),
        }
    }
}

/// A path under the public address, whatever that ends with.
fn address(public_url: &Url, path: &str) -> String {
    format!("{}{path}", public_url.as_str().trim_end_matches('/'))
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
