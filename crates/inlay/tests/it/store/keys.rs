use inlay::seal::Keyring;
use inlay::store::{Store, StoreError};
use secrecy::SecretString;
use sqlx::Connection;

use super::database::{key, on_both, ring};
use super::*;

#[tokio::test]
async fn a_wrong_key_is_refused_at_the_start() {
    on_both(async |database| {
        keep(&database.store().await, "acme").await;
        let wrong = Keyring::new(vec![key("k1", "another")]).unwrap();
        let refused = Store::open(&database.url, wrong).await.unwrap_err();
        assert!(
            matches!(&refused, StoreError::WrongKey { id } if id == "k1"),
            "{refused:?}"
        );
        assert!(!refused.is_temporary());
    })
    .await;
}

#[tokio::test]
async fn a_key_is_rotated_by_putting_a_new_one_in_front() {
    on_both(async |database| {
        let acme = keep(&database.store().await, "acme").await;

        let store = Store::open(&database.url, ring(&["k2", "k1"]))
            .await
            .unwrap();
        assert_eq!(access(&store, &acme).await.unwrap(), "access-token-acme");
        let globex = keep(&store, "globex").await;
        assert_eq!(
            access(&store, &globex).await.unwrap(),
            "access-token-globex"
        );

        // Neither may be left out: something is sealed with each.
        for (left, missing) in [("k1", "k2"), ("k2", "k1")] {
            let refused = Store::open(&database.url, ring(&[left])).await.unwrap_err();
            let named = matches!(&refused, StoreError::MissingKey { id } if id == missing);
            assert!(named, "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_processes_with_different_keys_of_one_id_cannot_both_start() {
    on_both(async |database| {
        let other = Keyring::new(vec![key("k1", "another")]).unwrap();
        let first = Store::open(&database.url, ring(&["k1"])).await.unwrap();
        let second = Store::open(&database.url, other).await.unwrap();
        first.migrate().await.unwrap();
        let refused = second.migrate().await.unwrap_err();
        assert!(
            matches!(refused, StoreError::WrongKey { .. }),
            "{refused:?}"
        );
        assert!(second.ping().await.is_err(), "nor is it ever ready");
        first.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_no_store_is_refused_with_the_reason() {
    for url in [
        "mysql://host/inlay",
        "inlay.db",
        "",
        "sqlite::memory:",
        "sqlite://a?mode=memory",
    ] {
        let refused = Store::open(&SecretString::from(url), ring(&["k1"]))
            .await
            .unwrap_err();
        assert!(
            matches!(refused, StoreError::Address { .. }),
            "{url}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_file_in_a_folder_that_is_not_there_cannot_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}",
        folder.path().join("missing/inlay.db").display()
    );
    let refused = Store::open(&SecretString::from(url), ring(&["k1"]))
        .await
        .unwrap_err();
    assert!(
        format!("{refused:?}").contains("unable to open"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_store_that_is_not_there_may_be_there_later_and_its_password_is_not_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("postgres://inlay:hunter2@127.0.0.1:{port}/inlay");
    let refused = Store::open(&SecretString::from(url), ring(&["k1"]))
        .await
        .unwrap_err();
    assert!(refused.is_temporary(), "{refused:?}");
    // The reason is told, not only that it took too long.
    assert!(format!("{refused:?}").contains("refused"), "{refused:?}");
    assert!(!format!("{refused:?} {refused}").contains("hunter2"));
}

#[tokio::test]
async fn a_closed_store_says_that_it_does_not_answer() {
    on_both(async |database| {
        let store = database.store().await;
        store.ping().await.unwrap();
        store.close().await;
        assert!(store.ping().await.is_err_and(|error| error.is_temporary()));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_is_told_without_the_password() {
    let server = testbed::Postgres::start().await.unwrap();
    let mut root = sqlx::PgConnection::connect(&server.url()).await.unwrap();
    let role = "create role with_password login password 'right'";
    sqlx::raw_sql(role).execute(&mut root).await.unwrap();
    let url = format!(
        "postgres://with_password:hunter2@127.0.0.1:{}/postgres",
        server.port()
    );
    let refused = Store::open(&SecretString::from(url), ring(&["k1"]))
        .await
        .unwrap_err();
    assert!(
        format!("{refused:?}").contains("password authentication failed"),
        "{refused:?}"
    );
    assert!(
        !refused.is_temporary(),
        "waiting does not mend a wrong password"
    );
    assert!(!format!("{refused:?} {refused}").contains("hunter2"));
}
