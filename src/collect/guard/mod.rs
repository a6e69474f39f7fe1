//! What stands before a form: whose page posts it, from which network, and how often.

mod network;
mod origins;
mod rate;

pub use network::{Network, Networks, Proxies};
pub use origins::Origins;
pub use rate::Rate;

/// A setting of the guard that cannot be used; each message says what to write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address of the site or of the collector has no origin.
    #[error("`{address}` is not an address of a site: write it as `https://school.example`")]
    Origin {
        /// What was written.
        address: String,
    },
    /// A trusted proxy is not a network.
    #[error("`{text}` is not a network: write it as `10.0.0.0/8`, `2001:db8::/32`, or as one address")]
    Proxy {
        /// What was written.
        text: String,
    },
    /// A trusted proxy is an address inside a network, so either could be meant.
    #[error(
        "`{text}` names an address inside a network: write `{network}` for the network, or `{address}` for the address"
    )]
    ProxyInside {
        /// What was written.
        text: String,
        /// The network around it.
        network: String,
        /// The address alone.
        address: String,
    },
    /// The machine gave no random bytes.
    #[error("the machine gave no random bytes: {0}")]
    Random(getrandom::Error),
}
