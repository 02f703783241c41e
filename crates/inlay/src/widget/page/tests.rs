use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bitrix24::{MemberId, PortalAddress};
use ledger::Rows;
use url::Url;

use super::client::Line;
use super::{Head, State, Whom};
use crate::config::block::Format;
use crate::config::block::{Block, BlockKind, Gauge, Table};
use crate::config::localized::Localized;
use crate::config::matching::{CrmField, KeyKind, Matching};
use crate::config::source::QueryName;
use crate::config::widget::{Place, Widget, Window};
use crate::expression::Expression;
use crate::installation::{Change, EventBinding, Outcome, PlacementBinding, Step};
use crate::matching::{Asked, StepReport, Subject, Verdict};
use crate::words::Language;

fn script() -> Url {
    "https://api.bitrix24.com/api/v1/".parse().unwrap()
}

fn widget(title: &str) -> Widget {
    let sales = QueryName {
        source: "erp".into(),
        query: "sales".into(),
    };
    let block = |title: Option<&str>, kind| Block {
        title: title.map(Localized::plain),
        visible_to: None,
        queries: BTreeMap::new(),
        kind,
    };
    Widget {
        id: "client".into(),
        places: vec![Place::DealTab, Place::CompanyTab],
        title: Localized::plain(title),
        visible_to: None,
        fresh_for: Duration::from_secs(60),
        stale_for: Duration::from_secs(60),
        warm: false,
        window: Window::default(),
        blocks: vec![
            block(
                None,
                BlockKind::Gauge(Gauge {
                    value: Expression::parse("client.debt").unwrap(),
                    max: Expression::parse("client.credit_limit").unwrap(),
                    format: Format::Money,
                }),
            ),
            block(
                Some(title),
                BlockKind::Table(Table {
                    query: sales,
                    columns: Vec::new(),
                    first: 10,
                    totals: Vec::new(),
                }),
            ),
        ],
    }
}

fn head(widget: &Widget) -> String {
    let member_id: MemberId = "a223c6b3710f85df22e9377d6c4f7553".parse().unwrap();
    super::head(&Head {
        language: Language::ENGLISH,
        widget,
        member_id: &member_id,
        placement: "CRM_DEAL_DETAIL_TAB",
        entity_id: Some(77),
        has_buttons: false,
        frame_script: &script(),
    })
}

/// Digests change with the files.
fn without_digests(html: &str) -> String {
    html.split("?v=")
        .enumerate()
        .map(|(index, part)| {
            if index == 0 {
                part
            } else {
                part.get(16..).unwrap_or_default()
            }
        })
        .collect::<Vec<_>>()
        .join("?v=…")
}

/// What a search says of a card whose company has no tax number, and its contact a wrong one.
fn whom(verdict: Verdict) -> Whom {
    let step = |field: CrmField, key, verdict, asked: &[&str]| StepReport {
        field,
        query: QueryName {
            source: "erp".into(),
            query: "client".into(),
        },
        parameter: "key".into(),
        key,
        asked: asked
            .iter()
            .map(|key| Asked {
                key: (*key).to_owned(),
                answer: Ok(0),
                time: Duration::ZERO,
                stale: false,
            })
            .collect(),
        verdict,
    };
    let inn = CrmField::Requisite("RQ_INN".into());
    let phone = CrmField::Contact("PHONE".into());
    let remembered = CrmField::Company("UF_CRM_ERP_ID".into());
    let steps = [
        step(remembered, KeyKind::Text, Verdict::Empty, &[]),
        step(inn, KeyKind::Inn, verdict, &["7701234507"]),
        step(phone, KeyKind::Phone, Verdict::NoKey, &[]),
    ];
    let record = |id: u64| {
        let fields = serde_json::json!({ "id": id });
        Some(fields.as_object().unwrap().clone().into())
    };
    let subject = Subject {
        company: record(5),
        contact: record(6),
        ..Subject::default()
    };
    let matching = Matching {
        remember: Some("UF_CRM_ERP_ID".into()),
        ..Matching::default()
    };
    let portal = PortalAddress::parse("acme.bitrix24.com").unwrap();
    Whom::of(&steps, &subject, &matching, &portal)
}

fn every_state() -> [State; 9] {
    [
        State::NoClient,
        State::NoKey(whom(Verdict::Empty)),
        State::NotFound(whom(Verdict::Nobody)),
        State::NoAccess,
        State::NotFinished,
        State::PlanExpired,
        State::Down,
        State::PortalDown,
        State::SessionEnded,
    ]
}

