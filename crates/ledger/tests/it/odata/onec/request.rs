//! Addresses taken apart, by nobody's rules but the protocol's.

use std::collections::BTreeMap;

/// A request as the stand-in understands it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The set, or register.
    pub(crate) set: String,
    /// What stands in the parentheses after it.
    pub(crate) key: Option<String>,
    /// A table of the object, or a function of the register.
    pub(crate) member: Option<String>,
    /// What stands in the parentheses after that.
    pub(crate) arguments: Option<String>,
    pub(crate) options: BTreeMap<String, String>,
}

impl Request {
    /// `path` is what follows the service's root. `None` where the address is against the rules.
    pub(crate) fn parse(path: &str, query: &str) -> Option<Self> {
        let mut steps = path.split('/');
        let (set, key) = step(steps.next()?)?;
        let (member, arguments) = match steps.next() {
            Some(member) => {
                let (member, arguments) = step(member)?;
                (Some(member), arguments)
            }
            None => (None, None),
        };
        if steps.next().is_some() {
            return None;
        }
        let mut options = BTreeMap::new();
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=')?;
            // An option comes once, and nothing in its value is read as a border.
            let value = decoded(value)?;
            if options.insert(decoded(name)?, value).is_some() {
                return None;
            }
        }
        Some(Self {
            set,
            key,
            member,
            arguments,
            options,
        })
    }

    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str)
    }
}

/// `name` or `name(…)`.
fn step(step: &str) -> Option<(String, Option<String>)> {
    let step = decoded(step)?;
    match step.split_once('(') {
        Some((name, rest)) => Some((name.to_owned(), Some(rest.strip_suffix(')')?.to_owned()))),
        None => Some((step, None)),
    }
}

/// A plus is a plus. What must be encoded and is not is against the rules.
fn decoded(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~()',*:$=@%/".contains(c);
    if !text.chars().all(plain) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| (byte? as char).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// `Name=literal,Name=literal`, split where no string is open.
pub(crate) fn arguments(text: &str) -> Option<BTreeMap<String, String>> {
    let mut pieces = vec![String::new()];
    let mut open = false;
    for c in text.chars() {
        open ^= c == '\'';
        if c == ',' && !open {
            pieces.push(String::new());
        } else {
            pieces.last_mut()?.push(c);
        }
    }
    let mut arguments = BTreeMap::new();
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=')?;
        arguments.insert(name.to_owned(), value.to_owned());
    }
    Some(arguments)
}
