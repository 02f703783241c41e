//! `numeric`, from the wire to an exact decimal.

use rust_decimal::Decimal;

/// Digits after the point that a [`Decimal`] can hold.
const MOST_DECIMALS: usize = 28;

/// Reads the binary form: a head of four 16-bit numbers (how many digits, the weight of the first,
/// the sign, decimals shown), then digits of base 10 000.
/// `src/backend/utils/adt/numeric.c`, `numeric_send`.
///
/// `None` for what is no finite number, or one whose whole part is too large to be exact. Decimals
/// beyond the 28th, as divisions bring them, are rounded.
pub(super) fn decimal(bytes: &[u8]) -> Option<Decimal> {
    let mut words = bytes
        .chunks_exact(2)
        .map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, shown) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let negative = match sign as u16 {
        0x0000 => false,
        0x4000 => true,
        // NaN and the infinities.
        _ => return None,
    };
    let digits: Vec<i16> = words.take(usize::try_from(count).ok()?).collect();
    let digit = |position: i32| -> i16 {
        usize::try_from(position)
            .ok()
            .and_then(|at| digits.get(at).copied())
            .unwrap_or(0)
    };
    let weight = i32::from(weight);
    let mut text = String::from(if negative { "-0" } else { "0" });
    for position in 0..=weight {
        text.push_str(&format!("{:04}", digit(position)));
    }
    text.push('.');
    let mut decimals = String::new();
    let shown = usize::try_from(shown).ok()?;
    // A group more than fits, so that the last digit kept is rounded and not cut.
    let mut position = weight + 1;
    while decimals.len() < shown.min(MOST_DECIMALS + 4) {
        decimals.push_str(&format!("{:04}", digit(position)));
        position += 1;
    }
    decimals.truncate(shown);
    text.push_str(&decimals);
    text.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(weight: i16, sign: u16, shown: i16, digits: &[i16]) -> Vec<u8> {
        let head = [digits.len() as i16, weight, sign as i16, shown];
        head.iter()
            .chain(digits)
            .flat_map(|word| word.to_be_bytes())
            .collect()
    }

    #[test]
    fn digits_weights_and_signs_make_the_number() {
        let cases: [(Vec<u8>, &str); 7] = [
            (wire(0, 0, 0, &[]), "0"),
            (wire(0, 0, 2, &[]), "0.00"),
            (wire(1, 0, 2, &[123, 4567, 8900]), "1234567.89"),
            (wire(-1, 0x4000, 2, &[500]), "-0.05"),
            (wire(-2, 0, 8, &[7]), "0.00000007"),
            (wire(2, 0, 0, &[1]), "100000000"),
            (wire(0, 0, 1, &[10, 5000]), "10.5"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decimal(&bytes).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn what_is_no_finite_number_is_nothing() {
        for sign in [0xC000, 0xD000, 0xF000] {
            assert_eq!(decimal(&wire(0, sign, 0, &[])), None);
        }
        assert_eq!(
            decimal(&wire(20, 0, 0, &[1])),
            None,
            "too large to be exact"
        );
        assert_eq!(decimal(&[0, 1]), None);
    }
}
