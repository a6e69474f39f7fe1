//! The network that a request comes from, kept only as a keyed hash whose key is thrown away each hour.

use super::Error;
use axum::http::HeaderMap;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a key lives: what was counted under it can't be traced to an address once it is gone.
const KEY_LIFE: Duration = Duration::from_secs(60 * 60);

/// A network without its address: equal for the same /24 (IPv4) or /64 (IPv6) within the hour, and meaningless elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network([u8; 16]);

/// The networks whose forwarding header is believed: the operator's own proxies.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<(IpAddr, u8)>);

impl Proxies {
    /// Networks written as `10.0.0.0/8`, or single addresses.
    ///
    /// # Errors
    /// When one is not a network, or has an address inside it.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Proxies, Error> {
        texts.into_iter().map(parse_network).collect::<Result<_, _>>().map(Proxies)
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, length)| masked(address, *length) == *network)
    }
}

fn parse_network(text: &str) -> Result<(IpAddr, u8), Error> {
    let wrong = || Error::Proxy { text: text.to_string() };
    let (address, length) = text.split_once('/').map_or((text, None), |(a, length)| (a, Some(length)));
    let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length: u8 = length.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
    if length > most {
        return Err(wrong());
    }
    let network = masked(address, length);
    if network != address {
        let (network, address) = (format!("{network}/{length}"), address.to_string());
        return Err(Error::ProxyInside { text: text.to_string(), network, address });
    }
    Ok((network, length))
}

/// The first bits of an address, the rest zero.
fn masked(address: IpAddr, length: u8) -> IpAddr {
    let length = u32::from(length);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32u32.saturating_sub(length)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128u32.saturating_sub(length)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

/// Turns addresses into networks.
#[derive(Debug)]
pub struct Networks {
    proxies: Proxies,
    key: Mutex<Key>,
}

struct Key {
    bytes: [u8; 32],
    made: Instant,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Networks {
    /// With a fresh key.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn new(proxies: Proxies, now: Instant) -> Result<Networks, Error> {
        Ok(Networks { proxies, key: Mutex::new(Key { bytes: random()?, made: now }) })
    }

    /// The network of a connection.
    #[must_use]
    pub fn of(&self, peer: IpAddr, now: Instant) -> Network {
        let peer = peer.to_canonical();
        let prefix = masked(peer, if peer.is_ipv4() { 24 } else { 64 });
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(key.made) >= KEY_LIFE
            && let Ok(bytes) = random()
        {
            *key = Key { bytes, made: now };
        }
        let mut network = [0; 16];
        // A key of any length is taken; only the type allows a failure.
        if let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&key.bytes) {
            hash.update(prefix.to_string().as_bytes());
            network.copy_from_slice(&hash.finalize().into_bytes()[..16]);
        }
        Network(network)
    }

    /// The network of a request: the last address of `X-Forwarded-For` when the connection is a trusted proxy's (the proxy
    /// wrote that one itself; what stands before it came from the client), otherwise the connection's.
    #[must_use]
    pub fn of_request(&self, peer: IpAddr, headers: &HeaderMap, now: Instant) -> Network {
        let forwarded = if self.proxies.trust(peer.to_canonical()) { last_forwarded(headers) } else { None };
        self.of(forwarded.unwrap_or(peer), now)
    }
}

fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let bare = last.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{KEY_LIFE, Network, Networks, Proxies};
    use axum::http::{HeaderMap, HeaderValue};
    use std::net::IpAddr;
    use std::time::{Duration, Instant};

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn networks(proxies: &[&str], now: Instant) -> Networks {
        Networks::new(Proxies::parse(proxies.iter().copied()).expect("networks"), now).expect("a key")
    }

    #[test]
    fn neighbours_share_a_network_and_strangers_do_not() {
        let now = Instant::now();
        let networks = networks(&[], now);
        let of = |text| networks.of(ip(text), now);
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.7"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    }

    #[test]
    fn the_key_changes_each_hour_and_with_each_start() {
        let now = Instant::now();
        let first = networks(&[], now);
        let address = ip("192.0.2.1");
        assert_eq!(first.of(address, now), first.of(address, now + KEY_LIFE - Duration::from_secs(1)));
        assert_ne!(first.of(address, now), first.of(address, now + KEY_LIFE));
        assert_ne!(first.of(address, now), networks(&[], now).of(address, now));
    }

    #[test]
    fn a_forwarding_header_is_believed_from_a_trusted_proxy_only() {
        let now = Instant::now();
        let networks = networks(&["10.0.0.0/8", "2001:db8:1::/48"], now);
        let of = |peer: &str, lines: &[&'static str]| -> Network {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            networks.of_request(ip(peer), &headers, now)
        };
        let direct = |text| networks.of(ip(text), now);
        let client = direct("198.51.100.7");
        assert_eq!(of("10.1.2.3", &["198.51.100.7"]), client);
        assert_eq!(of("::ffff:10.1.2.3", &["198.51.100.7"]), client);
        assert_eq!(of("2001:db8:1::5", &["198.51.100.7:4711"]), client);
        assert_eq!(of("10.1.2.3", &["203.0.113.1, 198.51.100.7"]), client, "the client may write the first");
        assert_eq!(of("10.1.2.3", &["203.0.113.1", " 198.51.100.7 "]), client, "or a whole line");
        assert_eq!(of("10.1.2.3", &["[2001:db8::9]:80"]), direct("2001:db8::9"));
        assert_eq!(of("10.1.2.3", &["[2001:db8::9]"]), direct("2001:db8::9"));
        assert_eq!(of("11.1.2.3", &["198.51.100.7"]), direct("11.1.2.3"), "not a proxy of ours");
        assert_eq!(of("10.1.2.3", &["198.51.100.7, unknown"]), direct("10.1.2.3"), "no address");
        assert_eq!(of("10.1.2.3", &[]), direct("10.1.2.3"));
    }

    #[test]
    fn a_proxy_that_is_no_network_is_refused_with_what_to_write() {
        for (text, part) in [
            ("10.0.0.0/33", "write it as `10.0.0.0/8`"),
            ("proxy.example", "write it as `10.0.0.0/8`"),
            ("10.0.0.0/", "write it as `10.0.0.0/8`"),
            ("10.1.2.3/8", "write `10.0.0.0/8` for the network, or `10.1.2.3`"),
        ] {
            let error = Proxies::parse([text]).expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(Proxies::parse(["0.0.0.0/0", "::/0", "192.0.2.1", "::1"]).is_ok());
    }
}
