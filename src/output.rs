//! Files to disk: the only writer. Writes what changed, removes what is gone, and touches nothing else.
#![expect(clippy::disallowed_methods, reason = "this is the one writer")]

use crate::render::OutputFile;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The list of files that the last build wrote, in the output folder itself: only these are ever removed.
const MANIFEST: &str = ".fingerpost-files";

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or differ from before.
    pub written: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Files of the build before that are gone.
    pub removed: usize,
}

/// Why nothing, or not everything, could be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds files that no build wrote.
    #[error("`{0}` is not empty, and Fingerpost did not make it: name another folder, or empty this one")]
    NotOurs(PathBuf),
    /// The folder is one that a build reads.
    #[error("`{0}` holds your project: name a folder for the finished site, as `public`")]
    IsSource(PathBuf),
    /// The machine failed.
    #[error("can't write `{0}`: {1}")]
    Io(PathBuf, #[source] io::Error),
}

/// Make the folder `output` hold just these files. `root` is the project, whose own folders are never written to.
///
/// A file is written beside its place and moved there, so that a reader or a crash never meets half of one.
///
/// # Errors
/// See [`Error`]; in the first two cases nothing was written.
pub fn write(root: &Path, output: &Path, files: &[OutputFile]) -> Result<Written, Error> {
    ensure_not_source(root, output)?;
    let before = read_manifest(output)?;
    let now: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    create_folders(output, files)?;
    // Until all is done the list names the old files and the new: whatever happens, the next build can clean up.
    let both: BTreeSet<&str> = before.iter().map(String::as_str).chain(now.iter().copied()).collect();
    write_manifest(output, &both)?;

    let changed: Vec<bool> =
        files.par_iter().map(|file| write_if_changed(output, file)).collect::<Result<_, _>>()?;
    let mut removed = 0;
    for path in before.iter().filter(|path| !now.contains(path.as_str())) {
        removed += usize::from(remove(output, path)?);
    }
    write_manifest(output, &now)?;
    let written = changed.iter().filter(|changed| **changed).count();
    Ok(Written { written, unchanged: files.len() - written, removed })
}

/// Write the files of a new project into a folder that is empty or does not exist.
///
/// # Errors
/// See [`Error`].
pub fn write_new(folder: &Path, files: &[OutputFile]) -> Result<(), Error> {
    let is_empty = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::Io(folder.into(), error)),
    };
    if !is_empty {
        return Err(Error::NotOurs(folder.into()));
    }
    create_folders(folder, files)?;
    files.iter().try_for_each(|file| write_if_changed(folder, file).map(drop))
}

fn ensure_not_source(root: &Path, output: &Path) -> Result<(), Error> {
    let (root, output) = (absolute(root), absolute(output));
    let own = ["content", "forms", "themes", "src", "tests", ".git"].map(|folder| root.join(folder));
    if root.starts_with(&output) || own.iter().any(|folder| output.starts_with(folder)) {
        return Err(Error::IsSource(output));
    }
    Ok(())
}

/// The path without links and dots, as far as it exists.
fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
        plain = plain.canonicalize().unwrap_or(plain);
    }
    plain
}

fn read_manifest(output: &Path) -> Result<Vec<String>, Error> {
    match std::fs::read_to_string(output.join(MANIFEST)) {
        Ok(text) => Ok(text.lines().filter(|line| is_below(line)).map(str::to_string).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match std::fs::read_dir(output) {
            Ok(mut entries) => match entries.next() {
                Some(_) => Err(Error::NotOurs(output.into())),
                None => Ok(Vec::new()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Error::Io(output.into(), error)),
        },
        Err(error) => Err(Error::Io(output.join(MANIFEST), error)),
    }
}

/// Whether a line of the list names a file below the output folder: somebody may have edited it.
fn is_below(line: &str) -> bool {
    !line.is_empty() && Path::new(line).components().all(|part| matches!(part, Component::Normal(_)))
}

fn write_manifest(output: &Path, paths: &BTreeSet<&str>) -> Result<(), Error> {
    let mut text = String::new();
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    let file = OutputFile { path: MANIFEST.to_string(), bytes: text.into_bytes().into() };
    write_if_changed(output, &file).map(drop)
}

fn create_folders(output: &Path, files: &[OutputFile]) -> Result<(), Error> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| Path::new(&file.path).parent()).collect();
    for folder in std::iter::once(Path::new("")).chain(folders) {
        let folder = output.join(folder);
        clear_way(output, &folder)?;
        std::fs::create_dir_all(&folder).map_err(|error| Error::Io(folder, error))?;
    }
    Ok(())
}

/// Where a file of the build before stands in the way of a folder, it goes.
fn clear_way(output: &Path, folder: &Path) -> Result<(), Error> {
    for above in folder.ancestors().take_while(|above| above.starts_with(output)) {
        if above.is_file() {
            std::fs::remove_file(above).map_err(|error| Error::Io(above.into(), error))?;
        }
    }
    Ok(())
}

fn write_if_changed(output: &Path, file: &OutputFile) -> Result<bool, Error> {
    let path = output.join(&file.path);
    let failed = |error: io::Error| Error::Io(path.clone(), error);
    let exists = match std::fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => {
            std::fs::remove_dir_all(&path).map_err(failed)?;
            false
        }
        Ok(metadata) => {
            let same_size = metadata.len() == file.bytes.len() as u64;
            if same_size && std::fs::read(&path).map_err(failed)? == *file.bytes {
                return Ok(false);
            }
            true
        }
        Err(_) => false,
    };
    if exists {
        let beside = PathBuf::from(format!("{}.fingerpost-new", path.display()));
        std::fs::write(&beside, &file.bytes).map_err(failed)?;
        std::fs::rename(&beside, &path).map_err(failed)?;
    } else {
        std::fs::write(&path, &file.bytes).map_err(failed)?;
    }
    Ok(true)
}

/// Remove a file, and the folders that it leaves empty.
fn remove(output: &Path, path: &str) -> Result<bool, Error> {
    let file = output.join(path);
    match std::fs::remove_file(&file) {
        Ok(()) => {}
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(error) => return Err(Error::Io(file, error)),
    }
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != output) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(true)
}
