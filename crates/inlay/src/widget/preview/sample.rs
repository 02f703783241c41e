//! Rows made up from the columns a configuration names.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use ledger::{Rows, Value};
use rust_decimal::Decimal;
use serde_json::{Map, json};

use crate::config::Config;
use crate::config::block::{Block, BlockKind, Format, ROW};
use crate::config::matching::{CrmField, KeyKind};
use crate::config::source::QueryName;
use crate::config::widget::Widget;
use crate::expression::{Expression, Hole, Template};
use crate::matching::Subject;
use crate::widget::card::{OpenTasks, Task};
use crate::words::{Argument, Language};

/// Rows of a list: more than a table shows at once.
const ROWS: usize = 12;

/// Amounts that are nobody's, for rows one after another.
const AMOUNTS: [i64; 7] = [
    12_840_000, 5_499_050, 31_000_000, 1_825_000, 9_670_000, 24_030_000, 7_215_000,
];

/// What a preview is filled with.
#[derive(Debug)]
pub(super) struct Samples<'a> {
    pub(super) config: &'a Config,
    pub(super) language: Language,
    pub(super) today: NaiveDate,
}

/// A column, and how it is written where that is known.
struct Wanted {
    name: String,
    format: Option<Format>,
}

impl Samples<'_> {
    /// The client's own row: everything the widget's blocks ask of it; without `any` one that has
    /// no figures yet.
    pub(super) fn client(&self, widget: &Widget, any: bool) -> Rows {
        let mut columns = Columns::default();
        columns.add("name", Some(Format::Text));
        columns.add("tax_id", Some(Format::Text));
        for block in &widget.blocks {
            columns.of_expressions(block, "client");
        }
        let mut rows = self.table(columns, 1, 0);
        if !any {
            // Whoever has bought nothing yet owes nothing.
            for value in rows.rows.iter_mut().flatten() {
                match value {
                    Value::Decimal(amount) => *amount = Decimal::ZERO,
                    Value::Integer(number) => *number = 0,
                    _ => {}
                }
            }
        }
        rows
    }

    /// One of those a manager has to choose from.
    pub(super) fn candidate(&self, number: usize) -> Rows {
        let mut columns = Columns::default();
        for column in &self.config.matching.candidates {
            columns.add(&column.name, Some(column.format));
        }
        if columns.0.is_empty() {
            for name in ["name", "tax_id", "city", "phone", "manager"] {
                let format = (name == "phone").then_some(Format::Phone);
                columns.add(name, format.or(Some(Format::Text)));
            }
        }
        self.table(columns, 1, number)
    }

    /// The rows of one query of a block.
    pub(super) fn rows(&self, block: &Block, query: &QueryName, any: bool) -> Rows {
        let mut columns = Columns::default();
        let names = block.queries.iter().filter(|(_, named)| *named == query);
        for (name, _) in names {
            columns.of_expressions(block, name);
        }
        if block.kind.query() == Some(query) {
            columns.of_rows(&block.kind);
        }
        self.table(columns, if any { ROWS } else { 0 }, 0)
    }

    /// A card with a company and a contact, and what the blocks ask of them.
    pub(super) fn subject(&self, widget: &Widget) -> Subject {
        let record = |root: &str| {
            let mut columns = Columns::default();
            for block in &widget.blocks {
                columns.of_expressions(block, root);
            }
            let mut fields = Map::from_iter([("id".to_owned(), json!(1))]);
            for wanted in columns.0 {
                let value = match self.value(&wanted, 0, false) {
                    Value::Decimal(number) => json!(number),
                    Value::Integer(number) => json!(number),
                    Value::Date(date) => json!(date.to_string()),
                    Value::Text(text) => json!(text),
                    _ => json!(null),
                };
                fields.entry(wanted.name).or_insert(value);
            }
            Some(fields.into())
        };
        Subject {
            deal: record("deal"),
            company: record("company"),
            contact: record("contact"),
            requisites: Vec::new(),
        }
    }

    /// Open tasks, one of them late, where the widget shows any.
    pub(super) fn tasks(&self, widget: &Widget, any: bool) -> OpenTasks {
        let is_tasks = |block: &Block| matches!(block.kind, BlockKind::Tasks(_));
        if !widget.blocks.iter().any(is_tasks) {
            return OpenTasks::Unasked;
        }
        let tasks = (0..if any { 3_u32 } else { 0 }).map(|row| {
            let late = self.today.checked_sub_days(Days::new(2));
            let day = late.and_then(|day| day.checked_add_days(Days::new(u64::from(row) * 4)));
            let noon = day.unwrap_or(self.today).and_time(NaiveTime::MIN);
            Task {
                id: u64::from(row) + 1,
                title: self.text(row as usize),
                responsible: Some(self.name(row as usize)),
                deadline: Some(Utc.from_utc_datetime(&noon).fixed_offset()),
                awaits_control: false,
                link: "https://portal.example/".to_owned(),
            }
        });
        OpenTasks::Told {
            tasks: tasks.collect(),
            more: false,
        }
    }

    /// A key that is nobody's.
    pub(super) fn key(&self, kind: KeyKind) -> String {
        match kind {
            KeyKind::Inn | KeyKind::TaxNumber => "0000000000".to_owned(),
            KeyKind::Phone => phone(0),
            KeyKind::Email => "nobody@example.com".to_owned(),
            KeyKind::Text => self.text(0),
        }
    }

    fn table(&self, mut columns: Columns, count: usize, from: usize) -> Rows {
        if columns.0.is_empty() {
            // A block that names no column shows them all.
            columns.add("number", Some(Format::Text));
            columns.add("date", Some(Format::Date));
        }
        let is_letters = columns.0.iter().any(|wanted| wanted.name == "subject");
        Rows {
            columns: columns.0.iter().map(|wanted| wanted.name.clone()).collect(),
            rows: (from..from + count)
                .map(|row| {
                    let values = columns
                        .0
                        .iter()
                        .map(|wanted| self.value(wanted, row, is_letters));
                    values.collect()
                })
                .collect(),
            truncated: false,
        }
    }

    /// By what a column is written as, else by what it is called.
    fn value(&self, wanted: &Wanted, row: usize, is_letters: bool) -> Value {
        let name = wanted.name.to_lowercase();
        let is = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        match wanted.format {
            Some(Format::Money) => Value::Decimal(amount(&name, row)),
            Some(Format::Number | Format::Percent) => Value::Integer(number(&name, row)),
            Some(Format::Date) => Value::Date(self.day(&name, row)),
            Some(Format::Badge) => Value::Text(badge(&name, row, is_letters).to_owned()),
            Some(Format::Phone) => Value::Text(phone(row)),
            None if is(&["date", "дата"]) => Value::Date(self.day(&name, row)),
            None if is(&["status", "name", "subject"]) => Value::Text(self.text(row)),
            None if is(&["days", "count", "quantity"]) => Value::Integer(number(&name, row)),
            None => Value::Decimal(amount(&name, row)),
            _ if is(&["tax", "inn", "инн"]) => Value::Text("0000000000".to_owned()),
            _ if is(&["phone"]) => Value::Text(phone(row)),
            _ if is(&["email"]) => Value::Text("nobody@example.com".to_owned()),
            _ if is(&["number", "code", "номер"]) => Value::Text(format!("S-{:04}", row + 1)),
            _ if is(&["name", "client", "наименование"]) => Value::Text(self.name(row)),
            _ => Value::Text(self.text(row)),
        }
    }

    fn name(&self, row: usize) -> String {
        self.numbered("sample-client", row)
    }

    fn text(&self, row: usize) -> String {
        self.numbered("sample-text", row)
    }

    fn numbered(&self, key: &str, row: usize) -> String {
        let number = (row + 1).to_string();
        self.language
            .say_with(key, &[("number", Argument::Text(&number))])
    }

    /// One row is some three weeks older than the one before it.
    fn day(&self, name: &str, row: usize) -> NaiveDate {
        let back = Days::new(row as u64 * 20 + 4);
        let day = self.today.checked_sub_days(back).unwrap_or(self.today);
        if ["due", "deadline"].iter().any(|part| name.contains(part)) {
            day.checked_add_days(Days::new(30)).unwrap_or(day)
        } else {
            day
        }
    }
}

