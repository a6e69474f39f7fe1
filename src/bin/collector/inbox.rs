//! `collector inbox`: what came, in a web browser on this machine.

use crate::place::{Keys, Place};
use anyhow::Result;
use fingerpost::collect::inbox::{self, Inbox};
use fingerpost::collect::start;
use std::sync::Arc;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    keys: Keys,
    /// The port on this machine; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let store = Arc::new(arguments.place.store()?);
    let inbox =
        Inbox::new(arguments.place.desk()?, store.clone(), store, arguments.keys.read()?, start::now)?;
    let server = inbox::listen(arguments.port)?;
    println!("The inbox is at {}", server.address(&inbox));
    println!("Only this machine can open it, and only with this address. Press Ctrl+C when you have done.");
    server.run(&inbox);
    Ok(())
}
