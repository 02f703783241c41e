use inlay::store::{Holder, StoreError};

use super::database::{Database, on_both};
use super::*;

const COMPANY: Holder = Holder {
    entity_type: 4,
    id: 5,
};
const CONTACT: Holder = Holder {
    entity_type: 3,
    id: 5,
};

async fn choice(store: &Store, portal: &Portal, holder: Holder) -> Option<String> {
    store
        .scope(portal)
        .choice(holder)
        .await
        .expect("the store answers")
}

#[tokio::test]
async fn a_choice_is_kept_for_one_card_of_one_portal_until_it_is_taken_back() {
    on_both(async |database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        let scope = store.scope(&acme);
        scope.keep_choice(COMPANY, "first", 7).await.unwrap();
        scope.keep_choice(COMPANY, "second", 7).await.unwrap();
        assert_eq!(
            choice(&store, &acme, COMPANY).await.as_deref(),
            Some("second")
        );
        assert_eq!(choice(&store, &acme, CONTACT).await, None);
        assert_eq!(choice(&store, &globex, COMPANY).await, None);
        scope.forget_choice(COMPANY).await.unwrap();
        scope.forget_choice(COMPANY).await.unwrap();
        assert_eq!(choice(&store, &acme, COMPANY).await, None);

        // It goes with its portal.
        scope.keep_choice(COMPANY, "third", 7).await.unwrap();
        scope.forget().await.unwrap();
        let again = keep(&store, "acme").await;
        assert_eq!(choice(&store, &again, COMPANY).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_choice_is_sealed_and_worth_nothing_in_another_row() {
    on_both(async |database: &Database| {
        let store = database.store().await;
        let (acme, globex) = (keep(&store, "acme").await, keep(&store, "globex").await);
        for (portal, holder) in [(&acme, COMPANY), (&acme, CONTACT), (&globex, COMPANY)] {
            let mark = format!("mark-of-{}-{}", portal.id, holder.entity_type);
            store
                .scope(portal)
                .keep_choice(holder, &mark, 7)
                .await
                .unwrap();
        }
        let everything = database.everything().await;
        assert!(!everything.windows(8).any(|bytes| bytes == b"mark-of-"));
        let copy = "update choices set mark = (select mark from choices where portal_id = {1}
                    and entity_type = 4)";
        database
            .execute(&copy.replace("{1}", &acme.id.to_string()))
            .await;
        assert!(choice(&store, &acme, COMPANY).await.is_some());
        let unreadable = store.scope(&acme).choice(CONTACT).await.unwrap_err();
        assert!(
            matches!(unreadable, StoreError::Unreadable { column: "mark", .. }),
            "{unreadable:?}"
        );
        let unsealed = store.scope(&globex).choice(COMPANY).await.unwrap_err();
        assert!(
            matches!(unsealed, StoreError::Sealed { column: "mark", .. }),
            "{unsealed:?}"
        );
    })
    .await;
}
