-- The last good answers of the accounting systems: what a server that starts while they are down
-- shows, with its age.
--
-- The SQLite twin of this file makes the same tables: one set of statements runs on both.

create table snapshots (
    portal_id bigint not null references portals (id) on delete cascade,
    -- HMAC-SHA256 over source, query and parameters, under a key derived from the sealing one: a
    -- client's tax number cannot be guessed from it.
    key bytea not null,
    -- Sealed: the rows, and which reading they are of.
    answer bytea not null,
    read_at bigint not null,
    -- No widget shows it after that.
    keep_until bigint not null,
    primary key (portal_id, key)
);

-- What is too old is found without reading the rest.
create index snapshots_keep_until on snapshots (keep_until);
