//! Telephone numbers.

/// A number with fewer digits is an extension.
const SHORTEST: usize = 7;
/// E.164 has no longer ones.
const LONGEST: usize = 15;

/// Every number in a value, of which there may be several: digits only. A Russian one (`+7`, `8`)
/// keeps its last ten, because both beginnings mean the same; any other keeps its country.
pub(super) fn read(value: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    for part in value.split([',', ';', '\n', '|']) {
        if let Some(number) = one(part)
            && !numbers.contains(&number)
        {
            numbers.push(number);
        }
    }
    numbers
}

fn one(part: &str) -> Option<String> {
    let part = part.trim();
    let part = part.strip_prefix("tel:").unwrap_or(part);
    let begins = part.find(|c: char| c == '+' || c.is_ascii_digit())?;
    let abroad = part[begins..].starts_with('+');
    // "+49 (0) 30": the zero is dialled instead of the country, not after it.
    let part = if abroad {
        part[begins..].replace("(0)", "")
    } else {
        part[begins..].to_owned()
    };
    // "доб. 12", "ext 5", "x7", "#3": an extension is of nobody in the books.
    let digits: String = part
        .chars()
        .take_while(|c| !c.is_alphabetic() && *c != '#')
        .filter(char::is_ascii_digit)
        .collect();
    let number = match (digits.len(), abroad) {
        (11, _) if digits.starts_with('7') => &digits[1..],
        (11, false) if digits.starts_with('8') => &digits[1..],
        _ => match digits.strip_prefix("00") {
            Some(international) if !abroad => international,
            _ => &digits,
        },
    };
    let fits = (SHORTEST..=LONGEST).contains(&number.len()) && number.chars().any(|c| c != '0');
    fits.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_beginnings_of_a_russian_number_are_one_number() {
        for written in [
            "+7 916 123-45-67",
            "8 (916) 123 45 67",
            "89161234567",
            "7 916 1234567",
            "9161234567",
            "tel:+79161234567",
            "моб. +7 916 123-45-67 доб. 12",
        ] {
            assert_eq!(read(written), ["9161234567"], "{written}");
        }
    }

    #[test]
    fn a_number_from_elsewhere_keeps_its_country() {
        for (written, number) in [
            ("+49 (0) 30 901820", "4930901820"),
            ("0049 30 901820", "4930901820"),
            ("+81 3 1234 567", "8131234567"),
            ("+86 10 1234 5678", "861012345678"),
            ("+375 29 123-45-67", "375291234567"),
        ] {
            assert_eq!(read(written), [number], "{written}");
        }
    }

    #[test]
    fn several_in_one_field_are_several() {
        let written = "+7 495 123-45-67; 8 (495) 123-45-67, 8 916 000 11 22, доб. 15";
        assert_eq!(read(written), ["4951234567", "9160001122"]);
    }

    #[test]
    fn what_cannot_be_dialled_is_no_key() {
        for written in ["", "12", "office", "00000000000", "+", "1234567890123456"] {
            assert!(read(written).is_empty(), "{written}");
        }
    }
}
