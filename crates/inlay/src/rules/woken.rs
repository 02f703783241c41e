//! What an event starts.

use serde_json::{Value, json};

use super::Trouble;
use crate::config::Config;
use crate::config::rule::EntityKind;
use crate::effects::Target;
use crate::jobs::{Kind, NewJob};
use crate::store::{Heard, Portal};
use crate::web::App;

/// The record an event is about, by its name and data: `FIELDS[ID]`.
///
/// Source: `api-reference/crm/deals/events/on-crm-deal-add.md`.
#[must_use]
pub fn target(event: &str, data: &Value) -> Option<Target> {
    let kind = EntityKind::ALL.into_iter().find(|kind| {
        let name = kind.name().to_ascii_uppercase();
        event
            .strip_prefix("ONCRM")
            .is_some_and(|rest| rest.starts_with(&name))
    })?;
    let id = crate::widget::card::number(data.pointer("/FIELDS/ID"))?;
    let entity_type = kind.entity_type();
    Some(Target { entity_type, id })
}

/// The jobs of every rule that waits for this event; while one of a rule and record waits, there
/// is no second. `cause` says what brought it (`event`, `sweep`). `ours`: the change may be one
/// that we made ourselves.
#[must_use]
pub fn jobs(config: &Config, event: &str, target: Target, cause: &str, ours: bool) -> Vec<NewJob> {
    config
        .rules
        .iter()
        .filter(|rule| rule.events().contains(&event))
        .map(|rule| NewJob {
            kind: Kind::Rule,
            key: Some(format!("{}:{}:{}", rule.id, target.entity_type, target.id)),
            body: json!({
                "rule": rule.id,
                "subject": target,
                "cause": format!("{cause}:{event}"),
                "ours": ours,
            }),
            due: None,
        })
        .collect()
}

/// What an event that was kept starts.
///
/// # Errors
/// [`Trouble`] when the store does not answer.
pub async fn of(app: &App, portal: &Portal, heard: &Heard) -> Result<Vec<NewJob>, Trouble> {
    let Some(target) = target(&heard.name, &heard.data) else {
        return Ok(Vec::new());
    };
    let event = heard.name.as_str();
    let mut rules = app.config.rules.iter();
    if !rules.any(|rule| rule.events().contains(&event)) {
        return Ok(Vec::new());
    }
    // Robots and workflows have no user, and may have been started by an effect.
    let ours = match heard.user_id {
        Some(user) => {
            let tokens = app.store.scope(portal).tokens().await?;
            tokens.is_some_and(|tokens| tokens.user_id == user)
        }
        None => true,
    };
    Ok(jobs(&app.config, event, target, "event", ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_about_the_record_it_names() {
        let data = json!({"FIELDS": {"ID": "77"}});
        let of = |event| target(event, &data).map(|target| (target.entity_type, target.id));
        assert_eq!(of("ONCRMDEALUPDATE"), Some((2, 77)));
        assert_eq!(of("ONCRMDEALMOVETOCATEGORY"), Some((2, 77)));
        assert_eq!(of("ONCRMCONTACTADD"), Some((3, 77)));
        assert_eq!(of("ONCRMCOMPANYUPDATE"), Some((4, 77)));
        assert_eq!(of("ONCRMLEADUPDATE"), None);
        assert_eq!(target("ONCRMDEALUPDATE", &json!([])), None);
    }
}
