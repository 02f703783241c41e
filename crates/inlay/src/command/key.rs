//! `inlay key`: the keys that seal tokens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Prints a new key: 32 random bytes, base64. Keep it where the server can read it and
    /// nobody else.
    Generate,
}

impl Key {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Generate => {
                let key: [u8; 32] = rand::random();
                println!("{}", STANDARD.encode(key));
            }
        }
        Ok(())
    }
}
