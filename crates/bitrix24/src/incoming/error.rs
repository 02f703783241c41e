//! Why a request is not what a portal sends.

/// Why a request could not be parsed. The texts name fields, never their values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    #[error("the form has more than {most} bytes")]
    TooLarge { most: usize },
    #[error("the form has more than {most} fields")]
    TooMany { most: usize },
    #[error("a field of the form is nested deeper than {most}")]
    TooDeep { most: usize },
    #[error("`{field}` is missing")]
    Missing { field: &'static str },
    #[error("`{field}` is malformed")]
    Malformed { field: &'static str },
}
