//! The servers our tests need, started on free ports and stopped with the test.

mod account;
mod chromium;
mod mariadb;
mod pattern;
mod postgres;
mod redis;
mod server;

pub use chromium::Chromium;
pub use mariadb::MariaDb;
pub use postgres::Postgres;
pub use redis::Redis;
