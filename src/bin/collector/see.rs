//! `collector list` and `collector open`: what came, and what one of them says.

use crate::place::{Keys, Place, reference};
use anyhow::{Context, Result};
use fingerpost::collect::assembled::{self, Arrival, Arrived, Assembled, Opened, Stage};
use fingerpost::collect::payload::{Answer, Payload};
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{Drafts, Row, Store};
use fingerpost::collect::{export, seal, start};
use std::io::{self, Write};

#[derive(clap::Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    place: Place,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct OpenArguments {
    /// The reference, as LOG-7K3M-9QXD.
    #[arg(value_parser = reference)]
    reference: Reference,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    keys: Keys,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn list(arguments: &ListArguments) -> Result<()> {
    let store = arguments.place.store()?;
    let rows = store.list()?;
    if rows.is_empty() && !arguments.json {
        println!("Nothing has come to {}.", arguments.place.data().display());
    }
    for row in &rows {
        let arrived = assembled::arrived(None, &store, row)?;
        if arguments.json {
            println!("{}", serde_json::to_string(&row_json(row, arrived.as_ref()))?);
            continue;
        }
        let answer_by = row.answer_by.map(|date| format!("answer by {date}")).unwrap_or_default();
        let state = state(row);
        let parts = arrived.as_ref().map(|arrived| format!("  {}", parts(arrived))).unwrap_or_default();
        println!(
            "{}  {:<20}  {:<26}  {:<20}  {state:<10}  {answer_by}{parts}",
            row.reference,
            row.form,
            row.council.as_deref().unwrap_or(""),
            row.received.strftime("%Y-%m-%d %H:%M UTC")
        );
    }
    Ok(())
}

/// "received: a, c; not yet: b", by the names of the sections.
fn parts(arrived: &Arrived) -> String {
    let names =
        |parts: &[Arrival]| parts.iter().map(|part| part.title.as_str()).collect::<Vec<_>>().join(", ");
    let mut told = format!("received: {}", names(&arrived.sections));
    let missing: Vec<&str> = arrived.missing.iter().map(|missing| missing.name.as_str()).collect();
    if arrived.stage == Stage::Open && !missing.is_empty() {
        told.push_str(&format!("; not yet: {}", missing.join(", ")));
    }
    if !arrived.signatures.is_empty() {
        told.push_str(&format!("; signed: {}", names(&arrived.signatures)));
    }
    format!("{told}; draft {}", arrived.stage.word())
}

pub(crate) fn open(arguments: &OpenArguments) -> Result<()> {
    let store = arguments.place.store()?;
    let reference = &arguments.reference;
    let (row, sealed) = store.sealed(reference)?.with_context(|| format!("there is no {reference}"))?;
    let identities = arguments.keys.read()?;
    // Without the project the order of the form is not known, and the sections stand by their names.
    let desk = arguments.place.desk().ok();
    if let Some(arrived) = assembled::arrived(desk.as_ref(), &store, &row)? {
        let stores: (&dyn Store, &dyn Drafts) = (&store, &store);
        let assembled = assembled::open(arrived, (&row, &sealed), &identities, stores, start::now())?;
        return if arguments.json { print_parts_json(&assembled) } else { print_parts(&assembled) };
    }
    let payload = seal::open_row(&row, &sealed, &identities)?;
    // A full disk must not keep the team from reading.
    if let Err(error) = store.mark_opened(reference, start::now()) {
        eprintln!("collector: not noted as opened: {error}");
    }
    if arguments.json {
        let mut json = Vec::new();
        payload.write_json(&mut json)?;
        println!("{}", String::from_utf8_lossy(&json));
    } else {
        print(&payload);
    }
    Ok(())
}

fn print(payload: &Payload) {
    print_head(payload);
    print_answers(&payload.answers);
    print_end(payload);
}

fn print_head(payload: &Payload) {
    println!("{}  {}", payload.reference, payload.title);
    println!("received {}, sender {}", payload.received, export::SENDER);
}

fn print_answers(answers: &[Answer]) {
    let mut page = (String::new(), None);
    for answer in answers {
        if (&answer.page, answer.row) != (&page.0, page.1) {
            let row = answer.row.map(|row| format!(", {row}")).unwrap_or_default();
            println!("\n{}{row}", answer.page);
            page = (answer.page.clone(), answer.row);
        }
        println!("  {}", answer.label);
        for line in &answer.answer {
            println!("      {line}");
        }
    }
}

