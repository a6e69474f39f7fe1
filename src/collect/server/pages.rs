//! The border between HTTP and forms: who draws the pages, and why a request may be refused before a form sees it.

use crate::collect::post::Post;
use crate::collect::reply::Reply;
use axum::http::StatusCode;
use std::time::Duration;

/// Draws the collector's pages and takes its posts. Called on threads that may block; a panic becomes a page with status 500.
pub trait Pages: Send + Sync + 'static {
    /// A form to fill in. `page` is what the address says of the page of the site that it was opened from, unchecked.
    fn show(&self, form: &str, page: Option<&str>) -> Reply;
    /// A form that was posted: its receipt's page, or the form again with its mistakes.
    fn submit(&self, post: Post) -> Reply;
    /// The page after a submission. The browser that sent it may have the code that takes it back in a cookie.
    fn received(&self, form: &str, reference: &str, cookies: &str) -> Reply;
    /// The page that takes back what was sent, and what was posted to it.
    fn withdraw(&self, form: &str, post: Option<Post>) -> Reply;
    /// A page of a draft.
    fn draft(&self, request: &DraftRequest) -> Reply;
    /// A style sheet, script or font of the pages.
    fn asset(&self, name: &str) -> Reply;
    /// The page for a request that is refused. Its status is set by the server.
    fn refuse(&self, why: Refusal) -> Reply;
}

/// What the box for a code is called in a post.
pub(in crate::collect) const CODE: &str = "_code";
/// What the box for the code of a folder is called. It has a name of its own, since a page of a draft may have both.
pub(in crate::collect) const FOLDER_CODE: &str = "_folder_code";

/// What the box is called for the code of somebody who signs on another's computer.
pub(in crate::collect) const SIGNER_CODE: &str = "_signer_code";

/// What a browser asks of a draft.
pub struct DraftRequest {
    /// The path behind `/drafts`.
    pub path: String,
    /// What stands behind the `?` of the address.
    pub query: String,
    /// The cookies, as the browser sent them.
    pub cookies: String,
    /// What was posted, if it is a post.
    pub post: Option<Post>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The body, a field, or the number of fields is over its limit.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// The network sent too many submissions.
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
    /// The post was sent by a page of another site.
    CrossSite,
    /// There is nothing at this address.
    NotFound,
    /// The address is not for this method.
    WrongMethod,
    /// The body is not a form as browsers post it (415), or not UTF-8 (400).
    BadPost,
    /// Something took too long (503) or failed (500). A post may have been stored all the same: the page must not say that it was not.
    Unavailable,
}

impl Refusal {
    /// The status that goes with it.
    #[must_use]
    pub fn status(self) -> u16 {
        let status = match self {
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Refusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::CrossSite => StatusCode::FORBIDDEN,
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::BadPost => StatusCode::BAD_REQUEST,
            Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        status.as_u16()
    }
}
