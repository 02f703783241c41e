//! The servers our tests need, started on free ports and stopped with the test.

mod postgres;

pub use postgres::Postgres;
