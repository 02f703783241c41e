-- What rules did to records, so that none does the same twice, and rules that start each other end.
--
-- The PostgreSQL twin of this file makes the same tables: one set of statements runs on both.

create table runs (
    portal_id bigint not null references portals (id) on delete cascade,
    -- The rule's id in the configuration.
    rule text not null,
    -- Bitrix24's number of the kind of record: 2 deals, 3 contacts, 4 companies.
    entity_type bigint not null,
    entity_id bigint not null,
    -- HMAC-SHA256 over what the rule saw and did, under the portal's handler key: nothing of a
    -- client can be guessed from it.
    state blob not null,
    acted_at bigint not null,
    -- How many rules in a row were started by what the one before them did.
    depth bigint not null,
    primary key (portal_id, entity_type, entity_id, rule)
);

-- What is too old is found without reading the rest.
create index runs_acted_at on runs (acted_at);
