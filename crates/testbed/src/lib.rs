//! The servers our tests need, started on free ports and stopped with the test.

mod chromium;
mod postgres;
mod redis;

pub use chromium::Chromium;
pub use postgres::Postgres;
pub use redis::Redis;
