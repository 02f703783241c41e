//! `[telemetry]`: how the server is watched.

/// How the server is watched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Telemetry {
    pub log: LogFormat,
}

/// How log lines are written, to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    #[default]
    Text,
}
