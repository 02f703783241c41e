//! The application's own page: where to find what, and for an administrator how it is.

use std::time::Duration;

use askama::Template;
use url::Url;

use super::install::{Line, line, place_key};
use super::{assets, rendered};
use crate::config::widget::Widget;
use crate::installation::Step;
use crate::words::{Argument, Language};

/// What the page is drawn from.
#[derive(Debug)]
pub struct Application<'a> {
    pub language: Language,
    pub frame_script: &'a Url,
    pub widgets: &'a [Widget],
    /// What only an administrator of the portal sees.
    pub administration: Option<Administration<'a>>,
}

/// How the installation is.
#[derive(Debug)]
pub struct Administration<'a> {
    /// The portal's address.
    pub portal: &'a str,
    /// Whether the installation came to its end.
    pub installed: bool,
    /// What the portal has of what the configuration wants; empty when it was not asked.
    pub steps: &'a [Step],
    pub sources: Vec<SourceHealth>,
}

/// One accounting system: how fast it answers, or why it does not.
#[derive(Clone, Debug)]
pub struct SourceHealth {
    pub name: String,
    pub answer: Result<Duration, String>,
}

#[derive(Template)]
#[template(path = "page/application.html", whitespace = "minimize")]
struct Page<'a> {
    language: Language,
    style: String,
    script: String,
    frame_script: &'a str,
    tabs: Vec<String>,
    status: Option<Status<'a>>,
}

struct Status<'a> {
    portal: &'a str,
    installed: bool,
    steps: Vec<Line>,
    sources: Vec<Line>,
}

/// The page of `POST /app`.
#[must_use]
pub fn application(application: &Application<'_>) -> String {
    let language = application.language;
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        frame_script: application.frame_script.as_str(),
        tabs: application
            .widgets
            .iter()
            .map(|widget| tab(widget, language))
            .collect(),
        status: application.administration.as_ref().map(|status| Status {
            portal: status.portal,
            installed: status.installed,
            steps: status
                .steps
                .iter()
                .map(|step| line(step, language))
                .collect(),
            sources: status
                .sources
                .iter()
                .map(|source| health(source, language))
                .collect(),
        }),
    })
}

fn tab(widget: &Widget, language: Language) -> String {
    let places: Vec<String> = widget
        .places
        .iter()
        .map(|place| language.say(place_key(*place)))
        .collect();
    let arguments = [
        ("title", Argument::Text(widget.title.text(language.code()))),
        ("places", Argument::Text(&places.join(", "))),
    ];
    language.say_with("app-tab", &arguments)
}

fn health(source: &SourceHealth, language: Language) -> Line {
    let words = match &source.answer {
        Ok(time) => {
            let millis = time.as_millis().to_string();
            language.say_with("app-source-good", &[("time", Argument::Text(&millis))])
        }
        Err(reason) => language.say_with("app-source-bad", &[("reason", Argument::Text(reason))]),
    };
    Line {
        what: format!("{}: {words}", source.name),
        good: source.answer.is_ok(),
        reason: None,
    }
}
