//! Cards as their readers' browsers open them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bitrix24_sim::FramePost;
use inlay::demo::house::House;
use serde_json::json;

use crate::load;

/// Companies whose clients the sample ledger knows.
const KNOWN: std::ops::Range<u64> = 1..11;

/// One card of one reader.
pub(crate) struct Page {
    company: u64,
    frame: FramePost,
}

/// How it opened.
pub(crate) struct Opened {
    pub(crate) head: Duration,
    pub(crate) whole: Duration,
    pub(crate) bytes: usize,
}

impl Page {
    /// A deal of each client whom the reader may see.
    pub(crate) fn deals(house: &House, login: &str) -> anyhow::Result<Vec<Self>> {
        let user = house.sim().user(login).context("a user")?;
        let deals = house.sim().world().deals_seen_by(&user);
        let deals = deals.into_iter().filter_map(|deal| {
            let company = u64::try_from(deal.company_id?).ok()?;
            KNOWN.contains(&company).then_some((company, deal.id))
        });
        let deals: BTreeMap<u64, i64> = deals.collect();
        ensure!(deals.len() > 4, "too few deals to measure anything");
        let place = "CRM_DEAL_DETAIL_TAB";
        let pages = deals
            .into_iter()
            .map(|(company, deal)| Self::new(house, login, place, company, &deal.to_string()));
        pages.collect()
    }

    /// These companies' cards.
    pub(crate) fn companies(
        house: &House,
        login: &str,
        ids: impl Iterator<Item = u64>,
    ) -> anyhow::Result<Vec<Self>> {
        let place = "CRM_COMPANY_DETAIL_TAB";
        ids.map(|id| Self::new(house, login, place, id, &id.to_string()))
            .collect()
    }

    fn new(
        house: &House,
        login: &str,
        place: &str,
        company: u64,
        id: &str,
    ) -> anyhow::Result<Self> {
        let user = house.sim().user(login).context("a user")?;
        let (application, options) = (house.application(), json!({ "ID": id }));
        let frame = house
            .sim()
            .frame_post(&user, application, place, &options)?;
        Ok(Self { company, frame })
    }

    /// Whose card it is.
    pub(crate) fn company(&self) -> u64 {
        self.company
    }

    /// Opens it, to its last block.
    pub(crate) async fn open(&self, http: &reqwest::Client) -> anyhow::Result<Opened> {
        let begun = Instant::now();
        let mut answer = self.post(http).await?;
        let mut bytes = answer.chunk().await?.map_or(0, |piece| piece.len());
        let head = begun.elapsed();
        let mut last = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            bytes += piece.len();
            last = piece.to_vec();
        }
        let whole = begun.elapsed();
        ensure!(last.ends_with(b"</html>") || bytes > 2_000, "no page came");
        Ok(Opened { head, whole, bytes })
    }

    /// What is on it.
    pub(crate) async fn read(&self, http: &reqwest::Client) -> anyhow::Result<String> {
        Ok(self.post(http).await?.text().await?)
    }

    /// The same as bytes on a connection.
    pub(crate) fn request(&self) -> anyhow::Result<Vec<u8>> {
        load::post(&self.frame.url, &self.frame.fields)
    }

    async fn post(&self, http: &reqwest::Client) -> anyhow::Result<reqwest::Response> {
        let form = http.post(&self.frame.url).form(&self.frame.fields);
        Ok(form.send().await?.error_for_status()?)
    }
}
