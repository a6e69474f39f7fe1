//! What a shortcode shows: facts, contacts, the organisation, or a component of the theme's own.

use super::{Argument, Placing, Shortcode, glossary, school_year};
use crate::config::{Config, SystemOfRecord};
use crate::data::{Data, Fact};
use crate::problem::{Problem, one_of};
use crate::source::Text;
use crate::theme::{self, Theme};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tera::Context;

/// Draws the shortcodes of one site; the same shortcode is drawn once.
pub struct Shortcodes<'a> {
    theme: &'a Theme,
    pub(super) config: &'a Config,
    pub(super) data: &'a Data,
    /// Where "Complete a PEP" leads.
    complete_pep: CompletePep,
    /// The address of the page that tells more, by the term of the glossary.
    term_pages: BTreeMap<String, String>,
    /// The page of contacts, below which each has its own.
    pub(super) contacts_url: Option<String>,
    /// The day of the build: terms and windows that are over are left out.
    today: Date,
    drawn: Mutex<BTreeMap<String, Arc<str>>>,
}

/// The "Complete a PEP" link as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CompletePep {
    /// The words of the link.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// Whether that is another website.
    pub external: bool,
    /// The system's name.
    pub system_name: String,
    /// Whether that system holds the PEP that counts, so that forms here are drafts.
    pub is_record: bool,
}

#[derive(Serialize)]
struct FactView<'a> {
    value: &'a str,
    unit: Option<&'a str>,
    text: String,
    means: &'a str,
    status: &'a str,
    status_text: &'a str,
}

#[derive(Serialize)]
struct CouncilView<'a> {
    id: &'a str,
    name: &'a str,
    short_name: &'a str,
    website: Option<&'a str>,
}

/// The shortcodes whose values the program knows, each with the arguments that an author gives.
const OWN: [(&str, &[&str]); 10] = [
    ("fact", &["key"]),
    ("contact", &["id"]),
    ("organisation", &["key"]),
    ("councils", &[]),
    ("pep_system", &[]),
    ("all_contacts", &[]),
    ("contact_finder", &[]),
    ("glossary", &[]),
    ("school_terms", &[]),
    ("pep_windows", &[]),
];

impl CompletePep {
    /// The link, where `page_url` is the page that explains it if the system has no published address.
    pub fn new(config: &Config, page_url: Option<String>) -> CompletePep {
        let pep = &config.pep;
        CompletePep {
            label: "Complete a PEP".to_string(),
            external: pep.system_url.is_some(),
            url: pep.system_url.clone().or(page_url).unwrap_or_else(|| config.base_url.path().to_string()),
            system_name: pep.system_name.clone(),
            is_record: pep.system_of_record == SystemOfRecord::Epep,
        }
    }
}

