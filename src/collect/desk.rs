//! What the collector knows of its site, settings, forms and theme, and how it draws a page from them.

use super::keys::{Recipient, parse_recipient};
use super::store::{self, Withdrawn};
use crate::calendar::Calendar;
use crate::config::{Config, SystemOfRecord};
use crate::data::Data;
use crate::form::{Drawer, Form, Openness, Shown, Values, date_in_words};
use crate::frame::{Doors, Host, SiteView};
use crate::problem::{Place, Problem};
use crate::source::Source;
use crate::text::{CompletePep, Shortcodes};
use crate::theme::{self, Asset, Theme, ThemeFiles};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tera::{Context, Value};

/// Everything that a page of the collector is made from.
#[derive(Debug)]
pub struct Desk {
    config: Config,
    data: Data,
    theme: Theme,
    calendar: Calendar,
    forms: BTreeMap<String, Arc<Form>>,
    /// Forms as they were, by their definition, that were read from the store and found to be what it is the hash of.
    kept: Mutex<BTreeMap<String, Arc<Form>>>,
    site: Value,
    /// The public key that opens everything, while the collector is tried out on one machine.
    demo_key: Option<String>,
    pages: Arc<BTreeMap<String, String>>,
}

/// How a desk differs from the settings: for the preview, where site and collector stand on this machine.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day whose facts and contacts hold.
    pub today: Date,
    /// Where the site stands.
    pub base_url: Option<crate::config::BaseUrl>,
    /// Where the collector stands.
    pub url: Option<String>,
    /// The public key that opens everything, for practice.
    pub demo_key: Option<String>,
    /// The pages of the site: address relative to it, as `peps/what-is-a-pep/`, and title. Who starts the collector says them,
    /// since it knows no pages itself.
    pub pages: Arc<BTreeMap<String, String>>,
}

impl Options {
    /// The settings as they stand.
    pub fn of_today(today: Date) -> Options {
        Options { today, base_url: None, url: None, demo_key: None, pages: Arc::default() }
    }
}

/// What is told when something can't be done, in words for the person at the form.
pub struct Notice<'a> {
    /// The heading.
    pub title: &'a str,
    /// What happened and what to do, as HTML.
    pub html: String,
    /// Whether trying again may help.
    pub can_retry: bool,
    /// The form with what was typed, so that not a word is lost.
    pub typed: Option<(&'a Form, Shown)>,
}

#[derive(Serialize)]
struct ReceiptView<'a> {
    reference: &'a str,
    form_title: &'a str,
    title: &'a str,
    next: String,
    who_reads: String,
    when_read: String,
    cannot_wait: String,
    answer_by: Option<String>,
    practice: bool,
    /// The code that takes it back, while the browser that sent it knows it.
    withdraw: Option<&'a str>,
    withdraw_url: Option<String>,
    pep: Option<PepView<'a>>,
    exit_url: Option<&'a str>,
}

/// Where the PEP is finished, if the form is one.
#[derive(Serialize)]
struct PepView<'a> {
    here: bool,
    system_name: &'a str,
}

#[derive(Serialize)]
struct PageView<'a> {
    kind: &'static str,
    title: &'a str,
    summary: &'a str,
    url: &'static str,
    /// The collector's own pages are none that the form for pages could name.
    report_url: Option<String>,
}

