use std::time::Duration;

use ledger::{ODataQuery, ParamType, Protocol, ReadError, Source};
use serde_json::json;

use super::onec::{Canned, OneC};
use super::{one, query, read, settings, source};

const A: &str = "41aa6331-954f-11e3-814b-005056c00001";

async fn books() -> OneC {
    OneC::start(json!({"Catalog_X": [
        {"Ref_Key": A, "ИНН": "7701234567", "Owner_Key": A},
        {"Ref_Key": A, "ИНН": "7701234568", "Owner_Key": A, "hidden": true},
    ]}))
    .await
}

fn all() -> ODataQuery {
    ODataQuery::all(Protocol::OneC, "Catalog_X")
}

/// What a read says when every request is answered like this.
async fn answered(status: u16, content_type: &'static str, body: impl AsRef<[u8]>) -> ReadError {
    let onec = books().await;
    let answer = Canned::new(status, content_type, body);
    onec.answer_next(vec![answer; 4]);
    read(&source(onec.url(), Protocol::OneC), &all(), &[])
        .await
        .unwrap_err()
}

/// The kind of an error and its cause's text.
fn told(error: &ReadError) -> (&'static str, String) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    (error.kind(), cause.unwrap_or_default())
}

#[tokio::test]
async fn an_answer_that_is_no_data_is_a_source_that_does_not_work_at_the_moment() {
    let page = "<!DOCTYPE html><html>Идет обновление базы</html>";
    let cut = &json!({"value": [{"Ref_Key": A}]}).to_string()[..30];
    for (status, content_type, body) in [
        (200, "text/html; charset=utf-8", page),
        (200, "application/json", page),
        (200, "application/json", ""),
        (200, "application/json", cut),
        (200, "application/json", "[1, 2]"),
        (200, "application/json", "{\"value\": 5}"),
        (200, "application/json", "{\"value\": [5]}"),
        (200, "application/json", "{\"value\": [}"),
        (502, "text/html", page),
        (503, "text/html", ""),
        (500, "text/plain", "Внутренняя ошибка"),
    ] {
        let error = answered(status, content_type, body).await;
        let kind = if status == 200 {
            "garbled"
        } else {
            "unreachable"
        };
        assert_eq!(error.kind(), kind, "{status} {body}: {error:?}");
    }
    let error = answered(504, "text/html", "").await;
    assert_eq!(error.kind(), "timeout");
}

#[tokio::test]
async fn no_licence_and_no_session_mean_that_all_places_are_taken() {
    for (status, words) in [
        (500, "Не обнаружено свободной лицензии!"),
        (500, "Превышено максимальное количество сеансов"),
        (503, "No free client license found"),
        (406, ""),
    ] {
        let error = answered(status, "text/plain; charset=utf-8", words).await;
        assert_eq!(error, ReadError::Busy, "{status} {words}");
    }
}

#[tokio::test]
async fn errors_in_json_and_in_xml_are_told_in_our_words_and_theirs() {
    let in_json = json!({"odata.error": {"code": "8", "message": {"lang": "ru", "value": "Нет"}}});
    let in_xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
        <m:error xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">\
        <m:code>8</m:code><m:message xml:lang=\"ru\">Нет</m:message></m:error>";
    let expected = (
        "rejected",
        "there is no such set, or it is not published: Нет (code 8)".to_owned(),
    );
    for status in [404, 400, 500] {
        let error = answered(status, "application/json", in_json.to_string()).await;
        assert_eq!(told(&error), expected, "{status}");
        let error = answered(status, "application/xml", in_xml).await;
        assert_eq!(told(&error), expected, "{status}");
    }
    // An error that says it is a success.
    let error = answered(200, "application/json", in_json.to_string()).await;
    assert_eq!(told(&error), expected);
    let error = answered(200, "application/atom+xml", "<feed/>").await;
    assert_eq!(error.kind(), "rejected");
}

#[tokio::test]
async fn a_wrong_password_and_missing_rights_are_two_things() {
    let error = answered(401, "text/html", "").await;
    assert_eq!(error.kind(), "login_refused");
    let rights = json!({"odata.error": {"code": "20", "message": {"value": "Нет прав"}}});
    for status in [401, 403] {
        let error = answered(status, "application/json", rights.to_string()).await;
        assert_eq!(
            told(&error),
            (
                "denied",
                "this user has no right to these data (code 20)".to_owned()
            )
        );
    }
}

