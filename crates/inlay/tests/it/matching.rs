//! Which client a card is about: every way a key can be odd, on real books.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use inlay::cache::{Cache, Freshness, Renewal};
use inlay::clock::Clock;
use inlay::config::Config;
use inlay::matching::{Found, Matched, Requisite, Search, Subject};
use ledger::{Limits, Source, SqlSettings, Value as Datum};
use serde_json::{Map, Value, json};
use sqlx::Connection;

/// Books with everything in them that real ones have.
const BOOKS: &str = "
create table clients (id integer, name text, tax_id text, tax_reg text, phone text, email text,
                      deleted boolean);
insert into clients values
    (1, 'Northwind', '7701234507', '770101001', '4955551007', 'office@northwind.example', false),
    (2, 'Northwind, deleted twice', '7701234507', '770101001', null, null, true),
    (3, 'Head office', '7712345671', '771201001', null, 'Info@Alpha.Example', false),
    (4, 'Branch', '7712345671', '502301001', null, null, false),
    (5, 'Petrov, entrepreneur', '500100732259', null, '9161234567', null, false),
    (6, 'Reception, one', null, null, '4951112233', null, false),
    (7, 'Reception, two', null, null, '4951112233', null, false),
    (8, 'O''Brien & Söhne %_', '6162345673', '616201001', null, null, false);
";

const HEAD: &str = r#"
[server]
public_url = "https://inlay.acme.example"
[bitrix24]
portal        = "acme.bitrix24.com"
client_id     = "local.1"
client_secret = { env = "SECRET" }
[store]
url  = "sqlite://inlay.db"
keys = [{ id = "k1", env = "KEY" }]
[sources.erp]
kind = "sql"
url  = { env = "BOOKS" }
[sources.erp.queries.by_id]
params = { client_id = "integer" }
sql = "select id as client_id, name from clients where id = :client_id and not deleted"
[sources.erp.queries.by_inn]
params = { tax_id = "text" }
sql = """select id as client_id, name, tax_id, tax_reg from clients
          where tax_id = :tax_id and not deleted order by id limit 20"""
[sources.erp.queries.by_phone]
params = { phone = "text" }
sql = "select id as client_id, name from clients where phone like '%' || :phone and not deleted"
[sources.erp.queries.by_email]
params = { email = "text" }
sql = "select id as client_id, name from clients where email = :email and not deleted"
[sources.erp.queries.by_name]
params = { name = "text" }
sql = "select id as client_id, name from clients where name = :name and not deleted"
"#;

const BY_INN: &str = r#"{ crm = "requisite.RQ_INN", query = "erp.by_inn" }"#;
const BY_INN_AND_KPP: &str =
    r#"{ crm = "requisite.RQ_INN", query = "erp.by_inn", narrow = { RQ_KPP = "tax_reg" } }"#;
const BY_PHONE: &str = r#"{ crm = "contact.PHONE", query = "erp.by_phone", confirm = true }"#;
const BY_COMPANYS_PHONE: &str = r#"{ crm = "company.PHONE", query = "erp.by_phone" }"#;
const BY_EMAIL: &str = r#"{ crm = "company.EMAIL", query = "erp.by_email" }"#;
const BY_ID: &str = r#"{ crm = "company.UF_CRM_ERP_ID", query = "erp.by_id" }"#;
const BY_ORIGIN: &str =
    r#"{ crm = "company.ORIGIN_ID", when = { ORIGINATOR_ID = "erp" }, query = "erp.by_id" }"#;

/// Books and the steps that search them.
struct Books {
    folder: tempfile::TempDir,
    config: Config,
    cache: Cache,
}

impl Books {
    async fn with(steps: &[&str]) -> Self {
        Self::with_match(&format!("steps = [{}]", steps.join(", "))).await
    }

