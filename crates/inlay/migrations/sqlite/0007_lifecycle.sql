-- What a portal was last brought to, whether it has paid, and how far it was searched for what its
-- events did not tell.
--
-- The PostgreSQL twin of this file makes the same tables: one set of statements runs on both.

-- A digest of what the configuration wanted when all of it was bound. Another one: bind anew.
alter table portals add column bound text;

-- Whether the application's paid or trial time was over when the portal was last asked.
alter table portals add column payment_expired boolean not null default false;

create table sweeps (
    portal_id bigint not null references portals (id) on delete cascade,
    -- Bitrix24's number of the kind of card: 2 deals, 3 contacts, 4 companies.
    entity_type bigint not null,
    -- Every change up to this moment of the portal's clock is known of.
    swept_until bigint not null,
    primary key (portal_id, entity_type)
);
