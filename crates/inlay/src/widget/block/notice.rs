//! A sentence that is there while its condition holds.

use askama::Template;

use super::currency::Currencies;
use super::data::Data;
use super::figures::{Uncomputed, missing};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use super::sentence::{Sentence, Writer};
use crate::config::block::{Block, Level, Notice};
use crate::expression::EvaluateError;

#[derive(Debug, Template)]
#[template(path = "block/notice.html", whitespace = "minimize")]
struct Drawn {
    level: &'static str,
    /// What the colour says, in a word.
    word: String,
    sentence: Option<Sentence>,
    uncomputed: Option<Uncomputed>,
}

pub(super) fn render(block: &Block, notice: &Notice, data: &Data) -> String {
    if let Some(missing) = missing(&notice.when, data) {
        return absence("notice", block, missing, data);
    }
    let text = notice.text.text(data.language.code());
    let mut roots = notice.when.roots();
    roots.extend(text.roots());
    let answers = roots.iter().filter_map(|root| data.named.get(*root));
    let footing = Footing::of(answers, data.now, data.language);
    let drawn = match holds(notice, data) {
        // Nothing to say; but what comes of a source that is being asked may be.
        Ok(false) if footing.renewing.is_some() => {
            return "<i hidden data-renewing></i>".to_owned();
        }
        Ok(false) => return String::new(),
        Ok(true) => match Writer::new(data).sentence(text, &data.scope) {
            Ok(sentence) => Drawn::new(notice.level, Ok(sentence), data),
            Err(error) => Drawn::new(notice.level, Err(Uncomputed::new(&error, data)), data),
        },
        Err(uncomputed) => Drawn::new(notice.level, Err(uncomputed), data),
    };
    framed("notice", title(block, data), drawn, footing)
}

/// Whether the condition holds; over rows of several currencies, whether it does for one of them.
pub(super) fn holds(notice: &Notice, data: &Data) -> Result<bool, Uncomputed> {
    let failed = |error: EvaluateError| Uncomputed::new(&error, data);
    match Currencies::of(&[&notice.when], data) {
        Currencies::One(_) => {
            let value = notice.when.evaluate(&data.scope).map_err(failed)?;
            Ok(value.is_true())
        }
        // What is counted is not money.
        Currencies::Several(_) if !notice.when.text().contains("sum") => {
            let value = notice.when.evaluate(&data.scope).map_err(failed)?;
            Ok(value.is_true())
        }
        Currencies::Several(each) => {
            for (_, scope) in &each {
                if notice.when.evaluate(scope).map_err(failed)?.is_true() {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Currencies::Mixed => Err(Uncomputed {
            words: data.language.say("block-currencies-mixed"),
            cause: None,
        }),
    }
}

impl Drawn {
    fn new(level: Level, sentence: Result<Sentence, Uncomputed>, data: &Data) -> Self {
        let (sentence, uncomputed) = match sentence {
            Ok(sentence) => (Some(sentence), None),
            Err(uncomputed) => (None, Some(uncomputed)),
        };
        Self {
            level: level.name(),
            word: data.language.say(match level {
                Level::Info => "notice-info",
                Level::Warning => "notice-warning",
                Level::Alarm => "notice-alarm",
            }),
            sentence,
            uncomputed,
        }
    }
}
