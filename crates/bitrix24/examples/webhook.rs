//! Who am I, and whose is the newest deal? One request for the first question, one for all of the
//! second.
//!
//! ```text
//! bitrix24-sim serve                  # or a portal of yours, with an incoming webhook
//! BITRIX24_WEBHOOK=http://127.0.0.1:8081/rest/1/CODE/ cargo run --example webhook
//! ```

use bitrix24::{Batch, Call, Client, SecretString, values};
use serde::Deserialize;

#[derive(Deserialize)]
struct Profile {
    #[serde(rename = "NAME")]
    name: String,
}

#[derive(Deserialize)]
struct Deal {
    #[serde(rename = "TITLE")]
    title: String,
    #[serde(rename = "COMPANY_ID", deserialize_with = "values::id")]
    company: Option<u64>,
}

#[derive(Deserialize)]
struct Company {
    #[serde(rename = "TITLE")]
    title: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = SecretString::from(std::env::var("BITRIX24_WEBHOOK")?);
    let client = Client::of_webhook(bitrix24::http_client()?, &address)?;

    let profile: Profile = client.send(&Call::new("profile")).await?.result;
    println!("This is {}.", profile.name);

    let mut batch = Batch::new();
    let newest = Call::new("crm.deal.list")
        .param("select", ["ID", "TITLE", "COMPANY_ID"])
        .param("order[ID]", "DESC")
        .harmless();
    let deals = batch.add("deals", newest)?;
    let of_first = deals.index(0).at("COMPANY_ID");
    let company = Call::new("crm.company.get")
        .param("id", of_first)
        .harmless();
    let company = batch.add("company", company)?;

    let outcome = client.run(&batch).await?;
    let deals = outcome.answer::<Vec<Deal>>(&deals)?;
    let Some(deal) = deals.result.first() else {
        println!("There are no deals.");
        return Ok(());
    };
    println!(
        "The newest of {} deals is {:?}.",
        deals.total.unwrap_or_default(),
        deal.title
    );
    // A reference to nothing makes the portal answer something else: so ask the deal first.
    if deal.company.is_some() {
        println!("It is {}'s.", outcome.take::<Company>(&company)?.title);
    }
    Ok(())
}
