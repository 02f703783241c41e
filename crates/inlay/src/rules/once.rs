//! What a rule saw and is about to do, as a digest: the same once more is not done again.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value as Json;
use sha2::Sha256;

use super::Case;
use crate::config::Config;
use crate::config::effect::{Deadline, EffectConfig};
use crate::config::rule::Rule;
use crate::effects::Effect;
use crate::expression::Value;
use crate::store::Portal;

/// Fields every write changes, whatever it was about
/// (`api-reference/crm/universal/object-fields.md`).
const RESTLESS: [&str; 8] = [
    "updatedTime",
    "updatedBy",
    "movedTime",
    "movedBy",
    "lastActivityTime",
    "lastActivityBy",
    "lastCommunicationTime",
    "lastCommunicationCallTime",
];

impl Case {
    /// A digest of what the rule looked at and of what it is about to do, under the portal's own
    /// key: a debt cannot be guessed from it.
    ///
    /// A rule with a condition looks at what the condition names. One without looks at the whole
    /// record, but for what changes with every write and for what rules of ours set.
    pub(super) fn state(
        &self,
        config: &Config,
        portal: &Portal,
        rule: &Rule,
        effects: &[Effect],
    ) -> Vec<u8> {
        let key = portal.handler_key.expose().as_bytes();
        self.digest(key, rule, &set_by_rules(config), effects)
    }

    /// The same under any key; fields in `set` are not looked at.
    pub(super) fn digest(
        &self,
        key: &[u8],
        rule: &Rule,
        set: &[&str],
        effects: &[Effect],
    ) -> Vec<u8> {
        let mut digest =
            Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        let mut say = |text: &str| {
            digest.update(&(text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        };
        say("rule");
        say(&rule.id);
        for effect in timeless(rule, effects) {
            say(&effect.to_string());
        }
        match &rule.when {
            Some(when) => {
                for (root, column) in when.columns() {
                    say(root);
                    say(column.unwrap_or_default());
                    let value = self.data.scope.get(root);
                    let value = match (value, column) {
                        (Some(Value::Row(row)), Some(column)) => row.get(column),
                        (value, _) => value.cloned(),
                    };
                    say(&value.as_ref().map(written).unwrap_or_default());
                }
            }
            None => {
                let fields = self.fields().into_iter().flatten();
                for (name, value) in fields {
                    if !RESTLESS.contains(&name.as_str()) && !set.contains(&name.as_str()) {
                        say(name);
                        say(&value.to_string());
                    }
                }
            }
        }
        digest.finalize().into_bytes().to_vec()
    }
}

/// The effects without the deadlines that are counted from now.
fn timeless(rule: &Rule, effects: &[Effect]) -> Vec<Json> {
    let counted = rule.effects.iter().any(|effect| {
        matches!(
            effect,
            EffectConfig::Task {
                deadline: Some(Deadline::After(_)),
                ..
            } | EffectConfig::Activity {
                deadline: Some(Deadline::After(_)),
                ..
            }
        )
    });
    let effects = effects.iter().map(|effect| {
        let mut effect = effect.clone();
        if let Effect::Task { deadline, .. } | Effect::Activity { deadline, .. } = &mut effect
            && counted
        {
            *deadline = None;
        }
        serde_json::to_value(effect).unwrap_or_default()
    });
    effects.collect()
}

/// Fields our own rules write into records.
fn set_by_rules(config: &Config) -> Vec<&str> {
    let effects = config.rules.iter().flat_map(|rule| &rule.effects);
    let fields = effects.filter_map(|effect| match effect {
        EffectConfig::Set { fields, .. } => Some(fields.keys().map(String::as_str)),
        _ => None,
    });
    fields.flatten().collect()
}

fn written(value: &Value) -> String {
    match value {
        // A whole record in a condition is only ever asked whether it is there.
        Value::Row(_) => "a row".to_owned(),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(|item| written(&item)).collect();
            items.join("\u{1}")
        }
        value => format!("{value:?}"),
    }
}
