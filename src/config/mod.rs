//! `site.toml`: what one council sets and no page repeats.

mod base_url;
mod collector;
mod look;

use crate::problem::{Place, Placed, Problem};
use crate::source::{Reader, Source, Table, parse_toml};
use std::collections::BTreeMap;

pub use base_url::BaseUrl;
pub use collector::{Collector, Group, LIMITS};
pub use look::{Look, Overrides, Palette, Token, read_palette};

/// The file that this module reads, at the project's root.
pub const PATH: &str = "site.toml";

/// Where "Exit this page" leads if `site.toml` does not say: the page that GOV.UK's own pattern takes.
const EXIT: &str = "https://www.bbc.co.uk/weather";

/// The settings of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The name of the site, in the header and in every page's title.
    pub title: String,
    /// One sentence on what the site is for.
    pub summary: String,
    /// Where the site will stand; it may hold a path.
    pub base_url: BaseUrl,
    /// Where `base_url` was written.
    pub base_url_place: Place,
    /// The language of the pages, as `en-GB`.
    pub language: String,
    /// The contact for a worry about a child, shown on every page.
    pub urgent_contact: Option<Placed<String>>,
    /// The contact that owns a page which names none.
    pub default_owner: Option<Placed<String>>,
    /// The theme's folder below `themes/`.
    pub theme: Placed<String>,
    /// Who runs the site.
    pub organisation: Organisation,
    /// Where PEPs are completed.
    pub pep: Pep,
    /// The councils whose children the Virtual School works for.
    pub councils: Vec<Council>,
    /// Pages that the theme links to.
    pub pages: Pages,
    /// Where "Exit this page" leads: a page that gives nothing away.
    pub exit_url: String,
    /// Logo, font and colours.
    pub look: Look,
    /// Whether HTML written in a page is passed on; otherwise it is a problem.
    pub raw_html: bool,
    /// The collector: where forms post to, and how it faces the public.
    pub collector: Collector,
    /// Who can open what is sent, by the name of the group.
    pub recipients: BTreeMap<String, Group>,
    /// Who answers for the data: the controller's name, as the privacy notice gives it.
    pub controller: Option<String>,
}

/// The body that runs the Virtual School.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Its full name.
    pub name: String,
    /// The name for running text.
    pub short_name: String,
    /// The area it works for.
    pub area: String,
}

/// A council that looks after children, as the law means it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    /// A short word for data files and links.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// Its name without "Council".
    pub short_name: String,
    /// Its website.
    pub website: Option<String>,
}

/// Where a PEP is completed, so that no page leaves a reader in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pep {
    /// Whether the PEP of record is elsewhere or in this site's forms.
    pub system_of_record: SystemOfRecord,
    /// The name of that system, as readers know it.
    pub system_name: String,
    /// Its sign-in address, if the council publishes one.
    pub system_url: Option<String>,
    /// Whether the team can open the draft of a PEP that is under way, to let somebody back in.
    pub recovery: bool,
}

/// Which system holds the PEP that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemOfRecord {
    /// The council's ePEP system: forms here are drafts.
    Epep,
    /// The forms of this site.
    Here,
}

/// Pages that the theme links to from every page, as paths below `content/`, and which pages the program makes itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The page of contacts.
    pub contacts: Option<Placed<String>>,
    /// What to do about a child of another council.
    pub not_ours: Option<Placed<String>>,
    /// Where "Complete a PEP" leads when the system has no published address.
    pub complete_pep: Option<Placed<String>>,
    /// The privacy notice.
    pub privacy: Option<Placed<String>>,
    /// The section with a page for each kind of reader.
    pub roles: Option<Placed<String>>,
    /// What the footer of every page links to: how the site works, not what it is about. These are no doors in the header.
    pub footer: Vec<FooterPage>,
    /// Whether the program makes the list of all pages by their letter: [`A_TO_Z`].
    pub a_to_z: bool,
    /// Whether the program makes the pages of what changed: [`CHANGES`].
    pub changes: bool,
    /// Whether the site can be searched: [`SEARCH`].
    pub search: bool,
}

/// The address of the list of all pages by their letter.
pub const A_TO_Z: &str = "a-to-z/";

