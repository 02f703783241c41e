use std::time::Duration;

use super::{problems, sound};
use crate::config::block::{BlockKind, By, Format, Level};
use crate::config::widget::Place;

const COLUMNS: &str = "[\"number\", \"date:date\", \"total:money\"]";
const TABLE: &str = "kind    = \"table\"\nquery   = \"erp.purchases\"\ncolumns = [\"number\", \"date:date\", \"total:money\"]\n";

#[test]
fn a_widget_is_what_its_file_says() {
    let config = sound(&[]);
    let widget = &config.widgets[0];
    assert_eq!(
        (widget.id.as_str(), &widget.places[..]),
        ("client", &[Place::DealTab][..])
    );
    assert_eq!(widget.title.text("ru"), "Учёт");
    assert_eq!(widget.fresh_for, Duration::from_secs(60));
    assert_eq!(widget.stale_for, Duration::from_secs(86_400));
    let [figures, table] = &widget.blocks[..] else {
        panic!("two blocks")
    };
    let BlockKind::Figures(figures) = &figures.kind else {
        panic!("figures")
    };
    assert_eq!(figures[0].value.text(), "client.debt");
    assert_eq!(
        (figures[0].label.text("de"), figures[0].format),
        ("Debt", Format::Money)
    );
    let BlockKind::Table(table) = &table.kind else {
        panic!("a table")
    };
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.format))
        .collect();
    assert_eq!(
        columns,
        [
            ("number", Format::Text),
            ("date", Format::Date),
            ("total", Format::Money)
        ]
    );
}

#[test]
fn a_column_may_have_a_label_of_its_own() {
    let config = sound(&[(
        COLUMNS,
        "[{ name = \"total\", label = { en = \"Sum\", ru = \"Сумма\" }, format = \"money\" }]",
    )]);
    let BlockKind::Table(table) = &config.widgets[0].blocks[1].kind else {
        panic!("a table")
    };
    assert_eq!(table.columns[0].label.as_ref().unwrap().text("ru"), "Сумма");
}

#[test]
fn a_gauge_is_about_money_unless_it_says_otherwise() {
    let config = sound(&[(
        TABLE,
        "kind = \"gauge\"\nvalue = \"client.debt\"\nmax = \"client.credit_limit\"\n",
    )]);
    let BlockKind::Gauge(gauge) = &config.widgets[0].blocks[1].kind else {
        panic!("a gauge")
    };
    assert_eq!(gauge.format, Format::Money);
}

#[test]
fn a_block_may_name_further_queries_for_its_expressions() {
    let config = sound(&[
        (
            "kind  = \"figures\"",
            "kind  = \"figures\"\nqueries = { bought = \"erp.purchases\" }",
        ),
        (
            "value = \"client.debt\"",
            "value = \"bought | sum(attribute = 'total')\"",
        ),
    ]);
    assert_eq!(
        config.widgets[0].blocks[0].queries["bought"].to_string(),
        "erp.purchases"
    );
    insta::assert_snapshot!(
        problems(&[("kind  = \"figures\"", "kind  = \"figures\"\nqueries = { client = \"erp.purchases\", x = \"erp.nothing\" }")]),
        @r"
    inlay.toml:27:13: widget[0].block[0].queries.client: `client` means something else in expressions
    inlay.toml:27:43: widget[0].block[0].queries.x: unknown query `erp.nothing`; known: `erp.client`, `erp.purchases`
    "
    );
}

#[test]
fn a_widget_without_its_parts_is_a_problem() {
    insta::assert_snapshot!(
        problems(&[("id     = \"client\"\nplaces = [\"CRM_DEAL_DETAIL_TAB\"]\ntitle  = { en = \"Accounting\", ru = \"Учёт\" }\n", "")]),
        @r"
    inlay.toml:21:1: widget[0].id: is missing
    inlay.toml:21:1: widget[0].places: is missing
    inlay.toml:21:1: widget[0].title: is missing
    "
    );
    insta::assert_snapshot!(
        problems(&[("[\"CRM_DEAL_DETAIL_TAB\"]", "[]"), ("{ en = \"Accounting\", ru = \"Учёт\" }", "{}"), ("[{ label = \"Debt\", value = \"client.debt\", format = \"money\", alarm = \"client.debt > 0\" }]", "[]"), (COLUMNS, "[]")]),
        @r"
    inlay.toml:23:10: widget[0].places: names no place
    inlay.toml:24:10: widget[0].title: holds no text in any language
    inlay.toml:27:9: widget[0].block[0].items: holds no figure
    inlay.toml:31:11: widget[0].block[1].columns: names no column
    "
    );
}

