//! What `inlay check` prints when all is well: a calm line for each part.

use std::fmt;

use ledger::Limits;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Config;
use bitrix24::Plan;

use super::bitrix24::{Bitrix24, Mode};
use super::block::{Block, BlockKind};
use super::effect::EffectConfig;
use super::matching::Step;
use super::read::written;
use super::rule::{Rule, Trigger};
use super::source::{SourceConfig, SourceKind};
use super::widget::Widget;

/// A configuration in a few lines.
#[derive(Debug)]
pub struct Outline<'c>(&'c Config);

impl<'c> Outline<'c> {
    pub(super) fn of(config: &'c Config) -> Self {
        Self(config)
    }
}

impl fmt::Display for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.0;
        portal(f, &config.bitrix24)?;
        let server = &config.server;
        write!(f, "\nserver   {} on {}", server.public_url, server.listen)?;
        write!(f, ", operators on {}", server.operator_listen)?;
        let key = config.store.keys.sealing().id();
        write!(
            f,
            "\nstore    {}, sealed with key {key}",
            address(&config.store.url)
        )?;
        for source in config.sources.values() {
            self::source(f, source)?;
        }
        for (number, step) in config.matching.steps.iter().enumerate() {
            self::step(f, number + 1, step)?;
        }
        for widget in &config.widgets {
            self::widget(f, widget)?;
        }
        for rule in &config.rules {
            self::rule(f, rule)?;
        }
        Ok(())
    }
}

fn portal(f: &mut fmt::Formatter<'_>, bitrix24: &Bitrix24) -> fmt::Result {
    match &bitrix24.mode {
        Mode::Local { portal } => write!(f, "portal   {portal}")?,
        Mode::Market => write!(f, "portal   every one of the Marketplace")?,
    }
    write!(f, ", application {}", bitrix24.application.client_id)?;
    let Plan { burst, per_second } = bitrix24.plan;
    write!(f, ", {burst} calls at once and {per_second} a second")
}

fn source(f: &mut fmt::Formatter<'_>, source: &SourceConfig) -> fmt::Result {
    match &source.kind {
        SourceKind::Sql(sql) => {
            write!(f, "\nsource   {}: {}", source.name, address(&sql.url))?;
        }
        SourceKind::OData(odata) => {
            let (protocol, address) = (odata.protocol, address(&odata.web.url));
            write!(
                f,
                "\nsource   {}: OData {protocol} of {address}",
                source.name
            )?;
        }
        SourceKind::Http(http) => {
            write!(f, "\nsource   {}: {}", source.name, address(&http.web.url))?;
        }
    }
    let Limits {
        timeout,
        max_parallel,
        ..
    } = source.limits;
    write!(f, ", within {}, {max_parallel} at once", written(timeout))?;
    for (name, query) in &source.queries {
        let params: Vec<String> = query
            .query
            .params()
            .map(|(name, kind)| format!("{name}: {kind}"))
            .collect();
        write!(
            f,
            "\nquery    {}.{name}({})",
            source.name,
            params.join(", ")
        )?;
    }
    Ok(())
}

fn step(f: &mut fmt::Formatter<'_>, number: usize, step: &Step) -> fmt::Result {
    write!(
        f,
        "\nmatch    {number}. {} is {} of {}",
        step.field, step.parameter, step.query
    )
}

fn widget(f: &mut fmt::Formatter<'_>, widget: &Widget) -> fmt::Result {
    let places: Vec<&str> = widget.places.iter().map(|place| place.code()).collect();
    let blocks: Vec<String> = widget.blocks.iter().map(block).collect();
    write!(
        f,
        "\nwidget   {} in {}: {}",
        widget.id,
        places.join(", "),
        blocks.join(", ")
    )?;
    if widget.warm {
        write!(f, "; kept warm")?;
    }
    match &widget.visible_to {
        Some(audience) => write!(f, "; only for {audience}"),
        None => Ok(()),
    }
}

fn block(block: &Block) -> String {
    let name = block.kind.name();
    let shown = match &block.kind {
        BlockKind::Figures(figures) => format!("{name} ({})", figures.len()),
        BlockKind::Chart(chart) => format!("{name} of {} by {}", chart.query, chart.by.name()),
        kind => match kind.query() {
            Some(query) => format!("{name} of {query}"),
            None => name.to_owned(),
        },
    };
    match &block.visible_to {
        Some(audience) => format!("{shown} (only for {audience})"),
        None => shown,
    }
}

fn rule(f: &mut fmt::Formatter<'_>, rule: &Rule) -> fmt::Result {
    write!(f, "\nrule     {} {}", rule.id, trigger(&rule.on))?;
    if let Some(each) = rule.each {
        write!(f, ", for every {}", each.name())?;
    }
    if rule.when.is_some() {
        write!(f, ", if a condition holds")?;
    }
    let effects: Vec<&str> = rule.effects.iter().map(EffectConfig::name).collect();
    if effects.is_empty() {
        return Ok(());
    }
    write!(f, ": {}", effects.join(", "))
}

fn trigger(on: &Trigger) -> String {
    match on {
        Trigger::Button(button) => {
            let menus = button.places.iter().map(|menu| menu.code().to_owned());
            let widget = button.widget.iter().map(|id| format!("the widget {id}"));
            let places: Vec<String> = widget.chain(menus).collect();
            format!("by a button in {}", places.join(", "))
        }
        Trigger::Event(name) => format!("on {name}"),
        Trigger::Every(every) => format!("every {}", written(*every)),
        Trigger::Cron(moments) => format!("at `{}` in {}", moments.text(), moments.timezone),
        Trigger::Robot(robot) => format!("as the robot \u{201c}{}\u{201d}", robot.name.text("en")),
    }
}

/// Where a database is, without who logs in; an address nobody can read stays unsaid.
fn address(url: &SecretString) -> String {
    let url = url.expose_secret();
    let plain = url.split('?').next().unwrap_or(url);
    if plain.starts_with("sqlite:") {
        return plain.to_owned();
    }
    match Url::parse(url) {
        Ok(url) => {
            let port = url
                .port()
                .map(|port| format!(":{port}"))
                .unwrap_or_default();
            let host = url.host_str().unwrap_or("this machine");
            format!("{}://{host}{port}{}", url.scheme(), url.path())
        }
        Err(_) => "a database".to_owned(),
    }
}
