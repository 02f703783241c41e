//! From a card, a client and the sources' answers to the data of a block.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ledger::ReadError;

use super::currency::Purse;
use super::data::{Absence, Data, Missing, Reading};
use crate::cache::Answer;
use crate::config::Config;
use crate::config::block::{Block, BlockKind};
use crate::config::source::QueryName;
use crate::expression::{Row, Value};
use crate::feeding::Failure;
use crate::matching::Client;
use crate::widget::card::Card;
use crate::words::Language;

/// Everything a block is drawn from.
#[derive(Debug)]
pub struct Drawing<'a> {
    pub config: &'a Config,
    pub card: &'a Card,
    pub client: &'a Client,
    /// What the block's queries brought.
    pub answers: BTreeMap<QueryName, Result<Answer, Failure>>,
    pub now: DateTime<Utc>,
    pub language: Language,
}

/// The block as HTML: one `<section>`.
#[must_use]
pub fn draw(drawing: &Drawing<'_>, block: &Block) -> String {
    super::render(block, &drawing.data(block))
}

impl Drawing<'_> {
    /// What the block's expressions cannot be computed from, in words that name columns and never
    /// a client's values.
    #[must_use]
    pub fn faults(&self, block: &Block) -> Vec<String> {
        let data = self.data(block);
        let faults = block.expressions().into_iter().filter_map(|expression| {
            // One whose source is missing is not computed at all; the query says why.
            let roots = expression.roots();
            let absent = roots
                .iter()
                .any(|root| matches!(data.named.get(*root), Some(Err(_))));
            let error = expression.evaluate(&data.scope).err().filter(|_| !absent)?;
            Some(format!("`{}`: {error}", expression.text()))
        });
        faults.collect()
    }

    /// Whether a notice is due; `None` for other kinds, and when it cannot be told.
    #[must_use]
    pub fn is_due(&self, block: &Block) -> Option<bool> {
        match &block.kind {
            BlockKind::Notice(notice) => super::notice::holds(notice, &self.data(block)).ok(),
            _ => None,
        }
    }

    fn data(&self, block: &Block) -> Data {
        let mut data = Data::new(self.language, self.now);
        data.administrator = self.card.user.administrator;
        data.tasks = self.card.tasks.clone();
        data.card_read_at = self.card.read_at;
        let entities = [
            ("deal", &self.card.subject.deal),
            ("company", &self.card.subject.company),
            ("contact", &self.card.subject.contact),
        ];
        for (name, fields) in entities {
            // A card without a company has no columns of one, which is not an error.
            let value = fields
                .clone()
                .map_or(Value::Null, |fields| Value::Row(Row::crm(fields)));
            data.scope = data.scope.with(name, value);
        }
        data = data.with_row(
            "client",
            self.reading(&self.client.query, &self.client.answer),
        );
        for (name, query) in &block.queries {
            data = data.with_rows(name, self.answer(query));
        }
        for query in self.answers.keys() {
            data.queries.insert(query.clone(), self.answer(query));
        }
        data
    }

    fn answer(&self, query: &QueryName) -> Result<Reading, Missing> {
        let missing = |absence| Missing {
            source: query.source.clone(),
            absence,
        };
        match self.answers.get(query) {
            Some(Ok(answer)) => Ok(self.reading(query, answer)),
            Some(Err(failure)) => Err(missing(absence(failure))),
            None => Err(missing(Absence::Failed)),
        }
    }

    fn reading(&self, query: &QueryName, answer: &Answer) -> Reading {
        reading(self.config, query, answer)
    }
}

/// An answer, with whose money it is.
#[must_use]
pub fn reading(config: &Config, query: &QueryName, answer: &Answer) -> Reading {
    let source = config.sources.get(&query.source);
    let own = config.query(query).and_then(|query| query.currency.clone());
    Reading {
        rows: Arc::clone(answer.rows()),
        read_at: answer.copied.read_at,
        stale: answer.is_stale(),
        renewing: !answer.renewals().is_empty(),
        source: query.source.clone(),
        purse: Purse {
            default: own.or_else(|| source?.currency.clone()),
            codes: source
                .map(|source| source.currencies.clone())
                .unwrap_or_default(),
        },
    }
}

fn absence(failure: &Failure) -> Absence {
    match failure {
        Failure::NoQuery | Failure::Param(_) => Absence::Failed,
        Failure::Read(error) => match error {
            ReadError::Denied { .. } | ReadError::LoginRefused { .. } => Absence::Denied,
            ReadError::Timeout
            | ReadError::Unreachable { .. }
            | ReadError::Unavailable { .. }
            | ReadError::Busy => Absence::Down,
            _ => Absence::Failed,
        },
    }
}
