-- What the portals told us, and what is to be done for them.
--
-- The SQLite twin of this file makes the same tables: one set of statements runs on both.

-- Events and runs of robots, as they came. A row and the job that comes of it are kept together.
create table inbox (
    -- Never used twice: a job may still name an old one.
    id bigint generated always as identity primary key,
    portal_id bigint not null references portals (id) on delete cascade,
    -- HMAC-SHA256 over what makes two deliveries the same one, under the portal's handler key: a
    -- telephone number in an event cannot be guessed from it.
    digest bytea not null,
    -- The event's name, or the robot's code.
    name text not null,
    robot boolean not null,
    -- Whether the application token was the portal's. What came without that proof is a hint.
    proved boolean not null,
    -- Sealed: the event's data; the whole form where its tokens are needed.
    content bytea not null,
    -- When the portal's queue sent it, in Unix seconds.
    ts bigint,
    -- Whose change it was, by his number in the portal.
    user_id bigint,
    received_at bigint not null,
    unique (portal_id, digest)
);

-- What is too old is found without reading the rest.
create index inbox_received_at on inbox (received_at);

-- Work that is never lost.
create table jobs (
    id bigint generated always as identity primary key,
    portal_id bigint not null references portals (id) on delete cascade,
    kind text not null,
    -- Of one kind and key only one waits, and only one is being done.
    key text,
    -- What is urgent is done first: 0 is.
    rank bigint not null,
    state text not null default 'waiting' check (state in ('waiting', 'running', 'failed')),
    -- Sealed.
    body bytea not null,
    -- Not before that.
    due_at bigint not null,
    -- How often it was begun since it last went well.
    attempt bigint not null default 0,
    created_at bigint not null,
    -- The worker that does it, and until when it is his, in microseconds of the database's clock
    -- (`moment`): a worker that died gives it back by time.
    holder bigint,
    lease_until bigint,
    -- Why it did not succeed last time; nothing secret, nothing of a client.
    reason text,
    failed_at bigint
);

-- The next of a portal, however many wait.
create index jobs_waiting on jobs (portal_id, rank, due_at, id) where state = 'waiting';
create unique index jobs_waiting_key on jobs (portal_id, kind, key) where state = 'waiting';
create index jobs_running_key on jobs (portal_id, kind, key) where state = 'running';
create index jobs_running on jobs (lease_until) where state = 'running';
create index jobs_failed on jobs (failed_at) where state = 'failed';

-- The portals for which something waits, and whose turn it is: how a portal with one job finds its
-- place beside one with a hundred thousand.
create table lines (
    portal_id bigint not null primary key references portals (id) on delete cascade,
    -- When the first of its jobs is due, or earlier; none when none waits. Whoever puts a job in
    -- line moves it back, only a worker who has looked moves it on.
    due_at bigint,
    -- When it last had its turn, in microseconds of the database's clock.
    turn bigint not null default 0
);

create index lines_due on lines (due_at, turn, portal_id);

-- Rows come and go all the time: what is gone is cleared away before the indexes are long.
alter table jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table lines set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0,
                       autovacuum_vacuum_threshold = 1000);
