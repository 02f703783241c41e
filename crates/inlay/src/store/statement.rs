//! Every statement the store sends, on one page.
//!
//! All of it is valid on SQLite and on PostgreSQL: `$n`, `on conflict`, `returning`, 64-bit
//! integers, times as integers. A test has both prepare [`ALL`].

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
         application_token, handler_key, application_id, installer, installed_at, updated_at"
    };
}

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
             updated_at = excluded.updated_at
         returning ",
        portal_columns!()
    );

    /// Not for a portal that uninstalled us meanwhile.
    MARK_INSTALLED = "update portals set state = 'installed', installed_at = $2, updated_at = $2
                      where id = $1 and state <> 'uninstalled'";

    MARK_UNINSTALLED =
        "update portals set state = 'uninstalled', updated_at = $2 where id = $1";

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
