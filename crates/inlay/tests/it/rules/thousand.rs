use std::time::Duration;

use bitrix24_sim::Sim;
use inlay::demo::house::{House, Plan};
use inlay::jobs::Kind;
use serde_json::{Value, json};

use super::super::visitor::{beside, change_books, http};
use super::{portal, rest, until, with_rules};

const COMPANIES: usize = 1_000;

const LIMITS: &str = r#"
[[rule]]
id = "limits"
on = { every = "366d" }
for = "company"
when = "company.UF_CRM_LIMIT != client.credit_limit"
effects = [{ set = { UF_CRM_LIMIT = "{{ client.credit_limit }}" } }]
"#;

/// A ten-digit INN: nine digits and the check digit that belongs to them.
fn inn(nine: usize) -> String {
    const WEIGHTS: [usize; 9] = [8, 6, 4, 9, 5, 3, 10, 4, 2];
    let (mut rest, mut sum) = (nine, 0);
    for weight in WEIGHTS {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    format!("{nine:09}{}", sum % 11 % 10)
}

/// Companies with their legal details, and their clients in the books; of every tenth the limit
/// is written in the portal already.
async fn fill(house: &House) {
    house
        .sim()
        .world()
        .add_user_field(4, "UF_CRM_LIMIT", "double");
    let numbers: Vec<usize> = (0..COMPANIES).collect();
    for some in numbers.chunks(25) {
        let mut commands = serde_json::Map::new();
        for number in some {
            let limit = if number % 10 == 0 {
                format!("&fields[UF_CRM_LIMIT]={}", 1_000 + number)
            } else {
                String::new()
            };
            let company = format!("crm.company.add?fields[TITLE]=Company {number}{limit}");
            let inn = inn(200_000_000 + number);
            let requisite = format!(
                "crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=$result[c{number}]&fields[PRESET_ID]=1&fields[NAME]=R&fields[RQ_INN]={inn}"
            );
            commands.insert(format!("c{number}"), json!(company));
            commands.insert(format!("r{number}"), json!(requisite));
        }
        let done = rest(house, "batch", &json!({"halt": 1, "cmd": commands})).await;
        assert_eq!(done["result_error"], json!([]), "{done}");
    }
    let rows: Vec<String> = numbers
        .iter()
        .map(|number| {
            let (id, inn, limit) = (10_000 + number, inn(200_000_000 + number), 1_000 + number);
            format!("({id}, 'Client {number}', '{inn}', 'RUB', {limit}, 0, 0, 0, 'x', 'y')")
        })
        .collect();
    change_books(
        house,
        &format!("insert into clients values {}", rows.join(", ")),
    )
    .await;
}

/// Writes the rule into the configuration of a house that was built without it.
fn add_limits(house: &House) {
    let file = house.folder().join(inlay::demo::house::CONFIGURATION_FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}{LIMITS}")).unwrap();
}

/// And starts it.
async fn begin(house: House) -> House {
    add_limits(&house);
    house.restart().await.unwrap()
}

async fn progress(house: &House) -> Value {
    let portal = portal(house).await;
    let scope = house.app().store.scope(&portal);
    let mut jobs = scope.jobs_of(Kind::Sync, 10).await.unwrap();
    jobs.pop().map(|job| job.body).unwrap_or_default()
}

async fn over(house: &House) {
    until("the round is over", async || {
        let body = progress(house).await;
        body["round"] == 1 && body["begun"].is_null()
    })
    .await;
    house.idle().await.unwrap();
}

/// How many companies of the thousand have another limit than their client.
async fn wrong(house: &House) -> usize {
    let webhook = house.sim().webhook_url().expect("a webhook");
    let webhook = bitrix24::SecretString::from(webhook.expose().to_owned());
    let client = bitrix24::Client::of_webhook(http(), &webhook).expect("a webhook");
    let list = bitrix24::List::items(4)
        .select(["id", "title", "UF_CRM_LIMIT"])
        .param("useOriginalUfNames", "Y");
    let mut rows = client.read(list).sharded();
    let (mut seen, mut wrong) = (0, 0);
    while let Some(row) = rows.next().await {
        let row: Value = row.unwrap().read().unwrap();
        let title = row["title"].as_str().unwrap_or_default();
        let Some(number) = title.strip_prefix("Company ") else {
            continue;
        };
        let limit = 1_000 + number.parse::<usize>().unwrap();
        seen += 1;
        let written = row["UF_CRM_LIMIT"].to_string();
        wrong += usize::from(written.trim_matches('"').trim_end_matches(".0") != limit.to_string());
    }
    assert_eq!(seen, COMPANIES);
    wrong
}

#[tokio::test]
async fn a_thousand_companies_are_compared_and_the_changed_ones_written_in_few_requests() {
    let house = with_rules("", Plan::default()).await;
    fill(&house).await;
    let (asked, written) = (
        house.sim().requests().rest,
        house.sim().executions("crm.item.update"),
    );
    let house = begin(house).await;
    over(&house).await;
    let asked = house.sim().requests().rest - asked;
    let written = house.sim().executions("crm.item.update") - written;
    let body = progress(&house).await;
    assert_eq!(body["done"], json!(COMPANIES + 12), "{body}");
    assert_eq!(body["total"], json!(COMPANIES + 12), "{body}");
    // Nine of ten, and those of the sample that are in the books and have a limit.
    let of_the_sample = body["changed"].as_u64().unwrap() - 900;
    assert!((1..=11).contains(&of_the_sample), "{body}");
    assert_eq!(written, 900 + of_the_sample);
    assert_eq!(wrong(&house).await, 0);
    println!("{asked} requests for {COMPANIES} companies, {written} of them written");
    assert!(asked < 80, "{asked} requests");
    house.stop().await;
}

#[tokio::test]
async fn a_round_that_was_cut_off_goes_on_where_it_was() {
    let house = with_rules("", Plan::default()).await;
    fill(&house).await;
    let written = house.sim().executions("crm.item.update");
    house.sim().knobs().set_latency(Duration::from_millis(150));
    let house = begin(house).await;
    until("a part is done", async || {
        let done = progress(&house).await["done"].as_u64().unwrap_or(0);
        (200..900).contains(&done)
    })
    .await;
    let house = house.restart().await.unwrap();
    house.sim().knobs().set_latency(Duration::ZERO);
    over(&house).await;
    let body = progress(&house).await;
    assert_eq!(body["done"], json!(COMPANIES + 12), "{body}");
    assert_eq!(wrong(&house).await, 0);
    let written = house.sim().executions("crm.item.update") - written;
    assert_eq!(written, body["changed"].as_u64().unwrap());
    house.stop().await;
}

#[tokio::test]
async fn a_round_whose_server_was_killed_writes_every_company_once() {
    let house = with_rules("", Plan::default()).await;
    fill(&house).await;
    let before = house.sim().executions("crm.item.update");
    let written = |sim: &Sim| sim.executions("crm.item.update") - before;
    add_limits(&house);
    let mut serve = beside(&house);
    serve.arg("serve");
    let house = house
        .restart_after(async |sim| {
            // In the middle of a step: some of its companies are written, and nobody knows.
            sim.knobs().set_latency(Duration::from_millis(150));
            let mut server = serve.spawn().expect("it starts");
            until("a part is written", async || written(sim) >= 200).await;
            server.kill().await.expect("it is killed");
            assert!(written(sim) < 900);
            sim.knobs().set_latency(Duration::ZERO);
        })
        .await
        .unwrap();
    // Its lease must end first.
    over(&house).await;
    let body = progress(&house).await;
    assert_eq!(body["done"], json!(COMPANIES + 12), "{body}");
    assert_eq!(wrong(&house).await, 0);
    let of_the_sample = written(house.sim()) - 900;
    assert!((1..=11).contains(&of_the_sample), "{of_the_sample}");
    house.stop().await;
}
