//! The walk through the steps.

use std::time::Instant;

use futures::future::join_all;
use ledger::{ReadError, Value as Datum};

use super::candidate::{self, Candidate, Mark};
use super::client::Client;
use super::key::Key;
use super::report::{Asked, StepReport, Verdict};
use super::subject::{Subject, Value};
use crate::cache::{Answer, Cache, Freshness};
use crate::config::Config;
use crate::config::matching::{KeyKind, Step};
use crate::config::source::QueryName;
use crate::config::widget::Window;
use crate::feeding::{Failure, Reader};

/// Where a client is looked for, and how fresh the answer must be.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub config: &'a Config,
    pub cache: &'a Cache,
    /// Our number for the portal; nothing of another one's copies is used.
    pub portal: i64,
    pub freshness: Freshness,
}

/// What a search came to, and how.
#[derive(Debug)]
pub struct Found {
    pub outcome: Result<Matched, MatchError>,
    /// Every step of the chain, in order.
    pub steps: Vec<StepReport>,
}

impl Found {
    /// A word for programs; it stays the same over versions.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match &self.outcome {
            Ok(Matched::Client(_)) => "client",
            Ok(Matched::NoClient) => "no_client",
            Ok(Matched::NoKey) => "no_key",
            Ok(Matched::NotFound) => "not_found",
            Ok(Matched::Several(_)) => "several",
            Ok(Matched::Unconfirmed(_)) => "unconfirmed",
            Err(_) => "unavailable",
        }
    }
}

/// Who the card is about; each is a state of its own on the page.
#[derive(Debug)]
pub enum Matched {
    Client(Box<Client>),
    /// The card names neither company nor contact.
    NoClient,
    /// It names one, but none of the fields to search by holds a key.
    NoKey,
    /// The accounting system knows nobody by these keys.
    NotFound,
    /// It knows several; nothing may be shown as if it were one.
    Several(Vec<Candidate>),
    /// It knows one by a key too weak to be sure.
    Unconfirmed(Box<Candidate>),
}

/// Why the search could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    #[error("`{query}` could not be read")]
    Read {
        query: QueryName,
        #[source]
        source: ReadError,
    },
}

