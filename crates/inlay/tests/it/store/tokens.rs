use super::database::on_both;
use super::*;

#[tokio::test]
async fn of_twenty_renewals_of_one_pair_exactly_one_is_kept() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let renewals = (0..20).map(|number| {
            let (store, portal) = (store.clone(), portal.clone());
            tokio::spawn(async move {
                let tokens = new_tokens(&format!("renewal-{number}"));
                let kept = store
                    .scope(&portal)
                    .replace_tokens(1, &tokens)
                    .await
                    .unwrap();
                kept.then(|| tokens.access.expose().to_owned())
            })
        });
        let mut winners = Vec::new();
        for renewal in renewals.collect::<Vec<_>>() {
            winners.extend(renewal.await.unwrap());
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert_eq!(access(&store, &portal).await, winners.pop());
        assert_eq!(
            store
                .scope(&portal)
                .tokens()
                .await
                .unwrap()
                .unwrap()
                .generation,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_renewal_that_began_before_a_new_authorization_comes_too_late() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let scope = store.scope(&portal);
        let before = scope.tokens().await.unwrap().unwrap();
        let by_another = NewTokens {
            user_id: 9,
            ..new_tokens("new")
        };
        scope.keep_tokens(&by_another).await.unwrap();

        assert!(
            !scope
                .replace_tokens(before.generation, &new_tokens("late"))
                .await
                .unwrap()
        );
        let pair = scope.tokens().await.unwrap().unwrap();
        assert_eq!(pair.access.expose(), "access-token-new");
        assert_eq!((pair.generation, pair.user_id), (before.generation + 1, 9));
    })
    .await;
}

#[tokio::test]
async fn no_renewal_brings_back_the_tokens_of_an_uninstalled_portal() {
    on_both(async |database| {
        let store = database.store().await;
        let portal = keep(&store, "acme").await;
        let scope = store.scope(&portal);
        scope.mark_uninstalled().await.unwrap();
        assert!(scope.tokens().await.unwrap().is_none());
        for generation in 1..=3 {
            assert!(
                !scope
                    .replace_tokens(generation, &new_tokens("late"))
                    .await
                    .unwrap()
            );
        }
        assert!(scope.tokens().await.unwrap().is_none());

        // Nor does it replace those of the installation after.
        keep(&store, "acme").await;
        assert!(!scope.replace_tokens(1, &new_tokens("late")).await.unwrap());
        assert_eq!(access(&store, &portal).await.unwrap(), "access-token-acme");
    })
    .await;
}

#[tokio::test]
async fn one_portal_never_reaches_the_tokens_of_another() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        assert!(
            store
                .scope(&acme)
                .replace_tokens(1, &new_tokens("acme-2"))
                .await
                .unwrap()
        );
        assert_eq!(
            access(&store, &globex).await.unwrap(),
            "access-token-globex"
        );
        store.scope(&acme).mark_uninstalled().await.unwrap();
        store.scope(&acme).forget().await.unwrap();
        assert_eq!(
            access(&store, &globex).await.unwrap(),
            "access-token-globex"
        );
    })
    .await;
}