#[tokio::test]
async fn a_hidden_row_is_skipped_and_does_not_fail_the_request() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    assert_eq!(read(&source, &all(), &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_1c_refuses_is_refused_with_its_reason() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let reason = async |query: &ODataQuery| told(&read(&source, query, &[]).await.unwrap_err());
    let field = query(Protocol::OneC, "Catalog_X", "КПП eq '1'", &[]);
    assert_eq!(
        reason(&field).await,
        (
            "rejected",
            "it does not know a field or a method of the address: Сегмент пути КПП не найден! \
             (code 6)"
                .to_owned()
        )
    );
    let unquoted = query(
        Protocol::OneC,
        "Catalog_X",
        &format!("Owner_Key eq {A}"),
        &[],
    );
    assert_eq!(reason(&unquoted).await.0, "rejected");
    let set = ODataQuery::all(Protocol::OneC, "Catalog_Y");
    assert_eq!(reason(&set).await.0, "rejected");
    let another = query(Protocol::V4, "Catalog_X", "", &[]);
    assert_eq!(
        reason(&another).await,
        (
            "rejected",
            "the query is written in another dialect of OData".to_owned()
        )
    );
}

#[tokio::test]
async fn what_was_sent_is_never_repeated_in_an_error() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let secret = "Иванов & сыновья";
    let body = json!({"odata.error": {"code": "14", "message": {
        "value": "Ошибка при разборе ИНН eq 'Иванов & сыновья' and"}}});
    let texts = query(Protocol::OneC, "Catalog_X", "ИНН eq {inn}", &[]);
    onec.answer_next([Canned::new(400, "application/json", body.to_string())]);
    let error = read(&source, &texts, &[("inn", ParamType::TEXT, one(secret))])
        .await
        .unwrap_err();
    assert_eq!(
        told(&error),
        ("rejected", "it cannot parse an option (code 14)".to_owned())
    );
    let guids = query(
        Protocol::OneC,
        "Catalog_X",
        "Owner_Key eq {ref} and КПП eq 1",
        &[],
    );
    let error = read(&source, &guids, &[("ref", ParamType::GUID, one(A))])
        .await
        .unwrap_err();
    // This message speaks of the query only.
    assert!(told(&error).1.contains("КПП"), "{error:?}");
    let body = body.to_string().replace("Иванов & сыновья", A);
    onec.answer_next([Canned::new(400, "application/json", body)]);
    let error = read(&source, &guids, &[("ref", ParamType::GUID, one(A))])
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains(A), "{error:?}");
}

#[tokio::test]
async fn an_answer_larger_than_allowed_is_refused_while_it_comes() {
    let onec = books().await;
    let mut settings = settings(onec.url(), Protocol::OneC);
    settings.web.limits.max_bytes = 100_000;
    let source = Source::odata("books", settings).unwrap();
    let body = json!({"value": vec![json!({"a": "x".repeat(1_000)}); 50_000]}).to_string();
    onec.answer_next([Canned::new(200, "application/json", body)]);
    assert_eq!(read(&source, &all(), &[]).await, Err(ReadError::TooLarge));
}

#[tokio::test]
async fn a_text_in_another_code_page_is_read_as_what_it_is() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    // «Иван» in Windows-1251.
    let mut body = b"{\"value\": [{\"a\": \"".to_vec();
    body.extend([0xC8, 0xE2, 0xE0, 0xED]);
    body.extend(b"\"}]}");
    onec.answer_next([Canned::new(
        200,
        "application/json; charset=windows-1251",
        body,
    )]);
    let rows = read(&source, &all(), &[]).await.unwrap();
    assert_eq!(rows.rows, [[crate::database::text("Иван")]]);
}

#[tokio::test]
async fn a_page_on_another_host_is_not_asked_for() {
    let onec = books().await;
    let elsewhere = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let next = format!(
        "{}/odata/standard.odata/Catalog_X?$format=json",
        elsewhere.url()
    );
    let body = json!({"value": [{"a": 1}], "odata.nextLink": next});
    onec.answer_next([Canned::new(200, "application/json", body.to_string())]);
    let error = read(&source, &all(), &[]).await.unwrap_err();
    assert_eq!(
        told(&error),
        ("rejected", "its next page is on another host".to_owned())
    );
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn pages_that_lead_to_each_other_end() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    let page = |to: &str| {
        let body =
            json!({"value": [{"a": 1}], "odata.nextLink": format!("Catalog_X?$skiptoken={to}")});
        Canned::new(200, "application/json", body.to_string())
    };
    onec.answer_next([page("1"), page("2"), page("1"), page("2")]);
    let error = read(&source, &all(), &[]).await.unwrap_err();
    assert_eq!(told(&error).1, "its pages repeat themselves");

    // Pages that ignore where they should begin.
    let same: Vec<_> = (0..1_000)
        .map(|number| json!({"Ref_Key": format!("51aa6331-954f-11e3-814b-{number:012}")}))
        .collect();
    let same = Canned::new(200, "application/json", json!({"value": same}).to_string());
    onec.answer_next(vec![same; 3]);
    let ordered = ODataQuery {
        order: Some("Ref_Key".to_owned()),
        ..all()
    };
    let error = read(&source, &ordered, &[]).await.unwrap_err();
    assert_eq!(told(&error).1, "its pages repeat themselves");
}

#[tokio::test]
async fn a_hang_ends_with_its_time() {
    let onec = books().await;
    let mut settings = settings(onec.url(), Protocol::OneC);
    settings.web.limits.timeout = Duration::from_millis(200);
    let source = Source::odata("books", settings).unwrap();
    let mut slow = Canned::new(200, "application/json", "{\"value\": []}");
    slow.after = Duration::from_secs(30);
    onec.answer_next([slow]);
    assert_eq!(read(&source, &all(), &[]).await, Err(ReadError::Timeout));
}

#[tokio::test]
async fn a_busy_moment_is_slept_over_once() {
    let onec = books().await;
    let source = source(onec.url(), Protocol::OneC);
    onec.answer_next([Canned::new(503, "text/html", "")]);
    assert_eq!(read(&source, &all(), &[]).await.unwrap().len(), 1);
}