/// Columns in the order they are met, each once.
#[derive(Default)]
struct Columns(Vec<Wanted>);

impl Columns {
    fn add(&mut self, name: &str, format: Option<Format>) {
        match self.0.iter_mut().find(|wanted| wanted.name == name) {
            Some(known) => known.format = known.format.or(format),
            None => self.0.push(Wanted {
                name: name.to_owned(),
                format,
            }),
        }
    }

    /// What a block shows of its own query's rows.
    fn of_rows(&mut self, kind: &BlockKind) {
        match kind {
            BlockKind::Table(table) => {
                for column in &table.columns {
                    self.add(&column.name, Some(column.format));
                }
            }
            BlockKind::Chart(chart) => {
                self.add(&chart.x, Some(Format::Date));
                self.add(&chart.y, Some(chart.format));
            }
            BlockKind::List(list) => {
                let texts = list
                    .line
                    .holes()
                    .chain(list.detail.iter().flat_map(|d| d.holes()));
                let holes = texts.chain(list.badge.iter().flat_map(Template::holes));
                for hole in holes {
                    self.of_entry(hole, hole.format);
                }
                for hole in list.date.iter().flat_map(Template::holes) {
                    self.of_entry(hole, Format::Date);
                }
            }
            BlockKind::Figures(_)
            | BlockKind::Gauge(_)
            | BlockKind::Notice(_)
            | BlockKind::Tasks(_) => {}
        }
    }

