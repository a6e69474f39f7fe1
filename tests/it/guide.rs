//! The guide for authors: what it shows of forms is built as an author would build it, and nothing is left without an example.
//!
//! The line above a block of YAML says where it goes: the name of its file, or "In the form", "In `sections`", "In `pages`" or
//! "In `fields`". The blocks of one heading that are no files make one form together. In the table of types, the last cell is
//! a field.

use crate::project::Project;
use fingerpost::form::reference::{FIELD_TYPES, LEVELS};
use fingerpost::source::{Node, Text, Value, parse_yaml};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a form has that the guide leaves out of its fragments.
const BASE: [(&str, &str); 10] = [
    ("title", "title: An example\n"),
    ("summary", "summary: From the guide.\n"),
    ("reference", "reference: GUIDE\n"),
    ("sent_to", "sent_to: team\n"),
    ("save", "save: true\n"),
    ("who_reads", "who_reads: The team.\n"),
    ("when_read", "when_read: On working days.\n"),
    ("cannot_wait", "cannot_wait: Call 999.\n"),
    ("keep", "keep: { draft_days: 1, submitted_days: 1, after_confirmed_days: 1 }\n"),
    ("confirmation", "confirmation: { title: Sent, next: We answer. }\n"),
];

const SETTINGS: &str = "
[organisation]
name = \"The Virtual School\"
[[councils]]
id = \"north\"
name = \"North Council\"
";

const CONTACTS: &str = "- { contact: out-of-hours, name: Out of hours, phone: 01632 960001 }\n";

/// The guides: of pages, with the first hour and what problems mean, of forms, and of flowcharts with what their problems mean.
const AUTHORS: &str = "docs/authors.md";
const FORMS: &str = "docs/forms.md";
const FLOWCHARTS: &str = "docs/flowcharts.md";

fn guide(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// A block of YAML with the line that says where it goes, and the heading that it stands under.
struct Block {
    heading: String,
    goes: String,
    yaml: String,
}

/// The blocks of the guide of forms; a block without a line above it is a mistake of the guide.
fn blocks(guide: &str) -> Vec<Block> {
    let (mut blocks, mut heading, mut above) = (Vec::new(), String::new(), String::new());
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("## ") {
            heading = words.to_string();
        } else if line == "```yaml" {
            let yaml: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            assert!(above.ends_with(':'), "{heading}: no line above says where this goes:\n{yaml}");
            blocks.push(Block { heading: heading.clone(), goes: above.clone(), yaml });
        } else if let Some((_, field)) =
            line.strip_suffix("}` |").and_then(|row| row.split_once("`{ field: "))
        {
            let yaml = format!("- {{ field: {field}}}\n");
            blocks.push(Block { heading: heading.clone(), goes: "In `fields`:".into(), yaml });
        }
        if !line.trim().is_empty() {
            above = line.to_string();
        }
    }
    blocks
}

