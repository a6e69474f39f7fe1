//! Who holds a connection, and who gives way when all are taken.
//!
//! A limit alone would let anybody shut the forms: connections that send half a request and wait cost their sender nothing and
//! hold every place until a time-out. So a newcomer always gets in while any connection only waits for its client. The one to
//! go is chosen so that an honest client, who sends a request within moments, is the last to be hit:
//!
//! 1. one that has its answer and only has to hang up;
//! 2. else from the larger of two groups, those that owe a head and those that owe a body or have not taken their answer.
//!    So a flood of either kind pushes out its own, and not the other kind;
//! 3. of these, from the network that holds most; and of its connections the oldest.
//!
//! A connection whose request is being worked on never gives way: its submission may be on its way to the disk.

use crate::collect::guard::Network;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// Its head has not come.
    Head,
    /// Its body has not come.
    Body,
    /// A page is being drawn or a submission stored.
    Work,
    /// Its answer is being taken.
    Answer,
    /// All is said; the client shall hang up.
    Farewell,
}

/// All connections.
pub(super) struct Slots {
    size: usize,
    table: Mutex<Table>,
    /// A connection ended, or can give way now.
    freed: Notify,
}

#[derive(Default)]
struct Table {
    next: u64,
    held: HashMap<u64, Held>,
}

struct Held {
    stage: Stage,
    /// Counts up, so that the oldest in a stage has the least.
    since: u64,
    network: Network,
    give_way: Arc<Notify>,
}

/// One connection's place; it is free again when this is dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    id: u64,
    give_way: Arc<Notify>,
}

impl Slots {
    pub(super) fn new(size: usize) -> Arc<Slots> {
        Arc::new(Slots { size: size.max(1), table: Mutex::default(), freed: Notify::new() })
    }

    /// A place for a newcomer. Waits only while every connection is being worked on.
    pub(super) async fn take(self: &Arc<Self>, network: Network) -> Slot {
        loop {
            if let Some(slot) = self.try_take(network) {
                return slot;
            }
            self.freed.notified().await;
        }
    }

    fn try_take(self: &Arc<Self>, network: Network) -> Option<Slot> {
        let mut table = self.lock();
        if table.held.len() >= self.size && !table.dismiss_one() {
            return None;
        }
        let (id, give_way) = (table.tick(), Arc::new(Notify::new()));
        table.held.insert(id, Held { stage: Stage::Head, since: id, network, give_way: give_way.clone() });
        Some(Slot { slots: self.clone(), id, give_way })
    }

    /// Close up to so many connections that only wait for their clients.
    pub(super) fn dismiss(&self, most: usize) {
        let mut table = self.lock();
        for _ in 0..most {
            if !table.dismiss_one() {
                break;
            }
        }
    }

    /// Close all connections that have no request.
    pub(super) fn dismiss_without_request(&self) {
        let mut table = self.lock();
        table.held.retain(|_, held| {
            let stays = !matches!(held.stage, Stage::Head | Stage::Farewell);
            if !stays {
                held.give_way.notify_one();
            }
            stays
        });
    }

    /// Ready when a connection has ended, or waits for its client again. For the accept loop only: one waits at a time.
    pub(super) async fn change(&self) {
        self.freed.notified().await;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().held.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn tick(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn dismiss_one(&mut self) -> bool {
        let chosen = self.choose().and_then(|id| self.held.remove(&id));
        if let Some(held) = &chosen {
            held.give_way.notify_one();
        }
        chosen.is_some()
    }

    fn choose(&self) -> Option<u64> {
        let group = |stages: &'static [Stage]| {
            self.held.iter().filter(|(_, held)| stages.contains(&held.stage)).collect::<Vec<_>>()
        };
        let mut group_to_go = group(&[Stage::Farewell]);
        if group_to_go.is_empty() {
            let (without_head, with_head) = (group(&[Stage::Head]), group(&[Stage::Body, Stage::Answer]));
            group_to_go = if without_head.len() >= with_head.len() { without_head } else { with_head };
        }
        let mut by_network: HashMap<Network, (usize, u64, u64)> = HashMap::new();
        for (id, held) in group_to_go {
            let (count, oldest, oldest_id) = by_network.entry(held.network).or_insert((0, held.since, *id));
            *count += 1;
            if held.since < *oldest {
                (*oldest, *oldest_id) = (held.since, *id);
            }
        }
        by_network
            .into_values()
            .max_by_key(|(count, oldest, _)| (*count, std::cmp::Reverse(*oldest)))
            .map(|(_, _, id)| id)
    }
}

impl Slot {
    /// Say what the connection does now. `false` when it had to give way, so nothing new may be begun for it.
    pub(super) fn enter(&self, stage: Stage) -> bool {
        let mut table = self.slots.lock();
        let since = table.tick();
        let Some(held) = table.held.get_mut(&self.id) else { return false };
        (held.stage, held.since) = (stage, since);
        drop(table);
        if stage != Stage::Work {
            self.slots.freed.notify_one();
        }
        true
    }

