//! A running portal.

use std::{io, net::SocketAddr};

use axum::{Router, extract::Request, middleware, middleware::Next, response::Response};
use serde_json::{Map, Value};
use tokio::{sync::mpsc, task::JoinHandle};
use url::Url;

use crate::{
    AppState, Clock, Faults, Journal, Knobs, RequestCounts, RobotRefusal, Secret, Settings,
    TlsError, World, events, lifecycle,
    listener::Listener,
    oauth, pages, rest,
    state::Hosts,
    world::{Application, NewApplication, SeedError, Status, TokenPair, User, Workflow},
};

/// A simulated portal with its authorization server, on two addresses.
///
/// It runs until [`stop`](Self::stop) or until it is dropped.
#[derive(Debug)]
pub struct Sim {
    state: AppState,
    portal: Listener,
    /// A portal of a [`Cloud`](crate::Cloud) has none of its own.
    oauth: Option<Listener>,
    oauth_url: Url,
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
    /// There is no certificate to speak `https` with.
    #[error("the portal cannot speak https")]
    Tls(#[from] TlsError),
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
        let mut oauth = Listener::bind(settings.oauth_listen, settings.tls.clone()).await?;
        let mut sim = Self::at(settings, oauth.url().clone()).await?;
        oauth.serve(oauth::router().with_state(sim.state.clone()));
        sim.oauth = Some(oauth);
        Ok(sim)
    }

    /// Starts a portal whose authorization server is elsewhere.
    pub(crate) async fn at(settings: Settings, oauth: Url) -> Result<Self, StartError> {
        let world = World::seeded(settings.member_id, settings.clock)?;
        let mut portal = Listener::bind(settings.listen, settings.tls).await?;
        let hosts = Hosts {
            portal: portal.url().clone(),
            oauth: oauth.clone(),
            former: Vec::new(),
        };
        let (announce, errands) = mpsc::unbounded_channel();
        let state = AppState::new(world, hosts, announce);
        let courier = tokio::spawn(events::deliver(state.clone(), events::courier()?, errands));
        let routes = rest::router()
            .merge(counted_pages(&state))
            .layer(middleware::from_fn_with_state(
                state.clone(),
                lifecycle::forward,
            ))
            .with_state(state.clone());
        portal.serve(routes);
        Ok(Self {
            state,
            portal,
            oauth: None,
            oauth_url: oauth,
            courier,
        })
    }

    /// Stops listening, lets open answers end, and returns when both ports are free.
    pub async fn stop(mut self) {
        self.portal.end().await;
        if let Some(oauth) = &mut self.oauth {
            oauth.end().await;
        }
    }

    /// Address of the portal at its start, `http://127.0.0.1:8081/`;
    /// [`AppState::portal_url`] tells the present one.
    pub fn portal_url(&self) -> &Url {
        self.portal.url()
    }

    /// Address of the authorization server.
    pub fn oauth_url(&self) -> &Url {
        &self.oauth_url
    }

    /// The base of the administrator's incoming webhook, `…/rest/1/CODE/`: add a
    /// method's name. It is a secret like any webhook's address.
    pub fn webhook_url(&self) -> Option<Secret> {
        self.state.webhook_url()
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

    /// See [`AppState::register_application`].
    pub fn register_application(&self, new: NewApplication) -> Application {
        self.state.register_application(new)
    }

    /// See [`AppState::uninstall`].
    pub fn uninstall(&self, client_id: &str, clean: bool) -> Option<Application> {
        self.state.uninstall(client_id, clean)
    }

    /// See [`AppState::install_application`].
    pub fn install_application(&self, client_id: &str) -> Option<Application> {
        self.state.install_application(client_id)
    }

    /// See [`AppState::update_application`].
    pub fn update_application(&self, client_id: &str) -> Option<Application> {
        self.state.update_application(client_id)
    }

    /// See [`AppState::pay`].
    pub fn pay(&self, client_id: &str, status: Status, days: i64) -> Option<Application> {
        self.state.pay(client_id, status, days)
    }

    /// See [`AppState::expire_payment`].
    pub fn expire_payment(&self, client_id: &str) -> Option<Application> {
        self.state.expire_payment(client_id)
    }

    /// See [`AppState::hire`].
    pub fn hire(&self, user: User) -> User {
        self.state.hire(user)
    }

    /// See [`AppState::dismiss_user`].
    pub fn dismiss_user(&self, user_id: i64) {
        self.state.dismiss_user(user_id);
    }

    /// See [`AppState::take_scope_away`].
    pub fn take_scope_away(&self, client_id: &str, scope: &str) -> bool {
        self.state.take_scope_away(client_id, scope)
    }

    /// See [`AppState::revoke_tokens`].
    pub fn revoke_tokens(&self, client_id: &str) {
        self.state.revoke_tokens(client_id);
    }

    /// See [`AppState::require_confirmation`].
    pub fn require_confirmation(&self, method: &str) {
        self.state.require_confirmation(method);
    }

    /// See [`AppState::confirm_method`].
    pub fn confirm_method(&self, method: &str, allow: bool) -> usize {
        self.state.confirm_method(method, allow)
    }

    /// See [`AppState::run_robot`].
    ///
    /// # Errors
    /// See [`RobotRefusal`].
    pub fn run_robot(
        &self,
        code: &str,
        deal: i64,
        properties: &Map<String, Value>,
    ) -> Result<Workflow, RobotRefusal> {
        self.state.run_robot(code, deal, properties)
    }

    /// See [`AppState::rename`].
    pub fn rename(&self, host: &str) -> bool {
        self.state.rename(host)
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
        options: &Value,
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
    }
}

/// The pages, each request counted.
fn counted_pages(state: &AppState) -> Router<AppState> {
    let requests = state.requests().clone();
    pages::router().layer(middleware::from_fn(move |request: Request, next: Next| {
        requests.page();
        async move { next.run(request).await as Response }
    }))
}
