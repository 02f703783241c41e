use ledger::{Argument, ParamError, ParamType, Params, Query, Scalar, UnknownParamType, Value};

use crate::database::{date, datetime, decimal, text};

fn bind(kind: ParamType, value: &Value) -> Result<Value, ParamError> {
    let params = [("a".to_owned(), kind)].into();
    let query = Query::sql("test", "select :a", &params).unwrap();
    let params = Params::bind(&query, |_| Some(value.clone()))?;
    match params.get("a").unwrap() {
        Argument::One(value) => Ok(value.clone()),
        Argument::Many(values) => panic!("{values:?}"),
    }
}

#[test]
fn a_text_stays_the_text_it_is_blanks_included() {
    for given in [
        " 770 1234567 ",
        "",
        "O'Brien",
        "'; drop table clients --",
        "0077",
        "ё\n\t\u{200b}",
    ] {
        assert_eq!(bind(ParamType::TEXT, &text(given)), Ok(text(given)));
    }
    assert_eq!(bind(ParamType::TEXT, &Value::Integer(77)), Ok(text("77")));
    assert_eq!(
        bind(ParamType::TEXT, &date("2026-02-28")),
        Ok(text("2026-02-28"))
    );
    assert_eq!(bind(ParamType::TEXT, &decimal("10.50")), Ok(text("10.50")));
}

#[test]
fn a_text_that_is_wholly_of_the_type_passes_for_it() {
    use Scalar::{Bool, Date, Datetime, Decimal, Guid, Integer};
    let guid = "0e4a1a3c-8c5e-4d1f-9d3a-2f7c6b1a0d42";
    let cases = [
        (Integer, text(" 77"), Value::Integer(77)),
        (
            Integer,
            text("-9223372036854775808"),
            Value::Integer(i64::MIN),
        ),
        (Integer, decimal("77.00"), Value::Integer(77)),
        (Decimal, text("0.10"), decimal("0.10")),
        (Decimal, Value::Integer(5), decimal("5")),
        (Date, text("2024-02-29"), date("2024-02-29")),
        (Date, datetime("2024-02-29T10:00:00"), date("2024-02-29")),
        (
            Datetime,
            text("2024-02-29 10:00"),
            datetime("2024-02-29T10:00:00"),
        ),
        (
            Datetime,
            date("2024-02-29"),
            datetime("2024-02-29T00:00:00"),
        ),
        (Bool, text("true"), Value::Bool(true)),
        (Bool, Value::Integer(0), Value::Bool(false)),
        (Guid, text(&guid.to_uppercase()), text(guid)),
        (Guid, text(&format!("{{{guid}}}")), text(guid)),
    ];
    for (kind, given, expected) in cases {
        assert_eq!(
            bind(ParamType::one(kind), &given),
            Ok(expected),
            "{kind} {given:?}"
        );
    }
}

#[test]
fn a_value_of_another_type_is_refused_by_name_and_never_repeated() {
    use Scalar::{Bool, Date, Datetime, Decimal, Guid, Integer, Text};
    let cases = [
        (Integer, text("77a")),
        (Integer, text("")),
        (Integer, text("9223372036854775808")),
        (Integer, decimal("77.5")),
        (Decimal, text("1,5")),
        (Decimal, text("secret")),
        (Date, text("2023-02-29")),
        (Date, Value::Integer(20_240_229)),
        (Datetime, text("noon")),
        (Bool, text("yes")),
        (Bool, Value::Integer(2)),
        (Guid, text("0e4a1a3c")),
        (Text, Value::Bool(true)),
        (Text, text("a\0b")),
    ];
    for (kind, given) in cases {
        let error = bind(ParamType::one(kind), &given).unwrap_err();
        assert_eq!(
            error,
            ParamError::Wrong {
                name: "a".to_owned(),
                kind: ParamType::one(kind)
            },
            "{given:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn nothing_is_of_every_type_but_a_value_nobody_has_is_missed() {
    for kind in Scalar::ALL.map(ParamType::one) {
        assert_eq!(bind(kind, &Value::Null), Ok(Value::Null));
    }
    let params = [("a".to_owned(), ParamType::TEXT)].into();
    let query = Query::sql("test", "select :a", &params).unwrap();
    assert_eq!(
        Params::bind(&query, |_| None::<Value>),
        Err(ParamError::Missing {
            name: "a".to_owned()
        })
    );
}

#[test]
fn types_are_named_by_small_words() {
    for kind in ParamType::all() {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    assert_eq!(
        "Text".parse::<ParamType>(),
        Err(UnknownParamType("Text".to_owned()))
    );
}

#[test]
fn a_list_keeps_each_known_value_once_and_refuses_what_is_not_of_its_type() {
    let params = [("a".to_owned(), ParamType::list(Scalar::Integer))].into();
    let query = Query::sql("test", "select 1 where 1 in (:a)", &params).unwrap();
    let bind = |values: Vec<Value>| {
        Params::bind(&query, |_| Some(values.clone())).map(|params| params.get("a").cloned())
    };
    assert_eq!(
        bind(vec![
            text("7"),
            Value::Null,
            Value::Integer(7),
            decimal("8.0")
        ]),
        Ok(Some(Argument::Many(vec![
            Value::Integer(7),
            Value::Integer(8)
        ])))
    );
    assert_eq!(bind(vec![]), Ok(Some(Argument::Many(vec![]))));
    assert!(bind(vec![text("7"), text("seven")]).is_err());
    assert_eq!("integer[]".parse(), Ok(ParamType::list(Scalar::Integer)));
    assert!("integer[][]".parse::<ParamType>().is_err());
}
