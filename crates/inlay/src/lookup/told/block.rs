//! A widget and its blocks in words.

use chrono::TimeDelta;

use super::{Line, Part, Tone, ms};
use crate::lookup::report::{Block, Query, Widget};
use crate::words::{Argument, Language};

/// An answer of so many seconds ago was as good as read now.
pub(super) const NEW: i64 = 5;

pub(super) fn widget(widget: &Widget, language: Language) -> Part {
    let title = language.say_with("trace-widget", &[("id", Argument::Text(&widget.id))]);
    let (lines, tone) = match widget.bound {
        Some(true) => (vec![("trace-bound", Tone::Quiet)], Tone::Good),
        Some(false) => (vec![("trace-unbound", Tone::Bad)], Tone::Bad),
        None => (Vec::new(), Tone::Quiet),
    };
    let mut lines: Vec<Line> = lines
        .into_iter()
        .map(|(key, tone)| Line::new(language.say(key), tone))
        .collect();
    lines.extend(hidden(widget.visible_to.as_deref(), language));
    if widget.blocks.is_empty() {
        lines.push(Line::new(language.say("trace-unread"), Tone::Quiet));
    }
    Part { title, tone, lines }
}

pub(super) fn told(block: &Block, language: Language) -> Part {
    let state = language.say(&format!("trace-block-{}", block.state.replace(' ', "_")));
    let kind = match &block.title {
        Some(title) => format!("{} “{}”", block.kind, title.text(language.code())),
        None => block.kind.to_owned(),
    };
    let number = (block.number + 1).to_string();
    let time = ms(block.ms, language);
    let arguments = [
        ("number", Argument::Text(&number)),
        ("kind", Argument::Text(&kind)),
        ("state", Argument::Text(&state)),
        ("time", Argument::Text(&time)),
    ];
    let mut lines: Vec<Line> = hidden(block.visible_to.as_deref(), language)
        .into_iter()
        .collect();
    for query in &block.queries {
        lines.extend(self::query(query, language));
    }
    lines.extend(block.faults.iter().map(|fault| {
        let words = language.say_with("trace-fault", &[("fault", Argument::Text(fault))]);
        Line::new(words, Tone::Bad)
    }));
    let tone = match block.state {
        "shown" if block.faults.is_empty() => Tone::Good,
        "shown" | "in part" | "empty" => Tone::Unsure,
        "absent" | "no scope" => Tone::Bad,
        "hidden" => Tone::Unsure,
        _ => Tone::Quiet,
    };
    Part {
        title: language.say_with("trace-block", &arguments),
        tone,
        lines,
    }
}

/// That it is not for everybody: the one who looks it up is an administrator.
fn hidden(visible_to: Option<&str>, language: Language) -> Option<Line> {
    let audience = Argument::Text(visible_to?);
    let words = language.say_with("trace-hidden", &[("audience", audience)]);
    Some(Line::new(words, Tone::Unsure))
}

fn query(query: &Query, language: Language) -> Vec<Line> {
    let mut parts = Vec::new();
    match query.rows {
        Some(count) => {
            parts.push(language.say_with("trace-rows", &[("count", Argument::Count(count))]));
            if query.truncated {
                parts.push(language.say("trace-cut"));
            }
        }
        None => parts.push(problem(query.problem.unwrap_or_default(), language)),
    }
    parts.extend(copy(query, language));
    parts.push(ms(query.ms, language));
    if query.feeds {
        parts.push(language.say("trace-feeds"));
    }
    let tone = match (query.rows, query.copy) {
        (None, _) => Tone::Bad,
        (Some(_), Some("stale")) => Tone::Unsure,
        _ => Tone::Quiet,
    };
    let mut lines = vec![Line::new(
        format!("{}: {}", query.query, parts.join(", ")),
        tone,
    )];
    if query.rows.is_some()
        && let Some(kind) = query.problem
    {
        lines.push(Line::inner(problem(kind, language), Tone::Unsure));
    }
    lines.extend(query.reason.iter().map(|reason| {
        let words = language.say_with("trace-reason", &[("reason", Argument::Text(reason))]);
        Line::inner(words, Tone::Quiet)
    }));
    lines
}

/// How old the answer is, and whether a better one is on its way.
fn copy(query: &Query, language: Language) -> Option<String> {
    let (copy, age) = (query.copy?, query.age_s?);
    let key = match copy {
        "fresh" if age <= NEW => return Some(language.say("trace-new")),
        "fresh" => "trace-copy",
        "renewing" => "trace-renewing",
        _ => "trace-old",
    };
    let age = language.age(TimeDelta::seconds(age));
    Some(language.say_with(key, &[("age", Argument::Text(&age))]))
}

/// Why a source brought nothing, by the kind of its trouble.
pub(super) fn problem(kind: &str, language: Language) -> String {
    language.say(&format!("trace-problem-{kind}"))
}
