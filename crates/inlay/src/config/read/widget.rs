//! `[[widget]]`.

use std::collections::BTreeSet;
use std::time::Duration;

use super::audience;
use super::block;
use super::declared::Declared;
use super::draft::Read;
use super::duration;
use super::field::Field;
use super::localized;
use super::window;
use crate::config::block::Block;
use crate::config::widget::{Place, Widget, Window};

const FRESH_FOR: Duration = Duration::from_secs(60);
const STALE_FOR: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn read_all(
    field: &Field<'_>,
    declared: &Declared,
    no_steps: bool,
) -> Read<Vec<Widget>> {
    let items = field.list()?;
    if no_steps && let Some(first) = items.first() {
        // A card without a client shows nothing, and its queries' parameters are filled by nobody.
        return Err(
            first.wrong("a widget needs `[match]`: nothing says how a card finds its client")
        );
    }
    let mut ids = BTreeSet::new();
    let widgets: Vec<Read<Widget>> = items
        .iter()
        .map(|item| read(item, declared, &mut ids))
        .collect();
    widgets.into_iter().collect()
}

fn read(field: &Field<'_>, declared: &Declared, ids: &mut BTreeSet<String>) -> Read<Widget> {
    let mut section = field.section()?;
    let id = section
        .required("id")
        .and_then(|field| id(&field, "widget", ids));
    let places = section.required("places").and_then(|field| places(&field));
    let title = section
        .required("title")
        .and_then(|field| localized::read(&field));
    let visible_to = section
        .optional("visible_to")
        .map(|field| audience::read(&field))
        .transpose();
    let fresh_for = section
        .optional("fresh_for")
        .map_or(Ok(FRESH_FOR), |field| duration::read(&field));
    let stale = section.optional("stale_for");
    let stale_for = stale.as_ref().map_or(Ok(STALE_FOR), duration::read);
    let warm = section
        .optional("warm")
        .map_or(Ok(false), |field| field.flag());
    let window = section
        .optional("window")
        .map_or(Ok(Window::default()), |field| window::read(&field));
    let blocks = section.required("block").and_then(|field| {
        let items = field.list()?;
        if items.is_empty() {
            return Err(field.wrong("a widget without blocks shows nothing"));
        }
        let blocks: Vec<Read<Block>> = items
            .iter()
            .map(|item| block::read(item, declared))
            .collect();
        blocks.into_iter().collect()
    });
    let ordered = match (&fresh_for, &stale_for) {
        (Ok(fresh), Ok(stale_for)) if stale_for < fresh => {
            let message = "`stale_for` is shorter than `fresh_for`: a copy would be too old while it is fresh";
            Err(stale.map_or_else(|| section.wrong(message), |field| field.wrong(message)))
        }
        _ => Ok(()),
    };
    section.end();
    ordered?;
    Ok(Widget {
        id: id?,
        places: places?,
        title: title?,
        visible_to: visible_to?,
        fresh_for: fresh_for?,
        stale_for: stale_for?,
        warm: warm?,
        window: window?,
        blocks: blocks?,
    })
}

/// A part of an address, which none of the others has.
pub(super) fn id(field: &Field<'_>, what: &str, ids: &mut BTreeSet<String>) -> Read<String> {
    let id = field.text()?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if !id.chars().all(fits) {
        return Err(field.wrong("is no id: small letters, digits, `_` and `-` make one"));
    }
    if !ids.insert(id.to_owned()) {
        return Err(field.wrong(format!("another {what} is called `{id}`, too")));
    }
    Ok(id.to_owned())
}

fn places(field: &Field<'_>) -> Read<Vec<Place>> {
    let items = field.list()?;
    if items.is_empty() {
        return Err(field.wrong("names no place"));
    }
    let mut places = Vec::new();
    let mut noted = None;
    for item in &items {
        match item.choice("place", &Place::ALL.map(|place| (place.code(), place))) {
            Ok(place) if places.contains(&place) => {
                noted = Some(item.wrong(format!("names `{}` a second time", place.code())));
            }
            Ok(place) => places.push(place),
            Err(error) => noted = Some(error),
        }
    }
    noted.map_or(Ok(places), Err)
}
