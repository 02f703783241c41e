//! Bare expressions of the configuration (`value`, `max`, `alarm`): minijinja's syntax, exact decimals.
