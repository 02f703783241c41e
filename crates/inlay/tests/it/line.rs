//! The way to a server, which can be cut, blocked and mended.

use std::net::Ipv4Addr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the way is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// Nothing comes through, and nobody says so.
    Blocked,
    /// Connections end, and new ones are closed at once.
    Cut,
}

/// A way from a port of its own to a server's port.
#[derive(Debug)]
pub(crate) struct Line {
    port: u16,
    way: watch::Sender<Way>,
}

impl Line {
    pub(crate) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = watch::Sender::new(Way::Open);
        let seen = way.subscribe();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server, seen.clone()));
            }
        });
        Self { port, way }
    }

    /// The same address with this way's port.
    pub(crate) fn through(&self, url: &str, server: u16) -> String {
        url.replace(&format!(":{server}/"), &format!(":{}/", self.port))
    }

    pub(crate) fn become_now(&self, way: Way) {
        self.way.send_replace(way);
    }
}

/// Carries bytes while the way is open; a connection that met a block is dead when it is mended.
async fn carry(mut near: TcpStream, server: u16, mut way: watch::Receiver<Way>) {
    if *way.borrow_and_update() == Way::Open {
        let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else {
            return;
        };
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = way.wait_for(|way| *way != Way::Open) => {}
        }
    }
    let _ = way.wait_for(|way| *way != Way::Blocked).await;
}
