//! What a configuration says and what is wrong with one, as its administrator sees it.

mod bitrix24;
mod environment;
mod matching;
mod presets;
mod report;
mod rules;
mod secrets;
mod server;
mod sound;
mod sources;
mod syntax;
mod widgets;

use std::collections::BTreeMap;
use std::path::Path;

use super::{Config, ConfigErrors};

/// Nothing is wrong with it.
const SOUND: &str = r#"[server]
public_url = "https://inlay.acme.example"
[bitrix24]
portal        = "acme.bitrix24.com"
client_id     = "local.6641"
client_secret = { env = "INLAY_CLIENT_SECRET" }
[store]
url  = "sqlite://inlay.db"
keys = [{ id = "k1", env = "INLAY_KEY" }]
[sources.erp]
kind = "sql"
url  = { env = "ERP_URL" }
[sources.erp.queries.client]
params = { tax_id = "text" }
sql    = "select id as client_id, name, debt from clients where tax_id = :tax_id"
[sources.erp.queries.purchases]
params = { client_id = "integer", since = "date" }
sql    = "select number, date, total from sales where client_id = :client_id and date > :since"
[match]
steps = [{ crm = "requisite.RQ_INN", query = "erp.client", as = "tax_id" }]
[[widget]]
id     = "client"
places = ["CRM_DEAL_DETAIL_TAB"]
title  = { en = "Accounting", ru = "Учёт" }
[[widget.block]]
kind  = "figures"
items = [{ label = "Debt", value = "client.debt", format = "money", alarm = "client.debt > 0" }]
[[widget.block]]
kind    = "table"
query   = "erp.purchases"
columns = ["number", "date:date", "total:money"]
"#;

/// What the sound configuration refers to.
fn environment() -> BTreeMap<String, String> {
    [
        ("INLAY_CLIENT_SECRET", "hunter2"),
        ("INLAY_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("ERP_URL", "postgres://inlay:hunter2@db.acme.example/books"),
        ("PATH", "/bin"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

fn parse(text: &str) -> Result<Config, ConfigErrors> {
    Config::parse("inlay.toml", text, &environment(), Path::new(""))
}

/// The sound configuration with texts replaced; each must be in it.
fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = SOUND.to_owned();
    for (from, to) in changes {
        assert!(
            text.contains(from),
            "`{from}` is in the sound configuration"
        );
        text = text.replacen(from, to, 1);
    }
    text
}

/// What is sound with these changes.
fn sound(changes: &[(&str, &str)]) -> Config {
    parse(&changed(changes)).unwrap_or_else(|errors| panic!("it is sound:\n{errors}"))
}

/// What is wrong with these changes, one line for each problem.
fn problems(changes: &[(&str, &str)]) -> String {
    parse(&changed(changes))
        .expect_err("something is wrong")
        .to_string()
}