/// The address of the latest changes; each year has a page below it.
pub const CHANGES: &str = "changes/";

/// The address of the search.
pub const SEARCH: &str = "search/";

impl Default for Pages {
    fn default() -> Pages {
        Pages {
            contacts: None,
            not_ours: None,
            complete_pep: None,
            privacy: None,
            roles: None,
            footer: Vec::new(),
            a_to_z: true,
            changes: true,
            search: true,
        }
    }
}

impl Pages {
    /// The addresses that the program keeps for pages of its own, each with the key that gives it back to authors.
    pub fn own(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [(A_TO_Z, "a_to_z", self.a_to_z), (CHANGES, "changes", self.changes), (SEARCH, "search", self.search)]
            .into_iter()
            .filter(|(_, _, is_made)| *is_made)
            .map(|(address, key, _)| (address, key))
    }
}

/// A page that the footer links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FooterPage {
    /// Its path below `content/`.
    pub page: Placed<String>,
    /// The words of the link. They stand here since the collector shows the footer too, and knows no pages.
    pub title: String,
}

impl Config {
    /// The settings, and every mistake in them; a setting that is wrong or missing gets a stand-in, so that later steps
    /// can look for more mistakes.
    pub fn parse(source: &Source) -> (Config, Vec<Problem>) {
        let empty = crate::source::Text { path: PATH.into(), text: "".into() };
        let Some(file) = source.text(PATH) else {
            let problem = Problem::error("config-missing", Place::file(PATH), "there is no `site.toml` in this folder")
                .help("go to your project's folder, name it with `--root`, or start a new one with `fingerpost new DIR`");
            let reader = Reader::new(&empty);
            let node = parse_toml(&empty).0;
            let config = reader.table(&node, PATH).map(|mut table| walk(&mut table));
            return (config.unwrap_or_else(|| unreachable!("an empty file is a table")), vec![problem]);
        };
        let (node, mut problems) = parse_toml(file);
        let reader = Reader::new(file);
        let mut table = match reader.table(&node, PATH) {
            Some(table) => table,
            None => unreachable!("a TOML file is a table"),
        };
        let config = walk(&mut table);
        // After a mistake of syntax the rest of a line may be lost: what is missing then is not the author's mistake.
        if problems.is_empty() {
            table.finish();
            problems.extend(reader.into_problems());
        }
        (config, problems)
    }

    /// Whether a reader must first say which council looks after the child.
    pub fn has_several_councils(&self) -> bool {
        self.councils.len() > 1
    }

