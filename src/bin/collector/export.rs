//! `collector export`: everything that a form sent, as a table.

use crate::place::{Keys, Place};
use anyhow::{Context, Result};
use fingerpost::collect::store::{Drafts, Store};
use fingerpost::collect::{assembled, export, seal, start};
use std::io;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The form's name, as login-request.
    form: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    keys: Keys,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let desk = arguments.place.desk()?;
    let form =
        desk.form(&arguments.form).with_context(|| format!("there is no form `{}`", arguments.form))?;
    let (store, identities) = (arguments.place.store()?, arguments.keys.read()?);
    let mut payloads = Vec::new();
    for row in store.list()?.into_iter().filter(|row| row.form == form.name) {
        let Some((row, sealed)) = store.sealed(&row.reference)? else { continue };
        if let Some(arrived) = assembled::arrived(Some(&desk), &store, &row)? {
            let stores: (&dyn Store, &dyn Drafts) = (&store, &store);
            match assembled::open(arrived, (&row, &sealed), &identities, stores, start::now()) {
                Ok(assembled) => {
                    for part in &assembled.sections {
                        if let Err(error) = &part.payload {
                            eprintln!(
                                "collector: {} of {} is left out: {error}",
                                part.row.name, row.reference
                            );
                        }
                    }
                    payloads.push(assembled.merged());
                }
                Err(error) => eprintln!("collector: {} is left out: {error}", row.reference),
            }
            continue;
        }
        match seal::open_row(&row, &sealed, &identities) {
            Ok(payload) => payloads.push(payload),
            Err(error) => {
                eprintln!("collector: {} is left out: {error}", row.reference);
                continue;
            }
        }
        if let Err(error) = store.mark_opened(&row.reference, start::now()) {
            eprintln!("collector: {} is not noted as opened: {error}", row.reference);
        }
    }
    let mut table = csv::Writer::from_writer(io::stdout().lock());
    for row in export::table(form, &payloads) {
        table.write_record(row)?;
    }
    Ok(table.flush()?)
}
