//! What is wrong with an expression, or with what it was given.

use super::value::Kind;

/// A text that is no expression, or one that uses what is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionError {
    pub message: String,
    /// Byte offset in the expression's text.
    pub offset: Option<usize>,
}

/// Why an expression has no value. Names and kinds only: a client's data stays out of errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    #[error("there is no `{name}`")]
    Unknown { name: String },
    #[error("`{operation}` does not work on {left} and {right}")]
    Operands {
        operation: &'static str,
        left: Kind,
        right: Kind,
    },
    #[error("`{operation}` does not work on {kind}")]
    Operand { operation: &'static str, kind: Kind },
    #[error("`{operation}` gives a number that is too large")]
    TooLarge { operation: &'static str },
}
