//! A report in words: the same for a terminal, for the page, and for a text to be copied.

mod block;
mod verdict;

use std::fmt;

use chrono::TimeDelta;
use serde_json::{Map, Value};

use super::Report;
use super::report::{Question, Reading, RequisiteOf, Step, Subject};
use crate::words::{Argument, Language};

/// A report in a language.
#[derive(Debug)]
pub struct Told {
    /// Whom it is about.
    pub title: String,
    /// When and how it was asked.
    pub facts: Vec<String>,
    /// What it came to, in one sentence.
    pub verdict: String,
    pub tone: Tone,
    /// What helps.
    pub remedy: Option<String>,
    /// Step by step, in the order of the work.
    pub parts: Vec<Part>,
}

/// One step.
#[derive(Debug)]
pub struct Part {
    pub title: String,
    pub tone: Tone,
    pub lines: Vec<Line>,
}

/// One line of a step.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    /// Whether it belongs to the line above.
    pub inner: bool,
    pub tone: Tone,
}

/// How good it is; each has a sign of its own, so that nothing is said by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Good,
    Unsure,
    Bad,
    Quiet,
}

impl Tone {
    /// A word for styles.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unsure => "unsure",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }

    /// The key of the words for its sign, for whoever does not see it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Good => "tone-good",
            Self::Unsure => "tone-unsure",
            Self::Bad => "tone-bad",
            Self::Quiet => "tone-quiet",
        }
    }

    /// Its sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Unsure => "!",
            Self::Bad => "✗",
            Self::Quiet => "·",
        }
    }
}

impl Line {
    fn new(text: String, tone: Tone) -> Self {
        let inner = false;
        Self { text, inner, tone }
    }

    fn inner(text: String, tone: Tone) -> Self {
        let inner = true;
        Self { text, inner, tone }
    }
}

impl Report {
    /// The report in words.
    #[must_use]
    pub fn told(&self, language: Language) -> Told {
        let verdict = verdict::of(self);
        let mut parts = Vec::new();
        parts.extend(self.card.as_ref().map(|card| reading(card, language)));
        for (number, step) in self.steps.iter().enumerate() {
            parts.push(self::step(number + 1, step, language));
        }
        parts.extend(self.client(language));
        for widget in &self.widgets {
            parts.push(block::widget(widget, language));
            parts.extend(widget.blocks.iter().map(|one| block::told(one, language)));
        }
        Told {
            title: self.title(language),
            facts: self.facts(language),
            verdict: verdict.words(language),
            tone: verdict.tone,
            remedy: verdict.remedy(language),
            parts,
        }
    }

    fn title(&self, language: Language) -> String {
        let of = record(&self.of, language);
        match &self.portal {
            None => of,
            Some(portal) => {
                let arguments = [
                    ("card", Argument::Text(&of)),
                    ("portal", Argument::Text(portal)),
                ];
                language.say_with("trace-of", &arguments)
            }
        }
    }

    fn facts(&self, language: Language) -> Vec<String> {
        let manner = if self.copies {
            "trace-as-shown"
        } else {
            "trace-anew"
        };
        vec![
            format!("Inlay {}", env!("CARGO_PKG_VERSION")),
            self.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            language.say(manner),
            ms(self.ms, language),
        ]
    }

    /// Who was found, or who could be meant.
    fn client(&self, language: Language) -> Option<Part> {
        let outcome = &self.outcome;
        let field = outcome.matched_by.as_deref().unwrap_or_default();
        let found = [("field", Argument::Text(field))];
        let (title, tone, rows) = match (&outcome.client, outcome.candidates.as_slice()) {
            (Some(row), _) => {
                let key = if outcome.chosen {
                    "trace-client-chosen"
                } else {
                    "trace-client"
                };
                let title = language.say_with(key, &found);
                (title, Tone::Good, std::slice::from_ref(row))
            }
            (None, []) => return None,
            (None, rows) => (language.say("trace-candidates"), Tone::Unsure, rows),
        };
        let mut lines: Vec<Line> = rows.iter().map(row).collect();
        let age = outcome.age_s.filter(|age| *age > block::NEW);
        lines.extend(age.map(|age| {
            let age = language.age(TimeDelta::seconds(age));
            let words = language.say_with("trace-copy", &[("age", Argument::Text(&age))]);
            Line::new(words, Tone::Quiet)
        }));
        Some(Part { title, tone, lines })
    }
}

