//! What the portal said of the card, by numbers.

use std::collections::BTreeSet;
use std::time::Duration;

use super::report;
use crate::matching::Record;
use crate::widget::card::{Card, CardError, number};

/// The portal's answer; of a refusal its kind, and what lies behind it.
pub(super) fn told(card: &Result<Card, CardError>, time: Duration) -> report::Reading {
    let ms = report::ms(time);
    match card {
        Ok(card) => read(card, ms),
        Err(error) => report::Reading {
            verdict: verdict(error),
            error: cause(error),
            ms,
            ..report::Reading::default()
        },
    }
}

fn read(card: &Card, ms: u64) -> report::Reading {
    let id = |record: &Option<Record>| number(record.as_ref()?.get("id"));
    let requisites = card.subject.requisites.iter().map(|requisite| {
        let field = |name| number(requisite.fields.get(name));
        report::RequisiteOf {
            id: field("ID"),
            owner: match field("ENTITY_TYPE_ID") {
                Some(3) => "contact",
                _ => "company",
            },
            owner_id: field("ENTITY_ID"),
            chosen: requisite.rank == 0,
        }
    });
    // The contact's company may be the deal's, too.
    let mut seen = BTreeSet::new();
    let requisites = requisites.filter(|requisite| seen.insert(requisite.id));
    report::Reading {
        verdict: "read",
        user: Some(card.user.id),
        administrator: card.user.administrator,
        deal: id(&card.subject.deal),
        company: id(&card.subject.company),
        contact: id(&card.subject.contact),
        requisites: requisites.collect(),
        error: None,
        ms,
    }
}

/// A word for programs, and for the files of words.
fn verdict(error: &CardError) -> &'static str {
    match error {
        CardError::SessionEnded => "session_ended",
        CardError::NoAccess => "no_access",
        CardError::NotFinished => "not_finished",
        CardError::PlanExpired => "plan_expired",
        CardError::TooSlow => "too_slow",
        CardError::Portal(_) => "portal_down",
        CardError::Nonsense(_) => "nonsense",
    }
}

/// What lies behind it. The texts of calls hold neither tokens nor addresses.
fn cause(error: &CardError) -> Option<String> {
    let behind = anyhow::Chain::new(error).skip(1);
    let texts: Vec<String> = behind.map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(": "))
}
