//! Whose pages may post: the `Origin` and `Sec-Fetch-Site` of a request against the list of the operator.

use super::Error;
use axum::http::{HeaderMap, header};
use url::{Host, Url};

/// The origins whose pages may post a form here.
#[derive(Clone, Debug, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// The origins of the site's and the collector's own addresses. On a loopback address its twins are allowed too
    /// (`localhost` for `127.0.0.1` and the other way round), since an author may type either.
    ///
    /// # Errors
    /// When an address is not one of `http` or `https`.
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Result<Origins, Error> {
        let mut origins = Vec::new();
        for address in addresses {
            let wrong = || Error::Origin { address: address.to_string() };
            let url = Url::parse(address).map_err(|_| wrong())?;
            if !matches!(url.scheme(), "http" | "https") {
                return Err(wrong());
            }
            origins.push(url.origin().ascii_serialization());
            if is_loopback(&url) {
                origins.extend(["localhost", "127.0.0.1", "[::1]"].iter().filter_map(|twin| {
                    let mut url = url.clone();
                    url.set_host(Some(twin)).ok()?;
                    Some(url.origin().ascii_serialization())
                }));
            }
        }
        origins.sort();
        origins.dedup();
        Ok(Origins(origins))
    }

    /// The same with one more.
    ///
    /// # Errors
    /// As for [`Origins::of`].
    pub fn and(mut self, address: &str) -> Result<Origins, Error> {
        self.0.extend(Origins::of([address])?.0);
        Ok(self)
    }

    /// Whether a request was sent by a page of one of these origins.
    ///
    /// A browser says where a post comes from in `Origin`: it must be on the list, and `null` never is. Without it, a browser
    /// that knows `Sec-Fetch-Site` must say `same-origin`; one that knows neither is too old to be told apart from a
    /// program, and is let in.
    #[must_use]
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
            (Some(_), Some(_)) => false,
            (None, _) => headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin"),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn allows(addresses: &[&str], headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            map.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        Origins::of(addresses.iter().copied()).expect("addresses").allow(&map)
    }

    #[test]
    fn only_pages_of_listed_origins_may_post() {
        let ours = ["https://hub.example/school/", "https://forms.hub.example"];
        for (headers, allowed) in [
            (&[("origin", "https://hub.example")][..], true),
            (&[("origin", "https://hub.example"), ("sec-fetch-site", "cross-site")], true),
            (&[("origin", "https://forms.hub.example"), ("sec-fetch-site", "same-origin")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "http://hub.example")], false),
            (&[("origin", "https://hub.example:444")], false),
            (&[("origin", "https://hub.example.evil.example")], false),
            (&[("origin", "https://hub.example"), ("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "null"), ("sec-fetch-site", "same-origin")], false),
            (&[("origin", "")], false),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false),
            (&[], true),
        ] {
            assert_eq!(allows(&ours, headers), allowed, "{headers:?}");
        }
    }

    #[test]
    fn a_loopback_address_brings_its_twins_and_no_other_address_does() {
        let from = |origin| [("origin", origin)];
        assert!(allows(&["http://127.0.0.1:8080"], &from("http://localhost:8080")));
        assert!(allows(&["http://localhost:8080"], &from("http://127.0.0.1:8080")));
        assert!(allows(&["http://localhost:8080"], &from("http://[::1]:8080")));
        assert!(!allows(&["http://localhost:8080"], &from("http://127.0.0.1:8081")));
        assert!(!allows(&["https://hub.example"], &from("https://localhost")));
        assert!(!allows(&["https://localhost.example"], &from("https://127.0.0.1")));
    }

    #[test]
    fn what_has_no_origin_is_refused_with_what_to_write() {
        for address in ["hub.example", "mailto:a@b.example", "file:///srv"] {
            let error = Origins::of([address]).expect_err(address).to_string();
            assert!(error.contains(address) && error.contains("write it as"), "{error}");
        }
    }
}
