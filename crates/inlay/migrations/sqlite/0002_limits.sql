-- How full the portals' buckets are, for processes that share no Redis.
--
-- The PostgreSQL twin of this file makes the same tables: one set of statements runs on both.

create table limits (
    -- The portal's origin: limits are counted by address, also before a portal is installed.
    portal text not null primary key,
    -- When the bucket will be empty, in microseconds of the database's clock.
    empty_at bigint not null,
    -- Of the last booking: whether it was made, and its moment.
    booked boolean not null,
    asked_at bigint not null
);

-- The database's clock in microseconds since 1970, to the millisecond: the one clock of all
-- processes.
create view moment as
    select cast(round(unixepoch('subsec') * 1000) as integer) * 1000 as micros;
