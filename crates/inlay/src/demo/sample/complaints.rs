//! What clients were not content with.

use chrono::{Datelike, Days, NaiveDate};

use super::clients::Profile;
use super::database::quoted;
use super::dice::Dice;

const SUBJECTS: [&str; 12] = [
    "Two pallets arrived damaged",
    "Invoice shows the wrong delivery address",
    "Недостача по накладной: 12 коробок",
    "Delivery four days late",
    "Falsche Farbe geliefert",
    "Quality certificate missing",
    "Брак: трещины на упаковке",
    "Goods delivered to the wrong warehouse",
    "Price differs from the agreed price list",
    "Просрочен срок годности у части партии",
    "Refund for the return not received yet",
    "Driver refused to unload",
];

/// One row of `complaints`.
#[derive(Clone, Debug)]
pub(super) struct Complaint {
    number: String,
    date: NaiveDate,
    subject: &'static str,
    status: &'static str,
    open: bool,
    client_id: i64,
}

impl Complaint {
    pub(super) fn row(&self) -> String {
        [
            quoted(&self.number),
            quoted(&self.date.to_string()),
            quoted(self.subject),
            quoted(self.status),
            self.open.to_string(),
            self.client_id.to_string(),
        ]
        .join(", ")
    }
}

/// A client's complaints: those that are open are of the last weeks.
pub(super) fn of(client: &Profile, today: NaiveDate) -> Vec<Complaint> {
    let mut dice = Dice::new(client.id.unsigned_abs() * 104_729);
    let (open, settled) = client.complaints;
    // Each subject once: nobody complains twice of the same within so few.
    let first = dice.between(0, 11).unsigned_abs();
    let mut subjects = SUBJECTS
        .iter()
        .cycle()
        .skip(usize::try_from(first).unwrap_or(0));
    (0..open + settled)
        .map(|position| {
            let open = position < open;
            let (days, statuses): (i64, [&str; 3]) = if open {
                (dice.between(1, 40), ["new", "in_progress", "in_progress"])
            } else {
                (dice.between(60, 1_000), ["done", "done", "rejected"])
            };
            Complaint {
                number: String::new(),
                date: today
                    .checked_sub_days(Days::new(days.unsigned_abs()))
                    .unwrap_or(today),
                subject: subjects.next().copied().unwrap_or_default(),
                status: dice.pick(&statuses).copied().unwrap_or_default(),
                open,
                client_id: client.id,
            }
        })
        .collect()
}

/// Gives numbers as they were given: by date.
pub(super) fn number(complaints: &mut [Complaint]) {
    complaints.sort_by_key(|complaint| (complaint.date, complaint.client_id));
    for (count, complaint) in (1..).zip(complaints) {
        complaint.number = format!("CMP-{}-{count:04}", complaint.date.year());
    }
}
