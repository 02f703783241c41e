//! What one company came to, and all of them together.

use std::fmt;

use serde::Serialize;

use super::companies::Company;
use crate::config::Config;
use crate::matching::{Candidate, Found, Matched, Verdict};

/// One company.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) company_id: u64,
    pub(super) company: String,
    pub(super) state: &'static str,
    /// The field the client was found by.
    pub(super) matched_by: String,
    /// The client's identity in the books, its name there, its tax number.
    pub(super) client_id: String,
    pub(super) client: String,
    pub(super) tax_id: String,
    /// Why there is none, step by step.
    pub(super) why: String,
}

impl Line {
    pub(super) fn new(config: &Config, company: &Company, found: &Found) -> Self {
        let mut line = Self {
            company_id: company.id,
            company: company.title.clone(),
            state: found.state(),
            matched_by: String::new(),
            client_id: String::new(),
            client: String::new(),
            tax_id: String::new(),
            why: String::new(),
        };
        match &found.outcome {
            Ok(Matched::Client(client)) => {
                line.matched_by = client.matched_by.to_string();
                line.client_id = client.identity(&config.matching).unwrap_or_default();
                line.client = written(client.get("name"));
                line.tax_id = written(client.get("tax_id"));
            }
            Ok(Matched::Several(several)) => {
                line.matched_by = found_by(several);
                let names = several.iter().take(5).map(|one| written(one.get("name")));
                line.why = format!(
                    "{} clients: {}",
                    several.len(),
                    names.collect::<Vec<_>>().join(" | ")
                );
            }
            Ok(Matched::Unconfirmed(one)) => {
                line.matched_by = one.matched_by.to_string();
                line.client_id = one.identity(&config.matching).unwrap_or_default();
                line.client = written(one.get("name"));
                line.tax_id = written(one.get("tax_id"));
                line.why = "nobody has confirmed it yet".to_owned();
            }
            Ok(Matched::NoClient | Matched::NoKey | Matched::NotFound) | Err(_) => {
                line.why = why(found);
            }
        }
        line
    }

    pub(super) fn has_client(&self) -> bool {
        self.state == "client"
    }

    pub(super) fn is_unanswered(&self) -> bool {
        self.state == "unavailable"
    }
}

fn found_by(candidates: &[Candidate]) -> String {
    candidates
        .first()
        .map(|one| one.matched_by.to_string())
        .unwrap_or_default()
}

fn why(found: &Found) -> String {
    let reached = found
        .steps
        .iter()
        .filter(|step| !matches!(step.verdict, Verdict::NotReached));
    let parts: Vec<String> = reached
        .map(|step| {
            let word = match &step.verdict {
                Verdict::Empty => "empty".to_owned(),
                Verdict::NoKey => "holds no key".to_owned(),
                Verdict::Forgotten => "no longer in the books".to_owned(),
                Verdict::Failed(error) => error.to_string(),
                _ => "not in the books".to_owned(),
            };
            format!("{}: {word}", step.field)
        })
        .collect();
    parts.join("; ")
}

fn written(value: Option<&ledger::Value>) -> String {
    match value {
        Some(ledger::Value::Text(text)) => text.trim().to_owned(),
        Some(ledger::Value::Integer(number)) => number.to_string(),
        _ => String::new(),
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, state) = (self.company_id, self.state.replace('_', " "));
        write!(f, "  {id:>8}  {state:<12}  {}  {}", self.company, self.why)
    }
}

/// How many of each.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) companies: usize,
    pub(super) client: usize,
    pub(super) unconfirmed: usize,
    pub(super) several: usize,
    pub(super) not_found: usize,
    pub(super) no_key: usize,
    pub(super) unavailable: usize,
}

impl Tally {
    pub(super) fn of(lines: &[Line]) -> Self {
        let count = |state: &str| lines.iter().filter(|line| line.state == state).count();
        Self {
            companies: lines.len(),
            client: count("client"),
            unconfirmed: count("unconfirmed"),
            several: count("several"),
            not_found: count("not_found"),
            no_key: count("no_key"),
            unavailable: count("unavailable"),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("companies", self.companies),
            ("  have a client", self.client),
            ("  to be confirmed", self.unconfirmed),
            ("  several clients", self.several),
            ("  not in the books", self.not_found),
            ("  no key to search by", self.no_key),
            ("  books did not answer", self.unavailable),
        ];
        for (name, count) in rows {
            let percent = (count * 100).checked_div(self.companies).unwrap_or(0);
            writeln!(f, "{name:<24} {count:>8} {percent:>4} %")?;
        }
        Ok(())
    }
}
