//! What a report came to: the first thing that keeps a reader from seeing what he looks for.

use super::Tone;
use crate::lookup::Report;
use crate::words::Language;

pub(super) struct Verdict {
    /// Part of the keys in the files of words.
    name: &'static str,
    pub(super) tone: Tone,
}

/// In the order of the work: what comes later does not matter where something earlier is missing.
pub(super) fn of(report: &Report) -> Verdict {
    let bad = |name| Verdict {
        name,
        tone: Tone::Bad,
    };
    let unsure = |name| Verdict {
        name,
        tone: Tone::Unsure,
    };
    if let Some(card) = report.card.as_ref().filter(|card| card.verdict != "read") {
        return bad(card.verdict);
    }
    if report.widgets.is_empty() {
        return bad("no_widget");
    }
    if report
        .widgets
        .iter()
        .any(|widget| widget.bound == Some(false))
    {
        return bad("unbound");
    }
    match report.outcome.state {
        "client" => {}
        state @ ("several" | "unconfirmed") => return unsure(state),
        state => return bad(state),
    }
    let mut blocks = report.widgets.iter().flat_map(|widget| &widget.blocks);
    if blocks.clone().all(|block| block.state == "hidden") {
        return unsure("hidden");
    }
    if blocks
        .clone()
        .any(|block| matches!(block.state, "absent" | "in part" | "no scope"))
    {
        return unsure("part");
    }
    if blocks.any(|block| !block.faults.is_empty()) {
        return unsure("fault");
    }
    Verdict {
        name: "client",
        tone: Tone::Good,
    }
}

impl Verdict {
    pub(super) fn words(&self, language: Language) -> String {
        language.say(&format!("trace-verdict-{}", self.name))
    }

    /// What helps; nothing where nothing is wrong.
    pub(super) fn remedy(&self, language: Language) -> Option<String> {
        let wrong = self.tone != Tone::Good;
        wrong.then(|| language.say(&format!("trace-verdict-{}-remedy", self.name)))
    }
}
