//! `/oauth/authorize/`: a user lets an application act for them, outside of any frame
//! (`settings/oauth/index.md`).

use std::time::Instant;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use url::Url;

use super::{
    chrome::{Chrome, Notice, Section, page},
    session::Visitor,
};
use crate::{
    AppState, Application, Language, User,
    journal::{Kind, Record},
};

/// The two parameters there are. Others are ignored: the address to return to and
/// the scopes stand in the application's settings.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    client_id: String,
    state: String,
}

/// Why the user stays here. The application never hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// The portal has no such application, or its installation is not finished.
    NotInstalled,
    /// Its paid or trial time is over.
    Unpaid,
    /// It is closed to this user.
    Closed,
    /// Its settings name an address that is none.
    Address,
}

#[derive(Template)]
#[template(path = "code.html")]
struct Shown {
    chrome: Chrome,
    application: String,
    code: String,
    hint: &'static str,
}

/// `GET /oauth/authorize/?client_id=…&state=…`: whoever is logged in is asked nothing
/// more.
pub(super) async fn grant(
    State(state): State<AppState>,
    Query(request): Query<Request>,
    visitor: Visitor,
) -> Response {
    let started = Instant::now();
    let outcome = application(&state, &request.client_id, &visitor.user);
    state.journal().record(Record {
        user_id: Some(visitor.user.id),
        client_id: Some(request.client_id.clone()),
        status: if outcome.is_ok() { 302 } else { 400 },
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        ..Record::new(Kind::Oauth, "oauth/authorize")
    });
    let application = match outcome {
        Ok(application) => application,
        Err(trouble) => return refuse(&state, visitor, trouble),
    };
    let code = state
        .world()
        .authorization_code(visitor.user.id, &application.client_id)
        .code;
    let Some(address) = &application.redirect_uri else {
        let (title, hint) = words_of_code(visitor.user.language);
        return page(&Shown {
            application: application.title,
            code: code.expose().to_owned(),
            chrome: Chrome::new(&state, visitor, Section::Elsewhere, title),
            hint,
        });
    };
    let Ok(mut address) = Url::parse(address) else {
        return refuse(&state, visitor, Trouble::Address);
    };
    address
        .query_pairs_mut()
        .append_pair("code", code.expose())
        .append_pair("state", &request.state)
        .append_pair("domain", &state.domain())
        .append_pair("member_id", state.world().member_id())
        .append_pair("scope", &application.scope_list())
        .append_pair("server_domain", state.hosts().oauth.authority());
    let location = [(header::LOCATION, String::from(address))];
    (StatusCode::FOUND, location).into_response()
}

fn application(state: &AppState, client_id: &str, user: &User) -> Result<Application, Trouble> {
    let application = state.world().application_by_client_id(client_id);
    let application = application
        .filter(|application| application.installed)
        .ok_or(Trouble::NotInstalled)?;
    if application.is_blocked(state.clock().now()) {
        return Err(Trouble::Unpaid);
    }
    if !application.is_open_to(user.id) {
        return Err(Trouble::Closed);
    }
    Ok(application)
}

/// The portal's own page: no redirect, no error for the application.
fn refuse(state: &AppState, visitor: Visitor, trouble: Trouble) -> Response {
    let (heading, hint) = trouble.words(visitor.user.language);
    let notice = Notice {
        chrome: Chrome::new(state, visitor, Section::Elsewhere, heading),
        heading,
        hint,
    };
    (StatusCode::BAD_REQUEST, page(&notice)).into_response()
}

impl Trouble {
    fn words(self, language: Language) -> (&'static str, &'static str) {
        match language {
            Language::En => (
                "The application was not authorized",
                match self {
                    Self::NotInstalled => "It is not installed on this portal.",
                    Self::Unpaid => "Its paid or trial time is over.",
                    Self::Closed => "You have no access to it. Ask an administrator.",
                    Self::Address => "The return address in its settings is not an address.",
                },
            ),
            Language::Ru => (
                "Приложение не авторизовано",
                match self {
                    Self::NotInstalled => "Оно не установлено на этом портале.",
                    Self::Unpaid => "Оплаченный или пробный период закончился.",
                    Self::Closed => "У вас нет к нему доступа. Обратитесь к администратору.",
                    Self::Address => "Адрес возврата в его настройках записан неверно.",
                },
            ),
        }
    }
}

fn words_of_code(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En => (
            "Authorization code",
            "Copy it into the application within 30 seconds. It works once.",
        ),
        Language::Ru => (
            "Код авторизации",
            "Скопируйте его в приложение в течение 30 секунд. Он действует один раз.",
        ),
    }
}