fn indented(yaml: &str, by: usize) -> String {
    yaml.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

/// The files of forms that the guide shows, by path.
fn files(guide: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut fragments: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for block in blocks(guide) {
        let goes = block.goes.trim_end_matches(':');
        match goes.trim_matches('`') {
            path if path.starts_with("forms/") => {
                files.insert(path.to_string(), block.yaml);
            }
            _ => {
                let known = ["In the form", "In `sections`", "In `pages`", "In `fields`"];
                assert!(known.contains(&goes), "`{}` does not say where this goes: {known:?}", block.goes);
                let fragments = fragments.entry(block.heading).or_default();
                fragments.entry(goes.to_string()).or_default().push_str(&block.yaml);
            }
        }
    }
    for (at, parts) in (1..).zip(fragments.into_values()) {
        files.insert(format!("forms/guide-{at}.yaml"), joined(at, &parts));
    }
    files
}

/// One form of the fragments of one heading.
fn joined(at: usize, parts: &BTreeMap<String, String>) -> String {
    let part = |name: &str| parts.get(name).map_or("", String::as_str);
    let top = part("In the form");
    let mut form = format!("form: guide-{at}\n");
    let is_given = |key: &str| top.lines().any(|line| line.starts_with(&format!("{key}:")));
    form.extend(BASE.iter().filter(|(key, _)| !is_given(key)).map(|(_, line)| *line));
    let (sections, pages, fields) = (part("In `sections`"), part("In `pages`"), part("In `fields`"));
    form.push_str("sections:\n");
    if !is_given("parties") {
        form.push_str(
            "  - section: guide\n    pages:\n      - page: guide\n        title: Guide\n        fields:\n",
        );
        // A form must ask something, even where the guide speaks of something else.
        form.push_str("          - { field: guide, type: text, label: Guide, optional: true }\n");
        form.push_str(&indented(fields, 10));
        form.push_str(&indented(pages, 6));
    }
    form + &indented(sections, 2) + top
}

#[test]
fn every_form_in_the_guide_is_built_without_a_problem() {
    let files = files(&guide(FORMS));
    assert!(files.len() > 12, "too few forms were found: {:?}", files.keys());
    let mut project = Project::new().settings(SETTINGS).file("content/data/contacts.yaml", CONTACTS);
    for (path, text) in &files {
        project = project.file(path, text);
    }
    let built = project.build();
    let problems = built.problems();
    let wrong: Vec<&String> =
        files.iter().filter(|(path, _)| problems.contains(*path)).map(|(_, text)| text).collect();
    assert!(problems.is_empty(), "{problems}\n{}", wrong.into_iter().cloned().collect::<String>());
    for path in files.keys().filter(|path| !path.contains("/parts/")) {
        let page = format!("{}/index.html", path.trim_end_matches(".yaml"));
        assert!(built.has_file(&page), "{path} made no page");
    }
}

#[test]
fn every_key_and_every_type_has_an_example_in_the_guide() {
    let mut shown = BTreeSet::new();
    for (path, text) in files(&guide(FORMS)) {
        let file = Text { path: path.as_str().into(), text: text.as_str().into() };
        let node = parse_yaml(&file, 0..text.len()).unwrap_or_else(|problem| panic!("{problem:?}"));
        see(&node, if path.contains("/parts/") { "part" } else { "form" }, &mut shown);
    }
    let keys = LEVELS.iter().flat_map(|level| level.keys.iter().map(|key| (level.name, key.name)));
    let of_types = FIELD_TYPES.iter().flat_map(|kind| kind.keys.iter().map(|key| (kind.name, key.name)));
    let types = FIELD_TYPES.iter().map(|kind| ("type", kind.name));
    let missing: Vec<String> = keys
        .chain(of_types)
        .chain(types)
        .filter(|(level, key)| !shown.contains(&((*level).to_string(), (*key).to_string())))
        .map(|(level, key)| format!("{level}: {key}"))
        .collect();
    assert!(missing.is_empty(), "docs/forms.md shows no example of {missing:#?}");
}

/// Note every key of a node with its level.
fn see(node: &Node, level: &str, shown: &mut BTreeSet<(String, String)>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| see(item, level, shown)),
        Value::Table(entries) => {
            let kind = entries.iter().find(|entry| level == "field" && entry.key == "type");
            let kind = kind.map(|entry| match &entry.value.value {
                Value::Scalar(kind) => kind.clone(),
                _ => String::new(),
            });
            for entry in entries {
                let is_named = matches!(level, "parties" | "lists" | "conditions");
                let key = if is_named { "NAME" } else { entry.key.as_str() };
                shown.insert((level.to_string(), key.to_string()));
                if let Some(kind) = &kind {
                    shown.insert(("type".into(), kind.clone()));
                    shown.insert((kind.clone(), key.to_string()));
                }
                if let Some(inner) = level_in(level, key) {
                    see(&entry.value, inner, shown);
                }
            }
        }
        Value::Scalar(_) | Value::Nothing => {}
    }
}

/// The level of what stands behind a key.
fn level_in(level: &str, key: &str) -> Option<&'static str> {
    let inner = match (level, key) {
        ("parties", _) => return None,
        (_, "start" | "keep" | "parties" | "lists" | "conditions" | "confirmation" | "check_answers") => key,
        ("lists", _) | (_, "options") => "option",
        ("conditions", _)
        | (_, "when" | "meeting_when" | "check" | "not" | "all" | "any" | "before" | "after") => "condition",
        (_, "sections" | "section") => "section",
        (_, "pages" | "page") if level != "expect" => "page",
        (_, "fields" | "field") if level != "expect" => "field",
        (_, "rules") => "rule",
        (_, "tests") => "test",
        (_, "completed_by" | "repeat" | "expect" | "carry_to") => key,
        (_, "wordings") => "wording",
        (_, "examples") => "example",
        _ => return None,
    };
    LEVELS.iter().find(|level| level.name == inner).map(|level| level.name)
}

/// The first hour of an author, in the shipped hub: what the guide says to write, in its order. Each is a path, what is written, and
/// whether it is a new file.
fn first_hour(guide: &str) -> Vec<(String, String, bool)> {
    let part = guide.split_once("\n## Your first hour\n").expect("the first hour").1;
    let part = part.split_once("\n## Files, folders and addresses\n").expect("its end").0;
    let (mut steps, mut above) = (Vec::new(), String::new());
    let mut lines = part.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let text: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            let path = above.split('`').nth(1).unwrap_or_default().to_string();
            match line {
                "```text" | "```console" => {}
                _ if above.starts_with("Make the file `") => steps.push((path, text, true)),
                _ if above.contains("At the end of `") => steps.push((path, text, false)),
                _ => panic!("no line above says where this goes:\n{text}"),
            }
        } else if !line.trim().is_empty() {
            above = line.to_string();
        }
    }
    steps
}

