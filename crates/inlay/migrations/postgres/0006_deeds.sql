-- What was done because somebody pressed a button, so that one click is one effect.
--
-- The SQLite twin of this file makes the same tables: one set of statements runs on both.

create table deeds (
    portal_id bigint not null references portals (id) on delete cascade,
    -- SHA-256 over the click's own key.
    key bytea not null,
    -- Tries that may have been executed, the one at work included.
    tries bigint not null,
    begun_at bigint not null,
    -- Until when somebody is at work on it.
    lease_until bigint not null,
    -- After a lost answer: from when on the portal is not at work on it any more.
    settles_at bigint not null default 0,
    -- Sealed: what came of it. None until it is done.
    outcome bytea,
    primary key (portal_id, key)
);

-- What is too old is found without reading the rest.
create index deeds_begun_at on deeds (portal_id, begun_at);