#[test]
fn an_unknown_place_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("CRM_DEAL_DETAIL_TAB", "CRM_DEAL_TAB")]), @"inlay.toml:23:11: widget[0].places[0]: unknown place `CRM_DEAL_TAB`; known: `CRM_DEAL_DETAIL_TAB`, `CRM_CONTACT_DETAIL_TAB`, `CRM_COMPANY_DETAIL_TAB` (nearest: `CRM_DEAL_DETAIL_TAB`)");
    insta::assert_snapshot!(problems(&[("[\"CRM_DEAL_DETAIL_TAB\"]", "[\"CRM_DEAL_DETAIL_TAB\", \"CRM_DEAL_DETAIL_TAB\"]")]), @"inlay.toml:23:34: widget[0].places[1]: names `CRM_DEAL_DETAIL_TAB` a second time");
}

#[test]
fn an_id_is_part_of_an_address_and_there_once() {
    insta::assert_snapshot!(problems(&[("id     = \"client\"", "id = \"Client card\"")]), @r#"
    inlay.toml:22:6: widget[0].id: is no id: small letters, digits, `_` and `-` make one
    "#);
    let second = "[[widget]]\nid = \"client\"\nplaces = [\"CRM_DEAL_DETAIL_TAB\"]\ntitle = \"x\"\n[[widget.block]]\nkind = \"gauge\"\nvalue = \"1\"\nmax = \"2\"\n[[widget]]\n";
    insta::assert_snapshot!(problems(&[("[[widget]]\n", second)]), @"inlay.toml:30:10: widget[1].id: another widget is called `client`, too");
}

#[test]
fn a_copy_is_not_stale_before_it_is_old() {
    insta::assert_snapshot!(problems(&[("[[widget]]", "[[widget]]\nfresh_for = \"2d\"")]), @"inlay.toml:21:1: widget[0]: `stale_for` is shorter than `fresh_for`: a copy would be too old while it is fresh");
    insta::assert_snapshot!(problems(&[("[[widget]]", "[[widget]]\nstale_for = \"10s\"")]), @"inlay.toml:22:13: widget[0].stale_for: `stale_for` is shorter than `fresh_for`: a copy would be too old while it is fresh");
}

#[test]
fn an_unknown_kind_of_block_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("\"table\"", "\"tabel\"")]), @"inlay.toml:29:11: widget[0].block[1].kind: unknown kind `tabel`; known: `figures`, `gauge`, `table`, `chart`, `list`, `notice`, `tasks` (nearest: `table`)");
    insta::assert_snapshot!(problems(&[("\"table\"", "\"map\"")]), @"inlay.toml:29:11: widget[0].block[1].kind: unknown kind `map`; known: `figures`, `gauge`, `table`, `chart`, `list`, `notice`, `tasks`");
}

#[test]
fn a_table_of_an_unknown_query_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("\"erp.purchases\"", "\"purchases\"")]), @"inlay.toml:30:11: widget[0].block[1].query: unknown query `purchases`; known: `erp.client`, `erp.purchases` (nearest: `erp.purchases`)");
}