impl<'a> Shortcodes<'a> {
    /// The shortcodes of a site.
    pub fn new(
        theme: &'a Theme,
        config: &'a Config,
        data: &'a Data,
        complete_pep: CompletePep,
    ) -> Shortcodes<'a> {
        let (term_pages, contacts_url, today) = (BTreeMap::new(), None, Date::MIN);
        let drawn = Mutex::default();
        Shortcodes { theme, config, data, complete_pep, term_pages, contacts_url, today, drawn }
    }

    /// The same with the address of the page that tells more, by the term of the glossary.
    #[must_use]
    pub fn with_term_pages(self, term_pages: BTreeMap<String, String>) -> Shortcodes<'a> {
        Shortcodes { term_pages, ..self }
    }

    /// The same with the address of the page of contacts.
    #[must_use]
    pub fn with_contacts(self, contacts_url: Option<String>) -> Shortcodes<'a> {
        Shortcodes { contacts_url, ..self }
    }

    /// The same on this day: what is over is left out.
    #[must_use]
    pub fn on(self, today: Date) -> Shortcodes<'a> {
        Shortcodes { today, ..self }
    }

    /// The HTML of a shortcode of `file`.
    ///
    /// # Errors
    /// A shortcode, a key or an id that does not exist, an argument that is missing or too many, a mistake in the theme.
    pub fn draw(&self, file: &Text, shortcode: &Shortcode) -> Result<Arc<str>, Problem> {
        let known_by = format!("{} {:?} {:?}", shortcode.name, shortcode.placing, shortcode.arguments);
        let cache = || self.drawn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(html) = cache().get(&known_by) {
            return Ok(html.clone());
        }
        if !self.theme.knows_of_shortcode(&shortcode.name) {
            return Ok("".into());
        }
        let context = match self.context(file, shortcode) {
            // A file that can't be read was told: that what it holds is missing is not one more mistake.
            Err(problem) if problem.name == "fact-unknown" && !self.data.has_all_facts() => {
                return Ok("".into());
            }
            Err(problem) if problem.name == "contact-unknown" && !self.data.has_all_contacts() => {
                return Ok("".into());
            }
            other => other?,
        };
        let html: Arc<str> = self.theme.render_shortcode(&shortcode.name, &context)?.trim().into();
        cache().insert(known_by, html.clone());
        Ok(html)
    }

    fn context(&self, file: &Text, shortcode: &Shortcode) -> Result<Context, Problem> {
        let Some(component) = self.theme.shortcode_arguments(&shortcode.name) else {
            let message = format!("there is no shortcode `{}`", shortcode.name);
            let help = one_of(&shortcode.name, self.theme.shortcode_names());
            return Err(
                Problem::error("shortcode-unknown", file.place(shortcode.span.clone()), message).help(help)
            );
        };
        let own = OWN.iter().find(|(name, _)| *name == shortcode.name);
        let (known, required): (Vec<&str>, Vec<&str>) = match own {
            Some((_, arguments)) => (arguments.to_vec(), arguments.to_vec()),
            None => {
                let theirs = component.iter().filter(|argument| argument.name != "inline");
                let name = |argument: &'a theme::Argument| argument.name.as_str();
                (
                    theirs.clone().map(name).collect(),
                    theirs.filter(|argument| argument.required).map(name).collect(),
                )
            }
        };
        check_arguments(file, shortcode, &known, &required)?;
        let mut context = Context::new();
        if component.iter().any(|argument| argument.name == "inline") {
            context.insert("inline", &(shortcode.placing == Placing::Inline));
        }
        match shortcode.name.as_str() {
            "fact" => context.insert("fact", &self.fact(file, shortcode)?),
            "contact" => context.insert("contacts", &self.contacts(file, shortcode)?),
            "organisation" => context.insert("value", &self.organisation(file, shortcode)?),
            "councils" => {
                context.insert("councils", &self.councils());
                context.insert("text", &self.config.councils_text());
            }
            "pep_system" => context.insert("system", &self.complete_pep),
            "all_contacts" => context.insert("groups", &self.groups()),
            "contact_finder" => context.insert("finder", &self.finder(file, shortcode)?),
            "school_terms" => {
                context.insert("groups", &school_year::terms(self.data, self.config, self.today))
            }
            "pep_windows" => context.insert("phases", &school_year::windows(self.data, self.today)),
            "glossary" => {
                context.insert("letters", &glossary::letters(&self.data.glossary, &self.term_pages));
            }
            _ => {
                for (key, argument) in &shortcode.arguments {
                    match argument {
                        Argument::Text(text) => context.insert(key.clone(), text),
                        Argument::Number(number) => context.insert(key.clone(), number),
                        Argument::Flag(flag) => context.insert(key.clone(), flag),
                    }
                }
            }
        }
        Ok(context)
    }

    fn fact(&self, file: &Text, shortcode: &Shortcode) -> Result<FactView<'_>, Problem> {
        let key = text_argument(file, shortcode, "key")?;
        let place = || file.place(shortcode.span.clone());
        let fact: &Fact = self.data.fact(key).ok_or_else(|| self.data.no_fact(key, place()))?;
        Ok(FactView {
            value: &fact.value,
            unit: fact.unit.as_deref(),
            text: fact.text(),
            means: &fact.means,
            status: fact.status.word(),
            status_text: fact.status.text(),
        })
    }

    fn organisation(&self, file: &Text, shortcode: &Shortcode) -> Result<&str, Problem> {
        let organisation = &self.config.organisation;
        let values = [
            ("name", &organisation.name),
            ("short_name", &organisation.short_name),
            ("area", &organisation.area),
        ];
        let key = text_argument(file, shortcode, "key")?;
        match values.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => Ok(value),
            None => {
                let message = format!("`{key}` is not a key of the organisation");
                Err(Problem::error("organisation-unknown", file.place(shortcode.span.clone()), message)
                    .help(one_of(key, values.map(|(name, _)| name))))
            }
        }
    }

    fn councils(&self) -> Vec<CouncilView<'_>> {
        let view = |council: &'a crate::config::Council| CouncilView {
            id: &council.id,
            name: &council.name,
            short_name: &council.short_name,
            website: council.website.as_deref(),
        };
        self.config.councils.iter().map(view).collect()
    }
}

/// Every argument is known, and those that are required are all there.
fn check_arguments(
    file: &Text,
    shortcode: &Shortcode,
    known: &[&str],
    required: &[&str],
) -> Result<(), Problem> {
    let wrong = |message: String, help: String| {
        Err(Problem::error("shortcode-argument", file.place(shortcode.span.clone()), message).help(help))
    };
    let name = &shortcode.name;
    let is_given = |wanted: &str| shortcode.arguments.iter().any(|(key, _)| key == wanted);
    if let Some((key, _)) = shortcode.arguments.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        let help = if known.is_empty() {
            format!("write `{{{{ {name}() }}}}`")
        } else {
            one_of(key, known.iter().copied())
        };
        return wrong(format!("the shortcode `{name}` takes no `{key}`"), help);
    }
    let missing: Vec<String> =
        required.iter().filter(|key| !is_given(key)).map(|key| format!("`{key}`")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let all: Vec<String> = required.iter().map(|key| format!("{key}=\"…\"")).collect();
    wrong(
        format!("the shortcode `{name}` needs {}", missing.join(" and ")),
        format!("write `{{{{ {name}({}) }}}}`", all.join(", ")),
    )
}

pub(super) fn text_argument<'s>(
    file: &Text,
    shortcode: &'s Shortcode,
    key: &str,
) -> Result<&'s str, Problem> {
    match shortcode.arguments.iter().find(|(name, _)| name == key) {
        Some((_, Argument::Text(text))) => Ok(text),
        _ => {
            let message = format!("`{key}` of the shortcode `{}` must be text", shortcode.name);
            Err(Problem::error("shortcode-argument", file.place(shortcode.span.clone()), message)
                .help(format!("write `{key}=\"…\"`")))
        }
    }
}
