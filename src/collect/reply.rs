//! What goes back to a browser, and the headers that every answer carries, errors too.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

/// An answer: a page, an asset, or a way to another page.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// The type of the body, as `text/html; charset=utf-8`.
    pub kind: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// Where the browser shall go instead.
    pub location: Option<String>,
    /// Whether a copy may be kept.
    pub cache: Cache,
    /// Cookies to be set, each as a whole `Set-Cookie`.
    pub cookies: Vec<String>,
}

/// Whether a browser may keep a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Never: every page, since it may show an answer.
    NoStore,
    /// For good: an asset, whose name changes with its bytes.
    Forever,
}

/// Whether browsers are told to come back over TLS only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hsts {
    /// For a year: when the collector's public address is `https`.
    Year,
    /// Not at all.
    Off,
}

/// Tells the size of the page, never what it says: it may show answers.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (status, bytes) = (self.status, self.body.len());
        f.debug_struct("Reply").field("status", &status).field("bytes", &bytes).finish_non_exhaustive()
    }
}

impl Reply {
    /// A page, which nobody keeps.
    #[must_use]
    pub fn page(status: u16, html: impl Into<Vec<u8>>) -> Reply {
        let (kind, body) = ("text/html; charset=utf-8", html.into());
        Reply { status, kind, body, location: None, cache: Cache::NoStore, cookies: Vec::new() }
    }

    /// An asset, which is kept for good.
    #[must_use]
    pub fn asset(kind: &'static str, bytes: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status: 200,
            kind,
            body: bytes.into(),
            location: None,
            cache: Cache::Forever,
            cookies: Vec::new(),
        }
    }

    /// After a post, on to a page that may be loaded again without posting again.
    #[must_use]
    pub fn see_other(location: impl Into<String>) -> Reply {
        Reply { location: Some(location.into()), ..Reply::page(303, Vec::new()) }
    }

    /// The answer without the headers of [`Headers`]; `None` when status or location can't be said in HTTP.
    pub(super) fn into_response(self) -> Option<Response<Body>> {
        let cache = match self.cache {
            Cache::NoStore => NO_STORE,
            Cache::Forever => "public, max-age=31536000, immutable",
        };
        let mut response = Response::builder()
            .status(StatusCode::from_u16(self.status).ok().filter(|status| *status >= StatusCode::OK)?)
            .header(header::CONTENT_TYPE, self.kind)
            .header(header::CACHE_CONTROL, cache);
        if let Some(location) = self.location {
            response = response.header(header::LOCATION, location);
        }
        for cookie in self.cookies {
            response = response.header(header::SET_COOKIE, cookie);
        }
        response.body(Body::from(self.body)).ok()
    }
}

const NO_STORE: &str = "no-store";

/// The headers of every answer.
#[derive(Clone, Debug)]
pub struct Headers(HeaderMap);

/// A policy that would let a page do too much.
#[derive(Debug, thiserror::Error)]
#[error("the policy `{policy}` must say `{missing}`")]
pub struct WeakPolicy {
    policy: String,
    missing: &'static str,
}

impl Headers {
    /// With a Content-Security-Policy, which must begin from nothing and forbid frames.
    ///
    /// `Referrer-Policy` is `strict-origin`: under `no-referrer` and `same-origin` Chromium posts a form with `Origin: null`,
    /// which is refused.
    ///
    /// # Errors
    /// When the policy does not say `default-src 'none'` and `frame-ancestors 'none'`, or can't be a header.
    pub fn new(policy: &str, hsts: Hsts) -> Result<Headers, WeakPolicy> {
        let weak = |missing| WeakPolicy { policy: policy.to_string(), missing };
        let says = |wanted: &str| policy.split(';').any(|directive| directive.trim() == wanted);
        for needed in ["default-src 'none'", "frame-ancestors 'none'"] {
            if !says(needed) {
                return Err(weak(needed));
            }
        }
        let policy = HeaderValue::from_str(policy).map_err(|_| weak("only printable ASCII"))?;
        let fixed = HeaderValue::from_static;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
        headers.insert(header::X_FRAME_OPTIONS, fixed("DENY"));
        headers.insert(header::REFERRER_POLICY, fixed("strict-origin"));
        headers.insert(
            HeaderName::from_static("permissions-policy"),
            fixed("camera=(), geolocation=(), microphone=()"),
        );
        headers.insert(HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin"));
        if hsts == Hsts::Year {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000"));
        }
        Ok(Headers(headers))
    }

    /// Put them on an answer. One that says nothing of copies may not be kept.
    pub(super) fn put_on(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.insert(name, value.clone());
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(NO_STORE));
    }
}

#[cfg(test)]
mod tests {
    use super::{Headers, Hsts, Reply};

    #[test]
    fn a_policy_that_does_not_begin_from_nothing_or_allows_frames_is_refused() {
        for (policy, missing) in [
            ("default-src 'self'; frame-ancestors 'none'", "default-src 'none'"),
            ("default-src 'none'; style-src 'self'", "frame-ancestors 'none'"),
            ("default-src 'none'; frame-ancestors 'none'; style-src 'self'\n", "only printable ASCII"),
        ] {
            let error = Headers::new(policy, Hsts::Off).expect_err(policy).to_string();
            assert!(error.ends_with(&format!("must say `{missing}`")), "{error}");
        }
        assert!(
            Headers::new("default-src 'none'; style-src 'self'; frame-ancestors 'none'", Hsts::Year).is_ok()
        );
    }

    #[test]
    fn a_location_or_a_status_that_http_cannot_say_is_no_answer() {
        assert!(Reply::see_other("/forms/contact/received/C-7K3M-9QXD").into_response().is_some());
        assert!(Reply::see_other("/forms\r\nSet-Cookie: a=b").into_response().is_none());
        for status in [0, 99, 100, 1000] {
            assert!(Reply::page(status, "").into_response().is_none(), "{status}");
        }
    }

    #[test]
    fn what_is_printed_of_a_reply_holds_nothing_of_its_page() {
        assert_eq!(format!("{:?}", Reply::page(200, "Anna")), "Reply { status: 200, bytes: 4, .. }");
    }
}