#[test]
fn the_first_hour_of_an_author_goes_as_the_guide_says() {
    use fingerpost::problem::{Colour, Format, Level, render_all};
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = fingerpost::source::read(root).expect("the project");
    let mut files: BTreeMap<String, Vec<u8>> = ["content", "forms", "site.toml"]
        .into_iter()
        .flat_map(|part| {
            let walk =
                walkdir::WalkDir::new(root.join(part)).into_iter().map(|entry| entry.expect("an entry"));
            walk.filter(|entry| entry.file_type().is_file()).map(|entry| {
                let path =
                    entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                (path, std::fs::read(entry.path()).expect("bytes"))
            })
        })
        .collect();
    let build = |files: &BTreeMap<String, Vec<u8>>| {
        let source = fingerpost::source::Source::from_files(
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())),
        );
        let options = fingerpost::pipeline::Options::of_readers(jiff::civil::date(2026, 11, 24));
        fingerpost::pipeline::build(&source, &options, None)
    };
    let told = |files: &BTreeMap<String, Vec<u8>>| -> Vec<fingerpost::problem::Problem> {
        build(files).problems.into_iter().collect()
    };
    let before = told(&files);
    let guide = guide(AUTHORS);
    let mut steps = first_hour(&guide);
    assert_eq!(steps.len(), 9, "{steps:#?}");
    let (mistakes_in, mistakes, _) = steps.pop().expect("the mistake is last");
    for (at, (path, text, is_new)) in steps.iter().enumerate() {
        assert_eq!(shipped.text(path).is_none() && !files.contains_key(path), *is_new, "{path}");
        files.entry(path.clone()).or_default().extend(text.bytes());
        if at == 0 {
            let names: Vec<&str> = told(&files)
                .iter()
                .filter(|problem| &*problem.place.path == path.as_str())
                .map(|problem| problem.name)
                .collect();
            assert_eq!(names, ["page-orphan"], "a page that nothing leads to is told, and nothing else");
        }
    }
    let new: Vec<_> = told(&files).into_iter().filter(|problem| !before.contains(problem)).collect();
    assert!(new.is_empty(), "{}", render_all(&new, Format::Text, Colour::Plain));
    let built = build(&files);
    let html = |path: &str| {
        let file = built.files().iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
        String::from_utf8_lossy(&file.bytes).into_owned()
    };
    let page = html("support/reading-group/index.html");
    for shown in [
        "For carers and designated teachers",
        "How to join",
        "01632 960188",
        "No answer?",
        "We answer within 4 working days.",
        "/forms/reading-group/\">Ask for a place",
        "Checked on",
        "Review by",
    ] {
        assert!(page.contains(shown), "the page does not show {shown}");
    }
    assert!(html("support/index.html").contains("has places for children of all ages."));

    files.entry(mistakes_in).or_default().extend(mistakes.bytes());
    let errors: Vec<_> = told(&files).into_iter().filter(|problem| problem.level == Level::Error).collect();
    let shown = render_all(&errors, Format::Text, Colour::Plain);
    let shown = shown.trim();
    assert!(guide.contains(shown), "the guide shows something else than:\n{shown}");
}

#[test]
fn the_guide_says_what_each_problem_means_and_of_no_other() {
    let guides = [AUTHORS, FLOWCHARTS].map(guide);
    let listed: BTreeSet<&str> = guides
        .iter()
        .flat_map(|guide| {
            guide.split_once("\n## What each problem means\n").expect("the tables of problems").1.lines()
        })
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .collect();
    let mut code = String::new();
    for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let entry = entry.expect("the folder can be read");
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(entry.path()).expect("the file can be read");
            code.push_str(text.split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
    let is_name = |text: &str| text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let made = ["error(", "warning(", "lost(", "lost_line("]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .filter_map(|rest| {
            let literal = rest.trim_start().strip_prefix('"')?.split('"').next()?;
            is_name(literal).then_some(literal)
        });
    let unsaid: BTreeSet<&str> = made.filter(|name| !listed.contains(name)).collect();
    assert!(
        unsaid.is_empty(),
        "docs/authors.md and docs/flowcharts.md do not say what these problems mean: {unsaid:?}"
    );
    let gone: Vec<&&str> = listed.iter().filter(|name| !code.contains(&format!("\"{name}\""))).collect();
    assert!(
        gone.is_empty(),
        "docs/authors.md or docs/flowcharts.md tells of problems that there are none of: {gone:?}"
    );
}
