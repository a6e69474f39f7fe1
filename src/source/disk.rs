//! Files from disk: the whole project once, and single files again when they change.
#![expect(clippy::disallowed_methods, reason = "this is the one reader")]

use super::Source;
use crate::problem::{Place, Problem};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// The folders and the file that make a project.
const PARTS: [&str; 4] = ["content", "forms", "site.toml", "themes"];

/// Read every file of the project at `root`.
///
/// # Errors
/// When a folder can't be listed or a file can't be read; what an author can mend is a problem of the `Source`.
pub fn read(root: &Path) -> io::Result<Source> {
    read_parts(root, &Source::default(), PARTS.iter().map(|part| root.join(part)))
}

/// Read again what stands at `changed`, files or whole folders, and take the rest from `previous`.
///
/// # Errors
/// As for [`read`].
pub fn read_again(root: &Path, previous: &Source, changed: &BTreeSet<PathBuf>) -> io::Result<Source> {
    let below_root = changed.iter().filter(|path| is_source_path(root, path)).cloned();
    read_parts(root, previous, below_root)
}

/// The project's folder without links and dots, as the paths of changed files begin.
///
/// # Errors
/// When there is no such folder.
pub fn real_root(root: &Path) -> io::Result<PathBuf> {
    root.canonicalize()
}

/// Whether there is a folder at this path just now.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a build uses what stands at `path`; hidden files and editors' backups are not used.
pub fn is_source_path(root: &Path, path: &Path) -> bool {
    let Ok(relative) = path.strip_prefix(root) else { return false };
    let mut names = relative.components().map(|part| part.as_os_str().to_string_lossy());
    let first = names.next();
    first.is_some_and(|name| PARTS.contains(&&*name)) && !names.any(|name| is_hidden(&name))
}

fn read_parts(root: &Path, previous: &Source, parts: impl Iterator<Item = PathBuf>) -> io::Result<Source> {
    let mut source = previous.clone();
    let mut found = Vec::new();
    let real_root = root.canonicalize()?;
    for part in parts {
        let relative = relative_path(root, &part);
        forget(&mut source, &relative);
        if part.symlink_metadata().is_err() {
            continue;
        }
        for entry in
            WalkDir::new(&part).follow_links(false).into_iter().filter_entry(|entry| !is_hidden_entry(entry))
        {
            let entry = entry?;
            if entry.path_is_symlink() {
                let path = relative_path(root, entry.path());
                match follow(&real_root, &path, entry.path()) {
                    Some(target) => found.push((path, target)),
                    None => {
                        let problem = leads_out(&path);
                        source.problems.insert(path, problem);
                    }
                }
            } else if entry.file_type().is_file() {
                found.push((relative_path(root, entry.path()), entry.into_path()));
            }
        }
    }
    let read: Vec<(Arc<str>, io::Result<Vec<u8>>)> =
        found.into_par_iter().map(|(path, file)| (path, std::fs::read(file))).collect();
    for (path, bytes) in read {
        match bytes {
            Ok(bytes) => source.insert(path, bytes),
            // Gone between listing and reading, as editors do when they save.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("{path}: {error}"))),
        }
    }
    Ok(source)
}

fn forget(source: &mut Source, relative: &str) {
    let folder = format!("{relative}/");
    let gone = |path: &Arc<str>| **path == *relative || path.starts_with(&folder);
    source.files.retain(|path, _| !gone(path));
    source.problems.retain(|path, _| !gone(path));
}

/// The file that a symbolic link means, if it is one that is read from the same top folder: a link in `content/` must
/// not publish the settings, a template or a hidden file.
fn follow(real_root: &Path, path: &str, link: &Path) -> Option<PathBuf> {
    let target = link.canonicalize().ok()?;
    let inside = target.strip_prefix(real_root.join(top_of(path))).ok()?;
    let is_read = !inside.components().any(|part| is_hidden(&part.as_os_str().to_string_lossy()));
    (is_read && target.is_file()).then_some(target)
}

/// The part of the project that a path stands in.
fn top_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn leads_out(path: &Arc<str>) -> Problem {
    Problem::error(
        "source-link-outside",
        Place::file(path.clone()),
        format!("this symbolic link does not lead to a file that is read from `{}`", top_of(path)),
    )
    .help("put the file itself here, or remove the link")
}

fn relative_path(root: &Path, path: &Path) -> Arc<str> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let names: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    names.join("/").into()
}

fn is_hidden_entry(entry: &DirEntry) -> bool {
    entry.depth() > 0 && is_hidden(&entry.file_name().to_string_lossy())
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}
