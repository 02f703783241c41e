//! Log lines, to standard error.

use tracing_subscriber::EnvFilter;

use crate::config::telemetry::LogFormat;

/// Starts logging; `INLAY_LOG` filters (`info` unless set).
pub(super) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("INLAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process keeps the first one's subscriber.
    let _ = match format {
        LogFormat::Json => lines.json().try_init(),
        LogFormat::Text => lines.try_init(),
    };
}
