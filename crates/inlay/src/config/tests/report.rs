use std::collections::BTreeMap;
use std::path::Path;

use miette::GraphicalTheme;

use super::{changed, parse};
use crate::config::{Config, Location};

#[test]
fn a_drawn_report_points_into_the_file_and_helps() {
    let errors = parse(&changed(&[("erp.purchases\"", "erp.purchase\"")])).unwrap_err();
    insta::assert_snapshot!(errors.drawn(GraphicalTheme::unicode_nocolor()), @r#"
     × widget[0].block[1].query: unknown query `erp.purchase`; known: `erp.client`, `erp.purchases`
       ╭─[inlay.toml:30:1]
    30 │ query   = "erp.purchase"
       ·           ──────────────
       ╰────
     help: did you mean `erp.purchases`?
    "#);
}

#[test]
fn a_programs_problems_have_place_and_nearest_name() {
    let errors = parse(&changed(&[("public_url", "public_uri")])).unwrap_err();
    let [missing, unknown] = errors.problems() else {
        panic!("two problems")
    };
    assert_eq!(missing.key, "server.public_url");
    assert_eq!(unknown.nearest.as_deref(), Some("public_url"));
    let Location::File { line, column, .. } = &unknown.location else {
        panic!("in the file")
    };
    assert_eq!((*line, *column), (2, 1));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let errors = Config::load(Path::new("/nowhere/inlay.toml"), &BTreeMap::new()).unwrap_err();
    let text = errors.to_string();
    assert!(
        text.starts_with("/nowhere/inlay.toml: cannot be read: "),
        "{text}"
    );
    assert!(
        errors
            .drawn(GraphicalTheme::unicode_nocolor())
            .contains("/nowhere/inlay.toml")
    );
}
