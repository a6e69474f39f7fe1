//! The collector: takes in what forms post, seals it to the team's keys, keeps it, and lets go of it in time.
//!
//! The flow of a submission is [`intake`]: post, guard, answers, sealed, receipt. It never names `content`, `site` or `render`.

mod hex;
pub mod reference;
pub mod payload;
pub mod keys;
pub mod store;
pub mod seal;
pub mod draft;
pub mod post;
pub mod guard;
pub mod recent;
pub mod reply;
pub mod log;
pub mod server;
pub mod desk;
mod submission;
mod withdraw;
mod notices;
pub mod drafting;
pub mod intake;
pub mod start;
pub mod memory;
pub mod assembled;
pub mod chase;
pub mod recovering;
pub mod export;
pub mod inbox;

pub use age::secrecy::{self, SecretString};
