//! From a rule's effects with holes to effects that can be done.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value as Json};

use super::{Case, Trouble};
use crate::config::block::Format;
use crate::config::effect::{Deadline, EffectConfig};
use crate::config::rule::{EntityKind, Rule};
use crate::effects::{Effect, Target};
use crate::expression::{Template, Value};
use crate::widget::block::text;
use crate::words::Language;

impl Case {
    /// The rule's effects with everything filled. One that goes to a record this one does not name
    /// (the company of a deal without one) is left out.
    ///
    /// # Errors
    /// [`Trouble::Never`] names the effect and what is wrong with it; then none is to be done.
    pub fn fill(
        &self,
        rule: &Rule,
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<Vec<Effect>, Trouble> {
        let filler = Filler {
            case: self,
            language,
            now,
        };
        let mut effects = Vec::new();
        for (number, effect) in (1..).zip(&rule.effects) {
            match filler.effect(effect) {
                Ok(effect) => effects.extend(effect),
                Err(what) => {
                    let name = effect.name();
                    return Err(Trouble::never(format!("effect {number}, `{name}`: {what}")));
                }
            }
        }
        Ok(effects)
    }

    /// Values under names, as a robot gives them back; numbers and dates stay what they are.
    ///
    /// # Errors
    /// [`Trouble::Never`] names the one that cannot be computed.
    pub fn values(
        &self,
        templates: &BTreeMap<String, Template>,
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<Map<String, Json>, Trouble> {
        let filler = Filler {
            case: self,
            language,
            now,
        };
        filler.values(templates).map_err(Trouble::never)
    }
}

struct Filler<'a> {
    case: &'a Case,
    language: Language,
    now: DateTime<Utc>,
}

/// What is wrong; in words that name columns, and never a value.
type Filled<T> = Result<T, String>;

impl Filler<'_> {
    /// `None`: there is nothing it could go to.
    fn effect(&self, effect: &EffectConfig) -> Filled<Option<Effect>> {
        Ok(Some(match effect {
            EffectConfig::Task {
                title,
                description,
                responsible,
                deadline,
            } => Effect::Task {
                title: self.text("title", title)?,
                description: self.optional("description", description.as_ref())?,
                responsible: self.user("responsible", responsible)?,
                deadline: self.deadline(deadline.as_ref())?,
                bound_to: self.case.target,
            },
            EffectConfig::Message { to, text } => Effect::Message {
                dialog: self.dialog(to)?,
                text: self.text("text", text)?,
            },
            EffectConfig::Notify { to, text } => Effect::Notify {
                to: self.users(to)?,
                text: self.text("text", text)?,
            },
            EffectConfig::Comment { to, text } => {
                let Some(to) = self.target(*to) else {
                    return Ok(None);
                };
                Effect::Comment {
                    to,
                    text: self.text("text", text)?,
                }
            }
            EffectConfig::Workflow {
                template,
                to,
                parameters,
            } => {
                let Some(document) = self.target(*to) else {
                    return Ok(None);
                };
                Effect::Workflow {
                    template: *template,
                    document,
                    parameters: self.values(parameters)?,
                }
            }
            EffectConfig::Set { to, fields } => {
                let Some(to) = self.target(*to) else {
                    return Ok(None);
                };
                Effect::Set {
                    to,
                    fields: self.values(fields)?,
                }
            }
            EffectConfig::Activity {
                to,
                title,
                text,
                responsible,
                deadline,
            } => {
                let Some(to) = self.target(*to) else {
                    return Ok(None);
                };
                let responsible = responsible.as_ref();
                Effect::Activity {
                    to,
                    title: self.text("title", title)?,
                    text: self.optional("text", text.as_ref())?,
                    responsible: responsible
                        .map(|template| self.user("responsible", template))
                        .transpose()?,
                    deadline: self.deadline(deadline.as_ref())?,
                }
            }
        }))
    }

    fn target(&self, to: Option<EntityKind>) -> Option<Target> {
        let target = self.case.target(to);
        if target.is_none() {
            tracing::info!("an effect has no record to go to and is left out");
        }
        target
    }

    fn text(&self, key: &str, template: &Template) -> Filled<String> {
        let text = text(template, &self.case.data, self.language);
        let text = text.map_err(|error| format!("`{key}`: {error}"))?;
        if text.trim().is_empty() {
            return Err(format!("`{key}` is empty"));
        }
        Ok(text)
    }

