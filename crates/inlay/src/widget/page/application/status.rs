//! For an administrator: how it is.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use ledger::{ReadError, SourceState};

use super::point::Point;
use super::{Administration, Application, Authorization, Panel, QueueHealth, SourceHealth};
use crate::config::scope::Need;
use crate::installation::{Change, Outcome, PlacementBinding, Step};
use crate::lookup::Tone;
use crate::verify::Standing;
use crate::widget::page::install::{event, place};
use crate::widget::page::rendered;
use crate::words::{Argument, Language};

/// An authorization that ends within this time wants somebody's attention.
const SOON: TimeDelta = TimeDelta::days(30);

/// Work that has been due for longer wants somebody's attention.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// Everything an administrator may have to do something about.
pub(super) fn panels(application: &Application<'_>, status: &Administration) -> Vec<Panel> {
    let language = application.language;
    let panel = |name, key: &str, points| Panel {
        name,
        title: language.say(key),
        points,
    };
    let scopes = application
        .scopes
        .iter()
        .map(|need| scope(need, &status.scope, language));
    let sources = status.sources.iter().map(|one| source(one, language));
    vec![
        panel(
            "installation",
            "app-status",
            installation(application, status, language),
        ),
        panel(
            "bindings",
            "app-bindings",
            bindings(&status.needed, language),
        ),
        panel("scopes", "app-scopes", scopes.collect()),
        panel("sources", "app-sources", sources.collect()),
        panel(
            "queue",
            "app-queue",
            queue(&status.queue, status.now, language),
        ),
    ]
    .into_iter()
    .filter(|panel| !panel.points.is_empty())
    .collect()
}

/// What waits, what is being done, what failed and why.
fn queue(queue: &QueueHealth, now: DateTime<Utc>, language: Language) -> Vec<Point> {
    let mut points = Vec::new();
    let number = |count: u64| count.to_string();
    let (waiting, running) = (number(queue.waiting), number(queue.running));
    let due = number(queue.due);
    let counts = [
        ("waiting", Argument::Text(&waiting)),
        ("due", Argument::Text(&due)),
        ("running", Argument::Text(&running)),
    ];
    let idle = queue.waiting == 0 && queue.running == 0;
    let words = if idle {
        language.say("app-queue-idle")
    } else {
        language.say_with("app-queue-counts", &counts)
    };
    let oldest = queue.oldest.filter(|oldest| *oldest > LATE);
    points.push(match oldest {
        None => Point::new(Tone::Good, words),
        Some(oldest) => {
            let age = language.age(oldest);
            let late = language.say_with("app-queue-late", &[("age", Argument::Text(&age))]);
            Point::new(Tone::Unsure, words).with(late)
        }
    });
    if queue.failed > 0 {
        let count = usize::try_from(queue.failed).unwrap_or(usize::MAX);
        let words = language.say_with("app-queue-failed", &[("count", Argument::Count(count))]);
        points.push(Point::new(Tone::Bad, words).hint(language, "app-queue-failed-hint"));
    }
    points.extend(queue.newest.iter().map(|failed| {
        let age = language.age(now - failed.at);
        Point::new(Tone::Quiet, format!("{}, {age}", failed.kind.name()))
            .with(failed.reason.clone())
    }));
    points
}

fn installation(
    application: &Application<'_>,
    status: &Administration,
    language: Language,
) -> Vec<Point> {
    let portal = [("portal", Argument::Text(&status.portal))];
    let installed = if status.installed {
        Point::new(Tone::Good, language.say_with("app-installed", &portal))
    } else {
        let words = language.say_with("app-not-installed", &portal);
        Point::new(Tone::Bad, words).hint(language, "app-not-installed-hint")
    };
    vec![
        installed,
        payment(application.standing, language),
        authorization(status.authorization, status.now, language),
    ]
}

fn payment(standing: &Standing, language: Language) -> Point {
    if standing.payment_expired {
        let words = language.say("app-payment-expired");
        return Point::new(Tone::Bad, words).hint(language, "app-payment-expired-hint");
    }
    if let Some(days) = standing.days {
        let count = usize::try_from(days).unwrap_or_default();
        let words = language.say_with("app-paid", &[("count", Argument::Count(count))]);
        let tone = if days < 7 { Tone::Unsure } else { Tone::Good };
        return Point::new(tone, words);
    }
    let key = match standing.status.as_str() {
        "L" => "app-plan-local",
        "F" => "app-plan-free",
        "D" => "app-plan-demo",
        "T" => "app-plan-trial",
        _ => "app-plan-paid",
    };
    Point::new(Tone::Good, language.say(key))
}

fn authorization(authorization: Authorization, now: DateTime<Utc>, language: Language) -> Point {
    match authorization {
        Authorization::Kept {
            user,
            renewed_at,
            ends_at,
        } => {
            let user = user.to_string();
            let (age, end) = (
                language.age(now - renewed_at),
                language.date(ends_at.date_naive()),
            );
            let arguments = [
                ("user", Argument::Text(&user)),
                ("age", Argument::Text(&age)),
                ("end", Argument::Text(&end)),
            ];
            let tone = if ends_at - now < SOON {
                Tone::Unsure
            } else {
                Tone::Good
            };
            Point::new(tone, language.say_with("app-authorized", &arguments))
        }
        Authorization::Healed { user } => {
            let user = user.to_string();
            let words = language.say_with("app-healed", &[("user", Argument::Text(&user))]);
            Point::new(Tone::Good, words)
        }
        Authorization::Lost => {
            let words = language.say("app-unauthorized");
            Point::new(Tone::Bad, words).hint(language, "app-unauthorized-hint")
        }
    }
}

