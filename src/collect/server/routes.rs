//! The addresses of the collector, and the path of a post through the guards.

use super::connection::Talk;
use super::pages::{CODE, FOLDER_CODE, SIGNER_CODE};
use super::slots::Stage;
use super::{DraftRequest, Refusal, Shared, body, draw};
use crate::collect::guard::Rate;
use crate::collect::post::{self, Post};
use crate::collect::reply::{Cache, Reply};
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, Response, header};
use axum::routing::get;
use std::sync::Arc;
use std::time::Instant;

/// The route that answered, for the log: a path may hold a reference, or anything that a stranger typed.
#[derive(Clone, Copy)]
pub(super) struct Route(pub(super) &'static str);

const FORM: &str = "/forms/{form}";
const RECEIVED: &str = "/forms/{form}/received/{reference}";
const WITHDRAW: &str = "/forms/{form}/withdraw";
const DRAFTS: &str = "/drafts";
const DRAFT: &str = "/drafts/{*place}";
const ASSET: &str = "/assets/{name}";
const HEALTH: &str = "/health";

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(FORM, get(show).post(submit))
        .route(RECEIVED, get(received))
        .route(WITHDRAW, get(show_withdraw).post(withdraw))
        .route(DRAFTS, get(draft).post(draft))
        .route(DRAFT, get(draft).post(draft))
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
    RawQuery(query): RawQuery,
) -> Answer {
    let Ok(Path(form)) = path else { return not_found(State(shared)).await };
    let page = query.as_deref().and_then(page_of);
    let page = draw::page(&shared, talk.deadline, move |pages| pages.show(&form, page.as_deref()));
    (Extension(Route(FORM)), page.await)
}

/// The page that a form was opened from, as `?page=/peps/` says it; said twice, it says nothing.
fn page_of(query: &str) -> Option<String> {
    let mut pages = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "page");
    let page = pages.next()?.1.into_owned();
    pages.next().is_none().then_some(page)
}

async fn received(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Answer {
    let Ok(Path((form, reference))) = path else { return not_found(State(shared)).await };
    let cookies = cookies(&headers);
    let page = draw::page(&shared, talk.deadline, move |pages| pages.received(&form, &reference, &cookies));
    (Extension(Route(RECEIVED)), page.await)
}

async fn show_withdraw(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<String>, PathRejection>,
) -> Answer {
    let Ok(Path(form)) = path else { return not_found(State(shared)).await };
    let page = draw::page(&shared, talk.deadline, move |pages| pages.withdraw(&form, None));
    (Extension(Route(WITHDRAW)), page.await)
}

async fn withdraw(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Answer {
    let Ok(Path(form)) = path else { return not_found(State(shared)).await };
    let response = match read(&shared, &talk, form, request, &shared.codes).await {
        Ok(post) => {
            let form = post.form.clone();
            draw::page(&shared, talk.deadline, move |pages| pages.withdraw(&form, Some(post))).await
        }
        Err(Refused { why, status }) => draw::refusal_with(&shared, why, status).await,
    };
    (Extension(Route(WITHDRAW)), response)
}

/// Everything below `/drafts`. Saving is counted apart from sending, and trying codes apart from both.
async fn draft(
    State(shared): State<Arc<Shared>>,
    Extension(talk): Extension<Talk>,
    request: Request,
) -> Answer {
    let path = request.uri().path().strip_prefix(DRAFTS).unwrap_or_default().to_string();
    let query = request.uri().query().unwrap_or_default().to_string();
    let cookies = cookies(request.headers());
    let post = if request.method() == Method::POST {
        match read(&shared, &talk, String::new(), request, &shared.saves)
            .await
            .and_then(|post| count_try(&shared, post))
        {
            Ok(post) => Some(post),
            Err(Refused { why, status }) => {
                return (Extension(Route(DRAFT)), draw::refusal_with(&shared, why, status).await);
            }
        }
    } else {
        None
    };
    let request = DraftRequest { path, query, cookies, post };
    let page = draw::page(&shared, talk.deadline, move |pages| pages.draft(&request));
    (Extension(Route(DRAFT)), page.await)
}

/// A code may be tried on every page of a draft, so what counts as a try is that a code was posted, whatever the cookies say.
fn count_try(shared: &Shared, post: Post) -> Result<Post, Refused> {
    let is_code = |name: &str| [CODE, SIGNER_CODE, FOLDER_CODE].contains(&name);
    let has_code = post.fields.iter().any(|(name, value)| is_code(name) && !value.trim().is_empty());
    if has_code {
        let taken = shared.codes.take(post.network, Instant::now());
        taken.map_err(|retry_after| Refusal::TooMany { retry_after })?;
    }
    Ok(post)
}

/// What the browser sent of cookies, as one line.
fn cookies(headers: &HeaderMap) -> String {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.collect::<Vec<_>>().join("; ")
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
    let reply = Reply { status: 200, kind, body, location: None, cache: Cache::NoStore, cookies: Vec::new() };
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
    let response = match read(&shared, &talk, form, request, &shared.rate).await {
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
async fn read(
    shared: &Shared,
    talk: &Talk,
    form: String,
    request: Request,
    rate: &Rate,
) -> Result<Post, Refused> {
    let headers = request.headers();
    if !shared.origins.allow(headers) {
        return Err(Refusal::CrossSite.into());
    }
    let now = Instant::now();
    let network = shared.networks.of_request(talk.peer, headers, now);
    rate.take(network, now).map_err(|retry_after| Refusal::TooMany { retry_after })?;
    post::ensure_form(headers)?;
    talk.slot.enter(Stage::Body);
    let body = body::read(request.into_body(), &shared.limits, talk.deadline).await;
    if !talk.slot.enter(Stage::Work) {
        return Err(Refusal::Unavailable.into());
    }
    let fields = post::parse(&body?, shared.limits.bounds())?;
    Ok(Post { form, fields, network })
}
