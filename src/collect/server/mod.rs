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
pub(in crate::collect) use pages::{CODE, FOLDER_CODE, SIGNER_CODE};
pub use pages::{DraftRequest, Pages, Refusal};
pub use stop::asked_to_stop;

use super::guard::{self, Networks, Origins, Proxies, Rate};
use super::reply::Headers;
use slots::Slots;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;

/// How many pages are drawn and posts are stored at once, each on a thread of its own.
const THREADS: usize = 128;
/// How many connections the machine keeps for us until they are accepted. With the usual 128 a burst waits a second to try again.
const QUEUE: u32 = 1024;

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

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address can't be listened at.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the machine said.
        source: io::Error,
    },
    /// The machine gave no threads, timers or random bytes.
    #[error("the server cannot start: {0}")]
    Machine(#[from] io::Error),
    /// A part of the guard can't be made.
    #[error(transparent)]
    Guard(#[from] guard::Error),
}

/// A server that listens; nobody is answered until it runs.
pub struct Server {
    runtime: Runtime,
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
    saves: Rate,
    codes: Rate,
    headers: Headers,
    slots: Arc<Slots>,
}

impl Server {
    /// Listen at an address; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address is taken or not this machine's, or the machine gives no threads or random bytes.
    pub fn bind(address: SocketAddr, settings: Settings, pages: Arc<dyn Pages>) -> Result<Server, Error> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(THREADS).build()?;
        let failed = |source| Error::Listen { address, source };
        let listener = listen(&runtime, address).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let Settings { limits, origins, proxies, headers } = settings;
        // Its own pages post here too, and with port 0 only the machine knows the port.
        let origins = origins.and(&format!("http://{address}"))?;
        let networks = Networks::new(proxies, Instant::now())?;
        let rate = Rate::new(limits.submissions_per_minute);
        let saves = Rate::new(limits.saves_per_minute);
        let codes = Rate::new(limits.codes_per_minute);
        let slots = Slots::new(limits.connections);
        let shared =
            Arc::new(Shared { pages, limits, origins, networks, rate, saves, codes, headers, slots });
        Ok(Server { runtime, listener, address, shared })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answer until `stop` is ready, then finish what was begun. It blocks, on a runtime of its own.
    pub fn run_until(self, stop: impl Future<Output = ()>) {
        self.runtime.block_on(accept::connections(self.listener, &self.shared, stop));
        // What still draws has been answered with "unavailable"; a store that hangs must not keep the program.
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }
}

fn listen(runtime: &Runtime, address: SocketAddr) -> io::Result<TcpListener> {
    let _context = runtime.enter();
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // After a restart the address is free at once. Elsewhere than on Unix this would let two programs share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}
