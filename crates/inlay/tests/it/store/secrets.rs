use inlay::store::StoreError;

use super::database::{Database, key_text, on_both};
use super::*;

/// Whether a text is among bytes, as it is or in hexadecimal.
fn holds(bytes: &[u8], text: &str) -> bool {
    let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    [text, &hexadecimal].iter().any(|needle| {
        bytes
            .windows(needle.len())
            .any(|window| window == needle.as_bytes())
    })
}

async fn assert_sealed(database: &Database, secrets: &[String]) {
    let everything = database.everything().await;
    assert!(
        holds(&everything, "acme.bitrix24.com"),
        "what is no secret is found, so we do look"
    );
    for secret in secrets {
        assert!(!holds(&everything, secret), "{secret} is in clear");
    }
}

#[tokio::test]
async fn what_lies_on_the_disk_holds_no_secret_in_clear() {
    on_both(async |database| {
        let store = database.store().await;
        let acme = keep(&store, "acme").await;
        store
            .scope(&acme)
            .keep_tokens(&new_tokens("kept"))
            .await
            .unwrap();
        store
            .scope(&acme)
            .replace_tokens(2, &new_tokens("renewed"))
            .await
            .unwrap();
        let mut secrets = vec![
            "application-token-of-acme".into(),
            acme.handler_key.expose().to_owned(),
        ];
        for name in ["acme", "kept", "renewed"] {
            let tokens = new_tokens(name);
            secrets.push(tokens.access.expose().to_owned());
            secrets.push(tokens.refresh.expose().to_owned());
        }
        secrets.push(key_text("k1"));
        assert_sealed(database, &secrets).await;
        store.scope(&acme).mark_uninstalled().await.unwrap();
        // Closing moves the write-ahead log into the file.
        store.close().await;
        assert_sealed(database, &secrets).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_printed_holds_a_secret() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let pair = store.scope(&portal).tokens().await.unwrap();
        let scope = store.scope(&portal);
        let new = (new_portal("acme"), new_tokens("acme"));
        let printed = format!("{store:?} {portal:?} {pair:?} {scope:?} {new:?}");
        for secret in [
            "-token-",
            portal.handler_key.expose(),
            &key_text("k1"),
            "postgres://",
        ] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_copied_to_another_portal_or_column_does_not_open() {
    let theft = [
        (
            "access",
            "update tokens set access = (select access from tokens where portal_id = {1})",
        ),
        ("access", "update tokens set access = refresh"),
    ];
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        for (column, sql) in theft {
            let sql = sql.replace("{1}", &acme.id.to_string());
            database
                .execute(&format!("{sql} where portal_id = {}", globex.id))
                .await;
            let refused = store.scope(&globex).tokens().await.unwrap_err();
            let named = matches!(refused, StoreError::Sealed { column: c, .. } if c == column);
            assert!(named, "{refused:?}");
            assert!(access(&store, &acme).await.is_some());
        }
    })
    .await;
}

#[tokio::test]
async fn a_handler_key_written_behind_our_back_finds_no_portal() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        // Whoever can write the table sends one portal's events to another.
        database
            .execute(&format!("delete from portals where id = {}", acme.id))
            .await;
        let hash = sha256_literal(acme.handler_key.expose());
        let hash = if database.is_sqlite() {
            format!("x'{hash}'")
        } else {
            format!("'\\x{hash}'")
        };
        let change = format!("update portals set handler_key_hash = {hash}");
        database
            .execute(&format!("{change} where id = {}", globex.id))
            .await;
        let found = store
            .portal_by_handler_key(acme.handler_key.expose())
            .await
            .unwrap();
        assert!(found.is_none());
    })
    .await;
}

fn sha256_literal(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_row_that_holds_nonsense_is_named_and_does_not_hide_the_others() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, _) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let nonsense = "update portals set client_endpoint = 'nowhere' where id = ";
        database.execute(&format!("{nonsense}{}", acme.id)).await;
        let refused = store.portal(&acme.member_id).await.unwrap_err();
        let named = matches!(
            refused,
            StoreError::Unreadable {
                column: "client_endpoint",
                ..
            }
        );
        assert!(named, "{refused:?}");
        assert!(find(&store, "globex").await.is_some());
    })
    .await;
}
