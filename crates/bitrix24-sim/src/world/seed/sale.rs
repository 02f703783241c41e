//! A few leads, invoices and deliveries, so that no list is empty.

use super::{Morning, entry, kept};
use crate::world::{Amount, Crm, Invoice, Kept, Lead, Process, Reach, Sale};

pub(super) fn fill(crm: &mut Crm, morning: &Morning<'_>) {
    let leads = [
        (1, "Enquiry from the web site", "NEW", "Robert", "Vance", 5),
        (2, "Звонок с выставки", "IN_PROCESS", "Мария", "Фадеева", 7),
        (3, "Catalogue requested", "JUNK", "Ines", "Berger", 5),
    ];
    for (id, title, stage, name, last_name, user) in leads {
        let lead = Lead {
            reach: Reach {
                phones: vec![entry(id * 10 + 5001, format!("+7 900 000-00-0{id}"))],
                emails: vec![entry(id * 10 + 5002, format!("lead{id}@example.com"))],
                ..Reach::default()
            },
            kept: kept(&[
                ("NAME", name),
                ("LAST_NAME", last_name),
                ("SOURCE_ID", "WEB"),
            ]),
            ..sale(morning, id, title, stage, 0, user)
        };
        crm.leads.insert(id, lead);
    }

    let invoices = [
        (1, "Invoice 1", "DT31_5:N", 1, 35_675_000, 5),
        (2, "Invoice 2", "DT31_5:S", 2, 4_800_000, 7),
        (3, "Invoice 3", "DT31_5:P", 3, 9_990, 5),
    ];
    for (id, title, stage, company, hundredths, user) in invoices {
        let invoice = Invoice {
            company_id: Some(company),
            amount: Amount(hundredths),
            kept: kept(&[("ACCOUNT_NUMBER", &id.to_string())]),
            ..sale(morning, id, title, stage, 5, user)
        };
        crm.invoices.insert(id, invoice);
    }

    let deliveries = [
        (1, "Pallets for the warehouse", "DT1032_7:NEW", 1, 5),
        (2, "Spare parts by air", "DT1032_7:CLIENT", 2, 7),
    ];
    for (id, title, stage, company, user) in deliveries {
        let delivery = Process {
            company_id: Some(company),
            ..sale(morning, id, title, stage, 7, user)
        };
        crm.processes.insert(id, delivery);
    }
}

/// A card without a client, worth nothing, made `id` weeks ago.
fn sale<const TYPE: i64>(
    morning: &Morning<'_>,
    id: i64,
    title: &str,
    stage: &str,
    category: i64,
    user: i64,
) -> Sale<TYPE> {
    let created = morning.days_ago(id * 7);
    Sale {
        id,
        title: title.to_owned(),
        category_id: category,
        stage_id: stage.to_owned(),
        company_id: None,
        contact_ids: Vec::new(),
        amount: Amount::default(),
        currency: "RUB".to_owned(),
        assigned_by: user,
        created_by: user,
        modified_by: user,
        moved_by: user,
        created,
        modified: created,
        moved: created,
        begin: created.date_naive(),
        close: created.date_naive() + chrono::Duration::days(14),
        comments: String::new(),
        reach: Reach::default(),
        kept: Kept::default(),
    }
}
