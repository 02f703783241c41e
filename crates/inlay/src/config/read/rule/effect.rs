//! `effects = [{ task = { … } }, …]`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::draft::Read;
use super::super::duration;
use super::super::field::Field;
use super::super::names::Names;
use super::super::section::Section;
use super::about::About;
use crate::config::effect::{Deadline, EffectConfig};
use crate::config::rule::EntityKind;
use crate::expression::Template;

/// The longest a task is given: more is a slip.
const LATEST: Duration = Duration::from_secs(3660 * 24 * 60 * 60);

pub(super) fn read(field: &Field<'_>, names: &Names<'_>, about: &About) -> Read<EffectConfig> {
    let mut section = field.section()?;
    let given = EffectConfig::NAMES.map(|name| (name, section.optional(name)));
    let mut given = given
        .into_iter()
        .filter_map(|(name, field)| Some((name, field?)));
    let effect =
        match (given.next(), given.next()) {
            (Some((name, field)), None) => {
                let reader = Reader { names, about };
                reader.effect(name, &field)
            }
            (_, Some((_, second))) => Err(second
                .wrong_key("is a second effect in the same braces; give each braces of its own")),
            (None, None) => Err(field.wrong("names no effect")),
        };
    section.end();
    effect
}

/// What texts may speak of, and what an effect may go to.
struct Reader<'r> {
    names: &'r Names<'r>,
    about: &'r About,
}

impl Reader<'_> {
    fn effect(&self, name: &str, field: &Field<'_>) -> Read<EffectConfig> {
        let mut section = field.section()?;
        let effect = match name {
            "task" => self.task(&mut section),
            "message" => self.message(&mut section),
            "notify" => self.notify(&mut section),
            "comment" => self.comment(&mut section),
            "workflow" => self.workflow(&mut section),
            "activity" => self.activity(&mut section),
            // Its keys are the fields.
            _ => return self.set(&mut section),
        };
        section.end();
        effect
    }

    fn task(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let title = self.text(section, "title");
        let description = self.optional(section, "description");
        let responsible = self.text(section, "responsible");
        let deadline = self.deadline(section);
        Ok(EffectConfig::Task {
            title: title?,
            description: description?,
            responsible: responsible?,
            deadline: deadline?,
        })
    }

    fn message(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = self.text(section, "to");
        let text = self.text(section, "text");
        Ok(EffectConfig::Message {
            to: to?,
            text: text?,
        })
    }

    /// One user or several.
    fn notify(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = section.required("to").and_then(|field| {
            if !field.is_list() {
                return Ok(vec![self.names.template(&field)?]);
            }
            let items = field.list()?;
            if items.is_empty() {
                return Err(field.wrong("names nobody"));
            }
            let users: Vec<Read<Template>> =
                items.iter().map(|item| self.names.template(item)).collect();
            users.into_iter().collect()
        });
        let text = self.text(section, "text");
        Ok(EffectConfig::Notify {
            to: to?,
            text: text?,
        })
    }

    fn comment(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = self.to(section);
        let text = self.text(section, "text");
        Ok(EffectConfig::Comment {
            to: to?,
            text: text?,
        })
    }

    fn workflow(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = self.to(section);
        let template = section
            .required("template")
            .and_then(|field| field.integer(1..=i64::MAX));
        let parameters = section
            .optional("parameters")
            .map_or(Ok(BTreeMap::new()), |field| self.names.templates(&field));
        Ok(EffectConfig::Workflow {
            template: template?.unsigned_abs(),
            to: to?,
            parameters: parameters?,
        })
    }

    fn activity(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = self.to(section);
        let title = self.text(section, "title");
        let text = self.optional(section, "text");
        let responsible = self.optional(section, "responsible");
        let deadline = self.deadline(section);
        Ok(EffectConfig::Activity {
            to: to?,
            title: title?,
            text: text?,
            responsible: responsible?,
            deadline: deadline?,
        })
    }

    fn set(&self, section: &mut Section<'_>) -> Read<EffectConfig> {
        let to = self.to(section);
        let fields: Vec<Read<(String, Template)>> = section
            .named()
            .filter(|(name, _)| *name != "to")
            .map(|(name, field)| {
                let sound = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if !name.chars().all(sound) {
                    return Err(field.wrong_key("is no field of the CRM"));
                }
                if ["id", "ID"].contains(&name) {
                    return Err(
                        field.wrong_key("is what a record is known by; it cannot be written")
                    );
                }
                Ok((name.to_owned(), self.names.template(&field)?))
            })
            .collect();
        if fields.is_empty() {
            return Err(section.wrong("names no field to be written"));
        }
        let fields: Read<BTreeMap<String, Template>> = fields.into_iter().collect();
        Ok(EffectConfig::Set {
            to: to?,
            fields: fields?,
        })
    }

    /// The record an effect goes to, else the one the rule is about: there must be one.
    fn to(&self, section: &mut Section<'_>) -> Read<Option<EntityKind>> {
        let reach = self.about.reach();
        match section.optional("to") {
            Some(field) => {
                let known: Vec<_> = reach.iter().map(|kind| (kind.name(), *kind)).collect();
                field.choice("kind of record", &known).map(Some)
            }
            None if self.about.is_nothing() => Err(section
                .wrong("goes to a record, and a rule on a schedule has none unless it says `for`")),
            None => Ok(None),
        }
    }

    fn text(&self, section: &mut Section<'_>, key: &'static str) -> Read<Template> {
        section
            .required(key)
            .and_then(|field| self.names.template(&field))
    }

    fn optional(&self, section: &mut Section<'_>, key: &'static str) -> Read<Option<Template>> {
        section
            .optional(key)
            .map(|field| self.names.template(&field))
            .transpose()
    }

    /// `+2d`, or what gives a date.
    fn deadline(&self, section: &mut Section<'_>) -> Read<Option<Deadline>> {
        let Some(field) = section.optional("deadline") else {
            return Ok(None);
        };
        let text = field.text()?;
        if let Some(after) = text.strip_prefix('+') {
            return match duration::parse(after).filter(|after| *after <= LATEST) {
                Some(after) => Ok(Some(Deadline::After(after))),
                None => Err(field.wrong("is no time from now; write one like `+4h`, `+2d`")),
            };
        }
        let template = self.names.template(&field)?;
        if template.only_hole().is_none() {
            return Err(field.wrong(
                "is no deadline; write one like `+2d`, or a date like `{{ client.due_date }}`",
            ));
        }
        Ok(Some(Deadline::At(template)))
    }
}