    /// What a hole of a list's text reads of its row.
    fn of_entry(&mut self, hole: &Hole, format: Format) {
        for (name, column) in hole.expression.summed_columns() {
            if name == ROW {
                self.add(column, Some(format));
            }
        }
    }

    /// What a block's expressions read of a name.
    fn of_expressions(&mut self, block: &Block, root: &str) {
        let mut read = |expression: &Expression, format| {
            for (name, column) in expression.summed_columns() {
                if name == root {
                    self.add(column, format);
                }
            }
        };
        match &block.kind {
            BlockKind::Figures(figures) => {
                for figure in figures {
                    read(&figure.value, Some(figure.format));
                }
            }
            BlockKind::Gauge(gauge) => {
                read(&gauge.value, Some(gauge.format));
                read(&gauge.max, Some(gauge.format));
            }
            BlockKind::Table(_)
            | BlockKind::Chart(_)
            | BlockKind::List(_)
            | BlockKind::Notice(_)
            | BlockKind::Tasks(_) => {}
        }
        for expression in block.expressions() {
            read(expression, None);
        }
    }
}

/// The field a client of this configuration is found by first.
pub(super) fn key_field(config: &Config) -> CrmField {
    config.matching.steps.first().map_or_else(
        || CrmField::Requisite("RQ_INN".to_owned()),
        |step| step.field.clone(),
    )
}

fn amount(name: &str, row: usize) -> Decimal {
    let is = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let cents = if is(&["limit", "лимит"]) {
        100_000_000
    } else if is(&["overdue", "просроч"]) {
        8_450_000
    } else if is(&["debt", "owed", "balance", "долг"]) {
        64_000_000
    } else {
        AMOUNTS[row % AMOUNTS.len()]
    };
    Decimal::new(cents, 2)
}

fn number(name: &str, row: usize) -> i64 {
    if name.contains("days") {
        12
    } else {
        3 + i64::try_from(row).unwrap_or_default() * 2
    }
}

/// Letters are answered, goods are paid for.
fn badge(name: &str, row: usize, is_letters: bool) -> &'static str {
    const STATES: [&str; 5] = ["paid", "shipped", "partly_paid", "unpaid", "paid"];
    const OPEN: [&str; 3] = ["new", "in_progress", "waiting"];
    match name {
        "kind" => ["sale", "sale", "return"][row % 3],
        _ if is_letters => OPEN[row % 3],
        _ => STATES[row % STATES.len()],
    }
}

fn phone(row: usize) -> String {
    format!("+7 495 000-00-{:02}", row % 100)
}
