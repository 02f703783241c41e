//! E-mail addresses.

/// Every address in a value, small letters first; as it is written besides where that differs:
/// not every database compares without regard to case, and 1C cannot be asked to.
pub(super) fn read(value: &str) -> Vec<Vec<String>> {
    let mut addresses: Vec<Vec<String>> = Vec::new();
    let parts = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'));
    for part in parts {
        let written = part.trim_matches(|c: char| matches!(c, '"' | '\'' | '.' | '\u{200b}'));
        let written = written.strip_prefix("mailto:").unwrap_or(written);
        let Some((user, host)) = written.rsplit_once('@') else {
            continue;
        };
        if user.is_empty() || !host.contains('.') || user.contains('@') {
            continue;
        }
        let small = written.to_lowercase();
        if addresses.iter().any(|spellings| spellings[0] == small) {
            continue;
        }
        let mut spellings = vec![small];
        if spellings[0] != written {
            spellings.push(written.to_owned());
        }
        addresses.push(spellings);
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_asked_for_in_small_letters_and_as_it_is_written() {
        assert_eq!(
            read(" Office@Northwind.Example "),
            [["office@northwind.example", "Office@Northwind.Example"]]
        );
        assert_eq!(
            read("office@northwind.example"),
            [["office@northwind.example"]]
        );
    }

    #[test]
    fn several_in_one_field_are_several_and_each_once() {
        let written = "Laura <LAURA@mail.example>; a@b.example, laura@mail.example";
        assert_eq!(
            read(written),
            [
                vec!["laura@mail.example", "LAURA@mail.example"],
                vec!["a@b.example"]
            ]
        );
    }

    #[test]
    fn what_is_no_address_is_no_key() {
        for written in [
            "",
            "office",
            "@northwind.example",
            "a@",
            "a@host",
            "a@@b.example",
        ] {
            assert!(read(written).is_empty(), "{written}");
        }
    }
}
