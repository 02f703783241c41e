//! Three years of sales of one client.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::clients::Profile;
use super::database::{amount, quoted};
use super::dice::Dice;

/// How far back sales go: the first day lies just within the last three years, whatever leap years
/// there were.
const WINDOW_DAYS: i64 = 1_095;

/// How far back they go of a client with a handful of sales: a new one.
const NEW_CLIENT_DAYS: i64 = 70;

/// One row of `sales`; amounts in cents.
#[derive(Clone, Debug)]
pub(super) struct Sale {
    number: String,
    pub(super) date: NaiveDate,
    pub(super) due_date: NaiveDate,
    kind: Kind,
    status: Status,
    total: i64,
    paid: i64,
    currency: &'static str,
    client_id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sale,
    Return,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Open,
    PartlyPaid,
    Paid,
    Cancelled,
}

impl Sale {
    /// What is owed for it.
    pub(super) fn unpaid(&self) -> i64 {
        self.total - self.paid
    }

    pub(super) fn row(&self) -> String {
        let kind = match self.kind {
            Kind::Sale => "sale",
            Kind::Return => "return",
        };
        let status = match self.status {
            Status::Open => "open",
            Status::PartlyPaid => "partly_paid",
            Status::Paid => "paid",
            Status::Cancelled => "cancelled",
        };
        [
            quoted(&self.number),
            quoted(&self.date.to_string()),
            quoted(&self.due_date.to_string()),
            quoted(kind),
            quoted(status),
            amount(self.total),
            amount(self.paid),
            quoted(self.currency),
            self.client_id.to_string(),
        ]
        .join(", ")
    }

    fn settle(&mut self, status: Status) {
        self.status = status;
        match status {
            Status::Open => self.paid = 0,
            Status::PartlyPaid => self.paid = self.total / 3,
            Status::Paid => self.paid = self.total,
            // It keeps its number; its amount is taken back.
            Status::Cancelled => (self.total, self.paid) = (0, 0),
        }
    }
}

/// What a client bought up to today, oldest first; not numbered yet.
pub(super) fn of(client: &Profile, today: NaiveDate) -> Vec<Sale> {
    let mut dice = Dice::new(client.id.unsigned_abs() * 7_919);
    let mut sales: Vec<Sale> = (0..client.sales)
        .map(|position| {
            one(
                client,
                today,
                days_ago(client, position, &mut dice),
                &mut dice,
            )
        })
        .collect();
    sales.sort_by_key(|sale| sale.date);
    // The newest of those that are due: a client who stopped paying did so lately.
    let late = sales
        .iter_mut()
        .rev()
        .filter(|sale| sale.due_date < today && sale.kind == Kind::Sale);
    for (position, sale) in late
        .filter(|sale| sale.total > 0)
        .take(client.late)
        .enumerate()
    {
        sale.settle(if position == 1 {
            Status::PartlyPaid
        } else {
            Status::Open
        });
    }
    sales
}

/// Evenly over the time, with some chance; the first sale is as old as can be, and the second is
/// due this very day where there are terms: what is due today is not overdue.
fn days_ago(client: &Profile, position: usize, dice: &mut Dice) -> i64 {
    let window = if client.sales < 10 {
        NEW_CLIENT_DAYS
    } else {
        WINDOW_DAYS
    };
    let count = i64::try_from(client.sales).unwrap_or(i64::MAX);
    match i64::try_from(position).unwrap_or(0) {
        0 => window,
        1 => client.terms.min(window),
        position => (window * position / count + dice.between(-4, 4)).clamp(1, window),
    }
}

fn one(client: &Profile, today: NaiveDate, days_ago: i64, dice: &mut Dice) -> Sale {
    let before = |days: i64| Days::new(days.unsigned_abs());
    let date = today.checked_sub_days(before(days_ago)).unwrap_or(today);
    let due_date = date.checked_add_days(before(client.terms)).unwrap_or(date);
    let (least, most) = client.amounts;
    // Small sales are more usual than large ones.
    let most = least + (most - least) / dice.between(1, 6);
    let mut sale = Sale {
        number: String::new(),
        date,
        due_date,
        kind: Kind::Sale,
        status: Status::Open,
        total: dice.between(least, most),
        paid: 0,
        currency: client.currency,
        client_id: client.id,
    };
    let due_today = due_date == today;
    if !due_today && dice.once_in(client.returns_one_in) {
        sale.kind = Kind::Return;
        sale.total = -sale.total / dice.between(3, 9);
        // The money went back at once, so that a return never makes somebody owe less elsewhere.
        sale.settle(Status::Paid);
    } else if !due_today && dice.once_in(40) {
        sale.settle(Status::Cancelled);
    } else if due_date < today || client.terms == 0 || (!due_today && dice.once_in(6)) {
        sale.settle(Status::Paid);
    } else if dice.once_in(4) {
        sale.settle(Status::PartlyPaid);
    }
    sale
}

/// Gives numbers as they were given: by date, counted anew each year.
pub(super) fn number(sales: &mut [Sale]) {
    sales.sort_by_key(|sale| (sale.date, sale.client_id));
    let mut last: BTreeMap<(&str, i32), u32> = BTreeMap::new();
    for sale in sales {
        let letters = match sale.kind {
            Kind::Sale => "INV",
            Kind::Return => "RET",
        };
        let year = sale.date.year();
        let count = last.entry((letters, year)).or_default();
        *count += 1;
        sale.number = format!("{letters}-{year}-{count:05}");
    }
}
