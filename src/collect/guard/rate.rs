//! How many submissions a network may send: so many at once, and then as many a minute.

use super::Network;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many networks are remembered. Past it those with the most left are forgotten, and at worst all.
const NETWORKS: usize = 100_000;
const MINUTE: Duration = Duration::from_secs(60);

/// Counts submissions by network. A network that was quiet for a minute has its whole minute's number at once, since a school
/// is one address and a class may send together; then one comes free every `60 s / number`.
#[derive(Debug)]
pub struct Rate {
    /// The time between two submissions at the steady rate.
    step: Duration,
    /// When each network will have its whole number again.
    full_at: Mutex<HashMap<Network, Instant>>,
    networks: usize,
}

impl Rate {
    /// So many submissions a minute and network, one at least.
    #[must_use]
    pub fn new(per_minute: u32) -> Rate {
        Rate { step: MINUTE / per_minute.max(1), full_at: Mutex::default(), networks: NETWORKS }
    }

    /// Count a submission.
    ///
    /// # Errors
    /// How long to wait, when the network has none left.
    pub fn take(&self, network: Network, now: Instant) -> Result<(), Duration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= self.networks && !full_at.contains_key(&network) {
            full_at.retain(|_, full_at| *full_at > now);
            if full_at.len() >= self.networks {
                full_at.clear();
            }
        }
        let used = full_at.get(&network).map_or(Duration::ZERO, |at| at.saturating_duration_since(now));
        if used + self.step > MINUTE {
            return Err(used + self.step - MINUTE);
        }
        full_at.insert(network, now + used + self.step);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Networks, Proxies};
    use super::{Network, Rate};
    use std::time::{Duration, Instant};

    fn network(last: u8, now: Instant, networks: &Networks) -> Network {
        networks.of(std::net::IpAddr::from([192, 0, last, 1]), now)
    }

    #[test]
    fn a_network_may_send_its_number_at_once_and_then_one_each_step() {
        let now = Instant::now();
        let networks = Networks::new(Proxies::default(), now).expect("a key");
        let (school, other) = (network(1, now, &networks), network(2, now, &networks));
        let rate = Rate::new(30);
        for sent in 0..30 {
            assert_eq!(rate.take(school, now), Ok(()), "{sent}");
        }
        assert_eq!(rate.take(school, now), Err(Duration::from_secs(2)));
        assert_eq!(rate.take(other, now), Ok(()), "another network has its own number");
        let later = now + Duration::from_secs(2);
        assert_eq!(rate.take(school, later), Ok(()));
        assert_eq!(rate.take(school, later), Err(Duration::from_secs(2)), "what was refused was not counted");
        let quiet = now + Duration::from_secs(63);
        assert!((0..30).all(|_| rate.take(school, quiet).is_ok()));
        assert!(rate.take(school, quiet).is_err());
    }

    #[test]
    fn the_number_of_networks_kept_is_bounded() {
        let now = Instant::now();
        let networks = Networks::new(Proxies::default(), now).expect("a key");
        let mut rate = Rate::new(1);
        rate.networks = 8;
        for last in 0..200 {
            assert_eq!(rate.take(network(last, now, &networks), now), Ok(()));
            assert!(rate.full_at.lock().expect("the table").len() <= 8);
        }
    }
}
