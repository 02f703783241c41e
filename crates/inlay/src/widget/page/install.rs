//! The page an administrator sees while the application is installed.

use askama::Template;
use url::Url;

use super::{assets, rendered};
use crate::config::widget::Place;
use crate::installation::{Change, Outcome, PlacementBinding, Step};
use crate::words::{Argument, Language};

#[derive(Template)]
#[template(path = "page/install.html", whitespace = "minimize")]
struct Page<'a> {
    language: Language,
    style: String,
    script: String,
    frame_script: &'a str,
    installed: bool,
    steps: Vec<Line>,
}

/// One step in words.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) good: bool,
    /// The portal's own reason, when it refused.
    pub(super) reason: Option<String>,
}

/// Every step with its outcome; the script ends the installation when all of them are good.
#[must_use]
pub fn install(language: Language, frame_script: &Url, steps: &[Step]) -> String {
    // Both are proved by there being a page at all.
    let proved = ["install-proved", "install-kept"].map(|key| Line {
        what: language.say(key),
        good: true,
        reason: None,
    });
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        frame_script: frame_script.as_str(),
        installed: steps.iter().all(|step| step.outcome.is_good()),
        steps: proved
            .into_iter()
            .chain(steps.iter().map(|step| line(step, language)))
            .collect(),
    })
}

pub(super) fn line(step: &Step, language: Language) -> Line {
    let what = match &step.change {
        Change::Bind(binding) | Change::Keep(binding) => {
            let title = binding
                .titles
                .get(language.code())
                .or_else(|| binding.titles.get("en"))
                .or_else(|| binding.titles.values().next())
                .map_or("", String::as_str);
            let arguments = [
                ("title", Argument::Text(title)),
                ("place", Argument::Text(&place(binding, language))),
            ];
            language.say_with("install-bound", &arguments)
        }
        Change::Unbind(binding) => {
            let place = place(binding, language);
            language.say_with("install-unbound", &[("place", Argument::Text(&place))])
        }
        Change::BindEvent(event) | Change::KeepEvent(event) => {
            let event = self::event(&event.event, language);
            language.say_with("install-event", &[("event", Argument::Text(&event))])
        }
        Change::UnbindEvent(event) => language.say_with(
            "install-event-removed",
            &[("event", Argument::Text(&event.event))],
        ),
        Change::AddRobot(robot) | Change::KeepRobot(robot) => {
            let name = robot.name(language);
            language.say_with("install-robot", &[("robot", Argument::Text(name))])
        }
        Change::RemoveRobot(robot) => language.say_with(
            "install-robot-removed",
            &[("robot", Argument::Text(&robot.code))],
        ),
    };
    let reason = match &step.outcome {
        Outcome::Refused(reason) | Outcome::Unavailable(reason) => {
            Some(language.say_with("install-reason", &[("reason", Argument::Text(reason))]))
        }
        Outcome::Done | Outcome::Kept => None,
    };
    Line {
        what,
        good: step.outcome.is_good(),
        reason,
    }
}

/// A placement in words; one we do not know by its code.
pub(super) fn place(binding: &PlacementBinding, language: Language) -> String {
    match Place::from_code(&binding.placement) {
        Some(place) => language.say(place_key(place)),
        None => binding.placement.clone(),
    }
}

pub(super) fn place_key(place: Place) -> &'static str {
    match place {
        Place::DealTab => "place-deal",
        Place::ContactTab => "place-contact",
        Place::CompanyTab => "place-company",
    }
}

pub(super) fn event(name: &str, language: Language) -> String {
    match name.to_ascii_uppercase().as_str() {
        "ONAPPUNINSTALL" => language.say("event-uninstall"),
        _ => name.to_owned(),
    }
}
