//! What the documents show is what the program takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use inlay::config::Config;
use inlay::demo::house::CONFIGURATION;

#[test]
fn the_configuration_in_the_guide_is_a_good_one() {
    let guide = include_str!("../../../../docs/getting-started.md");
    let (_, rest) = guide
        .split_once("```toml\n")
        .expect("the guide shows a configuration");
    let (example, _) = rest.split_once("```").expect("it has an end");
    let config = Config::parse("inlay.toml", example, &environment(), Path::new("."));
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
    let demo = CONFIGURATION;
    let demo = &demo[..demo.find("[[rule]]").unwrap_or(demo.len())];
    let overdue = "[sources.erp.queries.overdue]\nsql = \"select id, overdue from clients where overdue > 0\"\n";
    let text = format!("{demo}\n{overdue}{rules}");
    let config = Config::parse("inlay.toml", &text, &environment(), Path::new("."));
    let config = config
        .map_err(|errors| errors.to_string())
        .expect("they are good");
    assert_eq!(config.rules.len(), 5);
}

#[test]
fn every_kind_of_block_in_the_guide_is_a_good_one() {
    let guide = include_str!("../../../../docs/configuration.md");
    let (demo, _) = CONFIGURATION
        .split_once("[[widget.block]]")
        .expect("the demo has blocks");
    let examples: Vec<&str> = guide
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("```")?.0))
        .filter(|example| example.starts_with("[[widget.block]]"))
        .collect();
    let text = format!("{demo}{}", examples.join("\n"));
    let config = Config::parse("the guide", &text, &environment(), Path::new("."));
    let config = config
        .map_err(|errors| errors.to_string())
        .expect("they are good");
    let kinds = config.widgets[0]
        .blocks
        .iter()
        .map(|block| block.kind.name());
    let kinds: BTreeSet<&str> = kinds.collect();
    let all = [
        "chart", "figures", "gauge", "list", "notice", "table", "tasks",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
}

/// What the examples ask of the environment.
fn environment() -> BTreeMap<String, String> {
    [
        ("INLAY_CLIENT_SECRET", "a secret"),
        ("INLAY_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        ("ERP_URL", "postgres://inlay:secret@db.acme.example/books"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

#[test]
fn every_page_and_picture_the_documents_link_to_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "docs/getting-started.md",
        "docs/configuration.md",
        "docs/effects.md",
        "docs/gallery.md",
        "docs/languages.md",
        "docs/lifecycle.md",
        "docs/matching.md",
        "docs/operating.md",
        "docs/rules.md",
        "docs/troubleshooting.md",
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
