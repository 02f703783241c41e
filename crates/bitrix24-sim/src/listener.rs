//! One address being served, until it is told to stop.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use url::Url;

use crate::{
    StartError, Tls,
    tls::Secured,
    wire::{Peer, Wires},
};

/// How long open connections may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// A bound address; its server ends with it.
#[derive(Debug)]
pub(crate) struct Listener {
    url: Url,
    tls: Option<Tls>,
    /// Taken by the server when it starts.
    socket: Option<TcpListener>,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

impl Listener {
    pub(crate) async fn bind(address: SocketAddr, tls: Option<Tls>) -> Result<Self, StartError> {
        let refused = |source| StartError::Listen { address, source };
        let socket = TcpListener::bind(address).await.map_err(refused)?;
        let bound = socket.local_addr().map_err(refused)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        Ok(Self {
            url: Url::parse(&format!("{scheme}://{bound}/"))?,
            tls,
            socket: Some(socket),
            stop: watch::Sender::new(false),
            server: None,
        })
    }

    /// `http://127.0.0.1:8081/`
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Serves the routes from now on; only the first call does anything.
    pub(crate) fn serve(&mut self, routes: Router) {
        if let Some(socket) = self.socket.take() {
            let stopping = self.stop.subscribe();
            self.server = Some(tokio::spawn(serve(
                socket,
                self.tls.take(),
                routes,
                stopping,
            )));
        }
    }

    /// Stops listening, lets open answers end, and returns when the port is free.
    pub(crate) async fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(FAREWELL, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }
}

async fn serve(
    socket: TcpListener,
    tls: Option<Tls>,
    routes: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let service = routes.into_make_service_with_connect_info::<Peer>();
    let stopped = async move {
        // A dropped sender means the same as a stop.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let wires = Wires(socket);
    let served = match tls {
        None => {
            axum::serve(wires, service)
                .with_graceful_shutdown(stopped)
                .await
        }
        Some(tls) => {
            axum::serve(Secured::new(wires, tls.acceptor()), service)
                .with_graceful_shutdown(stopped)
                .await
        }
    };
    if let Err(error) = served {
        tracing::error!(error = %error, "the listener failed");
    }
}
