//! One language's file, with the formats that go with it.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu::calendar::Gregorian;
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::{M, YM, YMD};
use icu::datetime::options::YearStyle;
use icu::decimal::DecimalFormatter;
use icu::locale::{Direction, Locale, LocaleDirectionality};

use super::money::MoneyPattern;

/// A value for a hole in a text.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    Text(&'a str),
    /// A number that chooses the form of the words around it.
    Count(usize),
}

pub(super) struct Book {
    bundle: Bundle,
    pub(super) money: MoneyPattern,
    /// `ltr` or `rtl`.
    pub(super) direction: &'static str,
    /// `None` only when the compiled locale data lacks the language.
    pub(super) decimals: Option<DecimalFormatter>,
    pub(super) dates: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    /// A month with its year.
    pub(super) months: Option<FixedCalendarDateTimeFormatter<Gregorian, YM>>,
    /// A month's short name alone.
    pub(super) month_names: Option<FixedCalendarDateTimeFormatter<Gregorian, M>>,
}

impl Book {
    /// Reads an embedded file. What is wrong in it is found by the tests, not here: a page with a
    /// word missing is better than none.
    pub(super) fn read(code: &str, text: &str) -> Self {
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new_concurrent(
            code.parse()
                .map(|language| vec![language])
                .unwrap_or_default(),
        );
        // Marks around every value would be copied along with the text; names stand in <bdi>.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        let locale: Locale = code.parse().unwrap_or(Locale::UNKNOWN);
        // "Nov 24, 2026" cannot be misread as 11 or 24 of anything, "11/24/2026" can: the file says
        // which of the two its readers need.
        let fields = match find(&bundle, "date-style", &[]).as_deref() {
            Some("medium") => YMD::medium(),
            _ => YMD::short().with_year_style(YearStyle::Full),
        };
        let direction = match LocaleDirectionality::new_common().get(&locale.id) {
            Some(Direction::RightToLeft) => "rtl",
            _ => "ltr",
        };
        Self {
            money: MoneyPattern::read(|key, arguments| say(&bundle, key, arguments)),
            direction,
            bundle,
            decimals: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            dates: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fields).ok(),
            months: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::medium()).ok(),
            month_names: FixedCalendarDateTimeFormatter::try_new((&locale).into(), M::medium())
                .ok(),
        }
    }

    /// The words of a key; a key that is not there is its own text.
    pub(super) fn say(&self, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        say(&self.bundle, key, arguments)
    }

    /// The words of a key that may be missing.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        find(&self.bundle, key, &[])
    }
}

type Bundle = FluentBundle<FluentResource>;

fn say(bundle: &Bundle, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
    find(bundle, key, arguments).unwrap_or_else(|| key.to_owned())
}

fn find(bundle: &Bundle, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let arguments: FluentArgs<'_> = arguments
        .iter()
        .map(|(name, argument)| (*name, FluentValue::from(*argument)))
        .collect();
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned(),
    )
}

impl<'a> From<Argument<'a>> for FluentValue<'a> {
    fn from(argument: Argument<'a>) -> Self {
        match argument {
            Argument::Text(text) => Self::from(text),
            Argument::Count(count) => Self::from(count),
        }
    }
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Book({:?})", self.bundle.locales)
    }
}
