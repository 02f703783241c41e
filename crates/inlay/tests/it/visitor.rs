//! A browser without a screen: posts the frame's form as the portal's page would.

use std::time::Duration;

use bitrix24_sim::{Fault, FramePost};
use inlay::demo::house::{CONFIGURATION_FILE, House, Plan};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::json;
use sqlx::Connection;

/// The blocks of the demo's widget, by their places.
pub(crate) mod demo_block {
    pub(crate) const FIGURES: usize = 1;
    pub(crate) const COMPLAINTS: usize = 4;
    pub(crate) const PURCHASES: usize = 5;
    pub(crate) const TASKS: usize = 6;
    pub(crate) const ALL: usize = 7;
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    /// The visible words: tags and what stands in them left out.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut depth = 0_u32;
        for c in self.body.chars() {
            match c {
                '<' => depth += 1,
                '>' => {
                    depth = depth.saturating_sub(1);
                    text.push(' ');
                }
                c if depth == 0 => text.push(c),
                _ => {}
            }
        }
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("&#39;", "'")
    }

    /// The value of a `data-` attribute, wherever it stands.
    pub(crate) fn data(&self, name: &str) -> Option<&str> {
        let start = self.body.find(&format!("{name}=\""))? + name.len() + 2;
        let length = self.body[start..].find('"')?;
        Some(&self.body[start..start + length])
    }
}

/// A house that is installed.
pub(crate) async fn installed() -> House {
    installed_after(Plan::default()).await
}

/// A house built after a plan, and installed.
pub(crate) async fn installed_after(plan: Plan) -> House {
    let house = House::build(plan).await.expect("the house stands");
    house.install().await.expect("the application installs");
    house
}

/// The form the portal's page would post for this user and deal.
pub(crate) fn deal_frame(house: &House, login: &str, id: u64) -> FramePost {
    frame(house, login, "CRM_DEAL_DETAIL_TAB", id)
}

/// The form for any card.
pub(crate) fn frame(house: &House, login: &str, placement: &str, id: u64) -> FramePost {
    let user = house.sim().user(login).expect(login);
    house
        .sim()
        .frame_post(
            &user,
            house.application(),
            placement,
            &json!({ "ID": id.to_string() }),
        )
        .expect("the widget is bound")
}

/// Posts a form and reads the whole page.
pub(crate) async fn post(frame: &FramePost) -> Page {
    let answer = http()
        .post(&frame.url)
        .form(&frame.fields)
        .send()
        .await
        .expect("an answer");
    page(answer).await
}

/// Opens a deal as this user.
pub(crate) async fn open_deal(house: &House, login: &str, id: u64) -> Page {
    post(&deal_frame(house, login, id)).await
}

/// Reads an answer to its end.
pub(crate) async fn page(answer: reqwest::Response) -> Page {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.text().await.expect("a whole body");
    Page {
        status,
        headers,
        body,
    }
}

/// How often the ledger was asked so far.
pub(crate) fn ledger_reads(house: &House) -> u64 {
    house.app().cache.sources()["erp"].reads()
}

/// Runs a command of ours beside a house, and brings whether it succeeded, its output and errors.
pub(crate) async fn command(house: &House, arguments: &[&str]) -> (bool, String, String) {
    let output = beside(house).args(arguments).output().await;
    let output = output.expect("the command runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// A command of ours with a house's configuration.
pub(crate) fn beside(house: &House) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_inlay"));
    command
        .kill_on_drop(true)
        .envs(house.environment())
        .env("INLAY_CONFIG", house.folder().join(CONFIGURATION_FILE));
    command
}

/// Returns when a server that was started at this address answers.
pub(crate) async fn answers(address: impl std::fmt::Display) {
    let url = format!("http://{address}/nothing");
    let answers = async {
        while http().get(&url).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(30), answers).await;
    answered.expect("it answers");
}

/// Changes the books of the sample ledger.
pub(crate) async fn change_books(house: &House, sql: &str) {
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(house.folder().join("ledger.db"));
    let mut books = sqlx::SqliteConnection::connect_with(&options)
        .await
        .expect("the ledger");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&mut books)
        .await
        .expect("it is changed");
    books.close().await.expect("it is closed");
}

/// Holds the sample ledger, so that nobody reads it until the connection ends or rolls back.
pub(crate) async fn hold_books(house: &House) -> sqlx::SqliteConnection {
    let file = house.folder().join("ledger.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut books = sqlx::SqliteConnection::connect_with(&options)
        .await
        .expect("the ledger");
    sqlx::raw_sql("begin exclusive")
        .execute(&mut books)
        .await
        .expect("it is held");
    books
}

/// What a portal answers whose plan has no REST.
pub(crate) fn no_rest() -> Fault {
    let words = "REST is available only on commercial plans.";
    Fault::refusal(403, "ACCESS_DENIED", words)
}

/// A client that follows no redirects and waits for nobody for ever.
pub(crate) fn http() -> reqwest::Client {
    bitrix24::http_client().expect("a client")
}

/// What the sample ledger says of a client, as an English reader sees it.
pub(crate) async fn ledger_figure(house: &House, tax_id: &str, column: &str) -> String {
    let file = house.folder().join("ledger.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(file)
        .read_only(true);
    let mut ledger = sqlx::SqliteConnection::connect_with(&options)
        .await
        .expect("the ledger");
    let sql = format!("select printf('%.2f', {column}) from clients where tax_id = $1");
    let amount: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(tax_id)
        .fetch_one(&mut ledger)
        .await
        .expect("the client is there");
    grouped(&amount)
}

/// `1234567.50` as an English reader sees it: `1,234,567.50`.
pub(crate) fn grouped(amount: &str) -> String {
    let (units, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let mut grouped = String::new();
    for (index, digit) in units.chars().enumerate() {
        if index > 0 && (units.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{cents:0<2}")
}

/// The frame with one field changed, or added.
pub(crate) fn with_field(mut frame: FramePost, name: &str, value: &str) -> FramePost {
    frame.fields.retain(|(field, _)| field != name);
    frame.fields.push((name.to_owned(), value.to_owned()));
    frame
}

/// The frame without a field, as older portals post it.
pub(crate) fn without_field(mut frame: FramePost, name: &str) -> FramePost {
    frame.fields.retain(|(field, _)| field != name);
    frame
}

/// The frame with one parameter of its address changed.
pub(crate) fn with_parameter(mut frame: FramePost, name: &str, value: &str) -> FramePost {
    let mut url = reqwest::Url::parse(&frame.url).expect("an address");
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(key, old)| {
            let new = if key == name {
                value.to_owned()
            } else {
                old.into_owned()
            };
            (key.into_owned(), new)
        })
        .collect();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    frame.url = url.into();
    frame
}
