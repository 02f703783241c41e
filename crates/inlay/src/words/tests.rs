use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use fluent_bundle::FluentResource;
use rust_decimal::Decimal;

use super::{Argument, Language, Tone, phone, shelf};

const EN: Language = Language::ENGLISH;

fn ru() -> Language {
    Language::from_code("ru")
}

fn de() -> Language {
    Language::from_code("de")
}

/// Every key of a language's file, with the names of the holes in its text.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let file = shelf::file(language.code());
    FluentResource::try_new(file.clone()).expect("a well-formed file");
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =")
            && line.starts_with(|c: char| c.is_ascii_lowercase())
        {
            assert!(!keys.contains_key(name), "{name} twice in {language:?}");
            name.clone_into(&mut key);
            keys.insert(key.clone(), BTreeSet::new());
        }
        let holes = line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        keys.entry(key.clone()).or_default().extend(holes);
    }
    keys
}

#[test]
fn every_language_has_the_same_keys_with_the_same_holes() {
    let english = keys(EN);
    for language in Language::all() {
        let theirs = keys(language);
        for (key, holes) in &english {
            let found = theirs.get(key);
            assert_eq!(
                found,
                Some(holes),
                "`{key}` of locales/{}.ftl",
                language.code()
            );
        }
        assert_eq!(
            theirs.len(),
            english.len(),
            "{language:?} has keys of its own"
        );
    }
}

#[test]
fn every_file_is_a_language_with_numbers_and_dates_of_its_own() {
    let codes: Vec<&str> = Language::all().map(Language::code).collect();
    for code in ["de", "en", "ru"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    for language in Language::all() {
        let book = language.book();
        assert!(
            book.decimals.is_some() && book.dates.is_some(),
            "{language:?}"
        );
        assert!(["short", "medium"].contains(&language.say("date-style").as_str()));
        assert_eq!(language.direction(), "ltr", "{language:?}");
    }
}

#[test]
fn a_code_we_do_not_know_is_english() {
    let code = |code| Language::from_code(code).code();
    assert_eq!(code("ru"), "ru");
    assert_eq!(code("ru-RU,ru;q=0.9,en;q=0.8"), "ru");
    assert_eq!(code("RU"), "ru");
    assert_eq!(code("de_AT"), "de");
    assert_eq!(code("tr"), "en");
    // Bitrix24's own code for Ukrainian, of which there is no file yet.
    assert_eq!(code("ua"), "en");
    assert_eq!(code(""), "en");
}

#[test]
fn money_is_written_as_the_language_writes_it() {
    let amount = Decimal::new(123_456_700, 2);
    assert_eq!(
        ru().money(amount, Some("RUB")),
        "1\u{a0}234\u{a0}567,00\u{a0}₽"
    );
    assert_eq!(EN.money(amount, Some("RUB")), "₽1,234,567.00");
    assert_eq!(EN.money(-amount, Some("EUR")), "\u{2212}€1,234,567.00");
    assert_eq!(EN.money(amount, Some("KGS")), "KGS\u{a0}1,234,567.00");
    assert_eq!(
        ru().money(-amount, Some("KGS")),
        "\u{2212}1\u{a0}234\u{a0}567,00\u{a0}KGS"
    );
    assert_eq!(EN.money(amount, None), "1,234,567.00");
    assert_eq!(
        de().money(-amount, Some("EUR")),
        "\u{2212}1.234.567,00\u{a0}€"
    );
}

#[test]
fn money_is_rounded_to_the_smallest_coin() {
    let money = |text: &str, currency| EN.money(text.parse().unwrap(), Some(currency));
    assert_eq!(money("0.005", "USD"), "$0.01");
    assert_eq!(money("-0.005", "USD"), "\u{2212}$0.01");
    assert_eq!(money("-0.001", "USD"), "$0.00");
    assert_eq!(money("1234.5", "JPY"), "¥1,235");
    assert_eq!(money("7", "KWD"), "KWD\u{a0}7.000");
    assert_eq!(
        money(&Decimal::MAX.to_string(), "USD"),
        "$79,228,162,514,264,337,593,543,950,335.00"
    );
}

#[test]
fn numbers_keep_their_digits() {
    let number = |text: &str| ru().number(text.parse().unwrap());
    assert_eq!(number("1234567.8900"), "1\u{a0}234\u{a0}567,89");
    assert_eq!(number("-0.5"), "\u{2212}0,5");
    assert_eq!(number("0"), "0");
    assert_eq!(number("1000"), "1\u{a0}000");
    assert_eq!(EN.percent(Decimal::new(4126, 2)), "41.3%");
    assert_eq!(de().percent(Decimal::new(4126, 2)), "41,3\u{a0}%");
    assert_eq!(ru().percent(Decimal::from(120)), "120\u{a0}%");
}

#[test]
fn dates_cannot_be_misread() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 4).unwrap();
    assert_eq!(EN.date(date), "Nov 4, 2026");
    assert_eq!(ru().date(date), "04.11.2026");
    assert_eq!(de().date(date), "04.11.2026");
    assert_eq!(EN.date(NaiveDate::MAX), NaiveDate::MAX.to_string());
}

#[test]
fn ages_take_the_largest_unit_that_fits() {
    let en = |age| EN.age(age);
    assert_eq!(en(TimeDelta::seconds(-5)), "just now");
    assert_eq!(en(TimeDelta::seconds(59)), "just now");
    assert_eq!(en(TimeDelta::seconds(60)), "1 min ago");
    assert_eq!(en(TimeDelta::minutes(59)), "59 min ago");
    assert_eq!(en(TimeDelta::hours(23)), "23 h ago");
    assert_eq!(en(TimeDelta::hours(24)), "yesterday");
    assert_eq!(ru().age(TimeDelta::days(1)), "вчера");
    assert_eq!(ru().age(TimeDelta::days(3)), "3 дня назад");
    assert_eq!(ru().age(TimeDelta::days(21)), "21 день назад");
    assert_eq!(de().age(TimeDelta::days(1)), "gestern");
}

#[test]
fn words_take_the_form_their_number_asks_for() {
    let rows = |count| ru().say_with("table-total", &[("count", Argument::Count(count))]);
    assert_eq!(rows(1), "Итого, 1 строка");
    assert_eq!(rows(2), "Итого, 2 строки");
    assert_eq!(rows(200), "Итого, 200 строк");
}

#[test]
fn a_usual_status_is_translated_and_an_unusual_one_is_kept() {
    assert_eq!(ru().badge("partly_paid").text, "Оплачено частично");
    assert_eq!(EN.badge("In progress").text, "In progress");
    assert_eq!(EN.badge("overdue").tone, Tone::Alarm);
    assert_eq!(EN.badge("на складе").text, "На складе");
    assert_eq!(EN.column("credit_limit"), "Credit limit");
    assert_eq!(EN.column("vat_rate"), "Vat rate");
    assert_eq!(ru().column("НомерЗаказа"), "НомерЗаказа");
}

#[test]
fn telephone_numbers_are_grouped_and_dialled_safely() {
    assert_eq!(ru().phone("84951234567"), "+7 495 123-45-67");
    assert_eq!(EN.phone("+49 30 901820"), "+49 30 901820");
    assert_eq!(
        phone::dialled("+7 (495) 123-45-67").as_deref(),
        Some("+74951234567")
    );
    assert_eq!(phone::dialled("javascript:alert(1)"), None);
    assert_eq!(phone::dialled("12+34+5678").as_deref(), Some("12345678"));
}
