use bitrix24::ApplicationToken;
use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::store::{PortalState, Store, StoreError};

use super::database::{Database, on_both, ring};
use super::*;

#[tokio::test]
async fn both_engines_take_every_statement() {
    on_both(async |database| {
        database.store().await.prepare_statements().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    on_both(async |database| {
        let store = database.store().await;
        keep(&store, "acme").await;
        store.migrate().await.unwrap();
        assert!(find(&store, "acme").await.is_some());
    })
    .await;
}

/// Opens, migrates and asks eight times at once.
async fn start_eight(database: &Database) {
    let starts = (0..8).map(|_| {
        let url = database.url.clone();
        tokio::spawn(async move {
            let store = Store::open(&url, ring(&["k1"])).await?;
            store.migrate().await?;
            store.ping().await
        })
    });
    for start in starts.collect::<Vec<_>>() {
        start.await.expect("no panic").expect("every server starts");
    }
}

#[tokio::test]
async fn eight_servers_that_start_at_once_on_an_empty_store_all_start() {
    on_both(start_eight).await;
}

#[tokio::test]
async fn eight_servers_that_start_at_once_with_a_new_migration_all_start() {
    on_both(async |database| {
        database.store().await.close().await;
        for _ in 0..5 {
            // As if all migrations were new to a store that was migrated before.
            database.unmigrate().await;
            start_eight(database).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_store_that_was_never_migrated_opens_but_is_not_ready() {
    on_both(async |database| {
        let store = Store::open(&database.url, ring(&["k1"])).await.unwrap();
        assert!(matches!(
            store.ping().await,
            Err(StoreError::Refused { .. })
        ));
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_kept_portal_is_found_as_it_was_brought_also_after_a_restart() {
    on_both(async |database| {
        let store = database.store().await;
        let kept = keep(&store, "acme").await;
        store.close().await;

        let store = database.store().await;
        let found = find(&store, "acme").await.unwrap();
        assert_eq!(found.id, kept.id);
        assert_eq!(found.member_id, member("acme"));
        assert_eq!(found.address, address("acme.bitrix24.com"));
        assert_eq!(found.state, PortalState::Installing);
        assert_eq!(found.status, "L");
        assert_eq!(found.scope, ["crm", "placement"]);
        assert_eq!(
            found.server_endpoint.as_str(),
            "https://oauth.bitrix.info/rest/"
        );
        assert_eq!(
            found.client_endpoint.as_str(),
            "https://acme.bitrix24.com/rest/"
        );
        let token = found.application_token.unwrap();
        assert_eq!(token.expose(), "application-token-of-acme");
        assert_eq!(found.handler_key.expose(), kept.handler_key.expose());
        assert_eq!((found.application_id, found.installer), (Some(12), 1));
        assert_eq!((found.installed_at, found.updated_at), (None, now()));

        let pair = store.scope(&kept).tokens().await.unwrap().unwrap();
        assert_eq!(pair.access.expose(), "access-token-acme");
        assert_eq!(pair.refresh.expose(), "refresh-token-acme");
        assert_eq!(pair.expires_at, now() + TimeDelta::hours(1));
        assert_eq!((pair.generation, pair.user_id), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_portal_on_plain_http_with_a_port_comes_back_with_both() {
    on_both(async |database| {
        let store = database.store().await;
        let mut portal = new_portal("acme");
        portal.address = PortalAddress::parse_allowing_http("http://127.0.0.1:8081").unwrap();
        store
            .keep_portal(portal, new_tokens("a"), now())
            .await
            .unwrap();
        let found = find(&store, "acme").await.unwrap();
        assert_eq!(found.address.origin(), "http://127.0.0.1:8081");
    })
    .await;
}

#[tokio::test]
async fn a_portal_nobody_kept_is_not_found() {
    on_both(async |database| {
        let store = database.store().await;
        keep(&store, "acme").await;
        assert!(find(&store, "globex").await.is_none());
        assert!(store.portal_by_handler_key("").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn portals_are_listed_in_the_order_they_came() {
    on_both(async |database| {
        let store = database.store().await;
        assert!(store.portals().await.unwrap().is_empty());
        for name in ["globex", "acme", "initech"] {
            keep(&store, name).await;
        }
        keep(&store, "acme").await;
        let names: Vec<_> = store
            .portals()
            .await
            .unwrap()
            .iter()
            .map(|p| p.member_id.to_string())
            .collect();
        assert_eq!(names, ["globex", "acme", "initech"]);
    })
    .await;
}

#[tokio::test]
async fn a_second_installation_keeps_number_and_handler_key_and_replaces_the_rest() {
    on_both(async |database| {
        let store = database.store().await;
        let first = keep(&store, "acme").await;
        store.scope(&first).mark_installed().await.unwrap();

        let mut portal = new_portal("acme");
        portal.address = address("acme.bitrix24.de");
        portal.scope = vec!["crm".into()];
        portal.installer = 9;
        portal.application_token = Some(ApplicationToken::from("another".to_owned()));
        let later = now() + TimeDelta::days(1);
        let second = store
            .keep_portal(portal, new_tokens("second"), later)
            .await
            .unwrap();

        assert_eq!(second.id, first.id);
        assert_eq!(second.handler_key.expose(), first.handler_key.expose());
        assert_eq!(second.address, address("acme.bitrix24.de"));
        assert_eq!(second.scope, ["crm"]);
        assert_eq!(second.installer, 9);
        assert_eq!(second.application_token.unwrap().expose(), "another");
        assert_eq!(
            (second.state, second.updated_at),
            (PortalState::Installing, later)
        );
        assert_eq!(access(&store, &first).await.unwrap(), "access-token-second");
        assert_eq!(store.portals().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_an_installation_does_not_say_of_our_application_stays_as_it_is_known() {
    on_both(async |database| {
        let store = database.store().await;
        let silent = || NewPortal {
            application_token: None,
            application_id: None,
            ..new_portal("acme")
        };
        let first = store
            .keep_portal(silent(), new_tokens("a"), now())
            .await
            .unwrap();
        assert!(first.application_token.is_none());
        assert_eq!(first.application_id, None);
        keep(&store, "acme").await;
        let third = store
            .keep_portal(silent(), new_tokens("a"), now())
            .await
            .unwrap();
        let token = third.application_token.unwrap();
        assert_eq!(token.expose(), "application-token-of-acme");
        assert_eq!(third.application_id, Some(12));
    })
    .await;
}

#[tokio::test]
async fn a_portal_is_found_by_its_own_handler_key() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        assert_ne!(acme.handler_key.expose(), globex.handler_key.expose());
        let found = store
            .portal_by_handler_key(globex.handler_key.expose())
            .await
            .unwrap();
        assert_eq!(found.unwrap().id, globex.id);
        assert!(
            store
                .portal_by_handler_key("guessed")
                .await
                .unwrap()
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn a_portal_of_many_installing_at_once_is_never_lost() {
    on_both(async |database| {
        let store = database.store().await;
        let installations = (0..40).map(|number| {
            let store = store.clone();
            // Ten portals, four times each.
            tokio::spawn(async move { keep(&store, &format!("portal-{}", number % 10)).await.id })
        });
        for installation in installations.collect::<Vec<_>>() {
            installation.await.unwrap();
        }
        let portals = store.portals().await.unwrap();
        assert_eq!(portals.len(), 10);
        for portal in &portals {
            let pair = store.scope(portal).tokens().await.unwrap().unwrap();
            assert_eq!(pair.generation, 4);
        }
    })
    .await;
}

#[tokio::test]
async fn an_installation_is_finished_with_its_moment() {
    on_both(async |database| {
        let clock = Clock::standing_at(now() + TimeDelta::seconds(5));
        let store = database.store().await.with_clock(clock.clone());
        let portal = keep(&store, "acme").await;
        store.scope(&portal).mark_installed().await.unwrap();
        let portal = find(&store, "acme").await.unwrap();
        assert_eq!(portal.state, PortalState::Installed);
        assert!(portal.is_served());
        assert_eq!(portal.installed_at, Some(clock.now()));
        assert_eq!(portal.updated_at, clock.now());
    })
    .await;
}

#[tokio::test]
async fn a_portal_that_moved_is_called_at_its_new_address() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, _) = (keep(&store, "acme").await, keep(&store, "globex").await);
        store
            .scope(&acme)
            .move_to(&address("crm.acme.example"))
            .await
            .unwrap();
        let moved = find(&store, "acme").await.unwrap();
        assert_eq!(moved.address, address("crm.acme.example"));
        assert_eq!(
            moved.client_endpoint.as_str(),
            "https://crm.acme.example/rest/"
        );
        let other = find(&store, "globex").await.unwrap();
        assert_eq!(other.address, address("globex.bitrix24.com"));
    })
    .await;
}

#[tokio::test]
async fn an_uninstalled_portal_is_not_served_until_it_is_installed_again() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        store.scope(&portal).mark_uninstalled().await.unwrap();
        // An installation that was still binding finishes after the uninstallation.
        store.scope(&portal).mark_installed().await.unwrap();
        let found = find(&store, "acme").await.unwrap();
        assert_eq!(found.state, PortalState::Uninstalled);
        assert!(!found.is_served());

        let again = keep(&store, "acme").await;
        assert!(again.is_served());
        assert_eq!(again.id, portal.id);
        assert_eq!(access(&store, &again).await.unwrap(), "access-token-acme");
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_portal_is_gone_with_its_tokens_and_its_number_is_never_used_again() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        // The last number is the one a database would give out again.
        store.scope(&globex).forget().await.unwrap();
        assert!(find(&store, "globex").await.is_none());
        assert!(access(&store, &globex).await.is_none());
        assert!(
            !store
                .scope(&globex)
                .replace_tokens(1, &new_tokens("late"))
                .await
                .unwrap()
        );
        let refused = store.scope(&globex).keep_tokens(&new_tokens("late")).await;
        assert!(
            matches!(refused, Err(StoreError::Refused { .. })),
            "{refused:?}"
        );

        let again = keep(&store, "globex").await;
        assert!(again.id > globex.id);
        assert_ne!(again.handler_key.expose(), globex.handler_key.expose());
        assert_eq!(access(&store, &acme).await.unwrap(), "access-token-acme");
    })
    .await;
}

#[tokio::test]
async fn a_number_no_column_can_hold_is_refused_before_anything_is_kept() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = NewPortal {
            installer: u64::MAX,
            ..new_portal("acme")
        };
        let refused = store.keep_portal(portal, new_tokens("a"), now()).await;
        assert!(matches!(
            refused,
            Err(StoreError::Unfit {
                column: "installer",
                ..
            })
        ));
        assert!(find(&store, "acme").await.is_none());
    })
    .await;
}