fn every_page() -> Vec<String> {
    let widget = widget("Accounting");
    let steps = [
        Step {
            change: Change::Bind(PlacementBinding {
                placement: "CRM_DEAL_DETAIL_TAB".into(),
                handler: "https://inlay.example/widget/client".into(),
                titles: BTreeMap::from([("en".into(), "Accounting".into())]),
            }),
            outcome: Outcome::Done,
        },
        Step {
            change: Change::BindEvent(EventBinding {
                event: "ONAPPUNINSTALL".into(),
                handler: "https://inlay.example/event/x".into(),
            }),
            outcome: Outcome::Refused("insufficient_scope".into()),
        },
    ];
    let mut pages = Vec::new();
    for language in Language::all() {
        pages.push(
            head(&widget) + &super::session("sealed", Duration::from_secs(600)) + &super::tail(),
        );
        pages.extend(every_state().map(|state| super::state(language, &state)));
        pages.push(super::payment_due(language));
        pages.push(super::install(language, &script(), &steps));
        pages.push(super::reentry(language, &script()));
        pages.push(super::refused(language));
        pages.push(super::unavailable(language));
        pages.push(super::application::sample::page(language, &widget));
        pages.push(super::application::sample::trace(language));
    }
    pages
}

#[test]
fn the_head_holds_a_skeleton_and_nothing_of_a_client() {
    insta::assert_snapshot!(without_digests(&head(&widget("Accounting"))), @r#"
    <!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Accounting</title>
    <link rel="stylesheet" href="/assets/inlay.css?v=…">
    <script src="https://api.bitrix24.com/api/v1/" async data-frame-script></script>
    <script src="/assets/inlay.js?v=…" async></script>
    <script src="/assets/table.js?v=…" type="module" async></script>
    </head>
    <body data-widget="client" data-member-id="a223c6b3710f85df22e9377d6c4f7553" data-placement="CRM_DEAL_DETAIL_TAB" data-entity-id="77" data-ended="The session is over" data-ended-hint="Nothing is lost. Open it again, and if that does not help, reload the whole card." data-ended-open="Open again" data-failed="Could not be refreshed. Try again in a minute." data-lost="This part did not arrive." data-again="Refresh">
    <main aria-busy="true">
    <div class="client skeleton" data-slot="client" aria-hidden="true"><i class="line wide"></i></div>
    <p class="sr" role="status" data-words>Loading</p>
    <div class="place skeleton" data-slot="0" aria-hidden="true"><div class="block gauge">
    <div class="bars"><i class="line"></i><i class="line"></i><i class="line"></i></div>
    </div></div>
    <div class="place skeleton" data-slot="1" aria-hidden="true"><div class="block table"><h2>Accounting</h2>
    <div class="bars"><i class="line"></i><i class="line"></i><i class="line"></i><i class="line"></i></div>
    </div></div>
    "#);
}

#[test]
fn no_page_holds_a_script_or_a_style_of_its_own() {
    for page in every_page() {
        for tag in page.split("<script").skip(1) {
            assert!(
                tag.contains("></script>") && tag.trim_start().starts_with("src="),
                "{page}"
            );
        }
        for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!page.contains(inline), "{inline} in {page}");
        }
    }
}

#[test]
fn every_word_of_every_page_is_translated() {
    for page in every_page() {
        for prefix in [
            "state-", "install-", "app-", "reentry-", "place-", "block-", "refused-", "key-",
            "in-", "open-", "note-",
        ] {
            // A key stands where its words are missing; attributes have keys of their own.
            let words = page.split(['>', '"']).any(|part| part.starts_with(prefix));
            assert!(!words, "{prefix} in {page}");
        }
    }
}

