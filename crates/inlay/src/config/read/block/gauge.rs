//! A block of the kind `gauge`.

use super::format;
use crate::config::block::{Format, Gauge};
use crate::config::read::draft::Read;
use crate::config::read::names::Names;
use crate::config::read::section::Section;

/// A gauge is about money unless it says otherwise.
pub(super) fn read(section: &mut Section<'_>, names: &Names<'_>) -> Read<Gauge> {
    let value = section
        .required("value")
        .and_then(|field| names.expression(&field));
    let max = section
        .required("max")
        .and_then(|field| names.expression(&field));
    let format = section
        .optional("format")
        .map_or(Ok(Format::Money), |field| format(&field));
    Ok(Gauge {
        value: value?,
        max: max?,
        format: format?,
    })
}
