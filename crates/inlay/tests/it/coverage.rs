//! `inlay match`: which companies have a client in the books.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::visitor::{beside, change_books, command, installed};

#[tokio::test]
async fn every_company_is_told_with_its_client_or_why_it_has_none() {
    let house = installed().await;
    let sheet = house.folder().join("coverage.csv");
    let path = sheet.display().to_string();
    let (good, output, errors) = command(&house, &["match", "--json", "--csv", &path]).await;
    assert!(good, "{errors}");
    let report: Value = serde_json::from_str(&output).expect("the output is JSON");
    assert_eq!(report["complete"], true);
    let summary = &report["summary"];
    let counted = ["companies", "client", "not_found", "no_key", "several"]
        .map(|key| summary[key].as_u64().expect(key));
    assert_eq!(counted, [12, 10, 1, 1, 0]);
    let companies = report["companies"].as_array().expect("companies");
    assert_eq!(companies[0]["client"], "Northwind Trading");
    assert_eq!(companies[0]["client_id"], "1");
    assert_eq!(companies[10]["why"], "requisite.RQ_INN: not in the books");
    assert_eq!(companies[11]["why"], "requisite.RQ_INN: empty");

    let mut rows = csv::Reader::from_path(&sheet).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 12);
    assert_eq!(&rows[5][1], "O'Brien Foods");
    assert_eq!((&rows[10][2], &rows[0][6]), ("not_found", "7701234507"));
    house.stop().await;
}

#[tokio::test]
async fn the_summary_names_those_without_a_client() {
    let house = installed().await;
    change_books(
        &house,
        "insert into clients select 501, '=1+1', tax_id, currency, credit_limit,
        debt, overdue, overdue_days, manager, phone from clients where id = 2",
    )
    .await;
    let (good, output, errors) = command(&house, &["match"]).await;
    assert!(good, "{errors}");
    for words in [
        "have a client",
        "75 %",
        "several clients",
        "2 clients: Альфа-Строй | =1+1",
        "Вектор-Сервис  requisite.RQ_INN: not in the books",
        "Redwood Packaging  requisite.RQ_INN: empty",
    ] {
        assert!(output.contains(words), "{words} in {output}");
    }
    house.stop().await;
}

#[tokio::test]
async fn books_that_do_not_answer_are_not_taken_for_books_that_know_nobody() {
    let house = installed().await;
    change_books(&house, "alter table clients rename to gone").await;
    let (_, output, _) = command(&house, &["match", "--json"]).await;
    let report: Value = serde_json::from_str(&output).expect("the output is JSON");
    assert_eq!(report["summary"]["unavailable"], 11);
    assert_eq!(report["summary"]["not_found"], 0);
    house.stop().await;
}

#[tokio::test]
async fn an_interrupted_run_ends_with_what_it_has() {
    let house = installed().await;
    // The portal takes its time over each answer: there is a moment to interrupt.
    house.sim().knobs().set_latency(Duration::from_secs(5));
    let before = house.sim().requests().rest;
    let running = beside(&house)
        .args(["match", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let asked = async {
        while house.sim().requests().rest == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked)
        .await
        .expect("it asks the portal");
    let process = running.id().expect("it runs").to_string();
    let killed = tokio::process::Command::new("kill")
        .args(["-INT", &process])
        .status()
        .await;
    assert!(killed.unwrap().success());
    let output = tokio::time::timeout(Duration::from_secs(4), running.wait_with_output())
        .await
        .expect("it ends before the portal has answered")
        .unwrap();
    assert!(!output.status.success());
    let report: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    assert_eq!(report["complete"], false);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("interrupted"), "{errors}");
    house.stop().await;
}