#[test]
fn every_state_has_a_name_and_words() {
    insta::assert_snapshot!(super::state(Language::ENGLISH, &State::Down), @r#"
    <section class="state" data-state="down">
    <span class="sign" aria-hidden="true"></span>
    <h1>The accounting system does not answer</h1>
    <p>Nothing is wrong with this card. Try again in a minute.</p>
    <div class="actions">
    <button type="button" class="primary" data-retry hidden>Try again</button>
    </div>
    </section>
    "#);
    insta::assert_snapshot!(super::state(Language::from_code("ru"), &State::NoClient), @r#"
    <section class="state" data-state="no-client">
    <span class="sign" aria-hidden="true"></span>
    <h1>В карточке ещё нет клиента</h1>
    <p>Укажите компанию или контакт и сохраните карточку. Если они уже указаны, значит, Битрикс24 не разрешает вам их видеть.</p>
    <div class="actions">
    <button type="button" class="primary" data-retry hidden>Проверить снова</button>
    </div>
    </section>
    "#);
}

#[test]
fn a_client_without_a_key_is_told_which_field_is_empty_and_where_to_fill_it_in() {
    let state = State::NoKey(whom(Verdict::Empty));
    insta::assert_snapshot!(super::state(Language::ENGLISH, &state), @r#"
    <section class="state" data-state="no-key">
    <span class="sign" aria-hidden="true"></span>
    <h1>There is nothing to find the client by</h1>
    <p>Fill in what is missing, then check again.</p>
    <ul class="keys">
    <li><bdi>Tax number in the company&#39;s details: empty</bdi></li>
    <li><bdi>Telephone in the contact: what stands there is not one</bdi></li>
    </ul>
    <div class="actions">
    <a class="primary" href="https://acme.bitrix24.com/crm/company/details/5/" target="_blank" rel="noopener" data-open-path="/crm/company/details/5/">Open the company</a>
    <button type="button" class="secondary" data-retry hidden>Check again</button>
    </div>
    </section>
    "#);
    let state = State::NotFound(whom(Verdict::Nobody));
    let html = super::state(Language::from_code("de"), &state);
    assert!(
        html.contains("Steuernummer in den Stammdaten des Unternehmens: 7701234507"),
        "{html}"
    );
    // What a choice was written to is nothing a manager fills in.
    assert!(!html.contains("UF_CRM_ERP_ID"), "{html}");
}

#[test]
fn no_access_says_nothing_of_what_there_is() {
    insta::assert_snapshot!(super::state(Language::ENGLISH, &State::NoAccess), @r#"
    <section class="state" data-state="no-access">
    <span class="sign" aria-hidden="true"></span>
    <h1>No access</h1>
    <p>Your Bitrix24 does not let you open this card.</p>
    </section>
    "#);
}

#[test]
fn a_block_is_followed_by_the_mark_that_all_of_it_has_come() {
    insta::assert_snapshot!(super::block(3, "<section></section>"), @r#"<div class="place" data-for="3"><section></section></div><i hidden data-done="3"></i>"#);
    insta::assert_snapshot!(super::session("sealed", Duration::from_secs(600)), @r#"<i hidden data-session="sealed" data-expires-in="600"></i>"#);
}

#[test]
fn titles_and_names_are_escaped() {
    let hostile = "\"><script>alert(1)</script>";
    assert!(!head(&widget(hostile)).contains("<script>"));
    let rows = Rows {
        columns: ["name", "tax_id"].map(str::to_owned).into(),
        rows: vec![vec![
            ledger::Value::Text(hostile.into()),
            ledger::Value::Text(hostile.into()),
        ]],
        truncated: false,
    };
    let line = Line {
        matched: hostile.into(),
        may_undo: true,
        ..Line::default()
    };
    let html = super::client::header(Language::ENGLISH, &Arc::new(rows), line);
    assert!(!html.contains("<script>"), "{html}");
}

#[test]
fn an_installation_that_failed_says_where() {
    let pages = every_page();
    let failed = |page: &&String| {
        page.contains("<html lang=\"en\"") && page.contains("data-installed=\"false\"")
    };
    let page = pages.iter().find(failed).expect("one failed");
    assert!(
        page.contains("The portal says: insufficient_scope"),
        "{page}"
    );
    assert!(page.contains("Tab “Accounting” in deal cards"), "{page}");
}

#[test]
fn assets_are_found_by_the_address_the_pages_use() {
    let page = super::refused(Language::ENGLISH);
    let address = page
        .split("href=\"/assets/")
        .nth(1)
        .unwrap()
        .split('?')
        .next()
        .unwrap();
    let asset = super::assets::get(address).unwrap();
    assert_eq!(asset.content_type, "text/css; charset=utf-8");
    assert!(super::assets::get("../Cargo.toml").is_none());
    assert!(super::assets::get("inlay.js").unwrap().bytes.len() < 16 * 1024);
}
