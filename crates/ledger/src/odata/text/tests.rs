use std::collections::BTreeMap;

use super::*;
use crate::odata::{ODataFunction, ODataQuery};
use crate::{Query, Scalar, Value};

fn declared(params: &[(&str, ParamType)]) -> BTreeMap<String, ParamType> {
    params
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), *kind))
        .collect()
}

const GUIDS: ParamType = ParamType::list(Scalar::Guid);

/// What is wrong with a filter: the problem's text and what stands at its place.
fn wrong(protocol: Protocol, filter: &str) -> (ODataProblem, String) {
    let params = declared(&[
        ("ref", ParamType::GUID),
        ("inn", ParamType::TEXT),
        ("keys", GUIDS),
        ("more", GUIDS),
    ]);
    let query = ODataQuery {
        filter: Some(filter.to_owned()),
        ..ODataQuery::all(protocol, "Catalog_X")
    };
    let error = match ODataText::parse(&query, &params) {
        Err(error) => error,
        Ok(_) => panic!("`{filter}` was taken"),
    };
    if error.key() == "params" {
        panic!("`{filter}` was taken");
    }
    assert_eq!(error.key(), "filter");
    let at = error.offset().map_or("", |offset| &filter[offset..]);
    (error.problem().clone(), at.to_owned())
}

/// The address of a query below the root, its options decoded.
fn address(query: &ODataQuery, params: &[(&str, ParamType, Argument)]) -> String {
    let types = params.iter().map(|(name, kind, _)| (*name, *kind));
    let types = declared(&types.collect::<Vec<_>>());
    let (text, _) = ODataText::parse(query, &types).unwrap();
    let query = Query::odata("test", query, &types).unwrap();
    let params = Params::bind(&query, |name| {
        params
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(.., value)| value.clone())
    });
    let dialect = Literals {
        protocol: text.protocol,
        timezone: None,
    };
    let slice = Slice { skip: 0, top: 11 };
    let address = text.address(&params.unwrap(), &dialect, slice).unwrap();
    percent_encoding::percent_decode_str(&address)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

fn one(text: &str) -> Argument {
    Argument::One(Value::Text(text.to_owned()))
}

const A: &str = "41aa6331-954f-11e3-814b-005056c00008";
const B: &str = "41aa6331-954f-11e3-814b-005056c00009";

#[test]
fn a_condition_is_written_with_its_values_as_literals() {
    let query = ODataQuery {
        filter: Some("ИНН eq {inn} and Партнер_Key in {keys} and DeletionMark eq false".to_owned()),
        select: vec!["Ref_Key".to_owned(), "Партнер/Description".to_owned()],
        order: Some("Date desc, Ref_Key".to_owned()),
        ..ODataQuery::all(Protocol::OneC, "Catalog_Контрагенты")
    };
    let keys = Argument::Many([A, B].map(|key| Value::Text(key.to_owned())).to_vec());
    let params = [
        ("inn", ParamType::TEXT, one("O'Brien&Co")),
        ("keys", GUIDS, keys),
    ];
    assert_eq!(
        address(&query, &params),
        format!(
            "Catalog_Контрагенты?$filter=ИНН eq 'O''Brien&Co' and (Партнер_Key eq guid'{A}' or \
             Партнер_Key eq guid'{B}') and DeletionMark eq false\
             &$select=Ref_Key,Партнер/Description&$expand=Партнер&$orderby=Date desc, Ref_Key\
             &$top=11&$format=json&allowedOnly=true"
        )
    );
}

#[test]
fn a_condition_of_a_virtual_table_travels_as_one_string() {
    let function = ODataFunction {
        name: "Balance".to_owned(),
        arguments: BTreeMap::from(
            [
                ("Condition", "Контрагент_Key eq {ref} and Вид eq 'Долг'"),
                ("Period", "{until}"),
                ("Dimensions", "Договор, Валюта"),
            ]
            .map(|(name, text)| (name.to_owned(), text.to_owned())),
        ),
    };
    let query = ODataQuery {
        function: Some(function),
        ..ODataQuery::all(Protocol::OneC, "AccumulationRegister_Расчеты")
    };
    let params = [
        ("ref", ParamType::GUID, one(A)),
        ("until", ParamType::DATE, one("2024-03-20")),
    ];
    assert_eq!(
        address(&query, &params),
        format!(
            "AccumulationRegister_Расчеты/Balance(Condition='Контрагент_Key eq guid''{A}'' and \
             Вид eq ''Долг''',Dimensions='Договор,Валюта',Period=datetime'2024-03-20T00:00:00')\
             ?$top=11&$format=json&allowedOnly=true"
        )
    );
}

