//! What can go wrong with a batch's commands, before and after it is sent.

use crate::call::{Inexpressible, Unsayable};
use crate::misfit::Misfit;
use crate::refusal::Refusal;
use crate::transport::Lost;

/// Why a call was not added to a batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    #[error("a batch holds 50 calls at most")]
    Full,
    #[error("`{name}` is not letters, digits and underscores beginning with a letter")]
    Name { name: String },
    #[error("a call is named `{name}` already")]
    Taken { name: String },
    #[error("a batch cannot hold a batch")]
    Nested,
    /// REST 3 has batches of its own, in which an application's token has no documented place.
    #[error("a batch cannot hold a call of REST 3")]
    Version,
    #[error("no earlier call is named `{name}`, and a reference needs one")]
    UnknownStep { name: String },
    #[error("a reference to `{name}` has an empty name or a bracket in its path")]
    Path { name: String },
    /// Commands are written as queries, which cannot say an empty list or map inside another.
    #[error("`{name}` is empty, and a batch has no words for that")]
    Empty { name: String },
    /// The portal would replace it by another command's result, wherever the text came from.
    #[error("the text of `{name}` looks like a reference; send the call by itself")]
    LooksLikeReference { name: String },
    #[error("the call cannot be put into a request")]
    Unsayable { source: Unsayable },
}

impl From<Inexpressible> for BatchError {
    fn from(reason: Inexpressible) -> Self {
        match reason {
            Inexpressible::Empty { name } => Self::Empty { name },
            Inexpressible::LooksLikeReference { name } => Self::LooksLikeReference { name },
        }
    }
}

/// Why a command of a batch that ran has no result of the wanted type.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The portal refused this command; the others have results of their own.
    #[error("the portal refused the command: {0}")]
    Refused(Refusal),
    /// The command was refused before it was executed, and sent again; that answer was lost.
    #[error("the command was repeated, but its answer was lost")]
    Unknown {
        #[source]
        source: Lost,
    },
    /// The answer says nothing about the command.
    #[error("the answer says nothing about the command")]
    Missing,
    /// The result does not fit the type it was taken as; which field, the [`Misfit`] tells.
    #[error("the command's result has not the expected shape")]
    Misfit(#[source] Misfit),
}
