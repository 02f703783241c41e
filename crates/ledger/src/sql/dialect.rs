//! The kinds of databases.

/// What a database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// MySQL and MariaDB.
    MySql,
    Postgres,
    Sqlite,
    /// Microsoft SQL Server.
    SqlServer,
}

impl Dialect {
    /// What the database at an address speaks, by the address's scheme.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        match address.split_once(':')?.0 {
            "mysql" | "mariadb" => Some(Self::MySql),
            "postgres" | "postgresql" => Some(Self::Postgres),
            "sqlite" => Some(Self::Sqlite),
            "mssql" | "sqlserver" => Some(Self::SqlServer),
            _ => None,
        }
    }
}
