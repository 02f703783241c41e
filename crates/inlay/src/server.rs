//! The running server: two listeners and a worker, and a stop that lets both finish.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::serve::ListenerExt;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::installation;
use crate::jobs::Worker;
use crate::meter;
use crate::rules::schedule;
use crate::web::{self, App};
use crate::work::Work;

/// How long open requests and jobs may take to finish once the server was told to stop; the
/// worker's own time ([`crate::jobs::Pace`]) is shorter.
const GRACE: Duration = Duration::from_secs(10);

/// Between two times of summing up what was measured.
const UPKEEP: Duration = Duration::from_secs(5);

/// What a process does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// It answers, and does what is to be done for the portals.
    #[default]
    All,
    /// It only answers; another process does the work.
    Web,
    /// It only does the work; its operators' listener answers, too.
    Worker,
}

/// A server that answers until it is stopped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    operators: SocketAddr,
    stopping: CancellationToken,
    app: App,
    tasks: JoinSet<std::io::Result<()>>,
}

impl Server {
    /// Starts answering on listeners that are bound already, and doing jobs.
    ///
    /// # Errors
    /// When a listener has no address.
    pub fn start(app: App, listener: TcpListener, operators: TcpListener) -> anyhow::Result<Self> {
        Self::start_as(Role::All, app, Some(listener), operators)
    }

    /// Starts what belongs to a role; a worker answers on no listener but the operators'.
    ///
    /// # Errors
    /// When a listener has no address, a role that answers has no listener, or nothing can be
    /// counted.
    pub fn start_as(
        role: Role,
        app: App,
        listener: Option<TcpListener>,
        operators: TcpListener,
    ) -> anyhow::Result<Self> {
        let stopping = CancellationToken::new();
        let metrics = meter::handle().context("nothing can be counted")?;
        let mut tasks = JoinSet::new();
        let operators_address = operators.local_addr()?;
        let mut address = operators_address;
        if role != Role::Worker {
            let listener = listener.context("there is nothing to answer on")?;
            address = listener.local_addr()?;
            let (stop, router) = (stopping.clone(), web::router(app.clone()));
            tasks.spawn(async move {
                // A page leaves in small pieces, and none of them waits for the reader to
                // acknowledge the one before.
                let listener = listener.tap_io(|stream| {
                    let _ = stream.set_nodelay(true);
                });
                axum::serve(listener, router)
                    .with_graceful_shutdown(stop.cancelled_owned())
                    .await
            });
        }
        if role != Role::Web {
            // Beside the start, which takes no longer for ten thousand portals than for one.
            let standing = app.clone();
            tokio::spawn(async move {
                if let Err(error) = installation::stand_by(&standing).await {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "what waits for each portal was not put in line"
                    );
                }
            });
            let duty = Arc::new(Work::new(app.clone()));
            let worker = Worker::start(app.jobs.clone(), duty, stopping.clone());
            tokio::spawn(keep_schedules(app.clone()));
            tasks.spawn(async move {
                worker.stopped().await;
                Ok(())
            });
        }
        let (stop, router) = (
            stopping.clone(),
            web::operators(app.clone(), metrics.clone()),
        );
        tokio::spawn(keep_metrics(metrics, stopping.clone()));
        tasks.spawn(async move {
            axum::serve(operators, router)
                .with_graceful_shutdown(stop.cancelled_owned())
                .await
        });
        Ok(Self {
            address,
            operators: operators_address,
            stopping,
            app,
            tasks,
        })
    }

    /// Where the portal's browsers arrive; a worker's operators, where none do.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where operators ask.
    #[must_use]
    pub fn operators(&self) -> SocketAddr {
        self.operators
    }

    /// Serves until the process is told to stop (Ctrl-C, or SIGTERM), then finishes.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run_until_signalled(mut self) -> anyhow::Result<()> {
        tokio::select! {
            signal = stop_signal() => {
                signal.context("the stop signal cannot be heard")?;
                tracing::info!("stopping: open requests finish first");
                self.stop().await;
                Ok(())
            }
            ended = self.tasks.join_next() => {
                match ended {
                    Some(Ok(Err(error))) => Err(error).context("a listener failed"),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Takes no more requests, lets the open ones and the jobs finish, keeps what was read, and returns.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        let finished = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, finished).await.is_err() {
            tracing::warn!("some requests did not finish in time and were dropped");
        }
        self.app.cache.flush().await;
    }
}

/// Whatever the clock starts has its job; one that is there already stays as it is.
async fn keep_schedules(app: App) {
    if let Err(error) = schedule::keep_all(&app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "rules on a schedule were not put in line; the next start tries again"
        );
    }
}

/// What was measured is summed up, whether anybody asks for it or not.
async fn keep_metrics(metrics: PrometheusHandle, stopping: CancellationToken) {
    let kept = async {
        loop {
            tokio::time::sleep(UPKEEP).await;
            metrics.run_upkeep();
        }
    };
    stopping.run_until_cancelled(kept).await;
}

async fn stop_signal() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
