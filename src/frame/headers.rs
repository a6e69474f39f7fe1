//! Security headers: in each page where a page can say them, and in `_headers` for the host.

use crate::config::Config;

/// What a page may load and where its forms may post: itself, and the collector.
pub fn content_security_policy(config: &Config) -> String {
    let collector = &config.collector;
    let mut posts = String::from("form-action 'self'");
    for origin in [&collector.url, &collector.public_url].into_iter().flatten().filter_map(|url| origin(url))
    {
        if !posts.contains(&origin) {
            posts.push(' ');
            posts.push_str(&origin);
        }
    }
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; {posts}; base-uri 'none'"
    )
}

/// What a page of the collector may load: itself, and nothing else. The header adds `frame-ancestors`.
pub fn collector_policy() -> &'static str {
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
}

/// The file `_headers`, which many hosts of static files read; for others the operator copies it by hand.
///
/// `frame-ancestors` counts only in a header. `Referrer-Policy` is `strict-origin`: under `no-referrer` a browser posts
/// a form with `Origin: null`, which the collector refuses.
pub fn for_host(config: &Config) -> String {
    let base = &config.base_url;
    let hsts = if base.is_https() { "  Strict-Transport-Security: max-age=31536000\n" } else { "" };
    format!(
        "{path}*\n  Content-Security-Policy: {csp}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  X-Frame-Options: DENY\n  \
         Referrer-Policy: strict-origin\n  Permissions-Policy: camera=(), geolocation=(), microphone=()\n  \
         Cross-Origin-Opener-Policy: same-origin\n{hsts}\n{path}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n",
        path = base.path(),
        csp = content_security_policy(config),
    )
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(url.origin().ascii_serialization())
}
