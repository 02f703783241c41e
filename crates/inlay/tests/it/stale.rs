//! A ledger that is slow, goes away and comes back: what open cards show meanwhile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures::future::join_all;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use inlay::demo::sample::{self, Size};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use testbed::Postgres;

use super::lifecycle::{leave, return_home};
use super::line::{Line, Way};
use super::visitor::demo_block::{self, FIGURES, PURCHASES};
use super::visitor::{Page, deal_frame, http, installed_after, ledger_reads, open_deal};

const DEAL: u64 = 77;
/// The last of the demo's blocks that come from the ledger, when it has come.
const LAST: &str = "data-done=\"5\"";

/// A house whose ledger is a PostgreSQL behind a line.
pub(crate) struct Far {
    pub(crate) house: House,
    pub(crate) line: Line,
    clock: Clock,
    /// Of the ledger, without the line.
    url: String,
    _server: Postgres,
}

impl Far {
    async fn build() -> Self {
        Self::with(BTreeMap::new()).await
    }

    /// With single keys of the configuration changed.
    pub(crate) async fn with(overrides: BTreeMap<String, String>) -> Self {
        let clock = Clock::standing_at(Clock::default().now());
        let server = Postgres::start().await.unwrap();
        let url = server.database().await.unwrap();
        let today = clock.now().date_naive();
        sample::write(&url, today, Size::Sample).await.unwrap();
        let line = Line::to(server.port()).await;
        let house = installed_after(Plan {
            clock: clock.clone(),
            ledger: Some(line.through(&url, server.port())),
            overrides,
            ..Plan::default()
        })
        .await;
        Self {
            house,
            line,
            clock,
            url,
            _server: server,
        }
    }