impl Search<'_> {
    /// Walks the steps; the first that answers wins. A source that does not answer ends the walk:
    /// what a later, weaker step finds might be somebody else.
    pub async fn run(&self, subject: &Subject) -> Found {
        let mut steps = Vec::new();
        let mut outcome = None;
        let mut any_key = false;
        for step in &self.config.matching.steps {
            if outcome.is_some() || !subject.has_client() {
                steps.push(report(step, Vec::new(), Verdict::NotReached));
                continue;
            }
            let (asked, verdict, found) = self.step(step, subject).await;
            any_key |= !asked.is_empty();
            let verdict = match verdict {
                Verdict::Failed(source) => {
                    outcome = Some(Err(MatchError::Read {
                        query: step.query.clone(),
                        source: source.clone(),
                    }));
                    Verdict::Failed(source)
                }
                Verdict::Nobody if self.is_memory(step) => Verdict::Forgotten,
                verdict => verdict,
            };
            outcome = outcome.or(found.map(Ok));
            steps.push(report(step, asked, verdict));
        }
        let nobody = if !subject.has_client() {
            Matched::NoClient
        } else if any_key {
            Matched::NotFound
        } else {
            Matched::NoKey
        };
        Found {
            outcome: outcome.unwrap_or(Ok(nobody)),
            steps,
        }
    }

    fn is_memory(&self, step: &Step) -> bool {
        let remember = self.config.matching.remember.as_deref();
        remember.is_some_and(|field| step.is_of(field))
    }

    async fn step(&self, step: &Step, subject: &Subject) -> (Vec<Asked>, Verdict, Option<Matched>) {
        let groups = subject.values(step);
        if groups.is_empty() {
            return (Vec::new(), Verdict::Empty, None);
        }
        let mut asked = Vec::new();
        for group in groups {
            let (questions, candidates) = match self.group(step, &group).await {
                (questions, Ok(candidates)) => (questions, candidates),
                (questions, Err(error)) => {
                    asked.extend(questions);
                    return (asked, Verdict::Failed(error), None);
                }
            };
            asked.extend(questions);
            if let Some((verdict, matched)) = self.decide(step, candidates) {
                return (asked, verdict, Some(matched));
            }
        }
        let verdict = if asked.is_empty() {
            Verdict::NoKey
        } else {
            Verdict::Nobody
        };
        (asked, verdict, None)
    }

    fn decide(&self, step: &Step, mut candidates: Vec<Candidate>) -> Option<(Verdict, Matched)> {
        let only = match candidates.len() {
            0 => return None,
            1 => candidates.pop()?,
            several => return Some((Verdict::Several(several), Matched::Several(candidates))),
        };
        if step.confirm {
            return Some((Verdict::Unconfirmed, Matched::Unconfirmed(Box::new(only))));
        }
        // Found by what a manager once confirmed: that can be undone.
        let chosen = self.is_memory(step).then(|| only.mark.clone()).flatten();
        let client = only.into_client(chosen);
        Some((Verdict::Client, Matched::Client(Box::new(client))))
    }

    /// Everybody the values of one group find, each once, narrowed where there are several.
    async fn group(
        &self,
        step: &Step,
        values: &[Value],
    ) -> (Vec<Asked>, Result<Vec<Candidate>, ReadError>) {
        let mut keys: Vec<(Key, Vec<&Value>)> = Vec::new();
        for value in values {
            for key in Key::all(step.key, &value.text) {
                match keys.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, sources)) => sources.push(value),
                    None => keys.push((key, vec![value])),
                }
            }
        }
        let questions = keys.iter().flat_map(|(key, values)| {
            key.spellings()
                .map(move |spelling| self.ask(step, spelling, values))
        });
        let answers = join_all(questions).await;
        let mut asked = Vec::new();
        let mut failed = None;
        let mut candidates: Vec<Candidate> = Vec::new();
        for (question, answer) in answers.into_iter().flatten() {
            asked.push(question);
            match answer {
                Ok(found) => {
                    for candidate in found {
                        if !candidates.iter().any(|known| known.is_same(&candidate)) {
                            candidates.push(candidate);
                        }
                    }
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        // One key of several unanswered: who it would have found is not known.
        (asked, failed.map_or(Ok(candidates), Err))
    }

    /// One question; `None` when the value is not what the query's parameter takes.
    async fn ask(
        &self,
        step: &Step,
        spelling: &str,
        values: &[&Value],
    ) -> Option<(Asked, Result<Vec<Candidate>, ReadError>)> {
        let begun = Instant::now();
        let reader = Reader {
            config: self.config,
            cache: self.cache,
            portal: self.portal,
            window: Window::default(),
            freshness: self.freshness,
            fill: &|name| (name == step.parameter).then(|| Datum::Text(spelling.to_owned())),
        };
        let answer = match reader.one(&step.query).await {
            Ok(answer) => Ok(answer),
            Err(Failure::Read(error)) => Err(error),
            Err(Failure::NoQuery | Failure::Param(_)) => return None,
        };
        let asked = Asked {
            key: spelling.to_owned(),
            answer: answer
                .as_ref()
                .map(|answer| answer.rows().len())
                .map_err(ReadError::kind),
            time: begun.elapsed(),
            stale: answer.as_ref().is_ok_and(|answer| answer.is_stale()),
        };
        let candidates = answer.map(|answer| self.narrowed(step, &answer, values));
        Some((asked, candidates))
    }

    /// The rows of an answer; of several those that also have what stands beside the key in the
    /// CRM, unless nobody has.
    fn narrowed(&self, step: &Step, answer: &Answer, values: &[&Value]) -> Vec<Candidate> {
        let all: Vec<Candidate> = (0..answer.rows().len())
            .map(|index| self.candidate(step, answer, index))
            .collect();
        if all.len() < 2 || step.narrow.is_empty() {
            return all;
        }
        let fits = |candidate: &Candidate| values.iter().any(|value| fits(candidate, value));
        let narrowed: Vec<Candidate> = all.iter().filter(|one| fits(one)).cloned().collect();
        if narrowed.is_empty() { all } else { narrowed }
    }

    fn candidate(&self, step: &Step, answer: &Answer, index: usize) -> Candidate {
        let answer = answer.only(index);
        let mark = answer
            .rows()
            .first()
            .and_then(|row| candidate::identity(&self.config.matching, row))
            .map(|identity| Mark::of(&step.query.source, &identity));
        Candidate {
            answer,
            query: step.query.clone(),
            matched_by: step.field.clone(),
            mark,
        }
    }
}

/// Whether a row has everything that stands beside the key; a record with nothing beside it has
/// nothing to narrow by.
fn fits(candidate: &Candidate, value: &Value) -> bool {
    !value.beside.is_empty()
        && value.beside.iter().all(|(field, column, wanted)| {
            let Some(written) = candidate.get(column).and_then(candidate::text) else {
                return false;
            };
            let kind = KeyKind::of(field);
            Key::all(kind, wanted)
                .iter()
                .any(|key| key.is_written(kind, &written))
        })
}

fn report(step: &Step, asked: Vec<Asked>, verdict: Verdict) -> StepReport {
    StepReport {
        field: step.field.clone(),
        query: step.query.clone(),
        parameter: step.parameter.clone(),
        key: step.key,
        asked,
        verdict,
    }
}