    fn optional(&self, key: &str, template: Option<&Template>) -> Filled<Option<String>> {
        template
            .map(|template| self.text(key, template))
            .transpose()
    }

    /// The value of a text: what its only hole is, else what is written.
    fn value(&self, key: &str, template: &Template) -> Filled<Value> {
        let plain = template
            .only_hole()
            .filter(|hole| hole.format == Format::Text);
        let value = match plain {
            Some(hole) => hole
                .expression
                .evaluate(&self.case.data.scope)
                .map_err(|error| error.to_string()),
            None => text(template, &self.case.data, self.language)
                .map(Value::text)
                .map_err(|error| error.to_string()),
        };
        value.map_err(|error| format!("`{key}`: {error}"))
    }

    fn values(&self, templates: &BTreeMap<String, Template>) -> Filled<Map<String, Json>> {
        let values = templates.iter().map(|(name, template)| {
            let value = json(&self.value(name, template)?);
            let value = value.ok_or_else(|| format!("`{name}` is a whole record, not a value"))?;
            Ok((name.clone(), value))
        });
        values.collect()
    }

    fn user(&self, key: &str, template: &Template) -> Filled<u64> {
        let value = self.value(key, template)?;
        user(&value).ok_or_else(|| format!("`{key}` is no user's number"))
    }

    fn users(&self, templates: &[Template]) -> Filled<Vec<u64>> {
        let mut users = Vec::new();
        for template in templates {
            let found: Option<Vec<u64>> = match self.value("to", template)? {
                Value::List(list) => list.iter().map(|item| user(&item)).collect(),
                one => user(&one).map(|user| vec![user]),
            };
            let found = found.ok_or("`to` is no user's number")?;
            for user in found {
                if !users.contains(&user) {
                    users.push(user);
                }
            }
        }
        if users.is_empty() {
            return Err("`to` names nobody".to_owned());
        }
        Ok(users)
    }

    fn dialog(&self, template: &Template) -> Filled<String> {
        let dialog = match self.value("to", template)? {
            Value::Text(text) => text.trim().to_owned(),
            value => user(&value).map(|id| id.to_string()).unwrap_or_default(),
        };
        if dialog.is_empty() {
            return Err("`to` is no chat and no user's number".to_owned());
        }
        Ok(dialog)
    }

    /// What has no value is no deadline.
    fn deadline(&self, deadline: Option<&Deadline>) -> Filled<Option<DateTime<Utc>>> {
        match deadline {
            None => Ok(None),
            Some(Deadline::After(after)) => {
                let after = TimeDelta::from_std(*after).ok();
                let moment = after.and_then(|after| self.now.checked_add_signed(after));
                moment
                    .map(Some)
                    .ok_or_else(|| "`deadline` is too late".to_owned())
            }
            Some(Deadline::At(template)) => {
                let value = self.value("deadline", template)?;
                if value.is_null() || value == Value::text("") {
                    return Ok(None);
                }
                let moment = moment(&value);
                moment
                    .map(Some)
                    .ok_or_else(|| "`deadline` is no date".to_owned())
            }
        }
    }
}

fn user(value: &Value) -> Option<u64> {
    let number = value.number()?;
    let whole = number.fract().is_zero().then(|| number.to_u64())?;
    whole.filter(|id| *id > 0)
}

/// A moment as it is; of a date its noon, which is the same day everywhere.
fn moment(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::DateTime(moment) => Some(moment.and_utc()),
        Value::Text(text) if DateTime::parse_from_rfc3339(text).is_ok() => {
            let moment = DateTime::parse_from_rfc3339(text).ok()?;
            Some(moment.with_timezone(&Utc))
        }
        value => {
            let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
            Some(value.date()?.and_time(noon).and_utc())
        }
    }
}

/// A value as the portal takes it. A decimal is written digit by digit, never through a float.
fn json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => json_number(*number),
        Value::Text(text) => Json::from(&**text),
        Value::Date(date) => Json::from(date.to_string()),
        Value::DateTime(moment) => Json::from(moment.format("%Y-%m-%dT%H:%M:%S").to_string()),
        Value::List(list) => {
            Json::Array(list.iter().map(|item| json(&item)).collect::<Option<_>>()?)
        }
        Value::Row(_) => return None,
    })
}

fn json_number(number: Decimal) -> Json {
    let whole = number.fract().is_zero().then(|| number.to_i64()).flatten();
    match whole {
        Some(whole) => Json::from(whole),
        None => Json::from(number.normalize().to_string()),
    }
}
