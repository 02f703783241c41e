//! A hundred thousand deals.

use std::time::{Duration, Instant};

use bitrix24_sim::{Config, Ids};
use serde_json::{Value, json};

use crate::support::Portal;

const MANY: usize = 100_000;

fn ids(rows: &Value) -> Vec<i64> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["ID"].as_str().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test]
async fn a_walk_by_number_sees_every_deal_once() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_bucket(None);
    let first = portal.sim.world().deals_seen_by(&portal.user("admin"));
    let made = portal.sim.world().add_deals(2_000, 7, Ids::Sparse);
    let mut seen = Vec::new();
    loop {
        let last = seen.last().copied().unwrap_or(0);
        let rows = portal
            .result(
                "admin",
                "crm.deal.list",
                json!({
                    "select": ["ID"], "order": {"ID": "ASC"}, "filter": {">ID": last}, "start": -1,
                }),
            )
            .await;
        let page = ids(&rows);
        seen.extend(&page);
        if page.len() < 50 {
            break;
        }
    }
    assert_eq!(seen.len(), first.len() + made.len());
    assert!(seen.is_sorted_by(|a, b| a < b));
    assert!(seen.ends_with(&made));
}

#[tokio::test]
async fn a_filter_by_number_agrees_with_the_whole_list() {
    let portal = Portal::start().await;
    let made = portal.sim.world().add_deals(300, 1, Ids::Sparse);
    let (low, high) = (made[20], made[60]);
    for (filter, expected) in [
        (json!({">ID": low, "<=ID": high}), &made[21..=60]),
        (json!({">=ID": low, "<ID": high}), &made[20..60]),
        (json!({"ID": low}), &made[20..=20]),
        (json!({"@ID": [high, low]}), &[low, high][..]),
        (json!({">ID": high, "<ID": low}), &[][..]),
        (json!({">ID": i64::MAX}), &[][..]),
    ] {
        let params = json!({"select": ["ID"], "order": {"ID": "ASC"}, "filter": filter});
        let (_, body) = portal.call("admin", "crm.deal.list", params).await;
        assert_eq!(ids(&body["result"]), expected, "{filter}");
        assert_eq!(body["total"], expected.len(), "{filter}");
    }
    let params = json!({"order": {"ID": "DESC"}, "start": -1, "filter": {"<ID": high}});
    let rows = portal.result("admin", "crm.deal.list", params).await;
    assert_eq!(ids(&rows)[..2], [made[59], made[58]]);
}

#[tokio::test]
async fn counted_pages_follow_each_other_to_the_end() {
    let portal = Portal::start().await;
    let made = portal.sim.world().add_deals(MANY, 3, Ids::Consecutive);
    let total = portal
        .sim
        .world()
        .deals_seen_by(&portal.user("admin"))
        .len();
    assert!(made.is_sorted_by(|a, b| a + 1 == *b));
    let start = total - total % 50;
    let params = json!({"select": ["ID"], "start": start - 50});
    let (_, body) = portal.call("admin", "crm.deal.list", params).await;
    assert_eq!(
        (&body["total"], &body["next"]),
        (&json!(total), &json!(start))
    );
    let params = json!({"select": ["ID"], "start": start});
    let (_, body) = portal.call("admin", "crm.deal.list", params).await;
    assert_eq!(ids(&body["result"]).len(), total % 50);
    assert!(body.get("next").is_none());
}

#[tokio::test]
async fn a_hundred_thousand_deals_are_there_at_once_and_fifty_pages_come_in_one_breath() {
    let portal = Portal::start().await;
    let started = Instant::now();
    let made = portal.sim.world().add_deals(MANY, 5, Ids::Sparse);
    let filled = started.elapsed();

    let mut cmd = json!({});
    for at in 0..50 {
        let after = match at {
            0 => "0".to_owned(),
            at => format!("$result[c{}][49][ID]", at - 1),
        };
        cmd[format!("c{at}")] = json!(format!(
            "crm.deal.list?start=-1&select[]=ID&order[ID]=ASC&filter[>ID]={after}&filter[<=ID]={}",
            made[MANY - 1]
        ));
    }
    let started = Instant::now();
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    let walked = started.elapsed();
    assert_eq!(result["result_error"], json!([]));
    let pages = result["result"].as_object().unwrap();
    let seen: Vec<i64> = pages.values().flat_map(ids).collect();
    assert_eq!(seen.len(), 2_500);
    assert!(seen.is_sorted_by(|a, b| a < b));

    // A guard against looking through the whole table; the figures proper are the example's.
    assert!(filled < Duration::from_secs(5), "{filled:?}");
    assert!(walked < Duration::from_secs(2), "{walked:?}");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_deals() {
    let (one, two) = (Portal::start().await, Portal::start().await);
    let made = one.sim.world().add_deals(100, 9, Ids::Sparse);
    assert_eq!(two.sim.world().add_deals(100, 9, Ids::Sparse), made);
    let title = |portal: &Portal| portal.sim.world().deal(made[50]).map(|deal| deal.amount);
    assert_eq!(title(&one), title(&two));
}

#[tokio::test]
async fn the_file_may_ask_for_deals_that_take_their_time() {
    let portal = Portal::start().await;
    let before = portal.sim.world().deals_seen_by(&portal.user("admin"));
    let file = "deals = 200\npage_time_ms = 30\noverhead_ms = 5\nlimit = \"off\"";
    Config::parse(file).unwrap().apply(&portal.sim);
    let started = Instant::now();
    let (_, body) = portal.call("admin", "crm.deal.list", json!({})).await;
    assert_eq!(body["total"], before.len() + 200);
    assert!(started.elapsed() >= Duration::from_millis(35));
}

#[tokio::test]
async fn counted_pages_agree_however_they_are_found() {
    let portal = Portal::start().await;
    portal.sim.world().add_deals(120, 7, Ids::Sparse);
    let page = async |params: Value| portal.call("admin", "crm.deal.list", params).await.1;
    for order in ["ASC", "DESC"] {
        for start in [0, 50, 100, 150, 200] {
            // A filter that lets everything through has every row looked at.
            let open = json!({"order": {"ID": order}, "start": start, "select": ["ID"]});
            let mut looked = open.clone();
            looked["filter"] = json!({">ID": 0});
            let (open, looked) = (page(open).await, page(looked).await);
            for key in ["result", "total", "next"] {
                assert_eq!(open.get(key), looked.get(key), "{key} {order} {start}");
            }
        }
    }
    let uncounted = page(json!({"start": -1, "select": ["ID"]})).await;
    assert_eq!(uncounted["total"], 0);
    assert!(uncounted.get("next").is_none());
}
