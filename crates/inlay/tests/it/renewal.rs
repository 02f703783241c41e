//! One renewal for all processes that share a store, on SQLite and on PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use bitrix24::{
    AccessToken, Application, AuthorizationServer, Call, Client, ClientSecret, Credential,
    MemberId, OAuth, PortalAddress, RefreshToken, Renewal, Replaced, TokenKeeper,
};
use bitrix24_sim::{ApplicationKind, Fault, NewApplication, Secret, Settings, Sim};
use chrono::{DateTime, TimeDelta, Utc};
use inlay::clock::Clock;
use inlay::seal::{Key, Keyring};
use inlay::store::{Keeper, NewPortal, NewTokens, Portal, Store};
use secrecy::SecretString;
use serde_json::Value;
use testbed::Postgres;

const SECRET: &str = "the-application-secret";

/// A simulated portal whose application several processes share the tokens of.
struct House {
    sim: Sim,
    application: bitrix24_sim::Application,
    /// Of the store.
    url: SecretString,
}

/// Runs a test on SQLite, then on PostgreSQL.
async fn on_both(test: impl AsyncFn(&House)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inlay.db");
    test(&House::build(format!("sqlite://{}", path.display())).await).await;

    let server = Postgres::start().await.unwrap();
    test(&House::build(server.database().await.unwrap()).await).await;
}

impl House {
    async fn build(url: String) -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        sim.knobs().set_bucket(None);
        let application = sim.register_application(NewApplication {
            kind: ApplicationKind::Local,
            client_id: None,
            client_secret: Some(Secret::new(SECRET)),
            title: "Under test".into(),
            handler_url: "http://127.0.0.1:9/app".into(),
            install_url: None,
            scopes: vec!["crm".into(), "user".into()],
            ..NewApplication::default()
        });
        let house = Self {
            sim,
            application,
            url: url.into(),
        };
        let store = house.store().await;
        store.migrate().await.unwrap();
        house.install(&store).await;
        house
    }

    /// A connection of its own to the one database, as another process has it.
    async fn store(&self) -> Store {
        let key = base64::engine::general_purpose::STANDARD.encode([7; 32]);
        let keys = Keyring::new(vec![Key::parse("k1", &key).unwrap()]).unwrap();
        Store::open(&self.url, keys).await.unwrap()
    }

    async fn install(&self, store: &Store) -> Portal {
        let admin = self.sim.user("admin").unwrap();
        let pair = self.sim.token_for(admin.id, &self.application.client_id);
        let pair = pair.unwrap();
        let portal = NewPortal {
            member_id: self.member_id(),
            address: PortalAddress::parse_allowing_http(self.sim.portal_url().as_str()).unwrap(),
            status: "L".into(),
            scope: vec!["crm".into()],
            server_endpoint: self.sim.oauth_url().join("rest/").unwrap(),
            client_endpoint: self.sim.portal_url().join("rest/").unwrap(),
            application_token: None,
            application_id: None,
            installer: 1,
        };
        let tokens = NewTokens {
            user_id: u64::try_from(admin.id).unwrap(),
            access: AccessToken::from(pair.access_token.expose().to_owned()),
            refresh: RefreshToken::from(pair.refresh_token.expose().to_owned()),
            expires_at: now() + TimeDelta::hours(1),
        };
        store.keep_portal(portal, tokens, now()).await.unwrap()
    }

    fn member_id(&self) -> MemberId {
        MemberId::try_from(self.sim.member_id().to_owned()).unwrap()
    }

    async fn keeper(&self) -> Keeper {
        self.keeper_in(self.store().await).await
    }

    async fn keeper_in(&self, store: Store) -> Keeper {
        let portal = store.portal(&self.member_id()).await.unwrap().unwrap();
        Keeper::new(store, portal)
    }

    fn oauth(&self) -> OAuth {
        let application = Application {
            client_id: self.application.client_id.clone(),
            client_secret: ClientSecret::from(SECRET.to_owned()),
        };
        let server = AuthorizationServer::parse_allowing_http(self.sim.oauth_url().as_str());
        OAuth::new(
            bitrix24::http_client().unwrap(),
            application,
            server.unwrap(),
        )
    }

    /// A client as a process of its own would have it.
    async fn process(&self) -> Client {
        let renewal = Renewal::new(self.oauth(), Arc::new(self.keeper().await));
        let rest = self.sim.portal_url().join("rest/").unwrap();
        let http = bitrix24::http_client().unwrap();
        Client::new(http, rest, Credential::Renewed(renewal))
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123).unwrap()
}

