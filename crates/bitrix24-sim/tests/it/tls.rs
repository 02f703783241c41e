//! `https`, for clients that speak nothing else.

use std::path::Path;

use bitrix24_sim::{Settings, Sim, Tls};
use reqwest::{Certificate, Client, ClientBuilder};

use crate::support::answer;

async fn portal(tls: &Tls) -> Sim {
    let settings = Settings {
        tls: Some(tls.clone()),
        ..Settings::default()
    };
    Sim::start(settings).await.unwrap()
}

fn client() -> ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

fn trusting(authority_pem: &str) -> Client {
    let authority = Certificate::from_pem(authority_pem.as_bytes()).unwrap();
    client().tls_certs_only([authority]).build().unwrap()
}

fn deal_77(sim: &Sim) -> String {
    format!("{}crm.deal.get?ID=77", sim.webhook_url().unwrap().expose())
}

#[tokio::test]
async fn who_trusts_the_authority_is_answered_under_every_name_of_the_machine() {
    let tls = Tls::fresh().unwrap();
    let sim = portal(&tls).await;
    assert_eq!(sim.portal_url().scheme(), "https");
    assert_eq!(sim.oauth_url().scheme(), "https");
    let http = trusting(tls.authority_pem());
    let address = deal_77(&sim);
    for host in ["127.0.0.1", "localhost"] {
        let (status, body) = answer(http.get(address.replace("127.0.0.1", host))).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["result"]["ID"], "77");
    }
}

#[tokio::test]
async fn a_stranger_and_a_plain_client_keep_nobody_from_being_answered() {
    let tls = Tls::fresh().unwrap();
    let sim = portal(&tls).await;
    let address = deal_77(&sim);
    client()
        .build()
        .unwrap()
        .get(&address)
        .send()
        .await
        .unwrap_err();
    let plain = address.replace("https:", "http:");
    client()
        .build()
        .unwrap()
        .get(plain)
        .send()
        .await
        .unwrap_err();
    // Connected, and silent.
    let port = sim.portal_url().port().unwrap();
    let _silent = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let (status, _) = answer(trusting(tls.authority_pem()).get(&address)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_authority_kept_in_a_folder_is_trusted_at_the_next_start_too() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("authority");
    let first = Tls::kept_in(&kept).unwrap();
    let http = trusting(&read(&kept, "authority.pem"));
    let second = Tls::kept_in(&kept).unwrap();
    assert_eq!(first.authority_pem(), second.authority_pem());

    let sim = portal(&second).await;
    let (status, _) = answer(http.get(deal_77(&sim))).await;
    assert_eq!(status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_the_authoritys_key() {
    use std::os::unix::fs::MetadataExt as _;

    let folder = tempfile::tempdir().unwrap();
    let tls = Tls::kept_in(folder.path()).unwrap();
    let key = folder.path().join("authority.key").metadata().unwrap();
    assert_eq!(key.mode() & 0o777, 0o600);
    let text = read(folder.path(), "authority.key");
    assert!(text.contains("PRIVATE KEY"));
    assert!(!format!("{tls:?}").contains("KEY"), "{tls:?}");
}

fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}
