//! Conditions as 1C reads them.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

/// Why a condition is refused.
pub(crate) enum Fault {
    Syntax,
    /// A name that is no field.
    Field(String),
    /// A name that is no function.
    Method(String),
}

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    Date(String),
    /// A reference; its type where it is told.
    Guid(String, Option<String>),
}

#[derive(Clone, Debug, PartialEq)]
enum Lexeme {
    Word(String),
    Text(String),
    /// `guid'…'`, `datetime'…'`.
    Prefixed(String, String),
    Open,
    Close,
    Comma,
}

/// Whether the row answers to the condition.
pub(crate) fn holds(condition: &str, row: &Map<String, Json>) -> Result<bool, Fault> {
    let lexemes = lex(condition).ok_or(Fault::Syntax)?;
    let mut parser = Parser {
        lexemes: &lexemes,
        at: 0,
        row,
    };
    let term = parser.or()?;
    match term {
        Term::Bool(holds) if parser.at == lexemes.len() => Ok(holds),
        _ => Err(Fault::Syntax),
    }
}

/// A literal alone.
pub(crate) fn literal(text: &str) -> Option<Term> {
    let lexemes = lex(text)?;
    let row = Map::new();
    let mut parser = Parser {
        lexemes: &lexemes,
        at: 0,
        row: &row,
    };
    let term = parser.operand().ok()?;
    (parser.at == lexemes.len()).then_some(term)
}

fn lex(text: &str) -> Option<Vec<Lexeme>> {
    let chars: Vec<char> = text.chars().collect();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c == ' ' {
            at += 1;
        } else if let Some(lexeme) = match c {
            '(' => Some(Lexeme::Open),
            ')' => Some(Lexeme::Close),
            ',' => Some(Lexeme::Comma),
            _ => None,
        } {
            lexemes.push(lexeme);
            at += 1;
        } else if c == '\'' {
            let (text, end) = quoted(&chars, at)?;
            lexemes.push(Lexeme::Text(text));
            at = end;
        } else {
            let start = at;
            while at < chars.len() && (chars[at].is_alphanumeric() || "_./-".contains(chars[at])) {
                at += 1;
            }
            if at == start {
                return None;
            }
            let word: String = chars[start..at].iter().collect();
            if chars.get(at) == Some(&'\'') {
                let (text, end) = quoted(&chars, at)?;
                lexemes.push(Lexeme::Prefixed(word, text));
                at = end;
            } else {
                lexemes.push(Lexeme::Word(word));
            }
        }
    }
    Some(lexemes)
}

/// The string that begins here, and where it ends.
fn quoted(chars: &[char], from: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = from + 1;
    loop {
        match (chars.get(at)?, chars.get(at + 1)) {
            ('\'', Some('\'')) => {
                text.push('\'');
                at += 2;
            }
            ('\'', _) => return Some((text, at + 1)),
            (c, _) => {
                text.push(*c);
                at += 1;
            }
        }
    }
}

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    row: &'a Map<String, Json>,
}

