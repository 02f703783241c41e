//! Who looks at a page. There are no passwords: anybody may be any user.

use askama::Template;
use axum::{
    Form,
    extract::{FromRequestParts, Path, Query, RawQuery, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::form_urlencoded;

use super::chrome::{Person, page};
use crate::{AppState, User};

/// The name of the cookie that holds the number of the user. Cookies know no
/// ports: each portal on this machine has one of its own, and an application on the
/// same host gets them, too; they open nothing anywhere else.
fn cookie_name(state: &AppState) -> String {
    let identity = state.world().member_id();
    format!("sim_user_{}", identity.get(24..).unwrap_or(identity))
}

/// Where people go when they have come from nowhere.
const HOME: &str = "/crm/deal/list/";

/// The user who looks at a page, and at which page.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) user: User,
    /// Path and query of the page.
    pub(super) here: String,
    /// The page was opened inside another one, in a slider.
    pub(super) in_slider: bool,
}

/// There is no user yet.
#[derive(Debug)]
pub(super) enum Stranger {
    /// Choose one, then come back to this page.
    Choose(String),
    /// A page's script asked, after somebody logged out elsewhere.
    Refused,
    /// The page was asked for under another name of this machine.
    Home(Redirect),
}

impl IntoResponse for Stranger {
    fn into_response(self) -> Response {
        match self {
            Self::Choose(back) => {
                let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
                Redirect::to(&format!("/?back={back}")).into_response()
            }
            Self::Refused => StatusCode::UNAUTHORIZED.into_response(),
            Self::Home(redirect) => redirect.into_response(),
        }
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Stranger;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let here = parts
            .uri
            .path_and_query()
            .map_or_else(|| HOME.to_owned(), ToString::to_string);
        if let Some(redirect) = home(state, &parts.headers, &here) {
            return Err(Stranger::Home(redirect));
        }
        match user_of(state, &parts.headers) {
            Some(user) => Ok(Self {
                user,
                in_slider: parts
                    .uri
                    .query()
                    .is_some_and(|query| query.split('&').any(|pair| pair == "IFRAME=Y")),
                here,
            }),
            None if parts.method == Method::GET => Err(Stranger::Choose(here)),
            None => Err(Stranger::Refused),
        }
    }
}

/// The way to the portal's own address for whoever typed `localhost` instead.
/// Frames are told the portal's host and answer to no other: under another name
/// every message would be lost without a word.
fn home(state: &AppState, headers: &HeaderMap, here: &str) -> Option<Redirect> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let astray = name.eq_ignore_ascii_case("localhost") && host != state.domain();
    let portal = state.portal_url();
    let portal = portal.as_str().trim_end_matches('/');
    astray.then(|| Redirect::temporary(&format!("{portal}{here}")))
}

fn user_of(state: &AppState, headers: &HeaderMap) -> Option<User> {
    let cookie = cookie_name(state);
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = cookies
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, number) = pairs.find(|(name, _)| *name == cookie)?;
    let user = state.world().user(number.parse().ok()?)?;
    user.active.then_some(user)
}

#[derive(Template)]
#[template(path = "login.html")]
struct Chooser {
    people: Vec<Candidate>,
    back: String,
    host: String,
}

struct Candidate {
    person: Person,
    note: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Back {
    back: String,
}

/// `GET /`: who are you? Whoever is known goes on to the deals.
pub(super) async fn choose(
    State(state): State<AppState>,
    Query(Back { back }): Query<Back>,
    headers: HeaderMap,
) -> Response {
    if let Some(redirect) = home(&state, &headers, "/") {
        return redirect.into_response();
    }
    if user_of(&state, &headers).is_some() {
        return Redirect::to(own_path(&back)).into_response();
    }
    let users = state.world().users().into_iter().filter(|user| user.active);
    page(&Chooser {
        people: users.map(|user| Candidate::new(&user)).collect(),
        back: own_path(&back).to_owned(),
        host: state.domain(),
    })
}

impl Candidate {
    fn new(user: &User) -> Self {
        use crate::Access::{All, None, Own};
        let note = match user.rights.deals {
            _ if user.admin => "Administers the portal and installs applications",
            All => "Sees every deal",
            Own => "Sees the deals they are responsible for",
            None => "Has no access to the CRM",
        };
        Self {
            person: Person::new(user),
            note,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    user: i64,
    #[serde(default)]
    back: String,
}

/// `POST /sim/login/`: from now on the browser is this user.
pub(super) async fn enter(State(state): State<AppState>, Form(entry): Form<Entry>) -> Response {
    match state.world().user(entry.user) {
        Some(user) if user.active => with_cookie(&cookie_of(&state, &user), own_path(&entry.back)),
        _ => Redirect::to("/").into_response(),
    }
}

/// `GET /sim/as/{login}/…`: the page behind it, as this user; for links that lead into the portal.
pub(super) async fn enter_as(
    State(state): State<AppState>,
    Path((login, page)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let page = match query {
        Some(query) => format!("/{page}?{query}"),
        None => format!("/{page}"),
    };
    match state.world().user_by_login(&login) {
        Some(user) if user.active => with_cookie(&cookie_of(&state, &user), own_path(&page)),
        _ => Redirect::to("/").into_response(),
    }
}

fn cookie_of(state: &AppState, user: &User) -> String {
    let name = cookie_name(state);
    format!("{name}={}; Path=/; HttpOnly; SameSite=Lax", user.id)
}

/// `POST /sim/logout/`
pub(super) async fn leave(State(state): State<AppState>) -> Response {
    let name = cookie_name(&state);
    let cookie = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    with_cookie(&cookie, "/")
}

fn with_cookie(cookie: &str, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The path to go back to, if it leads nowhere else. Browsers read `\` as `/`.
fn own_path(path: &str) -> &str {
    let mut bytes = path.bytes();
    let own = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\') | None);
    if own { path } else { HOME }
}
