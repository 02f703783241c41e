//! `inlay check`: the configuration was read without a problem; says what it amounts to.

use crate::config::Config;

pub(super) fn run(config: &Config) {
    println!("{}", config.outline());
}