    pub(crate) async fn open(&self) -> Page {
        open_deal(&self.house, "manager", DEAL).await
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    pub(crate) async fn change(&self, statement: &str) {
        let mut ledger = PgConnection::connect(&self.url).await.unwrap();
        let statement = AssertSqlSafe(statement.to_owned());
        sqlx::raw_sql(statement).execute(&mut ledger).await.unwrap();
    }

    /// The fastest of some: what the machine does besides is not measured here.
    async fn blocks_after_at_best(&self) -> Duration {
        let mut fastest = Duration::MAX;
        for _ in 0..16 {
            fastest = fastest.min(self.blocks_after().await);
        }
        fastest
    }

    /// How long it takes until every block is there; the rest of the page is not waited for.
    async fn blocks_after(&self) -> Duration {
        let frame = deal_frame(&self.house, "manager", DEAL);
        let begun = Instant::now();
        let mut answer = http()
            .post(&frame.url)
            .form(&frame.fields)
            .send()
            .await
            .unwrap();
        let mut page = String::new();
        while let Some(piece) = answer.chunk().await.unwrap() {
            page.push_str(&String::from_utf8_lossy(&piece));
            if (0..demo_block::ALL).all(|n| page.contains(&format!("data-done=\"{n}\""))) {
                return begun.elapsed();
            }
        }
        panic!("a page without its blocks: {page}")
    }
}

/// The mark behind a block that has come.
fn done(number: usize) -> String {
    format!("data-done=\"{number}\"")
}

/// The last of what came for a block: what the reader sees in the end.
fn shown(page: &Page, number: usize) -> &str {
    let start = page.body.rfind(&format!("data-for=\"{number}\"")).unwrap();
    let length = page.body[start..].find("data-done").unwrap();
    &page.body[start..start + length]
}

#[tokio::test]
async fn twenty_cards_of_one_client_at_once_on_a_cold_cache_ask_each_query_once() {
    let house = installed_after(Plan::default()).await;
    let cards = join_all((0..20).map(|_| open_deal(&house, "manager", DEAL))).await;
    for card in cards {
        assert!(card.text().contains("Northwind Trading"), "{}", card.text());
    }
    // The client, the turnover, the purchases, the complaints.
    assert_eq!(ledger_reads(&house), 4);
    house.stop().await;
}

#[tokio::test]
async fn an_old_copy_is_shown_at_once_and_renewed_in_the_same_page() {
    let far = Far::build().await;
    far.open().await;
    far.later(300);
    far.change("update clients set debt = 1234.5 where tax_id = '7701234507'")
        .await;
    let page = far.open().await;
    assert_eq!(
        page.body.matches(&done(FIGURES)).count(),
        2,
        "{}",
        page.body
    );
    let first = page.body.find(&done(FIGURES)).unwrap();
    assert!(!page.body[..first].contains("1,234.50"));
    assert!(page.body[..first].contains("data-renewing"));
    assert!(
        shown(&page, FIGURES).contains("1,234.50"),
        "{}",
        page.text()
    );
    assert!(!shown(&page, FIGURES).contains("data-renewing"));
    assert!(!page.body.contains("data-stale"));
    far.house.stop().await;
}

#[tokio::test]
async fn a_ledger_that_dies_leaves_the_last_figures_and_one_that_returns_is_fresh_without_a_restart()
 {
    let far = Far::build().await;
    far.open().await;
    far.later(300);
    far.line.become_now(Way::Cut);
    let page = far.open().await;
    assert!(
        shown(&page, PURCHASES).contains("data-stale"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Northwind Trading"));

    // It is not asked again by every card.
    let reads = ledger_reads(&far.house);
    let page = far.open().await;
    assert_eq!(page.body.matches(LAST).count(), 1, "known to be stale");
    assert!(shown(&page, PURCHASES).contains("data-stale"));
    assert_eq!(ledger_reads(&far.house), reads);

    far.line.become_now(Way::Open);
    far.later(20);
    let page = far.open().await;
    for block in FIGURES..=PURCHASES {
        assert!(
            !shown(&page, block).contains("data-stale"),
            "{}",
            page.text()
        );
    }
    let page = far.open().await;
    assert_eq!(page.body.matches(LAST).count(), 1, "fresh at once");
    far.house.stop().await;
}

#[tokio::test]
async fn a_ledger_that_hangs_makes_no_card_slow() {
    let far = Far::build().await;
    far.open().await;
    let fresh = far.blocks_after_at_best().await;
    far.later(300);
    far.line.become_now(Way::Blocked);
    let hanging = far.blocks_after_at_best().await;
    println!("all blocks after {fresh:?}, of a ledger that hangs after {hanging:?}");
    assert!(
        hanging < fresh * 2 + Duration::from_millis(50),
        "{hanging:?}"
    );
    // The page that stays to its end says that nothing came.
    let page = far.open().await;
    assert!(
        shown(&page, PURCHASES).contains("data-stale"),
        "{}",
        page.text()
    );
    far.house.stop().await;
}

#[tokio::test]
async fn a_server_that_starts_while_the_ledger_is_down_shows_the_last_figures_with_their_age() {
    let mut far = Far::build().await;
    far.open().await;
    far.later(3 * 3_600);
    far.line.become_now(Way::Cut);
    far.house = far.house.restart().await.unwrap();
    let page = far.open().await;
    let text = page.text();
    assert!(text.contains("Northwind Trading"), "{text}");
    for block in FIGURES..=PURCHASES {
        assert!(shown(&page, block).contains("data-stale"), "{text}");
        assert!(shown(&page, block).contains("3 h ago"), "{}", page.body);
    }
    // A copy beyond `stale_for` is no copy.
    far.later(24 * 3_600);
    let page = far.open().await;
    assert!(page.body.contains("data-state=\"down\""), "{}", page.text());
    far.house.stop().await;
}

#[tokio::test]
async fn a_portal_that_uninstalled_us_finds_nothing_of_before_when_it_comes_back() {
    let far = Far::build().await;
    far.open().await;
    far.house.app().cache.flush().await;
    let gone = leave(&far.house, false).await;
    return_home(&far.house, &gone).await;
    far.line.become_now(Way::Cut);
    let page = far.open().await;
    assert!(page.body.contains("data-state=\"down\""), "{}", page.text());
    far.house.stop().await;
}
