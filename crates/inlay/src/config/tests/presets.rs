use std::path::Path;

use super::{SOUND, environment};
use crate::config::Config;

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
