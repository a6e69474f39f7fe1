//! `collector drafts` and `collector invite`: which drafts are under way, and a code for somebody who has lost theirs.

use crate::place::{Keys, Place, reference};
use anyhow::Result;
use fingerpost::collect::chase::{self, Chased, State};
use fingerpost::collect::recovering::{LetIn, Recovering};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::start;
use jiff::civil::{DateTime, Time};
use std::sync::Arc;

#[derive(clap::Args)]
pub(crate) struct DraftsArguments {
    #[command(flatten)]
    place: Place,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct InviteArguments {
    /// The reference of the draft, as PEP-7K3M-9QXD.
    #[arg(value_parser = reference)]
    reference: Reference,
    /// The role, by its name in the form, as designated-teacher.
    role: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    keys: Keys,
}

pub(crate) fn list(arguments: &DraftsArguments) -> Result<()> {
    let (desk, store) = (arguments.place.desk()?, arguments.place.store()?);
    let drafts = chase::drafts(&desk, &store)?;
    if drafts.is_empty() && !arguments.json {
        println!("No draft that several people fill in is under way.");
    }
    for chased in &drafts {
        if arguments.json {
            println!("{}", serde_json::to_string(&json(chased))?);
        } else {
            print(chased);
        }
    }
    Ok(())
}

pub(crate) fn invite(arguments: &InviteArguments) -> Result<()> {
    let (desk, store) = (arguments.place.desk()?, arguments.place.store()?);
    let identities = arguments.keys.read()?;
    let recovering = Recovering { desk: &desk, drafts: Arc::new(store), identities: &identities };
    let LetIn { code, role, expires } =
        recovering.let_in(&arguments.reference, &arguments.role, start::now())?;
    println!("Reference  {}", arguments.reference);
    println!("Code       {}", code.as_str());
    println!("For        {role}");
    println!("Until      {}, and once", expires.strftime("%Y-%m-%d %H:%M UTC"));
    println!("To read out:");
    code.spelled_groups().iter().for_each(|group| println!("  {group}"));
    println!("\nCall the person back on a number that you know, before you read it out. It is shown once.");
    Ok(())
}

fn print(chased: &Chased) {
    let draft = &chased.overview.draft;
    let day = |time: jiff::Timestamp| time.strftime("%Y-%m-%d").to_string();
    println!(
        "{}  {}  {}",
        draft.reference,
        draft.form,
        draft.council.as_deref().unwrap_or("council not known")
    );
    println!(
        "  began {}, saved {}, meeting {}, kept until {}",
        day(draft.created),
        draft.saved.map_or_else(|| "never".to_owned(), day),
        draft.meeting_time().map_or_else(|| "not set".to_owned(), meeting),
        day(draft.expires())
    );
    let joined: Vec<&str> = chased.overview.seats.iter().map(|seat| seat.role.as_str()).collect();
    println!("  joined: {}", joined.join(", "));
    for section in chased.sections() {
        let state = State::of(section);
        let at = state.at().map(|at| format!(" {}", day(at))).unwrap_or_default();
        println!("  {}: {}{at}", section.name, state.words());
    }
}

/// At midnight only the day is known.
fn meeting(at: DateTime) -> String {
    let is_whole_day = at.time() == Time::midnight();
    at.strftime(if is_whole_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" }).to_string()
}

fn json(chased: &Chased) -> serde_json::Value {
    let draft = &chased.overview.draft;
    let sections = chased.sections().into_iter().map(|section| {
        let state = State::of(section);
        serde_json::json!({
            "section": section.name,
            "state": state.word(),
            "at": state.at().map(|time| time.to_string()),
        })
    });
    let seats = chased.overview.seats.iter();
    serde_json::json!({
        "reference": draft.reference.to_string(),
        "form": draft.form,
        "council": draft.council,
        "began": draft.created.to_string(),
        "saved": draft.saved.map(|time| time.to_string()),
        "meeting": draft.meeting,
        "kept_until": draft.expires().to_string(),
        "joined": seats.map(|seat| seat.role.as_str()).collect::<Vec<_>>(),
        "sections": sections.collect::<Vec<_>>(),
    })
}
