//! `collector confirm`, `collector erase` and `collector purge`: how what was sent comes to its end.

use crate::place::{Place, reference};
use anyhow::{Result, bail};
use fingerpost::collect::intake::keep_of;
use fingerpost::collect::reference::{ConfirmCode, Reference};
use fingerpost::collect::start;
use fingerpost::collect::store::{Clock, Confirmed, Erased, FOLDER_DAYS, Store};
use jiff::Timestamp;

#[derive(clap::Args)]
pub(crate) struct ConfirmArguments {
    /// The reference, as LOG-7K3M-9QXD.
    #[arg(value_parser = reference)]
    reference: Reference,
    /// The code from inside it, which only who opened it knows.
    #[arg(value_parser = code)]
    code: ConfirmCode,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
pub(crate) struct EraseArguments {
    /// The reference, as LOG-7K3M-9QXD.
    #[arg(value_parser = reference)]
    reference: Reference,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
pub(crate) struct PurgeArguments {
    #[command(flatten)]
    place: Place,
    /// The clock was put forward or back on purpose: go on with its time.
    #[arg(long)]
    clock_is_right: bool,
    /// The time that counts as now, as 2026-11-23T12:00:00Z; else the clock.
    #[arg(long, value_name = "TIME", hide = true)]
    now: Option<Timestamp>,
}

pub(crate) fn confirm(arguments: &ConfirmArguments) -> Result<()> {
    let reference = &arguments.reference;
    match arguments.place.store()?.confirm(reference, &arguments.code, start::now())? {
        Confirmed::Done => println!("{reference} is confirmed. It is deleted when its time is over."),
        Confirmed::WrongCode => {
            bail!("the code does not fit {reference}: copy it from the opened submission")
        }
        Confirmed::Unread => {
            bail!(
                "a section of {reference} came and nobody has opened it: open it first, and take the code from there"
            )
        }
        Confirmed::Unknown => bail!("there is no {reference}"),
    }
    Ok(())
}

pub(crate) fn erase(arguments: &EraseArguments) -> Result<()> {
    let reference = &arguments.reference;
    match arguments.place.store()?.erase(reference)? {
        Erased::Done => println!("{reference} is deleted."),
        Erased::TracesRemain => {
            println!("{reference} is deleted. Its sealed bytes go from the disk at the next purge.")
        }
        Erased::Unknown => bail!("there is no {reference}"),
    }
    Ok(())
}

pub(crate) fn purge(arguments: &PurgeArguments) -> Result<()> {
    let desk = arguments.place.desk()?;
    let store = arguments.place.store()?;
    let now = arguments.now.unwrap_or_else(start::now);
    if arguments.clock_is_right {
        store.trust_clock(now)?;
    }
    let purged = store.purge(now, &|form| keep_of(&desk, form))?;
    if let Clock::Leapt { since } = purged.clock {
        bail!(
            "the clock leapt since {since}, so nothing was deleted: look at it, then run `collector purge --clock-is-right`"
        );
    }
    println!("{} deleted.", purged.deleted.len());
    if purged.drafts > 0 {
        println!("{} drafts that nobody saved in time are deleted.", purged.drafts);
    }
    if purged.folders > 0 {
        println!("{} folders that nobody used for {FOLDER_DAYS} days are deleted.", purged.folders);
    }
    if !purged.waiting.is_empty() {
        println!(
            "Past their time, but nobody has opened them. Open each, or delete it with `collector erase`:"
        );
        purged.waiting.iter().for_each(|reference| println!("  {reference}"));
    }
    if !purged.without_rule.is_empty() {
        println!("Their form is gone, so no rule says how long they are kept:");
        purged.without_rule.iter().for_each(|reference| println!("  {reference}"));
    }
    Ok(())
}

fn code(text: &str) -> Result<ConfirmCode, String> {
    ConfirmCode::parse(text).map_err(|error| error.to_string())
}
