//! Deals: the list, the card, a change made in the card.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::{
    added,
    card::{self, Card, CardKind, Group, Item, Link, Progress, Row, Shown, Step, Trace},
    chrome::{Chrome, Person, Section, page},
    company, contact,
    edit::{self, Form, Input, Sent},
    money,
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::{Amount, AppState, Deal, DictionaryItem, world::Reach};

#[derive(Template)]
#[template(path = "deals.html")]
struct DealList {
    chrome: Chrome,
    deals: Vec<DealRow>,
    tools: Vec<Seat>,
    menu: Vec<Seat>,
    /// Numbers of the pages before and after this one.
    before: Option<usize>,
    after: Option<usize>,
}

/// `?page=2`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Paging {
    page: Option<usize>,
}

/// Deals on one page.
const ON_PAGE: usize = 50;

struct DealRow {
    id: i64,
    path: String,
    title: String,
    stage: DictionaryItem,
    client: Option<Link>,
    amount: String,
    responsible: Option<Person>,
    created: String,
}

/// `GET /crm/deal/list/`: the deals this user may read.
pub(super) async fn list(
    State(state): State<AppState>,
    Query(Paging { page: number }): Query<Paging>,
    visitor: Visitor,
) -> Response {
    let language = visitor.user.language;
    let number = number.unwrap_or(1).max(1);
    let skipped = (number - 1).saturating_mul(ON_PAGE);
    let all = state.world().deals_seen_by(&visitor.user);
    let more = all.len() > skipped.saturating_add(ON_PAGE);
    let deals = all.into_iter().skip(skipped).take(ON_PAGE);
    let rows = deals.map(|deal| DealRow {
        id: deal.id,
        path: CardKind::Deal.path(deal.id),
        stage: stage_of(&state, &deal),
        client: client(&state, &deal),
        amount: money::sum(deal.amount, &deal.currency, language),
        responsible: state
            .world()
            .user(deal.assigned_by)
            .map(|user| Person::new(&user)),
        created: money::day(deal.created.date_naive(), language),
        title: deal.title,
    });
    let rows = rows.collect();
    let title = Words::of(language).deals;
    let seats = |place: &str| Seat::all(&state, &visitor, &CardKind::Deal.placement(place));
    let (tools, menu) = (seats("LIST_TOOLBAR"), seats("LIST_MENU"));
    page(&DealList {
        chrome: Chrome::new(&state, visitor, Section::Deals, title),
        deals: rows,
        tools,
        menu,
        before: (number > 1).then(|| number - 1),
        after: more.then(|| number + 1),
    })
}

/// `GET /crm/deal/details/{id}/`
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
) -> Response {
    draw(&state, id, visitor, None)
}

/// `POST /crm/deal/details/{id}/`: the same change as `crm.deal.update` makes, its
/// event included.
pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
    axum::Form(mut sent): axum::Form<Sent>,
) -> Response {
    let words = Words::of(visitor.user.language);
    if let Some(text) = sent.get_mut("OPPORTUNITY") {
        match read_amount(text) {
            Some(amount) => *text = amount.to_string(),
            None => return draw(&state, id, visitor, Some(words.wrong_amount)),
        }
    }
    let names = [
        "TITLE",
        "OPPORTUNITY",
        "CURRENCY_ID",
        "STAGE_ID",
        "COMMENTS",
    ];
    let fields = edit::fields(&sent, &names, &Reach::default());
    match state.update_deal(&visitor.user, id, &fields) {
        Ok(()) => Redirect::to(&visitor.here).into_response(),
        Err(refusal) => draw(&state, id, visitor, edit::alert(&refusal, words)),
    }
}

/// People type spaces between thousands and commas before cents.
fn read_amount(text: &str) -> Option<Amount> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.replace(',', ".").parse().ok()
}

