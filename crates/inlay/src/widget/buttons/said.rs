//! What came of a press, in the manager's words.

use askama::Template;
use bitrix24::PortalAddress;

use super::{Deed, Stop};
use crate::config::rule::Rule;
use crate::effects::Failure;
use crate::widget::page::rendered;
use crate::words::{Argument, Language};

/// What the page's script is told, beside the words for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Done,
    /// The portal does not let him.
    Denied,
    /// It does not apply here and now.
    NotNow,
    /// A server did not answer, or did not take it; pressing again later may help.
    Unavailable,
}

#[derive(Template)]
#[template(path = "button/said.html", whitespace = "minimize")]
struct Said<'a> {
    language: Language,
    name: &'a str,
    /// A record's fields were written: the card around shows former ones.
    wrote: bool,
    lines: Vec<Line>,
    words: Option<String>,
    detail: Option<String>,
}

struct Line {
    is_done: bool,
    words: String,
    link: Option<Link>,
}

struct Link {
    /// Within the portal.
    path: String,
    address: String,
}

/// Everything was done.
#[must_use]
pub fn done(deeds: &[Deed], address: &PortalAddress, language: Language) -> String {
    rendered(&Said {
        language,
        name: "done",
        wrote: wrote(deeds),
        lines: lines(deeds, address, language),
        words: deeds.is_empty().then(|| language.say("rule-done")),
        detail: None,
    })
}

/// It was not done, or not all of it.
#[must_use]
pub fn stopped(
    stop: &Stop,
    rule: &Rule,
    address: &PortalAddress,
    language: Language,
) -> (Verdict, String) {
    let (name, verdict) = match stop {
        Stop::SessionEnded | Stop::NoAccess => ("no-access", Verdict::Denied),
        Stop::PortalDown => ("portal-down", Verdict::Unavailable),
        Stop::NotFinished => ("not-finished", Verdict::Denied),
        Stop::PlanExpired => ("plan-expired", Verdict::Denied),
        Stop::NoClient => ("no-client", Verdict::NotNow),
        Stop::NotNow => ("not-now", Verdict::NotNow),
        Stop::BooksDown => ("down", Verdict::Unavailable),
        Stop::Wrong(_) => ("wrong", Verdict::NotNow),
        Stop::Nothing => ("nothing", Verdict::NotNow),
        Stop::Busy => ("still", Verdict::Unavailable),
        Stop::Unavailable => ("unavailable", Verdict::Unavailable),
        Stop::Failed { failure, .. } => failed(failure),
    };
    let mut said = Said {
        language,
        name,
        wrote: false,
        lines: Vec::new(),
        words: None,
        detail: None,
    };
    let otherwise = rule.button().and_then(|button| button.otherwise.as_ref());
    said.words = Some(match (stop, otherwise) {
        (Stop::NotNow, Some(words)) => words.text(language.code()).to_owned(),
        // The widget has words for it already.
        (Stop::NotFinished | Stop::PlanExpired, _) => {
            language.say(&format!("state-{}-hint", said.name))
        }
        _ => language.say(&format!("rule-{}", said.name)),
    });
    match stop {
        Stop::Wrong(reason) => said.detail = Some(reason.clone()),
        Stop::Failed {
            done,
            effect,
            failure,
            left,
        } => {
            said.wrote = wrote(done);
            said.lines = lines(done, address, language);
            let undone = std::iter::once(effect).chain(left);
            said.lines.extend(undone.map(|effect| Line {
                is_done: false,
                words: not_done(effect, language),
                link: None,
            }));
            said.detail = Some(failure.to_string());
        }
        _ => {}
    }
    (verdict, rendered(&said))
}

fn failed(failure: &Failure) -> (&'static str, Verdict) {
    match failure {
        Failure::Refused { denied: true, .. } => ("no-rights", Verdict::Denied),
        Failure::Refused { .. } => ("refused", Verdict::NotNow),
        Failure::NotRun { .. } | Failure::Unauthorized { .. } => ("later", Verdict::Unavailable),
        Failure::Unknown { .. } => ("unknown", Verdict::Unavailable),
        Failure::Undecided { .. } => ("undecided", Verdict::Unavailable),
    }
}

fn wrote(deeds: &[Deed]) -> bool {
    let mut deeds = deeds.iter();
    deeds.any(|deed| deed.effect == "set" && !deed.performed.was_right)
}

fn lines(deeds: &[Deed], address: &PortalAddress, language: Language) -> Vec<Line> {
    let lines = deeds.iter().map(|deed| {
        let key = if deed.performed.was_right {
            "rule-was-right".to_owned()
        } else {
            format!("rule-done-{}", deed.effect)
        };
        Line {
            is_done: true,
            words: language.say(&key),
            link: deed.performed.link.as_ref().map(|path| Link {
                address: format!("{}{path}", address.origin()),
                path: path.clone(),
            }),
        }
    });
    lines.collect()
}

fn not_done(effect: &str, language: Language) -> String {
    let name = language.say(&format!("rule-name-{effect}"));
    language.say_with("rule-not-done", &[("name", Argument::Text(&name))])
}
