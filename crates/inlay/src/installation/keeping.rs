//! A proved installer's portal, kept.

use super::{Wanted, standing};
use crate::rules::schedule;
use crate::store::{NewPortal, NewTokens, Portal, StoreError};
use crate::verify::Installer;
use crate::web::App;

/// Keeps the portal with its sealed tokens; the same `member_id` again replaces them, whether it is
/// installed or was uninstalled since.
///
/// # Errors
/// [`StoreError`]; then nothing was changed.
pub async fn keep(app: &App, installer: &Installer) -> Result<Portal, StoreError> {
    let grant = &installer.grant;
    let now = app.clock.now();
    let portal = app
        .store
        .keep_portal(
            NewPortal {
                member_id: grant.member_id.clone(),
                address: installer.address.clone(),
                status: grant.status.clone(),
                scope: grant.scope.clone(),
                server_endpoint: grant.server_endpoint.clone(),
                client_endpoint: grant.client_endpoint.clone(),
                application_token: installer.application_token.clone(),
                installer: installer.user_id,
                application_id: installer.application_id,
            },
            NewTokens {
                user_id: installer.user_id,
                access: grant.access_token.clone(),
                refresh: grant.refresh_token.clone(),
                expires_at: now + grant.expires_in,
            },
            now,
        )
        .await?;
    app.authorizations.forget(portal.id);
    Ok(portal)
}

/// Notes that everything wanted is bound, and puts in line what waits for an installed portal.
///
/// # Errors
/// [`StoreError`].
pub async fn mark_bound(app: &App, portal: &Portal, wanted: &Wanted) -> Result<(), StoreError> {
    let scope = app.store.scope(portal);
    scope.mark_installed().await?;
    scope.mark_bound(&wanted.digest()).await?;
    // It is what was wanted a moment ago: the others of these remain.
    let portal = Portal {
        bound: Some(wanted.digest()),
        ..portal.clone()
    };
    let jobs = standing(&app.config, &portal, app.clock.now());
    app.jobs.put_all(&portal, &jobs).await?;
    schedule::keep(app, &portal).await
}
