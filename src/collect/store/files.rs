//! The data folder and its files, which only their owner may read.
//!
//! SQLite opens the database; nothing here ever does. On Unix, to close any handle of a file drops the locks that the whole
//! process holds on it, and SQLite's are of that kind.
#![expect(clippy::disallowed_methods, reason = "only `keys` and `store` touch the disk in `collect`")]

use super::error::{Error, Result};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The database in the data folder.
const DATABASE: &str = "submissions.db";
/// Held while the database is made or changed in its shape.
const LOCK: &str = "submissions.lock";

/// The database file of a data folder, with the lock on its shape.
pub(super) struct Prepared {
    pub(super) database: PathBuf,
    /// Let go of when the shape is right.
    pub(super) lock: File,
}

/// Make the data folder and an empty database where they are missing, and close both to other users.
pub(super) fn prepare(folder: &Path) -> Result<Prepared> {
    make_folder(folder)?;
    let folder = folder.canonicalize()?;
    let database = folder.join(DATABASE);
    close_folder(&folder, &database)?;
    let lock = open_lock(&folder.join(LOCK))?;
    lock.lock()?;
    match create_private(&database) {
        Ok(file) => {
            file.sync_all()?;
            sync_folder(&folder)?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            for name in [LOCK, DATABASE, "submissions.db-wal", "submissions.db-shm"] {
                close_file(&folder.join(name))?;
            }
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Prepared { database, lock })
}

/// Make a new file that only its owner may read and write. On Windows it has the folder's rights.
pub(in crate::collect) fn create_private(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

fn open_lock(path: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(path)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Make a folder that only its owner may open. On Windows it has the rights of the folder above.
pub(in crate::collect) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Close an existing folder to others, unless it holds what is not ours.
#[cfg(unix)]
fn close_folder(folder: &Path, database: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    if !database.exists() && fs::read_dir(folder)?.next().is_some() {
        return Err(Error::FolderShared(folder.into()));
    }
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn close_folder(_: &Path, _: &Path) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn close_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_file() && data.permissions().mode() & 0o077 != 0 => {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn close_file(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Make sure that the folder's list of files is on disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
