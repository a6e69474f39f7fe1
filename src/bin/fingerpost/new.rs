//! `fingerpost new`: a hub to start from, the first pages and the settings of a sample council.

use crate::Ended;
use crate::report::say;
use anyhow::Result;
use fingerpost::output;
use fingerpost::render::OutputFile;
use include_dir::{Dir, include_dir};
use std::path::PathBuf;

static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");
static FORMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/forms");
const SETTINGS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/site.toml"));

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder to make; it must be empty or not exist.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended> {
    let mut files = vec![
        OutputFile { path: "site.toml".into(), bytes: SETTINGS.as_bytes().into() },
        OutputFile { path: ".gitignore".into(), bytes: b"/public\n/data\n".as_slice().into() },
    ];
    add(&CONTENT, "content", &mut files);
    add(&FORMS, "forms", &mut files);
    output::write_new(&arguments.folder, &files)?;
    let folder = arguments.folder.display();
    say(&format!(
        "Made a hub in {folder}.\n\n  \
         fingerpost serve --root {folder}    shows it, and each change as you save it\n  \
         {folder}/site.toml                  is the file to edit first\n\n\
         Contacts in it are samples: nobody answers them. Set base_url in site.toml to where the hub will stand,\n\
         and `fingerpost check` names each."
    ));
    Ok(Ended::Done)
}

fn add(dir: &Dir<'_>, folder: &str, files: &mut Vec<OutputFile>) {
    for file in dir.files() {
        let path = format!("{folder}/{}", file.path().to_string_lossy().replace('\\', "/"));
        files.push(OutputFile { path, bytes: file.contents().into() });
    }
    dir.dirs().for_each(|dir| add(dir, folder, files));
}
