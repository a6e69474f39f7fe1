//! The pages of a draft, drawn.

use super::address::{Place, base};
use super::given_back::takes_text;
use super::page::of_row;
use super::session::kind_of;
use super::{Drafting, Opened, state};
use crate::collect::draft::{Code, SessionKind};
use crate::collect::notices::{self, day_in_words};
use crate::collect::post::Post;
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::server::Refusal;
use crate::collect::store::{SESSION_IDLE, SHARED_IDLE};
use crate::form::{Dropped, Form, Openness, Page, PageDrawing, Reader, Shown, Values, date_in_words};
use serde::Serialize;
use tera::Value;

/// What stands on every page of a draft: whose it is, how long it is kept, and the ways out of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Bar {
    reference: String,
    form_title: String,
    base: String,
    /// Where reference and code are entered, as a whole address.
    resume_url: String,
    token: String,
    expires: String,
    idle_minutes: i64,
    /// Whether others use the computer too.
    shared: bool,
    practice: bool,
    exit_url: Option<String>,
    /// Whether several people work on it.
    by_section: bool,
    /// Whether who looks at it may invite, remove, sign and delete.
    leads: bool,
    /// What people call who looks at it, where several work on it.
    who: String,
    /// The meeting, in words.
    meeting: Option<String>,
    closed: bool,
}

/// What a page shows a code for.
pub(super) enum Shows {
    /// A draft was begun.
    Begun,
    /// Somebody has joined, called so.
    Joined(String),
    /// The code before it opens nothing any more.
    New,
}

/// Why a page comes again.
pub(super) enum Told {
    /// Something is to be mended; it is saved all the same.
    Wrong,
    /// Saved, and something could be better.
    Advice,
    /// Answers would go.
    Drops,
    /// A row would go.
    Removes(String),
    /// Somebody saved other answers meanwhile.
    Conflict(Vec<Dropped>),
}

/// What was typed is shown back, and is not saved.
#[derive(Clone, Copy)]
pub(super) enum Typed {
    /// The code saves it.
    ForCode(Option<&'static str>),
    /// There is no place for it any more, and it can only be copied.
    ToCopy(&'static str),
}

/// A page that comes again.
pub(super) struct Again {
    pub(super) shown: Shown,
    pub(super) told: Told,
    pub(super) status: u16,
    /// Whether the person came from the page that shows all answers, and goes back to it.
    pub(super) to_check: bool,
}

/// A page of the form, before it is drawn.
struct Shot<'a> {
    form: &'a Form,
    reference: &'a Reference,
    page: &'a Page,
    row: Option<&'a str>,
    values: &'a Values,
    shown: &'a Shown,
    status: u16,
    context: PageContext,
    bar: Bar,
}

#[derive(Serialize)]
struct PageContext {
    /// The state of the page's answers in the store.
    stored: String,
    to_check: bool,
    saved: bool,
    removes: Option<String>,
    conflict: Vec<Other>,
    code_wanted: bool,
    /// Nothing on the page can be saved.
    to_copy: bool,
    message: Option<&'static str>,
}

/// An answer that another page saved.
#[derive(Serialize)]
struct Other {
    label: String,
    answer: String,
}

#[derive(Serialize)]
struct CodeContext<'a> {
    code: Option<&'a str>,
    groups: Vec<String>,
    is_first: bool,
    /// As whom somebody has joined.
    joined: Option<&'a str>,
    /// Whether others can be invited.
    by_section: bool,
}

#[derive(Serialize)]
struct ResumeContext<'a> {
    reference: &'a str,
    error: Option<&'a str>,
    /// The box that the error is about.
    at: &'a str,
    /// What was typed elsewhere and is not stored, each with its label.
    typed: &'a [[String; 2]],
}

