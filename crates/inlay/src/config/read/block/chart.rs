//! A block of the kind `chart`.

use super::query;
use crate::config::block::{By, Chart, Format};
use crate::config::read::declared::Declared;
use crate::config::read::draft::Read;
use crate::config::read::section::Section;

/// What can be added up and drawn.
const FORMATS: [Format; 2] = [Format::Money, Format::Number];

/// A chart is about money by month unless it says otherwise.
pub(super) fn read(section: &mut Section<'_>, declared: &Declared) -> Read<Chart> {
    let query = query(section, declared);
    let mut column = |key| {
        let field = section.required(key)?;
        Ok(field.text()?.to_owned())
    };
    let (x, y) = (column("x"), column("y"));
    let by = section.optional("by").map_or(Ok(By::default()), |field| {
        field.choice("stretch of time", &By::ALL.map(|by| (by.name(), by)))
    });
    let format = section
        .optional("format")
        .map_or(Ok(Format::Money), |field| {
            field.choice("format", &FORMATS.map(|format| (format.name(), format)))
        });
    Ok(Chart {
        query: query?,
        x: x?,
        y: y?,
        by: by?,
        format: format?,
    })
}
