use std::path::Path;

use miette::GraphicalTheme;
use secrecy::ExposeSecret;

use super::{SOUND, changed, environment, parse, problems, sound};
use crate::config::Config;
use crate::config::source::SourceKind;

const CLIENT_SECRET: &str = "{ env = \"INLAY_CLIENT_SECRET\" }";

#[test]
fn secrets_come_from_the_environment() {
    let config = sound(&[]);
    assert_eq!(
        config.bitrix24.application.client_secret.expose(),
        "hunter2"
    );
    assert_eq!(config.store.keys.sealing().id(), "k1");
    let SourceKind::Sql(sql) = &config.sources["erp"].kind else {
        panic!("a database")
    };
    assert!(sql.url.expose_secret().contains("hunter2"));
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!config.outline().to_string().contains("hunter2"));
}

#[test]
fn secrets_come_from_files_beside_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("client_secret"), "hunter3\r\n").unwrap();
    std::fs::write(
        folder.path().join("key"),
        "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=\n",
    )
    .unwrap();
    let file = folder.path().join("inlay.toml");
    let text = changed(&[
        (CLIENT_SECRET, "{ file = \"client_secret\" }"),
        ("env = \"INLAY_KEY\"", "file = \"key\""),
    ]);
    std::fs::write(&file, text).unwrap();
    let config = Config::load(&file, &environment()).unwrap();
    assert_eq!(
        config.bitrix24.application.client_secret.expose(),
        "hunter3"
    );
}

#[test]
fn a_secret_that_is_not_there_is_named() {
    insta::assert_snapshot!(
        problems(&[
            ("INLAY_CLIENT_SECRET", "CLIENT_SECRET"),
            ("env = \"INLAY_KEY\"", "file = \"nowhere/key\""),
            ("{ env = \"ERP_URL\" }", "{ env = \"ERP_URL\", file = \"erp\" }"),
        ]),
        @r"
    inlay.toml:6:25: bitrix24.client_secret.env: the environment variable `CLIENT_SECRET` is not set
    inlay.toml:9:29: store.keys[0].file: the file `nowhere/key` cannot be read: entity not found
    inlay.toml:12:8: sources.erp.url: has both `env` and `file`; one is enough
    "
    );
}

#[test]
fn a_variable_that_is_set_to_nothing_is_no_secret() {
    let mut environment = environment();
    environment.insert("INLAY_CLIENT_SECRET".into(), " ".into());
    let errors = Config::parse("inlay.toml", SOUND, &environment, Path::new("")).unwrap_err();
    insta::assert_snapshot!(errors, @"inlay.toml:6:25: bitrix24.client_secret.env: the environment variable `INLAY_CLIENT_SECRET` is empty");
}

#[test]
fn a_key_that_is_no_key_is_named_by_its_id() {
    let mut environment = environment();
    environment.insert("INLAY_KEY".into(), "c2hvcnQ=".into());
    let errors = Config::parse("inlay.toml", SOUND, &environment, Path::new("")).unwrap_err();
    insta::assert_snapshot!(errors, @"inlay.toml:9:9: store.keys[0]: key `k1` is 5 bytes long and must be 32");
    insta::assert_snapshot!(problems(&[("[{ id = \"k1\", env = \"INLAY_KEY\" }]", "[]")]), @"inlay.toml:9:8: store.keys: there is no key to seal with");
}

/// Every way to write a secret into the file that came to mind, and a mistake beside it.
#[test]
fn a_secret_in_the_file_is_a_problem_that_does_not_show_it() {
    let ways: &[&[(&str, &str)]] = &[
        &[(CLIENT_SECRET, "\"hunter2\"")],
        &[(CLIENT_SECRET, "{ env = \"hunter2-!\" }")],
        &[(CLIENT_SECRET, "{ value = \"hunter2\" }")],
        &[(CLIENT_SECRET, "[\"hunter2\"]")],
        &[(CLIENT_SECRET, "hunter2")],
        &[(CLIENT_SECRET, "\"hunter2")],
        &[(CLIENT_SECRET, "'hunter2' x")],
        &[(CLIENT_SECRET, "\"\"\"\nhunter2")],
        &[
            ("client_secret", "client_sekret"),
            (CLIENT_SECRET, "\"hunter2\""),
        ],
        &[("[store]", "[bitrix]\nclient_secret = \"hunter2\"\n[store]")],
        &[("[{ id = \"k1\", env = \"INLAY_KEY\" }]", "[\"hunter2\"]")],
        &[("[{ id = \"k1\", env = \"INLAY_KEY\" }]", "\"hunter2\"")],
        &[("env = \"INLAY_KEY\"", "key = \"hunter2\"")],
        &[(
            "{ env = \"ERP_URL\" }",
            "\"postgres://inlay:hunter2@db/books\"",
        )],
        &[(
            "{ env = \"ERP_URL\" }",
            "\"postgres://inlay:hunter2@d b/books\"",
        )],
        &[(
            "{ env = \"ERP_URL\" }",
            "\"postgres://db/books?user=inlay&password=hunter2\"",
        )],
        &[
            ("kind = \"sql\"", "kind = \"sq\""),
            ("{ env = \"ERP_URL\" }", "\"postgres://a:hunter2@db/b\""),
        ],
        &[(
            "[match]",
            "[redis]\nurl = \"redis://:hunter2@cache\"\n[match]",
        )],
        &[(
            "https://inlay.acme.example",
            "https://me:hunter2@inlay.acme.example",
        )],
    ];
    for way in ways {
        let errors = parse(&changed(way)).expect_err(&format!("{way:?} is a problem"));
        let shown = [
            errors.to_string(),
            format!("{errors:?}"),
            errors.drawn(GraphicalTheme::unicode_nocolor()),
            format!("{:?}", miette::Report::new(errors)),
        ];
        for text in shown {
            assert!(!text.contains("hunter2"), "{way:?} shows it:\n{text}");
        }
    }
}

#[test]
fn an_address_without_a_password_may_stand_in_the_file() {
    let config = sound(&[("{ env = \"ERP_URL\" }", "\"sqlite:books.db\"")]);
    let SourceKind::Sql(sql) = &config.sources["erp"].kind else {
        panic!("a database")
    };
    assert_eq!(sql.url.expose_secret(), "sqlite:books.db");
    insta::assert_snapshot!(problems(&[("{ env = \"ERP_URL\" }", "\"postgres://a:b@db/books\"")]), @r#"inlay.toml:12:8: sources.erp.url: holds a password, and a secret is never written into the file: write { env = "…" } or { file = "…" }"#);
}

proptest::proptest! {
    /// A slip of the finger anywhere: no panic, and no secret in what is said about it.
    #[test]
    fn a_slip_anywhere_shows_no_secret(
        at in 0_usize..1_500,
        cut in 0_usize..40,
        typed in "[a-z\"'=#{\\[\\]\n ]{0,2}",
    ) {
        let text = changed(&[
            (CLIENT_SECRET, "\"hunter2\""),
            ("{ env = \"ERP_URL\" }", "\"postgres://a:hunter2@db/b\""),
        ]);
        let place = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let (start, end) = (place(at).unwrap(), place(at + cut).unwrap());
        let slipped = format!("{}{typed}{}", &text[..start], &text[end..]);
        if let Err(errors) = parse(&slipped) {
            let shown = format!("{errors}\n{}", errors.drawn(GraphicalTheme::none()));
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
