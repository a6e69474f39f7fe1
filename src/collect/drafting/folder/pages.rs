//! The pages of a folder, drawn.

use super::{ADDRESS, LONGEST_NICKNAME, OpenedFolder};
use crate::collect::draft::{Code, Entry, Standing};
use crate::collect::drafting::address::base;
use crate::collect::drafting::{Drafting, Error, Opened};
use crate::collect::notices::day_in_words;
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::store::{FOLDER_DAYS, Overview, SESSION_IDLE, SHARED_IDLE};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use tera::Value;

/// What is told of a code that opens nothing.
pub(super) const WRONG: &str = "This code does not open a folder. Check it, or find out whether the folder has a new code or was deleted";
/// What is told of a code that nobody can have been shown.
pub(super) const SLIP: &str =
    "Check the code: there is a slip in it. It has 21 letters and digits, like 7K3M-9QXD-2F4H-8N5P-W6RT-C";
pub(super) const SIGNED_OUT: &str =
    "You were signed out of your folder, and nothing was changed. Enter its code to go on";
pub(super) const FOREIGN: &str =
    "We could not tell that this page is yours, so nothing was changed. Do it again from here";
pub(super) const NOT_IN_IT: &str = "This draft is not in your folder any more";
pub(super) const DOES_NOT_OPEN: &str = "This draft does not open from here. Below it stands why";
pub(super) const TOO_LONG: &str = "A nickname has 60 characters at most. Nothing was changed";
pub(super) const FULL: &str = "This folder is full. Take a draft out of it first, or make a new folder";

/// What stands on every page of a folder.
#[derive(Serialize)]
struct FolderView {
    base: &'static str,
    token: String,
    idle_minutes: i64,
    shared: bool,
    /// A folder is kept for so many days after it was used last.
    keep_days: u32,
    longest: usize,
    drafts: Vec<DraftView>,
    /// What came of the last post.
    message: Option<&'static str>,
}

/// A draft in the list.
#[derive(Serialize)]
struct DraftView {
    reference: String,
    nickname: String,
    form_title: String,
    /// `open`, `closed`, `new-code`, `removed`, `sent`, `over` or `gone`.
    state: &'static str,
    /// How many of its sections the team has; none where all is sent at once.
    sent: Option<usize>,
    sections: usize,
    saved: Option<String>,
    expires: Option<String>,
    meeting: Option<String>,
    /// The day on which it was sent, closed, or its time was over.
    ended: Option<String>,
}

#[derive(Serialize)]
struct FolderCodeContext<'a> {
    code: Option<&'a str>,
    groups: Vec<String>,
    /// Where the code is entered, as a whole address.
    folder_url: String,
    keep_days: u32,
    /// The draft with which the folder was made.
    draft_url: Option<String>,
}

/// The page that puts a draft in.
#[derive(Serialize)]
pub(super) struct PutContext {
    /// Whether a folder is open in this browser.
    pub(super) has_session: bool,
    /// Whether the draft is in it.
    pub(super) is_in: bool,
    pub(super) nickname: String,
    pub(super) longest: usize,
    /// `new`, `mine`, or none.
    pub(super) which: String,
    pub(super) shared: bool,
    pub(super) error: Option<&'static str>,
    /// The box that the error is about.
    pub(super) at: &'static str,
}

