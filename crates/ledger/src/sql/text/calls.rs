//! Which functions a text calls.

use super::lexer::Token;

/// What may stand before a parenthesis and does nothing but compute: key words, types, and
/// functions that PostgreSQL brings. A function that is not here may be as harmless; it is only not
/// known to be.
const HARMLESS: &[&str] = &[
    // Key words.
    "all and any array as between by case distinct else except exists filter from group having \
     ilike in intersect is join lateral like limit materialized not offset on or order over \
     partition row select some then union using values when where with within",
    // Types.
    "bit char character decimal interval numeric time timestamp varchar",
    // Aggregates and window functions.
    "array_agg avg bool_and bool_or count dense_rank every first_value json_agg jsonb_agg lag \
     last_value lead max min ntile rank row_number string_agg sum",
    // Numbers.
    "abs ceil ceiling floor mod power round sign sqrt trunc",
    // Texts.
    "btrim char_length concat concat_ws initcap left length lower lpad ltrim md5 position \
     regexp_replace replace reverse right rpad rtrim split_part strpos substr substring to_char \
     translate trim upper",
    // Dates.
    "age date_part date_trunc extract make_date now to_date to_timestamp",
    // The rest.
    "cast coalesce generate_series greatest json_build_object jsonb_build_object least nullif \
     to_json to_jsonb to_number unnest",
];

/// Whether every call in the text is one of the harmless ones.
pub(super) fn are_harmless(sql: &str, tokens: &[Token]) -> bool {
    let qualified = |position: usize| {
        let before = position
            .checked_sub(1)
            .and_then(|before| tokens.get(before));
        matches!(before, Some(Token::Sign { byte: b'.', .. }))
    };
    tokens
        .windows(2)
        .enumerate()
        .all(|(position, pair)| match *pair {
            [Token::Word { start, end }, Token::Sign { byte: b'(', .. }] => {
                // A function of some schema is somebody's own, whatever its name.
                !qualified(position) && is_known(&sql[start..end])
            }
            [Token::Literal { .. }, Token::Sign { byte: b'(', .. }] => false,
            _ => true,
        })
}

fn is_known(word: &str) -> bool {
    let mut known = HARMLESS.iter().flat_map(|words| words.split(' '));
    known.any(|known| known.eq_ignore_ascii_case(word))
}
