//! Every statement the store sends, on one page.
//!
//! All of it is valid on SQLite and on PostgreSQL: `$n`, `on conflict`, `returning`, 64-bit
//! integers, times as integers. A test has both prepare [`ALL`].
//!
//! What a worker asks all the time says `limit $1 + 0`: SQLite plans a statement anew for every
//! value of a bare `limit $1`.

use super::step::{Insertion, Listing};

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)+

        /// Names and texts of all of them.
        pub(super) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

/// The columns of [`super::row::PortalRow`].
macro_rules! portal_columns {
    () => {
        "id, member_id, address, state, status, scope, server_endpoint, client_endpoint, \
         application_token, handler_key, application_id, installer, installed_at, updated_at, \
         bound, payment_expired"
    };
}

/// The columns of `super::inbox::ReceivedRow`.
macro_rules! received_columns {
    () => {
        "id, digest, name, robot, proved, content, ts, user_id, received_at from inbox"
    };
}

/// Jobs of portal $1 and one rank that wait and may be done: not beside one of their kind and key
/// that is being done.
macro_rules! waiting {
    ($rank:literal, $and:literal, $limit:literal) => {
        concat!(
            "select * from (
                 select id, rank, due_at from jobs as waiting
                 where state = 'waiting' and portal_id = $1 and rank = ",
            $rank,
            $and,
            " and not exists (select 1 from jobs as running
                              where running.state = 'running'
                                and running.portal_id = waiting.portal_id
                                and running.kind = waiting.kind
                                and running.key = waiting.key)
                 order by due_at, id limit ",
            $limit,
            ") as of_rank_",
            $rank
        )
    };
}

/// The same over all ranks. Each is a seek of its own in the index, so what waits behind the
/// first ones costs nothing.
macro_rules! waiting_of_any_rank {
    ($and:literal, $limit:literal) => {
        concat!(
            waiting!("0", $and, $limit),
            " union all ",
            waiting!("1", $and, $limit),
            " union all ",
            waiting!("2", $and, $limit)
        )
    };
}

/// A line that is there is due at the earlier of the two moments.
macro_rules! or_earlier {
    () => {
        "on conflict (portal_id) do update set
             due_at = case when lines.due_at <= excluded.due_at
                           then lines.due_at else excluded.due_at end"
    };
}

/// A job of the same kind and key that waits already is hurried, unless it waits for another try.
macro_rules! or_hurried {
    () => {
        "on conflict (portal_id, kind, key) where state = 'waiting' do update
         set due_at = excluded.due_at
         where jobs.attempt = 0 and jobs.due_at > excluded.due_at"
    };
}

/// Many jobs at once.
pub(super) const PUT_JOBS: Insertion = Insertion {
    head: "insert into jobs (portal_id, kind, key, rank, body, due_at, created_at) values",
    columns: 7,
    tail: or_hurried!(),
};

/// Many events at once; one that is there already stays as it is.
pub(super) const KEEP_RECEIVED: Insertion = Insertion {
    head: "insert into inbox (portal_id, digest, name, robot, proved, content, ts, user_id,
                              received_at) values",
    columns: 9,
    tail: "on conflict (portal_id, digest) do nothing returning portal_id, digest",
};

/// The whole of what is kept of arrays of events, for PostgreSQL: [`STAND_IN_LINE`],
/// [`KEEP_RECEIVED`] and [`PUT_JOBS`] as one statement. Reading the lines first makes their locks
/// come first.
pub(super) const RECEIVE: &str = concat!(
    "with arrived as (
        select * from unnest($1::bigint[], $2::bytea[], $3::text[], $4::boolean[], $5::boolean[],
                             $6::bytea[], $7::bigint[], $8::bigint[], $9::text[], $10::text[],
                             $11::bigint[], $12::bytea[]) with ordinality
        as event (portal_id, digest, name, robot, proved, content, ts, user_id, kind, key, rank,
                  body, place)
    ), line as (
        insert into lines (portal_id, due_at)
        select id, $13::bigint from portals
        where id in (select portal_id from arrived) and state <> 'uninstalled' order by id
        ",
    or_earlier!(),
    " returning portal_id
    ), kept as (
        insert into inbox (portal_id, digest, name, robot, proved, content, ts, user_id,
                           received_at)
        select portal_id, digest, name, robot, proved, content, ts, user_id, $13
        from line join arrived using (portal_id) order by place
        on conflict (portal_id, digest) do nothing returning portal_id, digest
    ), first as (
        select distinct on (portal_id, kind, key, case when key is null then place end) *
        from kept join arrived using (portal_id, digest)
        order by portal_id, kind, key, case when key is null then place end, place
    ), put as (
        insert into jobs (portal_id, kind, key, rank, body, due_at, created_at)
        select portal_id, kind, key, rank, body, $13, $13 from first order by place
        ",
    or_hurried!(),
    ")
    select portal_id, digest from kept"
);

