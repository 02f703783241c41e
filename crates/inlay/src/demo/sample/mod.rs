//! A ledger to show things with: twelve clients of a wholesaler, three years of sales.
//!
//! The same day brings the same ledger, to the cent: chance is seeded, and every date is counted
//! back from the day it is given. The books are consistent: a client's debt is the sum of what is
//! unpaid, overdue is the part of it whose due date has passed.

mod clients;
mod complaints;
mod database;
mod dice;
mod sales;

use anyhow::ensure;
use chrono::NaiveDate;

use complaints::Complaint;
use database::{Database, Table};
use sales::Sale;

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// What fits a demonstration.
    Sample,
    /// So many sales altogether, spread over many more clients; "Завод «Прогресс»" has exactly 2 000
    /// of them, whatever their kind.
    Large { sales: usize },
}

/// Tables as an accounting system keeps them; valid on every database we write.
const SCHEMA: &str = "
    create table clients (
        id            integer primary key,
        name          varchar(200) not null,
        tax_id        varchar(12) not null,
        currency      char(3) not null,
        credit_limit  numeric(15, 2),          -- null: no limit is set; 0: nothing on credit
        debt          numeric(15, 2) not null,
        overdue       numeric(15, 2) not null,
        overdue_days  integer not null,        -- the largest delay
        manager       varchar(100) not null,
        phone         varchar(30) not null
    );
    create table sales (
        number     varchar(20) primary key,
        date       date not null,
        due_date   date not null,
        kind       varchar(10) not null,       -- sale, return (its total is negative)
        status     varchar(20) not null,       -- open, partly_paid, paid, cancelled (its total is 0)
        total      numeric(15, 2) not null,
        paid       numeric(15, 2) not null,
        currency   char(3) not null,
        client_id  integer not null references clients (id)
    );
    create table complaints (
        number     varchar(20) primary key,
        date       date not null,
        subject    varchar(200) not null,
        status     varchar(20) not null,       -- new, in_progress, done, rejected
        open       boolean not null,
        client_id  integer not null references clients (id)
    );
";

/// Made last, when the rows are in: that is faster, and as good.
const INDEXES: &str = "
    create index clients_by_tax_id on clients (tax_id);
    create index sales_by_client on sales (client_id, date, number);
    create index complaints_by_client on complaints (client_id, date);
";

/// Fills an empty database: `sqlite://…` (the file is made) or `postgres://…`.
///
/// # Errors
/// When the database cannot be written, or is not empty.
pub async fn write(url: &str, today: NaiveDate, size: Size) -> anyhow::Result<()> {
    let (mut clients, mut sales, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
    for profile in clients::profiles(size) {
        let bought = sales::of(&profile, today);
        clients.push(profile.row(&bought, today));
        sales.extend(bought);
        complaints.extend(complaints::of(&profile, today));
    }
    if let Size::Large { sales: wanted } = size {
        ensure!(
            sales.len() == wanted,
            "{wanted} sales are too few for the clients there are"
        );
    }
    sales::number(&mut sales);
    complaints::number(&mut complaints);

    let mut database = Database::open(url).await?;
    database.execute(SCHEMA).await?;
    database.fill(Table::Clients, clients.into_iter()).await?;
    database
        .fill(Table::Sales, sales.iter().map(Sale::row))
        .await?;
    database
        .fill(Table::Complaints, complaints.iter().map(Complaint::row))
        .await?;
    database.execute(INDEXES).await?;
    database.close().await
}

#[cfg(test)]
mod tests;
