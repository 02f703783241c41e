//! How fast the simulated portal hands out pages, so that a benchmark of a client
//! knows what it does not measure. Run it with `--release`.

use std::{error::Error, time::Instant};

use bitrix24_sim::{Ids, Settings, Sim};
use serde_json::{Value, json};

const DEALS: usize = 100_000;
const BATCHES: usize = 40;
const SINGLES: usize = 1_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let sim = Sim::start(Settings::default()).await?;
    let ids = sim.world().add_deals(DEALS, 1, Ids::Sparse);
    sim.knobs().set_bucket(None);
    println!("{DEALS} deals are there after {:.2?}", started.elapsed());

    let webhook = sim.webhook_url().ok_or("the portal has no webhook")?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let post = async |method: &str, body: Value| {
        let request = http.post(format!("{}{method}", webhook.expose()));
        let answer = request.json(&body).send().await?.error_for_status()?;
        answer.bytes().await
    };

    let started = Instant::now();
    for at in 0..SINGLES {
        let after = ids.get(at * 50).copied().unwrap_or(0);
        let filter = json!({">ID": after});
        let page = json!({"start": -1, "order": {"ID": "ASC"}, "filter": filter, "select": ["ID", "TITLE"]});
        post("crm.deal.list", page).await?;
    }
    report("one page a request", SINGLES, started);

    let started = Instant::now();
    let mut bytes = 0;
    for at in 0..BATCHES {
        let after = ids.get(at * 2_500).copied().unwrap_or(0);
        bytes += post("batch", json!({"cmd": chain(after)})).await?.len();
    }
    report("fifty pages a batch", BATCHES * 50, started);
    println!("a batch weighs {} kB", bytes / BATCHES / 1000);

    let started = Instant::now();
    let page = json!({"start": DEALS / 2, "select": ["ID", "TITLE"]});
    for _ in 0..100 {
        post("crm.deal.list", page.clone()).await?;
    }
    report("counted, from the middle", 100, started);
    Ok(())
}

/// Fifty pages, each beginning where the one before ended.
fn chain(after: i64) -> Value {
    let mut after = after.to_string();
    let mut commands = json!({});
    for at in 0..50 {
        commands[format!("c{at}")] = json!(format!(
            "crm.deal.list?start=-1&order[ID]=ASC&filter[>ID]={after}&select[]=ID&select[]=TITLE"
        ));
        after = format!("$result[c{at}][49][ID]");
    }
    commands
}

fn report(what: &str, pages: usize, started: Instant) {
    let each = started.elapsed() / u32::try_from(pages).unwrap_or(u32::MAX);
    let rate = 1.0 / each.as_secs_f64();
    println!("{what:<26}{rate:>8.0} pages/s   {each:>10.1?} a page");
}