#[tokio::test]
async fn four_processes_on_one_expired_token_make_one_renewal() {
    on_both(async |house| {
        let mut processes = Vec::new();
        for _ in 0..4 {
            let process = house.process().await;
            process
                .send::<Value>(&Call::new("user.current"))
                .await
                .unwrap();
            processes.push(process);
        }
        house.sim.expire_tokens();
        // So slow that every process has met the expired token before it is over.
        let slow = Fault::slow(Duration::from_millis(300));
        house.sim.faults().next_token(1, slow);

        let calls = (0..20).map(|number| {
            let process = processes[number % 4].clone();
            tokio::spawn(async move { process.send::<Value>(&Call::new("user.current")).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }

        assert_eq!(house.sim.requests().oauth_token, 1);
        let kept = house.keeper().await.load().await.unwrap().unwrap();
        assert_eq!(kept.generation, 2);
    })
    .await;
}

#[tokio::test]
async fn a_pair_that_is_lost_is_lost_for_every_process_until_the_next_installation() {
    on_both(async |house| {
        let (one, other) = (house.process().await, house.process().await);
        house.sim.expire_tokens();
        // Spent, and the new pair lost on its way.
        house.sim.faults().next_token(1, Fault::reset());
        for process in [&one, &other] {
            let error = process
                .send::<Value>(&Call::new("user.current"))
                .await
                .unwrap_err();
            assert!(error.is_authorization_lost(), "{error:?}");
        }

        house.install(&house.store().await).await;
        for process in [&one, &other] {
            process
                .send::<Value>(&Call::new("user.current"))
                .await
                .unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_lease_is_one_processs_until_it_ends_or_is_given_back() {
    on_both(async |house| {
        let clock = Clock::standing_at(now());
        let store = house.store().await.with_clock(clock.clone());
        let (one, other) = (
            house.keeper_in(store.clone()).await,
            house.keeper_in(store).await,
        );
        let minute = Duration::from_secs(60);
        assert!(one.lease(1, minute).await.unwrap());
        assert!(!other.lease(1, minute).await.unwrap());
        clock.advance(TimeDelta::seconds(59));
        assert!(!other.lease(1, minute).await.unwrap());
        clock.advance(TimeDelta::seconds(1));
        assert!(other.lease(1, minute).await.unwrap(), "it has run out");

        other.release(1).await.unwrap();
        assert!(one.lease(1, minute).await.unwrap(), "it was given back");
        assert!(!other.lease(2, minute).await.unwrap(), "no such pair");
        one.release(1).await.unwrap();
        one.lose(1).await.unwrap();
        assert!(!other.lease(1, minute).await.unwrap(), "nothing to renew");
        assert!(other.load().await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn only_the_pair_that_was_renewed_is_replaced_lost_or_released() {
    on_both(async |house| {
        let keeper = house.keeper().await;
        let old = keeper.load().await.unwrap().unwrap();
        let grant = house.oauth().renew(&old.refresh).await.unwrap();

        let Replaced::Kept(new) = keeper.replace(1, &grant).await.unwrap() else {
            panic!("nobody was faster")
        };
        assert_eq!(new.generation, 2);
        keeper.lose(1).await.unwrap();
        let Replaced::Late(Some(kept)) = keeper.replace(1, &grant).await.unwrap() else {
            panic!("the pair was replaced before")
        };
        assert_eq!(kept.generation, 2);
        assert!(kept.access.matches(&new.access));

        keeper.lose(2).await.unwrap();
        let late = keeper.replace(2, &grant).await.unwrap();
        assert!(matches!(late, Replaced::Late(None)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn tokens_of_another_portal_are_not_kept_and_a_new_address_is() {
    on_both(async |house| {
        let keeper = house.keeper().await;
        let old = keeper.load().await.unwrap().unwrap();
        let mut grant = house.oauth().renew(&old.refresh).await.unwrap();
        grant.member_id = MemberId::try_from("another".to_owned()).unwrap();
        keeper.replace(1, &grant).await.unwrap_err();
        assert_eq!(keeper.load().await.unwrap().unwrap().generation, 1);

        let new = PortalAddress::parse("acme-group.bitrix24.com").unwrap();
        keeper.moved(&new).await.unwrap();
        let store = house.store().await;
        let portal = store.portal(&house.member_id()).await.unwrap().unwrap();
        assert_eq!(portal.address, new);
        assert_eq!(portal.client_endpoint, new.rest());
    })
    .await;
}
