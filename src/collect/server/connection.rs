//! One connection: one request, one answer, and a farewell that lets the client read it.

use super::Shared;
use super::routes::Route;
use super::slots::{Slot, Stage};
use super::wire::Wire;
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Method, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::poll_fn;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tower::ServiceExt;
use tracing::Instrument;

/// How long a client has to hang up once it has its answer.
const FAREWELL: Duration = Duration::from_secs(5);
const READ_BYTES: usize = 8 * 1024;

/// What a route knows of the connection that it answers.
#[derive(Clone)]
pub(super) struct Talk {
    pub(super) slot: Arc<Slot>,
    pub(super) peer: IpAddr,
    /// When the answer must be drawn.
    pub(super) deadline: Instant,
}

/// Serve a connection to its end: answered, out of time, or made to give way.
pub(super) async fn serve(stream: TcpStream, peer: IpAddr, slot: Slot, shared: Arc<Shared>, router: Router) {
    let slot = Arc::new(slot);
    let talk = converse(stream, peer, slot.clone(), &shared, router);
    tokio::select! {
        biased;
        () = slot.dismissed() => {}
        _ = timeout(shared.limits.life(), talk) => {}
    }
}

/// One request a connection. Keeping it open would save a handshake and cost a second kind of waiting, with limits of its own;
/// in front of the collector stands a proxy, which keeps its own open towards browsers.
async fn converse(stream: TcpStream, peer: IpAddr, slot: Arc<Slot>, shared: &Arc<Shared>, router: Router) {
    let wire = TokioIo::new(Wire::new(stream, slot.clone(), shared.clone()));
    let limits = &shared.limits;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .keep_alive(false)
        // A client that has said all may close its side: what it sent is worked on all the same.
        .half_close(true)
        .max_headers(limits.head_lines)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes.max(8 * READ_BYTES));
    let service = service_fn(|request| {
        let talk = Talk { slot: slot.clone(), peer, deadline: Instant::now() + limits.request_time };
        Box::pin(answer(request, talk, shared, router.clone()))
    });
    let mut connection = http.serve_connection(wire, service);
    // Whether it went well or not, the answer that was written, if any, must be read before the connection is reset.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    if let Some(stream) = connection.into_parts().io.into_inner().into_answered() {
        slot.enter(Stage::Farewell);
        let _ = timeout(FAREWELL, farewell(stream)).await;
    }
}

/// Closing a connection with unread bytes resets it, and the client loses the answer that says why. So say that nothing more
/// comes, and read what is still on its way.
async fn farewell(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut unread = [0; READ_BYTES];
    while let Ok(1..) = stream.read(&mut unread).await {}
}

async fn answer(
    request: Request<Incoming>,
    talk: Talk,
    shared: &Shared,
    router: Router,
) -> Result<Response<Body>, Infallible> {
    let begun = Instant::now();
    talk.slot.enter(Stage::Work);
    let slot = talk.slot.clone();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(talk);
    let span = tracing::info_span!("request", id = request_id());
    let Ok(mut response) = router.oneshot(request).instrument(span.clone()).await;
    shared.headers.put_on(response.headers_mut());
    let route = response.extensions().get().map_or("none", |Route(route)| *route);
    let milliseconds = begun.elapsed().as_millis() as u64;
    let bytes = response.body().size_hint().exact().unwrap_or_default();
    span.in_scope(|| {
        tracing::info!(method, route, status = response.status().as_u16(), milliseconds, bytes, "answered");
    });
    slot.enter(Stage::Answer);
    Ok(response)
}

/// A random number that joins the lines of one request.
fn request_id() -> String {
    let mut bytes = [0; 8];
    // Without random bytes the lines of requests can't be told apart; no reason to refuse one.
    let _ = getrandom::fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
