//! Where the site stands: scheme, host and the path below which all its pages live.

use url::{Host, Url};

/// The address of the site's home page; its path starts and ends with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Url,
}

impl BaseUrl {
    /// The address in `text`; a `/` at the end may be missing.
    ///
    /// # Errors
    /// What is wrong with it, in words for an author.
    pub fn parse(text: &str) -> Result<BaseUrl, String> {
        let mut url = Url::parse(text).map_err(|_| format!("`{text}` is not a whole address"))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(format!("`{text}` does not start with `https://` and a host"));
        }
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(format!("`{text}` holds more than a host and a path"));
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(BaseUrl { url })
    }

    /// The stand-in where no address is known: this machine.
    pub fn local() -> BaseUrl {
        match BaseUrl::parse("http://localhost/") {
            Ok(url) => url,
            Err(_) => unreachable!("the address is a good one"),
        }
    }

    /// The path below which all pages live, as `/` or `/virtual-school/`.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The path of a page on its host: `page` is relative to the site, without a leading `/`.
    pub fn path_of(&self, page: &str) -> String {
        format!("{}{page}", self.path())
    }

    /// The whole address of a page: `page` is relative to the site, without a leading `/`.
    pub fn absolute(&self, page: &str) -> String {
        format!("{}{page}", self.url)
    }

    /// Whether this is a machine of the author's, where samples do no harm.
    pub fn is_local(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Whether readers reach the site over TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_with_a_slash() {
        let url = BaseUrl::parse("https://council.example/virtual-school").expect("a good address");
        assert_eq!(url.path_of("peps/"), "/virtual-school/peps/");
        assert_eq!(url.absolute("peps/"), "https://council.example/virtual-school/peps/");
        assert!(!url.is_local());
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for text in
            ["example.gov.uk", "ftp://example.gov.uk/", "https://a.example/?q=1", "mailto:a@b.example", ""]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