#[test]
fn one_row_is_asked_for_by_its_key_and_a_table_of_it_by_a_path() {
    let query = ODataQuery::all(Protocol::OneC, "Document_Счет({ref})/Товары");
    let params = [("ref", ParamType::GUID, one(A))];
    assert_eq!(
        address(&query, &params),
        format!("Document_Счет(guid'{A}')/Товары?$select=**&$format=json&allowedOnly=true")
    );
    let query = ODataQuery::all(Protocol::V4, "Customers(code={code},year=2024)");
    let params = [("code", ParamType::TEXT, one("a/b')"))];
    assert_eq!(
        address(&query, &params),
        "Customers(code='a/b'')',year=2024)"
    );
    // The slash of a value is no step of the path.
    assert!(matches!(
        ODataText::parse(&query, &declared(&[("code", ParamType::TEXT)])),
        Ok((text, _)) if text.end() == End::One
    ));
}

#[test]
fn a_link_is_opened_in_each_dialect_by_its_own_words() {
    let select = ["number", "client/name", "client/city"].map(str::to_owned);
    let expected = [
        "Sales?$select=number,client/name,client/city&$expand=client&$top=11&$format=json\
         &allowedOnly=true",
        "Sales?$select=number,client/name,client/city&$expand=client&$top=11&$format=json",
        "Sales?$select=number&$expand=client($select=name,city)&$top=11",
    ];
    for (protocol, expected) in Protocol::ALL.into_iter().zip(expected) {
        let query = ODataQuery {
            select: select.to_vec(),
            ..ODataQuery::all(protocol, "Sales")
        };
        assert_eq!(address(&query, &[]), expected);
    }
}

#[test]
fn a_column_is_called_what_the_query_says() {
    let select = [
        "Ref_Key as client_id",
        "Срок:integer as term",
        "Срок as term_text",
        "Валюта/Code as currency",
    ];
    let query = ODataQuery {
        select: select.map(str::to_owned).to_vec(),
        ..ODataQuery::all(Protocol::OneC, "Catalog_X")
    };
    assert_eq!(
        address(&query, &[]),
        "Catalog_X?$select=Ref_Key,Срок,Валюта/Code&$expand=Валюта&$top=11&$format=json\
         &allowedOnly=true"
    );
    let (text, _) = ODataText::parse(&query, &BTreeMap::new()).unwrap();
    let Select::These(columns) = &text.select else {
        panic!("all columns");
    };
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["client_id", "term", "term_text", "currency"]);
}

#[test]
fn a_hole_stands_alone_and_is_declared() {
    let alone = |name: &str| ODataProblem::HoleNotAlone {
        name: name.to_owned(),
    };
    let onec = |filter| wrong(Protocol::OneC, filter);
    assert_eq!(onec("ИНН eq '{inn}'"), (alone("inn"), "{inn}'".to_owned()));
    assert_eq!(
        onec("ИНН eq 'a''{inn}'").0,
        alone("inn"),
        "a doubled quote does not end a string"
    );
    assert_eq!(onec("A eq guid'{ref}'").0, alone("ref"));
    assert_eq!(onec("A eq guid{ref}").0, alone("ref"));
    assert_eq!(onec("A eq -{inn}").0, alone("inn"));
    assert_eq!(onec("A eq {inn}{inn}").0, alone("inn"));
    assert_eq!(onec("A eq 'x'{inn}").0, alone("inn"));
    assert_eq!(
        onec("A eq {innn}"),
        (
            ODataProblem::UndeclaredHole {
                name: "innn".to_owned()
            },
            "{innn}".to_owned()
        )
    );
    assert_eq!(onec("A eq {").0, ODataProblem::BadHole);
    let query = ODataQuery::all(Protocol::V4, "Sales");
    let error = ODataText::parse(&query, &declared(&[("a", ParamType::TEXT)])).unwrap_err();
    assert_eq!(error.key(), "params");
}

