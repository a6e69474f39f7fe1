//! Tables: in a box that scrolls sideways, with heads that name their column.

use super::markdown::Writer;
use pulldown_cmark::{Alignment, Tag, TagEnd};

/// The table that is being written.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
}

impl Writer<'_> {
    pub(super) fn start_table(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Table(alignments) => {
                self.table = Some(Table { alignments: alignments.clone(), column: 0, part: Part::Head });
                let label = match self.prose.headings.last() {
                    Some(heading) => format!("Table: {}", heading.title),
                    None => "Table".to_string(),
                };
                self.push("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
                self.text(&label);
                self.push("\">\n<table>\n");
            }
            Tag::TableHead => self.push("<thead>\n<tr>"),
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.column = 0;
                }
                self.push("<tr>");
            }
            _ => self.start_cell(),
        }
    }

    pub(super) fn end_table(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table => {
                self.table = None;
                self.push("</tbody>\n</table>\n</div>\n");
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.part = Part::Body;
                }
                self.push("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            _ => {
                let part = self.table.as_ref().map_or(Part::Body, |table| table.part);
                self.push(if part == Part::Head { "</th>" } else { "</td>" });
                if let Some(table) = &mut self.table {
                    table.column += 1;
                }
            }
        }
    }

    fn start_cell(&mut self) {
        let Some(table) = &self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::Center) => " class=\"align-centre\"",
            _ => "",
        };
        let cell = match table.part {
            Part::Head => format!("<th scope=\"col\"{class}>"),
            Part::Body => format!("<td{class}>"),
        };
        self.push(&cell);
    }
}
