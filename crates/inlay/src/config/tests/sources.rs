use std::time::Duration;

use super::{problems, sound};
use crate::config::source::SourceKind;

const SQL: &str = "\"select id as client_id, name, debt from clients where tax_id = :tax_id\"";

#[test]
fn a_source_has_careful_limits_unless_it_says_otherwise() {
    let config = sound(&[]);
    let SourceKind::Sql(sql) = &config.sources["erp"].kind;
    assert_eq!(
        (sql.timeout, sql.max_parallel, sql.max_rows),
        (Duration::from_secs(3), 4, 2_000)
    );

    let config = sound(&[(
        "kind = \"sql\"",
        "kind = \"sql\"\ntimeout = \"500ms\"\nmax_parallel = 2\nmax_rows = 50\ncurrency = \"RUB\"\ncurrencies = { 643 = \"RUB\" }",
    )]);
    let erp = &config.sources["erp"];
    let SourceKind::Sql(sql) = &erp.kind;
    assert_eq!(
        (sql.timeout, sql.max_parallel, sql.max_rows),
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
fn a_kind_that_is_not_built_names_the_one_that_is() {
    insta::assert_snapshot!(problems(&[("kind = \"sql\"", "kind = \"odata\"")]), @"inlay.toml:11:8: sources.erp.kind: unknown kind `odata`; known: `sql`");
}

#[test]
fn a_database_without_a_driver_is_a_problem() {
    insta::assert_snapshot!(problems(&[("{ env = \"ERP_URL\" }", "\"mysql://db/books\"")]), @"inlay.toml:12:8: sources.erp.url: must begin with `sqlite:` or `postgres:`");
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
