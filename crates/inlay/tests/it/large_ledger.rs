//! A ledger of the size a real company has: 300 000 sales in PostgreSQL, one client with 2 000.

use inlay::clock::Clock;
use inlay::demo::house::Plan;
use inlay::demo::sample::{self, Size};
use sqlx::Row;

use super::visitor::{grouped, installed_after, open_deal};

#[tokio::test]
async fn the_card_of_a_client_with_two_thousand_sales_is_right_to_the_cent() {
    let postgres = testbed::Postgres::start().await.unwrap();
    let ledger = postgres.database().await.unwrap();
    let today = Clock::default().now().date_naive();
    sample::write(&ledger, today, Size::Large { sales: 300_000 })
        .await
        .unwrap();
    let house = installed_after(Plan {
        ledger: Some(ledger.clone()),
        ..Plan::default()
    })
    .await;

    let pool = sqlx::PgPool::connect(&ledger).await.unwrap();
    let sales: i64 = sqlx::query_scalar("select count(*) from sales")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(sales >= 300_000, "{sales}");
    let heavy = sqlx::query(
        "select c.name, c.debt::text as debt, count(*) as sales from sales s \
         join clients c on c.id = s.client_id group by c.id, c.name, c.debt \
         having count(*) = 2000 limit 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let (name, debt): (String, String) = (heavy.get("name"), heavy.get("debt"));
    let total: String = sqlx::query_scalar(
        "select sum(s.total)::text from sales s join clients c on c.id = s.client_id \
         where c.name = $1",
    )
    .bind(&name)
    .fetch_one(&pool)
    .await
    .unwrap();

    let deal = house
        .sim()
        .user("admin")
        .map(|admin| house.sim().world().deals_seen_by(&admin))
        .unwrap()
        .into_iter()
        .find(|deal| {
            deal.company_id
                .and_then(|id| house.sim().world().company(id))
                .is_some_and(|company| company.title == name)
        })
        .expect("the portal has a deal of that client");
    let page = open_deal(&house, "manager", u64::try_from(deal.id).unwrap()).await;
    let text = page.text();
    assert!(text.contains(&grouped(&debt)), "the debt {debt} in {text}");
    assert!(
        text.contains(&grouped(&total)),
        "the total {total} in {text}"
    );
    house.stop().await;
}
