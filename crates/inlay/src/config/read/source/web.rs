//! A system that is asked over HTTP: its address, who we are to it, and what it wants of us.

use std::time::Duration;

use ledger::{
    ClientProof, CookieLogin, Limits, Login, OAuth2, Rate, RetryAfter, WaitUnit, WebSettings,
};
use secrecy::{ExposeSecret, SecretString};

use crate::config::read::draft::Read;
use crate::config::read::duration;
use crate::config::read::field::Field;
use crate::config::read::mask;
use crate::config::read::secret;
use crate::config::read::section::Section;

pub(super) fn read(section: &mut Section<'_>, limits: Read<Limits>) -> Read<WebSettings> {
    let url = section.required("url").and_then(|field| {
        let url = secret::address(&field)?;
        web(&field, &url)?;
        Ok(url)
    });
    let login = section
        .optional("login")
        .map_or(Ok(Login::None), |field| login(&field));
    let headers = match section.optional("headers") {
        Some(field) => headers(&field),
        None => Ok(Vec::new()),
    };
    let ca = section.optional("ca").map(|field| ca(&field)).transpose();
    let rate = section.optional("rate").map(|field| rate(&field));
    let retry_after = section
        .optional("retry_after")
        .map(|field| retry_after(&field));
    Ok(WebSettings {
        url: url?,
        login: login?,
        headers: headers?,
        ca: ca?,
        rate: rate.transpose()?,
        retry_after: retry_after.transpose()?,
        limits: limits?,
    })
}

/// An address on the web; plain http is for systems within the house.
fn web(field: &Field<'_>, url: &SecretString) -> Read<()> {
    let url = url.expose_secret();
    if ["https://", "http://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Ok(());
    }
    Err(field.wrong("must begin with `https://` or `http://`"))
}

/// The kind of a login is told by the keys it has.
fn login(field: &Field<'_>) -> Read<Login> {
    let mut section = field.section()?;
    let [token, client, path] =
        ["token", "client_id", "path"].map(|key| section.optional(key).is_some());
    let login = if token {
        section
            .required("token")
            .and_then(|field| secret::read(&field))
            .map(Login::Bearer)
    } else if client {
        oauth2(&mut section).map(Login::OAuth2)
    } else if path {
        cookie(&mut section).map(Login::Cookie)
    } else {
        let user = section.required("user").and_then(|field| word(&field));
        let password = section
            .required("password")
            .and_then(|field| secret::read(&field));
        match (user, password) {
            (Ok(user), Ok(password)) => Ok(Login::Basic { user, password }),
            (Err(noted), _) | (_, Err(noted)) => Err(noted),
        }
    };
    section.end();
    login
}

fn oauth2(section: &mut Section<'_>) -> Read<OAuth2> {
    let token_url = section.required("token_url").and_then(|field| {
        let url = field.text()?;
        if url.starts_with("https://") || url.starts_with("http://") {
            return Ok(url.to_owned());
        }
        Err(field.wrong("must begin with `https://`"))
    });
    let client_id = section.required("client_id").and_then(|field| word(&field));
    let client_secret = section
        .required("client_secret")
        .and_then(|field| secret::read(&field));
    let scope = section
        .optional("scope")
        .map(|field| Ok(field.text()?.to_owned()))
        .transpose();
    let proofs = [("basic", ClientProof::Basic), ("body", ClientProof::Body)];
    let proof = section
        .optional("proof")
        .map_or(Ok(ClientProof::default()), |field| {
            field.choice("proof", &proofs)
        });
    let parameters = match section.optional("parameters") {
        Some(field) => entries(&field, |field| Ok(field.text()?.to_owned())),
        None => Ok(Vec::new()),
    };
    Ok(OAuth2 {
        token_url: token_url?,
        client_id: client_id?,
        client_secret: client_secret?,
        scope: scope?,
        proof: proof?,
        parameters: parameters?,
    })
}

fn cookie(section: &mut Section<'_>) -> Read<CookieLogin> {
    let path = section
        .required("path")
        .and_then(|field| Ok(field.text()?.to_owned()));
    let body = section
        .required("body")
        .and_then(|field| entries(&field, named_word));
    Ok(CookieLogin {
        path: path?,
        body: body?,
    })
}

fn headers(field: &Field<'_>) -> Read<Vec<(String, SecretString)>> {
    entries(field, named_word)
}

/// What is not named like a secret may stand in the file.
fn named_word(field: &Field<'_>) -> Read<SecretString> {
    let name = field.name();
    if mask::is_secret_key(name) || name.eq_ignore_ascii_case("cookie") {
        return secret::read(field);
    }
    word(field)
}

/// A text that is no secret, or a secret.
fn word(field: &Field<'_>) -> Read<SecretString> {
    if field.is_table() {
        return secret::read(field);
    }
    Ok(field.text()?.into())
}

fn entries<T>(field: &Field<'_>, read: impl Fn(&Field<'_>) -> Read<T>) -> Read<Vec<(String, T)>> {
    let entries: Vec<Read<(String, T)>> = field
        .section()?
        .named()
        .map(|(name, field)| Ok((name.to_owned(), read(&field)?)))
        .collect();
    entries.into_iter().collect()
}

/// `ca = { file = "ca.pem" }`.
fn ca(field: &Field<'_>) -> Read<Vec<u8>> {
    let text = secret::read(field)?;
    let pem = text.expose_secret();
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(pem.as_bytes().to_vec());
    }
    Err(field.wrong("holds no certificate (PEM)"))
}

/// `10/3s`: ten requests in three seconds.
fn rate(field: &Field<'_>) -> Read<Rate> {
    parsed_rate(field.text()?)
        .ok_or_else(|| field.wrong("is no rate; write one like `45/3s`: requests in a time"))
}

fn parsed_rate(text: &str) -> Option<Rate> {
    let (requests, per) = text.split_once('/')?;
    let requests: u32 = requests.trim().parse().ok()?;
    let per = duration::parse(per.trim())?;
    (requests > 0 && per > Duration::ZERO).then_some(Rate { requests, per })
}

/// `{ header = "X-Lognex-Retry-After", unit = "ms" }`.
fn retry_after(field: &Field<'_>) -> Read<RetryAfter> {
    let mut section = field.section()?;
    let header = section
        .required("header")
        .and_then(|field| Ok(field.text()?.to_owned()));
    let units = [("s", WaitUnit::Seconds), ("ms", WaitUnit::Milliseconds)];
    let unit = section
        .optional("unit")
        .map_or(Ok(WaitUnit::Seconds), |field| field.choice("unit", &units));
    section.end();
    Ok(RetryAfter {
        header: header?,
        unit: unit?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_requests_in_a_time() {
        let rate = parsed_rate("45/3s").unwrap();
        assert_eq!((rate.requests, rate.per), (45, Duration::from_secs(3)));
        for text in ["", "45", "0/3s", "45/0s", "/3s", "-1/3s", "45/3"] {
            assert_eq!(parsed_rate(text), None, "{text}");
        }
    }
}
