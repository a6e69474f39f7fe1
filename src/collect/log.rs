//! The log: a line of JSON an event on stderr, without anything personal.
//!
//! What may stand in it: the method, the route (not the path), the status, milliseconds, bytes, the number of the request,
//! and the operator's message of an error. Never an answer, a query, a header, a reference from a path, an address.

use std::io;
use std::panic;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// The log was started before.
#[derive(Debug, thiserror::Error)]
#[error("the log is already written by something else in this program")]
pub struct Error(#[from] tracing::subscriber::SetGlobalDefaultError);

/// Write the log of this program to stderr, from this level up, and panics without their message.
///
/// # Errors
/// When something else in the program already does.
pub fn start(level: LevelFilter) -> Result<(), Error> {
    tracing::subscriber::set_global_default(subscriber(io::stderr, level))?;
    panic::set_hook(Box::new(|panicked| {
        // The message of a panic may quote what it was about ("byte index 3 is not a char boundary … of `…`").
        let place = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(
            place,
            version = env!("CARGO_PKG_VERSION"),
            "a fault of the program: report this line"
        );
    }));
    Ok(())
}

/// Lines of JSON. Only Fingerpost's own are written: what a library says of its input, nobody here has read.
pub fn subscriber<W>(writer: W, level: LevelFilter) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        .with_writer(writer);
    tracing_subscriber::registry().with(Targets::new().with_target("fingerpost", level)).with(lines)
}
