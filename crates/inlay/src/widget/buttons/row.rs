//! The row of buttons under the client's line of a widget.

use askama::Template;

use super::of;
use crate::cache::Freshness;
use crate::config::rule::{EntityKind, Rule};
use crate::config::widget::Widget;
use crate::effects::Target;
use crate::rules::Case;
use crate::store::Portal;
use crate::web::App;
use crate::widget::card::Card;
use crate::widget::page::rendered;
use crate::words::Language;

#[derive(Template)]
#[template(path = "button/row.html", whitespace = "minimize")]
struct Row<'a> {
    language: Language,
    buttons: Vec<Button<'a>>,
}

struct Button<'a> {
    id: &'a str,
    label: &'a str,
    /// It cannot be pressed, and why.
    otherwise: Option<&'a str>,
}

/// The row; `None` for a widget without buttons in this card. One whose buttons may all not be
/// pressed, and say nothing about it, is empty.
pub async fn row(
    app: &App,
    widget: &Widget,
    portal: &Portal,
    card: &Card,
    freshness: Freshness,
    language: Language,
) -> Option<String> {
    let mut rules = Vec::new();
    for rule in of(&app.config.rules, widget, card.entity.place) {
        rules.push((rule, holds(app, rule, portal, card, freshness).await));
    }
    drawn(&rules, language)
}

/// The row of these rules, each with whether it may be pressed.
#[must_use]
pub fn drawn(rules: &[(&Rule, bool)], language: Language) -> Option<String> {
    let buttons = rules.iter().filter_map(|(rule, holds)| {
        let button = rule.button()?;
        let otherwise = button.otherwise.as_ref();
        let otherwise = otherwise.map(|words| words.text(language.code()));
        (*holds || otherwise.is_some()).then(|| Button {
            id: &rule.id,
            label: button.label.text(language.code()),
            otherwise: otherwise.filter(|_| !holds),
        })
    });
    let buttons = buttons.collect();
    (!rules.is_empty()).then(|| rendered(&Row { language, buttons }))
}

/// Whether it may be pressed, by what the page shows. Where that cannot be told it may: the press
/// says what is the matter.
async fn holds(app: &App, rule: &Rule, portal: &Portal, card: &Card, freshness: Freshness) -> bool {
    if rule.when.is_none() {
        return true;
    }
    let target = Target {
        entity_type: EntityKind::from(card.entity.place).entity_type(),
        id: card.entity.id,
    };
    let subject = card.subject.clone();
    let case = Case::of(app, portal, rule, Some(target), subject, freshness).await;
    let holds = case.and_then(|case| case.holds(rule));
    holds.unwrap_or_else(|trouble| {
        tracing::debug!(
            rule.id = rule.id,
            error = &trouble as &dyn std::error::Error,
            "whether a button may be pressed is not known"
        );
        true
    })
}
