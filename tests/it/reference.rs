//! The key reference of form files, as the program has it and as authors read it: word for word the same.

use fingerpost::form::reference::{FIELD_TYPES, Key, LEVELS, OPENING, TYPES_OPENING};
use std::path::Path;

fn table(keys: &[Key]) -> String {
    let rows = keys
        .iter()
        .map(|key| format!("| `{}` | {} | {} | {} |", key.name, key.kind, key.default, key.meaning));
    let head = ["| key | type | default | meaning |".to_string(), "| --- | --- | --- | --- |".to_string()];
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn reference() -> String {
    let mut blocks = vec!["# Form reference".to_string(), OPENING.to_string()];
    for level in LEVELS {
        blocks.extend([format!("## {}", level.name), level.meaning.to_string(), table(level.keys)]);
    }
    blocks.extend(["## Types".to_string(), TYPES_OPENING.to_string()]);
    for kind in FIELD_TYPES {
        blocks.extend([format!("### {}", kind.name), kind.meaning.to_string()]);
        if !kind.keys.is_empty() {
            blocks.push(table(kind.keys));
        }
    }
    blocks.join("\n\n") + "\n"
}

#[test]
fn the_guide_is_the_reference_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/form-reference.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, reference()).expect("it writes");
    }
    let written = std::fs::read_to_string(&path).expect("docs/form-reference.md");
    assert!(
        written == reference(),
        "docs/form-reference.md is out of date: run UPDATE_REFERENCE=1 cargo test reference"
    );
}
