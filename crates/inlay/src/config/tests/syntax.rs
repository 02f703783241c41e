use super::problems;

#[test]
fn every_mistake_in_the_toml_is_named_with_its_place() {
    insta::assert_snapshot!(problems(&[("\"local.6641\"", "local"), ("[match]", "[match")]), @r"
    inlay.toml:5:17: string values must be quoted, expected literal string
    inlay.toml:19:7: unclosed table, expected `]`
    ");
}

#[test]
fn a_key_that_is_written_twice_is_a_mistake() {
    insta::assert_snapshot!(problems(&[("[match]", "[match]\nsteps = []")]), @"inlay.toml:21:1: duplicate key");
}

#[test]
fn an_unknown_key_names_the_nearest_and_all_known_ones() {
    insta::assert_snapshot!(problems(&[("public_url", "public_uri")]), @r"
    inlay.toml:1:1: server.public_url: is missing
    inlay.toml:2:1: server.public_uri: unknown key; known here: `listen`, `operator_listen`, `public_url` (nearest: `public_url`)
    ");
}

#[test]
fn a_section_that_is_not_built_is_an_unknown_key() {
    insta::assert_snapshot!(problems(&[("[match]", "[redis]\nurl = \"redis://x\"\n[match]")]), @"inlay.toml:19:2: redis: unknown key; known here: `server`, `bitrix24`, `store`, `sources`, `match`, `widget`, `rule`, `telemetry`");
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_file() {
    insta::assert_snapshot!(
        problems(&[
            ("[server]", "[server]\nlisten = \"everywhere\""),
            ("client_id     = \"local.6641\"\n", ""),
            ("kind = \"sql\"", "kind = \"sql\"\nmax_rows = \"many\""),
            ("erp.purchases", "erp.purchase"),
            ("total:money", "total:cash"),
        ]),
        @r"
    inlay.toml:2:10: server.listen: is no address to listen on; write an IP address and a port like `127.0.0.1:8080`
    inlay.toml:4:1: bitrix24.client_id: is missing
    inlay.toml:12:12: sources.erp.max_rows: must be a number, is a text
    inlay.toml:31:11: widget[0].block[1].query: unknown query `erp.purchase`; known: `erp.client`, `erp.purchases` (nearest: `erp.purchases`)
    inlay.toml:32:35: widget[0].block[1].columns[2]: unknown format `cash`; known: `text`, `money`, `number`, `percent`, `date`, `badge`, `phone`
    "
    );
}

#[test]
fn an_empty_file_lacks_its_sections() {
    insta::assert_snapshot!(super::parse("").unwrap_err(), @r"
    inlay.toml:1:1: server: is missing
    inlay.toml:1:1: bitrix24: is missing
    inlay.toml:1:1: store: is missing
    ");
}

#[test]
fn a_value_of_another_type_says_what_it_is_and_must_be() {
    insta::assert_snapshot!(
        problems(&[
            ("\"https://inlay.acme.example\"", "8080"),
            ("[match]\nsteps = [{", "[match]\nsteps = {"),
            ("as = \"tax_id\" }]", "as = \"tax_id\" }"),
            ("title  = { en", "fresh_for = 1.5\nstale_for = 1979-05-27\ntitle  = { en"),
            ("[store]", "[telemetry]\nlog = true\n[store]"),
        ]),
        @r"
    inlay.toml:2:14: server.public_url: must be a text, is a number
    inlay.toml:8:7: telemetry.log: must be a text, is true or false
    inlay.toml:22:9: match.steps: must be a list, is a table
    inlay.toml:26:13: widget[0].fresh_for: must be a text, is a fraction
    inlay.toml:27:13: widget[0].stale_for: must be a text, is a date
    "
    );
}

#[test]
fn columns_count_characters_not_bytes() {
    insta::assert_snapshot!(
        problems(&[("{ en = \"Accounting\", ru = \"Учёт\" }", "{ ru = \"Учёт\", EN = \"Accounting\" }")]),
        @"inlay.toml:24:25: widget[0].title.EN: is no language; write its code in small letters, like `en` or `pt-br`"
    );
}

#[test]
fn lines_may_end_as_on_windows() {
    let text = super::SOUND.replace('\n', "\r\n");
    assert!(super::parse(&text).is_ok());
    let errors = super::parse(&text.replace("client.debt > 0", "client.debt >")).unwrap_err();
    insta::assert_snapshot!(errors, @r#"
    inlay.toml:27:90: widget[0].block[0].items[0].alarm: unexpected end of input, expected expression
    "#);
}

#[test]
fn a_section_may_be_written_with_dots_or_in_one_line() {
    let server = "server.public_url = \"https://inlay.acme.example\"";
    super::sound(&[(
        "[server]\npublic_url = \"https://inlay.acme.example\"",
        server,
    )]);
    insta::assert_snapshot!(
        problems(&[
            ("[server]\npublic_url = \"https://inlay.acme.example\"", "server.listen = \"[::1]:80\""),
            ("[sources.erp]\nkind = \"sql\"\nurl  = { env = \"ERP_URL\" }\n", ""),
        ]),
        @r#"
    inlay.toml:1:1: server.public_url: is missing
    inlay.toml:9:10: sources.erp.kind: is missing
    "#
    );
}
