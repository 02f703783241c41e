use std::time::Duration;

use super::{problems, sound};
use crate::config::source::SourceKind;

const SQL: &str = "\"select id as client_id, name, debt from clients where tax_id = :tax_id\"";

#[test]
fn a_source_has_careful_limits_unless_it_says_otherwise() {
    let config = sound(&[]);
    let limits = config.sources["erp"].limits;
    assert_eq!(
        (limits.timeout, limits.max_parallel, limits.max_rows),
        (Duration::from_secs(3), 4, 2_000)
    );

    let config = sound(&[(
        "kind = \"sql\"",
        "kind = \"sql\"\ntimeout = \"500ms\"\nmax_parallel = 2\nmax_rows = 50\ncurrency = \"RUB\"\ncurrencies = { 643 = \"RUB\" }",
    )]);
    let erp = &config.sources["erp"];
    assert_eq!(
        (
            erp.limits.timeout,
            erp.limits.max_parallel,
            erp.limits.max_rows
        ),
        (Duration::from_millis(500), 2, 50)
    );
    assert_eq!(erp.currency.as_deref(), Some("RUB"));
    assert_eq!(erp.currencies["643"], "RUB");
}

#[test]
fn limits_and_currencies_have_bounds() {
    insta::assert_snapshot!(
        problems(&[(
            "kind = \"sql\"",
            "kind = \"sql\"\ntimeout = \"0s\"\nmax_parallel = 0\nmax_rows = 99999999999999999999\ncurrency = \"rub\"\ncurrencies = { 643 = \"RUR!\" }",
        )]),
        @r"
    inlay.toml:12:11: sources.erp.timeout: must be longer than nothing
    inlay.toml:13:16: sources.erp.max_parallel: must be between 1 and 100, is 0
    inlay.toml:14:12: sources.erp.max_rows: must be a number, is a number too large
    inlay.toml:15:12: sources.erp.currency: is no currency; write its three capital letters, like `EUR`
    inlay.toml:16:22: sources.erp.currencies.643: is no currency; write its three capital letters, like `EUR`
    "
    );
    insta::assert_snapshot!(problems(&[("kind = \"sql\"", "kind = \"sql\"\ntimeout = \"3 seconds\"")]), @"inlay.toml:12:11: sources.erp.timeout: is no duration; write one like `500ms`, `3s`, `5m`, `24h`, `2d`");
}

#[test]
fn a_kind_that_there_is_not_names_those_there_are() {
    insta::assert_snapshot!(problems(&[("kind = \"sql\"", "kind = \"soap\"")]), @"inlay.toml:11:8: sources.erp.kind: unknown kind `soap`; known: `sql`, `odata`, `http`");
}

/// A source of 1C beside the sound one, with a query.
fn onec(query: &str) -> String {
    format!(
        "[sources.onec]\nkind = \"odata\"\nprotocol = \"1c\"\nurl = \"https://1c.acme.example/base\"\nlogin = {{ user = \"reader\", password = {{ env = \"INLAY_KEY\" }} }}\nsessions = {{ idle = \"20s\" }}\nrate = \"10/1s\"\n[sources.onec.queries.debt]\n{query}\n[match]"
    )
}

#[test]
fn a_service_of_odata_has_its_own_keys() {
    let query = "params = { keys = \"guid[]\", until = \"datetime\" }\ngiven = { keys = \"erp.client.key\" }\nentity = \"AccumulationRegister_Расчеты\"\nfunction = { Balance = { Condition = \"Контрагент_Key in {keys}\", Period = \"{until}\" } }\nselect = [\"Контрагент_Key\", \"СуммаBalance\"]";
    let config = sound(&[("[match]", &onec(query))]);
    let SourceKind::OData(odata) = &config.sources["onec"].kind else {
        panic!("a service")
    };
    assert_eq!(odata.protocol, ledger::Protocol::OneC);
    assert!(matches!(odata.web.login, ledger::Login::Basic { .. }));
    assert_eq!(odata.web.rate.map(|rate| rate.requests), Some(10));
}

