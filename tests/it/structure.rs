//! The order of the modules, and what every file keeps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every module with those that it may use, in reading order: the table of ARCHITECTURE.md. A module may always use its own parts.
const MODULES: [(&str, &[&str]); 19] = [
    ("problem", &[]),
    ("source", &["problem"]),
    ("config", &["problem", "source"]),
    ("data", &["problem", "source", "config"]),
    ("theme", &["problem", "source", "config"]),
    ("calendar", &["problem", "source", "data"]),
    ("flowchart", &["problem", "source"]),
    ("text", &["problem", "source", "config", "data", "theme", "flowchart"]),
    ("frame", &["problem", "config", "data", "theme", "text"]),
    ("form", &["problem", "source", "config", "data", "theme", "text", "frame"]),
    ("content", &["problem", "source", "config", "data", "text"]),
    (
        "site",
        &["problem", "source", "config", "data", "theme", "calendar", "flowchart", "text", "form", "content"],
    ),
    ("search", &["problem", "config", "data", "text", "form", "content", "site"]),
    (
        "render",
        &[
            "problem",
            "config",
            "data",
            "theme",
            "calendar",
            "flowchart",
            "text",
            "frame",
            "form",
            "content",
            "site",
            "search",
        ],
    ),
    (
        "pipeline",
        &[
            "problem", "source", "config", "data", "theme", "calendar", "text", "form", "content", "site",
            "search", "render",
        ],
    ),
    ("output", &["problem", "render"]),
    ("preview", &["problem", "source", "config", "site", "pipeline"]),
    ("collect", &["problem", "source", "config", "data", "theme", "calendar", "text", "frame", "form"]),
    ("bin", &[]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below `src`, with its path relative to it.
fn rust_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(src()).sort_by_file_name() {
        let entry = entry.expect("the folder can be read");
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let name =
                entry.path().strip_prefix(src()).expect("below src").to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(entry.path()).expect("the file can be read")));
        }
    }
    assert!(files.len() > 30, "the walk found too few files");
    files
}

fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The modules that a text names after `crate::`, in braces too.
fn named_modules(text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let in_braces = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
        for part in in_braces.unwrap_or(rest).split(',') {
            let word: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            named.insert(word);
            if in_braces.is_none() {
                break;
            }
        }
    }
    named
}

#[test]
fn modules_depend_downwards_only() {
    for (file, text) in rust_files() {
        let module = module_of(&file);
        if module == "lib" || module == "bin" {
            continue;
        }
        let (_, allowed) = MODULES.iter().find(|(name, _)| *name == module).unwrap_or_else(|| {
            panic!("src/{file}: the module `{module}` has no place in the order; add it to MODULES here and to ARCHITECTURE.md")
        });
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for named in named_modules(code) {
            assert!(
                named == module || allowed.contains(&named.as_str()),
                "src/{file} uses `crate::{named}`: `{module}` may use {allowed:?} only. Modules depend downwards, so that each can be read without those below it"
            );
        }
    }
}

#[test]
fn the_order_allows_no_module_to_use_a_later_one() {
    for (at, (module, allowed)) in MODULES.iter().enumerate() {
        for used in *allowed {
            let place = MODULES.iter().position(|(name, _)| name == used).expect("a module of the list");
            assert!(place < at, "`{module}` may not use `{used}`, which stands below it");
        }
    }
    let lib = std::fs::read_to_string(src().join("lib.rs")).expect("lib.rs");
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: Vec<&str> = MODULES.iter().map(|(name, _)| *name).filter(|name| *name != "bin").collect();
    assert_eq!(declared, listed, "lib.rs names the modules in reading order");
}

#[test]
fn every_file_opens_with_what_it_is_for_and_has_a_size_that_can_be_read() {
    for (file, text) in rust_files() {
        assert!(text.starts_with("//! "), "src/{file} does not open with a line `//! …`: what it is for");
        let lines = text.lines().count();
        assert!(lines <= 600, "src/{file} has {lines} lines: split it at 600, ask at 400");
    }
}

#[test]
fn the_model_is_never_serialised() {
    for (file, text) in rust_files() {
        let is_view = ["render", "text", "frame", "form", "preview", "collect"].contains(&module_of(&file));
        let serialised = text.contains("Serialize") && !is_view;
        assert!(
            !serialised,
            "src/{file} derives Serialize: only views are shown to templates, so that the model can change"
        );
    }
}

#[test]
fn the_order_is_the_table_of_the_architecture() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).expect("ARCHITECTURE.md");
    // | `name/` | job | may use |
    let table = page.split("| module | job | may use |").nth(1).expect("the table of modules");
    let table = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let rows = table.filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let mut rows: Vec<(&str, String)> = rows
        .map(|(name, rest)| {
            let may_use = rest.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
            (name.split('/').next().unwrap_or_default(), may_use.to_string())
        })
        .collect();
    rows.dedup(); // each program may have a row of its own
    let told: Vec<(&str, String)> = MODULES
        .iter()
        .map(|(name, allowed)| match (*name, allowed.is_empty()) {
            ("bin", _) => (*name, "anything".to_string()),
            (_, true) => (*name, "–".to_string()),
            _ => (*name, allowed.join(", ")),
        })
        .collect();
    assert_eq!(
        rows, told,
        "ARCHITECTURE.md (left) and MODULES (right) list the modules and what each may use"
    );
}
