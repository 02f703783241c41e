//! For every user: what there is, and where.

use super::Application;
use super::point::Point;
use crate::config::rule::{Button, Menu, Trigger};
use crate::config::widget::Widget;
use crate::lookup::Tone;
use crate::widget::page::install::place_key;
use crate::words::{Argument, Language};

/// The tabs, each with the cards it stands in.
pub(super) fn tabs(widgets: &[Widget], language: Language) -> Vec<String> {
    let tab = |widget: &Widget| {
        let places: Vec<String> = widget
            .places
            .iter()
            .map(|place| language.say(place_key(*place)))
            .collect();
        let arguments = [
            ("title", Argument::Text(widget.title.text(language.code()))),
            ("places", Argument::Text(&places.join(", "))),
        ];
        language.say_with("app-tab", &arguments)
    };
    widgets.iter().map(tab).collect()
}

/// The buttons, each with the tab or the menus it stands in.
pub(super) fn buttons(application: &Application<'_>, language: Language) -> Vec<String> {
    let rules = application.rules.iter();
    rules
        .filter_map(|rule| match &rule.on {
            Trigger::Button(button) => Some(self::button(button, application.widgets, language)),
            _ => None,
        })
        .collect()
}

fn button(button: &Button, widgets: &[Widget], language: Language) -> String {
    let id = button.widget.as_ref();
    let widget = id.and_then(|id| widgets.iter().find(|widget| widget.id == *id));
    let tab = widget.map(|widget| {
        let title = Argument::Text(widget.title.text(language.code()));
        language.say_with("app-in-tab", &[("title", title)])
    });
    let menus = button
        .places
        .iter()
        .map(|menu| language.say(menu_key(*menu)));
    let places: Vec<String> = tab.into_iter().chain(menus).collect();
    let arguments = [
        ("label", Argument::Text(button.label.text(language.code()))),
        ("places", Argument::Text(&places.join(", "))),
    ];
    language.say_with("app-button", &arguments)
}

fn menu_key(menu: Menu) -> &'static str {
    match menu {
        Menu::DealToolbar => "menu-deal",
        Menu::ContactToolbar => "menu-contact",
        Menu::CompanyToolbar => "menu-company",
    }
}

/// Why a user sees nothing of it yet, and whom to ask.
pub(super) fn lacks(application: &Application<'_>, language: Language) -> Vec<Point> {
    let mut lacks = Vec::new();
    let mut lack = |key: &str| {
        let hint = format!("{key}-hint");
        lacks.push(Point::new(Tone::Unsure, language.say(key)).hint(language, &hint));
    };
    if application.widgets.is_empty() {
        lack("lack-widgets");
    }
    if !application.standing.installed {
        lack("lack-installation");
    }
    if application.standing.payment_expired {
        lack("lack-payment");
    }
    lacks
}
