use std::time::Duration;

use bitrix24::incoming::php;
use bitrix24::{Event, Frame, ParseError};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const QUERY: &str = "a=1&DOMAIN=acme.bitrix24.com&PROTOCOL=1&LANG=en&APP_SID=0f9a";
const FRAME: &str = "AUTH_ID=access&AUTH_EXPIRES=3600&REFRESH_ID=refresh\
    &SERVER_ENDPOINT=https%3A%2F%2Foauth.bitrix.info%2Frest%2F&APPLICATION_TOKEN=apptoken\
    &APPLICATION_SCOPE=crm%2Cplacement&member_id=a2b0c3d4e5f60718293a4b5c6d7e8f90&status=L\
    &PLACEMENT=CRM_DEAL_DETAIL_TAB\
    &PLACEMENT_OPTIONS=%7B%22ID%22%3A%2277%22%2C%22URI%22%3A%22%5C%2Fcrm%5C%2Fdeal%5C%2F%22%7D";
/// What an older, self-hosted portal sends.
const OLD: &str = "AUTH_ID=access&AUTH_EXPIRES=3600&REFRESH_ID=refresh&member_id=a2&status=F";

fn parse(form: &str) -> Value {
    php::parse(form.as_bytes()).unwrap().into()
}

#[test]
fn a_frame_says_who_opened_what() {
    let frame = Frame::parse(QUERY, FRAME.as_bytes()).unwrap();
    assert_eq!(frame.domain.as_deref(), Some("acme.bitrix24.com"));
    assert_eq!(
        (frame.protocol, frame.lang.as_deref()),
        (Some(1), Some("en"))
    );
    assert_eq!(frame.app_sid.as_deref(), Some("0f9a"));
    assert_eq!(frame.access_token.expose(), "access");
    assert_eq!(frame.refresh_token.as_ref().unwrap().expose(), "refresh");
    assert_eq!(frame.expires_in, Some(Duration::from_secs(3600)));
    assert_eq!(
        frame.server_endpoint.as_deref(),
        Some("https://oauth.bitrix.info/rest/")
    );
    assert_eq!(
        frame.application_token.as_ref().unwrap().expose(),
        "apptoken"
    );
    assert_eq!(frame.scope, ["crm", "placement"]);
    assert_eq!(frame.member_id.as_ref(), "a2b0c3d4e5f60718293a4b5c6d7e8f90");
    assert_eq!(
        (frame.status.as_str(), frame.placement.as_str()),
        ("L", "CRM_DEAL_DETAIL_TAB")
    );
    assert_eq!(frame.options["URI"], "/crm/deal/");
    assert_eq!(frame.entity_id(), Some(77));
}

#[test]
fn an_old_portal_sends_less_and_an_own_page_has_the_default_placement() {
    let frame = Frame::parse("", OLD.as_bytes()).unwrap();
    assert_eq!(frame.placement, "DEFAULT");
    assert!(frame.domain.is_none() && frame.server_endpoint.is_none());
    assert!(frame.application_token.is_none() && frame.scope.is_empty());
    assert_eq!(frame.entity_id(), None);
}

#[test]
fn empty_placement_options_have_many_spellings() {
    for options in ["", "[]", "{}", "null"] {
        let form = format!("{OLD}&PLACEMENT_OPTIONS={options}");
        assert!(
            Frame::parse("", form.as_bytes())
                .unwrap()
                .options
                .is_empty(),
            "{options}"
        );
    }
    for options in ["%7B%22ID%22", "7", "[1]", "undefined"] {
        let form = format!("{OLD}&PLACEMENT_OPTIONS={options}");
        let error = Frame::parse("", form.as_bytes()).unwrap_err();
        assert_eq!(
            error,
            ParseError::Malformed {
                field: "PLACEMENT_OPTIONS"
            },
            "{options}"
        );
    }
}

