//! The addresses of the collector, and the path of a post through the guards.

use super::connection::Talk;
use super::slots::Stage;
use super::{Refusal, Shared, body, draw};
use crate::collect::post::{self, Post};
use crate::collect::reply::{Cache, Reply};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, Request, State};
use axum::http::Response;
use axum::routing::get;
use std::sync::Arc;
use std::time::Instant;

/// The route that answered, for the log: a path may hold a reference, or anything that a stranger typed.
#[derive(Clone, Copy)]
pub(super) struct Route(pub(super) &'static str);

const FORM: &str = "/forms/{form}";
const RECEIVED: &str = "/forms/{form}/received/{reference}";
const ASSET: &str = "/assets/{name}";
const HEALTH: &str = "/health";

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(FORM, get(show).post(submit))
        .route(RECEIVED, get(received))
        .route(ASSET, get(asset))
        .route(HEALTH, get(health))
        .method_not_allowed_fallback(wrong_method)
        .fallback(not_found)
        .with_state(shared)
}

type Answer = (Extension<Route>, Response<Body>);

async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<String>, PathRejection>,
) -> Answer {
    let Ok(Path(form)) = path else { return not_found(State(shared)).await };
    (Extension(Route(FORM)), draw::page(&shared, talk.deadline, move |pages| pages.show(&form)).await)
}

async fn received(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Answer {
    let Ok(Path((form, reference))) = path else { return not_found(State(shared)).await };
    let page = draw::page(&shared, talk.deadline, move |pages| pages.received(&form, &reference));
    (Extension(Route(RECEIVED)), page.await)
}

async fn asset(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<String>, PathRejection>,
) -> Answer {
    let Ok(Path(name)) = path else { return not_found(State(shared)).await };
    (Extension(Route(ASSET)), draw::page(&shared, talk.deadline, move |pages| pages.asset(&name)).await)
}

async fn health() -> Answer {
    let (kind, body) = ("text/plain; charset=utf-8", b"ok\n".to_vec());
    let reply = Reply { status: 200, kind, body, location: None, cache: Cache::NoStore };
    (Extension(Route(HEALTH)), reply.into_response().unwrap_or_default())
}

async fn not_found(State(shared): State<Arc<Shared>>) -> Answer {
    (Extension(Route("none")), draw::refusal(&shared, Refusal::NotFound).await)
}

async fn wrong_method(State(shared): State<Arc<Shared>>) -> Answer {
    (Extension(Route("none")), draw::refusal(&shared, Refusal::WrongMethod).await)
}

async fn submit(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Answer {
    let Ok(Path(form)) = path else { return not_found(State(shared)).await };
    let response = match read(&shared, &talk, form, request).await {
        Ok(post) => draw::page(&shared, talk.deadline, move |pages| pages.submit(post)).await,
        Err(Refused { why, status }) => draw::refusal_with(&shared, why, status).await,
    };
    (Extension(Route(FORM)), response)
}

struct Refused {
    why: Refusal,
    status: u16,
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Refused {
        Refused { why, status: why.status() }
    }
}

impl From<post::Error> for Refused {
    fn from(error: post::Error) -> Refused {
        match error {
            post::Error::TooMuch => Refusal::TooLarge.into(),
            post::Error::NotText => Refusal::BadPost.into(),
            post::Error::NotAForm => Refused { why: Refusal::BadPost, status: 415 },
        }
    }
}

/// The guards in the order of what they cost. A post of another site is not counted, or that site could use up a school's number.
async fn read(shared: &Shared, talk: &Talk, form: String, request: Request) -> Result<Post, Refused> {
    let headers = request.headers();
    if !shared.origins.allow(headers) {
        return Err(Refusal::CrossSite.into());
    }
    let now = Instant::now();
    let network = shared.networks.of_request(talk.peer, headers, now);
    shared.rate.take(network, now).map_err(|retry_after| Refusal::TooMany { retry_after })?;
    post::ensure_form(headers)?;
    talk.slot.enter(Stage::Body);
    let body = body::read(request.into_body(), &shared.limits, talk.deadline).await;
    if !talk.slot.enter(Stage::Work) {
        return Err(Refusal::Unavailable.into());
    }
    let fields = post::parse(&body?, shared.limits.bounds())?;
    Ok(Post { form, fields, network })
}
