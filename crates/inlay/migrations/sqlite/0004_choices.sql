-- Which client a manager chose, where the portal has no field to remember it in.
--
-- The PostgreSQL twin of this file makes the same tables: one set of statements runs on both.

create table choices (
    portal_id bigint not null references portals (id) on delete cascade,
    -- Bitrix24's number of the kind of card: 3 contacts, 4 companies.
    entity_type bigint not null,
    entity_id bigint not null,
    -- Sealed; a digest of the client's identity, and whose choice it is.
    mark blob not null,
    -- The user who chose, by his number in the portal, and when.
    chosen_by bigint not null,
    chosen_at bigint not null,
    primary key (portal_id, entity_type, entity_id)
);
