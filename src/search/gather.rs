//! What can be found: pages, flowcharts, forms, contacts and downloads, each in its words.

use crate::content::Audience;
use crate::data::{Contact, Term};
use crate::form::Form;
use crate::problem::Place;
use crate::site::{self, Download, Page, Site};
use rayon::prelude::*;

/// Something that a reader can find.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Relative to the site, as `peps/what-is-a-pep/`.
    pub address: String,
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// What tells it from another of the same title and kind, as the council of a contact; mostly empty.
    pub note: String,
    /// One sentence on it.
    pub summary: String,
    /// Words that readers may look for and that it may not use, the fittest first.
    pub keywords: Vec<String>,
    /// Words of the glossary whose page this is.
    pub explains: Vec<String>,
    /// Its headings.
    pub headings: Vec<String>,
    /// Its text without headings, a line for each paragraph.
    pub text: String,
    /// Who it is for; empty if for everybody.
    pub audience: Vec<Audience>,
    /// What its words count, in sixteenths: a page of guidance comes before what only leads to it or goes with it.
    pub counts: u32,
    /// Where its title was written, if somebody wrote it.
    pub place: Option<Place>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A page of guidance, or one that opens a section.
    Page,
    /// A page with a flowchart.
    Flowchart,
    /// A form.
    Form,
    /// Somebody to ask.
    Contact,
    /// A file.
    Download,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Page, Kind::Flowchart, Kind::Form, Kind::Contact, Kind::Download];

    /// The word that a result shows; none for a page, which most results are.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Page => "",
            Kind::Flowchart => "Flowchart",
            Kind::Form => "Form",
            Kind::Contact => "Contact",
            Kind::Download => "Download",
        }
    }

    /// What readers call it who look for one.
    pub(super) fn called(self) -> &'static str {
        match self {
            Kind::Page => "",
            Kind::Flowchart => "flow chart flowchart",
            Kind::Form => "form",
            Kind::Contact => "contact phone",
            Kind::Download => "download file",
        }
    }
}