impl Drafting<'_> {
    pub(super) fn bar(&self, opened: &Opened) -> Bar {
        let expires = day_in_words(opened.open.expires);
        let bar = self.bar_of(&opened.form, &opened.open.reference, opened.open.token(), expires);
        let idle = if opened.open.shared { SHARED_IDLE } else { SESSION_IDLE };
        let is_by_section = opened.is_by_section();
        Bar {
            idle_minutes: idle.as_mins(),
            shared: opened.open.shared,
            by_section: is_by_section,
            leads: opened.leads(),
            who: if is_by_section { self.who(&opened.form, &opened.open.role) } else { String::new() },
            meeting: opened.open.overview.draft.meeting_time().map(notices::meeting_in_words),
            closed: opened.is_closed(),
            expires: if opened.is_closed() { String::new() } else { bar.expires },
            ..bar
        }
    }

    fn bar_of(&self, form: &Form, reference: &Reference, token: &str, expires: String) -> Bar {
        Bar {
            reference: reference.to_string(),
            form_title: form.title.clone(),
            base: base(reference),
            resume_url: self.desk.with_drawer(self.today(), |drawer| drawer.resume_url()),
            token: token.to_string(),
            expires,
            idle_minutes: SESSION_IDLE.as_mins(),
            shared: false,
            practice: self.desk.openness(form) == Openness::Practice,
            exit_url: form.exit.then(|| self.desk.config().exit_url.clone()),
            by_section: !form.parties.is_empty(),
            leads: true,
            who: String::new(),
            meeting: None,
            closed: false,
        }
    }

    pub(super) fn tasks_page(&self, opened: &Opened, query: &str) -> Reply {
        let base = base(&opened.open.reference);
        let standing = self.standing(opened);
        let tasks = self
            .desk
            .with_drawer(self.today(), |drawer| drawer.tasks(&opened.form, &opened.values, &base, &standing));
        let today =
            self.desk.form(&opened.open.form).filter(|form| form.definition != opened.open.definition);
        let news = today.map(|form| form.news(&opened.form));
        // Only a name that is a section's is told back.
        let sent = query.split('&').find_map(|part| part.strip_prefix("sent="));
        let sent = opened.form.sections.iter().find(|section| Some(section.name.as_str()) == sent);
        let people = opened.is_by_section().then(|| self.people(opened, None));
        let signing = (opened.is_by_section() && opened.leads()).then(|| self.signing(opened, None));
        let parts = [
            ("tasks", Value::from_serializable(&tasks)),
            ("next", Value::from_serializable(&self.step(opened, &tasks))),
            ("people", Value::from_serializable(&people)),
            ("signing", Value::from_serializable(&signing)),
            ("added", Value::from_serializable(&news.as_ref().map(|news| &news.added))),
            ("gone", Value::from_serializable(&news.as_ref().map(|news| &news.gone))),
            ("sent", Value::from_serializable(&sent.map(|section| &section.title))),
            ("draft", self.bar_value(opened)),
        ];
        self.draw(200, "draft/tasks.html", &opened.form.title, &parts)
    }

    pub(super) fn form_page(&self, opened: &Opened, name: &str, row: Option<&str>, query: &str) -> Reply {
        let Some((section, page)) = opened.form.page(name) else { return self.refuse(Refusal::NotFound) };
        let asked = opened.asked(self.today());
        if !opened.is_mine(section, &asked) {
            return Reply::see_other(format!("{}/sections/{}", base(&opened.open.reference), section.name));
        }
        let has_row = row.is_none_or(|row| opened.values.rows(name).iter().any(|known| known == row));
        let is_asked = asked.page(name);
        let is_row_of_none = row.is_some() && page.repeat.is_none();
        if !has_row || !is_asked || is_row_of_none {
            return Reply::see_other(base(&opened.open.reference));
        }
        let to_check = query.split('&').any(|part| part == "check");
        let shown = Shown::default();
        self.shoot(Shot {
            form: &opened.form,
            reference: &opened.open.reference,
            page,
            row,
            values: &opened.values,
            shown: &shown,
            status: 200,
            context: self.context(opened, page, row, to_check),
            bar: self.bar(opened),
        })
    }

    pub(super) fn page_again(
        &self,
        opened: &Opened,
        page: &Page,
        row: Option<&str>,
        values: &Values,
        again: Again,
    ) -> Reply {
        let mut context = self.context(opened, page, row, again.to_check);
        match again.told {
            Told::Wrong | Told::Advice => context.saved = true,
            Told::Drops => {}
            Told::Removes(row) => context.removes = Some(row),
            Told::Conflict(other) => {
                context.conflict = other
                    .into_iter()
                    .map(|dropped| Other { label: dropped.label, answer: dropped.answer })
                    .collect();
            }
        }
        self.shoot(Shot {
            form: &opened.form,
            reference: &opened.open.reference,
            page,
            row,
            values,
            shown: &again.shown,
            status: again.status,
            context,
            bar: self.bar(opened),
        })
    }

    fn context(&self, opened: &Opened, page: &Page, row: Option<&str>, to_check: bool) -> PageContext {
        let fields = opened.form.drawn_fields(page, row, &opened.values, self.today());
        PageContext {
            stored: state::prints_of(&of_row(page, row, &opened.values), &fields),
            to_check,
            saved: false,
            removes: None,
            conflict: Vec::new(),
            code_wanted: false,
            to_copy: false,
            message: None,
        }
    }

    fn shoot(&self, shot: Shot<'_>) -> Reply {
        let Shot { form, reference, page, row, values, shown, status, context, bar } = shot;
        let base = base(reference);
        let whole = context.code_wanted || context.to_copy;
        let drawing = PageDrawing { form, page, row, values, shown, base: &base, whole };
        match self.desk.with_drawer(self.today(), |drawer| drawer.draft_page(&drawing)) {
            Ok(view) => {
                let parts = [
                    ("page_view", Value::from_serializable(&view)),
                    ("state", Value::from_serializable(&context)),
                    ("draft", Value::from_serializable(&bar)),
                ];
                self.draw(status, "draft/page.html", &page.title, &parts)
            }
            Err(problem) => notices::not_drawn(&problem),
        }
    }

    /// What was typed, on its own page where the form and the page are known. Without the code nothing of the draft is known, so the
    /// page shows what was posted and no more.
    pub(super) fn typed_page(
        &self,
        reference: &Reference,
        place: &Place,
        post: &Post,
        typed: Typed,
    ) -> Reply {
        let (status, message) = match typed {
            Typed::ForCode(message) => (401, message),
            Typed::ToCopy(message) => (409, Some(message)),
        };
        let given = Values::new(post.fields.iter().cloned());
        // The form may have changed since the page was drawn.
        let form = self.form_as_it_was(given.first("_form"), given.first("_definition")).ok();
        let form = form.or_else(|| self.desk.form(given.first("_form")).cloned());
        let form = form.as_deref();
        let (name, row) = match place {
            Place::Page(page) => (page.as_str(), None),
            Place::Row(page, row) => (page.as_str(), Some(row.as_str())),
            _ => ("", None),
        };
        let Some((form, (_, page))) = form.and_then(|form| Some((form, form.page(name)?))) else {
            return self.given_back(reference, (status, message), post);
        };
        let mut values = Values::default();
        if let Some(row) = row {
            values.add_row(name, row);
        }
        let entries: Vec<String> = page.fields.iter().flat_map(|field| field.entries()).collect();
        let values = super::page::put(&values, page, row, &entries, &given);
        let context = PageContext {
            stored: given.first("_base").to_string(),
            to_check: given.first("_to") == "check",
            saved: false,
            removes: None,
            conflict: Vec::new(),
            code_wanted: matches!(typed, Typed::ForCode(_)),
            to_copy: matches!(typed, Typed::ToCopy(_)),
            message,
        };
        let shown = Shown::default();
        // On a computer that others use, the code begins a session of that kind again.
        let shared = kind_of(Some(post)) == SessionKind::Shared;
        let bar = Bar { shared, ..self.bar_of(form, reference, "", String::new()) };
        self.shoot(Shot { form, reference, page, row, values: &values, shown: &shown, status, context, bar })
    }

    pub(super) fn code_page(&self, form: &Form, reference: &Reference, code: &Code, shows: Shows) -> Reply {
        let joined = match &shows {
            Shows::Joined(who) => Some(who.as_str()),
            Shows::Begun | Shows::New => None,
        };
        let context = CodeContext {
            code: Some(code.as_str()),
            groups: code.spelled_groups(),
            is_first: !matches!(shows, Shows::New),
            joined,
            by_section: !form.parties.is_empty(),
        };
        let expires = form.keep.draft_days.map_or_else(String::new, |days| {
            let day = self.today().checked_add(jiff::Span::new().days(i64::from(days)));
            day.map(date_in_words).unwrap_or_default()
        });
        let bar = self.bar_of(form, reference, "", expires);
        let parts =
            [("shown", Value::from_serializable(&context)), ("draft", Value::from_serializable(&bar))];
        self.draw(200, "draft/code.html", "Your code", &parts)
    }

    pub(super) fn ask_new_code(&self, opened: &Opened) -> Reply {
        let context = CodeContext {
            code: None,
            groups: Vec::new(),
            is_first: false,
            joined: None,
            by_section: opened.is_by_section(),
        };
        let parts = [("shown", Value::from_serializable(&context)), ("draft", self.bar_value(opened))];
        self.draw(200, "draft/code.html", "Get a new code", &parts)
    }

    pub(super) fn ask_delete(&self, opened: &Opened) -> Reply {
        self.draw(200, "draft/delete.html", "Delete this draft", &[("draft", self.bar_value(opened))])
    }

    pub(super) fn left_page(&self, opened: &Opened, title: &str, text: &str) -> Reply {
        let parts = [("left", Value::from_serializable(&[title, text])), ("draft", self.bar_value(opened))];
        self.draw(200, "draft/left.html", title, &parts)
    }

    pub(super) fn copy_page(&self, opened: &Opened, reader: Reader) -> Reply {
        let sections =
            self.desk.with_drawer(self.today(), |drawer| drawer.copy(&opened.form, &opened.values, reader));
        let parts = [
            ("sections", Value::from_serializable(&sections)),
            ("reader", Value::from_serializable(reader.title())),
            ("draft", self.bar_value(opened)),
        ];
        // The title is what a browser names a saved file after: a reference, and nobody's name.
        self.draw(200, "draft/copy.html", opened.open.reference.as_str(), &parts)
    }

    /// The page that asks for a reference and its code.
    pub(super) fn ask_for_code(&self, reference: &str, error: Option<(&str, &str)>) -> Reply {
        self.resume_page(reference, error, &[])
    }

    /// The same, with what was typed elsewhere and is not stored.
    pub(super) fn resume_page(
        &self,
        reference: &str,
        error: Option<(&str, &str)>,
        typed: &[[String; 2]],
    ) -> Reply {
        let (at, error) = error.unzip();
        let status = if error.is_some() { 422 } else { 200 };
        let context = ResumeContext { reference, error, at: at.unwrap_or_default(), typed };
        let parts = [("resume", Value::from_serializable(&context))];
        self.draw(status, "draft/resume.html", "Go on with a draft", &parts)
    }

    /// Something failed on our side: what was typed comes back.
    pub(super) fn failed(
        &self,
        request: &crate::collect::server::DraftRequest,
        reference: &Reference,
        place: &Place,
    ) -> Reply {
        match &request.post {
            Some(post) if matches!(place, Place::Page(_) | Place::Row(..)) => {
                let message = "There is a fault on our side. Nothing was saved. Your answers are below: enter your code and send them again in a few minutes, or print this page.";
                let mut reply = self.typed_page(reference, place, post, Typed::ForCode(Some(message)));
                reply.status = 503;
                reply
            }
            Some(post) if takes_text(place) => {
                let message = "There is a fault on our side. Nothing was saved. What you typed is below: copy it, and try again in a few minutes";
                self.given_back(reference, (503, Some(message)), post)
            }
            _ => self.refuse(Refusal::Unavailable),
        }
    }

    fn bar_value(&self, opened: &Opened) -> Value {
        Value::from_serializable(&self.bar(opened))
    }

    pub(super) fn draw(
        &self,
        status: u16,
        template: &str,
        title: &str,
        parts: &[(&'static str, Value)],
    ) -> Reply {
        match self.desk.draft_page(template, title, parts) {
            Ok(html) => Reply::page(status, html),
            Err(problem) => notices::not_drawn(&problem),
        }
    }
}
