//! Contacts: the list and the card.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    card::{self, Card, CardKind, Group, Item, Link, Row, Trace},
    chrome::page,
    company,
    directory::{Directory, Listed},
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
    let Some(contact) = state.world().contact(id) else {
        return card::missing(&state, visitor, CardKind::Contact);
    };
    if !visitor.user.may_see_contact(&contact) {
        return card::denied(&state, visitor, CardKind::Contact);
    }
    let words = Words::of(visitor.user.language);
    let mut card = Card::new(&state, visitor, item(&contact));
    card.facts = vec![
        Row::text(words.post, contact.post.clone()),
        Row::links(words.company, companies(&state, &contact)),
    ];
    card.groups = vec![
        Group {
            title: words.about_contact,
            rows: vec![
                Row::text(words.name, contact.full_name()),
                Row::text(words.post, contact.post.clone()),
                Row::reach(words.phone, "tel", contact.reach.phones.clone()),
                Row::reach(words.email, "mailto", contact.reach.emails.clone()),
                Row::links(words.company, companies(&state, &contact)),
            ],
        },
        Group {
            title: words.additional,
            rows: vec![Row::person(&state, words.responsible, contact.assigned_by)],
        },
    ];
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
