//! `collector serve`: takes in posts until it is asked to stop.

use crate::place::Place;
use anyhow::{Context, Result};
use fingerpost::collect::server::asked_to_stop;
use fingerpost::collect::{desk, log, start};
use fingerpost::pipeline;
use fingerpost::problem::{Colour, Format, render_all};
use fingerpost::source;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::channel;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Where it listens.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    log::start(tracing::level_filters::LevelFilter::INFO)?;
    let root = arguments.place.root.clone();
    let mut desk = desk::Options::of_today(start::today());
    // The pages as a build on the same day makes them, so that a form may be told from which it was opened.
    let source =
        source::read(&root).with_context(|| format!("can't read the project in `{}`", root.display()))?;
    desk.pages = Arc::new(pipeline::titles(&source, &pipeline::Options::of_readers(desk.today)));
    let options = start::Options { root, listen: arguments.listen, data: arguments.place.data(), desk };
    let collector = start::start(&options).inspect_err(|error| {
        if let start::Error::Mistakes(problems) = error {
            eprint!("{}", render_all(problems, Format::Text, Colour::Plain));
        }
    })?;
    println!("The collector is at http://{}/", collector.server.address());
    let (stop, stopped) = channel();
    let (store, intake) = (collector.store.clone(), collector.intake.clone());
    let purging = std::thread::spawn(move || start::purge_hourly(&*store, &intake, &stopped));
    collector.server.run_until(asked_to_stop());
    drop(stop);
    purging.join().ok().context("the hourly purge failed")
}
