//! Who may read the files, and what happens where nothing may be written.
#![cfg(unix)]

use super::{day, open, raw};
use fingerpost::collect::keys::{self, keygen};
use fingerpost::collect::store::{Error, Options, Sqlite, Store};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it changes");
}

#[test]
fn every_file_is_its_owners_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new/data");
    let check = |data: &Path| {
        assert_eq!(mode(data), 0o700);
        let files: Vec<_> =
            std::fs::read_dir(data).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
        assert!(files.len() >= 4, "database, log, shared memory and lock: {files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    };
    let store = open(&data);
    store.insert(raw(vec![1; 9000], day(0))).expect("it is stored");
    store.list().expect("it lists");
    check(&data);
    // What somebody opened to others is closed again at the next start, the log of changes too.
    for entry in std::fs::read_dir(&data).expect("a folder") {
        set_mode(&entry.expect("a file").path(), 0o644);
    }
    set_mode(&data, 0o755);
    let beside = open(&data);
    beside.insert(raw(vec![1; 9000], day(0))).expect("it is stored");
    check(&data);
}

#[test]
fn a_folder_that_others_use_is_not_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    set_mode(folder.path(), 0o755);
    std::fs::write(folder.path().join("letter.txt"), "not ours").expect("it writes");
    assert!(matches!(Sqlite::open(folder.path(), Options::default()), Err(Error::FolderShared(_))));
    assert_eq!(mode(folder.path()), 0o755);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_link_in_place_of_the_database_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, elsewhere) = (folder.path().join("data"), folder.path().join("elsewhere"));
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(&elsewhere, "").expect("it writes");
    symlink(&elsewhere, data.join("submissions.db")).expect("a link");
    set_mode(&data, 0o700);
    assert!(Sqlite::open(&data, Options::default()).is_err());
    assert_eq!(std::fs::read(&elsewhere).expect("the file"), b"");
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    // Nothing is forbidden to root: then this test runs again as nobody.
    let folder = tempfile::tempdir().expect("a folder");
    set_mode(folder.path(), 0o500);
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        let name = "collect_store::files::a_folder_that_cannot_be_written_is_told";
        let mut again = Command::new(std::env::current_exe().expect("this program"));
        again.args(["--exact", name]).current_dir("/").uid(65534).gid(65534);
        match again.output() {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success() && said.contains("1 passed"), "{said}");
            }
            Err(error) => println!("not tested: {error}"),
        }
        return;
    }
    let refused = |data: &Path| {
        let error = Sqlite::open(data, Options::default()).map(drop).expect_err("it can't be written");
        assert!(matches!(error, Error::ReadOnly(_)), "{error:?}");
        assert!(error.to_string().contains("can't be written"), "{error}");
    };
    refused(&folder.path().join("data"));
    refused(folder.path());

    let error = keygen(&folder.path().join("team.key"), None).expect_err("it can't be written");
    assert!(matches!(error, keys::Error::Io(..)), "{error:?}");

    // A store that was made, and then may not be written any more: its folder, its files, or both.
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    drop(open(&data));
    for (folder_mode, file_mode) in [(0o500, 0o600), (0o700, 0o400), (0o500, 0o400)] {
        for entry in std::fs::read_dir(&data).expect("a folder") {
            set_mode(&entry.expect("a file").path(), file_mode);
        }
        set_mode(&data, folder_mode);
        refused(&data);
        set_mode(&data, 0o700);
    }
}
