//! The lines behind the bars, at numbers people like.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Spaces between lines at most.
const MOST: f64 = 4.0;

/// From the lowest line to the highest one.
#[derive(Debug)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where the lines are, with what they stand for; zero is always one of them.
    pub(super) lines: Vec<(f64, Option<Decimal>)>,
}

impl Scale {
    /// Zero and everything between the least and the largest amount.
    pub(super) fn over(amounts: &[Decimal]) -> Self {
        let floats = || amounts.iter().filter_map(Decimal::to_f64);
        let high = floats().fold(0.0, f64::max);
        let low = floats().fold(0.0, f64::min);
        let span = high - low;
        if span <= 0.0 {
            return Self {
                low: 0.0,
                high: 1.0,
                lines: vec![(0.0, Some(Decimal::ZERO))],
            };
        }
        let (digit, power) = step(span / MOST);
        let step = f64::from(digit) * 10_f64.powi(power);
        let (below, above) = ((low / step).floor(), (high / step).ceil());
        let lines = (to_line(below)..=to_line(above))
            .map(|line| (f64::from(line) * step, decimal(line, digit, power)));
        Self {
            low: below * step,
            high: above * step,
            lines: lines.collect(),
        }
    }
}

/// The smallest of 1, 2, 5, 10, 20, … that is not below `least`, as a digit and a power of ten.
fn step(least: f64) -> (i32, i32) {
    let power = least.log10().floor();
    let rest = least / 10_f64.powf(power);
    let digit = [1, 2, 5]
        .into_iter()
        .find(|digit| f64::from(*digit) >= rest * (1.0 - f64::EPSILON));
    // A decimal has 29 digits before its point and 28 behind it.
    let power = to_line(power);
    digit.map_or((1, power + 1), |digit| (digit, power))
}

/// There are a handful of lines at most, and powers within ±30.
#[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
fn to_line(number: f64) -> i32 {
    number as i32
}

/// The number of a line, exactly; `None` beyond what a decimal holds.
fn decimal(line: i32, digit: i32, power: i32) -> Option<Decimal> {
    let number = Decimal::from(line.checked_mul(digit)?);
    let size = power.unsigned_abs();
    if power < 0 {
        let mut number = number;
        number.set_scale(size).ok()?;
        return Some(number.normalize());
    }
    (0..size).try_fold(number, |number, _| number.checked_mul(Decimal::TEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(amounts: &[&str]) -> Vec<String> {
        let amounts: Vec<Decimal> = amounts.iter().map(|text| text.parse().unwrap()).collect();
        let scale = Scale::over(&amounts);
        assert!((scale.lines[0].0 - scale.low).abs() < 1e-6);
        scale
            .lines
            .iter()
            .map(|(_, number)| number.map_or("?".into(), |number| number.to_string()))
            .collect()
    }

    #[test]
    fn lines_are_at_round_numbers_with_zero_among_them() {
        assert_eq!(lines(&["0"]), ["0"]);
        assert_eq!(lines(&["97"]), ["0", "50", "100"]);
        assert_eq!(
            lines(&["1234567.89"]),
            ["0", "500000", "1000000", "1500000"]
        );
        assert_eq!(lines(&["100", "-30"]), ["-50", "0", "50", "100"]);
        assert_eq!(lines(&["-8", "-1"]), ["-8", "-6", "-4", "-2", "0"]);
        assert_eq!(lines(&["0.03"]), ["0", "0.01", "0.02", "0.03"]);
        assert_eq!(lines(&["4"]), ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn the_largest_decimal_has_a_scale() {
        let lines = lines(&[&Decimal::MAX.to_string(), &Decimal::MIN.to_string()]);
        assert_eq!(lines.len(), 5, "{lines:?}");
    }
}