impl Desk {
    /// The desk of a project, and every mistake in the files that it reads.
    pub fn new(source: &Source, options: &Options) -> (Desk, Vec<Problem>) {
        let (mut config, mut problems) = Config::parse(source);
        if let Some(base_url) = &options.base_url {
            config.base_url = base_url.clone();
        }
        if let Some(url) = &options.url {
            config.collector.url = Some(url.clone());
            config.collector.public_url = None;
        }
        let (data, data_problems) = Data::parse(source, &config, options.today);
        let (calendar, calendar_problems) = Calendar::parse(source);
        let files = theme::gather(source, &config);
        let (theme, theme_problems) = Theme::load(ThemeFiles::clone(&files), &config);
        let (forms, form_problems) = Form::parse_all(source, &config);
        for more in [data_problems, calendar_problems, theme_problems, form_problems] {
            problems.extend(more);
        }
        problems.extend(weak_recipients(&config));
        let view = SiteView::new(&config, &data, &theme, Doors::from_settings(&config), Host::Collector);
        let site = Value::from_serializable(&view);
        let forms = forms.into_iter().map(|form| (form.name.clone(), form)).collect();
        let desk = Desk {
            config,
            data,
            theme,
            calendar,
            forms,
            kept: Mutex::default(),
            site,
            demo_key: options.demo_key.clone(),
            pages: options.pages.clone(),
        };
        (desk, problems)
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The form with this name.
    pub fn form(&self, name: &str) -> Option<&Arc<Form>> {
        self.forms.get(name)
    }

    /// All forms.
    pub fn forms(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values()
    }

    /// Whether contacts that nobody answers are in use.
    pub fn has_samples(&self) -> bool {
        self.data.contacts.iter().any(|contact| contact.sample)
    }

    /// Whether a form can be sent, and who opens it.
    pub fn openness(&self, form: &Form) -> Openness {
        form.openness(&self.config, &self.data, self.demo_key.is_some())
    }

    /// The public keys that what is sent is sealed to; none if nobody could open it.
    pub fn keys(&self, form: &Form, council: Option<&str>) -> Vec<&str> {
        let mut keys = self
            .config
            .recipients
            .get(&form.sent_to.value)
            .map(|group| group.keys(council))
            .unwrap_or_default();
        keys.extend(self.demo_key.as_deref());
        keys
    }

    /// The team's keys to a draft that is under way, so that it can let somebody back in; none where it must not be able to.
    /// Before the council is known, as long as the form asks for it, that is nobody.
    pub fn recovery_keys(&self, form: &Form, council: Option<&str>) -> Vec<Recipient> {
        if !form.is_pep || !self.config.pep.recovery {
            return Vec::new();
        }
        let is_open = form.council.is_some() && council.is_none() && self.config.has_several_councils();
        let keys =
            if is_open { self.demo_key.as_deref().into_iter().collect() } else { self.keys(form, council) };
        keys.iter().filter_map(|key| parse_recipient(key).ok()).collect()
    }

    /// The form that a draft goes on with: today's, or the one that it began with. None: that is not kept, or this program can't
    /// read it any more.
    ///
    /// # Errors
    /// Those of the store.
    pub fn form_as_it_was(
        &self,
        name: &str,
        definition: &str,
        definitions: &dyn store::Drafts,
    ) -> store::Result<Option<Arc<Form>>> {
        if let Some(form) = self.form(name).filter(|form| form.definition == definition) {
            return Ok(Some(form.clone()));
        }
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(form) = kept.get(definition) {
            return Ok(Some(form.clone()).filter(|form| form.name == name));
        }
        let Some(bundle) = definitions.definition(definition)? else { return Ok(None) };
        let form = Form::from_bundle(&bundle, definition, &self.config).map(Arc::new);
        if let Some(form) = &form {
            kept.insert(definition.to_string(), form.clone());
        }
        Ok(form.filter(|form| form.name == name))
    }

    /// The day by which somebody answers what came on `received`.
    pub fn answer_by(&self, form: &Form, received: Date) -> Option<Date> {
        self.calendar.add_working_days(received, form.answer_within?)
    }

    /// The file of the theme that is published under this name, as `style-1f0c93ab52.css`.
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.theme.assets.iter().find(|asset| asset.path.strip_prefix("assets/") == Some(name))
    }

    /// What a form says of the page that it was opened from, if `page` is one of the site: `/` and its address. Whatever else a
    /// browser may say there is not shown, and says nothing.
    pub fn about(&self, form: &Form, page: &str) -> Option<Values> {
        let (address, title) = self.pages.get_key_value(page.strip_prefix('/')?)?;
        form.about(title, &self.config.base_url.absolute(address))
    }

    /// The page of a form.
    ///
    /// # Errors
    /// A mistake in the author's files that shows only now.
    pub fn form_page(&self, form: &Form, shown: &Shown, today: Date) -> Result<String, Problem> {
        let view = self.with_drawer(today, |drawer| drawer.form(form, self.openness(form), shown))?;
        let mut context = self.context(&form.title, &form.summary);
        context.insert("form", &view);
        self.theme.render("form.html", &context)
    }

    /// The page that tells that a form has arrived.
    ///
    /// # Errors
    /// As for [`Desk::form_page`].
    pub fn received_page(
        &self,
        form: &Form,
        reference: &str,
        received: Date,
        withdraw: Option<&str>,
    ) -> Result<String, Problem> {
        let prose = |prose| self.with_drawer(received, |drawer| drawer.prose(&form.file, prose));
        let view = ReceiptView {
            reference,
            form_title: &form.title,
            title: &form.confirmation.title,
            next: prose(&form.confirmation.next)?,
            who_reads: prose(&form.start.who_reads)?,
            when_read: prose(&form.start.when_read)?,
            cannot_wait: prose(&form.start.cannot_wait)?,
            answer_by: self.answer_by(form, received).map(date_in_words),
            practice: self.openness(form) == Openness::Practice,
            withdraw,
            withdraw_url: form.withdraw.then(|| format!("/forms/{}/withdraw", form.name)),
            pep: form.is_pep.then(|| PepView {
                here: self.config.pep.system_of_record == SystemOfRecord::Here,
                system_name: &self.config.pep.system_name,
            }),
            exit_url: form.exit.then_some(self.config.exit_url.as_str()),
        };
        let mut context = self.context(&form.confirmation.title, &form.summary);
        context.insert("receipt", &view);
        self.theme.render("received.html", &context)
    }