    /// The councils' names as running text: "A", "A and B", "A, B and C".
    pub fn councils_text(&self) -> String {
        let names: Vec<&str> = self.councils.iter().map(|council| council.name.as_str()).collect();
        match names.as_slice() {
            [] => self.organisation.name.clone(),
            [only] => (*only).to_string(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

fn walk(table: &mut Table<'_>) -> Config {
    let start = table.span.start..table.span.start;
    let title = required(table, "title");
    let base_url = table.required_text("base_url");
    let (base_url, base_url_place) = match base_url {
        Some(text) => {
            let place = table.reader().place(text.span.clone());
            let url = BaseUrl::parse(&text.value).unwrap_or_else(|message| {
                table.reader().error(
                    "config-base-url",
                    text.span,
                    message,
                    "write the whole address, as `https://www.example.gov.uk/virtual-school/`",
                );
                BaseUrl::local()
            });
            (url, place)
        }
        None => (BaseUrl::local(), table.reader().place(start.clone())),
    };
    let theme = table
        .placed("theme")
        .unwrap_or_else(|| Placed { value: "default".into(), place: table.reader().place(start) });
    let councils = councils(table);
    let recipients = collector::read_recipients(table, &councils);
    Config {
        title,
        summary: table.words("summary").unwrap_or_default(),
        base_url,
        base_url_place,
        language: table.words("language").unwrap_or_else(|| "en-GB".into()),
        urgent_contact: table.placed("urgent_contact"),
        default_owner: table.placed("default_owner"),
        theme,
        organisation: organisation(table),
        pep: pep(table),
        councils,
        pages: pages(table),
        exit_url: web_address(table, "exit_url").unwrap_or_else(|| EXIT.to_string()),
        look: look::read(table),
        raw_html: markdown(table),
        collector: collector::read(table),
        recipients,
        controller: privacy(table),
    }
}

fn required(table: &mut Table<'_>, key: &'static str) -> String {
    table.required_text(key).map(|text| text.value).unwrap_or_default()
}

fn organisation(table: &mut Table<'_>) -> Organisation {
    let Some(mut table) = table.table("organisation") else { return Organisation::default() };
    let name = required(&mut table, "name");
    let organisation = Organisation {
        short_name: table.words("short_name").unwrap_or_else(|| name.clone()),
        area: table.words("area").unwrap_or_default(),
        name,
    };
    table.finish();
    organisation
}

fn pep(table: &mut Table<'_>) -> Pep {
    let mut pep = Pep {
        system_of_record: SystemOfRecord::Epep,
        system_name: "ePEP".into(),
        system_url: None,
        recovery: true,
    };
    if let Some(mut table) = table.table("pep") {
        let systems = [("epep", SystemOfRecord::Epep), ("here", SystemOfRecord::Here)];
        pep.system_of_record = table.choice("system_of_record", &systems).unwrap_or(pep.system_of_record);
        pep.system_name = table.words("system_name").unwrap_or(pep.system_name);
        pep.system_url = web_address(&mut table, "system_url");
        pep.recovery = table.flag("recovery", pep.recovery);
        table.finish();
    }
    pep
}

fn councils(table: &mut Table<'_>) -> Vec<Council> {
    let mut councils: Vec<Council> = Vec::new();
    for mut row in table.rows("councils") {
        let id = row.required_text("id");
        let name = required(&mut row, "name");
        let council = Council {
            id: id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            short_name: row.words("short_name").unwrap_or_else(|| name.clone()),
            website: web_address(&mut row, "website"),
            name,
        };
        if let Some(id) = id
            && councils.iter().any(|other| other.id == id.value)
        {
            row.reader().error(
                "id-taken",
                id.span,
                format!("two councils have the id `{}`", id.value),
                "give each council an id of its own",
            );
        }
        councils.push(council);
        row.finish();
    }
    councils
}

fn pages(table: &mut Table<'_>) -> Pages {
    let Some(mut table) = table.table("pages") else { return Pages::default() };
    let pages = Pages {
        contacts: table.placed("contacts"),
        not_ours: table.placed("not_ours"),
        complete_pep: table.placed("complete_pep"),
        privacy: table.placed("privacy"),
        roles: table.placed("roles"),
        footer: table.rows("footer").into_iter().filter_map(footer_page).collect(),
        a_to_z: table.flag("a_to_z", true),
        changes: table.flag("changes", true),
        search: table.flag("search", true),
    };
    table.finish();
    pages
}

fn footer_page(mut row: Table<'_>) -> Option<FooterPage> {
    let (page, title) = (row.required_text("page"), row.required_text("title"));
    let reader = row.reader();
    row.finish();
    Some(FooterPage { page: reader.placed(page?), title: title?.value })
}

fn markdown(table: &mut Table<'_>) -> bool {
    table.table("markdown").is_some_and(|mut table| {
        let raw_html = table.flag("raw_html", false);
        table.finish();
        raw_html
    })
}

fn privacy(table: &mut Table<'_>) -> Option<String> {
    let mut table = table.table("privacy")?;
    let controller = table.words("controller");
    table.finish();
    controller
}

/// An address that starts with `http://` or `https://`: it stands in links and in the Content Security Policy.
fn web_address(table: &mut Table<'_>, key: &'static str) -> Option<String> {
    let text = table.text(key)?;
    let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let clean = !text.value.contains(|c: char| c.is_whitespace() || "\"';,<>".contains(c));
    if clean && url::Url::parse(&text.value).is_ok_and(|url| is_web(&url)) {
        return Some(text.value);
    }
    table.reader().error(
        "config-address",
        text.span,
        format!("`{}` is not the address of a web page", text.value),
        "write the whole address, as `https://www.example.gov.uk/`",
    );
    None
}
