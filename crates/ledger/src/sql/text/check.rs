//! Whether a text is a single query that reads.
//!
//! A help for honest mistakes, found when the configuration is loaded. The wall is elsewhere: in
//! the account's rights and in the session that is opened read-only.

use super::error::QueryError;
use super::lexer::Token;

/// What a query may begin with.
const READS: [&str; 4] = ["select", "with", "values", "table"];

/// What turns a query into a write wherever it stands: a writing `with`, `select … into`,
/// `select … for update`.
const WRITES: [&str; 5] = ["insert", "update", "delete", "merge", "into"];

/// What acts in T-SQL wherever it stands, since no semicolon has to part statements there:
/// `select 1 exec p`. As a column's name it has to be quoted there as well.
const ACTS_IN_TSQL: [&str; 34] = [
    "alter",
    "backup",
    "begin",
    "bulk",
    "commit",
    "create",
    "dbcc",
    "deallocate",
    "declare",
    "deny",
    "drop",
    "exec",
    "execute",
    "goto",
    "grant",
    "if",
    "kill",
    "opendatasource",
    "openquery",
    "openrowset",
    "print",
    "raiserror",
    "receive",
    "reconfigure",
    "restore",
    "revert",
    "revoke",
    "rollback",
    "save",
    "set",
    "shutdown",
    "truncate",
    "use",
    "waitfor",
];

/// The first word that would act in T-SQL, and where it stands.
pub(super) fn acts_in_tsql(sql: &str, tokens: &[Token]) -> Option<(String, usize)> {
    let mut before = None;
    tokens.iter().find_map(|token| {
        // `t.save` and `[save]` are columns.
        let name = matches!(
            before.replace(token),
            Some(Token::Sign {
                byte: b'.' | b'[',
                ..
            })
        );
        match *token {
            Token::Word { start, end } if !name && is_one_of(&sql[start..end], &ACTS_IN_TSQL) => {
                Some((sql[start..end].to_owned(), start))
            }
            _ => None,
        }
    })
}

pub(super) fn is_one_query(sql: &str, tokens: &[Token]) -> Result<(), QueryError> {
    // A query may stand in parentheses: `(select …) union (select …)`.
    let mut begun = tokens
        .iter()
        .skip_while(|token| matches!(token, Token::Sign { byte: b'(', .. }));
    match begun.next() {
        None => return Err(QueryError::Empty),
        Some(&Token::Word { start, end }) if is_one_of(&sql[start..end], &READS) => {}
        Some(token) => {
            let (start, end) = token.span();
            return Err(QueryError::NotARead {
                word: sql[start..end].to_owned(),
                offset: start,
            });
        }
    }
    for (position, token) in tokens.iter().enumerate() {
        match *token {
            Token::Sign { byte: b';', .. } => {
                if let Some(next) = tokens.get(position + 1) {
                    return Err(QueryError::SecondStatement {
                        offset: next.span().0,
                    });
                }
            }
            Token::Word { start, end } if is_one_of(&sql[start..end], &WRITES) => {
                // `t.delete` is a column.
                let qualified = position
                    .checked_sub(1)
                    .and_then(|before| tokens.get(before));
                if !matches!(qualified, Some(Token::Sign { byte: b'.', .. })) {
                    let word = sql[start..end].to_owned();
                    return Err(QueryError::Writes {
                        word,
                        offset: start,
                    });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}
