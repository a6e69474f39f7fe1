//! The collector's HTTP server. It faces the public, so everything that a stranger may take is bounded: see [`Limits`].

mod accept;
mod body;
mod connection;
mod draw;
mod limits;
mod pages;
mod routes;
mod slots;
mod stop;
mod wire;

pub use limits::Limits;
pub use pages::{Pages, Refusal};
pub use stop::asked_to_stop;

use super::guard::{self, Networks, Origins, Proxies, Rate};
use super::reply::Headers;
use slots::Slots;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many pages are drawn and posts are stored at once, each on a thread of its own.
const THREADS: usize = 128;

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much a stranger may take.
    pub limits: Limits,
    /// Whose pages may post.
    pub origins: Origins,
    /// Whose forwarding header is believed.
    pub proxies: Proxies,
    /// What every answer carries.
    pub headers: Headers,
}

/// Why the server does not start, or stops.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address can't be listened at.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the machine said.
        source: std::io::Error,
    },
    /// The machine gave no threads, timers or random bytes.
    #[error("the server cannot start: {0}")]
    Machine(#[from] std::io::Error),
    /// A part of the guard can't be made.
    #[error(transparent)]
    Guard(#[from] guard::Error),
}

/// A server that listens; nobody is answered until it runs.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What all connections share.
struct Shared {
    pages: Arc<dyn Pages>,
    limits: Limits,
    origins: Origins,
    networks: Networks,
    rate: Rate,
    headers: Headers,
    slots: Arc<Slots>,
}

impl Server {
    /// Listen at an address; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address is taken or not this machine's, or the machine gives no random bytes.
    pub fn bind(address: SocketAddr, settings: Settings, pages: Arc<dyn Pages>) -> Result<Server, Error> {
        let listener = TcpListener::bind(address).map_err(|source| Error::Listen { address, source })?;
        Server::on(listener, settings, pages)
    }

    /// A server on a listener that was taken before, so that its port can be told to others first.
    ///
    /// # Errors
    /// As for [`Server::bind`].
    pub fn on(listener: TcpListener, settings: Settings, pages: Arc<dyn Pages>) -> Result<Server, Error> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true).map_err(|source| Error::Listen { address, source })?;
        let Settings { limits, origins, proxies, headers } = settings;
        let networks = Networks::new(proxies, Instant::now())?;
        let rate = Rate::new(limits.submissions_per_minute);
        let slots = Slots::new(limits.connections);
        let shared = Arc::new(Shared { pages, limits, origins, networks, rate, headers, slots });
        Ok(Server { listener, address, shared })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answer until `stop` is ready, then finish what was begun. It blocks, on a runtime of its own.
    ///
    /// # Errors
    /// When the machine gives no threads.
    pub fn run_until(self, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(THREADS).build()?;
        let ended = runtime.block_on(self.run(stop));
        // What still draws has been answered with "unavailable"; a store that hangs must not keep the program.
        runtime.shutdown_timeout(Duration::from_secs(1));
        ended
    }

    /// The same on the caller's runtime, which needs tokio's timers and network.
    ///
    /// # Errors
    /// When the runtime can't watch the listener.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        accept::connections(listener, &self.shared, stop).await;
        Ok(())
    }
}
