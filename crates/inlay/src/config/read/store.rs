//! `[store]`.

use secrecy::{ExposeSecret, SecretString};

use super::draft::Read;
use super::field::Field;
use super::secret;
use super::section::Section;
use crate::config::store::StoreConfig;
use crate::seal::{Key, Keyring};

pub(super) fn read(mut section: Section<'_>) -> Read<StoreConfig> {
    let url = section.required("url").and_then(|field| url(&field));
    let keys = section.required("keys").and_then(|field| keys(&field));
    section.end();
    Ok(StoreConfig {
        url: url?,
        keys: keys?,
    })
}

/// An address whose database we can keep portals in.
fn url(field: &Field<'_>) -> Read<SecretString> {
    let url = secret::address(field)?;
    let databases = ["sqlite:", "postgres:", "postgresql:"];
    if databases
        .iter()
        .any(|database| url.expose_secret().starts_with(database))
    {
        return Ok(url);
    }
    Err(field.wrong("must begin with `sqlite:` or `postgres:`"))
}

fn keys(field: &Field<'_>) -> Read<Keyring> {
    // Whoever wrote the keys themselves here must not read them again in a log.
    let items = field.list().inspect_err(|_| field.hide())?;
    let keys: Vec<Read<Key>> = items.iter().map(key).collect();
    let keys: Vec<Key> = keys.into_iter().collect::<Read<_>>()?;
    Keyring::new(keys).map_err(|error| field.wrong(error.to_string()))
}

fn key(field: &Field<'_>) -> Read<Key> {
    let mut section = field.section().inspect_err(|_| field.hide())?;
    let id = section.required("id").and_then(|field| field.text());
    let secret = secret::referred(&mut section);
    section.end();
    Key::parse(id?, secret?.expose_secret()).map_err(|error| field.wrong(error.to_string()))
}
