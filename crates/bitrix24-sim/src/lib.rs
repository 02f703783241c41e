//! A Bitrix24 portal on your own machine: authorization server, REST, pages,
//! events and the frame protocol, over one deterministic data set.
//!
//! Everything is written from the vendor's documents (paths in the comments are
//! relative to their root) and shares no code with any client: it is a second,
//! independent reading, so that one misreading cannot pass every test.
//!
//! ```no_run
//! # async fn example() -> Result<(), bitrix24_sim::StartError> {
//! use bitrix24_sim::{ApplicationKind, NewApplication, Settings, Sim};
//!
//! let sim = Sim::start(Settings::default()).await?;
//! let application = sim.register_application(NewApplication {
//!     kind: ApplicationKind::Local,
//!     title: "My application".into(),
//!     handler_url: "http://127.0.0.1:3000/app".into(),
//!     scopes: vec!["crm".into(), "placement".into()],
//!     ..NewApplication::default()
//! });
//! println!("{} {}", sim.portal_url(), application.client_id);
//! # Ok(())
//! # }
//! ```

mod change;
mod clock;
mod cloud;
mod config;
mod control;
mod events;
mod fault;
mod frame;
mod journal;
mod knobs;
mod lifecycle;
mod listener;
mod oauth;
mod pages;
mod php;
mod requests;
mod rest;
mod secret;
mod settings;
mod sim;
mod state;
mod summary;
mod tls;
mod wire;
mod world;

pub use self::{
    change::ChangeRefusal,
    clock::Clock,
    cloud::Cloud,
    config::{ApplicationEntry, Config, ConfigError, Limit, PortalEntry, UserEntry},
    events::Actor,
    fault::{Fault, Faults, PendingFault},
    frame::{DEFAULT_PLACEMENT, FramePost, FrameRefusal},
    journal::{Entry, Journal, Kind, Record},
    knobs::{Billing, Bucket, Knobs},
    lifecycle::RobotRefusal,
    requests::RequestCounts,
    secret::Secret,
    settings::Settings,
    sim::{Sim, StartError},
    state::AppState,
    tls::{Tls, TlsError},
    world::{
        Access, Amount, Application, ApplicationKind, AuthorizationCode, Company, Contact, Deal,
        DictionaryItem, Document, DocumentKind, EventBinding, FollowUp, Ids, Invoice, Language,
        Lead, Message, Multifield, NewApplication, Notice, OutgoingWebhook, PlacementBinding,
        PlacementText, Process, Reach, Requisite, Rights, Robot, RobotRun, RobotSort, Sale,
        SeedError, Status, Task, TaskStatus, TokenFault, TokenPair, User, Workflow, WorkflowState,
        World,
    },
};
