//! Which files make a theme: the default theme's, built in, with the project's own in their place.

use crate::problem::{Placed, Problem, one_of};
use crate::source::{File, Source, Text};
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The raw files of a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeFiles {
    /// Templates by the name that other templates use.
    pub templates: BTreeMap<String, Text>,
    /// Files to publish, by name.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// The default theme's `theme.toml`: font and all colours.
    pub default_settings: Text,
    /// The `theme.toml` of the project's own: those that differ.
    pub settings: Option<Text>,
    /// A theme that does not exist, a file that has no place in a theme.
    pub problems: Vec<Problem>,
}

pub(super) fn gather(source: &Source, theme: &Placed<String>) -> ThemeFiles {
    let mut files = ThemeFiles {
        templates: BTreeMap::new(),
        assets: BTreeMap::new(),
        default_settings: Text { path: "themes/default/theme.toml".into(), text: "".into() },
        settings: None,
        problems: Vec::new(),
    };
    add_built_in(&DEFAULT, &mut files);
    files.default_settings = files.settings.take().unwrap_or(files.default_settings);
    let folder = format!("themes/{}", theme.value);
    let mut own = source.below(&folder).peekable();
    if own.peek().is_none() && theme.value != "default" {
        let themes: BTreeSet<&str> = source
            .below("themes")
            .filter_map(|(path, _)| path.split('/').nth(1))
            .chain(["default"])
            .collect();
        let help = one_of(&theme.value, themes.iter().copied());
        files.problems.push(
            Problem::error("theme-unknown", theme.place.clone(), format!("there is no folder `{folder}`"))
                .help(help),
        );
    }
    for (path, file) in own {
        let name = &path[folder.len() + 1..];
        match file {
            File::Text(text) => add(&mut files, name, text.clone()),
            File::Bytes(bytes) => add_asset(&mut files, name, bytes.clone()),
        }
    }
    files
}

fn add_built_in(dir: &Dir<'_>, files: &mut ThemeFiles) {
    for file in dir.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        match file.contents_utf8() {
            Some(text) => {
                add(files, &name, Text { path: format!("themes/default/{name}").into(), text: text.into() })
            }
            None => add_asset(files, &name, file.contents().into()),
        }
    }
    dir.dirs().for_each(|dir| add_built_in(dir, files));
}

fn add(files: &mut ThemeFiles, name: &str, text: Text) {
    if let Some(template) = name.strip_prefix("templates/") {
        files.templates.insert(template.to_string(), text);
    } else if name == "theme.toml" {
        files.settings = Some(text);
    } else {
        add_asset(files, name, text.text.as_bytes().into());
    }
}

/// Files beside `templates/` and `assets/`, a licence for one, are kept but not published.
fn add_asset(files: &mut ThemeFiles, name: &str, bytes: Arc<[u8]>) {
    if let Some(name) = name.strip_prefix("assets/") {
        files.assets.insert(name.to_string(), bytes);
    }
}
