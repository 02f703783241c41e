//! Several clients, or one that nobody has confirmed: the reader chooses.

use std::collections::BTreeSet;

use askama::Template;

use super::rendered;
use crate::config::block::{Column, Format};
use crate::expression::Value;
use crate::matching::Candidate;
use crate::widget::block::Cell;
use crate::words::{Argument, Language};

/// Candidates a page shows; whoever shares a key with more has no key.
const MOST: usize = 50;

/// What is shown of a candidate unless the configuration says otherwise: what tells people apart,
/// and no figures.
const USUAL: [&str; 10] = [
    "name",
    "full_name",
    "tax_id",
    "tax_reg",
    "code",
    "city",
    "address",
    "phone",
    "email",
    "manager",
];

#[derive(Template)]
#[template(path = "page/choice.html", whitespace = "minimize")]
struct Drawn {
    state: &'static str,
    title: String,
    hint: String,
    /// Said when the portal does not let the user choose, and when nothing could be done.
    refused: String,
    failed: String,
    button: String,
    candidates: Vec<Shown>,
}

struct Shown {
    /// Absent where nothing tells it from the others: then it cannot be chosen.
    mark: Option<String>,
    name: Cell,
    facts: Vec<Fact>,
}

struct Fact {
    label: String,
    cell: Cell,
}

/// The candidates, each with a button. `columns` is what the configuration wants shown.
#[must_use]
pub fn choice(language: Language, candidates: &[Candidate], columns: &[Column]) -> String {
    let unconfirmed = candidates.len() == 1;
    let state = if unconfirmed {
        "unconfirmed"
    } else {
        "several"
    };
    let usual = usual(candidates);
    let columns = if columns.is_empty() { &usual } else { columns };
    let choosable = candidates.iter().any(|candidate| candidate.mark.is_some());
    let hint = if choosable {
        format!("state-{state}-hint")
    } else {
        "state-several-nameless".to_owned()
    };
    rendered(&Drawn {
        state,
        title: language.say_with(
            &format!("state-{state}"),
            &[("count", Argument::Count(candidates.len()))],
        ),
        hint: language.say(&hint),
        refused: language.say("choice-refused"),
        failed: language.say("choice-failed"),
        button: language.say(if unconfirmed {
            "choice-confirm"
        } else {
            "choice-this"
        }),
        candidates: candidates
            .iter()
            .take(MOST)
            .map(|candidate| shown(language, candidate, columns))
            .collect(),
    })
}

fn shown(language: Language, candidate: &Candidate, columns: &[Column]) -> Shown {
    let cell = |column: &Column| {
        let value = candidate.get(&column.name).map_or(Value::Null, Value::from);
        let currency = candidate.get("currency").and_then(|value| match value {
            ledger::Value::Text(code) => Some(code.as_str()),
            _ => None,
        });
        Cell::new(&value, column.format, currency, language)
    };
    let mut columns = columns.iter();
    Shown {
        mark: candidate.mark.as_ref().map(|mark| mark.as_str().to_owned()),
        name: columns
            .next()
            .map_or_else(|| Cell::nothing(language), &cell),
        facts: columns
            .filter(|column| candidate.get(&column.name).is_some_and(|v| !v.is_null()))
            .map(|column| Fact {
                label: match &column.label {
                    Some(label) => label.text(language.code()).to_owned(),
                    None => language.column(&column.name),
                },
                cell: cell(column),
            })
            .collect(),
    }
}

/// The usual columns the rows have; where they have none of them, their first ones.
fn usual(candidates: &[Candidate]) -> Vec<Column> {
    let present: BTreeSet<&str> = candidates
        .iter()
        .flat_map(|one| one.answer.rows().columns.iter().map(String::as_str))
        .collect();
    let column = |name: &str| Column {
        name: name.to_owned(),
        label: None,
        format: if name == "phone" {
            Format::Phone
        } else {
            Format::Text
        },
    };
    let known: Vec<Column> = USUAL
        .into_iter()
        .filter(|name| present.contains(name))
        .map(column)
        .collect();
    if !known.is_empty() {
        return known;
    }
    let first = candidates.first();
    first
        .map(|one| {
            one.answer
                .rows()
                .columns
                .iter()
                .take(3)
                .map(|name| column(name))
                .collect()
        })
        .unwrap_or_default()
}
