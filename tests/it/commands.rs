//! The program as it is called: arguments, exit codes, what it prints.

use std::path::Path;
use std::process::{Command, Output};

fn fingerpost(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("NO_COLOR")
        .output()
        .expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a person sees in the terminal, word for word: `tests/it/commands/*.md`, each with its project beside it.
#[test]
fn the_terminal_shows_what_the_examples_say() {
    trycmd::TestCases::new().case("tests/it/commands/*.md").run();
}

#[test]
fn a_new_hub_builds_anywhere_and_twice_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = fingerpost(folder.path(), &["new", "hub"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let hub = folder.path().join("hub");
    for output in ["one", "two"] {
        let built =
            fingerpost(&hub, &["build", "--today", "2026-11-23", "--output", &format!("../{output}")]);
        assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    }
    let files = |name: &str| {
        let root = folder.path().join(name);
        let walk = walkdir::WalkDir::new(&root)
            .sort_by_file_name()
            .into_iter()
            .map(|entry| entry.expect("an entry"));
        let files = walk.filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                (
                    entry.path().strip_prefix(&root).expect("below").to_path_buf(),
                    std::fs::read(entry.path()).expect("bytes"),
                )
            })
            .collect::<Vec<_>>()
    };
    assert!(files("one").len() > 15);
    assert!(files("one") == files("two"), "two builds differ");
    let again = fingerpost(&hub, &["build", "--today", "2026-11-23", "--output", "../one"]);
    assert!(text(&again.stdout).contains(": 0 files written,"), "{}", text(&again.stdout));
    let refused = fingerpost(folder.path(), &["new", "hub"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn the_day_can_be_set_by_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(fingerpost(folder.path(), &["new", "."]).status.success());
    let check = |epoch: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
        command
            .args(["check", "--strict", "--format", "short"])
            .current_dir(folder.path())
            .env("SOURCE_DATE_EPOCH", epoch)
            .output()
            .expect("it runs")
    };
    assert_eq!(check("1795392000").status.code(), Some(0), "{}", text(&check("1795392000").stderr));
    let late = check("1900000000");
    assert_eq!(late.status.code(), Some(1));
    assert!(text(&late.stderr).contains("warning[page-past-review]"), "{}", text(&late.stderr));
    assert_eq!(check("soon").status.code(), Some(2));
}

#[test]
fn a_check_for_another_address_names_what_readers_must_not_meet_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = fingerpost(folder.path(), &["new", "."]);
    assert!(text(&made.stdout).contains("Set base_url in site.toml"), "{}", text(&made.stdout));
    let check = |more: &[&str]| {
        let told = fingerpost(
            folder.path(),
            &[&["check", "--format", "short", "--today", "2026-11-23"], more].concat(),
        );
        assert_eq!(told.status.code(), Some(0), "warnings never block: {}", text(&told.stderr));
        text(&told.stderr)
    };
    assert_eq!(check(&[]), "No problems.\n");
    let told = check(&["--base-url", "https://council.example/"]);
    let contacts =
        std::fs::read_to_string(folder.path().join("content/data/contacts.yaml")).expect("the contacts");
    let samples = contacts.matches("\n  sample: true").count();
    assert_eq!(told.matches("warning[contact-sample]").count(), samples, "{told}");
    assert!(
        told.contains(
            "warning[collector-local]: the collector `http://127.0.0.1:8081` is on your own machine, and this site is not"
        ),
        "{told}"
    );
}

#[test]
fn colour_is_for_terminals_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = fingerpost(folder.path(), &["check"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(!text(&told.stderr).contains('\x1b'));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_to_a_file_of_the_same_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(fingerpost(folder.path(), &["new", "hub"]).status.success());
    let content = folder.path().join("hub/content");
    for (path, text) in [("../../secret.txt", "x"), (".hidden", "x"), (".git/config", "x"), ("form.pdf", "x")]
    {
        std::fs::create_dir_all(content.join(path).parent().expect("a folder")).expect("it makes the folder");
        std::fs::write(content.join(path), text).expect("it writes");
    }
    for (link, target) in [
        ("a.txt", "../../secret.txt"),
        ("b.txt", "../site.toml"),
        ("c.txt", ".hidden"),
        ("d.txt", ".git/config"),
        ("e.txt", "peps"),
        ("f.txt", "nowhere"),
        ("good.pdf", "form.pdf"),
        ("peps/good.pdf", "../form.pdf"),
    ] {
        std::os::unix::fs::symlink(target, content.join(link)).expect("it links");
    }
    let told =
        fingerpost(folder.path(), &["check", "--root", "hub", "--format", "short", "--today", "2026-11-23"]);
    let told = text(&told.stderr);
    for link in ["a", "b", "c", "d", "e", "f"] {
        assert!(
            told.contains(&format!(
                "content/{link}.txt:1:1: error[source-link-outside]: this symbolic link does not lead to a file that is read from `content`"
            )),
            "{link} in\n{told}"
        );
    }
    assert!(told.ends_with("6 errors.\n"), "{told}");
}
