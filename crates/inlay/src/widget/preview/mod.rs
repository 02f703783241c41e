//! A widget in any of its states, without portal and accounting system.
//!
//! Pages are drawn by the functions that draw them for a card; only their data are made up, from
//! the columns the configuration names.

mod sample;
mod standalone;
mod state;

use std::collections::BTreeMap;
use std::time::Duration;

use bitrix24::{MemberId, PortalAddress};
use chrono::{DateTime, TimeDelta, Utc};

pub use standalone::{gallery, standalone};
pub use state::Shown;

use self::sample::Samples;
use super::block::{Drawing, draw};
use super::buttons;
use super::card::{Card, Entity, User};
use super::page::{self, State, Whom};
use crate::cache::{self, Answer, Flight};
use crate::config::Config;
use crate::config::block::Block;
use crate::config::rule::Rule;
use crate::config::source::QueryName;
use crate::config::widget::{Place, Widget};
use crate::feeding::Failure;
use crate::matching::{Asked, Candidate, Client, Mark, StepReport, Subject, Verdict};
use crate::words::Language;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Preview<'a> {
    pub config: &'a Config,
    pub widget: &'a Widget,
    pub language: Language,
    pub now: DateTime<Utc>,
}

impl Preview<'_> {
    /// The page as the server would send it to its end.
    #[must_use]
    pub fn page(&self, shown: Shown) -> String {
        let mut page = self.head();
        if shown == Shown::PaymentDue {
            page += &page::payment_due(self.language);
        }
        page += &match shown {
            Shown::Loading => String::new(),
            Shown::Fresh
            | Shown::Renewing
            | Shown::Stale
            | Shown::Partly
            | Shown::Empty
            | Shown::PaymentDue => self.blocks(shown),
            Shown::Several => self.choice(2),
            Shown::Unconfirmed => self.choice(1),
            Shown::NoClient => self.state(&State::NoClient),
            Shown::NoKey => self.state(&State::NoKey(self.whom(false))),
            Shown::NotFound => self.state(&State::NotFound(self.whom(true))),
            Shown::NoAccess => self.state(&State::NoAccess),
            Shown::NotFinished => self.state(&State::NotFinished),
            Shown::PlanExpired => self.state(&State::PlanExpired),
            Shown::Down => self.state(&State::Down),
            Shown::PortalDown => self.state(&State::PortalDown),
            Shown::SessionEnded => self.state(&State::SessionEnded),
        };
        page + &page::tail()
    }

    fn head(&self) -> String {
        // Nobody's: a portal's name is 32 such digits.
        let member_id: MemberId = match "0".repeat(32).parse() {
            Ok(member_id) => member_id,
            Err(_) => return String::new(),
        };
        page::head(&page::Head {
            language: self.language,
            widget: self.widget,
            member_id: &member_id,
            placement: self.place().code(),
            entity_id: Some(1),
            has_buttons: self.rules().next().is_some(),
            frame_script: &self.config.bitrix24.frame_script,
        })
    }

    fn state(&self, state: &State) -> String {
        page::state(self.language, state)
    }

    fn blocks(&self, shown: Shown) -> String {
        let samples = self.samples();
        let client = self.client(shown, &samples);
        let card = Card {
            entity: Entity {
                place: self.place(),
                id: 1,
            },
            user: User {
                id: 1,
                administrator: false,
                departments: Vec::new(),
            },
            subject: samples.subject(self.widget),
            payment_expired: shown == Shown::PaymentDue,
            tasks: samples.tasks(self.widget, shown != Shown::Empty),
            read_at: self.now,
        };
        let mut page = page::client(self.language, &client, false);
        // With a client of whom there is nothing there is nothing to be done.
        let rules: Vec<_> = self
            .rules()
            .map(|rule| (rule, shown != Shown::Empty))
            .collect();
        page += &buttons::drawn(&rules, self.language).unwrap_or_default();
        let of_one_query =
            |block: &Block| block.queries().next().is_some() && block.expressions().is_empty();
        let gone = self.widget.blocks.iter().position(of_one_query);
        for (number, block) in self.widget.blocks.iter().enumerate() {
            let down = shown == Shown::Partly && gone == Some(number);
            let answers: BTreeMap<QueryName, Result<Answer, Failure>> = block
                .queries()
                .map(|query| {
                    let answer = if down {
                        Err(Failure::Read(ledger::ReadError::Timeout))
                    } else {
                        Ok(self.answer(shown, samples.rows(block, query, shown != Shown::Empty)))
                    };
                    (query.clone(), answer)
                })
                .collect();
            let drawing = Drawing {
                config: self.config,
                card: &card,
                client: &client,
                answers,
                now: self.now,
                language: self.language,
            };
            page += &page::block(number, &draw(&drawing, block));
        }
        page
    }

    fn choice(&self, count: usize) -> String {
        let samples = self.samples();
        let step = self.config.matching.steps.first();
        let candidates: Vec<Candidate> = (0..count)
            .map(|number| Candidate {
                answer: self.answer(Shown::Fresh, samples.candidate(number)),
                query: step.map_or_else(nobodys, |step| step.query.clone()),
                matched_by: sample::key_field(self.config),
                mark: Some(Mark::from_text(&number.to_string())),
            })
            .collect();
        page::choice(self.language, &candidates, &self.config.matching.candidates)
    }

    fn client(&self, shown: Shown, samples: &Samples<'_>) -> Client {
        let step = self.config.matching.steps.first();
        Client {
            answer: self.answer(shown, samples.client(self.widget, shown != Shown::Empty)),
            query: step.map_or_else(nobodys, |step| step.query.clone()),
            matched_by: sample::key_field(self.config),
            chosen: None,
        }
    }

    /// Of a search that found nobody, by keys that are there or not.
    fn whom(&self, keys: bool) -> Whom {
        let samples = self.samples();
        let matching = &self.config.matching;
        let steps: Vec<StepReport> = matching
            .steps
            .iter()
            .map(|step| StepReport {
                field: step.field.clone(),
                query: step.query.clone(),
                parameter: step.parameter.clone(),
                key: step.key,
                asked: keys
                    .then(|| Asked {
                        key: samples.key(step.key),
                        answer: Ok(0),
                        time: Duration::ZERO,
                        stale: false,
                    })
                    .into_iter()
                    .collect(),
                verdict: if keys {
                    Verdict::Nobody
                } else {
                    Verdict::Empty
                },
            })
            .collect();
        let subject: Subject = samples.subject(self.widget);
        match self.portal() {
            Some(portal) => Whom::of(&steps, &subject, matching, &portal),
            None => Whom::default(),
        }
    }

    fn portal(&self) -> Option<PortalAddress> {
        let pinned = self.config.bitrix24.pinned().cloned();
        pinned.or_else(|| PortalAddress::parse("portal.example").ok())
    }

    fn answer(&self, shown: Shown, rows: ledger::Rows) -> Answer {
        let (age, state) = match shown {
            Shown::Stale => (
                TimeDelta::hours(3),
                cache::State::Stale(ledger::ReadError::Timeout),
            ),
            Shown::Renewing => (
                TimeDelta::minutes(10),
                cache::State::Renewing(vec![Flight::sample()]),
            ),
            _ => (TimeDelta::zero(), cache::State::Fresh),
        };
        Answer {
            copied: std::sync::Arc::new(cache::Copied {
                rows: std::sync::Arc::new(rows),
                read_at: self.now - age,
            }),
            state,
        }
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        buttons::of(&self.config.rules, self.widget, self.place())
    }

    fn samples(&self) -> Samples<'_> {
        Samples {
            config: self.config,
            language: self.language,
            today: self.now.date_naive(),
        }
    }

    fn place(&self) -> Place {
        self.widget
            .places
            .first()
            .copied()
            .unwrap_or(Place::DealTab)
    }
}

/// The query of a configuration that has none to find a client by.
fn nobodys() -> QueryName {
    QueryName {
        source: "sample".to_owned(),
        query: "client".to_owned(),
    }
}
