use std::path::Path;

use super::{SOUND, environment};
use crate::config::{Config, ConfigErrors};
use bitrix24::Plan;

fn with(overrides: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let mut environment = environment();
    environment.extend(
        overrides
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned())),
    );
    Config::parse("inlay.toml", SOUND, &environment, Path::new(""))
}

#[test]
fn a_variable_overrides_a_key_or_adds_one() {
    let config = with(&[
        ("INLAY__SERVER__LISTEN", "127.0.0.1:1234"),
        (
            "INLAY__SERVER__PUBLIC_URL",
            "https://other.acme.example/inlay",
        ),
        ("INLAY__TELEMETRY__LOG", "\"json\""),
        ("INLAY__BITRIX24__CLIENT_ID", "4711"),
        ("INLAY__BITRIX24__PLAN", "{ burst = 7, per_second = 1 }"),
        (
            "INLAY__BITRIX24__ALLOWED_OAUTH_SERVERS",
            "[\"https://oauth.acme.example\"]",
        ),
        ("INLAY__SOURCES__ERP__MAX_PARALLEL", "9"),
    ])
    .unwrap();
    assert_eq!(config.server.listen.port(), 1234);
    assert_eq!(config.server.public_url.path(), "/inlay");
    assert_eq!(config.bitrix24.application.client_id, "4711");
    assert_eq!(
        config.bitrix24.plan,
        Plan {
            burst: 7,
            per_second: 1
        }
    );
    assert_eq!(config.bitrix24.authorization_servers.len(), 2);
    assert_eq!(config.sources["erp"].limits.max_parallel, 9);
}

#[test]
fn a_variable_may_be_the_secret_itself_or_say_where_it_is() {
    let config = with(&[("INLAY__BITRIX24__CLIENT_SECRET", "hunter9")]).unwrap();
    assert_eq!(
        config.bitrix24.application.client_secret.expose(),
        "hunter9"
    );
    let config = with(&[("INLAY__BITRIX24__CLIENT_SECRET__ENV", "PATH")]).unwrap();
    assert_eq!(config.bitrix24.application.client_secret.expose(), "/bin");
}

#[test]
fn a_variable_that_overrides_nothing_is_named() {
    let errors = with(&[
        ("INLAY__SERVER__LISTN", "127.0.0.1:1"),
        ("INLAY__SERVR__LISTEN", "127.0.0.1:1"),
        ("INLAY__STORE__KEYS__ID", "k2"),
        ("INLAY__SERVER__", "x"),
        ("INLAY__WIDGET", "1"),
        ("INLAY__SERVER__LISTEN", "somewhere"),
        ("INLAY__BITRIX24__ALLOW_HTTP", "perhaps"),
        ("INLAY_CONFIG", "/etc/inlay.toml"),
    ])
    .unwrap_err();
    insta::assert_snapshot!(errors, @r"
    INLAY__SERVER__: names no key: sections and key stand between `__`
    INLAY__STORE__KEYS__ID: store.keys: `keys` is a list, not a section
    INLAY__BITRIX24__ALLOW_HTTP: bitrix24.allow_http: must be true or false
    INLAY__SERVER__LISTEN: server.listen: is no address to listen on; write an IP address and a port like `127.0.0.1:8080`
    INLAY__SERVER__LISTN: server.listn: unknown key; known here: `listen`, `operator_listen`, `public_url` (nearest: `listen`)
    INLAY__WIDGET: widget: must be a list, is a single value
    INLAY__SERVR__LISTEN: servr: unknown key; known here: `server`, `bitrix24`, `store`, `sources`, `match`, `widget`, `rule`, `telemetry` (nearest: `server`)
    ");
}