    /// The page that takes back what was sent, and what came of it.
    ///
    /// # Errors
    /// As for [`Desk::form_page`].
    pub fn withdraw_page(
        &self,
        form: &Form,
        reference: &str,
        outcome: Option<Withdrawn>,
    ) -> Result<String, Problem> {
        let outcome = match outcome {
            None => "",
            Some(Withdrawn::Done) => "done",
            Some(Withdrawn::TooLate) => "too-late",
            Some(Withdrawn::WrongCode | Withdrawn::Unknown) => "wrong",
        };
        let action = format!("/forms/{}/withdraw", form.name);
        let view: BTreeMap<&str, &str> = [
            ("form_title", form.title.as_str()),
            ("action", &action),
            ("reference", reference),
            ("outcome", outcome),
            ("exit_url", if form.exit { &self.config.exit_url } else { "" }),
        ]
        .into();
        self.draft_page(
            "withdraw.html",
            "Take back what you sent",
            &[("withdraw", Value::from_serializable(&view))],
        )
    }

    /// A page that tells what could not be done, with what was typed.
    ///
    /// # Errors
    /// As for [`Desk::form_page`].
    pub fn notice_page(&self, notice: &Notice<'_>, status: u16, today: Date) -> Result<String, Problem> {
        let form = match &notice.typed {
            Some((form, shown)) => {
                Some(self.with_drawer(today, |drawer| drawer.form(form, self.openness(form), shown))?)
            }
            None => None,
        };
        let mut view = BTreeMap::new();
        view.insert("title", Value::from_serializable(notice.title));
        view.insert("html", Value::from_serializable(&notice.html));
        view.insert("status", Value::from_serializable(&status));
        view.insert("retry", Value::from_serializable(&notice.can_retry));
        view.insert("form", Value::from_serializable(&form));
        view.insert("back_url", Value::from_serializable(&None::<String>));
        let mut context = self.context(notice.title, "");
        context.insert("notice", &view);
        self.theme.render("notice.html", &context)
    }

    /// A page of the team's inbox.
    ///
    /// # Errors
    /// As for [`Desk::form_page`].
    pub fn inbox_page(
        &self,
        template: &str,
        key: &'static str,
        view: &impl Serialize,
    ) -> Result<String, Problem> {
        let mut context = self.context("Inbox", "");
        context.insert(key, view);
        self.theme.render(template, &context)
    }

    /// A page of a draft, with what its template needs beside the site.
    ///
    /// # Errors
    /// As for [`Desk::form_page`].
    pub fn draft_page(
        &self,
        template: &str,
        title: &str,
        parts: &[(&'static str, Value)],
    ) -> Result<String, Problem> {
        let mut context = self.context(title, "");
        for (key, value) in parts {
            context.insert_value(*key, value.clone());
        }
        self.theme.render(template, &context)
    }

    pub(super) fn with_drawer<T>(&self, today: Date, draw: impl FnOnce(&Drawer<'_>) -> T) -> T {
        let complete_pep = CompletePep::new(&self.config, None);
        let shortcodes = Shortcodes::new(&self.theme, &self.config, &self.data, complete_pep);
        draw(&Drawer { config: &self.config, shortcodes: &shortcodes, today })
    }

    fn context(&self, title: &str, summary: &str) -> Context {
        let mut context = Context::new();
        context.insert_value("site", self.site.clone());
        context.insert("page", &PageView { kind: "form", title, summary, url: "", report_url: None });
        context
    }
}

/// Keys that look right and protect nothing: what is sealed to one could be opened by anybody, or by nobody.
fn weak_recipients(config: &Config) -> Vec<Problem> {
    let weak = config
        .recipients
        .values()
        .flat_map(|group| group.all_keys())
        .filter_map(|key| parse_recipient(key).err());
    weak.map(|error| Problem::error("recipient-unknown", Place::file(crate::config::PATH), error.to_string()))
        .collect()
}

/// The type of a theme's file, by the end of its name.
pub fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
