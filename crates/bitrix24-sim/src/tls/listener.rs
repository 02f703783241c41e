//! Connections that begin with a handshake.

use std::{io, time::Duration};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use futures::{
    StreamExt as _,
    future::{BoxFuture, FutureExt as _},
    stream::FuturesUnordered,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::wire::{Peer, Wire, Wires};

/// How long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

type Handshake = BoxFuture<'static, Option<(TlsStream<Wire>, Peer)>>;

/// A listener whose connections are encrypted.
pub(crate) struct Secured {
    wires: Wires,
    acceptor: TlsAcceptor,
    /// Under way: a peer that dawdles keeps nobody else waiting.
    handshakes: FuturesUnordered<Handshake>,
}

impl Secured {
    pub(crate) fn new(wires: Wires, acceptor: TlsAcceptor) -> Self {
        Self {
            wires,
            acceptor,
            handshakes: FuturesUnordered::new(),
        }
    }
}

impl Listener for Secured {
    type Io = TlsStream<Wire>;
    type Addr = Peer;

    async fn accept(&mut self) -> (TlsStream<Wire>, Peer) {
        loop {
            tokio::select! {
                (wire, peer) = self.wires.accept() => {
                    let handshake = tokio::time::timeout(PATIENCE, self.acceptor.accept(wire));
                    // Who does not get through it has spoken plain http, or does not trust us.
                    let connection = async { Some((handshake.await.ok()?.ok()?, peer)) };
                    self.handshakes.push(connection.boxed());
                }
                // One that failed must not end the watch over the others.
                Some(shaken) = self.handshakes.next() => {
                    if let Some(connection) = shaken {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        self.wires.local_addr()
    }
}

impl Connected<IncomingStream<'_, Secured>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Secured>) -> Self {
        stream.remote_addr().clone()
    }
}
