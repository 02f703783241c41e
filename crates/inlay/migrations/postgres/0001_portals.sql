-- Portals, their tokens, and the proof that the right keys are at hand.
--
-- The SQLite twin of this file makes the same tables: one set of statements runs on both.
-- Times are milliseconds since 1970, UTC. "Sealed" is AES-256-GCM, bound to table, column and
-- portal: nothing secret is here in clear.
-- A migration that has been released is never edited; a change is a new file, for both engines.

create table portals (
    -- Never used twice, not even after a portal was erased: what still holds an old number
    -- (a cache, a renewal on its way) must not meet another portal.
    id bigint generated always as identity primary key,
    -- Bitrix24's permanent name of the portal: the tenant's key.
    member_id text not null unique,
    -- Scheme, host and port. It may change; member_id never does.
    address text not null,
    -- Ours: how far the installation is.
    state text not null check (state in ('installing', 'installed', 'uninstalled')),
    -- The portal's letter: L local, F free, D demo, T trial, P paid, S subscription.
    status text not null,
    -- Granted scopes, separated by commas.
    scope text not null,
    -- REST of the authorization server that renews this portal's tokens.
    server_endpoint text not null,
    -- REST of the portal: the only address its calls go to.
    client_endpoint text not null,
    -- Sealed; marks what comes from this portal. Older portals bring it with their first event.
    application_token bytea,
    -- Sealed; the secret part of this portal's event address.
    handler_key bytea not null,
    -- SHA-256 of the handler key: how an event's portal is found. The key is 256 random bits, so
    -- the digest gives nothing away.
    handler_key_hash bytea not null unique,
    -- The portal's own number for our installation in it; another application's token is told
    -- by it. Older portals may not say.
    application_id bigint,
    -- The administrator who installed last, by his number in the portal.
    installer bigint not null,
    -- When the last installation was finished.
    installed_at bigint,
    updated_at bigint not null
);

-- What we may call a portal with: one pair of tokens a role.
create table tokens (
    portal_id bigint not null references portals (id) on delete cascade,
    -- 'installer': the administrator's. 'fallback': another one's, for when his is lost.
    role text not null check (role in ('installer', 'fallback')),
    user_id bigint not null,
    -- Sealed.
    access bytea not null,
    refresh bytea not null,
    -- When the access token ends.
    expires_at bigint not null,
    -- Goes up with every change: who renewed an older pair finds out that he was late.
    generation bigint not null,
    -- Until when one process alone may renew the pair.
    lease_until bigint not null default 0,
    -- The authorization is gone (uninstalled, revoked); kept so that generations never go back.
    lost boolean not null default false,
    primary key (portal_id, role)
);

-- One known text sealed with each key that ever sealed here. A key that does not open its own is
-- the wrong one, and the server does not start.
create table key_check (
    key_id text not null primary key,
    proof bytea not null
);
