//! Sources read as a server reads them: real files, a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong in a test fails the test"
)]

mod database;
mod distance;
mod http;
mod limits;
mod mariadb;
mod mariadb_values;
mod odata;
mod params;
mod postgres_values;
mod reading;
mod refusals;
mod safety;
mod sqlite_values;
