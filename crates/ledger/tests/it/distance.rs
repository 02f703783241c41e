use std::time::{Duration, Instant};

use ledger::{ReadError, Source, SqlSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::database::{Database, query};

/// How long a message takes in one direction.
const WAY: Duration = Duration::from_millis(60);

#[tokio::test]
async fn a_read_over_a_kept_connection_takes_one_round_trip() {
    let database = Database::postgres("").await;
    let source = far_source(&database, |_| {}).await;
    let (query, params) = query("select count(*) as n from pg_class", &[]);
    // Four connections, so that one is always ready while the others are made as good as new.
    let warm = (0..4).map(|_| source.read(&query, &params));
    futures::future::try_join_all(warm).await.unwrap();

    // The fastest of some: what the machine does besides is not measured here.
    let mut fastest = Duration::MAX;
    for _ in 0..8 {
        let begun = Instant::now();
        source.read(&query, &params).await.unwrap();
        fastest = fastest.min(begun.elapsed());
    }
    assert!(fastest >= WAY * 2, "{fastest:?}");
    assert!(fastest < WAY * 3, "{fastest:?}");
}

#[tokio::test]
async fn who_finds_no_place_in_time_is_told_that_it_is_busy() {
    let database = Database::postgres("").await;
    let source = far_source(&database, |settings| {
        settings.limits.max_parallel = 1;
        settings.limits.timeout = Duration::from_secs(3);
    })
    .await;
    let (endless, params) = query("select pg_sleep(100)", &[]);
    let (first, second) = futures::join!(
        source.read(&endless, &params),
        source.read(&endless, &params)
    );
    assert_eq!(
        (first, second),
        (Err(ReadError::Timeout), Err(ReadError::Busy))
    );
}

/// A source that is [`WAY`] away.
async fn far_source(database: &Database, change: impl FnOnce(&mut SqlSettings)) -> Source {
    let Database::Postgres { server, url } = database else {
        panic!("it has no server")
    };
    let port = far_away(server.port()).await;
    let url = url.replace(&format!(":{}", server.port()), &format!(":{port}"));
    database.source_with(|settings| {
        settings.url = url.into();
        change(settings);
    })
}

/// A way to the server on which every message takes its time.
async fn far_away(server: u16) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
            let ((near_out, near_in), (far_out, far_in)) = (near.into_split(), far.into_split());
            tokio::spawn(carry(near_out, far_in));
            tokio::spawn(carry(far_out, near_in));
        }
    });
    port
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut message = vec![0; 65_536];
    while let Ok(length) = from.read(&mut message).await {
        tokio::time::sleep(WAY).await;
        if length == 0 || to.write_all(&message[..length]).await.is_err() {
            return;
        }
    }
}
