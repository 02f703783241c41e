//! Deals: the list, the card, a change made in the card.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    card::{self, Card, CardKind, Form, Group, Item, Link, Progress, Row, Shown, Step, Trace},
    chrome::{Chrome, Person, Section, page},
    company, contact, money,
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::{Amount, AppState, ChangeRefusal, Deal, DictionaryItem};

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

/// What the card's forms send; a field that is not there is left alone.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) struct Change {
    title: Option<String>,
    opportunity: Option<String>,
    currency_id: Option<String>,
    stage_id: Option<String>,
}

/// `POST /crm/deal/details/{id}/`: the same change as `crm.deal.update` makes, its
/// event included.
pub(super) async fn change(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
    axum::Form(change): axum::Form<Change>,
) -> Response {
    let words = Words::of(visitor.user.language);
    let Some(fields) = change.into_fields() else {
        return draw(&state, id, visitor, Some(words.wrong_amount));
    };
    match state.update_deal(&visitor.user, id, &fields) {
        Ok(()) => Redirect::to(&visitor.here).into_response(),
        Err(ChangeRefusal::Stage) => draw(&state, id, visitor, Some(words.wrong_stage)),
        Err(ChangeRefusal::Currency) => draw(&state, id, visitor, Some(words.wrong_currency)),
        Err(_) => draw(&state, id, visitor, None),
    }
}

impl Change {
    /// Fields of `crm.deal.update`; `None` when the amount is no number.
    fn into_fields(self) -> Option<Map<String, Value>> {
        let amount = match self.opportunity {
            Some(text) => Some(read_amount(&text)?.to_string()),
            None => None,
        };
        let fields = [
            ("TITLE", self.title),
            ("OPPORTUNITY", amount),
            ("CURRENCY_ID", self.currency_id),
            ("STAGE_ID", self.stage_id),
        ];
        let given = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        Some(given.collect())
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

    let mut card = Card::new(state, visitor, item(&deal));
    card.alert = alert;
    card.progress = Some(progress(state, &deal));
    card.facts = vec![
        Row {
            label: words.amount,
            value: Shown::Sum(amount.clone()),
        },
        Row::links(words.client, client),
        Row::links(words.contacts, contacts(state, &deal)),
    ];
    card.groups = vec![
        Group {
            title: words.about_deal,
            rows: vec![
                Row {
                    label: words.amount,
                    value: Shown::Sum(amount),
                },
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
    card.form = Some(Form {
        title: deal.title.clone(),
        amount: deal.amount.to_string(),
        currency: deal.currency.clone(),
    });
    page(&card)
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
