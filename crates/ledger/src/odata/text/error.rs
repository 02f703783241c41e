//! What is wrong with a query's wording.

/// Why a query is not one we would send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ODataQueryError {
    key: String,
    offset: Option<usize>,
    problem: ODataProblem,
}

/// The problem itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ODataProblem {
    /// The text has a hole that no parameter is declared for.
    #[error("`{{{name}}}` is not declared in `params`")]
    UndeclaredHole { name: String },
    /// A parameter is declared that nothing has a hole for.
    #[error("`{name}` is declared in `params` but the query does not use it")]
    UnusedParam { name: String },
    /// Braces that hold no name.
    #[error("a hole is a name in braces, like `{{client_ref}}`; a brace itself is written twice")]
    BadHole,
    /// A hole between quotes, or glued to something.
    #[error("the hole `{{{name}}}` stands alone, without quotes: the value is written whole")]
    HoleNotAlone { name: String },
    /// Free text in the condition of a virtual table, whose quotes are ambiguous.
    #[error("`{{{name}}}` is a text: it may stand in `filter`, not in the arguments of a function")]
    TextInArgument { name: String },
    /// A list elsewhere than after `in`, or something else after it.
    #[error("a list stands after `in`, as in `Ref_Key in {{keys}}`, and nothing else does")]
    ListOutsideIn,
    /// A list in a part of the condition that cannot be asked for in portions.
    #[error(
        "a condition with a list is joined to others by `and`, outside parentheses and `not`, and \
         there is one of them: a long list is asked for in portions"
    )]
    ListNotAlone,
    /// A string that does not end.
    #[error("a string begins here and does not end")]
    Unclosed,
    /// Parentheses that do not match.
    #[error("this parenthesis has no partner")]
    Parenthesis,
    /// A character that has no meaning there.
    #[error("`{found}` has no meaning here{hint}")]
    Stray { found: char, hint: &'static str },
    /// A function this dialect does not have.
    #[error("`{protocol}` has no function `{name}`")]
    UnknownFunction {
        name: String,
        protocol: super::super::Protocol,
    },
    /// A resource that is none, or that does something.
    #[error("this is no set to read{hint}")]
    NotASet { hint: &'static str },
    /// Something that is no name of a field.
    #[error("`{found}` is no name of a field")]
    NotAField { found: String },
    /// Two columns of one name.
    #[error("the column `{name}` comes twice")]
    ColumnTwice { name: String },
    /// A function that is no virtual table, or an argument it does not have.
    #[error("`{found}` is not known here; known are {known}")]
    NotKnown { found: String, known: String },
    /// An argument that must be a moment.
    #[error(
        "a moment is expected: a hole of type date or datetime, or datetime'2024-12-31T00:00:00'"
    )]
    NotAMoment,
    /// There is nothing.
    #[error("this is empty")]
    Empty,
}

impl ODataQueryError {
    pub(super) fn at(key: &str, offset: usize, problem: ODataProblem) -> Self {
        Self {
            key: key.to_owned(),
            offset: Some(offset),
            problem,
        }
    }

    pub(super) fn of(key: &str, problem: ODataProblem) -> Self {
        Self {
            key: key.to_owned(),
            offset: None,
            problem,
        }
    }

    /// The key it is about, as in the configuration: `filter`, `function.Balance.Condition`,
    /// `params`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where in that key's text, in bytes from its beginning; `None` when it is about the whole.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// What it is.
    #[must_use]
    pub fn problem(&self) -> &ODataProblem {
        &self.problem
    }
}
