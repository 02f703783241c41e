use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use fluent_bundle::FluentResource;
use rust_decimal::Decimal;

use super::{Argument, Language, Tone, phone};

fn file(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../locales/en.ftl"),
        Language::Ru => include_str!("../../locales/ru.ftl"),
    }
}

fn keys(language: Language) -> BTreeSet<&'static str> {
    FluentResource::try_new(file(language).to_owned()).expect("a well-formed file");
    let defined = |line: &'static str| {
        let key = line.split_once(" =")?.0;
        line.starts_with(|c: char| c.is_ascii_lowercase())
            .then_some(key)
    };
    file(language).lines().filter_map(defined).collect()
}

#[test]
fn every_key_exists_in_every_language() {
    for language in Language::ALL {
        assert_eq!(keys(language), keys(Language::En), "{language:?}");
    }
}

#[test]
fn a_code_we_do_not_know_is_english() {
    assert_eq!(Language::from_code("ru"), Language::Ru);
    assert_eq!(Language::from_code("ru-RU,ru;q=0.9,en;q=0.8"), Language::Ru);
    assert_eq!(Language::from_code("RU"), Language::Ru);
    assert_eq!(Language::from_code("tr"), Language::En);
    assert_eq!(Language::from_code(""), Language::En);
}

#[test]
fn money_is_written_as_the_language_writes_it() {
    let amount = Decimal::new(123_456_700, 2);
    assert_eq!(
        Language::Ru.money(amount, Some("RUB")),
        "1\u{a0}234\u{a0}567,00\u{a0}₽"
    );
    assert_eq!(Language::En.money(amount, Some("RUB")), "₽1,234,567.00");
    assert_eq!(
        Language::En.money(-amount, Some("EUR")),
        "\u{2212}€1,234,567.00"
    );
    assert_eq!(
        Language::En.money(amount, Some("KGS")),
        "KGS\u{a0}1,234,567.00"
    );
    assert_eq!(
        Language::Ru.money(-amount, Some("KGS")),
        "\u{2212}1\u{a0}234\u{a0}567,00\u{a0}KGS"
    );
    assert_eq!(Language::En.money(amount, None), "1,234,567.00");
}

#[test]
fn money_is_rounded_to_the_smallest_coin() {
    let money = |text: &str, currency| Language::En.money(text.parse().unwrap(), Some(currency));
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
    let number = |text: &str| Language::Ru.number(text.parse().unwrap());
    assert_eq!(number("1234567.8900"), "1\u{a0}234\u{a0}567,89");
    assert_eq!(number("-0.5"), "\u{2212}0,5");
    assert_eq!(number("0"), "0");
    assert_eq!(number("1000"), "1\u{a0}000");
    assert_eq!(Language::En.percent(Decimal::new(4126, 2)), "41.3%");
    assert_eq!(Language::Ru.percent(Decimal::from(120)), "120\u{a0}%");
}

#[test]
fn dates_cannot_be_misread() {
    let date = NaiveDate::from_ymd_opt(2026, 11, 4).unwrap();
    assert_eq!(Language::En.date(date), "Nov 4, 2026");
    assert_eq!(Language::Ru.date(date), "04.11.2026");
    assert_eq!(
        Language::En.date(NaiveDate::MAX),
        NaiveDate::MAX.to_string()
    );
}

#[test]
fn ages_take_the_largest_unit_that_fits() {
    let en = |age| Language::En.age(age);
    assert_eq!(en(TimeDelta::seconds(-5)), "just now");
    assert_eq!(en(TimeDelta::seconds(59)), "just now");
    assert_eq!(en(TimeDelta::seconds(60)), "1 min ago");
    assert_eq!(en(TimeDelta::minutes(59)), "59 min ago");
    assert_eq!(en(TimeDelta::hours(23)), "23 h ago");
    assert_eq!(en(TimeDelta::hours(24)), "yesterday");
    assert_eq!(Language::Ru.age(TimeDelta::days(1)), "вчера");
    assert_eq!(Language::Ru.age(TimeDelta::days(3)), "3 дня назад");
    assert_eq!(Language::Ru.age(TimeDelta::days(21)), "21 день назад");
}

#[test]
fn words_take_the_form_their_number_asks_for() {
    let rows = |count| Language::Ru.say_with("table-total", &[("count", Argument::Count(count))]);
    assert_eq!(rows(1), "Итого, 1 строка");
    assert_eq!(rows(2), "Итого, 2 строки");
    assert_eq!(rows(200), "Итого, 200 строк");
}

#[test]
fn a_usual_status_is_translated_and_an_unusual_one_is_kept() {
    assert_eq!(Language::Ru.badge("partly_paid").text, "Оплачено частично");
    assert_eq!(Language::En.badge("In progress").text, "In progress");
    assert_eq!(Language::En.badge("overdue").tone, Tone::Alarm);
    assert_eq!(Language::En.badge("на складе").text, "На складе");
    assert_eq!(Language::En.column("credit_limit"), "Credit limit");
    assert_eq!(Language::En.column("vat_rate"), "Vat rate");
    assert_eq!(Language::Ru.column("НомерЗаказа"), "НомерЗаказа");
}

#[test]
fn telephone_numbers_are_grouped_and_dialled_safely() {
    assert_eq!(Language::Ru.phone("84951234567"), "+7 495 123-45-67");
    assert_eq!(Language::En.phone("+49 30 901820"), "+49 30 901820");
    assert_eq!(
        phone::dialled("+7 (495) 123-45-67").as_deref(),
        Some("+74951234567")
    );
    assert_eq!(phone::dialled("javascript:alert(1)"), None);
    assert_eq!(phone::dialled("12+34+5678").as_deref(), Some("12345678"));
}