#[test]
fn a_list_stands_after_in_where_it_can_be_asked_for_in_portions() {
    let onec = |filter| wrong(Protocol::OneC, filter).0;
    for filter in [
        "A eq {keys}",
        "{keys}",
        "A in {ref}",
        "A in ('a','b')",
        "A in{keys}",
        "startswith(A,{keys})",
    ] {
        let problem = onec(filter);
        assert!(
            matches!(
                problem,
                ODataProblem::ListOutsideIn | ODataProblem::HoleNotAlone { .. }
            ),
            "{filter}: {problem}"
        );
    }
    for filter in [
        "not A in {keys}",
        "not (A in {keys})",
        "A in {keys} or B eq 1",
        "(A in {keys}) and B eq 1",
        "A in {keys} and B in {more}",
    ] {
        assert_eq!(onec(filter), ODataProblem::ListNotAlone, "{filter}");
    }
    let native = ODataQuery {
        filter: Some("status in ('open','paid') and (a eq 1 or b eq 2)".to_owned()),
        ..ODataQuery::all(Protocol::V4, "Sales")
    };
    ODataText::parse(&native, &BTreeMap::new()).unwrap();
}

#[test]
fn what_the_dialect_does_not_know_is_told_before_it_is_sent() {
    let unknown = |name: &str, protocol| ODataProblem::UnknownFunction {
        name: name.to_owned(),
        protocol,
    };
    for name in [
        "contains", "tolower", "toupper", "trim", "length", "indexof",
    ] {
        let filter = format!("{name}(A,'x') eq 1");
        assert_eq!(
            wrong(Protocol::OneC, &filter),
            (unknown(name, Protocol::OneC), filter)
        );
    }
    assert_eq!(
        wrong(Protocol::V4, "substringof('x',A)").0,
        unknown("substringof", Protocol::V4)
    );
    for (filter, found) in [
        ("A = 1", '='),
        ("A eq \"x\"", '"'),
        ("A eq 1; drop", ';'),
        ("A eq 1&$top=1", '&'),
        ("A eq 1#", '#'),
        ("A <> 1", '<'),
        ("A eq $value", '$'),
    ] {
        assert!(
            matches!(wrong(Protocol::OneC, filter).0, ODataProblem::Stray { found: c, .. } if c == found),
            "{filter}"
        );
    }
    assert_eq!(
        wrong(Protocol::OneC, "(A eq 1").0,
        ODataProblem::Parenthesis
    );
    assert_eq!(
        wrong(Protocol::OneC, "A eq 1)"),
        (ODataProblem::Parenthesis, ")".to_owned())
    );
    assert_eq!(
        wrong(Protocol::OneC, "A eq 'x"),
        (ODataProblem::Unclosed, "'x".to_owned())
    );
    assert_eq!(wrong(Protocol::OneC, "  ").0, ODataProblem::Empty);
}

#[test]
fn a_resource_is_a_set_or_what_hangs_on_a_row_and_nothing_that_acts() {
    let params = declared(&[("ref", ParamType::GUID)]);
    for entity in [
        "$batch",
        "$metadata",
        "Catalog_X/$count",
        "Catalog_X?$top=1",
        "Catalog_X&a=b",
        "Catalog_X#a",
        "../other",
        "Catalog_X/../other",
        "http://elsewhere/X",
        "Catalog X",
        "Catalog_X%2F..",
        "Catalog_X(",
        "Catalog_X()",
        "Catalog_X({ref})Post",
        "Catalog_X({ref})/Post",
        "Catalog_X({ref})/Post()",
        "Document_X(guid'0')/Unpost",
        "BusinessProcess_X({ref})/Start",
        "Task_X({ref})/ExecuteTask",
        "ExchangePlan_X({ref})/SelectChanges",
        "AccumulationRegister_X/Balance",
        "AccumulationRegister_X/Balance()",
        "Catalog_X({ref})/",
        "{ref}",
        "/Catalog_X",
        "",
    ] {
        let query = ODataQuery::all(Protocol::OneC, entity);
        let error = ODataText::parse(&query, &params).unwrap_err();
        assert_eq!(error.key(), "entity", "{entity}: {error}");
    }
}