/// The portal's answer.
fn reading(card: &Reading, language: Language) -> Part {
    let took = ms(card.ms, language);
    let title = match card.user {
        Some(user) => {
            let user = user.to_string();
            let arguments = [
                ("user", Argument::Text(&user)),
                ("time", Argument::Text(&took)),
            ];
            let key = if card.administrator {
                "trace-portal-administrator"
            } else {
                "trace-portal-user"
            };
            language.say_with(key, &arguments)
        }
        None => {
            let key = format!("trace-portal-{}", card.verdict);
            language.say_with(&key, &[("time", Argument::Text(&took))])
        }
    };
    let mut lines = Vec::new();
    let records = [
        ("deal", card.deal),
        ("company", card.company),
        ("contact", card.contact),
    ];
    let read = card.verdict == "read";
    let records: Vec<String> = records
        .into_iter()
        .filter_map(|(kind, id)| {
            let id = id?.to_string();
            Some(record(&Subject { kind, id }, language))
        })
        .collect();
    if !records.is_empty() {
        lines.push(Line::new(records.join(" · "), Tone::Quiet));
    }
    if read && card.company.is_none() && card.contact.is_none() {
        lines.push(Line::new(language.say("trace-nobody-linked"), Tone::Bad));
    }
    lines.extend(card.requisites.iter().map(|one| requisite(one, language)));
    lines.extend(
        card.error
            .iter()
            .map(|error| Line::new(error.clone(), Tone::Bad)),
    );
    let tone = if read { Tone::Good } else { Tone::Bad };
    Part { title, tone, lines }
}

fn requisite(requisite: &RequisiteOf, language: Language) -> Line {
    let number = |id: Option<u64>| id.map_or_else(String::new, |id| id.to_string());
    let owner = Subject {
        kind: requisite.owner,
        id: number(requisite.owner_id),
    };
    let arguments = [
        ("id", Argument::Text(&number(requisite.id))),
        ("owner", Argument::Text(&record(&owner, language))),
    ];
    let key = if requisite.chosen {
        "trace-requisite-chosen"
    } else {
        "trace-requisite"
    };
    Line::new(language.say_with(key, &arguments), Tone::Quiet)
}

fn step(number: usize, step: &Step, language: Language) -> Part {
    let verdict = language.say(&format!("trace-step-{}", step.verdict));
    let number = number.to_string();
    let arguments = [
        ("number", Argument::Text(&number)),
        ("field", Argument::Text(&step.crm)),
        ("key", Argument::Text(step.key)),
        ("parameter", Argument::Text(&step.parameter)),
        ("query", Argument::Text(&step.query)),
        ("verdict", Argument::Text(&verdict)),
    ];
    let mut lines: Vec<Line> = step
        .asked
        .iter()
        .map(|asked| question(asked, language))
        .collect();
    let error = step.error.as_ref().filter(|_| step.verdict == "failed");
    lines.extend(error.map(|error| Line::inner(error.clone(), Tone::Bad)));
    Part {
        title: language.say_with("trace-step", &arguments),
        tone: match step.verdict {
            "client" | "chosen" => Tone::Good,
            "failed" => Tone::Bad,
            "not_reached" => Tone::Quiet,
            _ => Tone::Unsure,
        },
        lines,
    }
}

/// One key, and what came.
fn question(asked: &Question, language: Language) -> Line {
    let mut parts = Vec::new();
    match (asked.rows, asked.error) {
        (Some(count), _) => {
            parts.push(language.say_with("trace-rows", &[("count", Argument::Count(count))]));
        }
        (None, error) => parts.push(block::problem(error.unwrap_or_default(), language)),
    }
    if asked.stale {
        parts.push(language.say("trace-stale"));
    }
    parts.push(ms(asked.ms, language));
    let tone = match asked.rows {
        Some(0) => Tone::Unsure,
        Some(_) => Tone::Quiet,
        None => Tone::Bad,
    };
    Line::new(format!("{}: {}", asked.key, parts.join(", ")), tone)
}

/// A row of the books, column by column.
fn row(row: &Map<String, Value>) -> Line {
    let shown = |value: &Value| match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let parts: Vec<String> = row
        .iter()
        .map(|(name, value)| format!("{name}: {}", shown(value)))
        .collect();
    Line::new(parts.join(" · "), Tone::Quiet)
}

/// A record by its kind and number.
fn record(of: &Subject, language: Language) -> String {
    let key = format!("trace-record-{}", of.kind);
    language.say_with(&key, &[("id", Argument::Text(&of.id))])
}

fn ms(ms: u64, language: Language) -> String {
    language.say_with("trace-ms", &[("ms", Argument::Text(&ms.to_string()))])
}

/// As plain text: what a terminal shows, and what is copied.
impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        writeln!(f, "{}", self.facts.join(" · "))?;
        writeln!(f, "=> {}", self.verdict)?;
        if let Some(remedy) = &self.remedy {
            writeln!(f, "   {remedy}")?;
        }
        for part in &self.parts {
            writeln!(f, "\n{} {}", part.tone.sign(), part.title)?;
            for line in &part.lines {
                let sign = match line.tone {
                    Tone::Quiet => "",
                    tone => tone.sign(),
                };
                let indent = if line.inner { "      " } else { "    " };
                writeln!(
                    f,
                    "{}",
                    format!("{indent}{sign:<2}{}", line.text).trim_end()
                )?;
            }
        }
        Ok(())
    }
}
