//! Whole lists from a simulated portal, and from servers that do not keep to the rules.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bitrix24::reading::{Cursor, ReadError, Reading, Rows};
use bitrix24::{Client, Limiter, List, Patience, Plan};
use bitrix24_sim::{Fault, Ids};

use crate::server::Server;
use crate::simulated::Portal;

type Walk = fn(Reading) -> Rows;

const WALKS: [(&str, Walk); 3] = [
    ("pages", Reading::pages),
    ("keyset", Reading::keyset),
    ("sharded", Reading::sharded),
];

fn deals() -> List {
    List::of("crm.deal.list").select(["ID"])
}

/// A portal with so many deals more than its own, and the ids of all.
async fn portal(more: usize, ids: Ids) -> (Portal, BTreeSet<u64>) {
    let portal = Portal::start().await;
    portal.sim.world().add_deals(more, 7, ids);
    let admin = portal.sim.user("admin").unwrap();
    let deals = portal.sim.world().deals_seen_by(&admin);
    let all = deals.iter().map(|deal| deal.id.unsigned_abs()).collect();
    (portal, all)
}

/// Reads to the end; each id once.
async fn ids(mut rows: Rows) -> Result<BTreeSet<u64>, ReadError> {
    let mut seen = BTreeSet::new();
    while let Some(row) = rows.next().await {
        let id = row?.id().unwrap();
        assert!(seen.insert(id), "{id} came twice");
    }
    assert!(rows.next().await.is_none());
    Ok(seen)
}

