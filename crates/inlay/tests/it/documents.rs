//! What the documents show is what the program takes.

use std::collections::BTreeMap;
use std::path::Path;

use inlay::config::Config;

#[test]
fn the_configuration_in_the_guide_is_a_good_one() {
    let guide = include_str!("../../../../docs/getting-started.md");
    let (_, rest) = guide
        .split_once("```toml\n")
        .expect("the guide shows a configuration");
    let (example, _) = rest.split_once("```").expect("it has an end");
    let environment = BTreeMap::from([
        ("INLAY_CLIENT_SECRET".to_owned(), "a secret".to_owned()),
        (
            "INLAY_KEY".to_owned(),
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned(),
        ),
        (
            "ERP_URL".to_owned(),
            "postgres://inlay:secret@db.acme.example/books".to_owned(),
        ),
    ]);
    let config = Config::parse("inlay.toml", example, &environment, Path::new("."));
    let config = config
        .map_err(|errors| errors.to_string())
        .expect("it is good");
    assert_eq!(config.widgets.len(), 1);
}

#[test]
fn the_rules_in_their_document_are_good_ones() {
    let document = include_str!("../../../../docs/rules.md");
    let (_, rest) = document.split_once("```toml\n").expect("it shows rules");
    let (rules, _) = rest.split_once("```").expect("they have an end");
    let demo = inlay::demo::house::CONFIGURATION;
    let demo = &demo[..demo.find("[[rule]]").unwrap_or(demo.len())];
    let overdue = "[sources.erp.queries.overdue]\nsql = \"select id, overdue from clients where overdue > 0\"\n";
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let environment = [
        ("INLAY_CLIENT_SECRET", "a secret"),
        ("INLAY_KEY", key),
        ("ERP_URL", "sqlite://books.db"),
    ];
    let environment: BTreeMap<String, String> = environment
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
    let text = format!("{demo}\n{overdue}{rules}");
    let config = Config::parse("inlay.toml", &text, &environment, Path::new("."));
    let config = config
        .map_err(|errors| errors.to_string())
        .expect("they are good");
    assert_eq!(config.rules.len(), 5);
}

#[test]
fn every_page_and_picture_the_documents_link_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "docs/getting-started.md",
        "docs/configuration.md",
        "docs/matching.md",
        "docs/operating.md",
        "docs/rules.md",
    ] {
        let text = std::fs::read_to_string(root.join(page)).expect(page);
        let folder = root.join(page).parent().expect("a folder").to_owned();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if !link.starts_with("http") && !link.starts_with('#') {
                assert!(folder.join(link).exists(), "{page} links to {link}");
            }
        }
    }
}
