//! What was just sent: the same post again within ten minutes gets the first receipt, and nothing is stored twice.

use super::post::Post;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const LIFE: Duration = Duration::from_secs(10 * 60);
const MOST: usize = 10_000;

/// The posts of the last ten minutes, only as keyed hashes and only in memory. `R` is the receipt.
///
/// It serves pages of the static site, whose first post carries no random key; posts with a key are told apart by the store.
#[derive(Debug)]
pub struct Recent<R> {
    key: [u8; 32],
    most: usize,
    table: Mutex<Table<R>>,
    decided: Condvar,
}

#[derive(Debug)]
struct Table<R> {
    /// `None` while the first is under way.
    claims: HashMap<Hash, Option<R>>,
    /// What has a receipt, oldest first, each with when it was sent.
    sent: VecDeque<(Instant, Hash)>,
}

/// A keyed hash of a whole post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

/// What to do with a post.
#[derive(Debug)]
pub enum Claim<'a, R> {
    /// It is new: store it, and say so with [`First::sent`].
    First(First<'a, R>),
    /// It was sent before: its receipt.
    Again(R),
}

/// The right to store a post. Dropped without [`First::sent`], it lets the next equal post try.
#[derive(Debug)]
pub struct First<'a, R> {
    recent: &'a Recent<R>,
    hash: Hash,
}

impl<R: Clone> Recent<R> {
    /// Empty, with a fresh key.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn new() -> Result<Recent<R>, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        let table = Table { claims: HashMap::new(), sent: VecDeque::new() };
        Ok(Recent { key, most: MOST, table: Mutex::new(table), decided: Condvar::new() })
    }

    /// The hash of a post: its form and every field, in order.
    #[must_use]
    pub fn hash(&self, post: &Post) -> Hash {
        let mut bytes = [0; 32];
        // A key of any length is taken; only the type allows a failure.
        if let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&self.key) {
            let fields = post.fields.iter().flat_map(|(name, value)| [name, value]);
            for text in std::iter::once(&post.form).chain(fields) {
                hash.update(&(text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
            bytes.copy_from_slice(&hash.finalize().into_bytes());
        }
        Hash(bytes)
    }

    /// Ask for the right to store a post. While an equal one is under way this waits for it: for its receipt, or, when it
    /// failed, for the right to try. It blocks, so call it on a thread that may.
    pub fn claim(&self, hash: Hash, now: Instant) -> Claim<'_, R> {
        let mut table = self.lock();
        table.forget(now, self.most);
        loop {
            match table.claims.get(&hash) {
                Some(Some(receipt)) => return Claim::Again(receipt.clone()),
                Some(None) => table = self.decided.wait(table).unwrap_or_else(PoisonError::into_inner),
                None => {
                    table.claims.insert(hash, None);
                    return Claim::First(First { recent: self, hash });
                }
            }
        }
    }
}

impl<R> Recent<R> {
    fn lock(&self) -> MutexGuard<'_, Table<R>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Table<R> {
    /// What has had its ten minutes, and the oldest of more than fit.
    fn forget(&mut self, now: Instant, most: usize) {
        while let Some((sent, hash)) = self.sent.front().copied() {
            if now.saturating_duration_since(sent) < LIFE && self.sent.len() < most {
                break;
            }
            self.sent.pop_front();
            self.claims.remove(&hash);
        }
    }
}

impl<R> First<'_, R> {
    /// The post is stored: equal ones get this receipt from now on.
    pub fn sent(self, receipt: R, now: Instant) {
        let mut table = self.recent.lock();
        table.claims.insert(self.hash, Some(receipt));
        table.sent.push_back((now, self.hash));
    }
}

impl<R> Drop for First<'_, R> {
    fn drop(&mut self) {
        let mut table = self.recent.lock();
        if let Some(None) = table.claims.get(&self.hash) {
            table.claims.remove(&self.hash);
        }
        drop(table);
        self.recent.decided.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::guard::{Networks, Proxies};
    use super::{Claim, Hash, LIFE, Post, Recent};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    fn recent() -> Recent<&'static str> {
        Recent::new().expect("random bytes")
    }

    fn hash(number: u8) -> Hash {
        Hash([number; 32])
    }

    fn send(recent: &Recent<&'static str>, number: u8, now: Instant) {
        let Claim::First(first) = recent.claim(hash(number), now) else { panic!("it was sent before") };
        first.sent("receipt", now);
    }

    #[test]
    fn a_post_again_gets_the_first_receipt_for_ten_minutes() {
        let (recent, now) = (recent(), Instant::now());
        send(&recent, 1, now);
        let just_before = now + LIFE - Duration::from_secs(1);
        assert!(matches!(recent.claim(hash(1), just_before), Claim::Again("receipt")));
        send(&recent, 2, just_before);
        send(&recent, 1, now + LIFE);
    }

    #[test]
    fn a_post_that_failed_may_be_sent_again() {
        let (recent, now) = (recent(), Instant::now());
        drop(recent.claim(hash(1), now));
        send(&recent, 1, now);
        assert!(matches!(recent.claim(hash(1), now), Claim::Again(_)));
    }

    #[test]
    fn of_equal_posts_at_once_one_is_stored_and_all_get_its_receipt() {
        let (recent, now, stored) = (recent(), Instant::now(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in 0..100 {
                let (recent, stored) = (&recent, &stored);
                scope.spawn(move || match recent.claim(hash(1), now) {
                    // The first three fail; one of those that wait goes on each time.
                    Claim::First(_) if stored.fetch_add(1, Ordering::SeqCst) < 3 => {}
                    Claim::First(first) => first.sent("receipt", now),
                    Claim::Again(receipt) => assert_eq!(receipt, "receipt", "{number}"),
                });
            }
        });
        assert_eq!(stored.load(Ordering::SeqCst), 4);
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_goes_first() {
        let (mut recent, now) = (recent(), Instant::now());
        recent.most = 4;
        for number in 0..50 {
            send(&recent, number, now);
            assert!(recent.lock().claims.len() <= 4 && recent.lock().sent.len() <= 4);
        }
        assert!(matches!(recent.claim(hash(49), now), Claim::Again(_)));
        send(&recent, 0, now);
    }

    #[test]
    fn posts_that_differ_anywhere_have_another_hash() {
        let recent = recent();
        let networks = Networks::new(Proxies::default(), Instant::now()).expect("a key");
        let network = networks.of([127, 0, 0, 1].into(), Instant::now());
        let hash = |form: &str, fields: &[(&str, &str)]| {
            let fields = fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            recent.hash(&Post { form: form.to_string(), fields, network })
        };
        let first = hash("f", &[("a", "1"), ("b", "2")]);
        assert_eq!(first, hash("f", &[("a", "1"), ("b", "2")]));
        for other in [
            hash("g", &[("a", "1"), ("b", "2")]),
            hash("f", &[("b", "2"), ("a", "1")]),
            hash("f", &[("a", "1b"), ("", "2")]),
            hash("f", &[("a", "1")]),
        ] {
            assert_ne!(first, other);
        }
    }
}
