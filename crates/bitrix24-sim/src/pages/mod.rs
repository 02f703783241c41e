//! The portal's own pages: what people see, and the frames of applications in it.
//!
//! Pages are rendered here and work without scripts, except for what needs one:
//! frames. A frame's life is in [`frame`] (what the server gives out) and in
//! `assets/js/` (the parent's side of the message protocol).

mod added;
mod api;
mod assets;
mod authorize;
mod bb;
mod card;
mod chrome;
mod company;
mod contact;
mod deal;
mod directory;
mod edit;
mod faults;
mod frame;
mod inbox;
mod live;
mod log;
mod market;
mod money;
mod person;
mod pick;
mod place;
mod seat;
mod session;
mod shield;
mod stream;
mod task;
mod words;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::AppState;

/// Routes of the pages.
pub(crate) fn router() -> Router<AppState> {
    let pages = Router::new()
        .route("/", get(session::choose))
        .route("/crm/deal/list/", get(deal::list))
        .route(
            "/crm/deal/details/{id}/",
            get(deal::show).post(deal::change),
        )
        .route("/crm/contact/list/", get(contact::list))
        .route(
            "/crm/contact/details/{id}/",
            get(contact::show).post(contact::change),
        )
        .route("/crm/company/list/", get(company::list))
        .route(
            "/crm/company/details/{id}/",
            get(company::show).post(company::change),
        )
        .route("/oauth/authorize", get(authorize::grant))
        .route("/oauth/authorize/", get(authorize::grant))
        .route("/company/personal/user/{id}/", get(person::show))
        .route("/company/personal/user/{id}/tasks/", get(task::list))
        .route(
            "/company/personal/user/{id}/tasks/task/view/{task}/",
            get(task::show),
        )
        .route("/online/", get(inbox::show))
        .route("/marketplace/", get(market::list))
        .route("/marketplace/place/{binding}/", get(place::show))
        .route("/marketplace/view/{code}/", get(place::by_link))
        .route("/marketplace/app/{id}/", get(market::show));
    // What a real portal does not have, or keeps at addresses nobody relies on.
    let aids = Router::new()
        .route("/sim/login/", post(session::enter))
        .route("/sim/as/{login}/{*page}", get(session::enter_as))
        .route("/sim/logout/", post(session::leave))
        .route("/sim/frame/", get(frame::alone))
        .route("/sim/frame/open", post(frame::open))
        .route("/sim/frame/auth", post(frame::renew))
        .route("/sim/frame/option", post(frame::keep_option))
        .route("/sim/frame/started", post(frame::started))
        .route("/sim/frame/installed", post(frame::installed))
        .route("/sim/frame/messages", post(frame::note))
        .route("/sim/faults/", get(faults::show))
        .route("/sim/live", get(live::ask))
        .route("/sim/pick/users", get(pick::users))
        .route("/sim/pick/crm", get(pick::crm))
        .route("/sim/log/", get(log::show))
        .route("/sim/log/entries", get(log::entries));
    let files = Router::new()
        .route("/favicon.ico", get(assets::icon))
        .route("/sim/stages.css", get(assets::stages))
        .route("/sim/assets/{*path}", get(assets::file));
    pages
        .merge(aids)
        .merge(crate::control::router())
        .merge(files)
        .fallback(chrome::nothing_here)
        .layer(middleware::from_fn(shield::own_requests_only))
        .layer(middleware::from_fn(shield::strict_headers))
        // The script is for other people's pages: none of our strictness there.
        .merge(api::router())
}
