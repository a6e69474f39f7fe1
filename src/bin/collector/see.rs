//! `collector list` and `collector open`: what came, and what one of them says.

use crate::place::{Keys, Place, reference};
use anyhow::{Context, Result};
use fingerpost::collect::payload::Payload;
use fingerpost::collect::reference::Reference;
use fingerpost::collect::store::{Row, Store};
use fingerpost::collect::{export, seal, start};

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
    let rows = arguments.place.store()?.list()?;
    if arguments.json {
        for row in &rows {
            println!("{}", serde_json::to_string(&row_json(row))?);
        }
        return Ok(());
    }
    if rows.is_empty() {
        println!("Nothing has come to {}.", arguments.place.data().display());
    }
    for row in &rows {
        let answer_by = row.answer_by.map(|date| format!("answer by {date}")).unwrap_or_default();
        let state = state(row);
        println!(
            "{}  {:<20}  {:<26}  {:<20}  {state:<10}  {answer_by}",
            row.reference,
            row.form,
            row.council.as_deref().unwrap_or(""),
            row.received.strftime("%Y-%m-%d %H:%M UTC")
        );
    }
    Ok(())
}

pub(crate) fn open(arguments: &OpenArguments) -> Result<()> {
    let store = arguments.place.store()?;
    let reference = &arguments.reference;
    let (row, sealed) = store.sealed(reference)?.with_context(|| format!("there is no {reference}"))?;
    let payload = seal::open_row(&row, &sealed, &arguments.keys.read()?)?;
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
    println!("{}  {}", payload.reference, payload.title);
    println!("received {}, sender {}", payload.received, export::SENDER);
    let mut page = (String::new(), None);
    for answer in &payload.answers {
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
    println!(
        "\nWhen you have filed it: collector confirm {} {}",
        payload.reference,
        payload.confirm.as_str()
    );
}

fn state(row: &Row) -> &'static str {
    match (row.confirmed, row.opened) {
        (Some(_), _) => "confirmed",
        (None, Some(_)) => "opened",
        (None, None) => "new",
    }
}

fn row_json(row: &Row) -> serde_json::Value {
    serde_json::json!({
        "reference": row.reference.to_string(),
        "form": row.form,
        "council": row.council,
        "received": row.received.to_string(),
        "answer_by": row.answer_by.map(|date| date.to_string()),
        "opened": row.opened.map(|time| time.to_string()),
        "confirmed": row.confirmed.map(|time| time.to_string()),
        "progress": row.progress.word(),
        "bytes": row.bytes,
    })
}
