//! The cache on a real ledger and a real store.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use inlay::cache::{Answer, Freshness, Renewal, State};
use inlay::clock::Clock;
use inlay::config::source::QueryName;
use inlay::demo::house::{House, Plan};
use ledger::{Params, Query, ReadError, Value};

use super::visitor::{installed_after, ledger_reads};

const MINUTE: Duration = Duration::from_secs(60);

const FRESHNESS: Freshness = Freshness {
    fresh_for: MINUTE,
    stale_for: Duration::from_secs(3_600),
    renewal: Renewal::Behind,
};

/// A house, its time, and a query without parameters.
struct Rig {
    house: House,
    clock: Clock,
    name: QueryName,
    query: Query,
}

impl Rig {
    async fn asking(sql: &str) -> Self {
        let clock = Clock::standing_at(Clock::default().now());
        let house = installed_after(Plan {
            clock: clock.clone(),
            ..Plan::default()
        })
        .await;
        let query = Query::sql("erp.test", sql, &BTreeMap::new()).unwrap();
        Self {
            house,
            clock,
            name: QueryName::new("erp", "test"),
            query,
        }
    }

    async fn read(&self, portal: i64, freshness: Freshness) -> Result<Answer, ReadError> {
        let params = Params::bind(&self.query, |_| None::<Value>).unwrap();
        let cache = &self.house.app().cache;
        cache
            .read(portal, &self.name, &self.query, &params, freshness)
            .await
    }

    fn reads(&self) -> u64 {
        ledger_reads(&self.house)
    }

    fn later(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// The ledger's file is no database any more.
    fn spoil(&self) {
        let file = self.house.folder().join("ledger.db");
        std::fs::write(file, "a disk that went bad").unwrap();
    }
}

#[tokio::test]
async fn a_reader_who_leaves_does_not_end_the_reading_of_the_others() {
    let rig = Rig::asking(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000)
         select max(i) as answer from n",
    )
    .await;
    let first = tokio::time::timeout(Duration::from_millis(1), rig.read(1, FRESHNESS)).await;
    assert!(first.is_err(), "it takes longer than that");
    let answer = rig.read(1, FRESHNESS).await.unwrap();
    assert_eq!(answer.rows().rows, [[Value::Integer(300_000)]]);
    assert_eq!(rig.reads(), 1);
    rig.house.stop().await;
}

#[tokio::test]
async fn what_one_portal_was_answered_is_never_another_portals_answer() {
    let rig = Rig::asking("select count(*) as answer from clients").await;
    rig.read(1, FRESHNESS).await.unwrap();
    rig.spoil();
    rig.read(2, FRESHNESS).await.unwrap_err();
    rig.read(1, FRESHNESS).await.unwrap();
    rig.house.stop().await;
}

#[tokio::test]
async fn a_copy_is_fresh_then_renewed_behind_then_too_old_to_be_shown() {
    let rig = Rig::asking("select count(*) as answer from clients").await;
    let first = rig.read(1, FRESHNESS).await.unwrap();
    assert!(matches!(first.state, State::Fresh));
    rig.later(59);
    let second = rig.read(1, FRESHNESS).await.unwrap();
    assert!(matches!(second.state, State::Fresh));
    assert_eq!(rig.reads(), 1);
    rig.later(1);
    let third = rig.read(1, FRESHNESS).await.unwrap();
    assert_eq!(third.copied.read_at, first.copied.read_at);
    let [flight] = third.renewals() else {
        panic!("{third:?}")
    };
    let renewed = flight.clone().landed().await.unwrap();
    assert_eq!(renewed.read_at, rig.clock.now());
    assert_eq!(rig.reads(), 2);

    rig.spoil();
    rig.later(3_599);
    let old = rig.read(1, FRESHNESS).await.unwrap();
    let failed = old.renewals()[0].clone().landed().await;
    failed.unwrap_err();
    let old = rig.read(1, FRESHNESS).await.unwrap();
    assert!(old.is_stale(), "{old:?}");
    rig.later(1);
    rig.read(1, FRESHNESS).await.unwrap_err();
    rig.house.stop().await;
}

#[tokio::test]
async fn who_asks_anew_waits_for_the_source_and_gets_the_copy_when_it_fails() {
    let rig = Rig::asking("select count(*) as answer from clients").await;
    rig.read(1, FRESHNESS).await.unwrap();
    rig.later(10);
    let anew = Freshness {
        fresh_for: Duration::from_secs(5),
        renewal: Renewal::Awaited,
        ..FRESHNESS
    };
    let answer = rig.read(1, anew).await.unwrap();
    assert!(matches!(answer.state, State::Fresh));
    assert_eq!(answer.copied.read_at, rig.clock.now());
    rig.spoil();
    rig.later(10);
    assert!(rig.read(1, anew).await.unwrap().is_stale());
    rig.house.stop().await;
}

#[tokio::test]
async fn nothing_there_is_believed_for_a_shorter_time_and_asked_again_by_a_search() {
    let rig = Rig::asking("select name from clients where name = 'nobody'").await;
    rig.read(1, FRESHNESS).await.unwrap();
    rig.later(14);
    rig.read(1, FRESHNESS).await.unwrap();
    assert_eq!(rig.reads(), 1);
    rig.later(1);
    let searched = rig.read(1, FRESHNESS.of_a_search()).await.unwrap();
    assert!(matches!(searched.state, State::Fresh), "it was waited for");
    rig.later(15);
    let listed = rig.read(1, FRESHNESS).await.unwrap();
    assert_eq!(listed.renewals().len(), 1, "a list is shown at once");
    rig.house.stop().await;
}

#[tokio::test]
async fn a_failure_is_remembered_for_a_moment() {
    let rig = Rig::asking("select answer from no_such_table").await;
    for _ in 0..5 {
        let refused = rig.read(1, FRESHNESS).await.unwrap_err();
        assert_eq!(refused.kind(), "rejected");
    }
    assert_eq!(rig.reads(), 1);
    rig.later(60);
    rig.read(1, FRESHNESS).await.unwrap_err();
    assert_eq!(rig.reads(), 2);
    rig.house.stop().await;
}
