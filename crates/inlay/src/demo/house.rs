//! Portal, ledger and server under one roof, on loopback, from the real parts.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bitrix24_sim::{Application, ApplicationKind, NewApplication, Settings, Sim};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

use super::sample;
use crate::clock::Clock;
use crate::config::Config;
use crate::server::Server;
use crate::store::Store;
use crate::web::App;

/// Where a house keeps the configuration it was built with.
pub const CONFIGURATION_FILE: &str = "inlay.toml";

/// The configuration of the demo; what only the start knows comes through the environment.
pub const CONFIGURATION: &str = include_str!("inlay.toml");

/// Rules for it: the demo runs them, and whoever measures or counts does without.
pub const RULES: &str = include_str!("rules.toml");

/// Where the house is built, and on what.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where the simulated portal listens.
    pub portal: SocketAddr,
    /// Instead of a SQLite file: the store's address.
    pub store: Option<String>,
    /// Instead of the sample ledger: the address of one that is filled already.
    pub ledger: Option<String>,
    /// Instead of the demo's configuration.
    pub configuration: Option<String>,
    /// What the portal lets the application do.
    pub scopes: Vec<String>,
    /// Single keys of the configuration, as the environment would override them.
    pub overrides: BTreeMap<String, String>,
    /// The server's time; the portal keeps its own.
    pub clock: Clock,
    /// Whether the application has pages. One without is installed by the portal's own server.
    pub pages: bool,
}

impl Default for Plan {
    /// Free ports, files of its own, the system's time.
    fn default() -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: anywhere,
            portal: anywhere,
            store: None,
            ledger: None,
            configuration: None,
            scopes: ["crm", "placement", "task", "im", "user_brief"]
                .map(str::to_owned)
                .into(),
            overrides: BTreeMap::new(),
            clock: Clock::default(),
            pages: true,
        }
    }
}

/// A simulated portal, a ledger and a server that are up; they end when it is dropped.
#[derive(Debug)]
pub struct House {
    sim: Sim,
    app: App,
    server: Server,
    application: Application,
    environment: Environment,
    folder: tempfile::TempDir,
    clock: Clock,
}

/// What the configuration is completed by; it holds secrets.
struct Environment(BTreeMap<String, String>);

impl House {
    /// Builds everything; the application is registered in the portal and waits for its
    /// administrator.
    ///
    /// # Errors
    /// When a port is taken, or a part does not start.
    pub async fn build(plan: Plan) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("inlay-").tempdir()?;
        let listener = listen(plan.listen).await?;
        let operators = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let public_url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;

        let sim = Sim::start(Settings {
            listen: plan.portal,
            ..Settings::default()
        })
        .await?;
        let application = sim.register_application(NewApplication {
            kind: ApplicationKind::Local,
            client_id: None,
            client_secret: None,
            title: "Inlay".into(),
            handler_url: public_url.join("app")?.into(),
            install_url: Some(public_url.join("install")?.into()),
            api_only: !plan.pages,
            scopes: plan.scopes,
            ..NewApplication::default()
        });

