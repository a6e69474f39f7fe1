//! One place for each fact, each contact and each word that is explained: `content/data/*.yaml`.

mod audience;
mod contacts;
mod facts;
mod glossary;
mod schools;
mod terms;
mod windows;

use crate::config::{Config, Council};
use crate::problem::{Place, Problem, one_of};
use crate::source::{Node, Reader, Source, Table, Text, parse_yaml};
use jiff::civil::Date;

pub use audience::Audience;
pub use contacts::{Contact, council_path};
pub use facts::{Fact, Status};
pub use glossary::{Glossary, Term};
pub use schools::{School, schools_path};
pub use terms::{AcademicYear, SchoolTerm, Season};
pub use windows::{Phase, Window, WindowKind};

/// The folder that holds data, not pages.
pub const FOLDER: &str = "content/data";
const FACTS: &str = "facts.yaml";
const CONTACTS: &str = "contacts.yaml";
const GLOSSARY: &str = "glossary.yaml";
const SCHOOLS: &str = "schools.yaml";
const TERMS: &str = "terms.yaml";
const WINDOWS: &str = "pep-windows.yaml";

/// Everything that pages and forms may name by shortcode, as it holds on the day of the build.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Numbers, rates and limits.
    pub facts: Vec<Fact>,
    /// Posts and mailboxes.
    pub contacts: Vec<Contact>,
    /// Schools, and whom to ask about a child who learns there.
    pub schools: Vec<School>,
    /// Words and short forms, and what they mean.
    pub glossary: Glossary,
    /// The terms of the school year, by their first day.
    pub terms: Vec<SchoolTerm>,
    /// When PEPs are held, by the first day.
    pub windows: Vec<Window>,
    /// Keys of facts that have not begun, each with its first day.
    facts_to_come: Vec<(String, Date)>,
    /// Ids of contacts that have not begun, each with its first day.
    contacts_to_come: Vec<(String, Date)>,
    /// Files that are there but can't be read: what they hold is not known to be missing.
    unread: Vec<&'static str>,
}

/// The days on which a row holds; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// A fact, a contact or a school, as far as its days go.
#[derive(Clone, Copy, Debug)]
pub struct DatedRow<'a> {
    /// `fact`, `contact` or `school`.
    pub kind: &'static str,
    /// Its key, id or name.
    pub name: &'a str,
    /// The days on which it holds.
    pub validity: &'a Validity,
    /// Where it stands.
    pub place: &'a Place,
}

