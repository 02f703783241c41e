//! What the portal knows: users, CRM, applications, tokens.
//!
//! [`World`] is a handle; clones share one state behind a lock. Its methods
//! return copies, so that nobody holds the lock while they wait for something.

mod amount;
mod application;
mod bulk;
mod category;
mod cell;
mod company;
mod confirmation;
mod contact;
mod crm;
mod dictionary;
mod document;
mod handler;
mod hook;
mod kept;
mod message;
mod notice;
mod offline;
mod option;
mod placement;
mod reach;
mod record;
mod requisite;
mod robot;
mod sale;
mod seed;
mod table;
mod task;
mod token;
mod user;
mod user_field;
mod workflow;

use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use crate::{Clock, Secret};

pub use self::{
    amount::Amount,
    application::{Application, ApplicationKind, NewApplication, Status},
    bulk::Ids,
    company::Company,
    contact::Contact,
    dictionary::DictionaryItem,
    document::{Document, DocumentKind},
    handler::EventBinding,
    hook::OutgoingWebhook,
    message::Message,
    notice::Notice,
    placement::{PlacementBinding, PlacementText},
    reach::{Multifield, Reach},
    requisite::Requisite,
    robot::{FollowUp, Robot, RobotSort},
    sale::{Deal, Invoice, Lead, Process, Sale},
    seed::SeedError,
    task::{Task, TaskStatus},
    token::{AuthorizationCode, TokenFault, TokenPair},
    user::{Access, Language, Rights, User},
    workflow::{RobotRun, Workflow, WorkflowState},
};
pub(crate) use self::{
    category::Category,
    cell::Cell,
    confirmation::Answer,
    crm::{Crm, RequisiteLink},
    handler::{BindingRefusal, known_events},
    kept::Kept,
    message::NewMessage,
    notice::NewNotice,
    offline::{Lane, OfflineEvent},
    placement::{known_placement, known_placements},
    record::{Activity, BankDetail, Comment, Currency, Preset, Record},
    robot::StageRobot,
    table::Table,
    user_field::{Choice, UserField},
    workflow::{Course, TEMPLATES, Template, fresh_id},
};

/// One portal's data.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    member_id: String,
    /// Rises with each change, so that whoever shows the state knows when to look.
    revision: AtomicU64,
    state: RwLock<State>,
}

/// Everything that changes, under one lock.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) users: user::Users,
    pub(crate) crm: Crm,
    pub(crate) applications: application::Registry,
    /// Market applications that were removed and may come back.
    pub(crate) uninstalled: application::Registry,
    pub(crate) placements: placement::Placements,
    pub(crate) handlers: handler::Handlers,
    pub(crate) tokens: token::Tokens,
    pub(crate) offline: offline::OfflineQueue,
    pub(crate) robots: robot::Robots,
    pub(crate) workflows: workflow::Workflows,
    pub(crate) outgoing_webhooks: Vec<OutgoingWebhook>,
    pub(crate) options: option::Options,
    pub(crate) confirmations: confirmation::Confirmations,
    pub(crate) notices: notice::Notices,
    pub(crate) messages: message::Messages,
    /// Incoming webhooks by code: the user each acts as.
    pub(crate) webhooks: Vec<Webhook>,
}

/// A secret address that acts as the user who made it
/// (`local-integrations/local-webhooks.md`).
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) code: Secret,
    pub(crate) user_id: i64,
    pub(crate) scopes: Vec<String>,
}

impl World {
    /// The data set every portal starts with; dates are relative to the clock's
    /// today.
    ///
    /// # Errors
    /// The built-in data file does not say what it should.
    pub(crate) fn seeded(member_id: String, clock: Clock) -> Result<Self, SeedError> {
        let state = seed::state(&clock)?;
        Ok(Self {
            inner: Arc::new(Inner {
                clock,
                member_id,
                revision: AtomicU64::new(1),
                state: RwLock::new(state),
            }),
        })
    }

    /// The portal's permanent identity: 32 hexadecimal digits.
    pub fn member_id(&self) -> &str {
        &self.inner.member_id
    }

    /// The portal's clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Looks at the state. Keep it short: everybody else waits.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(
            &self
                .inner
                .state
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Changes the state. Keep it short: everybody else waits.
    pub(crate) fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(
            &mut self
                .inner
                .state
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
        self.inner.revision.fetch_add(1, Relaxed);
        outcome
    }

    /// How often the state was changed, or might have been.
    pub(crate) fn revision(&self) -> u64 {
        self.inner.revision.load(Relaxed)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("member_id", &self.inner.member_id)
            .finish_non_exhaustive()
    }
}
