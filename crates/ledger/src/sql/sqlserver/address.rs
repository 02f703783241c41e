//! `mssql://user:password@host:port/database`, with a few words after a question mark.

use percent_encoding::percent_decode_str;
use tiberius::{AuthMethod, Config, EncryptionLevel};
use url::Url;

use crate::Limits;

/// SQL Server's usual port.
const PORT: u16 = 1433;

/// How a server is reached; the error never repeats the address.
pub(super) fn config(address: &str, limits: &Limits) -> Result<Config, &'static str> {
    const FORM: &str = "it is not mssql://user:password@host:port/database";
    let url = Url::parse(address).map_err(|_| FORM)?;
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| FORM)?;
        Ok::<_, &'static str>(text.into_owned())
    };
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(FORM)?;
    let mut config = Config::new();
    config.host(host.trim_start_matches('[').trim_end_matches(']'));
    config.port(url.port().unwrap_or(PORT));
    let database = decoded(url.path().trim_start_matches('/'))?;
    if !database.is_empty() {
        config.database(database);
    }
    let user = decoded(url.username())?;
    let password = decoded(url.password().ok_or("it has no password")?)?;
    config.authentication(AuthMethod::sql_server(user, password));
    config.application_name("ledger");
    // The login too is to be over in time; what a query takes is watched by who asks it.
    config.handshake_timeout(Some(limits.longest_timeout()));
    config.command_timeout(None);
    // A cluster sends readers to a copy; it is a wish, not a lock.
    config.readonly(true);
    config.encryption(EncryptionLevel::Required);
    let (mut trusting, mut certificate) = (false, None);
    for (key, value) in url.query_pairs() {
        match (&*key, &*value) {
            ("encrypt", "yes") | ("trust_server_certificate", "no") => {}
            // The login stays encrypted, what follows is not.
            ("encrypt", "login") => config.encryption(EncryptionLevel::Off),
            ("trust_server_certificate", "yes") => trusting = true,
            ("ca", file) if !file.is_empty() => certificate = Some(file.to_owned()),
            ("server_name", name) if !name.is_empty() => config.hostname_in_certificate(name),
            ("encrypt", _) => return Err("`encrypt` is `yes` or `login`"),
            ("trust_server_certificate", _) => {
                return Err("`trust_server_certificate` is `yes` or `no`");
            }
            _ => {
                return Err("after `?` it knows `encrypt`, `ca`, `server_name` and \
                     `trust_server_certificate`");
            }
        }
    }
    match (trusting, certificate) {
        // The driver takes both for a mistake of the program.
        (true, Some(_)) => return Err("`ca` and `trust_server_certificate` exclude each other"),
        (true, None) => config.trust_cert(),
        (false, Some(file)) => config.trust_cert_ca(file),
        (false, None) => {}
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_any_characters_in_its_password() {
        let config = config(
            "mssql://reader:p%40ss%3B%7Bw%7Drd%D1%91@db.acme.example:14330/ERP%202",
            &Limits::default(),
        );
        assert_eq!(config.unwrap().get_addr(), "db.acme.example:14330");
    }

    #[test]
    fn what_is_misspelt_is_told_and_the_address_is_not_repeated() {
        for address in [
            "mssql://reader:Secret@",
            "mssql://reader@host/db",
            "mssql://reader:Secret@host/db?encrypt=false",
            "mssql://reader:Secret@host/db?trust=yes",
            "mssql://reader:Secret@host/db?ca=a.pem&trust_server_certificate=yes",
            "mssql://reader:Secret@host:port/db",
        ] {
            let problem = config(address, &Limits::default()).unwrap_err();
            assert!(!problem.contains("Secret"), "{problem}");
        }
    }
}