#[test]
fn a_query_of_odata_is_checked_to_its_places() {
    insta::assert_snapshot!(problems(&[("[match]", &onec("params = { id = \"guid\" }\nentity = \"Catalog_Валюты\"\nfilter = \"Ref_Key eq {idd}\""))]), @"inlay.toml:29:22: sources.onec.queries.debt.filter: `{idd}` is not declared in `params` (nearest: `id`)");
    insta::assert_snapshot!(problems(&[("[match]", &onec("entity = \"Catalog_Валюты\"\nfunction = { Balanse = { Condition = \"A eq 1\" } }"))]), @"inlay.toml:28:12: sources.onec.queries.debt.function: `Balanse` is not known here; known are SliceLast, SliceFirst, Balance, Turnovers, BalanceAndTurnovers");
    insta::assert_snapshot!(problems(&[("[match]", &onec("entity = \"$batch\"\nsql = \"select 1\""))]), @r"
    inlay.toml:27:11: sources.onec.queries.debt.entity: `$` has no meaning here
    inlay.toml:28:1: sources.onec.queries.debt.sql: unknown key; known here: `params`, `entity`, `filter`, `order`, `select`, `top`, `function`, `given`, `lookup`, `currency`, `fresh_for`, `stale_for`
    ");
}

/// A system of JSON beside the sound one, with a query.
fn shop(query: &str) -> String {
    format!(
        "[sources.shop]\nkind = \"http\"\nurl = \"https://shop.acme.example/api\"\nheaders = {{ Authorization = {{ env = \"INLAY_KEY\" }} }}\n[sources.shop.queries.tickets]\nparams = {{ tax_id = \"text\" }}\n{query}\n[match]"
    )
}

#[test]
fn a_system_of_json_has_its_own_keys() {
    let query = "path = \"/tickets?customer={tax_id}\"\nrows = \"$.items[*]\"\ncolumns = { number = \"$.id\", total = { path = \"$.sum\", type = \"decimal\", scale = -2 } }\npaging = { kind = \"offset\", offset = \"skip\", limit = \"take\", size = 100, key = \"$.id\" }";
    let config = sound(&[("[match]", &shop(query))]);
    let SourceKind::Http(http) = &config.sources["shop"].kind else {
        panic!("a system")
    };
    assert_eq!(http.web.headers.len(), 1);
}

#[test]
fn a_query_of_json_is_checked_to_its_places() {
    let columns = "columns = { number = \"$.id\" }";
    insta::assert_snapshot!(problems(&[("[match]", &shop(&format!("path = \"/tickets?customer={{taxid}}\"\n{columns}")))]), @"inlay.toml:25:27: sources.shop.queries.tickets.path: `{taxid}` is not declared in `params` (nearest: `tax_id`)");
    insta::assert_snapshot!(problems(&[("[match]", &shop("path = \"/tickets/{tax_id}\"\ncolumns = { number = \"$.[id\" }"))]), @"inlay.toml:26:22: sources.shop.queries.tickets.columns.number: `$.[id` is no JSONPath: at position 2, in dot member name, must start with lowercase alpha or '_'");
    insta::assert_snapshot!(problems(&[("[match]", &shop(&format!("method = \"POST\"\npath = \"/tickets\"\nbody = {{ id = \"{{tax_id}}\" }}\n{columns}")))]), @"inlay.toml:25:10: sources.shop.queries.tickets.method: a POST is sent only with `read_only = true`: does it change nothing?");
    insta::assert_snapshot!(problems(&[("[match]", &shop(&format!("path = \"/tickets/{{tax_id}}\"\npaging = {{ kind = \"pages\" }}\n{columns}")))]), @"inlay.toml:26:19: sources.shop.queries.tickets.paging.kind: unknown kind `pages`; known: `none`, `offset`, `page`, `next`, `cursor`, `range` (nearest: `page`)");
}

#[test]
fn a_database_without_a_driver_is_a_problem() {
    insta::assert_snapshot!(problems(&[("{ env = \"ERP_URL\" }", "\"oracle://db/books\"")]), @"inlay.toml:12:8: sources.erp.url: must begin with `sqlite:`, `postgres:`, `mysql:` or `mssql:`");
    insta::assert_snapshot!(problems(&[("sqlite://inlay.db", "inlay.db")]), @"inlay.toml:8:8: store.url: must begin with `sqlite:` or `postgres:`");
}

#[test]
fn names_have_no_dots() {
    insta::assert_snapshot!(problems(&[("[sources.erp.queries.purchases]", "[sources.erp.queries.\"a.b\"]"), ("erp.purchases", "erp.a.b")]), @"inlay.toml:16:22: sources.erp.queries.a.b: is no name: letters, digits, `_` and `-` make one");
}

#[test]
fn names_may_be_in_any_alphabet() {
    sound(&[
        ("queries.purchases", "queries.\"Покупки\""),
        ("erp.purchases", "erp.Покупки"),
    ]);
}

#[test]
fn a_parameters_type_is_one_of_a_closed_list() {
    insta::assert_snapshot!(problems(&[("tax_id = \"text\"", "tax_id = \"string\"")]), @"inlay.toml:14:21: sources.erp.queries.client.params.tax_id: unknown type `string`; known: `text`, `integer`, `decimal`, `date`, `datetime`, `bool`, `guid`, `text[]`, `integer[]`, `decimal[]`, `date[]`, `datetime[]`, `bool[]`, `guid[]`");
}

#[test]
fn a_hole_nobody_declared_is_pointed_at() {
    insta::assert_snapshot!(problems(&[("= :tax_id\"", "= :taxid\"")]), @"inlay.toml:15:74: sources.erp.queries.client.sql: `:taxid` is not declared in `params` (nearest: `tax_id`)");
}

#[test]
fn a_declared_parameter_must_be_used() {
    insta::assert_snapshot!(problems(&[("{ tax_id = \"text\" }", "{ tax_id = \"text\", kpp = \"text\" }")]), @"inlay.toml:14:10: sources.erp.queries.client.params: `kpp` is declared in `params` but the query does not use it");
}

#[test]
fn bad_sql_is_pointed_at_in_its_own_line() {
    let folded = "\"\"\"\nselect id as client_id, \\\n    name\n  from clients\n where tax_id = :tax_id;\n delete from clients\n\"\"\"";
    insta::assert_snapshot!(problems(&[(SQL, folded)]), @"inlay.toml:20:2: sources.erp.queries.client.sql: there is a second statement");
    let literal = "'''\nselect id\n  from clients where tax_id = :tax_id\n   and name = :nam\n'''";
    insta::assert_snapshot!(problems(&[(SQL, literal)]), @"inlay.toml:18:15: sources.erp.queries.client.sql: `:nam` is not declared in `params`");
    insta::assert_snapshot!(problems(&[(SQL, "\"delete from clients where tax_id = :tax_id\"")]), @"inlay.toml:15:11: sources.erp.queries.client.sql: a query begins with select, with, values or table, not with `delete`");
}

#[test]
fn whoever_names_a_broken_query_is_not_wrong_too() {
    insta::assert_snapshot!(problems(&[(SQL, "\"\"")]), @"inlay.toml:15:10: sources.erp.queries.client.sql: is empty");
}

/// The sound configuration with two more queries: keys, and a debt they feed.
fn fed(keys: &str, debt: &str) -> Vec<(&'static str, String)> {
    let queries = format!(
        "[sources.erp.queries.keys]\nparams = {{ client_id = \"integer\" }}\nsql = \"select key from keys where client_id = :client_id\"\n{keys}[sources.erp.queries.debt]\nparams = {{ keys = \"guid[]\" }}\nsql = \"select sum(debt) as debt from debts where key in (:keys)\"\n{debt}[match]"
    );
    vec![("[match]", queries)]
}

fn fed_problems(keys: &str, debt: &str) -> String {
    let changes = fed(keys, debt);
    let changes: Vec<(&str, &str)> = changes.iter().map(|(a, b)| (*a, b.as_str())).collect();
    problems(&changes)
}

#[test]
fn a_query_is_fed_by_a_column_of_another() {
    for written in ["keys.key", "erp.keys.key"] {
        let changes = fed("", &format!("given = {{ keys = \"{written}\" }}\n"));
        let config = sound(&[("[match]", changes[0].1.as_str())]);
        let given = &config.sources["erp"].queries["debt"].given["keys"];
        assert_eq!(
            (given.query.to_string(), given.column.as_str()),
            ("erp.keys".into(), "key")
        );
    }
}

#[test]
fn a_column_that_is_looked_up_makes_its_table_a_slow_one() {
    let lookup = "lookup = { currency = { by = \"cur\", in = \"keys.key\", take = \"code\" } }\n";
    let changes = fed("", &format!("given = {{ keys = \"keys.key\" }}\n{lookup}"));
    let config = sound(&[("[match]", changes[0].1.as_str())]);
    let erp = &config.sources["erp"];
    let lookup = &erp.queries["debt"].lookups["currency"];
    assert_eq!((lookup.by.as_str(), lookup.take.as_str()), ("cur", "code"));
    assert_eq!(lookup.keys.column, "key");
    assert_eq!(
        erp.queries["keys"].fresh_for,
        Some(Duration::from_secs(86_400))
    );
    assert_eq!(erp.queries["debt"].fresh_for, None);
}

#[test]
fn what_feeds_a_query_is_checked_to_its_names_and_types() {
    insta::assert_snapshot!(fed_problems("", "given = { keys = \"kyes.key\" }\n"), @"inlay.toml:25:18: sources.erp.queries.debt.given.keys: unknown query `kyes`; known: `client`, `debt`, `keys`, `purchases` (nearest: `keys`)");
    insta::assert_snapshot!(fed_problems("", "given = { kees = \"keys.key\" }\n"), @"inlay.toml:25:11: sources.erp.queries.debt.given.kees: unknown parameter; known: `keys` (nearest: `keys`)");
    insta::assert_snapshot!(fed_problems("", "given = { keys = \"keys\" }\n"), @"inlay.toml:25:18: sources.erp.queries.debt.given.keys: names no column; write one like `query.column`");
    insta::assert_snapshot!(fed_problems("given = { client_id = \"purchases.number\" }\n", "given = { keys = \"keys.key\" }\n"), @"inlay.toml:22:11: sources.erp.queries.keys.given.client_id: is filled with every value of a column, so it must take a list: `integer[]`");
    insta::assert_snapshot!(fed_problems("", "lookup = { currency = { by = \"cur\", in = \"curencies.key\", tak = \"code\" } }\n"), @r"
    inlay.toml:25:23: sources.erp.queries.debt.lookup.currency.take: is missing
    inlay.toml:25:42: sources.erp.queries.debt.lookup.currency.in: unknown query `curencies`; known: `client`, `debt`, `keys`, `purchases`
    inlay.toml:25:59: sources.erp.queries.debt.lookup.currency.tak: unknown key; known here: `by`, `in`, `take` (nearest: `take`)
    ");
}

#[test]
fn a_query_that_would_need_itself_is_a_problem() {
    insta::assert_snapshot!(fed_problems("lookup = { debt = { by = \"key\", in = \"debt.key\", take = \"debt\" } }\n", "given = { keys = \"keys.key\" }\n"), @r"
    inlay.toml:22:38: sources.erp.queries.keys.lookup.debt.in: `erp.keys` would need itself: by way of `erp.debt`, `erp.keys`
    inlay.toml:26:18: sources.erp.queries.debt.given.keys: `erp.debt` would need itself: by way of `erp.keys`, `erp.debt`
    ");
    insta::assert_snapshot!(fed_problems("", "given = { keys = \"debt.key\" }\n"), @"inlay.toml:25:18: sources.erp.queries.debt.given.keys: `erp.debt` would need itself: by way of `erp.debt`");
}

#[test]
fn a_source_has_a_time_zone_of_the_world() {
    let config = sound(&[(
        "kind = \"sql\"",
        "kind = \"sql\"\ntimezone = \"Europe/Moscow\"",
    )]);
    assert_eq!(config.sources["erp"].timezone, chrono_tz::Europe::Moscow);
    insta::assert_snapshot!(problems(&[("kind = \"sql\"", "kind = \"sql\"\ntimezone = \"Europe/Moskow\"")]), @"inlay.toml:12:12: sources.erp.timezone: is no time zone; write one like `Europe/Moscow` (nearest: `Europe/Moscow`)");
}