#[tokio::test]
async fn every_walk_brings_every_row_once() {
    for gaps in [Ids::Consecutive, Ids::Sparse] {
        let (portal, all) = portal(1_234, gaps).await;
        for (name, walk) in WALKS {
            for list in [deals(), List::items(2).select(["id"])] {
                let rows = walk(portal.client().read(list.clone()));
                assert_eq!(
                    ids(rows).await.unwrap(),
                    all,
                    "{name} of {list:?}, {gaps:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_list_of_any_length_ends_where_it_ends() {
    let portal = Portal::start().await;
    let own = 31;
    for more in [0, 19, 1, 48, 1, 1, 400] {
        portal.sim.world().add_deals(more, 1, Ids::Sparse);
        let admin = portal.sim.user("admin").unwrap();
        let all = portal.sim.world().deals_seen_by(&admin).len();
        assert!(all >= own);
        for (name, walk) in WALKS {
            let rows = walk(portal.client().read(deals()));
            assert_eq!(ids(rows).await.unwrap().len(), all, "{name}");
        }
    }
}

#[tokio::test]
async fn an_empty_list_is_one_request() {
    let (portal, _) = portal(0, Ids::Consecutive).await;
    for (name, walk) in WALKS {
        let before = portal.sim.requests().rest;
        let list = deals().filter("=STAGE_ID", "NO_SUCH_STAGE");
        let mut rows = walk(portal.client().read(list));
        assert!(rows.next().await.is_none(), "{name}");
        assert_eq!(portal.sim.requests().rest - before, 1, "{name}");
        // Its cursor knows the end.
        let mut rows = portal.client().read(deals()).resume(rows.cursor());
        assert!(rows.next().await.is_none(), "{name}");
    }
}

#[tokio::test]
async fn a_filter_holds_and_rows_are_read_as_types() {
    #[derive(serde::Deserialize)]
    struct Deal {
        #[serde(rename = "stageId")]
        stage: String,
    }
    let (portal, all) = portal(600, Ids::Sparse).await;
    for (name, walk) in WALKS {
        let list = List::items(2).select(["stageId"]).filter("=stageId", "NEW");
        let mut rows = walk(portal.client().read(list));
        let mut count = 0;
        while let Some(row) = rows.next().await {
            let row = row.unwrap();
            assert_eq!(row.read::<Deal>().unwrap().stage, "NEW");
            assert!(row.json().starts_with('{') && !format!("{row:?}").contains("NEW"));
            count += 1;
        }
        assert!(count > 0 && count < all.len(), "{name}: {count}");
    }
}

#[tokio::test]
async fn rows_come_by_rising_id_page_by_page() {
    let (portal, all) = portal(300, Ids::Sparse).await;
    let mut rows = portal.client().read(deals()).keyset();
    let mut before = 0;
    while let Some(row) = rows.next().await {
        let id = row.unwrap().id().unwrap();
        assert!(id > before);
        before = id;
    }
    assert_eq!(Some(&before), all.last());
}

#[tokio::test]
async fn a_failed_command_is_repeated_alone() {
    let (portal, all) = portal(2_000, Ids::Sparse).await;
    let faults = portal.sim.faults();
    for fault in [
        Fault::internal_error(),
        Fault::refusal(400, "ERROR_CORE", "Something was wrong for once"),
    ] {
        faults.next_command("crm.deal.list", 3, fault);
        let rows = portal.client().read(deals()).sharded();
        assert_eq!(ids(rows).await.unwrap(), all);
        assert_eq!(faults.left(), 0);
    }
}

#[tokio::test]
async fn a_lost_batch_is_repeated() {
    let (portal, all) = portal(3_000, Ids::Sparse).await;
    let faults = portal.sim.faults();
    for fault in [
        Fault::html(504),
        Fault::reset(),
        Fault::cut_off(),
        Fault::empty(),
        Fault::internal_error(),
        Fault::query_limit(),
    ] {
        faults.next_of("batch", 2, fault.clone());
        let rows = portal.client().read(deals()).sharded();
        assert_eq!(ids(rows).await.unwrap(), all, "{fault:?}");
        assert_eq!(faults.left(), 0);
        // In the middle of an answer, too.
        faults.next_command("crm.deal.list", 2, fault.clone());
        let rows = portal.client().read(deals()).sharded();
        assert_eq!(ids(rows).await.unwrap(), all, "{fault:?}");
        assert_eq!(faults.left(), 0);
    }
}

#[tokio::test]
async fn batches_that_take_too_long_become_smaller() {
    let (portal, all) = portal(2_000, Ids::Consecutive).await;
    portal.sim.knobs().set_page_time(Duration::from_millis(20));
    portal
        .sim
        .knobs()
        .set_request_cap(Duration::from_millis(70));
    let longest = Arc::new(AtomicU64::default());
    let told = Arc::clone(&longest);
    let reading = portal.client().read(deals()).on_progress(move |progress| {
        told.fetch_max(progress.depth as u64, Ordering::Relaxed);
    });
    assert_eq!(ids(reading.sharded()).await.unwrap(), all);
    // What was tried first could not be answered in the time.
    assert!(longest.load(Ordering::Relaxed) > 3);
}

#[tokio::test]
async fn a_list_is_never_short_without_an_error() {
    let (portal, all) = portal(2_000, Ids::Sparse).await;
    for (name, walk) in WALKS {
        portal.sim.faults().clear();
        let mut rows = walk(portal.client().read(deals()));
        let first = rows.next().await.unwrap();
        assert!(first.is_ok(), "{name}");
        let denied = || Fault::refusal(403, "ACCESS_DENIED", "Access denied.");
        portal
            .sim
            .faults()
            .next_command("crm.deal.list", 100_000, denied());
        portal.sim.faults().next(100_000, denied());
        let mut count = 1;
        let error = loop {
            match rows.next().await {
                Some(Ok(_)) => count += 1,
                Some(Err(error)) => break error,
                None => panic!("{name} ended after {count} of {} rows", all.len()),
            }
        };
        assert!(matches!(error, ReadError::Call(_)), "{error:?}");
        assert!(rows.next().await.is_none());
        // What was not read is read later.
        portal.sim.faults().clear();
        let rest = portal.client().read(deals()).resume(rows.cursor());
        assert_eq!(ids(rest).await.unwrap().len(), all.len() - count, "{name}");
    }
}

#[tokio::test]
async fn a_reading_goes_on_where_it_stood() {
    let (portal, all) = portal(2_500, Ids::Sparse).await;
    for (name, walk) in WALKS {
        for taken in [0, 1, 50, 137, 1_111, all.len()] {
            let mut rows = walk(portal.client().read(deals()));
            let mut seen = BTreeSet::new();
            for _ in 0..taken {
                seen.insert(rows.next().await.unwrap().unwrap().id().unwrap());
            }
            let kept = serde_json::to_string(&rows.cursor()).unwrap();
            drop(rows);
            let cursor: Cursor = serde_json::from_str(&kept).unwrap();
            let rest = portal.client().read(deals()).resume(cursor);
            let rest = ids(rest).await.unwrap();
            assert!(seen.is_disjoint(&rest), "{name} after {taken}: {kept}");
            seen.extend(rest);
            assert_eq!(seen, all, "{name} after {taken}: {kept}");
        }
    }
}

#[tokio::test]
async fn no_more_rows_are_held_than_there_is_room_for() {
    let (portal, all) = portal(3_000, Ids::Consecutive).await;
    for (name, walk) in WALKS {
        let (come, most) = (Arc::new(AtomicU64::default()), 500);
        let told = Arc::clone(&come);
        let reading = portal.client().read(deals()).most_rows(most);
        let mut rows = walk(reading.on_progress(move |progress| {
            told.store(progress.rows, Ordering::Relaxed);
        }));
        let mut taken = 0;
        while let Some(row) = rows.next().await {
            row.unwrap();
            taken += 1;
            let held = come.load(Ordering::Relaxed).saturating_sub(taken);
            assert!(held <= most as u64, "{name}: {held}");
            // Those who read may be slow.
            if taken % 100 == 0 {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(taken, all.len() as u64, "{name}");
    }
}

#[tokio::test]
async fn progress_rises_to_the_whole() {
    let (portal, all) = portal(1_500, Ids::Sparse).await;
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = Arc::clone(&told);
    let reading = portal.client().read(deals());
    let rows = reading
        .on_progress(move |progress| listener.lock().unwrap().push(*progress))
        .sharded();
    ids(rows).await.unwrap();
    let told = told.lock().unwrap();
    assert!(told.is_sorted_by_key(|progress| (progress.rows, progress.requests)));
    let last = told.last().unwrap();
    assert_eq!((last.rows, last.share), (all.len() as u64, Some(1.0)));
}

#[tokio::test]
async fn a_dropped_reading_asks_no_more() {
    let (portal, _) = portal(5_000, Ids::Consecutive).await;
    portal.sim.knobs().set_page_time(Duration::from_millis(20));
    let mut rows = portal.client().read(deals()).keyset();
    rows.next().await.unwrap().unwrap();
    drop(rows);
    let before = portal.sim.requests().rest;
    // Another reading of ten pages takes ten times as long as what may still be on its way.
    let mut rows = portal.client().read(deals()).most_rows(100).keyset();
    for _ in 0..500 {
        rows.next().await.unwrap().unwrap();
    }
    assert!(portal.sim.requests().rest - before <= 14);
}

fn stranger(server: &Server) -> Client {
    server.client().with_patience(Patience::NONE)
}

#[tokio::test]
async fn a_reading_waits_for_operating_time_and_is_whole() {
    let page = |ids: std::ops::RangeInclusive<u64>| {
        let rows: Vec<_> = ids.map(|id| serde_json::json!({"ID": id})).collect();
        serde_json::json!({
            "result": rows,
            // The portal's clock is what its reset is told by.
            "time": {"finish": 1_767_225_600.0, "operating": 479.5,
                "operating_reset_at": 1_767_225_601},
        })
        .to_string()
    };
    let refused = r#"{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked"}"#;
    let answers = [
        (200, page(1..=50)),
        (429, refused.to_owned()),
        (200, page(51..=60)),
    ];
    let answers = answers
        .each_ref()
        .map(|(status, body)| (*status, body.as_str()));
    let server = Server::in_turn(&answers).await;
    // The client itself tries nothing twice: it is the reading that has the patience.
    let client = stranger(&server).with_limiter(Limiter::in_memory(Plan::STANDARD));
    let read = ids(client.read(deals()).keyset()).await;
    assert_eq!(read.unwrap(), (1..=60).collect());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_cursor_that_stands_still_ends_the_walk() {
    for next in [0, 50] {
        let page = format!(r#"{{"result":[{{"ID":"1"}}],"next":{next},"total":99}}"#);
        let server = Server::answering(200, page).await;
        let mut rows = stranger(&server).read(deals()).pages();
        let error = loop {
            if let Err(error) = rows.next().await.unwrap() {
                break error;
            }
        };
        assert!(
            matches!(error, ReadError::Standstill { start, next: told } if told == next && start >= next),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_method_that_ignores_the_filter_is_found_out() {
    // The same full page, whatever is asked for.
    let page: Vec<_> = (1..=50).map(|id| serde_json::json!({"ID": id})).collect();
    let page = serde_json::json!({"result": page}).to_string();
    let server = Server::answering(200, page).await;
    let error = ids(stranger(&server).read(deals()).keyset())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            ReadError::Disorder {
                after: 50,
                found: 1
            }
        ),
        "{error:?}"
    );
    let error = ids(stranger(&server).read(deals()).sharded())
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        ReadError::Call(_) | ReadError::Shape(_) | ReadError::Disorder { .. }
    ));
}

#[tokio::test]
async fn what_is_no_list_is_no_empty_list() {
    for result in ["{}", "true", r#"[{"TITLE":"no id"}]"#, r#"{"items":7}"#] {
        let server = Server::answering(200, format!(r#"{{"result":{result}}}"#)).await;
        for list in [deals(), List::items(2)] {
            let rows = stranger(&server).read(list.clone()).keyset();
            let error = ids(rows).await.unwrap_err();
            assert!(
                matches!(error, ReadError::Shape(_) | ReadError::Disorder { .. }),
                "{result} as {list:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_the_walk_says_itself_cannot_be_said() {
    let server = Server::answering(200, r#"{"result":[]}"#).await;
    for (list, name, by_offset) in [
        (deals().filter(">ID", 5), ">ID", true),
        (deals().filter("<=id", 5), "<=id", true),
        (deals().param("order[ID]", "ASC"), "order", true),
        (deals().param("start", 0), "start", false),
        (deals().param("filter", "x"), "filter", false),
    ] {
        for (walk_name, walk) in WALKS {
            let end = walk(stranger(&server).read(list.clone())).next().await;
            if walk_name == "pages" && by_offset {
                assert!(end.is_none(), "{name}: {end:?}");
                continue;
            }
            let error = end.unwrap().unwrap_err();
            assert!(
                matches!(&error, ReadError::Reserved { name: told } if told == name),
                "{error:?}"
            );
        }
    }
}