impl Drafting<'_> {
    /// The page that asks for the code of a folder.
    pub(super) fn ask_for_folder_code(&self, error: Option<&'static str>) -> Reply {
        let status = if error.is_some() { 422 } else { 200 };
        let parts = [("error", Value::from_serializable(&error))];
        self.draw(status, "folder/open.html", "Open your folder", &parts)
    }

    /// The drafts of a folder: first those that open, the soonest to end before the others.
    pub(super) fn folder_list(
        &self,
        opened: &OpenedFolder,
        message: Option<&'static str>,
    ) -> Result<Reply, Error> {
        let mut drafts = Vec::with_capacity(opened.folder.entries.len());
        for entry in &opened.folder.entries {
            let standing = self.drafts.folders().standing(entry)?;
            let order = match &standing {
                Standing::Open(overview) if overview.draft.closed.is_none() => overview.draft.expires(),
                _ => Timestamp::MAX,
            };
            drafts.push((order, self.draft_view(entry, standing)?));
        }
        drafts.sort_by_key(|(order, _)| *order);
        let drafts = drafts.into_iter().map(|(_, draft)| draft).collect();
        let view = FolderView { drafts, message, ..view_of(opened) };
        let status = if message.is_some() { 422 } else { 200 };
        let parts = [("folder", Value::from_serializable(&view))];
        Ok(self.draw(status, "folder/list.html", "Your folder", &parts))
    }

    fn draft_view(&self, entry: &Entry, standing: Standing) -> Result<DraftView, Error> {
        let view = DraftView {
            reference: entry.reference.to_string(),
            nickname: entry.nickname.clone(),
            form_title: entry.title.clone(),
            state: "gone",
            sent: None,
            sections: 0,
            saved: None,
            expires: None,
            meeting: None,
            ended: None,
        };
        Ok(match standing {
            Standing::Open(overview) => self.open_view(view, &overview),
            Standing::NewCode => DraftView { state: "new-code", ..view },
            Standing::Removed => DraftView { state: "removed", ..view },
            Standing::Gone => match self.store.receipt(&entry.reference)? {
                Some(receipt) => {
                    DraftView { state: "sent", ended: Some(day_in_words(receipt.received)), ..view }
                }
                None if entry.expires <= self.now => {
                    DraftView { state: "over", ended: Some(day_in_words(entry.expires)), ..view }
                }
                None => view,
            },
        })
    }

    fn open_view(&self, view: DraftView, overview: &Overview) -> DraftView {
        let draft = &overview.draft;
        let form = self.form_as_it_was(&draft.form, &draft.definition).ok();
        let is_sent_by_section = form.is_some_and(|form| !form.parties.is_empty());
        let is_in =
            |section: &&crate::collect::store::SectionState| section.is_in() && section.returned.is_none();
        DraftView {
            state: if draft.closed.is_some() { "closed" } else { "open" },
            sent: is_sent_by_section.then(|| overview.sections.iter().filter(is_in).count()),
            sections: overview.sections.len(),
            saved: draft.saved.map(day_in_words),
            expires: draft.closed.is_none().then(|| day_in_words(draft.expires())),
            meeting: draft.meeting_time().map(|meeting| with_weekday(meeting.date())),
            ended: draft.closed.map(day_in_words),
            ..view
        }
    }

    /// A code of a folder, to be kept; `made_with` is the draft with which the folder was made.
    pub(super) fn folder_code_page(&self, code: &Code, made_with: Option<&Reference>) -> Reply {
        self.draw_folder_code(Some(code), made_with, None)
    }

    pub(super) fn ask_new_folder_code(&self, opened: &OpenedFolder) -> Reply {
        self.draw_folder_code(None, None, Some(opened))
    }

    fn draw_folder_code(
        &self,
        code: Option<&Code>,
        made_with: Option<&Reference>,
        opened: Option<&OpenedFolder>,
    ) -> Reply {
        let resume_url = self.desk.with_drawer(self.today(), |drawer| drawer.resume_url());
        let context = FolderCodeContext {
            code: code.map(Code::as_str),
            groups: code.map(Code::spelled_groups).unwrap_or_default(),
            folder_url: format!("{resume_url}/folder"),
            keep_days: FOLDER_DAYS,
            draft_url: made_with.map(base),
        };
        let parts = [
            ("shown", Value::from_serializable(&context)),
            ("folder", Value::from_serializable(&opened.map(view_of))),
        ];
        let title = if code.is_some() { "The code of your folder" } else { "Get a new code for your folder" };
        self.draw(200, "folder/code.html", title, &parts)
    }

    pub(super) fn ask_take_out(&self, opened: &OpenedFolder, entry: &Entry) -> Reply {
        let title = if entry.nickname.is_empty() { &entry.title } else { &entry.nickname };
        let parts = [
            ("folder", Value::from_serializable(&view_of(opened))),
            ("reference", Value::from_serializable(entry.reference.as_str())),
            ("nickname", Value::from_serializable(title)),
        ];
        self.draw(200, "folder/take-out.html", "Take a draft out of your folder", &parts)
    }

    pub(super) fn ask_delete_folder(&self, opened: &OpenedFolder) -> Reply {
        let parts = [("folder", Value::from_serializable(&view_of(opened)))];
        self.draw(200, "folder/delete.html", "Delete your folder", &parts)
    }

    pub(super) fn left_folder(&self, title: &str, text: &str) -> Reply {
        let parts = [("left", Value::from_serializable(&[title, text]))];
        self.draw(200, "folder/left.html", title, &parts)
    }

    pub(super) fn draw_put(&self, opened: &Opened, context: PutContext) -> Reply {
        let status = if context.error.is_some() { 422 } else { 200 };
        let parts = [
            ("put", Value::from_serializable(&context)),
            ("draft", Value::from_serializable(&self.bar(opened))),
        ];
        self.draw(status, "folder/put.html", "Put this draft in your folder", &parts)
    }
}

/// What every page of a folder shows, without its drafts.
fn view_of(opened: &OpenedFolder) -> FolderView {
    let idle = if opened.folder.shared { SHARED_IDLE } else { SESSION_IDLE };
    FolderView {
        base: ADDRESS,
        token: opened.folder.token().to_owned(),
        idle_minutes: idle.as_mins(),
        shared: opened.folder.shared,
        keep_days: FOLDER_DAYS,
        longest: LONGEST_NICKNAME,
        drafts: Vec::new(),
        message: None,
    }
}

fn with_weekday(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}
