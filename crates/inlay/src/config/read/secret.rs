//! Secrets: named in the file, kept elsewhere.

use secrecy::SecretString;

use super::draft::Read;
use super::field::Field;
use super::mask;
use super::node::{Origin, Value};
use super::section::Section;

const HOW: &str = "write { env = \"…\" } or { file = \"…\" }";

/// `{ env = "…" }` or `{ file = "…" }`; an override from the environment may be the secret itself.
pub(super) fn read(field: &Field<'_>) -> Read<SecretString> {
    if let (Value::Text(text) | Value::Loose(text), Origin::Variable(_)) =
        (&field.node().value, &field.node().origin)
    {
        if text.trim().is_empty() {
            return Err(field.wrong("is empty"));
        }
        return Ok(text.clone().into());
    }
    if !field.is_table() {
        field.hide();
        return Err(field.wrong(format!("a secret is never written into the file: {HOW}")));
    }
    let mut section = field.section()?;
    let secret = referred(&mut section);
    section.end();
    secret
}

/// What the keys `env` or `file` of a table refer to.
pub(super) fn referred(section: &mut Section<'_>) -> Read<SecretString> {
    match (section.optional("env"), section.optional("file")) {
        (Some(variable), None) => from_variable(&variable),
        (None, Some(file)) => from_file(&file),
        (Some(_), Some(_)) => Err(section.wrong("has both `env` and `file`; one is enough")),
        (None, None) => Err(section.wrong(format!("names no secret: {HOW}"))),
    }
}

/// An address that is plain where it holds no password, else a secret.
pub(super) fn address(field: &Field<'_>) -> Read<SecretString> {
    let (Value::Text(text), Origin::File(_) | Origin::Preset(_)) =
        (&field.node().value, &field.node().origin)
    else {
        return read(field);
    };
    if mask::has_login(text) {
        field.hide();
        return Err(field.wrong(format!(
            "holds a password, and a secret is never written into the file: {HOW}"
        )));
    }
    Ok(field.text()?.into())
}

fn from_variable(field: &Field<'_>) -> Read<SecretString> {
    let name = field.text()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.chars().all(fits) {
        // Whoever wrote the secret itself here must not read it again in a log.
        field.hide();
        return Err(field.wrong("is no variable's name"));
    }
    match field.draft().environment.get(name) {
        Some(secret) if secret.trim().is_empty() => {
            Err(field.wrong(format!("the environment variable `{name}` is empty")))
        }
        Some(secret) => Ok(secret.clone().into()),
        None => Err(field.wrong(format!("the environment variable `{name}` is not set"))),
    }
}

/// A file's text without the line break it ends with.
fn from_file(field: &Field<'_>) -> Read<SecretString> {
    let name = field.text()?;
    let path = field.draft().folder.join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        field.wrong(format!(
            "the file `{name}` cannot be read: {}",
            error.kind()
        ))
    })?;
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.trim().is_empty() {
        return Err(field.wrong(format!("the file `{name}` is empty")));
    }
    Ok(secret.into())
}
