//! A block of the kind `figures`.

use super::format;
use crate::config::block::{Figure, Format};
use crate::config::read::draft::Read;
use crate::config::read::field::Field;
use crate::config::read::localized;
use crate::config::read::names::Names;
use crate::config::read::section::Section;

pub(super) fn read(section: &mut Section<'_>, names: &Names<'_>) -> Read<Vec<Figure>> {
    let field = section.required("items")?;
    let items = field.list()?;
    if items.is_empty() {
        return Err(field.wrong("holds no figure"));
    }
    let figures: Vec<Read<Figure>> = items.iter().map(|item| figure(item, names)).collect();
    figures.into_iter().collect()
}

fn figure(field: &Field<'_>, names: &Names<'_>) -> Read<Figure> {
    let mut section = field.section()?;
    let label = section
        .required("label")
        .and_then(|field| localized::read(&field));
    let value = section
        .required("value")
        .and_then(|field| names.expression(&field));
    let format = section
        .optional("format")
        .map_or(Ok(Format::default()), |field| format(&field));
    let alarm = section
        .optional("alarm")
        .map(|field| names.expression(&field))
        .transpose();
    section.end();
    Ok(Figure {
        label: label?,
        value: value?,
        format: format?,
        alarm: alarm?,
    })
}
