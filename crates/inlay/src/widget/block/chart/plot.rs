//! Where everything in the picture stands. Across in percent, so that it is as wide as its place;
//! down in pixels, so that its letters keep their size.

use super::scale::Scale;
use super::sums::{Series, Sums};
use crate::config::block::{By, Chart, Format};
use crate::words::Language;

/// Above the bars: room for the words of the highest line.
const TOP: f64 = 16.0;
/// What the bars share.
const BARS: f64 = 124.0;
/// Below: room for the words of the stretches.
const BOTTOM: f64 = 20.0;

/// A letter of the numbers beside the lines is at most so wide, and so far they are from the bars.
const LETTER: f64 = 7.0;
const GAP: f64 = 8.0;

/// A bar's share of its stretch.
const FULLNESS: f64 = 0.72;

/// Stretches up to which more than years are named: on a narrow page more do not fit.
const FEW: usize = 16;

/// An SVG's content.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) height: f64,
    /// Of the numbers beside it.
    pub(super) margin: f64,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<Bar>,
    pub(super) names: Vec<Name>,
}

/// A line across, with its number beside it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) y: String,
    pub(super) words_y: String,
    pub(super) words: Option<String>,
    pub(super) zero: bool,
}

/// One stretch: a bar, and its whole height to point at.
#[derive(Debug)]
pub(super) struct Bar {
    /// Of the stretch, in percent.
    pub(super) left: String,
    pub(super) width: String,
    /// Of the bar within it; nothing when the amount is zero.
    pub(super) shape: Option<Shape>,
    pub(super) words: String,
}

#[derive(Debug)]
pub(super) struct Shape {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) negative: bool,
}

/// A stretch's name under it.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) x: String,
    pub(super) words: String,
    /// Near the right edge it ends where others begin.
    pub(super) at_end: bool,
}

impl Plot {
    /// `rows`: each stretch and its amount, in words.
    pub(super) fn new(
        chart: &Chart,
        sums: &Sums,
        series: &Series,
        rows: &[[String; 2]],
        language: Language,
    ) -> Self {
        let scale = Scale::over(&series.amounts);
        let down = |amount: f64| TOP + (scale.high - amount) / (scale.high - scale.low) * BARS;
        let each = 100.0 / count(sums.count.max(1));
        let lines: Vec<Line> = scale
            .lines
            .iter()
            .map(|(at, number)| Line {
                y: tenths(down(*at)),
                words_y: tenths(down(*at) + 4.0),
                words: number.map(|number| match chart.format {
                    Format::Money => language.round_money(number, series.currency.as_deref()),
                    _ => language.number(number),
                }),
                zero: *at == 0.0,
            })
            .collect();
        let words = lines.iter().flat_map(|line| &line.words);
        let longest = words.map(|words| words.chars().count()).max();
        let bars = series.amounts.iter().zip(rows).enumerate().map(
            |(index, (amount, [period, words]))| {
                let left = each * count(index);
                let height = rust_decimal::prelude::ToPrimitive::to_f64(amount).unwrap_or_default();
                let (zero, end) = (down(0.0), down(height));
                // However little it is, it is not nothing.
                let size = (zero - end).abs().max(1.0);
                Bar {
                    left: hundredths(left),
                    width: hundredths(each),
                    shape: (!amount.is_zero()).then(|| Shape {
                        x: hundredths(left + each * (1.0 - FULLNESS) / 2.0),
                        y: tenths(if height < 0.0 { zero } else { zero - size }),
                        width: hundredths(each * FULLNESS),
                        height: tenths(size),
                        negative: height < 0.0,
                    }),
                    words: format!("{period}: {words}"),
                }
            },
        );
        let names = sums
            .numbers()
            .enumerate()
            .filter_map(|(index, number)| {
                let left = each * count(index);
                Some(Name {
                    x: hundredths(left + each * (1.0 - FULLNESS) / 2.0),
                    words: name(chart.by, number, sums, language)?,
                    at_end: left > 86.0,
                })
            })
            .map(|mut name| {
                if name.at_end {
                    name.x = "100".to_owned();
                }
                name
            });
        let mut names: Vec<Name> = names.collect();
        // Two names at the right edge would stand on each other.
        while names.iter().filter(|name| name.at_end).count() > 1 {
            names.pop();
        }
        Self {
            height: TOP + BARS + BOTTOM,
            margin: count(longest.unwrap_or_default()) * LETTER + GAP,
            lines,
            bars: bars.collect(),
            names,
        }
    }
}

/// What is written under a stretch: years where they begin; where there is room, what lies
/// between them.
fn name(by: By, number: i32, sums: &Sums, language: Language) -> Option<String> {
    let within = number.rem_euclid(by.a_year());
    let year = || number.div_euclid(by.a_year());
    if by == By::Year {
        let every = i32::try_from(sums.count.div_ceil(6)).unwrap_or(1).max(1);
        return (number % every == sums.last() % every).then(|| year().to_string());
    }
    if within == 0 {
        let years = sums.count / usize::try_from(by.a_year()).unwrap_or(1);
        let every = i32::try_from(years.div_ceil(6)).unwrap_or(1).max(1);
        return (year() % every == 0).then(|| year().to_string());
    }
    if sums.count > FEW {
        return None;
    }
    match by {
        By::Month if within % 3 == 0 => by.begins(number).map(|day| language.month_name(day)),
        By::Quarter if within == 2 => Some(super::period(by, number, language)),
        _ => None,
    }
}

/// Counts here are below a hundred.
fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn tenths(number: f64) -> String {
    format!("{number:.1}")
}

fn hundredths(number: f64) -> String {
    format!("{number:.2}")
}
