use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::Query;
use crate::query::Wording;

fn parse(sql: &str, params: &[&str]) -> Result<SqlText, QueryError> {
    let params = params
        .iter()
        .map(|name| ((*name).to_owned(), ParamType::TEXT))
        .collect();
    SqlText::parse(sql, &params).map(|(text, _)| text)
}

fn dollars(text: &SqlText) -> String {
    text.bind(Marks::Dollar, &Params::none()).sql
}

#[test]
fn holes_are_numbered_by_name_in_the_order_they_appear() {
    let query = parse(
        "select * from t where b = :b and a = :a or b = :b",
        &["a", "b"],
    )
    .unwrap();

    assert_eq!(
        dollars(&query),
        "select * from t where b = $1 and a = $2 or b = $1"
    );
    assert_eq!(
        query.bind(Marks::Numbered, &Params::none()).sql,
        "select * from t where b = ?1 and a = ?2 or b = ?1"
    );
}

#[test]
fn what_only_looks_like_a_hole_is_plain_text() {
    for sql in [
        "select ':a'",
        "select 'it''s :a'",
        "select e'it\\'s :a'",
        "select \"odd :a\" from t",
        "select `odd :a` from t",
        "select 1 -- :a\n",
        "select 1 -- :a",
        "select /* :a */ 1",
        "select $$ :a $$",
        "select $tag$ :a $$ :a $tag$",
        "select '1'::text",
        "select '2026-01-01'::date::text",
        "select arr[1:2] from t",
        "select '12:30'",
    ] {
        let query = parse(sql, &[]).unwrap();
        assert_eq!(dollars(&query), sql);
    }
    let query = parse("select :a::text, '»:a«', :имя", &["a", "имя"]).unwrap();
    assert_eq!(dollars(&query), "select $1::text, '»:a«', $2");
}

#[test]
fn a_hole_that_is_not_declared_is_told_with_its_place() {
    let error = parse("select 'ä' where x = :b", &["a"]).unwrap_err();
    assert_eq!(
        error,
        QueryError::UndeclaredHole {
            name: "b".to_owned(),
            offset: 22
        }
    );
    assert_eq!(error.offset(), Some(22));

    let error = parse("select 1", &["a"]).unwrap_err();
    assert_eq!(
        error,
        QueryError::UnusedParam {
            name: "a".to_owned()
        }
    );
}

#[test]
fn one_query_passes_however_it_begins_and_ends() {
    for sql in [
        "select 1",
        "  SELECT 1;",
        "select 1 ; -- the end\n",
        "-- first\n/* second */ with x as (select 1) select * from x",
        "(select 1) union (select 2)",
        "values (1)",
        "table clients",
        "select updated, deleted, i.delete, \"update\" from inserts i",
    ] {
        parse(sql, &[]).unwrap();
    }
}

#[test]
fn whatever_is_not_a_single_query_is_refused_with_its_place() {
    let cases = [
        ("", None),
        ("  -- nothing\n", None),
        ("insert into t values (1)", Some(0)),
        (" drop table t", Some(1)),
        ("pragma query_only = off", Some(0)),
        ("begin; select 1", Some(0)),
        ("'select'", Some(0)),
        ("select 1; select 2", Some(10)),
        ("select 1;; ", Some(9)),
        (
            "with x as (delete from t returning *) select * from x",
            Some(11),
        ),
        ("select * into copy from t", Some(9)),
        ("select * from t for update", Some(20)),
        ("select $1", Some(7)),
        ("select ?1", Some(7)),
        ("select 'open", Some(7)),
        ("select \"open", Some(7)),
        ("select 1 /* open", Some(9)),
        ("select $a$ open $b$", Some(7)),
        ("select 1 /* outer /* inner */ */", Some(18)),
    ];
    for (sql, offset) in cases {
        assert_eq!(parse(sql, &[]).unwrap_err().offset(), offset, "{sql}");
    }
}

