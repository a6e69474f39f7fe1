//! The output folder: only what changed is written, only what is ours is removed.

use fingerpost::output::{Error, Written, write};
use fingerpost::render::OutputFile;
use std::path::Path;

fn files(files: &[(&str, &str)]) -> Vec<OutputFile> {
    files
        .iter()
        .map(|(path, text)| OutputFile { path: (*path).to_string(), bytes: text.as_bytes().into() })
        .collect()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn counts(written: Written) -> (usize, usize, usize) {
    (written.written, written.unchanged, written.removed)
}

fn write_to(output: &Path, list: &[(&str, &str)]) -> Written {
    write(Path::new("/nowhere"), output, &files(list)).expect("it writes")
}

#[test]
fn what_changed_is_written_and_what_is_gone_is_removed() {
    let folder = folder();
    let output = folder.path().join("public");
    assert_eq!(counts(write_to(&output, &[("a/index.html", "1"), ("b/c/index.html", "2")])), (2, 0, 0));
    let before =
        std::fs::metadata(output.join("a/index.html")).expect("the file").modified().expect("a time");
    assert_eq!(counts(write_to(&output, &[("a/index.html", "1"), ("d.xml", "3")])), (1, 1, 1));
    let after = std::fs::metadata(output.join("a/index.html")).expect("the file").modified().expect("a time");
    assert_eq!(before, after, "an unchanged file is not touched");
    assert!(!output.join("b").exists(), "folders that are left empty go too");
    assert_eq!(counts(write_to(&output, &[("a/index.html", "x"), ("d.xml", "3")])), (1, 1, 0));
    assert_eq!(std::fs::read_to_string(output.join("a/index.html")).expect("the file"), "x");
}

#[test]
fn files_of_somebody_else_stay() {
    let folder = folder();
    std::fs::write(folder.path().join("thesis.doc"), "years of work").expect("it writes");
    let refused = write(Path::new("/nowhere"), folder.path(), &files(&[("index.html", "x")]));
    assert!(matches!(refused, Err(Error::NotOurs(_))));
    assert!(!folder.path().join("index.html").exists());

    let output = folder.path().join("public");
    write_to(&output, &[("index.html", "x")]);
    std::fs::write(output.join("CNAME"), "example.gov.uk").expect("it writes");
    write_to(&output, &[("other.html", "x")]);
    assert!(output.join("CNAME").exists() && !output.join("index.html").exists());
}

#[test]
fn a_list_that_was_edited_removes_nothing_outside() {
    let folder = folder();
    let output = folder.path().join("public");
    write_to(&output, &[("index.html", "x")]);
    let outside = folder.path().join("keep.txt");
    std::fs::write(&outside, "x").expect("it writes");
    let list = format!("index.html\n../keep.txt\n{}\n", outside.display());
    std::fs::write(output.join(".fingerpost-files"), list).expect("it writes");
    write_to(&output, &[("index.html", "y")]);
    assert!(outside.exists());
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let folder = folder();
    let output = folder.path().join("public");
    write_to(&output, &[("a", "file")]);
    write_to(&output, &[("a/index.html", "page")]);
    assert!(output.join("a/index.html").is_file());
    write_to(&output, &[("a", "file")]);
    assert!(output.join("a").is_file());
}

#[test]
fn the_project_itself_is_never_written_to() {
    let folder = folder();
    let root = folder.path();
    for output in ["", "content", "content/x", "themes", "public/../content", ".."] {
        let refused = write(root, &root.join(output), &files(&[("index.html", "x")]));
        assert!(matches!(refused, Err(Error::IsSource(_))), "{output}");
    }
    assert!(write(root, &root.join("public"), &files(&[("index.html", "x")])).is_ok());
}