/// Ends jobs of worker $1 of which nothing comes.
pub(super) const END_JOBS: Listing = Listing {
    head: "delete from jobs where holder = $1 and state = 'running' and id in",
};

/// What wakes the workers of other processes; there is no such thing in SQLite.
pub(super) const WAKE: &str = "select pg_notify('inlay_jobs', '')";

/// What is for PostgreSQL alone.
pub(super) const SHARED: &[(&str, &str)] = &[("RECEIVE", RECEIVE), ("WAKE", WAKE)];

statements! {
    PORTAL = concat!("select ", portal_columns!(), " from portals where member_id = $1");

    PORTALS = concat!("select ", portal_columns!(), " from portals order by id");

    PORTAL_BY_HANDLER_KEY =
        concat!("select ", portal_columns!(), " from portals where handler_key_hash = $1");

    /// A portal we know keeps its number and its handler key. A portal that brings no application
    /// token (an older one) does not take away the one an event has brought; nor does a portal
    /// that does not say which application we are switch off the check that compares it.
    KEEP_PORTAL = concat!(
        "insert into portals (member_id, address, state, status, scope, server_endpoint,
                              client_endpoint, application_token, handler_key, handler_key_hash,
                              installer, updated_at, application_id)
         values ($1, $2, 'installing', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (member_id) do update set
             address = excluded.address,
             state = excluded.state,
             status = excluded.status,
             scope = excluded.scope,
             server_endpoint = excluded.server_endpoint,
             client_endpoint = excluded.client_endpoint,
             application_token = coalesce(excluded.application_token, portals.application_token),
             application_id = coalesce(excluded.application_id, portals.application_id),
             installer = excluded.installer,
             updated_at = excluded.updated_at,
             payment_expired = false
         returning ",
        portal_columns!()
    );

    /// Not for a portal that uninstalled us meanwhile.
    MARK_INSTALLED = "update portals set state = 'installed', installed_at = $2, updated_at = $2
                      where id = $1 and state <> 'uninstalled'";

    /// Nothing of what was bound is left in a portal that takes us out.
    MARK_UNINSTALLED = "update portals set state = 'uninstalled', bound = null, updated_at = $2
                        where id = $1";

    /// Not for a portal that uninstalled us meanwhile.
    KEEP_APPLICATION_TOKEN = "update portals set application_token = $2, updated_at = $3
                              where id = $1 and state <> 'uninstalled'";

    MARK_BOUND = "update portals set bound = $2 where id = $1 and state <> 'uninstalled'";

    NOTE_PAYMENT = "update portals set payment_expired = $2, updated_at = $3 where id = $1";

    SWEPT_UNTIL = "select swept_until from sweeps where portal_id = $1 and entity_type = $2";

    MARK_SWEPT = "insert into sweeps (portal_id, entity_type, swept_until) values ($1, $2, $3)
                  on conflict (portal_id, entity_type) do update set
                      swept_until = excluded.swept_until
                  where sweeps.swept_until < excluded.swept_until";

    MOVE_TO = "update portals set address = $2, client_endpoint = $3, updated_at = $4
               where id = $1";

    /// Takes the tokens with it.
    FORGET = "delete from portals where id = $1";

    TOKENS = "select user_id, access, refresh, expires_at, generation from tokens
              where portal_id = $1 and role = 'installer' and not lost";

    /// Whatever was there before, lost or not.
    KEEP_TOKENS = "insert into tokens (portal_id, role, user_id, access, refresh, expires_at,
                                       generation)
                   values ($1, 'installer', $2, $3, $4, $5, 1)
                   on conflict (portal_id, role) do update set
                       user_id = excluded.user_id,
                       access = excluded.access,
                       refresh = excluded.refresh,
                       expires_at = excluded.expires_at,
                       generation = tokens.generation + 1,
                       lease_until = 0,
                       lost = false";

    /// Compare and swap: only the pair of this generation is replaced.
    REPLACE_TOKENS = "update tokens set user_id = $3, access = $4, refresh = $5, expires_at = $6,
                                        generation = generation + 1, lease_until = 0
                      where portal_id = $1 and role = 'installer' and generation = $2
                        and not lost";

    /// A renewal on its way finds no pair to replace, and [`KEEP_TOKENS`] counts on from here.
    LOSE_TOKENS = "update tokens set lost = true, lease_until = 0 where portal_id = $1";

    /// By the clock of the process ($4); who is refused asks again.
    LEASE_TOKENS = "update tokens set lease_until = $3
                    where portal_id = $1 and role = 'installer' and generation = $2
                      and not lost and lease_until <= $4";

    RELEASE_TOKENS = "update tokens set lease_until = 0
                      where portal_id = $1 and role = 'installer' and generation = $2";

    LOSE_THESE_TOKENS = "update tokens set lost = true, lease_until = 0
                         where portal_id = $1 and role = 'installer' and generation = $2";

    /// Which client a manager chose for a company or a contact.
    CHOICE = "select mark from choices
              where portal_id = $1 and entity_type = $2 and entity_id = $3";

    KEEP_CHOICE = "insert into choices (portal_id, entity_type, entity_id, mark, chosen_by,
                                        chosen_at)
                   values ($1, $2, $3, $4, $5, $6)
                   on conflict (portal_id, entity_type, entity_id) do update set
                       mark = excluded.mark,
                       chosen_by = excluded.chosen_by,
                       chosen_at = excluded.chosen_at";

    FORGET_CHOICE = "delete from choices
                     where portal_id = $1 and entity_type = $2 and entity_id = $3";

    /// Takes a deed that nobody is at and that is not done: as its first try, or one more.
    CLAIM_DEED = "insert into deeds (portal_id, key, tries, begun_at, lease_until)
                  values ($1, $2, 1, $3, $4)
                  on conflict (portal_id, key) do update set
                      tries = deeds.tries + 1,
                      lease_until = excluded.lease_until
                  where deeds.outcome is null and deeds.lease_until <= $3
                  returning tries, begun_at, settles_at";

    DEED = "select outcome from deeds where portal_id = $1 and key = $2";

    END_DEED = "update deeds set outcome = $4, lease_until = 0
                where portal_id = $1 and key = $2 and tries = $3";

    LOSE_DEED = "update deeds set lease_until = 0, settles_at = $4
                 where portal_id = $1 and key = $2 and tries = $3 and outcome is null";

    UNDO_DEED = "update deeds set lease_until = 0, tries = tries - 1
                 where portal_id = $1 and key = $2 and tries = $3 and outcome is null";

    PRUNE_DEEDS = "delete from deeds where portal_id = $1 and begun_at < $2";

    /// Whose snapshots are kept: nobody's who uninstalled us.
    SNAPSHOT_OWNER = "select member_id from portals where id = $1 and state <> 'uninstalled'";

    SNAPSHOT = "select portals.member_id, snapshots.answer
                from snapshots join portals on portals.id = snapshots.portal_id
                where snapshots.portal_id = $1 and snapshots.key = $2
                  and portals.state <> 'uninstalled'";

    /// A process that was slower does not put an older answer over a newer one.
    KEEP_SNAPSHOT = "insert into snapshots (portal_id, key, answer, read_at, keep_until)
                     select id, $2, $3, $4, $5 from portals
                     where id = $1 and state <> 'uninstalled'
                     on conflict (portal_id, key) do update set
                         answer = excluded.answer,
                         read_at = excluded.read_at,
                         keep_until = excluded.keep_until
                     where snapshots.read_at <= excluded.read_at";

    FORGET_SNAPSHOTS = "delete from snapshots where portal_id = $1";

    PRUNE_SNAPSHOTS = "delete from snapshots where keep_until < $1";

    /// Of one portal the newest ones stay: at most $2 of them, and $3 bytes.
    TRIM_SNAPSHOTS = "delete from snapshots where portal_id = $1 and key in (
                          select key from (
                              select key,
                                     row_number() over newest as place,
                                     sum(length(answer)) over newest as bytes
                              from snapshots where portal_id = $1
                              window newest as (order by read_at desc, key
                                                rows unbounded preceding)
                          ) as ranked
                          where place > $2 or bytes > $3)";

    PORTAL_BY_NUMBER = concat!("select ", portal_columns!(), " from portals where id = $1");

    /// Something of the portal is due at $2. It is the first statement of every transaction that
    /// puts jobs in line, so its row's lock comes before every other; nothing is answered for a
    /// portal that uninstalled us, which is owed nothing.
    STAND_IN_LINE = concat!(
        "insert into lines (portal_id, due_at)
         select id, $2 from portals where id = $1 and state <> 'uninstalled' ",
        or_earlier!()
    );

    /// Portals for which something is due, the one that waited longest for its turn first.
    DUE_PORTALS = "select portal_id from lines where due_at <= $1
                   order by turn, portal_id limit $2 + 0";

    /// Locks the line: what is put there meanwhile is seen by the statements that follow.
    TAKE_TURN = "update lines set turn = (select micros from moment) where portal_id = $1";

    /// Takes at most $3 jobs of portal $1 that are due at $2, for worker $4 and $5 µs.
    CLAIM_JOBS = concat!(
        "update jobs set state = 'running', attempt = attempt + 1, holder = $4,
                         lease_until = (select micros from moment) + $5
         where state = 'waiting' and id in (
             select id from (",
        waiting_of_any_rank!(" and due_at <= $2", "$3 + 0"),
        ") as due order by rank, due_at, id limit $3 + 0)
         returning id, kind, key, body, attempt, created_at"
    );

    /// When the next of the portal's jobs is due; its row is locked by [`TAKE_TURN`].
    MOVE_ON = concat!(
        "update lines set due_at = (select min(due_at) from (",
        waiting_of_any_rank!("", "1"),
        ") as first) where portal_id = $1"
    );

    /// When the next job after $1 is due, and in how many µs the next lease ends.
    LOOK = "select (select min(due_at) from lines where due_at > $1),
                   (select min(lease_until) - (select micros from moment)
                    from jobs where state = 'running')";

    /// Whether anything is due or being done.
    BUSY = "select exists (select 1 from lines where due_at <= $1)
                or exists (select 1 from jobs where state = 'running')";

    /// Of one job: what the worker does not know it has is left to end.
    RENEW_LEASE = "update jobs set lease_until = (select micros from moment) + $3
                   where id = $1 and holder = $2 and state = 'running'";

    /// Takes over what a worker that died has left: by the time it had, not by its name.
    SEIZE_JOBS = "update jobs set holder = $1, lease_until = (select micros from moment) + $2
                  where state = 'running' and lease_until <= (select micros from moment)
                  returning id, portal_id, kind, key, attempt";

    /// Whether the worker still holds the job; locks it.
    STILL_HELD = "update jobs set holder = holder
                  where id = $1 and holder = $2 and state = 'running'";

    END_JOB = "delete from jobs where id = $1 and holder = $2 and state = 'running'";

    FAIL_JOB = "update jobs set state = 'failed', holder = null, lease_until = null,
                                reason = $3, failed_at = $4
                where id = $1 and holder = $2 and state = 'running'";

    /// A job that goes back to the line finds another of its kind and key there: that one is to
    /// be done no later.
    HURRY_TWIN = "update jobs set due_at = $4
                  where state = 'waiting' and portal_id = $1 and kind = $2 and key = $3
                    and due_at > $4";

    /// And it does all that was to be done: it was put in line later.
    GIVE_WAY = "delete from jobs
                where id = $1 and holder = $2 and state = 'running' and exists (
                    select 1 from jobs as twin
                    where twin.state = 'waiting' and twin.portal_id = jobs.portal_id
                      and twin.kind = jobs.kind and twin.key = jobs.key)";

    RETURN_JOB = "update jobs set state = 'waiting', holder = null, lease_until = null,
                                  due_at = $3, attempt = $4, reason = $5
                  where id = $1 and holder = $2 and state = 'running'";

    CONTINUE_JOB = "update jobs set body = $3
                    where id = $1 and holder = $2 and state = 'running'";

    /// How many of a portal's jobs there are, by kind and state; of how many the moment has come,
    /// and since when.
    COUNT_JOBS = "select kind, state, count(*),
                         cast(sum(case when due_at <= $2 then 1 else 0 end) as bigint),
                         min(due_at)
                  from jobs where portal_id = $1 group by kind, state";

    /// The same for all portals together.
    COUNT_ALL_JOBS = "select kind, state, count(*),
                             cast(sum(case when due_at <= $1 then 1 else 0 end) as bigint),
                             min(due_at)
                      from jobs group by kind, state";

    /// What the jobs of one kind hold that are not failed.
    JOBS_OF_KIND = "select id, key, body, state from jobs
                    where portal_id = $1 and kind = $2 and state <> 'failed'
                    order by id limit $3";

    FAILED_JOBS = "select id, kind, key, attempt, reason, created_at, failed_at from jobs
                   where portal_id = $1 and state = 'failed' order by failed_at desc, id desc
                   limit $2";

    /// A failed job is tried again, unless one of its kind and key waits by now: that one will do.
    RETRY_TWIN = "delete from jobs
                  where portal_id = $1 and id = $2 and state = 'failed' and exists (
                      select 1 from jobs as twin
                      where twin.state = 'waiting' and twin.portal_id = jobs.portal_id
                        and twin.kind = jobs.kind and twin.key = jobs.key)";

    RETRY_JOB = "update jobs set state = 'waiting', due_at = $3, attempt = 0, failed_at = null
                 where portal_id = $1 and id = $2 and state = 'failed'";

    /// Not one that is being done.
    DISCARD_JOB = "delete from jobs where portal_id = $1 and id = $2 and state <> 'running'";

    FORGET_JOBS = "delete from jobs where portal_id = $1";

    FORGET_LINE = "delete from lines where portal_id = $1";

    PRUNE_JOBS = "delete from jobs where state = 'failed' and failed_at < $1";

    RECEIVED = concat!("select ", received_columns!(), " where portal_id = $1 and id = $2");

    DELIVERED = concat!("select ", received_columns!(), " where portal_id = $1 and digest = $2");

    /// The newest first.
    ALL_RECEIVED = concat!("select ", received_columns!(),
                           " where portal_id = $1 order by id desc limit $2");

    HEARD_SINCE = concat!("select ", received_columns!(),
                          " where portal_id = $1 and received_at >= $2 and proved and not robot
                            order by id desc limit $3");

    /// A piece at a time: nobody waits long for the writer.
    PRUNE_INBOX = "delete from inbox where id in (
                       select id from inbox where received_at < $1 order by received_at
                       limit 1000)";

    /// What every rule last did to a record.
    RUNS = "select rule, state, acted_at, depth from runs
            where portal_id = $1 and entity_type = $2 and entity_id = $3";

    KEEP_RUN = "insert into runs (portal_id, rule, entity_type, entity_id, state, acted_at, depth)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (portal_id, entity_type, entity_id, rule) do update set
                    state = excluded.state,
                    acted_at = excluded.acted_at,
                    depth = excluded.depth";

    FORGET_RUN = "delete from runs
                  where portal_id = $1 and rule = $2 and entity_type = $3 and entity_id = $4";

    PRUNE_RUNS = "delete from runs where acted_at < $1";

    KEY_CHECKS = "select key_id, proof from key_check";

    /// Two processes may start at once: the first one's proof stays, and both check it.
    KEEP_KEY_CHECK = "insert into key_check (key_id, proof) values ($1, $2)
                      on conflict (key_id) do nothing";

    /// Books a slot that takes $2 µs if the bucket is then at most $3 µs full; a level above $4 is
    /// a clock that was set back. Answers whether it was booked, and the level. It is the step of
    /// `bitrix24::limit::Buckets`.
    ///
    /// The row is locked before its level is read, so bookings follow one upon the other. The
    /// moment may be from before the wait for the lock: a booking is then late by so much.
    BOOK_SLOT = "insert into limits as bucket (portal, empty_at, booked, asked_at)
                 select $1, micros + $2, true, micros from moment where true
                 on conflict (portal) do update set
                     empty_at = case
                         when bucket.empty_at <= excluded.asked_at then excluded.empty_at
                         when bucket.empty_at > excluded.asked_at + $4
                             then excluded.asked_at + $4
                         when bucket.empty_at + $2 <= excluded.asked_at + $3
                             then bucket.empty_at + $2
                         else bucket.empty_at end,
                     booked = bucket.empty_at <= excluded.asked_at
                         or bucket.empty_at + $2 <= excluded.asked_at + $3,
                     asked_at = excluded.asked_at
                 returning booked, empty_at - asked_at";

    GIVE_BACK_SLOT = "update limits set empty_at = empty_at - $2 where portal = $1";

    /// Not before $2 µs from now is the bucket empty.
    FILL_BUCKET = "insert into limits as bucket (portal, empty_at, booked, asked_at)
                   select $1, micros + $2, false, micros from moment where true
                   on conflict (portal) do update set
                       empty_at = case when bucket.empty_at > excluded.empty_at
                                       then bucket.empty_at else excluded.empty_at end";
}
