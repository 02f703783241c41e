use super::{problems, sound};

const PUBLIC_URL: &str = "\"https://inlay.acme.example\"";

#[test]
fn what_is_not_said_stays_on_loopback() {
    let server = sound(&[]).server;
    assert_eq!(server.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(server.operator_listen, "127.0.0.1:9090".parse().unwrap());
    assert_eq!(server.public_url.as_str(), "https://inlay.acme.example/");
}

#[test]
fn the_public_address_is_one_the_portal_reaches() {
    let wrong = [
        "http://inlay.acme.example",
        "https://localhost",
        "https://127.0.0.1:8080",
        "https://inlay",
        "inlay.acme.example",
        "ftp://inlay.acme.example",
        "https://inlay.acme.example/?a=b",
        "https://me@inlay.acme.example",
    ];
    let lines = wrong.map(|url| problems(&[(PUBLIC_URL, &format!("\"{url}\""))]));
    insta::assert_snapshot!(lines.join("\n"), @r"
    inlay.toml:2:14: server.public_url: must begin with `https://`; plain http needs `bitrix24.allow_http = true`
    inlay.toml:2:14: server.public_url: needs a host the portal can reach, with a dot in its name, like `inlay.acme.example`
    inlay.toml:2:14: server.public_url: needs a host the portal can reach, with a dot in its name, like `inlay.acme.example`
    inlay.toml:2:14: server.public_url: needs a host the portal can reach, with a dot in its name, like `inlay.acme.example`
    inlay.toml:2:14: server.public_url: is no address; write one like `https://inlay.acme.example`
    inlay.toml:2:14: server.public_url: must begin with `https://`, not `ftp:`
    inlay.toml:2:14: server.public_url: must end with its path: no `?` and no `#`
    inlay.toml:2:14: server.public_url: must hold no user and no password
    ");
}

#[test]
fn a_simulated_portal_may_reach_us_over_plain_http_on_loopback() {
    let config = sound(&[
        (PUBLIC_URL, "\"http://127.0.0.1:8080\""),
        ("[bitrix24]", "[bitrix24]\nallow_http = true"),
    ]);
    assert_eq!(config.server.public_url.as_str(), "http://127.0.0.1:8080/");
}

#[test]
fn operators_have_an_address_of_their_own() {
    insta::assert_snapshot!(problems(&[("[server]", "[server]\nlisten = \"127.0.0.1:9090\"")]), @"inlay.toml:1:1: server: operators need an address of their own, not 127.0.0.1:9090, too");
    sound(&[(
        "[server]",
        "[server]\nlisten = \"127.0.0.1:0\"\noperator_listen = \"127.0.0.1:0\"",
    )]);
}