fn draw(state: &AppState, id: i64, visitor: Visitor, alert: Option<&'static str>) -> Response {
    let Some(deal) = state.world().deal(id) else {
        return card::missing(state, visitor, CardKind::Deal);
    };
    if !visitor.user.may_see_deal(&deal) {
        return card::denied(state, visitor, CardKind::Deal);
    }
    let language = visitor.user.language;
    let words = Words::of(language);
    let amount = money::sum(deal.amount, &deal.currency, language);
    let client: Vec<_> = client(state, &deal).into_iter().collect();

    let added = added::group(state, &visitor, CardKind::Deal, &deal.kept);
    let mut card = Card::new(state, visitor, item(&deal));
    card.alert = alert;
    card.progress = Some(progress(state, &deal));
    card.facts = vec![
        Row::new(words.amount, Shown::Sum(amount.clone())),
        Row::links(words.client, client),
        Row::links(words.contacts, contacts(state, &deal)),
    ];
    card.groups = vec![
        Group {
            title: words.about_deal,
            rows: vec![
                Row::new(words.amount, Shown::Sum(amount)),
                Row::text(words.stage, stage_of(state, &deal).name),
                Row::text(words.close_date, money::day(deal.close, language)),
                Row::links(words.company, company_of(state, &deal)),
                Row::links(words.contacts, contacts(state, &deal)),
            ],
        },
        Group {
            title: words.additional,
            rows: vec![
                Row::person(state, words.responsible, deal.assigned_by),
                Row::text(words.begin, money::day(deal.begin, language)),
                Row::text(words.comment, deal.comments.clone()),
            ],
        },
    ];
    card.groups.extend(added);
    card.form = Some(form(&deal, words));
    page(&card)
}

fn form(deal: &Deal, words: &Words) -> Form {
    let mut currencies = ["RUB", "USD", "EUR"].map(str::to_owned).to_vec();
    if !currencies.contains(&deal.currency) {
        currencies.push(deal.currency.clone());
    }
    Form {
        inputs: vec![
            Input::new("TITLE", words.title, deal.title.clone()).required(),
            Input::new("OPPORTUNITY", words.amount, deal.amount.to_string()).required(),
            Input {
                choices: currencies,
                ..Input::new("CURRENCY_ID", words.currency, deal.currency.clone())
            },
            Input::new("COMMENTS", words.comment, deal.comments.clone()),
        ],
    }
}

fn item(deal: &Deal) -> Item {
    Item {
        kind: CardKind::Deal,
        id: deal.id,
        title: deal.title.clone(),
        created: Trace {
            at: deal.created,
            by: Some(deal.created_by),
        },
        modified: Trace {
            at: deal.modified,
            by: Some(deal.modified_by),
        },
    }
}

fn progress(state: &AppState, deal: &Deal) -> Progress {
    let now = stage_of(state, deal);
    let (ends, ways): (Vec<_>, Vec<_>) = state
        .world()
        .stages()
        .into_iter()
        .partition(DictionaryItem::is_final);
    let step = |stage: DictionaryItem| Step {
        id: stage.id,
        reached: now.is_final() || stage.sort <= now.sort,
        current: stage.status_id == now.status_id,
        status_id: stage.status_id,
        name: stage.name,
    };
    Progress {
        current: now.id,
        steps: ways.into_iter().map(step).collect(),
        ends: ends.into_iter().map(step).collect(),
        ended: now.is_final().then(|| now.name.clone()),
    }
}

/// The deal's stage. One that is no longer in the pipeline shows its code.
fn stage_of(state: &AppState, deal: &Deal) -> DictionaryItem {
    state
        .world()
        .stage(&deal.stage_id)
        .unwrap_or_else(|| DictionaryItem::unknown(&deal.stage_id))
}

/// The company, or else the first contact.
fn client(state: &AppState, deal: &Deal) -> Option<Link> {
    let company = company_of(state, deal).into_iter().next();
    company.or_else(|| contacts(state, deal).into_iter().next())
}

fn company_of(state: &AppState, deal: &Deal) -> Vec<Link> {
    let company = deal.company_id.and_then(|id| state.world().company(id));
    company.iter().map(company::link).collect()
}

fn contacts(state: &AppState, deal: &Deal) -> Vec<Link> {
    let ids = deal.contact_ids.iter();
    let contacts = ids.filter_map(|id| state.world().contact(*id));
    contacts.map(|one| contact::link(&one)).collect()
}
