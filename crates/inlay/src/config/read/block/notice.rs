//! A block of the kind `notice`.

use crate::config::block::{Level, Notice};
use crate::config::read::draft::Read;
use crate::config::read::localized;
use crate::config::read::names::Names;
use crate::config::read::section::Section;

pub(super) fn read(section: &mut Section<'_>, names: &Names<'_>) -> Read<Notice> {
    let when = section
        .required("when")
        .and_then(|field| names.expression(&field));
    let text = section
        .required("text")
        .and_then(|field| localized::template(&field, names));
    let level = section
        .optional("level")
        .map_or(Ok(Level::default()), |field| {
            field.choice("level", &Level::ALL.map(|level| (level.name(), level)))
        });
    Ok(Notice {
        when: when?,
        text: text?,
        level: level?,
    })
}
