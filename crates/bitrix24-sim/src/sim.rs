//! A running portal.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, extract::Request, middleware, middleware::Next, response::Response};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::JoinHandle,
};
use url::Url;

use crate::{
    AppState, Clock, Faults, Journal, Knobs, RequestCounts, Secret, Settings, World, events, oauth,
    pages, rest,
    state::Hosts,
    wire::{Peer, Wires},
    world::{Application, NewApplication, SeedError, TokenPair, User},
};

/// How long open connections may take to end when the portal stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// A simulated portal with its authorization server, on two addresses.
///
/// It runs until [`stop`](Self::stop) or until it is dropped.
#[derive(Debug)]
pub struct Sim {
    state: AppState,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
    courier: JoinHandle<()>,
}

/// The portal could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The address is no base of a URL.
    #[error("the listening address makes no URL")]
    Address(#[from] url::ParseError),
    /// The built-in data are broken.
    #[error("the data set cannot be loaded")]
    Data(#[from] SeedError),
    /// The carrier of events has no HTTP client.
    #[error("the event sender cannot be built")]
    Courier(#[from] reqwest::Error),
}

impl Sim {
    /// Starts a portal with the built-in data and no application.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let world = World::seeded(settings.member_id, settings.clock)?;
        let portal = bind(settings.listen).await?;
        let oauth = bind(settings.oauth_listen).await?;
        let hosts = Hosts {
            portal: base_url(&portal)?,
            oauth: base_url(&oauth)?,
        };
        let (announce, occurrences) = mpsc::unbounded_channel();
        let state = AppState::new(world, hosts, announce);
        let courier = tokio::spawn(events::deliver(
            state.clone(),
            events::courier()?,
            occurrences,
        ));

        let (stop, stopping) = watch::channel(false);
        let portal_routes = rest::router()
            .merge(counted_pages(&state))
            .with_state(state.clone());
        let oauth_routes = oauth::router().with_state(state.clone());
        let servers = vec![
            tokio::spawn(serve(portal, portal_routes, stopping.clone())),
            tokio::spawn(serve(oauth, oauth_routes, stopping)),
        ];
        Ok(Self {
            state,
            stop,
            servers,
            courier,
        })
    }

    /// Stops listening, lets open answers end, and returns when both ports are free.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for server in &mut self.servers {
            if tokio::time::timeout(FAREWELL, &mut *server).await.is_err() {
                server.abort();
            }
        }
    }

    /// Address of the portal, `http://127.0.0.1:8081/`.
    pub fn portal_url(&self) -> &Url {
        &self.state.hosts().portal
    }

    /// Address of the authorization server.
    pub fn oauth_url(&self) -> &Url {
        &self.state.hosts().oauth
    }

    /// The base of the administrator's incoming webhook, `…/rest/1/CODE/`: add a
    /// method's name. It is a secret like any webhook's address.
    pub fn webhook_url(&self) -> Option<Secret> {
        self.world().read(|state| {
            let webhook = state.webhooks.first()?;
            let code = webhook.code.expose();
            Some(Secret::new(format!(
                "{}{}/{code}/",
                self.state.client_endpoint(),
                webhook.user_id
            )))
        })
    }

    /// The portal's permanent identity.
    pub fn member_id(&self) -> &str {
        self.world().member_id()
    }

    /// The portal's data.
    pub fn world(&self) -> &World {
        self.state.world()
    }

    /// The portal's time.
    pub fn clock(&self) -> &Clock {
        self.state.clock()
    }

    /// What can be turned.
    pub fn knobs(&self) -> &Knobs {
        self.state.knobs()
    }

    /// What is to go wrong.
    pub fn faults(&self) -> &Faults {
        self.state.faults()
    }

    /// The log of calls, messages and events.
    pub fn journal(&self) -> &Journal {
        self.state.journal()
    }

    /// How many HTTP requests came so far.
    pub fn requests(&self) -> RequestCounts {
        self.state.requests().counts()
    }

    /// How often a REST method has run, alone or in a batch, whatever became of its
    /// answer. Calls that were refused before it began do not count.
    pub fn executions(&self, method: &str) -> u64 {
        self.state.requests().executions(method)
    }

    /// The portal itself, for what has no method here: frames
    /// ([`AppState::frame_post`]), changes of deals ([`AppState::update_deal`]).
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Adds an application, as an administrator would.
    pub fn register_application(&self, new: NewApplication) -> Application {
        self.world().register_application(new)
    }

    /// The user with this fixture name: `admin`, `manager`, `seller`, `clerk`.
    pub fn user(&self, login: &str) -> Option<User> {
        self.world().user_by_login(login)
    }

    /// The pair the portal would put into a frame: the live one again while it is
    /// valid. `None` for an unknown user or application.
    pub fn token_for(&self, user_id: i64, client_id: &str) -> Option<TokenPair> {
        self.world().token_for(user_id, client_id)
    }

    /// What the user's browser would post into the frame.
    ///
    /// # Errors
    /// See [`AppState::frame_post`].
    pub fn frame_post(
        &self,
        user: &User,
        application: &Application,
        placement: &str,
        options: &serde_json::Value,
    ) -> Result<crate::FramePost, crate::FrameRefusal> {
        self.state.frame_post(user, application, placement, options)
    }

    /// Ends the hour of every access token given out so far.
    pub fn expire_tokens(&self) {
        self.world().expire_tokens();
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.courier.abort();
        for server in &self.servers {
            server.abort();
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| StartError::Listen { address, source })
}

fn base_url(listener: &TcpListener) -> Result<Url, StartError> {
    let address = listener.local_addr().map_err(|source| StartError::Listen {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        source,
    })?;
    Ok(Url::parse(&format!("http://{address}/"))?)
}

/// The pages, each request counted.
fn counted_pages(state: &AppState) -> Router<AppState> {
    let requests = state.requests().clone();
    pages::router().layer(middleware::from_fn(move |request: Request, next: Next| {
        requests.page();
        async move { next.run(request).await as Response }
    }))
}

async fn serve(listener: TcpListener, routes: Router, mut stopping: watch::Receiver<bool>) {
    let service = routes.into_make_service_with_connect_info::<Peer>();
    let stopped = async move {
        // A dropped sender means the same as a stop.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(Wires(listener), service)
        .with_graceful_shutdown(stopped)
        .await
    {
        tracing::error!(error = %error, "the listener failed");
    }
}
