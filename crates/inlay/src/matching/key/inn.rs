//! ИНН, the Russian taxpayer number.

use super::bare;

/// For the tenth digit of a company's number.
const TENTH: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
/// For the eleventh and the twelfth of a person's.
const ELEVENTH: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const TWELFTH: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// The number, when it is one: ten or twelve digits, the check digits right. Books and cards hold
/// "numbers" of five and nine digits, and zeros; looked up they would find each other.
pub(super) fn read(value: &str) -> Option<String> {
    let number = bare(value);
    let digits: Vec<u32> = number
        .chars()
        .map(|c| c.to_digit(10).filter(|_| c.is_ascii()))
        .collect::<Option<_>>()?;
    if digits.iter().all(|digit| *digit == 0) {
        return None;
    }
    let right = match digits.len() {
        10 => digits[9] == check(&TENTH, &digits),
        12 => digits[10] == check(&ELEVENTH, &digits) && digits[11] == check(&TWELFTH, &digits),
        _ => false,
    };
    right.then_some(number)
}

fn check(weights: &[u32], digits: &[u32]) -> u32 {
    let sum: u32 = weights.iter().zip(digits).map(|(w, d)| w * d).sum();
    sum % 11 % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_typed_with_blanks_is_the_same_number() {
        for written in [
            "7701234507",
            " 7701 234-507\u{a0}",
            "77.01.234507",
            "\u{200b}7701234507",
        ] {
            assert_eq!(read(written).as_deref(), Some("7701234507"), "{written}");
        }
    }

    #[test]
    fn a_persons_number_has_twelve_digits_and_two_check_digits() {
        assert_eq!(read("500100732259").as_deref(), Some("500100732259"));
        for wrong in ["500100732258", "500100732269", "500100742259"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_number_is_no_key() {
        for written in [
            "",
            "n/a",
            "1",
            "77012",
            "770123450",   // nine digits: a Belarusian УНП, or one forgotten
            "77012345",    // eight
            "7701234508",  // a wrong check digit
            "77012345071", // eleven
            "77O1234507",  // the letter O
            "0000000000",
            "000000000000",
            "7701234507, 7712345671",
            "٧٧٠١٢٣٤٥٠٧", // digits, but not of this number
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