#[test]
fn a_function_that_is_not_known_to_do_nothing_is_noticed() {
    let harmless = |sql| parse(sql, &[]).unwrap().is_harmless();
    for sql in [
        "select id, name from clients where tax_id in ('1', '2')",
        "select count(*), coalesce(SUM(total), 0)::numeric(15,2) from sales group by (client_id)",
        "with x as (select 1), y as materialized (select 2) select * from x where exists (select 1)",
        "select rank() over (partition by id), 'lo_create(0)' -- lo_create(0)",
    ] {
        assert!(harmless(sql), "{sql}");
    }
    for sql in [
        "select lo_create(0)",
        "select lo_create /* now */ (0)",
        "select \"lo_create\"(0)",
        "select pg_catalog.lo_create(0)",
        "select ours.sum(1)",
        "select * from sales_of(7)",
    ] {
        assert!(!harmless(sql), "{sql}");
    }
}

#[test]
fn every_value_of_a_list_has_a_mark_of_its_own() {
    let declared = [
        ("ids".to_owned(), ParamType::list(Scalar::Integer)),
        ("day".to_owned(), ParamType::DATE),
    ]
    .into();
    let sql = "select * from t where id in (:ids) and day > :day or parent in (:ids)";
    let query = Query::sql("test", sql, &declared).unwrap();
    let Wording::Sql(text) = query.wording() else {
        unreachable!()
    };
    let ids = vec![
        Value::Integer(7),
        Value::Null,
        Value::Integer(7),
        Value::Integer(9),
    ];
    let params = Params::bind(&query, |name| {
        Some(match name {
            "ids" => Argument::Many(ids.clone()),
            _ => Argument::One(Value::Null),
        })
    });

    let bound = text.bind(Marks::Dollar, &params.unwrap());

    assert_eq!(
        bound.sql,
        "select * from t where id in ($1, $2) and day > $3 or parent in ($1, $2)"
    );
    assert_eq!(
        bound.values,
        [
            (Scalar::Integer, Value::Integer(7)),
            (Scalar::Integer, Value::Integer(9)),
            (Scalar::Date, Value::Null),
        ]
    );
}

#[test]
fn no_value_whatever_its_characters_is_in_the_text_of_any_dialect() {
    let declared = [
        ("name".to_owned(), ParamType::TEXT),
        ("ids".to_owned(), ParamType::list(Scalar::Text)),
    ]
    .into();
    let sql = "select 1 from t where a = :name and b in (:ids) and c = :name";
    let query = Query::sql("test", sql, &declared).unwrap();
    let Wording::Sql(text) = query.wording() else {
        unreachable!("it is SQL")
    };
    let written = [
        (
            Marks::Dollar,
            "select 1 from t where a = $1 and b in ($2, $3) and c = $1",
        ),
        (
            Marks::Numbered,
            "select 1 from t where a = ?1 and b in (?2, ?3) and c = ?1",
        ),
        (
            Marks::Bare,
            "select 1 from t where a = ? and b in (?, ?) and c = ?",
        ),
        (
            Marks::At,
            "select 1 from t where a = @P1 and b in (@P2, @P3) and c = @P1",
        ),
    ];
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&("[^\\x00]{0,40}", "[^\\x00]{1,40}"), |(name, id)| {
            let other = format!("{id}'); drop table t; --");
            let params = Params::bind(&query, |hole| {
                Some(match hole {
                    "ids" => {
                        Argument::Many(vec![Value::Text(id.clone()), Value::Text(other.clone())])
                    }
                    _ => Argument::One(Value::Text(name.clone())),
                })
            });
            let params = params.unwrap();
            for (marks, written) in written {
                let bound = text.bind(marks, &params);
                prop_assert_eq!(bound.sql, written);
                let mut expected = vec![&name, &id, &other];
                if marks == Marks::Bare {
                    expected.push(&name);
                }
                let expected = expected
                    .into_iter()
                    .map(|text| (Scalar::Text, Value::Text(text.clone())));
                prop_assert_eq!(bound.values, expected.collect::<Vec<_>>());
            }
            Ok(())
        })
        .unwrap();
}