    /// Whether the request's head has come.
    pub(super) fn has_head(&self) -> bool {
        self.slots.lock().held.get(&self.id).is_some_and(|held| held.stage != Stage::Head)
    }

    /// Ready when the connection must give way.
    pub(super) async fn dismissed(&self) {
        self.give_way.notified().await;
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.lock().held.remove(&self.id);
        self.slots.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::{Slot, Slots, Stage};
    use crate::collect::guard::{Network, Networks, Proxies};
    use std::sync::Arc;
    use std::time::Instant;

    struct Hall {
        slots: Arc<Slots>,
        networks: Networks,
    }

    impl Hall {
        fn of(size: usize) -> Hall {
            let networks = Networks::new(Proxies::default(), Instant::now()).expect("a key");
            Hall { slots: Slots::new(size), networks }
        }

        fn network(&self, number: u8) -> Network {
            self.networks.of([192, 0, number, 1].into(), Instant::now())
        }

        fn enter(&self, network: u8, stage: Stage) -> Slot {
            let slot = self.slots.try_take(self.network(network)).expect("a place");
            assert!(slot.enter(stage));
            slot
        }
    }

    fn stays(slot: &Slot) -> bool {
        slot.slots.lock().held.contains_key(&slot.id)
    }

    #[test]
    fn a_newcomer_gets_the_place_of_the_oldest_that_has_sent_no_head() {
        let hall = Hall::of(3);
        let all: Vec<Slot> = (1..=3).map(|network| hall.enter(network, Stage::Head)).collect();
        let _newcomer = hall.enter(4, Stage::Head);
        assert_eq!(all.iter().map(stays).collect::<Vec<_>>(), [false, true, true]);
        assert!(!all[0].enter(Stage::Work), "nothing is begun for one that had to go");
    }

    #[test]
    fn the_network_that_holds_most_gives_way_before_an_older_connection() {
        let hall = Hall::of(4);
        let honest = hall.enter(1, Stage::Head);
        let flood: Vec<Slot> = (0..3).map(|_| hall.enter(2, Stage::Head)).collect();
        let _newcomer = hall.enter(3, Stage::Head);
        assert!(stays(&honest));
        assert_eq!(flood.iter().map(stays).collect::<Vec<_>>(), [false, true, true]);
    }

    #[test]
    fn a_flood_of_heads_pushes_out_no_body_and_a_flood_of_bodies_no_head() {
        for (flood, honest) in [(Stage::Head, Stage::Body), (Stage::Body, Stage::Head)] {
            let hall = Hall::of(8);
            let honest_one = hall.enter(0, honest);
            let flood: Vec<Slot> = (1..=50).map(|network| hall.enter(network, flood)).collect();
            assert!(stays(&honest_one), "{honest:?}");
            assert_eq!(flood.iter().filter(|slot| stays(slot)).count(), 7);
        }
    }

    #[test]
    fn one_that_has_its_answer_goes_first_and_one_that_is_worked_on_never() {
        let hall = Hall::of(3);
        let head = hall.enter(1, Stage::Head);
        let answered = hall.enter(2, Stage::Farewell);
        let work = hall.enter(3, Stage::Work);
        let first = hall.enter(4, Stage::Work);
        assert_eq!((stays(&head), stays(&answered), stays(&work)), (true, false, true));
        let second = hall.enter(5, Stage::Work);
        assert_eq!((stays(&head), stays(&work)), (false, true));
        assert!(hall.slots.try_take(hall.network(6)).is_none(), "all are worked on");
        assert!(first.enter(Stage::Answer));
        let _third = hall.enter(6, Stage::Head);
        assert_eq!((stays(&first), stays(&second)), (false, true));
    }

    #[test]
    fn a_dropped_connection_leaves_its_place() {
        let hall = Hall::of(1);
        drop(hall.enter(1, Stage::Work));
        assert!(hall.slots.is_empty());
        let _next = hall.enter(2, Stage::Work);
    }
}