#[test]
fn a_virtual_table_has_a_known_name_a_fitting_register_and_typed_arguments() {
    let call = |entity: &str, name: &str, argument: (&str, &str)| {
        let arguments = BTreeMap::from([(argument.0.to_owned(), argument.1.to_owned())]);
        let query = ODataQuery {
            function: Some(ODataFunction {
                name: name.to_owned(),
                arguments,
            }),
            ..ODataQuery::all(Protocol::OneC, entity)
        };
        let params = declared(&[("ref", ParamType::GUID), ("inn", ParamType::TEXT)]);
        let error = ODataText::parse(&query, &params).unwrap_err();
        (
            error.key().to_owned(),
            error.problem().clone(),
            error.offset(),
        )
    };
    let register = "AccumulationRegister_X";
    for name in ["Post", "SelectChanges", "balance", "Balance()", ""] {
        let (key, problem, _) = call(register, name, ("Condition", "A eq {ref}"));
        assert_eq!(key, "function");
        assert!(matches!(problem, ODataProblem::NotKnown { .. }), "{name}");
    }
    let (key, ..) = call("Catalog_X", "Balance", ("Condition", "A eq {ref}"));
    assert_eq!(key, "entity");
    let (key, ..) = call(register, "SliceLast", ("Condition", "A eq {ref}"));
    assert_eq!(key, "entity");

    // Its quotes nest: free text could end them.
    let condition = "A eq {inn} and B eq {ref}";
    let (key, problem, offset) = call(register, "Balance", ("Condition", condition));
    assert_eq!(key, "function.Balance.Condition");
    assert!(matches!(problem, ODataProblem::TextInArgument { name } if name == "inn"));
    assert_eq!(offset, Some(5));

    for moment in ["{ref}", "2024-01-01", "datetime'yesterday'", "now()"] {
        let (key, problem, _) = call(register, "Balance", ("Period", moment));
        assert_eq!(key, "function.Balance.Period");
        assert!(
            matches!(
                problem,
                ODataProblem::NotAMoment | ODataProblem::UnknownFunction { .. }
            ),
            "{moment}: {problem}"
        );
    }
    let (key, ..) = call(register, "Balance", ("Dimensions", "A,B') or 1"));
    assert_eq!(key, "function.Balance.Dimensions");
    let (key, ..) = call(register, "Balance", ("StartPeriod", "{ref}"));
    assert_eq!(key, "function.Balance");
}

#[test]
fn columns_and_order_are_names() {
    let parse = |select: &[&str], order: Option<&str>| {
        let query = ODataQuery {
            select: select.iter().map(|item| (*item).to_owned()).collect(),
            order: order.map(str::to_owned),
            ..ODataQuery::all(Protocol::V4, "Sales")
        };
        ODataText::parse(&query, &BTreeMap::new()).map(drop)
    };
    parse(&["a", "b:integer", "c/d:text"], Some("a desc, c/d asc,b")).unwrap();
    parse(&[], None).unwrap();
    for select in [
        "a&b", "a,b", "a b", "a:money", "a:guid[]", "", "$value", "a/b/c",
    ] {
        assert_eq!(
            parse(&[select], None).unwrap_err().key(),
            "select",
            "{select}"
        );
    }
    let twice = parse(&["a/b", "a_b"], None).unwrap_err();
    assert!(matches!(twice.problem(), ODataProblem::ColumnTwice { .. }));
    for order in ["a down", "a&$top=1", "", "a,,b", "a desc desc"] {
        assert_eq!(
            parse(&[], Some(order)).unwrap_err().key(),
            "order",
            "{order}"
        );
    }
}

#[test]
fn a_long_list_is_cut_so_that_every_address_fits() {
    let query = ODataQuery {
        filter: Some("АналитикаУчетаПоПартнерам_Key in {keys}".to_owned()),
        ..ODataQuery::all(Protocol::OneC, "Catalog_X")
    };
    let types = declared(&[("keys", GUIDS)]);
    let (text, _) = ODataText::parse(&query, &types).unwrap();
    let keys: Vec<Value> = (0..101)
        .map(|number| Value::Text(format!("41aa6331-954f-11e3-814b-{number:012}")))
        .collect();
    let query = Query::odata("test", &query, &types).unwrap();
    let params = Params::bind(&query, |_| Some(keys.clone())).unwrap();
    let dialect = Literals {
        protocol: Protocol::OneC,
        timezone: None,
    };
    let length = |params: &Params| {
        let slice = Slice { skip: 0, top: 1 };
        text.address(params, &dialect, slice).unwrap().len()
    };
    let portions = text.portions(&params, |params| length(params) < 4_000);
    assert_eq!(portions.len(), 7);
    assert!(portions.iter().all(|portion| length(portion) < 4_000));
    assert_eq!(text.portions(&params, |_| true).len(), 4);
    assert_eq!(text.portions(&params, |_| false).len(), 101);
}
