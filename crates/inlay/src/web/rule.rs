//! A rule's button: pressed on a page of ours, or opened from a card's menu.

use axum::Json;
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::frame_post::FramePost;
use super::{App, headers, refused, session};
use crate::config::rule::{Menu, Rule};
use crate::session::Session;
use crate::verify::KnownFrame;
use crate::widget::buttons::{self, Body, Click, Stop, Verdict};
use crate::widget::card::Entity;
use crate::words::Language;

/// A key shorter than this may come twice by chance.
const SHORTEST: usize = 16;
const LONGEST: usize = 64;

/// What a page's script sends.
#[derive(Debug, Deserialize)]
struct Pressed {
    /// New for each intention of the user, the same for whatever is sent because of it.
    key: String,
}

/// `POST /rule/{id}`: with a session the button is pressed; a frame's form is answered with the
/// page that shows what pressing it will do.
pub(super) async fn rule(
    State(app): State<App>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let rule = app.config.rule(&id).filter(|rule| rule.button().is_some());
    let Some(rule) = rule else {
        return refused::nothing_here().await.into_response();
    };
    if request.headers().contains_key(AUTHORIZATION) {
        return press(&app, rule, request).await;
    }
    match FramePost::from_request(request, &()).await {
        Ok(post) => menu(&app, rule, post).await,
        Err(rejection) => rejection.into_response(),
    }
}

/// 200 when all is done; 401 when the session is over, 403 when the portal does not let the user,
/// 409 when the rule does not apply to the card now, 503 when a server did not answer. All but 401
/// say in words what was done and what was not.
async fn press(app: &App, rule: &Rule, request: Request) -> Response {
    let language = language(request.headers());
    let (session, portal) = match session::live(app, request.headers()).await {
        Ok(live) => live,
        Err(refused) => return refused,
    };
    if !belongs(&session, rule) {
        return session::ended();
    }
    let Ok(Json(Pressed { key })) = Json::from_request(request, &()).await else {
        return (StatusCode::BAD_REQUEST, "not a press").into_response();
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !(SHORTEST..=LONGEST).contains(&key.len()) || !key.chars().all(fits) {
        return (StatusCode::BAD_REQUEST, "not a key").into_response();
    }
    let click = Click {
        rule: rule.id.clone(),
        key,
        language,
    };
    let address = portal.address.clone();
    let (verdict, said) = match buttons::press(app.clone(), portal, session, click).await {
        Ok(deeds) => (Verdict::Done, buttons::done(&deeds, &address, language)),
        Err(Stop::SessionEnded) => return session::ended(),
        Err(stop) => buttons::stopped(&stop, rule, &address, language),
    };
    let content = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (status(verdict), content, said).into_response()
}

/// Whether the page this session was made for shows this rule's button.
fn belongs(session: &Session, rule: &Rule) -> bool {
    match buttons::rule_of(&session.widget) {
        Some(id) => id == rule.id,
        None => {
            let widget = rule.button().and_then(|button| button.widget.as_deref());
            widget == Some(session.widget.as_str())
        }
    }
}

/// An entry of a card's menu was chosen: what will happen, a button to let it happen.
async fn menu(app: &App, rule: &Rule, FramePost { frame, language }: FramePost) -> Response {
    let config = &app.config.bitrix24;
    let menu = Menu::from_code(&frame.placement).filter(|menu| rule.menus().contains(menu));
    let Some(menu) = menu else {
        return (StatusCode::BAD_REQUEST, "this placement has no such rule").into_response();
    };
    let known = match KnownFrame::recognise(frame, &app.store, &app.servers).await {
        Ok(known) => known,
        Err(refusal) => return refused::refuse(&refusal, "/rule", language, config),
    };
    let (portal, frame) = (known.portal(), known.frame());
    let plan = match frame.entity_id() {
        // A card that is not saved yet.
        None => Err(Stop::NoClient),
        Some(id) => {
            let place = menu.kind().into();
            let entity = Entity { place, id };
            let token = &frame.access_token;
            let plan = buttons::plan(app, portal, token, entity, rule, language).await;
            plan.map(|plan| (plan, entity))
        }
    };
    let session;
    let body = match plan {
        Ok((plan, entity)) => {
            let own = Session {
                member_id: portal.member_id.clone(),
                widget: buttons::own_page(&rule.id),
                entity,
                token: frame.access_token.clone(),
            };
            session = own.seal(app.store.keys(), app.clock.now());
            let session = &session;
            Body::Plan { plan, session }
        }
        Err(stop) => Body::Said(buttons::stopped(&stop, rule, &portal.address, language).1),
    };
    let page = buttons::page(buttons::Page {
        language,
        frame_script: &config.frame_script,
        rule,
        member_id: &portal.member_id,
        menu,
        entity_id: frame.entity_id(),
        body,
    });
    let headers = headers::page(Some(&portal.address), &config.frame_script);
    (headers, page).into_response()
}

fn status(verdict: Verdict) -> StatusCode {
    match verdict {
        Verdict::Done => StatusCode::OK,
        Verdict::Denied => StatusCode::FORBIDDEN,
        Verdict::NotNow => StatusCode::CONFLICT,
        Verdict::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn language(headers: &HeaderMap) -> Language {
    let code = headers.get(ACCEPT_LANGUAGE);
    let code = code.and_then(|value| value.to_str().ok());
    code.map(Language::from_code).unwrap_or_default()
}
