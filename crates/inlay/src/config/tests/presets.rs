use std::path::Path;

use super::{SOUND, environment, parse};
use crate::config::source::QueryName;
use crate::config::{Config, ConfigErrors};

#[test]
fn every_preset_is_a_sound_part_of_a_configuration() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let (head, _) = SOUND.split_once("[sources.erp]").unwrap();
    let mut presets = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let preset = std::fs::read_to_string(&path).unwrap();
        let mut environment = environment();
        for named in preset.split("env = \"").skip(1) {
            let name = named.split('"').next().unwrap_or_default();
            let secret = "postgres://reader:hunter2@db.acme.example/books";
            environment
                .entry(name.to_owned())
                .or_insert_with(|| secret.to_owned());
        }
        let name = path.display().to_string();
        let config = Config::parse(&name, &format!("{head}{preset}"), &environment, &folder);
        let config = config.unwrap_or_else(|errors| panic!("{errors}"));
        assert!(!config.sources.is_empty(), "{name}");
        presets += 1;
    }
    assert!(presets >= 6, "{presets}");
}

/// A configuration with nothing but this of sources and widgets.
fn with(sources: &str) -> Result<Config, ConfigErrors> {
    let (head, _) = SOUND.split_once("[sources.erp]").unwrap();
    let mut environment = environment();
    for name in ["ONEC_USER", "ONEC_PASSWORD", "MOYSKLAD_TOKEN"] {
        environment.insert(name.to_owned(), "hunter2".to_owned());
    }
    let text = format!("{head}{sources}");
    Config::parse("inlay.toml", &text, &environment, Path::new(""))
}

#[test]
fn a_preset_brings_queries_matching_and_widgets_under_the_files_own_name() {
    let config = with(
        "[sources.books]\nuse = \"1c-ut11\"\nurl = \"https://1c.house.example/base/odata/standard.odata\"",
    )
    .unwrap();
    assert!(config.query(&QueryName::new("books", "sales")).is_some());
    assert!(!config.sources.contains_key("onec"));
    assert!(!config.matching.steps.is_empty());
    assert!(
        config
            .matching
            .steps
            .iter()
            .all(|step| step.query.source == "books")
    );
    assert!(!config.widgets.is_empty());
}

#[test]
fn what_the_file_says_itself_holds_against_a_preset() {
    let config = with(
        "[sources.onec]
use     = \"1c-ut11\"
url     = \"https://1c.house.example/base/odata/standard.odata\"
timeout = \"7s\"
[sources.onec.queries.tasks]
params = { client_id = \"guid\" }
entity = \"Document_Event\"
filter = \"Ref_Key eq {client_id}\"
[match]
steps = [{ crm = \"requisite.RQ_INN\", query = \"onec.client\" }]",
    )
    .unwrap();
    let tasks = config.query(&QueryName::new("onec", "tasks")).unwrap();
    assert!(tasks.query.text().contains("Document_Event"));
    assert_eq!(config.matching.steps.len(), 1);
    assert!(!config.widgets.is_empty());
}

#[test]
fn a_preset_that_is_not_there_is_told_with_the_nearest_one() {
    let problems = with("[sources.onec]\nuse = \"1c-ut1\"")
        .unwrap_err()
        .to_string();
    assert!(
        problems.contains("sources.onec.use: there is no preset `1c-ut1`"),
        "{problems}"
    );
    assert!(problems.contains("(nearest: `1c-ut11`)"), "{problems}");
}

#[test]
fn an_address_that_is_everybodys_is_the_presets() {
    assert!(with("[sources.ms]\nuse = \"moysklad\"").is_ok());
}

#[test]
fn an_address_that_is_a_houses_is_for_the_file_to_say() {
    let problems = with("[sources.onec]\nuse = \"1c-ut11\"")
        .unwrap_err()
        .to_string();
    assert!(problems.contains("sources.onec.url"), "{problems}");
}

#[test]
fn a_file_without_a_preset_is_as_it_was() {
    assert_eq!(parse(SOUND).unwrap().sources.len(), 1);
}
