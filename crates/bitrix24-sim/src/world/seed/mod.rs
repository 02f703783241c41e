//! The data set a portal starts with: the same each time, dated from today.

mod reference;
mod sale;

use chrono::{DateTime, Duration, NaiveTime, Utc};
use serde::Deserialize;

use super::{
    Amount, Company, Contact, Deal, DictionaryItem, Kept, Multifield, Reach, Requisite, State,
    User, Webhook, amount::NotAnAmount,
};
use crate::{Clock, Secret, world::Cell};

const FILE: &str = include_str!("../../data/portal.toml");

/// Numbers of telephone numbers and addresses made later begin behind this.
const LAST_MULTIFIELD: i64 = 10_000;

/// The preset of a Russian organisation: the fields its requisites show.
const ORGANISATION_PRESET: i64 = 1;

/// The built-in data set cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The file's shape is wrong.
    #[error("the portal's data file has a wrong shape")]
    Shape(#[from] toml::de::Error),
    /// A deal's amount is no sum.
    #[error("the amount of deal {deal} cannot be read")]
    Amount {
        /// Number of the deal.
        deal: i64,
        /// What is wrong with it.
        source: NotAnAmount,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    user: Vec<User>,
    stage: Vec<DictionaryItem>,
    company: Vec<CompanyRow>,
    contact: Vec<ContactRow>,
    deal: Vec<DealRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyRow {
    id: i64,
    title: String,
    industry: String,
    phone: String,
    email: String,
    assigned_by: i64,
    /// Without a tax number the company has no requisite.
    inn: Option<String>,
    #[serde(default)]
    kpp: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactRow {
    id: i64,
    name: String,
    last_name: String,
    post: String,
    company: Option<i64>,
    phone: String,
    email: String,
    assigned_by: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DealRow {
    id: i64,
    title: String,
    stage: String,
    company: Option<i64>,
    contacts: Vec<i64>,
    amount: String,
    currency: String,
    assigned_by: i64,
    /// How long ago the card was made.
    days_ago: i64,
}

/// A state with the whole data set.
pub(super) fn state(clock: &Clock) -> Result<State, SeedError> {
    let data: Data = toml::from_str(FILE)?;
    let morning = Morning(clock);
    let mut state = State {
        users: data.user.into_iter().map(|user| (user.id, user)).collect(),
        ..State::default()
    };
    let administrator = state
        .users
        .values()
        .find(|user| user.admin)
        .map(|user| user.id);
    let crm = &mut state.crm;
    crm.last_multifield = LAST_MULTIFIELD;
    crm.statuses = data.stage;
    reference::fill(crm, administrator.unwrap_or(1), morning.days_ago(1000))?;

    for row in data.company {
        if let Some(requisite) = row.requisite(&morning) {
            crm.requisites.insert(requisite.id, requisite);
        }
        crm.companies.insert(row.id, row.card(&morning));
    }
    for row in data.contact {
        crm.contacts.insert(row.id, row.card(&morning));
    }
    for row in data.deal {
        crm.deals.insert(row.id, row.card(&morning)?);
    }
    sale::fill(crm, &morning);

    state.webhooks.extend(administrator.map(|user_id| {
        Webhook {
            code: Secret::random(16),
            user_id,
            // Nobody chooses them in a form: all that a webhook may have.
            scopes: ["bizproc", "crm", "im", "placement", "task", "user"]
                .map(str::to_owned)
                .to_vec(),
        }
    }));
    Ok(state)
}

/// Moments counted back from today's ten o'clock, so that two starts on one day agree.
struct Morning<'a>(&'a Clock);

impl Morning<'_> {
    fn days_ago(&self, days: i64) -> DateTime<Utc> {
        let ten = NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
        (self.0.today() - Duration::days(days))
            .and_time(ten)
            .and_utc()
    }
}

impl CompanyRow {
    fn card(self, morning: &Morning<'_>) -> Company {
        Company {
            id: self.id,
            title: self.title,
            company_type: "CUSTOMER".to_owned(),
            industry: self.industry,
            revenue: Amount::default(),
            currency: "RUB".to_owned(),
            reach: Reach {
                phones: vec![entry(self.id * 10 + 1, self.phone)],
                emails: vec![entry(self.id * 10 + 2, self.email)],
                ..Reach::default()
            },
            assigned_by: self.assigned_by,
            created_by: self.assigned_by,
            modified_by: self.assigned_by,
            created: morning.days_ago(900 - self.id),
            modified: morning.days_ago(self.id),
            kept: kept(&[("EMPLOYEES", "EMPLOYEES_1")]),
        }
    }

    fn requisite(&self, morning: &Morning<'_>) -> Option<Requisite> {
        Some(Requisite {
            id: self.id * 2 + 1,
            entity_type_id: Requisite::OF_COMPANY,
            entity_id: self.id,
            preset_id: ORGANISATION_PRESET,
            name: "Organization".to_owned(),
            inn: self.inn.clone()?,
            kpp: self.kpp.clone(),
            company_name: self.title.clone(),
            created_by: self.assigned_by,
            modified_by: self.assigned_by,
            created: morning.days_ago(900 - self.id),
            modified: morning.days_ago(self.id),
            kept: kept(&[("RQ_COMPANY_FULL_NAME", &self.title)]),
        })
    }
}

impl ContactRow {
    fn card(self, morning: &Morning<'_>) -> Contact {
        Contact {
            id: self.id,
            name: self.name,
            last_name: self.last_name,
            post: self.post,
            company_ids: self.company.into_iter().collect(),
            reach: Reach {
                phones: vec![entry(self.id * 10 + 1001, self.phone)],
                emails: vec![entry(self.id * 10 + 1002, self.email)],
                ..Reach::default()
            },
            assigned_by: self.assigned_by,
            created_by: self.assigned_by,
            modified_by: self.assigned_by,
            created: morning.days_ago(600),
            modified: morning.days_ago(30),
            kept: kept(&[("TYPE_ID", "CLIENT"), ("SOURCE_ID", "CALL")]),
        }
    }
}

impl DealRow {
    fn card(self, morning: &Morning<'_>) -> Result<Deal, SeedError> {
        let amount: Amount = self.amount.parse().map_err(|source| SeedError::Amount {
            deal: self.id,
            source,
        })?;
        let created = morning.days_ago(self.days_ago);
        Ok(Deal {
            id: self.id,
            title: self.title,
            category_id: 0,
            stage_id: self.stage,
            company_id: self.company,
            contact_ids: self.contacts,
            amount,
            currency: self.currency,
            assigned_by: self.assigned_by,
            created_by: self.assigned_by,
            modified_by: self.assigned_by,
            moved_by: self.assigned_by,
            created,
            modified: created + Duration::hours(2),
            moved: created + Duration::hours(2),
            begin: created.date_naive(),
            close: created.date_naive() + Duration::days(21),
            comments: String::new(),
            reach: Reach::default(),
            kept: kept(&[("TYPE_ID", "SALE"), ("SOURCE_ID", "CALL")]),
        })
    }
}

fn kept(values: &[(&str, &str)]) -> Kept {
    let mut kept = Kept::default();
    for (name, text) in values {
        kept.set(name, Cell::Text((*text).to_owned()));
    }
    kept
}

fn entry(id: i64, value: String) -> Multifield {
    Multifield {
        id,
        value_type: "WORK".to_owned(),
        value,
    }
}
