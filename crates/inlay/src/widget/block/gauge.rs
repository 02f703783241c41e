//! How much of a limit is used.

use askama::Template;
use rust_decimal::Decimal;

use super::cell::Cell;
use super::currency::Currencies;
use super::data::Data;
use super::figures::{Uncomputed, missing};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use crate::config::block::{Block, Format, Gauge};
use crate::expression::Value;
use crate::words::{Argument, Language};

#[derive(Debug, Template)]
#[template(path = "block/gauge.html", whitespace = "minimize")]
struct Drawn {
    /// The amount used.
    value: String,
    /// "of 1,000,000", or "no limit".
    of: Option<String>,
    bar: Option<Bar>,
    /// What it means, in words.
    verdict: String,
    tone: &'static str,
    uncomputed: Option<Uncomputed>,
}

/// The bar: hundredths of its length that are full, and the whole of it in words.
#[derive(Debug)]
struct Bar {
    filled: Decimal,
    text: String,
    percent: String,
    label: String,
}

/// Percent of the limit from which on it is nearly used up.
const NEARLY: Decimal = Decimal::from_parts(80, 0, 0, false, 0);

pub(super) fn render(block: &Block, gauge: &Gauge, data: &Data) -> String {
    let language = data.language;
    let heading = match title(block, data) {
        Some(title) => title.to_owned(),
        None => language.say("gauge-title"),
    };
    for expression in [&gauge.value, &gauge.max] {
        if let Some(missing) = missing(expression, data) {
            return absence("gauge", block, missing, data);
        }
    }
    let mut roots = gauge.value.roots();
    roots.extend(gauge.max.roots());
    let footing = Footing::of(
        roots.iter().filter_map(|root| data.named.get(*root)),
        data.now,
        language,
    );
    framed(
        "gauge",
        Some(&heading),
        Drawn::new(gauge, &heading, data),
        footing,
    )
}

impl Drawn {
    fn new(gauge: &Gauge, heading: &str, data: &Data) -> Self {
        let language = data.language;
        let currency = match gauge.format {
            Format::Money => match Currencies::of(&[&gauge.value, &gauge.max], data) {
                Currencies::One(currency) => currency,
                Currencies::Several(_) | Currencies::Mixed => {
                    let words = language.say("block-currencies-mixed");
                    return Self::uncomputed(Uncomputed { words, cause: None });
                }
            },
            _ => None,
        };
        let values = gauge.value.evaluate(&data.scope).and_then(|value| {
            let max = gauge.max.evaluate(&data.scope)?;
            Ok((value, max))
        });
        let (value, max) = match values {
            Ok(values) => values,
            Err(error) => return Self::uncomputed(Uncomputed::new(&error, data)),
        };
        let written = |amount: Decimal| {
            Cell::new(
                &Value::Number(amount),
                gauge.format,
                currency.as_deref(),
                language,
            )
            .text
        };
        let shown = Cell::new(&value, gauge.format, currency.as_deref(), language).text;
        match (value.number(), max.number()) {
            (Some(used), Some(limit)) => {
                Self::measured(used, limit, shown, heading, &written, language)
            }
            (Some(_), None) => Self {
                value: shown,
                of: Some(language.say("gauge-none")),
                bar: None,
                verdict: String::new(),
                tone: "quiet",
                uncomputed: None,
            },
            (None, limit) => Self {
                value: shown,
                of: limit.map(|limit| of(language, &written(limit))),
                bar: None,
                verdict: language.say("gauge-unknown"),
                tone: "quiet",
                uncomputed: None,
            },
        }
    }

    fn measured(
        used: Decimal,
        limit: Decimal,
        shown: String,
        heading: &str,
        written: &impl Fn(Decimal) -> String,
        language: Language,
    ) -> Self {
        let amount = |key: &str, amount: Decimal| {
            language.say_with(key, &[("amount", Argument::Text(&written(amount)))])
        };
        // A limit below zero leaves as little as one of zero.
        let share = if limit > Decimal::ZERO {
            used.checked_div(limit)
                .and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED))
        } else {
            None
        };
        let free = limit.checked_sub(used).unwrap_or_default();
        let (verdict, tone) = match share {
            None if used > Decimal::ZERO => (amount("gauge-zero-over", used), "alarm"),
            None => (language.say("gauge-zero"), "quiet"),
            Some(_) if free < Decimal::ZERO => (amount("gauge-over", -free), "alarm"),
            Some(_) if free.is_zero() => (language.say("gauge-reached"), "warning"),
            Some(share) if share >= NEARLY => (amount("gauge-free", free), "warning"),
            Some(_) => (amount("gauge-free", free), "good"),
        };
        let of = of(language, &written(limit));
        let percent = share.map(|share| {
            // A limit with a cent left is not "100 % used", one passed by a cent is not either.
            let whole = if free < Decimal::ZERO {
                share.ceil()
            } else {
                share.floor()
            };
            let percent = language.percent(whole);
            language.say_with("gauge-used", &[("percent", Argument::Text(&percent))])
        });
        let filled = match share {
            Some(share) => share
                .clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
                .round_dp(1)
                .normalize(),
            None if used > Decimal::ZERO => Decimal::ONE_HUNDRED,
            None => Decimal::ZERO,
        };
        Self {
            bar: Some(Bar {
                filled,
                text: format!("{shown} {of}. {verdict}"),
                percent: percent.unwrap_or_default(),
                label: heading.to_owned(),
            }),
            value: shown,
            of: Some(of),
            verdict,
            tone,
            uncomputed: None,
        }
    }

    fn uncomputed(uncomputed: Uncomputed) -> Self {
        Self {
            value: String::new(),
            of: None,
            bar: None,
            verdict: String::new(),
            tone: "quiet",
            uncomputed: Some(uncomputed),
        }
    }
}

fn of(language: Language, max: &str) -> String {
    language.say_with("gauge-of", &[("max", Argument::Text(max))])
}
