//! Every other number of a register: EU VAT id, БИН, УНП, ОГРН, КПП, SIRET …

use super::bare;

/// The shortest of them has six letters or digits; a КПП of "1" is no key.
const SHORTEST: usize = 6;
const LONGEST: usize = 24;

/// The number without what separates it, in capitals; something in it must be a digit, and not
/// all of it the same one: `000000000` is how a form is filled that wants a number.
pub(super) fn read(value: &str) -> Option<String> {
    let number = bare(value).to_ascii_uppercase();
    let first = number.chars().next()?;
    let fits = number.chars().all(|c| c.is_ascii_alphanumeric())
        && (SHORTEST..=LONGEST).contains(&number.len())
        && number.chars().any(|c| c.is_ascii_digit())
        && number.chars().any(|c| c != first);
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_do_not_matter() {
        for (written, number) in [
            ("de 811 569-869", "DE811569869"),
            ("IE 1234567WA", "IE1234567WA"),
            ("770101001", "770101001"),
            ("191 234 567", "191234567"),
            ("02010145 0123", "020101450123"),
        ] {
            assert_eq!(read(written).as_deref(), Some(number), "{written}");
        }
    }

    #[test]
    fn what_nobody_can_be_told_by_is_no_key() {
        for written in [
            "",
            "1",
            "n/a",
            "none yet",
            "00000000",
            "ООО 123456",
            "12345",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
