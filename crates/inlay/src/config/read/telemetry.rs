//! `[telemetry]`.

use super::draft::Read;
use super::section::Section;
use crate::config::telemetry::{LogFormat, Telemetry};

pub(super) fn read(mut section: Section<'_>) -> Read<Telemetry> {
    let log = section
        .optional("log")
        .map_or(Ok(LogFormat::default()), |field| {
            field.choice(
                "log format",
                &[("json", LogFormat::Json), ("text", LogFormat::Text)],
            )
        });
    section.end();
    Ok(Telemetry { log: log? })
}