/// Whether the file at this path stands in the folder for data.
pub fn is_data(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

impl Validity {
    /// Whether the last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        self.to.is_some_and(|to| to < today)
    }

    /// Whether it holds on this day.
    pub fn holds(&self, today: Date) -> bool {
        self.from.is_none_or(|from| from <= today) && !self.is_over(today)
    }

    /// Whether both hold on some day.
    fn overlaps(&self, other: &Validity) -> bool {
        let begins_in_time = |a: &Validity, b: &Validity| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}

impl Data {
    /// All data files, and every mistake in them. Of rows that say the same at different times one is kept: the latest
    /// that has begun on the day of the build.
    pub fn parse(source: &Source, config: &Config, today: Date) -> (Data, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut unread = Vec::new();
        let facts = rows_of(source, FACTS, facts::read, &mut unread, &mut problems);
        let read_contacts = |reader: &Reader<'_>, node: &Node| contacts::read(reader, node, config);
        let contacts = rows_of(source, CONTACTS, read_contacts, &mut unread, &mut problems);
        let read_schools = |reader: &Reader<'_>, node: &Node| schools::read(reader, node, config, &contacts);
        let schools = rows_of(source, SCHOOLS, read_schools, &mut unread, &mut problems);
        let words = rows_of(source, GLOSSARY, glossary::read, &mut unread, &mut problems);
        let told = problems.len();
        let read_terms = |reader: &Reader<'_>, node: &Node| terms::read(reader, node, config);
        let mut terms = rows_of(source, TERMS, read_terms, &mut unread, &mut problems);
        terms.retain(|term| term.validity.holds(today));
        // That a term is missing is no news where the file of terms has mistakes.
        let known = windows::Known { terms: &terms, all: problems.len() == told, config, today };
        let read_windows = |reader: &Reader<'_>, node: &Node| windows::read(reader, node, &known);
        let windows = rows_of(source, WINDOWS, read_windows, &mut unread, &mut problems);
        problems.extend(unknown_files(source));
        let (facts, facts_to_come) = latest(facts, today, |fact| (&fact.key, None), |fact| fact.validity);
        let (contacts, contacts_to_come) = latest(
            contacts,
            today,
            |contact| (&contact.id, contact.council.as_ref()),
            |contact| contact.validity,
        );
        let (schools, _) = latest(
            schools,
            today,
            |school| (&school.name, school.council.as_ref()),
            |school| school.validity,
        );
        let glossary = Glossary { terms: words };
        let data = Data {
            facts,
            contacts,
            schools,
            glossary,
            terms,
            windows,
            facts_to_come,
            contacts_to_come,
            unread,
        };
        (data, problems)
    }

    /// The rows that a last day may end, facts first.
    pub fn rows(&self) -> impl Iterator<Item = DatedRow<'_>> {
        let facts = self.facts.iter().map(|fact| DatedRow {
            kind: "fact",
            name: &fact.key,
            validity: &fact.validity,
            place: &fact.place,
        });
        let contacts = self.contacts.iter().map(|contact| DatedRow {
            kind: "contact",
            name: &contact.id,
            validity: &contact.validity,
            place: &contact.place,
        });
        let schools = self.schools.iter().map(|school| DatedRow {
            kind: "school",
            name: &school.name,
            validity: &school.validity,
            place: &school.place,
        });
        facts.chain(contacts).chain(schools)
    }

    /// The problem of naming, at this place, a fact that is not there.
    pub fn no_fact(&self, key: &str, place: Place) -> Problem {
        match first_day(&self.facts_to_come, key) {
            Some(day) => not_yet("fact-unknown", place, &format!("the fact `{key}`"), day),
            None => Problem::error("fact-unknown", place, format!("there is no fact `{key}`"))
                .help(one_of(key, self.fact_keys())),
        }
    }

    /// The problem of naming, at this place, a contact that is not there.
    pub fn no_contact(&self, id: &str, place: Place) -> Problem {
        match first_day(&self.contacts_to_come, id) {
            Some(day) => not_yet("contact-unknown", place, &format!("the contact `{id}`"), day),
            None => Problem::error("contact-unknown", place, format!("there is no contact `{id}`"))
                .help(one_of(id, self.contact_ids())),
        }
    }

    /// Whether all facts are known, so that another key is a mistake.
    pub fn has_all_facts(&self) -> bool {
        !self.unread.contains(&FACTS)
    }

    /// Whether all contacts are known, so that another id is a mistake.
    pub fn has_all_contacts(&self) -> bool {
        !self.unread.contains(&CONTACTS)
    }

    /// The fact with this key.
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// The contact with this id, once for each council that has it.
    pub fn contacts<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Contact> + Clone {
        self.contacts.iter().filter(move |contact| contact.id == id)
    }

    /// The contact with this id for the children of one council, or of all: that council's own, else the one that serves
    /// all. Where there is but one, it is that one.
    pub fn contact(&self, id: &str, council: Option<&Council>) -> Option<&Contact> {
        let mut rows = self.contacts.iter().filter(|contact| contact.id == id);
        let own = rows.clone().find(|contact| contact.serves(council));
        let of_all = || rows.clone().find(|contact| contact.serves(None));
        own.or_else(of_all).or_else(|| rows.next().filter(|_| rows.next().is_none()))
    }

    /// The terms of the schools of one council, or of all: its own, and in place of those that it lacks the ones of all.
    pub fn terms_of(&self, council: Option<&Council>) -> Vec<&SchoolTerm> {
        terms::of(&self.terms, council)
    }

    /// The windows of a phase for the children of one council, or of all.
    pub fn windows_of(&self, phase: Phase, council: Option<&Council>) -> impl Iterator<Item = &Window> {
        self.windows.iter().filter(move |window| window.phase == phase && window.serves(council))
    }

    /// The keys of all facts.
    pub fn fact_keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.facts.iter().map(|fact| fact.key.as_str())
    }

    /// The ids of all contacts.
    pub fn contact_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.contacts.iter().map(|contact| contact.id.as_str())
    }
}

