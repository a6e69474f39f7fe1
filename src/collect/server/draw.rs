//! Calls [`Pages`] on a thread that may block, and makes an answer of whatever comes of it.

use super::{Pages, Refusal, Shared};
use crate::collect::reply::Reply;
use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};
use tracing::Span;

/// How long the page of a refusal may take; past it a plain one is sent.
const REFUSAL_TIME: Duration = Duration::from_secs(2);

/// Sent when not even the page of a refusal can be drawn.
pub(super) const PLAIN: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Sorry, this did not work</title>\n\
    <h1>Sorry, this did not work</h1>\n<p>Go back and try again in a few minutes. If you sent a form, we can’t tell you here whether it arrived.</p>\n</html>\n";

/// What `Pages` answers. A panic gives 500, a wait past the deadline 503: the work goes on, nobody waits for it.
pub(super) async fn page(
    shared: &Shared,
    deadline: Instant,
    call: impl FnOnce(&dyn Pages) -> Reply + Send + 'static,
) -> Response<Body> {
    match drawn(shared, deadline, call).await {
        Ok(response) => response,
        Err(Fault::Late) => refusal(shared, Refusal::Unavailable).await,
        Err(Fault::Broken) => refusal_with(shared, Refusal::Unavailable, 500).await,
    }
}

/// The page of a refusal, with its status.
pub(super) async fn refusal(shared: &Shared, why: Refusal) -> Response<Body> {
    refusal_with(shared, why, why.status()).await
}

/// The page of a refusal under a narrower status.
pub(super) async fn refusal_with(shared: &Shared, why: Refusal, status: u16) -> Response<Body> {
    let call = move |pages: &dyn Pages| Reply { status, ..pages.refuse(why) };
    let page = drawn(shared, Instant::now() + REFUSAL_TIME, call).await;
    let mut response = page.unwrap_or_else(|_| plain(status));
    if let Refusal::TooMany { retry_after } = why {
        let seconds = retry_after.as_millis().div_ceil(1000).max(1) as u64;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page that needs nobody to draw it.
pub(super) fn plain(status: u16) -> Response<Body> {
    Reply::page(status, PLAIN).into_response().unwrap_or_default()
}

enum Fault {
    Late,
    Broken,
}

async fn drawn(
    shared: &Shared,
    deadline: Instant,
    call: impl FnOnce(&dyn Pages) -> Reply + Send + 'static,
) -> Result<Response<Body>, Fault> {
    let (pages, span) = (shared.pages.clone(), Span::current());
    let drawing = spawn_blocking(move || span.in_scope(|| call(pages.as_ref())));
    match timeout_at(deadline, drawing).await {
        Err(_) => {
            tracing::warn!("the answer took too long");
            Err(Fault::Late)
        }
        Ok(Err(_)) => Err(Fault::Broken),
        Ok(Ok(reply)) => reply.into_response().ok_or(Fault::Broken),
    }
}
