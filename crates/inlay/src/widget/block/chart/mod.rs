//! Sums of rows by month, quarter or year, drawn on the server.

mod plot;
mod scale;
mod sums;

use askama::Template;

use self::plot::Plot;
use self::sums::{Series, Sums};
use super::cut::cut;
use super::data::{Data, Reading};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use super::missing_column::missing_columns;
use crate::config::block::{Block, By, Chart, Format};
use crate::words::{Argument, Language};

#[derive(Debug, Template)]
#[template(path = "block/chart.html", whitespace = "minimize")]
struct Drawn {
    /// One for each currency: they are never added up.
    charts: Vec<Figure>,
    empty: String,
    /// What is not in the picture, in words.
    notes: Vec<String>,
    /// Columns the rows do not have; told to an administrator.
    absent: Vec<String>,
}

/// One picture with its words.
#[derive(Debug)]
struct Figure {
    /// What and how much altogether.
    caption: String,
    name: String,
    description: String,
    plot: Plot,
    /// The same in a table, for those who do not see the picture.
    heads: [String; 2],
    rows: Vec<[String; 2]>,
}

pub(super) fn render(block: &Block, chart: &Chart, data: &Data) -> String {
    let Some(answer) = data.queries.get(&chart.query) else {
        tracing::error!(query.name = %chart.query, "a chart was drawn without its query");
        return String::new();
    };
    let reading = match answer {
        Ok(reading) => reading,
        Err(missing) => return absence("chart", block, missing, data),
    };
    let footing = Footing::of([answer], data.now, data.language);
    let name = title(block, data);
    let drawn = Drawn::new(name, chart, reading, data);
    framed("chart", name, drawn, footing)
}

impl Drawn {
    fn new(title: Option<&str>, chart: &Chart, reading: &Reading, data: &Data) -> Self {
        let language = data.language;
        let sums = Sums::of(chart, reading, data.now.date_naive());
        let counted =
            |key: &str, count: usize| language.say_with(key, &[("count", Argument::Count(count))]);
        let mut notes = Vec::new();
        if sums.earlier {
            notes.push(language.say("chart-earlier"));
        }
        if sums.undated > 0 {
            notes.push(counted("chart-undated", sums.undated));
        }
        notes.extend(cut(reading, Some(&chart.x), language));
        Self {
            charts: sums
                .series
                .iter()
                .map(|series| Figure::new(title, chart, &sums, series, language))
                .collect(),
            empty: language.say("table-empty"),
            notes,
            absent: missing_columns(
                reading,
                [chart.x.as_str(), chart.y.as_str()].into_iter(),
                data,
            ),
        }
    }
}

impl Figure {
    fn new(
        title: Option<&str>,
        chart: &Chart,
        sums: &Sums,
        series: &Series,
        language: Language,
    ) -> Self {
        let by = chart.by;
        let currency = series.currency.as_deref();
        let written = |amount| match chart.format {
            Format::Money => language.money(amount, currency),
            _ => language.number(amount),
        };
        let period = |number| period(by, number, language);
        let by_key = language.say(match by {
            By::Month => "chart-by-month",
            By::Quarter => "chart-by-quarter",
            By::Year => "chart-by-year",
        });
        let rows: Vec<[String; 2]> = sums
            .numbers()
            .zip(&series.amounts)
            .map(|(number, amount)| [period(number), written(*amount)])
            .collect();
        let largest = sums
            .numbers()
            .zip(&series.amounts)
            .max_by_key(|(number, amount)| (**amount, *number));
        let description = largest.map(|(number, amount)| {
            language.say_with(
                "chart-largest",
                &[
                    ("period", Argument::Text(&period(number))),
                    ("amount", Argument::Text(&written(*amount))),
                ],
            )
        });
        let total = match series.total {
            Some(total) => written(total),
            None => language.say("value-none"),
        };
        let caption = language.say_with(
            "chart-caption",
            &[
                ("from", Argument::Text(&period(sums.first))),
                ("to", Argument::Text(&period(sums.last()))),
                ("total", Argument::Text(&total)),
            ],
        );
        Self {
            name: match title {
                Some(title) => format!("{title}. {by_key}"),
                None => by_key.clone(),
            },
            description: [Some(caption.clone()), description]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(". "),
            plot: Plot::new(chart, sums, series, &rows, language),
            heads: [language.say("chart-period"), by_key],
            caption,
            rows,
        }
    }
}

/// A stretch of time in words.
fn period(by: By, number: i32, language: Language) -> String {
    let Some(begins) = by.begins(number) else {
        return language.say("value-none");
    };
    let year = number.div_euclid(by.a_year()).to_string();
    match by {
        By::Month => language.month(begins),
        By::Quarter => {
            let quarter = (number.rem_euclid(4) + 1).to_string();
            let arguments = [
                ("quarter", Argument::Text(&quarter)),
                ("year", Argument::Text(&year)),
            ];
            language.say_with("chart-quarter", &arguments)
        }
        By::Year => year,
    }
}