#[test]
fn an_unknown_format_names_the_nearest() {
    insta::assert_snapshot!(problems(&[("\"money\"", "\"mony\""), ("date:date", "date:dat"), ("total:money", ":money")]), @r"
    inlay.toml:27:60: widget[0].block[0].items[0].format: unknown format `mony`; known: `text`, `money`, `number`, `percent`, `date`, `badge`, `phone` (nearest: `money`)
    inlay.toml:31:22: widget[0].block[1].columns[1]: unknown format `dat`; known: `text`, `money`, `number`, `percent`, `date`, `badge`, `phone` (nearest: `date`)
    inlay.toml:31:34: widget[0].block[1].columns[2]: names no column before its format
    ");
}

#[test]
fn an_expression_is_checked_to_its_names() {
    insta::assert_snapshot!(
        problems(&[("value = \"client.debt\"", "value = \"clent.debt\""), ("client.debt > 0", "client.debt >> 0")]),
        @r"
    inlay.toml:27:36: widget[0].block[0].items[0].value: unknown name `clent`; known: `client`, `deal`, `company`, `contact` (nearest: `client`)
    inlay.toml:27:90: widget[0].block[0].items[0].alarm: unexpected `>`
    "
    );
}

#[test]
fn a_key_of_another_kind_of_block_is_unknown() {
    insta::assert_snapshot!(problems(&[("kind    = \"table\"", "kind    = \"table\"\nitems = []")]), @"inlay.toml:30:1: widget[0].block[1].items: unknown key; known here: `kind`, `title`, `visible_to`, `queries`, `query`, `columns`, `first`, `total`");
}

#[test]
fn a_table_says_how_many_rows_come_first_and_what_is_added_up() {
    let config = sound(&[(COLUMNS, "[\"number\", \"paid:number\", \"total:money\"]")]);
    let BlockKind::Table(table) = &config.widgets[0].blocks[1].kind else {
        panic!("a table")
    };
    assert_eq!((table.first, &table.totals[..]), (10, &[2][..]));
    let columns = "[\"number\", \"paid:number\", \"total:money\"]\nfirst = 3\ntotal = [\"paid\"]";
    let config = sound(&[(COLUMNS, columns)]);
    let BlockKind::Table(table) = &config.widgets[0].blocks[1].kind else {
        panic!("a table")
    };
    assert_eq!((table.first, &table.totals[..]), (3, &[1][..]));
    let wrong = format!("{COLUMNS}\nfirst = 0\ntotal = [\"totl\", \"date\"]");
    insta::assert_snapshot!(problems(&[(COLUMNS, &wrong)]), @r"
    inlay.toml:32:9: widget[0].block[1].first: must be between 1 and 10000, is 0
    inlay.toml:33:10: widget[0].block[1].total[0]: unknown column `totl`; known: `number`, `date`, `total` (nearest: `total`)
    inlay.toml:33:18: widget[0].block[1].total[1]: is shown as date; only money and numbers are added up
    ");
}

#[test]
fn a_chart_is_about_money_by_month_unless_it_says_otherwise() {
    let chart = "kind = \"chart\"\nquery = \"erp.purchases\"\nx = \"date\"\ny = \"total\"\n";
    let config = sound(&[(TABLE, chart)]);
    let BlockKind::Chart(drawn) = &config.widgets[0].blocks[1].kind else {
        panic!("a chart")
    };
    assert_eq!((drawn.by, drawn.format), (By::Month, Format::Money));
    assert_eq!((drawn.x.as_str(), drawn.y.as_str()), ("date", "total"));
    let wrong = format!(
        "{}by = \"week\"\nformat = \"date\"\n",
        chart.replace("x = \"date\"\n", "")
    );
    insta::assert_snapshot!(problems(&[(TABLE, &wrong)]), @r"
    inlay.toml:28:1: widget[0].block[1].x: is missing
    inlay.toml:32:6: widget[0].block[1].by: unknown stretch of time `week`; known: `month`, `quarter`, `year`
    inlay.toml:33:10: widget[0].block[1].format: unknown format `date`; known: `money`, `number`
    ");
}

#[test]
fn texts_of_a_list_speak_of_its_row_and_those_of_other_blocks_do_not() {
    let list = "kind = \"list\"\nquery = \"erp.purchases\"\nline = \"{{ row.number }}\"\ndetail = { en = \"{{ row.total | money }} of {{ client.name }}\" }\nbadge = \"{{ row.status }}\"\n";
    let config = sound(&[(TABLE, list)]);
    let BlockKind::List(drawn) = &config.widgets[0].blocks[1].kind else {
        panic!("a list")
    };
    assert_eq!(drawn.line.text("en").text(), "{{ row.number }}");
    assert_eq!((drawn.first, drawn.date.is_none()), (5, true));
    let wrong = "kind = \"list\"\nquery = \"erp.purchases\"\nline = \"{{ rwo.number }}\"\ndate = \"{{ row.date \"\n";
    let both = [
        (TABLE, wrong),
        ("value = \"client.debt\"", "value = \"row.debt\""),
        (
            "kind  = \"figures\"",
            "kind  = \"figures\"\nqueries = { row = \"erp.purchases\" }",
        ),
    ];
    insta::assert_snapshot!(problems(&both), @r"
    inlay.toml:27:13: widget[0].block[0].queries.row: `row` means something else in expressions
    inlay.toml:32:8: widget[0].block[1].line: unknown name `rwo`; known: `client`, `deal`, `company`, `contact`, `row` (nearest: `row`)
    inlay.toml:33:16: widget[0].block[1].date: unexpected end of input, expected end of variable block
    ");
}

#[test]
fn a_notice_has_a_condition_a_text_and_a_level() {
    let notice = "kind = \"notice\"\nwhen = \"client.debt > 0\"\ntext = { en = \"Owes {{ client.debt | money }}\", ru = \"Долг\" }\n";
    let config = sound(&[(TABLE, notice)]);
    let BlockKind::Notice(drawn) = &config.widgets[0].blocks[1].kind else {
        panic!("a notice")
    };
    assert_eq!(drawn.level, Level::Info);
    assert_eq!(drawn.text.text("ru").text(), "Долг");
    let wrong = notice
        .replace("when = \"client.debt > 0\"\n", "level = \"loud\"\n")
        .replace("{{ client.debt | money }}", "{{ client.debt | roman }}");
    insta::assert_snapshot!(problems(&[(TABLE, &wrong)]), @r"
    inlay.toml:28:1: widget[0].block[1].when: is missing
    inlay.toml:30:9: widget[0].block[1].level: unknown level `loud`; known: `info`, `warning`, `alarm`
    inlay.toml:31:38: widget[0].block[1].text.en: the filter `roman` is not supported; there are sum, count, min, max, first, last, default, round, abs
    ");
}

#[test]
fn who_sees_a_block_or_a_widget_is_said_by_rights_or_by_department() {
    let some = "visible_to = { administrators = true, departments = [5, 7] }";
    let config = sound(&[
        (
            "kind    = \"table\"",
            &format!("kind    = \"table\"\n{some}"),
        ),
        (
            "id     = \"client\"",
            "id     = \"client\"\nvisible_to = { departments = [5] }",
        ),
    ]);
    let widget = &config.widgets[0];
    let audience = widget.blocks[1].visible_to.as_ref().unwrap();
    assert_eq!(audience.to_string(), "administrators, departments 5, 7");
    assert_eq!(
        widget.visible_to.as_ref().unwrap().to_string(),
        "department 5"
    );
    assert_eq!(widget.blocks[0].visible_to, None);
    let outline = config.outline().to_string();
    assert!(
        outline.ends_with("figures (1), table of erp.purchases (only for administrators, departments 5, 7); only for department 5"),
        "{outline}"
    );
    let wrong = |audience: &str| {
        let line = format!("kind    = \"table\"\nvisible_to = {audience}");
        problems(&[("kind    = \"table\"", &line)])
    };
    insta::assert_snapshot!(wrong("{ administrators = false }"), @"inlay.toml:30:14: widget[0].block[1].visible_to: lets nobody see it; name administrators or departments");
    insta::assert_snapshot!(wrong("{ department = [5] }"), @r"
    inlay.toml:30:14: widget[0].block[1].visible_to: lets nobody see it; name administrators or departments
    inlay.toml:30:16: widget[0].block[1].visible_to.department: unknown key; known here: `administrators`, `departments` (nearest: `departments`)
    ");
    insta::assert_snapshot!(wrong("{ departments = [0, \"sales\"] }"), @r"
    inlay.toml:30:31: widget[0].block[1].visible_to.departments[0]: must be between 1 and 9223372036854775807, is 0
    inlay.toml:30:34: widget[0].block[1].visible_to.departments[1]: must be a number, is a text
    ");
}
