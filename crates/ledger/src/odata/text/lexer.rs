//! Cuts an expression of OData into its words, strings, holes and signs.

use std::collections::BTreeMap;

use super::error::{ODataProblem, ODataQueryError};
use crate::ParamType;
use crate::odata::Protocol;
use crate::template::{Piece, Template, TemplateError};

/// One of them, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// In bytes from the text's beginning.
    pub(super) offset: usize,
    /// How many parentheses are open around it; a parenthesis itself stands outside of its pair.
    pub(super) depth: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Space(String),
    /// A name, a path, a number, an operator.
    Word(String),
    /// A string with its quotes.
    Quoted(String),
    Hole {
        name: String,
        param: ParamType,
    },
    Sign(char),
}

impl Token {
    pub(super) fn is_space(&self) -> bool {
        matches!(self.kind, Kind::Space(_))
    }

    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Cuts the text of one key. `signs` are the characters that mean something there.
pub(super) fn lex(
    key: &str,
    text: &str,
    protocol: Protocol,
    signs: &str,
    params: &BTreeMap<String, ParamType>,
) -> Result<Vec<Token>, ODataQueryError> {
    let template = Template::parse(text, params).map_err(|error| {
        let offset = error.offset();
        let problem = match error {
            TemplateError::UndeclaredHole { name, .. } => ODataProblem::UndeclaredHole { name },
            TemplateError::BadHole { .. } => ODataProblem::BadHole,
        };
        ODataQueryError::at(key, offset, problem)
    })?;
    let mut lexer = Lexer {
        key,
        protocol,
        signs,
        tokens: Vec::new(),
        open: Vec::new(),
    };
    // A doubled brace before it shifts a place by one; braces in such texts are rare.
    let mut at = 0;
    for piece in template.pieces() {
        match piece {
            Piece::Text(text) => {
                let closed = lexer.text(text, at)?;
                at += text.len();
                if !closed {
                    return Err(lexer.unclosed(&template, at));
                }
            }
            Piece::Hole { name, kind, offset } => {
                lexer.push(
                    Kind::Hole {
                        name: name.clone(),
                        param: *kind,
                    },
                    *offset,
                );
                at = offset + name.len() + "{}".len();
            }
        }
    }
    if let Some(offset) = lexer.open.pop() {
        return Err(ODataQueryError::at(key, offset, ODataProblem::Parenthesis));
    }
    holes_stand_alone(key, &lexer.tokens)?;
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    key: &'a str,
    protocol: Protocol,
    signs: &'a str,
    tokens: Vec<Token>,
    /// Where the open parentheses are.
    open: Vec<usize>,
}

impl Lexer<'_> {
    fn push(&mut self, kind: Kind, offset: usize) {
        let depth = self.open.len();
        self.tokens.push(Token {
            kind,
            offset,
            depth,
        });
    }

    /// Cuts a stretch between holes; whether no string is open at its end.
    fn text(&mut self, text: &str, from: usize) -> Result<bool, ODataQueryError> {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let offset = from + text.len() - rest.len();
            let length = if first.is_whitespace() {
                let length = stretch(rest, char::is_whitespace);
                self.push(Kind::Space(rest[..length].to_owned()), offset);
                length
            } else if first == '\'' {
                let Some(length) = quoted(rest) else {
                    self.push(Kind::Quoted(rest.to_owned()), offset);
                    return Ok(false);
                };
                self.push(Kind::Quoted(rest[..length].to_owned()), offset);
                length
            } else if self.in_a_word(first) {
                let length = stretch(rest, |c| self.in_a_word(c));
                self.push(Kind::Word(rest[..length].to_owned()), offset);
                length
            } else {
                self.sign(first, offset)?;
                first.len_utf8()
            };
            rest = &rest[length..];
        }
        Ok(true)
    }

    fn sign(&mut self, sign: char, offset: usize) -> Result<(), ODataQueryError> {
        if !self.signs.contains(sign) {
            let hint = match sign {
                '=' => ": equality is `eq`",
                '<' | '>' => ": comparing is `lt`, `le`, `gt`, `ge`",
                '!' => ": inequality is `ne`",
                '"' => ": a string stands in single quotes",
                _ => "",
            };
            let stray = ODataProblem::Stray { found: sign, hint };
            return Err(ODataQueryError::at(self.key, offset, stray));
        }
        if sign == ')' && self.open.pop().is_none() {
            let problem = ODataProblem::Parenthesis;
            return Err(ODataQueryError::at(self.key, offset, problem));
        }
        self.push(Kind::Sign(sign), offset);
        if sign == '(' {
            self.open.push(offset);
        }
        Ok(())
    }

    fn in_a_word(&self, c: char) -> bool {
        // `$it` and `$count` are words of version 4.
        let dollar = c == '$' && self.protocol == Protocol::V4;
        c.is_alphanumeric() || matches!(c, '_' | '.' | '/') || dollar
    }

    /// A string is open at the end of a stretch: a hole stands in it, or it never ends.
    fn unclosed(&self, template: &Template, at: usize) -> ODataQueryError {
        let next = template.pieces().iter().find_map(|piece| match piece {
            Piece::Hole { name, offset, .. } if *offset >= at => Some((name, *offset)),
            _ => None,
        });
        if let Some((name, offset)) = next {
            let name = name.clone();
            return ODataQueryError::at(self.key, offset, ODataProblem::HoleNotAlone { name });
        }
        let offset = self.tokens.last().map_or(0, |token| token.offset);
        ODataQueryError::at(self.key, offset, ODataProblem::Unclosed)
    }
}

/// How many bytes at the beginning are of this kind.
fn stretch(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// The length of the string at the beginning; `None` when it does not end.
fn quoted(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text.get(at..)?.find('\'')? + 1;
        if !text[at..].starts_with('\'') {
            return Some(at);
        }
        at += 1;
    }
}

/// A value is written whole, prefix and quotes included: nothing may touch its hole.
fn holes_stand_alone(key: &str, tokens: &[Token]) -> Result<(), ODataQueryError> {
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Hole { name, .. } = &token.kind else {
            continue;
        };
        let before = at.checked_sub(1).map(|at| &tokens[at].kind);
        let after = tokens.get(at + 1).map(|token| &token.kind);
        let free_before = matches!(
            before,
            None | Some(Kind::Space(_) | Kind::Sign('(' | ',' | '='))
        );
        let free_after = matches!(after, None | Some(Kind::Space(_) | Kind::Sign(')' | ',')));
        if !(free_before && free_after) {
            let name = name.clone();
            let problem = ODataProblem::HoleNotAlone { name };
            return Err(ODataQueryError::at(key, token.offset, problem));
        }
    }
    Ok(())
}
