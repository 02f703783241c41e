//! What the dialogs of a frame choose from: people and cards, as far as the
//! visitor may see them.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{card::CardKind, money, session::Visitor};
use crate::AppState;

/// A dialog that lists more helps nobody.
const AT_MOST: usize = 200;

/// `GET /sim/pick/users`: for `selectUser` and `selectAccess`.
pub(super) async fn users(State(state): State<AppState>, _: Visitor) -> Json<Value> {
    let users = state.world().users().into_iter().filter(|user| user.active);
    let rows = users.map(|user| {
        json!({
            "id": user.id.to_string(),
            "name": user.full_name(),
            "photo": "",
            "position": user.position,
            "url": format!("/company/personal/user/{}/", user.id),
            "sub": false,
            "sup": false,
        })
    });
    Json(rows.collect())
}

/// `GET /sim/pick/crm`: for `selectCRM`, the newest first, in the shape of its answer
/// (`sdk/bx24-js-sdk/system-dialogues/bx24-select-crm.md`).
pub(super) async fn crm(State(state): State<AppState>, visitor: Visitor) -> Json<Value> {
    let world = state.world();
    let user = &visitor.user;
    let row = |kind: CardKind, id: i64, title: String, desc: String| {
        json!({
            "id": format!("{}_{id}", kind.letter()),
            "type": kind.word(),
            "place": kind.word(),
            "title": title,
            "desc": desc,
            "url": kind.path(id),
        })
    };
    let deals = world.deals_seen_by(user).into_iter().rev().take(AT_MOST);
    let deals = deals.map(|deal| {
        let amount = money::sum(deal.amount, &deal.currency, user.language);
        row(CardKind::Deal, deal.id, deal.title, amount)
    });
    let contacts = world.contacts_seen_by(user).into_iter().rev().take(AT_MOST);
    let contacts = contacts.map(|contact| {
        row(
            CardKind::Contact,
            contact.id,
            contact.full_name(),
            contact.post,
        )
    });
    let companies = world
        .companies_seen_by(user)
        .into_iter()
        .rev()
        .take(AT_MOST);
    let companies =
        companies.map(|company| row(CardKind::Company, company.id, company.title, String::new()));
    Json(json!({
        "deal": deals.collect::<Vec<_>>(),
        "contact": contacts.collect::<Vec<_>>(),
        "company": companies.collect::<Vec<_>>(),
        "lead": [],
        "quote": [],
    }))
}