fn print_end(payload: &Payload) {
    println!(
        "\nWhen you have filed it: collector confirm {} {}",
        payload.reference,
        payload.confirm.as_str()
    );
}

/// What came section by section.
fn print_parts(assembled: &Assembled) -> Result<()> {
    print_head(&assembled.header);
    for part in &assembled.sections {
        println!("\n== {}", part.title);
        print_part(part, "sent");
    }
    if !assembled.missing.is_empty() {
        let told = if assembled.stage == Stage::Open { "Not sent yet" } else { "Did not come" };
        println!("\n== {told}. A section may also not be needed:");
        assembled.missing.iter().for_each(|missing| println!("  {}", missing.title));
    }
    for part in &assembled.signatures {
        println!("\n== {}", part.title);
        print_part(part, "signed");
        if let Some(at) = part.reissued {
            println!("Somebody else joined in this role after that, {at}: ask who signed.");
        }
    }
    match assembled.stage {
        Stage::Open => {
            println!("\nThe draft is open: a section may come again, and then takes the place of this one.")
        }
        Stage::Closed => println!("\nThe draft is closed: nothing more comes."),
        Stage::Gone => println!("\nThe draft is gone: nothing more comes."),
    }
    print_end(&assembled.header);
    Ok(())
}

fn print_part(part: &Opened, done: &str) {
    match &part.payload {
        Ok(payload) => {
            let by = payload.part.as_ref().map_or(part.row.role.as_str(), |part| part.by.as_str());
            println!("{done} by {by}, {}", part.row.received);
            print_answers(&payload.answers);
        }
        Err(error) => println!("does not open: {error}"),
    }
}

/// The submission as it is for a form that is sent as a whole, with what came below `parts`.
fn print_parts_json(assembled: &Assembled) -> Result<()> {
    let mut json = Vec::new();
    assembled.header.write_json(&mut json)?;
    json.pop();
    json.extend_from_slice(b",\"parts\":[");
    let opened = assembled.sections.iter().chain(&assembled.signatures);
    let opened = opened.filter_map(|part| match &part.payload {
        Ok(payload) => Some(payload),
        Err(error) => {
            eprintln!("collector: {} is left out: {error}", part.row.name);
            None
        }
    });
    for (at, payload) in opened.enumerate() {
        if at > 0 {
            json.push(b',');
        }
        payload.write_json(&mut json)?;
    }
    let missing: Vec<&str> = assembled.missing.iter().map(|missing| missing.name.as_str()).collect();
    let end = serde_json::json!({ "missing": missing, "draft": assembled.stage.word() }).to_string();
    json.extend_from_slice(b"],");
    json.extend_from_slice(end.trim_start_matches('{').as_bytes());
    json.push(b'\n');
    Ok(io::stdout().lock().write_all(&json)?)
}

fn state(row: &Row) -> &'static str {
    match (row.confirmed, row.opened) {
        (Some(_), _) => "confirmed",
        (None, Some(_)) => "opened",
        (None, None) => "new",
    }
}

fn row_json(row: &Row, arrived: Option<&Arrived>) -> serde_json::Value {
    let mut json = serde_json::json!({
        "reference": row.reference.to_string(),
        "form": row.form,
        "council": row.council,
        "received": row.received.to_string(),
        "answer_by": row.answer_by.map(|date| date.to_string()),
        "opened": row.opened.map(|time| time.to_string()),
        "confirmed": row.confirmed.map(|time| time.to_string()),
        "progress": row.progress.word(),
        "bytes": row.bytes,
    });
    if let Some(arrived) = arrived {
        let part = |arrival: &Arrival| {
            serde_json::json!({
                "part": arrival.row.name,
                "revision": arrival.row.revision,
                "role": arrival.row.role,
                "received": arrival.row.received.to_string(),
                "opened": arrival.row.opened.map(|time| time.to_string()),
            })
        };
        json["parts"] = arrived.sections.iter().chain(&arrived.signatures).map(part).collect();
        json["missing"] = arrived.missing.iter().map(|missing| missing.name.as_str()).collect();
        json["draft"] = arrived.stage.word().into();
    }
    json
}
