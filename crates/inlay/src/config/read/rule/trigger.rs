//! `on`: what makes a rule run.

use std::time::Duration;

use super::super::draft::Read;
use super::super::duration;
use super::super::field::Field;
use super::super::localized;
use super::super::names::Names;
use super::super::section::Section;
use super::{Known, event, moments, robot};
use crate::config::rule::{Button, Menu, Trigger};

/// Rules do not run more often by the clock.
const OFTENEST: Duration = Duration::from_secs(60);
const RAREST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

const KINDS: [&str; 5] = ["button", "event", "every", "cron", "robot"];

pub(super) fn read(mut on: Section<'_>, names: &Names<'_>, known: &Known<'_>) -> Read<Trigger> {
    let given: Vec<Field<'_>> = on
        .named()
        .filter(|(key, _)| KINDS.contains(key))
        .map(|(_, field)| field)
        .collect();
    if let [_, second, ..] = given.as_slice() {
        return Err(second.wrong_key("is a second trigger; a rule has one"));
    }
    let mut trigger = None;
    for kind in KINDS {
        if let Some(field) = on.optional(kind) {
            trigger = Some(match kind {
                "button" => button(&field, &mut on, known).map(Trigger::Button),
                "event" => event::read(&field).map(Trigger::Event),
                "every" => every(&field).map(Trigger::Every),
                "cron" => moments::read(&field, &mut on).map(Trigger::Cron),
                _ => robot::read(&field, &mut on, names).map(Trigger::Robot),
            });
        }
    }
    let trigger = trigger.unwrap_or_else(|| {
        Err(on.wrong("names no trigger; write `button`, `event`, `every`, `cron` or `robot`"))
    });
    on.end();
    trigger
}

fn every(field: &Field<'_>) -> Read<Duration> {
    let every = duration::read(field)?;
    if (OFTENEST..=RAREST).contains(&every) {
        return Ok(every);
    }
    Err(field.wrong("must be between `1m` and `366d`"))
}

fn button(label: &Field<'_>, on: &mut Section<'_>, known: &Known<'_>) -> Read<Button> {
    let label = localized::read(label);
    let widget = on.optional("widget");
    let places = on.optional("places");
    let otherwise = on.optional("otherwise");
    let nowhere = widget.is_none() && places.is_none();
    let widget = widget.map(|field| widget_id(&field, known)).transpose();
    let places = places.map_or(Ok(Vec::new()), |field| menus(&field));
    let otherwise = otherwise.map(|field| localized::read(&field)).transpose();
    if nowhere {
        return Err(on.wrong("a button needs a `widget`, or `places` in the cards' menus, or both"));
    }
    Ok(Button {
        label: label?,
        widget: widget?,
        places: places?,
        otherwise: otherwise?,
    })
}

fn widget_id(field: &Field<'_>, known: &Known<'_>) -> Read<String> {
    let id = field.text()?;
    match known.widgets {
        Some(widgets) if !widgets.iter().any(|widget| widget.id == id) => Err(field.unknown(
            "widget",
            id,
            widgets.iter().map(|widget| widget.id.as_str()),
        )),
        _ => Ok(id.to_owned()),
    }
}

fn menus(field: &Field<'_>) -> Read<Vec<Menu>> {
    let items = field.list()?;
    if items.is_empty() {
        return Err(field.wrong("names no place"));
    }
    let known = Menu::ALL.map(|menu| (menu.code(), menu));
    let mut menus = Vec::new();
    let mut noted = None;
    for item in &items {
        match item.choice("place", &known) {
            Ok(menu) if menus.contains(&menu) => {
                noted = Some(item.wrong(format!("names `{}` a second time", menu.code())));
            }
            Ok(menu) => menus.push(menu),
            Err(error) => noted = Some(error),
        }
    }
    noted.map_or(Ok(menus), Err)
}