    async fn with_match(section: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("books.db");
        let url = format!("sqlite://{}", file.display());
        let mut books = sqlx::SqliteConnection::connect(&format!("{url}?mode=rwc"))
            .await
            .unwrap();
        sqlx::raw_sql(BOOKS).execute(&mut books).await.unwrap();
        books.close().await.unwrap();
        let environment = BTreeMap::from(
            [
                ("SECRET", "hunter2"),
                ("KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
                ("BOOKS", url.as_str()),
            ]
            .map(|(name, text)| (name.to_owned(), text.to_owned())),
        );
        let text = format!("{HEAD}[match]\n{section}\n");
        let config = Config::parse("inlay.toml", &text, &environment, Path::new("."));
        let config = config.map_err(|errors| errors.to_string()).unwrap();
        let source = Source::sql(
            "erp",
            SqlSettings {
                url: url.into(),
                limits: Limits::default(),
            },
        );
        let sources = BTreeMap::from([("erp".to_owned(), Arc::new(source.unwrap()))]);
        Self {
            folder,
            config,
            cache: Cache::new(sources, Clock::default()),
        }
    }

    async fn find(&self, subject: &Subject) -> Found {
        let search = Search {
            config: &self.config,
            cache: &self.cache,
            portal: 1,
            freshness: Freshness {
                fresh_for: Duration::ZERO,
                stale_for: Duration::ZERO,
                renewal: Renewal::Awaited,
            },
        };
        search.run(subject).await
    }

    /// What it comes to, in a word or the name that was found.
    async fn answer(&self, subject: &Subject) -> String {
        said(&self.find(subject).await)
    }

    fn reads(&self) -> u64 {
        self.cache.sources()["erp"].reads()
    }
}

fn said(found: &Found) -> String {
    let name = |value: Option<&Datum>| match value {
        Some(Datum::Text(name)) => name.clone(),
        _ => "nameless".to_owned(),
    };
    match &found.outcome {
        Ok(Matched::Client(client)) => name(client.get("name")),
        Ok(Matched::NoClient) => "no client".to_owned(),
        Ok(Matched::NoKey) => "no key".to_owned(),
        Ok(Matched::NotFound) => "not found".to_owned(),
        Ok(Matched::Several(several)) => {
            let names: Vec<String> = several.iter().map(|one| name(one.get("name"))).collect();
            format!("several: {}", names.join(" | "))
        }
        Ok(Matched::Unconfirmed(one)) => format!("unconfirmed: {}", name(one.get("name"))),
        Err(_) => "down".to_owned(),
    }
}

fn verdicts(found: &Found) -> Vec<&'static str> {
    found.steps.iter().map(|step| step.verdict.word()).collect()
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A company with these fields, and no requisites.
fn company(fields: Value) -> Subject {
    let mut company = map(json!({"id": 5}));
    company.extend(map(fields));
    Subject {
        company: Some(company.into()),
        ..Subject::default()
    }
}

/// A company with requisites: rank and fields.
fn with_requisites(requisites: &[(u8, Value)]) -> Subject {
    Subject {
        requisites: requisites
            .iter()
            .map(|(rank, fields)| Requisite {
                rank: *rank,
                fields: map(fields.clone()),
            })
            .collect(),
        ..company(json!({}))
    }
}

fn with_inn(inn: &str) -> Subject {
    with_requisites(&[(1, json!({"RQ_INN": inn}))])
}

fn entries(kind: &str, values: &[&str]) -> Value {
    let entries: Vec<Value> = values
        .iter()
        .map(|value| json!({"typeId": kind, "value": value}))
        .collect();
    json!({ "fm": entries })
}

#[tokio::test]
async fn an_inn_is_found_however_it_is_typed_and_a_deleted_double_does_not_count() {
    let books = Books::with(&[BY_INN]).await;
    for inn in ["7701234507", " 7701 234 507 ", "77-01-234507\u{a0}"] {
        assert_eq!(books.answer(&with_inn(inn)).await, "Northwind", "{inn}");
    }
}

#[tokio::test]
async fn what_is_no_inn_is_no_key_and_the_books_are_not_asked() {
    let books = Books::with(&[BY_INN]).await;
    for inn in [
        "770123450",
        "77012345078",
        "n/a",
        "7701234508",
        "0000000000",
        "1",
    ] {
        let found = books.find(&with_inn(inn)).await;
        assert_eq!(
            (said(&found).as_str(), verdicts(&found)),
            ("no key", vec!["no_key"]),
            "{inn}"
        );
    }
    assert_eq!(books.answer(&with_requisites(&[])).await, "no key");
    assert_eq!(books.reads(), 0);
    assert_eq!(books.answer(&Subject::default()).await, "no client");
}

#[tokio::test]
async fn a_number_that_is_no_inn_elsewhere_can_be_said_to_be_one() {
    let step = r#"{ crm = "requisite.RQ_INN", key = "tax_number", query = "erp.by_inn" }"#;
    let books = Books::with(&[step]).await;
    assert_eq!(books.answer(&with_inn("191 234 567")).await, "not found");
    assert_eq!(books.reads(), 1);
}

#[tokio::test]
async fn an_inn_two_live_clients_share_is_narrowed_by_the_kpp_and_else_is_nobodys_to_guess() {
    let subject =
        |kpp: &str| with_requisites(&[(1, json!({"RQ_INN": "7712345671", "RQ_KPP": kpp}))]);
    let plain = Books::with(&[BY_INN]).await;
    assert_eq!(
        plain.answer(&subject("502301001")).await,
        "several: Head office | Branch"
    );
    let narrowing = Books::with(&[BY_INN_AND_KPP]).await;
    assert_eq!(narrowing.answer(&subject("5023 01 001")).await, "Branch");
    for nobodys in ["", "1", "999901001"] {
        assert_eq!(
            narrowing.answer(&subject(nobodys)).await,
            "several: Head office | Branch",
            "{nobodys}"
        );
    }
    // Where there is only one, the КПП decides nothing: books often hold the head office alone.
    let other = with_requisites(&[(1, json!({"RQ_INN": "7701234507", "RQ_KPP": "502301001"}))]);
    assert_eq!(narrowing.answer(&other).await, "Northwind");
}

#[tokio::test]
async fn the_requisites_chosen_in_the_deal_outrank_the_companys_others() {
    let books = Books::with(&[BY_INN]).await;
    let northwind = json!({"RQ_INN": "7701234507"});
    let brien = json!({"RQ_INN": "6162345673"});
    let chosen = with_requisites(&[(0, brien.clone()), (1, northwind.clone())]);
    assert_eq!(books.answer(&chosen).await, "O'Brien & Söhne %_");
    // Two of one rank that are two clients: nobody says which one the card is about.
    let both = with_requisites(&[(1, northwind), (1, brien)]);
    assert_eq!(
        books.answer(&both).await,
        "several: Northwind | O'Brien & Söhne %_"
    );
}

#[tokio::test]
async fn an_entrepreneur_is_found_by_the_requisites_of_the_contact() {
    let books = Books::with(&[BY_INN]).await;
    let subject = with_requisites(&[
        (1, json!({"RQ_INN": "7707083893"})),
        (2, json!({"RQ_INN": "5001 0073 2259"})),
    ]);
    let found = books.find(&subject).await;
    assert_eq!(said(&found), "Petrov, entrepreneur");
    assert_eq!(found.steps[0].asked.len(), 2, "the company's number first");
}

#[tokio::test]
async fn a_client_found_by_two_numbers_is_one_and_each_number_is_asked_for_once() {
    let books = Books::with(&[BY_COMPANYS_PHONE]).await;
    let fm = entries(
        "PHONE",
        &["+7 495 555-10-07", "8 (495) 555 10 07", "+7 916 000-00-01"],
    );
    let found = books.find(&company(fm)).await;
    assert_eq!(said(&found), "Northwind");
    let asked: Vec<&str> = found.steps[0]
        .asked
        .iter()
        .map(|asked| asked.key.as_str())
        .collect();
    assert_eq!(asked, ["4955551007", "9160000001"]);
    let two = company(entries("PHONE", &["+74955551007", "+79161234567"]));
    assert_eq!(
        books.answer(&two).await,
        "several: Northwind | Petrov, entrepreneur"
    );
    let shared = company(entries("PHONE", &["84951112233"]));
    assert_eq!(
        books.answer(&shared).await,
        "several: Reception, one | Reception, two"
    );
    // A portal that brings no list of them brings the first.
    assert_eq!(
        books
            .answer(&company(json!({"phone": "+74955551007"})))
            .await,
        "Northwind"
    );
}

#[tokio::test]
async fn whoever_a_weak_key_finds_is_a_candidate_only() {
    let books = Books::with(&[BY_PHONE]).await;
    let subject = Subject {
        contact: Some(map(entries("PHONE", &["+79161234567"])).into()),
        ..Subject::default()
    };
    assert_eq!(
        books.answer(&subject).await,
        "unconfirmed: Petrov, entrepreneur"
    );
}

#[tokio::test]
async fn an_address_is_asked_for_in_both_spellings() {
    let books = Books::with(&[BY_EMAIL]).await;
    for (written, name) in [
        (" OFFICE@northwind.example", "Northwind"),
        ("Info@Alpha.Example", "Head office"),
    ] {
        assert_eq!(
            books.answer(&company(entries("EMAIL", &[written]))).await,
            name,
            "{written}"
        );
    }
    // Small letters alone do not find what the books wrote with capitals: nothing can be done.
    let small = company(entries("EMAIL", &["info@alpha.example"]));
    assert_eq!(books.answer(&small).await, "not found");
}

#[tokio::test]
async fn a_foreign_systems_id_counts_only_when_the_record_says_it_is_ours() {
    let books = Books::with(&[BY_ORIGIN]).await;
    let of = |system: &str| company(json!({"originId": "1", "originatorId": system}));
    assert_eq!(books.answer(&of("erp")).await, "Northwind");
    assert_eq!(books.answer(&of("web_form")).await, "no key");
    assert_eq!(
        books.answer(&company(json!({"originId": "1"}))).await,
        "no key"
    );
    assert_eq!(books.reads(), 1);
}

#[tokio::test]
async fn the_first_step_that_answers_wins_and_a_forgotten_id_falls_to_the_next() {
    let section = format!("steps = [{BY_ID}, {BY_INN}]\nremember = \"UF_CRM_ERP_ID\"");
    let books = Books::with_match(&section).await;
    let subject = |id: &str| Subject {
        requisites: with_inn("7701234507").requisites,
        ..company(json!({"UF_CRM_ERP_ID": id}))
    };
    let linked = books.find(&subject("5")).await;
    assert_eq!(said(&linked), "Petrov, entrepreneur");
    assert_eq!(verdicts(&linked), ["client", "not_reached"]);
    let Ok(Matched::Client(client)) = linked.outcome else {
        panic!("one client");
    };
    assert!(client.chosen.is_some(), "what was remembered can be undone");

    let lost = books.find(&subject("999")).await;
    assert_eq!(said(&lost), "Northwind");
    assert_eq!(verdicts(&lost), ["forgotten", "client"]);
    // Not a number at all: the query cannot be asked with it.
    let odd = books.find(&subject("A-17")).await;
    assert_eq!(
        (said(&odd).as_str(), verdicts(&odd)),
        ("Northwind", vec!["no_key", "client"])
    );
}

#[tokio::test]
async fn whatever_stands_in_a_key_is_a_key_and_never_a_part_of_the_query() {
    let step = r#"{ crm = "company.TITLE", query = "erp.by_name" }"#;
    let books = Books::with(&[step]).await;
    let known = "O'Brien & Söhne %_";
    assert_eq!(books.answer(&company(json!({"title": known}))).await, known);
    for name in [
        "' or 1=1 --",
        "x'; drop table clients; --",
        "%",
        "\\",
        "a+b#c/d?e=f&g",
        "line\nbreak",
        "ß–„“",
    ] {
        let answer = books.answer(&company(json!({"title": name}))).await;
        assert_eq!(answer, "not found", "{name}");
    }
    assert_eq!(books.answer(&company(json!({"title": known}))).await, known);
}

#[tokio::test]
async fn books_that_do_not_answer_end_the_walk_before_a_weaker_key_is_tried() {
    let books = Books::with(&[BY_INN, BY_COMPANYS_PHONE]).await;
    std::fs::write(books.folder.path().join("books.db"), "a disk that went bad").unwrap();
    let subject = Subject {
        requisites: with_inn("7701234507").requisites,
        ..company(entries("PHONE", &["+79161234567"]))
    };
    let found = books.find(&subject).await;
    assert_eq!(said(&found), "down");
    assert_eq!(verdicts(&found), ["failed", "not_reached"]);
}

#[tokio::test]
async fn nothing_of_a_client_is_in_what_debugging_prints() {
    let books = Books::with(&[BY_INN_AND_KPP]).await;
    let subject = with_requisites(&[(1, json!({"RQ_INN": "7712345671", "RQ_KPP": "1"}))]);
    let found = books.find(&subject).await;
    let printed = format!("{subject:?} {found:?}");
    for datum in ["7712345671", "Head office", "Branch", "502301001"] {
        assert!(!printed.contains(datum), "{datum} in {printed}");
    }
}
