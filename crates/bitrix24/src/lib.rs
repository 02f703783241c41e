//! A client library for the Bitrix24 REST API.
//!
//! - A [`Call`] is a value; a [`Client`] sends it, or a whole [`Batch`] of them in one request.
//! - [`OAuth`] trades codes and refresh tokens for a [`Grant`] at an [`AuthorizationServer`].
//! - [`Renewal`] gets a new token when the old one expires, once for all who need it.
//! - [`Limiter`] lets calls in as a portal's limits allow; [`Patience`] bounds how often and how
//!   long a call is tried.
//! - [`reading`] reads whole lists, as fast as the portal allows.
//! - [`incoming`] parses what a portal sends: the [`Frame`] of a page, an [`Event`], a robot's run;
//!   and proves who sent it.
//! - [`values`] reads Bitrix24's spellings of ids, flags, maps and decimals.
//!
//! Facts about the platform name the page of its documentation
//! (<https://github.com/bitrix24/b24restdocs>) in parentheses.
//!
//! ```no_run
//! use bitrix24::{Batch, Call, Client, Credential, SecretString, values};
//!
//! #[derive(serde::Deserialize)]
//! struct Company {
//!     #[serde(rename = "ID", deserialize_with = "values::id")]
//!     id: Option<u64>,
//!     #[serde(rename = "TITLE")]
//!     title: String,
//! }
//!
//! # async fn run(code: SecretString) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(
//!     bitrix24::http_client()?,
//!     "https://acme.bitrix24.com/rest/".parse()?,
//!     Credential::Webhook { user_id: 1, code },
//! );
//!
//! let mut batch = Batch::new();
//! let deal = batch.add("deal", Call::new("crm.deal.get").param("id", 77))?;
//! let company = Call::new("crm.company.get").param("id", deal.at("COMPANY_ID"));
//! let company = batch.add("company", company)?;
//!
//! let outcome = client.run(&batch).await?;
//! let company: Company = outcome.take(&company)?;
//! println!("{:?} {}", company.id, company.title);
//! # Ok(())
//! # }
//! ```

mod answer;
mod batch;
mod call;
mod call_error;
mod client;
mod credential;
mod envelope;
mod error_code;
mod http;
pub mod incoming;
pub mod limit;
mod member_id;
mod meter;
mod misfit;
mod oauth;
mod origin;
mod portal_address;
pub mod reading;
mod refusal;
mod renewal;
mod secret;
mod transport;
pub mod values;
mod webhook;

pub use answer::{Answer, Time};
pub use batch::{Batch, BatchError, CommandError, Outcome, Reference, Step};
pub use call::{Argument, Call, Unsayable};
pub use call_error::CallError;
pub use client::{Client, Patience};
pub use credential::Credential;
pub use error_code::ErrorCode;
pub use http::http_client;
pub use incoming::{Event, EventAuth, Frame, ParseError, Verified};
pub use limit::{Class, Limiter, Plan};
pub use member_id::{MemberId, NotAMemberId};
pub use misfit::Misfit;
pub use oauth::{
    AppInfo, Application, AuthorizationServer, Grant, Installation, OAuth, OAuthError,
};
pub use origin::NotAnAddress;
pub use portal_address::PortalAddress;
pub use reading::{List, Reading};
pub use refusal::{Invalid, Refusal};
pub use renewal::{
    KeeperError, Keeping, MemoryKeeper, Renewal, RenewalError, Replaced, TokenKeeper, Tokens,
};
pub use secrecy::SecretString;
pub use secret::{AccessToken, ApplicationToken, ClientSecret, EventToken, RefreshToken};
pub use transport::{Lost, Unanswered};
pub use webhook::NotAWebhook;

/// The examples of `README.md` compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
