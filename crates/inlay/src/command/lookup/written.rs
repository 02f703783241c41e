//! What a lookup found out, for people.

use std::fmt;

use serde_json::{Map, Value};

use super::report::{Block, Outcome, Report, Step};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.of)?;
        if let Some(portal) = &self.portal {
            write!(f, " of {portal}")?;
        }
        writeln!(f, ", {} ms", self.ms)?;
        if let Some(time) = self.card_ms {
            writeln!(f, "  the portal told of the card in {time} ms")?;
        }
        for (number, step) in self.steps.iter().enumerate() {
            self::step(f, number + 1, step)?;
        }
        outcome(f, &self.outcome)?;
        for widget in &self.widgets {
            writeln!(f, "\nwidget {}", widget.id)?;
            hidden(f, widget.visible_to.as_deref(), "  ")?;
            for block in &widget.blocks {
                self::block(f, block)?;
            }
        }
        Ok(())
    }
}

fn step(f: &mut fmt::Formatter<'_>, number: usize, step: &Step) -> fmt::Result {
    writeln!(
        f,
        "\nstep {number}  {} ({}) is {} of {}: {}",
        step.crm,
        step.key,
        step.parameter,
        step.query,
        meaning(step.verdict)
    )?;
    for asked in &step.asked {
        let came = match (asked.rows, asked.error) {
            (Some(rows), _) => counted(rows),
            (None, error) => error.unwrap_or("no answer").to_owned(),
        };
        writeln!(f, "  {:<30}  {came}, {} ms", asked.key, asked.ms)?;
    }
    match &step.error {
        Some(error) => writeln!(f, "  {error}"),
        None => Ok(()),
    }
}

fn counted(rows: usize) -> String {
    match rows {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    }
}

fn meaning(verdict: &str) -> &'static str {
    match verdict {
        "empty" => "the card has no value there",
        "no_key" => "what stands there is no key",
        "nobody" => "the books know nobody by it",
        "forgotten" => "the books no longer know who was remembered",
        "client" => "the client",
        "chosen" => "the client, whom somebody chose",
        "unconfirmed" => "one, not confirmed yet",
        "several" => "several",
        "failed" => "the books did not answer",
        _ => "not needed",
    }
}

fn outcome(f: &mut fmt::Formatter<'_>, outcome: &Outcome) -> fmt::Result {
    let words = match outcome.state {
        "client" => "the widget shows this client",
        "no_client" => "the card names neither company nor contact",
        "no_key" => "the client has no key to be found by",
        "not_found" => "the books do not know this client",
        "several" => "the manager has to choose one of these",
        "unconfirmed" => "the manager has to confirm this one",
        _ => "the widget says that the books do not answer",
    };
    write!(f, "\n=> {words}")?;
    match &outcome.matched_by {
        Some(field) if outcome.chosen => writeln!(f, ", found by {field} and chosen")?,
        Some(field) => writeln!(f, ", found by {field}")?,
        None => writeln!(f)?,
    }
    for row in outcome.client.iter().chain(&outcome.candidates) {
        writeln!(f, "   {}", line(row))?;
    }
    Ok(())
}

fn line(row: &Map<String, Value>) -> String {
    let shown = |value: &Value| match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let parts: Vec<String> = row
        .iter()
        .map(|(name, value)| format!("{name}: {}", shown(value)))
        .collect();
    parts.join("  ")
}

fn block(f: &mut fmt::Formatter<'_>, block: &Block) -> fmt::Result {
    let title = block.title.as_deref().unwrap_or_default();
    writeln!(
        f,
        "  {} {:<8} {:<8} {:>5} ms  {title}",
        block.number, block.kind, block.state, block.ms
    )?;
    hidden(f, block.visible_to.as_deref(), "      ")?;
    for query in &block.queries {
        let cut = if query.truncated { ", cut" } else { "" };
        match (query.rows, &query.error) {
            (Some(rows), _) => writeln!(f, "      {}: {}{cut}", query.query, counted(rows))?,
            (None, Some(error)) => writeln!(f, "      {}: {error}", query.query)?,
            (None, None) => {}
        }
    }
    for fault in &block.faults {
        writeln!(f, "      cannot be computed: {fault}")?;
    }
    Ok(())
}

/// That it is not for everybody: the one who looks it up is an administrator.
fn hidden(f: &mut fmt::Formatter<'_>, visible_to: Option<&str>, indent: &str) -> fmt::Result {
    match visible_to {
        Some(audience) => writeln!(f, "{indent}hidden from everybody but {audience}"),
        None => Ok(()),
    }
}
