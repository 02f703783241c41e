//! Tells a query's holes from everything that only looks like one.

use super::error::QueryError;

/// A piece of the text that matters; strings, quoted names and comments are passed over whole, save
/// that a literal stands as [`Token::Literal`]. Positions are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `:name`, the colon included.
    Hole { start: usize, end: usize },
    /// A bare word: a key word, a name, or a number.
    Word { start: usize, end: usize },
    /// A string or a quoted name.
    Literal { start: usize, end: usize },
    /// Any other character.
    Sign { byte: u8, at: usize },
}

impl Token {
    /// Where it begins and ends.
    pub(super) fn span(&self) -> (usize, usize) {
        match *self {
            Self::Hole { start, end }
            | Self::Word { start, end }
            | Self::Literal { start, end } => (start, end),
            Self::Sign { at, .. } => (at, at + 1),
        }
    }
}

/// Cuts the text.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer {
        sql,
        bytes: sql.as_bytes(),
        at: 0,
    };
    let mut tokens = Vec::new();
    while lexer.at < lexer.bytes.len() {
        if let Some(token) = lexer.next()? {
            tokens.push(token);
        }
    }
    Ok(tokens)
}

struct Lexer<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    /// The next token; `None` when blanks or a comment were passed over.
    fn next(&mut self) -> Result<Option<Token>, QueryError> {
        let start = self.at;
        let (byte, following) = (self.bytes[start], self.peek(1));
        match byte {
            b'\'' => self.quoted(b'\'', "a string", false).map(Some),
            b'"' => self.quoted(b'"', "a quoted name", false).map(Some),
            b'`' => self.quoted(b'`', "a quoted name", false).map(Some),
            // PostgreSQL's string in which a backslash hides the quote after it.
            b'e' | b'E' if following == Some(b'\'') => {
                self.at += 1;
                self.quoted(b'\'', "a string", true).map(Some)
            }
            b'-' if following == Some(b'-') => {
                self.at = self.find("\n", start).unwrap_or(self.bytes.len());
                Ok(None)
            }
            b'/' if following == Some(b'*') => self.comment().map(|()| None),
            b'$' => self.dollar().map(Some),
            b'?' | b'@' if following.is_some_and(|next| next.is_ascii_digit()) => {
                self.at += 1;
                self.word();
                let found = self.sql[start..self.at].to_owned();
                Err(QueryError::ForeignHole {
                    found,
                    offset: start,
                })
            }
            b':' if following.is_some_and(begins_name) => {
                self.at += 1;
                self.word();
                Ok(Some(Token::Hole {
                    start,
                    end: self.at,
                }))
            }
            // A cast, or an assignment: neither begins a hole.
            b':' if matches!(following, Some(b':' | b'=')) => {
                self.at += 2;
                Ok(Some(Token::Sign { byte, at: start }))
            }
            _ if continues_name(byte) => {
                self.word();
                Ok(Some(Token::Word {
                    start,
                    end: self.at,
                }))
            }
            _ => {
                self.at += 1;
                Ok((!byte.is_ascii_whitespace()).then_some(Token::Sign { byte, at: start }))
            }
        }
    }

    /// To the closing quote; a doubled one is part of the text.
    fn quoted(
        &mut self,
        quote: u8,
        what: &'static str,
        backslash: bool,
    ) -> Result<Token, QueryError> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                None => {
                    return Err(QueryError::Unclosed {
                        what,
                        offset: start,
                    });
                }
                Some(b'\\') if backslash => self.at += 2,
                Some(byte) if byte != quote => self.at += 1,
                Some(_) if self.peek(1) == Some(quote) => self.at += 2,
                Some(_) => {
                    self.at += 1;
                    return Ok(Token::Literal {
                        start,
                        end: self.at,
                    });
                }
            }
        }
    }

    fn comment(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        // To MySQL and MariaDB this is no comment.
        if self.sql[start + 2..].starts_with(['!', 'M'])
            && self.sql[start + 2..]
                .trim_start_matches('M')
                .starts_with('!')
        {
            return Err(QueryError::HiddenText { offset: start });
        }
        let end = self.find("*/", start + 2).ok_or(QueryError::Unclosed {
            what: "a comment",
            offset: start,
        })?;
        // PostgreSQL would go on to a second `*/`, SQLite would not.
        if let Some(nested) = self.find("/*", start + 2).filter(|nested| *nested < end) {
            return Err(QueryError::NestedComment { offset: nested });
        }
        self.at = end + 2;
        Ok(())
    }

    /// A dollar-quoted string `$tag$…$tag$`, else somebody's numbered hole.
    fn dollar(&mut self) -> Result<Token, QueryError> {
        let start = self.at;
        self.at += 1;
        self.word();
        if self.bytes[start + 1..self.at]
            .first()
            .is_some_and(u8::is_ascii_digit)
        {
            let found = self.sql[start..self.at].to_owned();
            return Err(QueryError::ForeignHole {
                found,
                offset: start,
            });
        }
        if self.peek(0) != Some(b'$') {
            return Ok(Token::Literal {
                start,
                end: self.at,
            });
        }
        self.at += 1;
        let tag = &self.sql[start..self.at];
        let end = self.find(tag, self.at).ok_or(QueryError::Unclosed {
            what: "a dollar-quoted string",
            offset: start,
        })?;
        self.at = end + tag.len();
        Ok(Token::Literal {
            start,
            end: self.at,
        })
    }

    /// Past a name or a number; a dollar inside a name belongs to it only in words that began
    /// without one, so it is left to [`Self::dollar`].
    fn word(&mut self) {
        while self.peek(0).is_some_and(continues_name) {
            self.at += 1;
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn find(&self, needle: &str, from: usize) -> Option<usize> {
        self.sql.get(from..)?.find(needle).map(|at| from + at)
    }
}

/// Names may be in any alphabet: every byte of a character beyond ASCII counts as a letter.
fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn continues_name(byte: u8) -> bool {
    begins_name(byte) || byte.is_ascii_digit()
}