        let file = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        let ledger = match plan.ledger {
            Some(address) => address,
            None => {
                let address = file("ledger.db");
                sample::write(
                    &address,
                    plan.clock.now().date_naive(),
                    sample::Size::Sample,
                )
                .await
                .context("the sample ledger cannot be written")?;
                address
            }
        };
        let mut environment = BTreeMap::from([
            (
                "INLAY_CLIENT_SECRET".into(),
                application.client_secret.expose().to_owned(),
            ),
            (
                "INLAY_KEY".into(),
                STANDARD.encode(rand::random::<[u8; 32]>()),
            ),
            ("ERP_URL".into(), ledger),
            (
                "INLAY__SERVER__LISTEN".into(),
                listener.local_addr()?.to_string(),
            ),
            (
                "INLAY__SERVER__OPERATOR_LISTEN".into(),
                operators.local_addr()?.to_string(),
            ),
            ("INLAY__SERVER__PUBLIC_URL".into(), public_url.to_string()),
            (
                "INLAY__BITRIX24__PORTAL".into(),
                sim.portal_url().to_string(),
            ),
            (
                "INLAY__BITRIX24__CLIENT_ID".into(),
                application.client_id.clone(),
            ),
            (
                "INLAY__BITRIX24__OAUTH_SERVER".into(),
                sim.oauth_url().to_string(),
            ),
            (
                "INLAY__BITRIX24__FRAME_SCRIPT".into(),
                sim.portal_url().join("api/v1/")?.to_string(),
            ),
            (
                "INLAY__STORE__URL".into(),
                plan.store.unwrap_or_else(|| file("inlay.db")),
            ),
        ]);
        environment.extend(plan.overrides);
        let configuration = plan.configuration.as_deref().unwrap_or(CONFIGURATION);
        std::fs::write(folder.path().join(CONFIGURATION_FILE), configuration)?;
        let environment = Environment(environment);
        let app = environment
            .application(folder.path(), plan.clock.clone())
            .await?;
        let server = Server::start(app.clone(), listener, operators)?;
        Ok(Self {
            sim,
            app,
            server,
            application,
            environment,
            folder,
            clock: plan.clock,
        })
    }

    /// Stops the server and starts it again, at the same address, from what it left on the disk.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart(self) -> anyhow::Result<Self> {
        self.restart_after(async |_| {}).await
    }

    /// The same, with something that happens in the portal while the server is down.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart_after(self, meanwhile: impl AsyncFnOnce(&Sim)) -> anyhow::Result<Self> {
        let (address, operators) = (self.server.address(), self.server.operators());
        self.server.stop().await;
        self.app.store.close().await;
        meanwhile(&self.sim).await;
        let app = self
            .environment
            .application(self.folder.path(), self.clock.clone())
            .await?;
        let (listener, operators) = (listen(address).await?, listen(operators).await?);
        let server = Server::start(app.clone(), listener, operators)?;
        Ok(Self {
            app,
            server,
            ..self
        })
    }

    /// Starts the server again as another application of the portal, as an administrator does who
    /// has written its keys into the configuration.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn restart_as(mut self, application: Application) -> anyhow::Result<Self> {
        let secret = application.client_secret.expose().to_owned();
        let keys = [
            ("INLAY__BITRIX24__CLIENT_ID", application.client_id.clone()),
            ("INLAY_CLIENT_SECRET", secret),
        ];
        let keys = keys.map(|(name, value)| (name.to_owned(), value));
        self.environment.0.extend(keys);
        self.application = application;
        self.restart().await
    }

    /// The environment the server was started with, for commands that are run beside it.
    #[must_use]
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment.0
    }

    /// Installs the application as the administrator's browser would: the frame's form is posted,
    /// and the page's last step is told to the portal.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn install(&self) -> anyhow::Result<()> {
        let administrator = self
            .sim
            .user("admin")
            .context("the portal has an administrator")?;
        let frame = self.sim.frame_post(
            &administrator,
            &self.application,
            bitrix24_sim::DEFAULT_PLACEMENT,
            &json!({}),
        )?;
        let answer = bitrix24::http_client()?
            .post(&frame.url)
            .form(&frame.fields)
            .send()
            .await?;
        let (status, page) = (answer.status(), answer.text().await?);
        if !status.is_success() || !page.contains("data-installed=\"true\"") {
            bail!("the installation did not succeed ({status})");
        }
        self.sim.world().mark_installed(self.application.id);
        Ok(())
    }

    /// Returns when nothing is left to be done: what came is worked on, and what came of that.
    ///
    /// # Errors
    /// When the store does not answer, or the work does not end in a minute.
    pub async fn idle(&self) -> anyhow::Result<()> {
        let idle = tokio::time::timeout(Duration::from_secs(60), self.app.jobs.idle());
        idle.await.context("the work does not end")??;
        Ok(())
    }

    /// A plan with the rules of the demo, and with what they need.
    #[must_use]
    pub fn plan_with_rules() -> Plan {
        let scopes = ["crm", "placement", "task", "user_brief", "im", "bizproc"];
        Plan {
            configuration: Some(format!("{CONFIGURATION}{RULES}")),
            scopes: scopes.map(str::to_owned).into(),
            ..Plan::default()
        }
    }

    /// Gives the companies of the portal the field the demo's rules write to.
    pub fn add_limit_field(&self) {
        let company = 4;
        self.sim
            .world()
            .add_user_field(company, "UF_CRM_LIMIT", "double");
    }

    #[must_use]
    pub fn sim(&self) -> &Sim {
        &self.sim
    }

    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The application as the portal knows it.
    #[must_use]
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Where the store and the sample ledger lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Serves until the process is told to stop.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run_until_signalled(self) -> anyhow::Result<()> {
        let Self {
            sim,
            server,
            folder,
            ..
        } = self;
        server.run_until_signalled().await?;
        sim.stop().await;
        folder.close()?;
        Ok(())
    }

    /// Ends everything, in order.
    pub async fn stop(self) {
        self.server.stop().await;
        self.sim.stop().await;
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Environment {
    /// The server's parts, as a start of the process makes them.
    async fn application(&self, folder: &Path, clock: Clock) -> anyhow::Result<App> {
        let configuration = std::fs::read_to_string(folder.join(CONFIGURATION_FILE))?;
        let config = Config::parse("the demo", &configuration, &self.0, folder)?;
        let store = Store::open(&config.store.url, config.store.keys.clone()).await?;
        store.migrate().await?;
        App::new(config, store, clock)
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on"))
}