impl Parser<'_> {
    fn word(&self) -> Option<&str> {
        match self.lexemes.get(self.at) {
            Some(Lexeme::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn take(&mut self, lexeme: &Lexeme) -> Result<(), Fault> {
        if self.lexemes.get(self.at) != Some(lexeme) {
            return Err(Fault::Syntax);
        }
        self.at += 1;
        Ok(())
    }

    fn or(&mut self) -> Result<Term, Fault> {
        let mut left = self.and()?;
        while self.word() == Some("or") {
            self.at += 1;
            let right = self.and()?;
            left = Term::Bool(truth(&left)? | truth(&right)?);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Term, Fault> {
        let mut left = self.not()?;
        while self.word() == Some("and") {
            self.at += 1;
            let right = self.not()?;
            left = Term::Bool(truth(&left)? & truth(&right)?);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Term, Fault> {
        if self.word() == Some("not") {
            self.at += 1;
            let inner = self.not()?;
            return Ok(Term::Bool(!truth(&inner)?));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Term, Fault> {
        let left = self.operand()?;
        let operator = match self.word() {
            Some(word @ ("eq" | "ne" | "gt" | "ge" | "lt" | "le")) => word.to_owned(),
            _ => return Ok(left),
        };
        self.at += 1;
        let right = self.operand()?;
        let order = compare(&left, &right);
        Ok(Term::Bool(match operator.as_str() {
            "eq" => order == Some(Ordering::Equal),
            "ne" => order != Some(Ordering::Equal),
            "gt" => order == Some(Ordering::Greater),
            "ge" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            "lt" => order == Some(Ordering::Less),
            _ => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        }))
    }

    fn operand(&mut self) -> Result<Term, Fault> {
        let lexeme = self.lexemes.get(self.at).ok_or(Fault::Syntax)?.clone();
        self.at += 1;
        match lexeme {
            Lexeme::Open => {
                let inner = self.or()?;
                self.take(&Lexeme::Close)?;
                Ok(inner)
            }
            Lexeme::Text(text) => Ok(Term::Text(text)),
            Lexeme::Prefixed(prefix, text) => match prefix.as_str() {
                "guid" => uuid(&text).map(|guid| Term::Guid(guid, None)),
                "datetime" => text
                    .parse::<chrono::NaiveDateTime>()
                    .map(|_| Term::Date(text))
                    .map_err(|_| Fault::Syntax),
                _ => Err(Fault::Syntax),
            },
            Lexeme::Word(word) if self.lexemes.get(self.at) == Some(&Lexeme::Open) => {
                self.call(&word)
            }
            Lexeme::Word(word) => match word.as_str() {
                "true" => Ok(Term::Bool(true)),
                "false" => Ok(Term::Bool(false)),
                "null" => Ok(Term::Null),
                _ => match word.parse() {
                    Ok(number) => Ok(Term::Number(number)),
                    Err(_) => self.field(&word),
                },
            },
            Lexeme::Close | Lexeme::Comma => Err(Fault::Syntax),
        }
    }

    fn call(&mut self, name: &str) -> Result<Term, Fault> {
        self.take(&Lexeme::Open)?;
        let mut arguments = vec![self.operand()?];
        while self.lexemes.get(self.at) == Some(&Lexeme::Comma) {
            self.at += 1;
            arguments.push(self.operand()?);
        }
        self.take(&Lexeme::Close)?;
        match (name, &arguments[..]) {
            ("cast", [Term::Guid(guid, None), Term::Text(kind)]) => {
                Ok(Term::Guid(guid.clone(), Some(kind.clone())))
            }
            ("startswith", [Term::Text(text), Term::Text(part)]) => {
                Ok(Term::Bool(text.starts_with(part)))
            }
            ("endswith", [Term::Text(text), Term::Text(part)]) => {
                Ok(Term::Bool(text.ends_with(part)))
            }
            ("substringof", [Term::Text(part), Term::Text(text)]) => {
                Ok(Term::Bool(text.contains(part)))
            }
            ("cast" | "startswith" | "endswith" | "substringof", _) => Err(Fault::Syntax),
            _ => Err(Fault::Method(name.to_owned())),
        }
    }

    fn field(&self, name: &str) -> Result<Term, Fault> {
        let unknown = || Fault::Field(name.to_owned());
        Ok(match self.row.get(name).ok_or_else(unknown)? {
            Json::Bool(flag) => Term::Bool(*flag),
            Json::Number(number) => {
                Term::Number(number.to_string().parse().map_err(|_| unknown())?)
            }
            Json::String(text) => {
                // A field of several types knows which one it is of.
                let kind = self.row.get(&format!("{name}_Type")).and_then(Json::as_str);
                let kind = kind.and_then(|kind| kind.strip_prefix("StandardODATA."));
                match uuid(text) {
                    Ok(guid) => Term::Guid(guid, kind.map(str::to_owned)),
                    Err(_) if text.parse::<chrono::NaiveDateTime>().is_ok() => {
                        Term::Date(text.clone())
                    }
                    Err(_) => Term::Text(text.clone()),
                }
            }
            _ => Term::Null,
        })
    }
}

fn truth(term: &Term) -> Result<bool, Fault> {
    match term {
        Term::Bool(truth) => Ok(*truth),
        _ => Err(Fault::Syntax),
    }
}

fn uuid(text: &str) -> Result<String, Fault> {
    match uuid::Uuid::parse_str(text) {
        Ok(guid) if text.len() == 36 => Ok(guid.to_string()),
        _ => Err(Fault::Syntax),
    }
}

/// A composite field and a bare reference are never equal, and that is no error.
pub(crate) fn compare(left: &Term, right: &Term) -> Option<Ordering> {
    match (left, right) {
        (Term::Bool(a), Term::Bool(b)) => Some(a.cmp(b)),
        (Term::Number(a), Term::Number(b)) => Some(a.cmp(b)),
        // A whole number travels as text and is compared as a number.
        (Term::Text(a), Term::Number(b)) => a.parse::<Decimal>().ok().map(|a| a.cmp(b)),
        (Term::Text(a), Term::Text(b)) | (Term::Date(a), Term::Date(b)) => Some(a.cmp(b)),
        (Term::Guid(a, kind), Term::Guid(b, other)) if kind == other => Some(a.cmp(b)),
        (Term::Null, Term::Null) => Some(Ordering::Equal),
        _ => None,
    }
}