/// The rows of a data file; none if there is no such file, or if it can't be read at all.
fn rows_of<T>(
    source: &Source,
    name: &'static str,
    read: impl Fn(&Reader<'_>, &Node) -> Vec<T>,
    unread: &mut Vec<&'static str>,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let Some(file) = source.text(&format!("{FOLDER}/{name}")) else { return Vec::new() };
    match parse_yaml(file, 0..file.text.len()) {
        Ok(node) => {
            let reader = Reader::new(file);
            let rows = read(&reader, &node);
            problems.extend(reader.into_problems());
            rows
        }
        Err(problem) => {
            unread.push(name);
            problems.push(problem);
            Vec::new()
        }
    }
}

/// Of rows that say the same at different times, the latest that has begun; and the others that are still to begin.
fn latest<T>(
    rows: Vec<T>,
    today: Date,
    says: impl Fn(&T) -> (&String, Option<&Council>),
    validity: impl Fn(&T) -> Validity,
) -> (Vec<T>, Vec<(String, Date)>) {
    let mut kept: Vec<T> = Vec::with_capacity(rows.len());
    let mut to_come = Vec::new();
    for row in rows {
        let from = validity(&row).from;
        if let Some(day) = from.filter(|from| *from > today) {
            to_come.push((says(&row).0.clone(), day));
        } else if let Some(earlier) = kept.iter_mut().find(|other| says(other) == says(&row)) {
            if validity(earlier).from < from {
                *earlier = row;
            }
        } else {
            kept.push(row);
        }
    }
    (kept, to_come)
}

fn first_day(to_come: &[(String, Date)], name: &str) -> Option<Date> {
    to_come.iter().filter(|(other, _)| other == name).map(|(_, day)| *day).min()
}

fn not_yet(problem: &'static str, place: Place, what: &str, day: Date) -> Problem {
    Problem::error(problem, place, format!("{what} does not hold before {day}"))
        .help("name another one until then, or add a row for today")
}

fn unknown_files(source: &Source) -> Vec<Problem> {
    let known = [CONTACTS, FACTS, GLOSSARY, SCHOOLS, TERMS, WINDOWS, "bank-holidays.yaml"];
    source
        .below(FOLDER)
        .filter(|(path, _)| !known.iter().any(|name| path.strip_prefix("content/data/") == Some(*name)))
        .map(|(path, _)| {
            Problem::error(
                "data-unknown",
                Place::file(path.clone()),
                "this folder is for data that the program knows",
            )
            .help("put downloads beside their page; data files are `bank-holidays.yaml`, `contacts.yaml`, `facts.yaml`, `glossary.yaml`, `pep-windows.yaml`, `schools.yaml` and `terms.yaml`")
        })
        .collect()
}

/// The `url` of a source, of a fact or of a page: only an address that a reader can open without harm.
pub fn source_url(table: &mut Table<'_>) -> Option<String> {
    let text = table.text("url")?;
    if text.value.starts_with("https://") || text.value.starts_with("http://") {
        return Some(text.value);
    }
    let message = format!("`{}` is not the address of a web page", text.value);
    let help = "write the whole address, as `https://www.gov.uk/`";
    table.reader().error("source-address", text.span, message, help);
    None
}

/// `valid_from` and `valid_to` of a row.
fn validity(row: &mut Table<'_>) -> Validity {
    let validity = Validity { from: row.date("valid_from"), to: row.date("valid_to") };
    if let (Some(from), Some(to)) = (validity.from, validity.to)
        && to < from
    {
        row.reader().error(
            "date-order",
            row.span.clone(),
            format!("`valid_to` {to} is before `valid_from` {from}"),
            "let `valid_to` be the later of the two",
        );
    }
    validity
}

/// The place of a whole row's first line: what is wrong with the row is said there.
fn row_place(file: &Text, row: &Table<'_>) -> Place {
    file.place(row.span.start..row.span.start + 1)
}

/// The source of a row, title and address; a row that needs one and has none is a mistake.
fn source_of(row: &mut Table<'_>, what: &str, needed: bool) -> Option<(String, Option<String>)> {
    let Some(mut table) = row.table("source") else {
        if needed {
            row.reader().error(
                "fact-no-source",
                row.span.start..row.span.start + 1,
                format!("this {what} has no source"),
                "add `source: { title: …, url: … }`",
            );
        }
        return None;
    };
    let title = table.required_text("title");
    let url = source_url(&mut table);
    table.finish();
    Some((title?.value, url))
}

/// The council of a row: one of `site.toml`.
fn council(row: &mut Table<'_>, config: &Config) -> Option<Council> {
    let id = row.text("council")?;
    let found = config.councils.iter().find(|council| council.id == id.value);
    if found.is_none() {
        let help = one_of(&id.value, config.councils.iter().map(|council| council.id.as_str()));
        row.reader().error(
            "council-unknown",
            id.span,
            format!("`site.toml` has no council `{}`", id.value),
            help,
        );
    }
    found.cloned()
}