/// What is missing or too much; one line where nothing is.
fn bindings(needed: &[Change], language: Language) -> Vec<Point> {
    if needed.is_empty() {
        return vec![Point::new(Tone::Good, language.say("app-bound"))];
    }
    needed
        .iter()
        .map(|change| Point::new(Tone::Bad, wanted(change, language)))
        .collect()
}

/// A change that nobody has made yet.
fn wanted(change: &Change, language: Language) -> String {
    match change {
        Change::Bind(binding) | Change::Keep(binding) => tab("app-tab-missing", binding, language),
        Change::Unbind(binding) => tab("app-tab-foreign", binding, language),
        Change::BindEvent(told) | Change::KeepEvent(told) => {
            let event = event(&told.event, language);
            language.say_with("app-event-missing", &[("event", Argument::Text(&event))])
        }
        Change::AddRobot(robot) | Change::KeepRobot(robot) => {
            let name = Argument::Text(robot.name(language));
            language.say_with("app-robot-missing", &[("robot", name)])
        }
        Change::RemoveRobot(robot) => {
            let code = Argument::Text(&robot.code);
            language.say_with("app-robot-foreign", &[("robot", code)])
        }
        Change::UnbindEvent(told) => {
            let event = event(&told.event, language);
            language.say_with("app-event-foreign", &[("event", Argument::Text(&event))])
        }
    }
}

fn tab(key: &str, binding: &PlacementBinding, language: Language) -> String {
    let titles = &binding.titles;
    let own = titles.get(language.code()).or_else(|| titles.get("en"));
    let title = own.or_else(|| titles.values().next());
    let arguments = [
        ("title", Argument::Text(title.map_or("", String::as_str))),
        ("place", Argument::Text(&place(binding, language))),
    ];
    language.say_with(key, &arguments)
}

fn scope(need: &Need, granted: &[String], language: Language) -> Point {
    let purpose = language.say(&format!("scope-{}", need.purpose.name()));
    let arguments = [
        ("scope", Argument::Text(need.scope)),
        ("purpose", Argument::Text(&purpose)),
    ];
    let words = language.say_with("app-scope", &arguments);
    if need.is_met(granted) {
        Point::new(Tone::Good, words)
    } else {
        Point::new(Tone::Bad, words).hint(language, "app-scope-hint")
    }
}

fn source(source: &SourceHealth, language: Language) -> Point {
    let name = Argument::Text(&source.name);
    match &source.answer {
        Ok(time) => {
            let millis = time.as_millis().to_string();
            let arguments = [("source", name), ("time", Argument::Text(&millis))];
            let point = Point::new(Tone::Good, language.say_with("app-source-good", &arguments));
            match before(source.before, "app-source-was", language) {
                Some(was) => point.with(was),
                None => point,
            }
        }
        Err(error) => {
            let problem = language.say(&format!("trace-problem-{}", error.kind()));
            let arguments = [("source", name), ("reason", Argument::Text(&problem))];
            let words = language.say_with("app-source-bad", &arguments);
            let said = std::error::Error::source(error).map(ToString::to_string);
            let since = before(source.before, "app-source-since", language);
            let hint = match error {
                ReadError::LoginRefused { .. } | ReadError::Denied { .. } => {
                    Some(language.say("app-source-login-hint"))
                }
                _ => None,
            };
            let hints: Vec<String> = said.into_iter().chain(since).chain(hint).collect();
            let point = Point::new(Tone::Bad, words);
            if hints.is_empty() {
                point
            } else {
                point.with(hints.join(". "))
            }
        }
    }
}

/// Since when it has been left alone, if it was.
fn before(state: SourceState, key: &str, language: Language) -> Option<String> {
    let (SourceState::Open { since, .. } | SourceState::HalfOpen { since, .. }) = state else {
        return None;
    };
    let since = language.age(TimeDelta::from_std(since).unwrap_or_default());
    Some(language.say_with(key, &[("age", Argument::Text(&since))]))
}

#[derive(Template)]
#[template(path = "page/repaired.html", whitespace = "minimize")]
struct Repaired {
    language: Language,
    good: bool,
    points: Vec<Point>,
}

/// The piece that takes the place of the bindings when they were repaired.
#[must_use]
pub fn repaired(language: Language, steps: &[Step]) -> String {
    let points = steps.iter().map(|step| {
        let words = match &step.change {
            Change::Bind(binding) | Change::Keep(binding) => {
                tab("app-tab-bound", binding, language)
            }
            Change::Unbind(binding) => tab("app-tab-removed", binding, language),
            Change::BindEvent(told) | Change::KeepEvent(told) => {
                let event = event(&told.event, language);
                language.say_with("install-event", &[("event", Argument::Text(&event))])
            }
            Change::AddRobot(robot) | Change::KeepRobot(robot) => {
                let name = Argument::Text(robot.name(language));
                language.say_with("install-robot", &[("robot", name)])
            }
            Change::RemoveRobot(robot) => {
                let code = Argument::Text(&robot.code);
                language.say_with("install-robot-removed", &[("robot", code)])
            }
            Change::UnbindEvent(told) => {
                let event = event(&told.event, language);
                language.say_with(
                    "install-event-removed",
                    &[("event", Argument::Text(&event))],
                )
            }
        };
        match &step.outcome {
            Outcome::Refused(reason) | Outcome::Unavailable(reason) => {
                let reason = [("reason", Argument::Text(reason))];
                Point::new(Tone::Bad, words).with(language.say_with("install-reason", &reason))
            }
            Outcome::Done | Outcome::Kept => Point::new(Tone::Good, words),
        }
    });
    rendered(&Repaired {
        language,
        good: steps.iter().all(|step| step.outcome.is_good()),
        points: points.collect(),
    })
}
