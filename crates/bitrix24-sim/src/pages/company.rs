//! Companies: the list and the card.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{
    added,
    card::{self, Card, CardKind, Group, Item, Link, Row, Trace},
    chrome::page,
    directory::{Directory, Listed},
    edit::{self, Form, Input, Sent},
    session::Visitor,
    words::Words,
};
use crate::{AppState, Company};

/// `GET /crm/company/list/`: the companies this user may read.
pub(super) async fn list(State(state): State<AppState>, visitor: Visitor) -> Response {
    let companies = state.world().companies_seen_by(&visitor.user).into_iter();
    let rows = companies.map(|company| Listed {
        id: company.id,
        path: CardKind::Company.path(company.id),
        note: tax_numbers(&state, company.id),
        title: company.title,
        belongs: None,
        phones: company.reach.phones,
        emails: company.reach.emails,
    });
    let rows = rows.collect();
    page(&Directory::new(&state, visitor, CardKind::Company, rows))
}

/// `GET /crm/company/details/{id}/`
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
) -> Response {
    draw(&state, id, visitor, None)
}

/// `POST /crm/company/details/{id}/`: the same change as `crm.company.update` makes, its
/// event included.
pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let reach = state.world().company(id).map(|company| company.reach);
    let names = ["TITLE", "PHONE", "EMAIL"];
    let fields = edit::fields(&sent, &names, &reach.unwrap_or_default());
    match state.update_company(&visitor.user, id, &fields) {
        Ok(()) => Redirect::to(&visitor.here).into_response(),
        Err(refusal) => {
            let alert = edit::alert(&refusal, Words::of(visitor.user.language));
            draw(&state, id, visitor, alert)
        }
    }
}

fn draw(state: &AppState, id: i64, visitor: Visitor, alert: Option<&'static str>) -> Response {
    let Some(company) = state.world().company(id) else {
        return card::missing(state, visitor, CardKind::Company);
    };
    if !visitor.user.may_see_company(&company) {
        return card::denied(state, visitor, CardKind::Company);
    }
    let words = Words::of(visitor.user.language);
    let added = added::group(state, &visitor, CardKind::Company, &company.kept);
    let mut card = Card::new(state, visitor, item(&company));
    card.alert = alert;
    card.facts = vec![
        Row::text(words.inn, tax_numbers(state, id)),
        Row::reach(words.phone, "tel", company.reach.phones.clone()),
    ];
    card.groups = vec![Group {
        title: words.about_company,
        rows: vec![
            Row::text(words.title, company.title.clone()),
            Row::text(words.kind, as_word(&company.company_type)),
            Row::text(words.industry, as_word(&company.industry)),
            Row::reach(words.phone, "tel", company.reach.phones.clone()),
            Row::reach(words.email, "mailto", company.reach.emails.clone()),
        ],
    }];
    card.groups.extend(requisites(state, id, words));
    card.groups.push(Group {
        title: words.additional,
        rows: vec![Row::person(state, words.responsible, company.assigned_by)],
    });
    card.groups.extend(added);
    card.form = Some(Form {
        inputs: vec![
            Input::new("TITLE", words.title, company.title.clone()).required(),
            Input::reach("PHONE", words.phone, &company.reach.phones),
            Input::reach("EMAIL", words.email, &company.reach.emails),
        ],
    });
    page(&card)
}

/// A link to the company's card.
pub(super) fn link(company: &Company) -> Link {
    Link {
        text: company.title.clone(),
        to: CardKind::Company.path(company.id),
        note: String::new(),
    }
}

fn requisites<'a>(
    state: &AppState,
    id: i64,
    words: &'a Words,
) -> impl Iterator<Item = Group> + use<'a> {
    let requisites = state.world().requisites_of_company(id).into_iter();
    requisites.map(|requisite| Group {
        title: words.requisites,
        rows: vec![
            Row::text(words.legal_name, requisite.company_name),
            Row::text(words.inn, requisite.inn),
            Row::text(words.kpp, requisite.kpp),
        ],
    })
}

fn tax_numbers(state: &AppState, id: i64) -> String {
    let requisites = state.world().requisites_of_company(id).into_iter();
    let numbers: Vec<_> = requisites.map(|requisite| requisite.inn).collect();
    numbers.join(", ")
}

/// `MANUFACTURING` as people would write it; short codes (`IT`) stay.
fn as_word(code: &str) -> String {
    match code.split_at_checked(1) {
        Some((first, rest)) if code.len() > 2 => first.to_owned() + &rest.to_lowercase(),
        _ => code.to_owned(),
    }
}

fn item(company: &Company) -> Item {
    Item {
        kind: CardKind::Company,
        id: company.id,
        title: company.title.clone(),
        created: Trace {
            at: company.created,
            by: Some(company.assigned_by),
        },
        modified: Trace {
            at: company.modified,
            by: None,
        },
    }
}
