//! The page where things are made to go wrong. It asks the control interface for
//! everything: what a person can do here, a program can do there.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    chrome::{Chrome, Person, Section, page},
    money,
    session::Visitor,
    words::Words,
};
use crate::{AppState, Application, Bucket, PendingFault, RequestCounts};

#[derive(Template)]
#[template(path = "faults.html")]
struct Faults {
    chrome: Chrome,
    /// Where a program orders the same.
    control: String,
    pending: Vec<PendingFault>,
    now: String,
    plan: &'static str,
    latency_ms: u128,
    lenient: bool,
    people: Vec<Member>,
    applications: Vec<Application>,
    counts: RequestCounts,
}

struct Member {
    person: Person,
    active: bool,
}

/// `GET /sim/faults/`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let language = visitor.user.language;
    let users = state.world().users().into_iter();
    let people = users.map(|user| Member {
        person: Person::new(&user),
        active: user.active,
    });
    let title = Words::of(language).faults;
    page(&Faults {
        control: format!("{}sim/control/", state.hosts().portal),
        pending: state.faults().pending(),
        now: money::moment(state.clock().now(), language),
        plan: match state.knobs().bucket() {
            None => "off",
            Some(bucket) if bucket == Bucket::STANDARD => "standard",
            Some(bucket) if bucket == Bucket::ENTERPRISE => "enterprise",
            Some(_) => "",
        },
        latency_ms: state.knobs().latency().as_millis(),
        lenient: state.knobs().lenient_refresh(),
        people: people.collect(),
        applications: state.world().applications(),
        counts: state.requests().counts(),
        chrome: Chrome::new(&state, visitor, Section::Faults, title),
    })
}
