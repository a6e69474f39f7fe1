//! The accept loop: it ends when it is asked to, and for no other reason.

use super::slots::Slots;
use super::{Shared, connection, routes};
use axum::Router;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// How long to wait for a file descriptor before asking again.
const PAUSE: Duration = Duration::from_millis(50);
/// How long the log is not told the same again.
const QUIET: Duration = Duration::from_secs(60);
/// How many waiting connections give way when descriptors run out: enough that the store gets one too.
const GIVE_WAY: usize = 8;

/// Answer every connection until `stop` is ready; then hear no new one, and finish those that have sent a request.
pub(super) async fn connections(listener: TcpListener, shared: &Arc<Shared>, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let router = routes::router(shared.clone());
    let mut warned: Option<Instant> = None;
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::select! {
                    biased;
                    () = &mut stop => break,
                    () = begin(stream, peer.ip(), shared, &router) => {}
                }
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                if warned.is_none_or(|at| at.elapsed() >= QUIET) {
                    tracing::warn!(%error, "a connection could not be taken: raise the limit of open files, or lower `connections`");
                    warned = Some(Instant::now());
                }
                make_room(&shared.slots).await;
            }
        }
    }
    drop(listener);
    finish(shared).await;
}

async fn begin(stream: TcpStream, peer: IpAddr, shared: &Arc<Shared>, router: &Router) {
    let network = shared.networks.of(peer, Instant::now());
    let slot = shared.slots.take(network).await;
    tokio::spawn(connection::serve(stream, peer, slot, shared.clone(), router.clone()));
}

/// The client was gone before it was heard: no reason to pause.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Out of file descriptors, or of memory for a socket: those who wait give way, and we wait a little.
async fn make_room(slots: &Slots) {
    slots.dismiss(GIVE_WAY);
    let _ = timeout(PAUSE, slots.change()).await;
}

async fn finish(shared: &Shared) {
    let emptied = async {
        loop {
            shared.slots.dismiss_without_request();
            if shared.slots.is_empty() {
                break;
            }
            shared.slots.change().await;
        }
    };
    if timeout(shared.limits.request_time + shared.limits.reply_time, emptied).await.is_err() {
        tracing::warn!("stopped before every request was answered");
    }
}
