-- How full the portals' buckets are, for processes that share no Redis.
--
-- The SQLite twin of this file makes the same tables: one set of statements runs on both.

-- Unlogged: a booking is worth nothing after a crash, and without the log it waits for no disk.
-- After a crash the buckets are taken to be empty; a portal then refuses a call or two, which run
-- later.
create unlogged table limits (
    -- The portal's origin: limits are counted by address, also before a portal is installed.
    portal text not null primary key,
    -- When the bucket will be empty, in microseconds of the database's clock.
    empty_at bigint not null,
    -- Of the last booking: whether it was made, and its moment.
    booked boolean not null,
    asked_at bigint not null
) with (fillfactor = 50);

-- The database's clock in microseconds since 1970: the one clock of all processes.
create view moment as
    select (extract(epoch from clock_timestamp()) * 1000000)::bigint as micros;
