//! `forms/parts/`: what several forms share, and `use:` in a form.

use crate::form::PARTS_FOLDER;
use crate::problem::{Problem, one_of};
use crate::source::{File, Node, Reader, Source, Table, Text, parse_yaml};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What a part may hold.
const LEVELS: [&str; 3] = ["section", "page", "field"];

/// A file of `forms/parts/`.
pub(super) struct PartFile {
    name: String,
    file: Text,
    node: Node,
}

/// All parts, as one form reads them.
pub(super) struct Parts<'a> {
    files: Vec<(&'a PartFile, Reader<'a>)>,
    used: RefCell<BTreeSet<usize>>,
}

/// The parts of a project, and what is wrong with them as such.
pub(super) fn read(source: &Source) -> (Vec<PartFile>, Vec<Problem>) {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for (path, file) in source.below(PARTS_FOLDER) {
        let File::Text(file) = file else { continue };
        let Some(stem) = path.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml")) else {
            continue;
        };
        match parse_yaml(file, 0..file.text.len()) {
            Ok(node) => {
                problems.extend(check(file, &node, stem));
                parts.push(PartFile { name: stem.to_string(), file: file.clone(), node });
            }
            Err(problem) => problems.push(problem),
        }
    }
    (parts, problems)
}

/// A part is named like its file and holds one thing.
fn check(file: &Text, node: &Node, stem: &str) -> Vec<Problem> {
    let reader = Reader::new(file);
    if let Some(mut table) = reader.table(node, "part") {
        if let Some(name) = table.required_text("part")
            && name.value != stem
        {
            let message = format!("the part is named `{}`, and its file `{stem}.yaml`", name.value);
            reader.error(
                "part-name",
                name.span,
                message,
                format!("write `part: {stem}`, or rename the file"),
            );
        }
        let held = LEVELS.iter().filter(|level| table.node(level).is_some()).count();
        if held != 1 {
            reader.error(
                "part-holds",
                table.span.start..table.span.start,
                format!("this part holds {held} things"),
                "give it one of `section`, `page` and `field`",
            );
        }
        table.finish();
    }
    reader.into_problems()
}

impl<'a> Parts<'a> {
    pub(super) fn new(files: &'a [PartFile]) -> Parts<'a> {
        let files = files.iter().map(|file| (file, Reader::new(&file.file))).collect();
        Parts { files, used: RefCell::default() }
    }

    /// The table that stands in the place of `row`, whose `use` names a part; `row` itself if it uses none.
    pub(super) fn resolve<'n>(&'n self, mut row: Table<'n>, level: &'static str) -> Option<Table<'n>> {
        if !row.entries().iter().any(|entry| entry.key == "use") {
            return Some(row);
        }
        let name = row.required_text("use")?;
        let reader = row.reader();
        let is_part =
            self.files.iter().any(|(file, _)| std::ptr::eq(&raw const *reader.file, &raw const file.file));
        row.finish();
        if is_part {
            reader.error(
                "part-in-part",
                name.span,
                "a part can't use another part",
                "write out what it shares",
            );
            return None;
        }
        let found = self.files.iter().enumerate().find(|(_, (file, _))| file.name == name.value);
        let Some((at, (file, part))) = found else {
            let help = one_of(&name.value, self.files.iter().map(|(file, _)| file.name.as_str()));
            reader.error("part-unknown", name.span, format!("there is no part `{}`", name.value), help);
            return None;
        };
        self.used.borrow_mut().insert(at);
        let mut table = part.table(&file.node, "part")?;
        if table.node(level).is_none() {
            let message = format!("the part `{}` holds no `{level}`", name.value);
            reader.error("part-holds", name.span, message, format!("name a part with `{level}:`"));
            return None;
        }
        table.table(level)
    }

    /// The texts of the parts that were used, in the order of their names.
    pub(super) fn used(&self) -> Vec<Text> {
        self.used.borrow().iter().map(|at| self.files[*at].0.file.clone()).collect()
    }

    /// What was wrong in the parts as the form used them.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.files.into_iter().flat_map(|(_, reader)| reader.into_problems()).collect()
    }
}
