//! The `inlay` binary.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    inlay::command::Inlay::parse().run()
}
