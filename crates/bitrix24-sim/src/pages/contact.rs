//! Contacts: the list and the card.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{
    added,
    card::{self, Card, CardKind, Group, Item, Link, Row, Trace},
    chrome::page,
    company,
    directory::{Directory, Listed},
    edit::{self, Form, Input, Sent},
    session::Visitor,
    words::Words,
};
use crate::{AppState, Contact};

/// `GET /crm/contact/list/`: the contacts this user may read.
pub(super) async fn list(State(state): State<AppState>, visitor: Visitor) -> Response {
    let contacts = state.world().contacts_seen_by(&visitor.user).into_iter();
    let rows = contacts.map(|contact| Listed {
        id: contact.id,
        path: CardKind::Contact.path(contact.id),
        title: contact.full_name(),
        note: contact.post.clone(),
        belongs: companies(&state, &contact).into_iter().next(),
        phones: contact.reach.phones,
        emails: contact.reach.emails,
    });
    let rows = rows.collect();
    page(&Directory::new(&state, visitor, CardKind::Contact, rows))
}

/// `GET /crm/contact/details/{id}/`
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
) -> Response {
    draw(&state, id, visitor, None)
}

/// `POST /crm/contact/details/{id}/`: the same change as `crm.contact.update` makes, its
/// event included.
pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let reach = state.world().contact(id).map(|contact| contact.reach);
    let names = ["NAME", "LAST_NAME", "POST", "PHONE", "EMAIL"];
    let fields = edit::fields(&sent, &names, &reach.unwrap_or_default());
    match state.update_contact(&visitor.user, id, &fields) {
        Ok(()) => Redirect::to(&visitor.here).into_response(),
        Err(refusal) => {
            let alert = edit::alert(&refusal, Words::of(visitor.user.language));
            draw(&state, id, visitor, alert)
        }
    }
}

fn draw(state: &AppState, id: i64, visitor: Visitor, alert: Option<&'static str>) -> Response {
    let Some(contact) = state.world().contact(id) else {
        return card::missing(state, visitor, CardKind::Contact);
    };
    if !visitor.user.may_see_contact(&contact) {
        return card::denied(state, visitor, CardKind::Contact);
    }
    let words = Words::of(visitor.user.language);
    let added = added::group(state, &visitor, CardKind::Contact, &contact.kept);
    let mut card = Card::new(state, visitor, item(&contact));
    card.alert = alert;
    card.facts = vec![
        Row::text(words.post, contact.post.clone()),
        Row::links(words.company, companies(state, &contact)),
    ];
    card.groups = vec![
        Group {
            title: words.about_contact,
            rows: vec![
                Row::text(words.name, contact.full_name()),
                Row::text(words.post, contact.post.clone()),
                Row::reach(words.phone, "tel", contact.reach.phones.clone()),
                Row::reach(words.email, "mailto", contact.reach.emails.clone()),
                Row::links(words.company, companies(state, &contact)),
            ],
        },
        Group {
            title: words.additional,
            rows: vec![Row::person(state, words.responsible, contact.assigned_by)],
        },
    ];
    card.groups.extend(added);
    card.form = Some(Form {
        inputs: vec![
            Input::new("NAME", words.name, contact.name.clone()),
            Input::new("LAST_NAME", words.last_name, contact.last_name.clone()),
            Input::new("POST", words.post, contact.post.clone()),
            Input::reach("PHONE", words.phone, &contact.reach.phones),
            Input::reach("EMAIL", words.email, &contact.reach.emails),
        ],
    });
    page(&card)
}

/// A link to the contact's card.
pub(super) fn link(contact: &Contact) -> Link {
    Link {
        text: contact.full_name(),
        to: CardKind::Contact.path(contact.id),
        note: contact.post.clone(),
    }
}

fn companies(state: &AppState, contact: &Contact) -> Vec<Link> {
    let company = contact
        .company_id()
        .and_then(|id| state.world().company(id));
    company.iter().map(company::link).collect()
}

fn item(contact: &Contact) -> Item {
    Item {
        kind: CardKind::Contact,
        id: contact.id,
        title: contact.full_name(),
        created: Trace {
            at: contact.created,
            by: Some(contact.assigned_by),
        },
        modified: Trace {
            at: contact.modified,
            by: None,
        },
    }
}