/// Files that a reader may look for; pictures and style sheets are none.
const DOCUMENTS: [&str; 14] =
    ["pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "ics"];

/// Everything on the site that can be found, in the order of addresses. The pages of a walk-through are steps of one thing and
/// are found by the page that they start from.
pub(super) fn gather(site: &Site) -> Vec<Entry> {
    let mut entries: Vec<Entry> = site.pages.par_iter().map(|page| of_page(site, page)).collect();
    entries.extend(site.forms.iter().map(|form| of_form(form)));
    entries.extend(site.data.contacts.iter().filter_map(|contact| of_contact(site, contact)));
    entries.extend(site.downloads.iter().filter_map(of_download));
    entries.sort_by(|a, b| a.address.cmp(&b.address));
    entries.dedup_by(|a, b| a.address == b.address);
    entries
}

fn of_page(site: &Site, page: &Page) -> Entry {
    let front = &page.document.front;
    let prose = &page.document.prose;
    let file = &page.document.file;
    let at = file.text.find("\ntitle:").map(|at| at + 1);
    Entry {
        address: page.address.clone(),
        kind: if prose.charts.is_empty() { Kind::Page } else { Kind::Flowchart },
        counts: match page.kind {
            site::Kind::Home => 10,
            site::Kind::Section => 13,
            site::Kind::Page if prose.charts.is_empty() => 16,
            site::Kind::Page => 13,
        },
        title: front.title.clone(),
        note: String::new(),
        summary: front.summary.clone(),
        keywords: front.keywords.clone(),
        explains: explained(site, page),
        headings: prose.headings.iter().map(|heading| heading.title.clone()).collect(),
        text: text_of(&page.body.html()),
        audience: front.audience.clone(),
        place: Some(match at {
            Some(at) => {
                let line = file.text[at..].lines().next().map_or(0, str::len);
                Place::in_text(&file.path, &file.text, at..at + line)
            }
            None => page.document.place(),
        }),
    }
}

/// The words of the glossary whose page this is.
fn explained(site: &Site, page: &Page) -> Vec<String> {
    let path = page.document.file.path.strip_prefix("content/").unwrap_or_default();
    let is_here =
        |term: &&Term| term.page.as_ref().is_some_and(|page| page.value.split('#').next() == Some(path));
    site.data.glossary.terms.iter().filter(is_here).map(|term| term.term.clone()).collect()
}

fn of_form(form: &Form) -> Entry {
    let mut headings: Vec<String> = Vec::new();
    for title in form.sections.iter().flat_map(|section| {
        std::iter::once(&section.title).chain(section.pages.iter().map(|page| &page.title))
    }) {
        if !headings.contains(title) {
            headings.push(title.clone());
        }
    }
    let lines: Vec<&str> = form
        .fields()
        .flat_map(|field| std::iter::once(&field.label).chain(&field.hint))
        .map(String::as_str)
        .collect();
    let file = &form.file;
    let at = file.text.find("title:").unwrap_or_default();
    Entry {
        address: form.address(),
        kind: Kind::Form,
        title: form.title.clone(),
        note: String::new(),
        summary: form.summary.clone(),
        keywords: Vec::new(),
        explains: Vec::new(),
        counts: 15,
        headings,
        text: lines.join("\n"),
        audience: Vec::new(),
        place: Some(Place::in_text(&file.path, &file.text, at..at + "title:".len())),
    }
}

/// A contact by its page in the contact finder; without one it is found by the pages that show it.
fn of_contact(site: &Site, contact: &Contact) -> Option<Entry> {
    let finder = site.finder.as_ref()?;
    let address = format!("{}{}", site.pages[finder.page].address, contact.path(&site.config));
    finder.pages.iter().find(|page| page.address == address)?;
    let council = contact.council.as_ref().filter(|_| site.config.has_several_councils());
    Some(Entry {
        address,
        kind: Kind::Contact,
        title: contact.name.clone(),
        note: council.map(|council| council.short_name.clone()).unwrap_or_default(),
        summary: contact.helps_with.clone(),
        keywords: Vec::new(),
        explains: Vec::new(),
        counts: 13,
        headings: Vec::new(),
        text: [&contact.mailbox, &contact.phone]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join("\n"),
        audience: Vec::new(),
        place: Some(contact.place.clone()),
    })
}

/// A file by its name: `post-16-guide.pdf` is "post 16 guide".
fn of_download(file: &Download) -> Option<Entry> {
    let name = file.address.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_lowercase();
    if !DOCUMENTS.contains(&extension.as_str()) {
        return None;
    }
    let kilobytes = file.bytes.len().div_ceil(1024);
    Some(Entry {
        address: file.address.clone(),
        kind: Kind::Download,
        title: crate::text::capital(&stem.replace(['-', '_'], " ")),
        note: extension.to_uppercase(),
        summary: format!("{kilobytes} KB"),
        keywords: Vec::new(),
        explains: Vec::new(),
        counts: 14,
        headings: Vec::new(),
        text: String::new(),
        audience: Vec::new(),
        place: None,
    })
}

/// The text that a reader sees in HTML that the program made: a line for each block, no headings, no pictures.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push(&mut text, &rest[..at]);
        let tag = &rest[at + 1..];
        let name: &str =
            &tag[..tag.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).unwrap_or(tag.len())];
        rest = match name {
            "svg" | "h2" | "h3" | "h4" | "h5" | "h6" | "button" => {
                let end = format!("</{name}>");
                tag.find(&end).map_or("", |at| &tag[at + end.len()..])
            }
            _ => end_of_tag(tag),
        };
        let is_inline = matches!(
            name.trim_start_matches('/'),
            "a" | "em"
                | "strong"
                | "b"
                | "i"
                | "span"
                | "code"
                | "abbr"
                | "time"
                | "wbr"
                | "sup"
                | "sub"
                | "q"
                | "small"
        );
        if !is_inline && !text.ends_with('\n') {
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
    }
    push(&mut text, rest);
    text.trim().to_string()
}

/// What follows a tag: its end is the first `>` outside of quotation marks.
fn end_of_tag(tag: &str) -> &str {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return &tag[at + 1..],
            _ => {}
        }
    }
    ""
}

/// Add text with its entities decoded and its white space made one.
fn push(text: &mut String, html: &str) {
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let (shown, length) = match c {
            '&' => entity(rest).unwrap_or(('&', 1)),
            c if c.is_whitespace() => (' ', c.len_utf8()),
            c => (c, c.len_utf8()),
        };
        if shown != ' ' || !(text.is_empty() || text.ends_with([' ', '\n'])) {
            text.push(shown);
        }
        rest = &rest[length..];
    }
}

/// The character that an entity stands for, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|c| c == b';')?;
    let shown = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((shown, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_html_is_what_a_reader_sees() {
        for (html, text) in [
            (
                "<p>The <a href=\"/x/?a=1&amp;b>2\">child&#39;s</a>\n views</p><p>next</p>",
                "The child's views\nnext",
            ),
            ("<h2 id=\"a\">A <em>b</em></h2>\n<ul><li>one</li><li>two &lt;3</li></ul>", "one\ntwo <3"),
            ("<svg><text>x</text></svg><p>a &amp b &copy; c</p>", "a &amp b &copy; c"),
            ("a <b", "a"),
            ("", ""),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }
}