#[test]
fn the_card_is_named_by_one_of_two_keys_or_not_saved_yet() {
    for (options, id) in [
        (r#"{"ID":"77"}"#, Some(77)),
        (r#"{"ID":77}"#, Some(77)),
        (r#"{"ENTITY_ID":"5"}"#, Some(5)),
        (r#"{"ID":"0"}"#, None),
        (r#"{"ID":"0","ENTITY_ID":"5"}"#, Some(5)),
        (r#"{"ID":"D_77"}"#, None),
        (r#"{"any":"28\/"}"#, None),
    ] {
        let form = format!("{OLD}&PLACEMENT_OPTIONS={options}");
        assert_eq!(
            Frame::parse("", form.as_bytes()).unwrap().entity_id(),
            id,
            "{options}"
        );
    }
}

#[test]
fn what_is_no_frame_names_the_field_that_is_missing() {
    let missing = |field| Err(ParseError::Missing { field });
    let parse = |form: &str| Frame::parse(QUERY, form.as_bytes()).map(|_| ());
    assert_eq!(parse(""), missing("member_id"));
    assert_eq!(parse("member_id=a2"), missing("AUTH_ID"));
    assert_eq!(parse("member_id=a2&AUTH_ID="), missing("AUTH_ID"));
    assert_eq!(parse("member_id=a2&AUTH_ID[]=x"), missing("AUTH_ID"));
    assert_eq!(
        parse("member_id=a%2F&AUTH_ID=x"),
        Err(ParseError::Malformed { field: "member_id" })
    );
}

#[test]
fn an_event_says_what_happened_to_what() {
    let body = "event=OnCrmDealUpdate&event_handler_id=185&data[FIELDS][ID]=77&ts=1767225600\
        &auth[access_token]=access&auth[expires]=1767229200&auth[expires_in]=3600\
        &auth[scope]=crm%2Cplacement&auth[domain]=acme.bitrix24.com\
        &auth[server_endpoint]=https%3A%2F%2Foauth.bitrix.info%2Frest%2F&auth[status]=L\
        &auth[client_endpoint]=https%3A%2F%2Facme.bitrix24.com%2Frest%2F\
        &auth[member_id]=a2b0c3d4e5f60718293a4b5c6d7e8f90&auth[user_id]=7\
        &auth[application_token]=apptoken";
    for body in [
        body.to_owned(),
        body.replace('[', "%5B").replace(']', "%5d"),
    ] {
        let event = Event::parse(body.as_bytes()).unwrap();
        assert_eq!(event.name, "ONCRMDEALUPDATE");
        assert_eq!(event.handler_id.as_deref(), Some("185"));
        assert_eq!(event.data, json!({"FIELDS": {"ID": "77"}}));
        assert_eq!(event.ts, Some(1_767_225_600));
        let auth = event.auth;
        assert_eq!(
            auth.member_id.unwrap().as_ref(),
            "a2b0c3d4e5f60718293a4b5c6d7e8f90"
        );
        assert_eq!(auth.application_token.unwrap().expose(), "apptoken");
        assert_eq!(auth.access_token.unwrap().expose(), "access");
        assert!(auth.refresh_token.is_none());
        assert_eq!(auth.expires_in, Some(Duration::from_secs(3600)));
        assert_eq!(auth.scope, ["crm", "placement"]);
        assert_eq!(auth.domain.as_deref(), Some("acme.bitrix24.com"));
        assert_eq!(
            auth.client_endpoint.as_deref(),
            Some("https://acme.bitrix24.com/rest/")
        );
        assert_eq!(auth.user_id, Some(7));
    }
}

#[test]
fn an_event_without_tokens_or_data_is_an_event() {
    let body = "event=ONAPPPAYMENT&auth[member_id]=a2";
    let event = Event::parse(body.as_bytes()).unwrap();
    assert_eq!(event.data, json!({}));
    assert!(event.auth.application_token.is_none() && event.auth.access_token.is_none());

    let event = Event::parse(b"event=SOMETHING_NEW&data=&event_id=3").unwrap();
    assert_eq!(
        (event.name.as_str(), event.handler_id.as_deref()),
        ("SOMETHING_NEW", Some("3"))
    );
    assert_eq!(event.data, json!({}));
    assert!(event.auth.member_id.is_none());
}

#[test]
fn what_is_no_event_is_refused() {
    let parse = |form: &[u8]| Event::parse(form).map(|_| ());
    assert_eq!(
        parse(b"workflow_id=1"),
        Err(ParseError::Missing { field: "event" })
    );
    assert_eq!(
        parse(b"event=A&auth[member_id]=a/b"),
        Err(ParseError::Malformed {
            field: "auth[member_id]"
        })
    );
}

#[test]
fn names_nest_as_in_php() {
    for (form, parsed) in [
        ("a=1&b=2", json!({"a": "1", "b": "2"})),
        ("a[]=1&a[]=2", json!({"a": ["1", "2"]})),
        ("a[b][]=1&a[b][]=2", json!({"a": {"b": ["1", "2"]}})),
        (
            "a[0][x]=1&a[1][x]=2",
            json!({"a": [{"x": "1"}, {"x": "2"}]}),
        ),
        ("a[][x]=1&a[][x]=2", json!({"a": [{"x": "1"}, {"x": "2"}]})),
        ("a[1]=1&a[0]=0", json!({"a": {"1": "1", "0": "0"}})),
        ("a[5]=1&a[]=2", json!({"a": {"5": "1", "6": "2"}})),
        ("a[01]=1&a[]=2", json!({"a": {"01": "1", "0": "2"}})),
        ("a=1&a[b]=2", json!({"a": {"b": "2"}})),
        ("a[b]=2&a=1", json!({"a": "1"})),
        ("a[b]c=1", json!({"a": {"b": "1"}})),
        ("a[b=1", json!({"a[b": "1"})),
        ("[a]=1", json!({"[a]": "1"})),
        ("a[b[c]=1", json!({"a": {"b[c": "1"}})),
        ("a", json!({"a": ""})),
        ("&&a=1&", json!({"a": "1"})),
        ("a=b=c", json!({"a": "b=c"})),
        ("a=x+y%2B%D0%AF", json!({"a": "x y+Я"})),
        ("a%5Bb%5d=%", json!({"a": {"b": "%"}})),
        ("a=%FF", json!({"a": "\u{fffd}"})),
        (
            "a[18446744073709551615]=1&a[]=2",
            json!({"a": {"18446744073709551615": "2"}}),
        ),
        ("", json!({})),
    ] {
        assert_eq!(parse(form), parsed, "{form}");
    }
}

#[test]
fn a_form_has_bounds_and_may_reach_them() {
    let deep = |levels| format!("a{}=1", "[x]".repeat(levels));
    assert!(php::parse(deep(15).as_bytes()).is_ok());
    assert_eq!(
        php::parse(deep(16).as_bytes()),
        Err(ParseError::TooDeep { most: 16 })
    );
    let many = |fields| "a[]=1&".repeat(fields);
    assert_eq!(
        php::parse(many(4_000).as_bytes()).unwrap()["a"]
            .as_array()
            .unwrap()
            .len(),
        4_000
    );
    assert_eq!(
        php::parse(many(4_001).as_bytes()),
        Err(ParseError::TooMany { most: 4_000 })
    );
    let most = 2 * 1024 * 1024;
    assert!(php::parse(&vec![b'a'; most]).is_ok());
    assert_eq!(
        php::parse(&vec![b'a'; most + 1]),
        Err(ParseError::TooLarge { most })
    );
}

/// Writes JSON as PHP's `http_build_query` would.
fn encode(value: &Value, name: &str, pairs: &mut Vec<String>) {
    let quote = |text: &str| {
        text.bytes()
            .map(|b| format!("%{b:02X}"))
            .collect::<String>()
    };
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                encode(item, &format!("{name}[{index}]"), pairs);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let key = quote(key);
                let name = if name.is_empty() {
                    key
                } else {
                    format!("{name}[{key}]")
                };
                encode(item, &name, pairs);
            }
        }
        leaf => pairs.push(format!("{name}={}", quote(leaf.as_str().unwrap()))),
    }
}

fn nested() -> impl Strategy<Value = Value> {
    any::<String>()
        .prop_map(Value::from)
        .prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Value::from),
                prop::collection::btree_map("[a-zA-Zа-я_>@ ]{1,6}", inner, 1..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
}

proptest! {
    #[test]
    fn no_form_makes_the_parsers_panic(form in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = php::parse(&form);
        let _ = Event::parse(&form);
        let _ = Frame::parse(&String::from_utf8_lossy(&form), &form);
    }

    #[test]
    fn no_form_of_brackets_makes_the_parser_panic(form in "[a0\\[\\]=&%5BD+]{0,80}") {
        let _ = php::parse(form.as_bytes());
    }

    #[test]
    fn what_php_would_write_is_read_back(
        map in prop::collection::btree_map("[a-zA-Zа-я_]{1,6}", nested(), 0..5)
    ) {
        let map: Map<String, Value> = map.into_iter().collect();
        let mut pairs = Vec::new();
        encode(&Value::Object(map.clone()), "", &mut pairs);
        prop_assert_eq!(php::parse(pairs.join("&").as_bytes()), Ok(map));
    }
}
