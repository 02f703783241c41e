//! `[[rule]]`.

mod about;
mod effect;
mod event;
mod moments;
mod robot;
mod trigger;

use std::collections::BTreeSet;

use self::about::About;
use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::names::{self, Names};
use super::section::Section;
use super::widget;
use crate::config::effect::EffectConfig;
use crate::config::rule::{EntityKind, Rule, Trigger};
use crate::config::widget::Widget;
use crate::words::Language;

/// Names that mean something else than a query.
const TAKEN: [&str; 4] = ["client", "deal", "company", "contact"];

/// What rules may refer to.
pub(super) struct Known<'k> {
    pub(super) declared: &'k Declared,
    /// `None` when the widgets could not be read: whoever names one is not wrong, too.
    pub(super) widgets: Option<&'k [Widget]>,
    /// There is no `[match]`: nobody has a client.
    pub(super) no_steps: bool,
}

pub(super) fn read_all(field: &Field<'_>, known: &Known<'_>) -> Read<Vec<Rule>> {
    let mut ids = BTreeSet::new();
    let items = field.list()?;
    let rules: Vec<Read<Rule>> = items
        .iter()
        .map(|item| read(item, known, &mut ids))
        .collect();
    rules.into_iter().collect()
}

fn read(field: &Field<'_>, known: &Known<'_>, ids: &mut BTreeSet<String>) -> Read<Rule> {
    let mut section = field.section()?;
    let id = section
        .required("id")
        .and_then(|field| widget::id(&field, "rule", ids));
    let each = each(&mut section);
    // A robot gives back what is computed, so its names must be known before it is read.
    let on = section.required("on").and_then(|field| field.section());
    let queries = section.optional("queries");
    let (query_names, queries) = names::queries(queries.as_ref(), &TAKEN, known.declared);
    let about = match (&on, &each) {
        (Ok(on), Ok(each)) => About::of(on, *each, known),
        _ => About::anything(),
    };
    let names = about.names(&query_names);
    let is_robot = on
        .as_ref()
        .is_ok_and(|on| on.named().any(|(key, _)| key == "robot"));
    let on = on.and_then(|on| trigger::read(on, &names, known));
    let when = section
        .optional("when")
        .map(|field| names.expression(&field))
        .transpose();
    let language = section
        .optional("language")
        .map(|field| {
            let known = Language::all().map(|language| (language.code(), language));
            field.choice("language", &known.collect::<Vec<_>>())
        })
        .transpose();
    let effects = effects(&mut section, &names, &about, is_robot);
    let walks = match (&on, section.optional("for")) {
        (Ok(Trigger::Every(_) | Trigger::Cron(_)) | Err(_), _) | (_, None) => Ok(()),
        (Ok(on), Some(each)) => Err(each.wrong(format!(
            "is for rules that run on a schedule; this one runs on `{}`, for the record that is about",
            on.name()
        ))),
    };
    section.end();
    walks?;
    let rule = Rule {
        id: id?,
        on: on?,
        when: when?,
        each: each?,
        queries: queries?,
        language: language?,
        effects: effects?,
    };
    if known.no_steps && rule.roots().contains("client") {
        return Err(field.wrong(
            "speaks of `client`, and there is no `[match]`: nothing says how a client is found",
        ));
    }
    Ok(rule)
}

fn each(section: &mut Section<'_>) -> Read<Option<EntityKind>> {
    let kinds = EntityKind::ALL.map(|kind| (kind.name(), kind));
    section
        .optional("for")
        .map(|field| field.choice("kind of record", &kinds))
        .transpose()
}

fn effects(
    section: &mut Section<'_>,
    names: &Names<'_>,
    about: &About,
    is_robot: bool,
) -> Read<Vec<EffectConfig>> {
    // A robot's answer is its effect.
    if is_robot && section.optional("effects").is_none() {
        return Ok(Vec::new());
    }
    let field = section.required("effects")?;
    let items = field.list()?;
    if items.is_empty() && !is_robot {
        return Err(field.wrong("is empty: the rule does nothing"));
    }
    let effects: Vec<Read<EffectConfig>> = items
        .iter()
        .map(|item| effect::read(item, names, about))
        .collect();
    effects.into_iter().collect()
}
