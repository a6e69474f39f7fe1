//! Save one page or one row of a draft.

use super::address::base;
use super::pages::{Again, Told, Typed};
use super::{Drafting, Error, Opened, Place, state};
use crate::collect::draft::{self, Saved};
use crate::collect::hex::digits_of;
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::Refusal;
use crate::form::{Dropped, Field, FieldError, Form, Moment, Page, SAVED, Section, Shown, Values};

/// How often a save is tried again when somebody else saved meanwhile.
const TRIES: usize = 4;
/// So many bytes does a section hold at most. All questions of the longest plan, filled to their limits, are a tenth of it.
const MOST_OF_A_SECTION: usize = 512 * 1024;

impl Drafting<'_> {
    /// A post that does not come from this draft's own pages: its text is shown back, and nothing is stored.
    pub(super) fn refuse_foreign(&self, opened: &Opened, place: &Place, post: &Post) -> Option<Reply> {
        let values = Values::new(post.fields.iter().cloned());
        let is_by_code = opened.cookie.is_some();
        let is_ours = is_by_code || values.first("_token") == opened.open.token();
        let is_this = values.first("_draft") == opened.open.reference.as_str();
        if is_ours && is_this {
            return None;
        }
        let typed = match is_this {
            // With the code of this draft it would be saved in the wrong child's.
            false => Typed::ToCopy(
                "This page belongs to another draft. Nothing was saved. Copy what you need, and go on from the list of tasks.",
            ),
            true => Typed::ForCode(Some(
                "We could not tell that this page is yours. Nothing was saved. Enter your code to save it.",
            )),
        };
        Some(self.typed_page(&opened.open.reference, place, post, typed))
    }

    /// A page: what was typed is saved even where it is not right yet, so that nothing is lost.
    pub(super) fn save_page(&self, opened: Opened, name: &str, post: &Post) -> Result<Reply, Error> {
        let form = opened.form.clone();
        let Some((section, page)) = form.page(name) else { return Ok(self.refuse(Refusal::NotFound)) };
        if !opened.is_mine(section, &opened.asked(self.today())) {
            return Ok(self.not_theirs(&opened, &Place::Page(name.to_string()), post));
        }
        let given = Values::new(post.fields.iter().cloned());
        if page.repeat.is_some() {
            return self.save_rows(opened, page, &given);
        }
        self.save(opened, page, None, &given)
    }

    pub(super) fn save_row(
        &self,
        opened: Opened,
        name: &str,
        row: &str,
        post: &Post,
    ) -> Result<Reply, Error> {
        let form = opened.form.clone();
        let page = form.page(name).filter(|(_, page)| page.repeat.is_some());
        let Some((section, page)) = page else { return Ok(self.refuse(Refusal::NotFound)) };
        if !opened.is_mine(section, &opened.asked(self.today())) {
            return Ok(self.not_theirs(&opened, &Place::Row(name.to_string(), row.to_string()), post));
        }
        if !opened.values.rows(name).iter().any(|known| known == row) {
            let message = "This one was removed meanwhile. Nothing was saved. Copy what you need before you leave the page.";
            let place = Place::Row(name.to_string(), row.to_string());
            return Ok(self.typed_page(&opened.open.reference, &place, post, Typed::ToCopy(message)));
        }
        let given = Values::new(post.fields.iter().cloned());
        self.save(opened, page, Some(row), &given)
    }

    /// The section is another's to fill in, by now or ever.
    fn not_theirs(&self, opened: &Opened, place: &Place, post: &Post) -> Reply {
        let message =
            "Somebody else fills in this page now. Nothing was saved. Copy what you need, and tell them.";
        self.typed_page(&opened.open.reference, place, post, Typed::ToCopy(message))
    }

    fn save(
        &self,
        mut opened: Opened,
        page: &Page,
        row: Option<&str>,
        given: &Values,
    ) -> Result<Reply, Error> {
        let form = opened.form.clone();
        let to_check = given.first("_to") == "check";
        for _ in 0..TRIES {
            let fields = with_typed(&form, page, row, &opened.values, given, self.today());
            let merged = merge(&of_row(page, row, &opened.values), given, &fields);
            let entries: Vec<String> = merged.taken.iter().flat_map(|field| field.entries()).collect();
            let changed = put(&opened.values, page, row, &entries, given);
            if !merged.conflicts.is_empty() {
                let told = Told::Conflict(merged.conflicts);
                let again = Again { shown: Shown::default(), told, status: 409, to_check };
                return Ok(self.page_again(&opened, page, row, &changed, again));
            }
            let asked = opened.asked(self.today());
            let mine = |section: &Section| opened.is_mine(section, &asked);
            let old = form.stale_in(&opened.values, self.today(), mine);
            let stale = form.stale_in(&changed, self.today(), mine);
            let drops = stale.iter().any(|dropped| !old.contains(dropped));
            if drops && given.first("_dropped") != "1" {
                // What another's change made needless before goes with it, so it is named too.
                let shown = Shown { dropped: stale, ..Shown::default() };
                let again = Again { shown, told: Told::Drops, status: 422, to_check };
                return Ok(self.page_again(&opened, page, row, &changed, again));
            }
            let changed = if drops { form.without_stale_in(changed, self.today(), mine) } else { changed };
            let changed = with_saved(changed, page, row);
            if let Some(error) = too_long(&form, page, row, &changed) {
                let shown = Shown { errors: vec![error], ..Shown::default() };
                let again = Again { shown, told: Told::Drops, status: 422, to_check };
                return Ok(self.page_again(&opened, page, row, &changed, again));
            }
            match self.store(&opened, &changed)? {
                Saved::Done => {
                    opened.values = changed;
                    self.note_council(&opened);
                    return Ok(self.after_save(&opened, page, row, given));
                }
                Saved::Stale => opened = self.reopened(opened)?,
            }
        }
        Err(Error::Draft(draft::Error::Changed))
    }

    /// On to the next page, or this one again: with what is wrong, or once with advice.
    fn after_save(&self, opened: &Opened, page: &Page, row: Option<&str>, given: &Values) -> Reply {
        let form = &opened.form;
        let to_check = given.first("_to") == "check";
        let errors = form.check_page(page, row, &opened.values, self.today());
        if !errors.is_empty() {
            let shown = Shown { errors, ..Shown::default() };
            let again = Again { shown, told: Told::Wrong, status: 422, to_check };
            return self.page_again(opened, page, row, &opened.values, again);
        }
        let advice: Vec<_> = form
            .advise(&opened.values, self.today(), Moment::Saved)
            .into_iter()
            .filter(|advice| advice.page == page.name && advice.row.as_deref() == row)
            .collect();
        if !advice.is_empty() && given.first("_advised") != "1" {
            let shown = Shown { advice, ..Shown::default() };
            let again = Again { shown, told: Told::Advice, status: 200, to_check };
            return self.page_again(opened, page, row, &opened.values, again);
        }
        Reply::see_other(self.next(opened, page, row, given))
    }

    /// Where a saved page leads. Who fills in sections of their own goes on within the section, and then checks and sends it.
    fn next(&self, opened: &Opened, page: &Page, row: Option<&str>, given: &Values) -> String {
        let base = base(&opened.open.reference);
        let section = |page: &Page| opened.form.page(&page.name).map(|(section, _)| section.name.as_str());
        let own = section(page).filter(|_| opened.is_by_section());
        let check = own.map_or_else(|| format!("{base}/check"), |own| format!("{base}/sections/{own}"));
        match given.first("_to") {
            "tasks" => base,
            "check" => check,
            _ if row.is_some() => format!("{base}/pages/{}", page.name),
            _ => match opened.form.page_after(&page.name, &opened.values, self.today()) {
                Some(next) if own.is_none() || own == section(next) => format!("{base}/pages/{}", next.name),
                _ => check,
            },
        }
    }

    /// The list of rows: add one, remove one after saying what goes, or go on.
    fn save_rows(&self, mut opened: Opened, page: &Page, given: &Values) -> Result<Reply, Error> {
        let base = base(&opened.open.reference);
        let remove = given.first("_remove").to_string();
        for _ in 0..TRIES {
            let mut changed = opened.values.clone();
            let location = if !remove.is_empty() {
                if given.first("_dropped") != "1" {
                    let dropped = self.row_in_words(&opened, page, &remove);
                    let shown = Shown { dropped, ..Shown::default() };
                    let told = Told::Removes(remove.clone());
                    return Ok(self.page_again(
                        &opened,
                        page,
                        None,
                        &opened.values,
                        Again { shown, told, status: 200, to_check: false },
                    ));
                }
                changed.remove_row(&page.name, &remove);
                format!("{base}/pages/{}", page.name)
            } else if given.first("_add") == "1" {
                let most = page.repeat.as_ref().map_or(0, |repeat| repeat.max);
                if changed.rows(&page.name).len() >= most {
                    return Ok(Reply::see_other(format!("{base}/pages/{}", page.name)));
                }
                let row = new_row()?;
                changed.add_row(&page.name, &row);
                format!("{base}/pages/{}/{row}", page.name)
            } else {
                self.next(&opened, page, None, given)
            };
            let changed = with_saved(changed, page, None);
            match self.store(&opened, &changed)? {
                Saved::Done => return Ok(Reply::see_other(location)),
                Saved::Stale => opened = self.reopened(opened)?,
            }
        }
        Err(Error::Draft(draft::Error::Changed))
    }

    fn row_in_words(&self, opened: &Opened, page: &Page, row: &str) -> Vec<Dropped> {
        let number = opened.values.rows(&page.name).iter().position(|known| known == row).map(|at| at + 1);
        let answers = opened.form.in_words(&opened.values, self.today());
        let of_row = answers.into_iter().filter(|answer| {
            answer.page == page.title && answer.row.map(|row| row as usize) == number && number.is_some()
        });
        of_row.map(|answer| Dropped { label: answer.label, answer: answer.lines.join("\n") }).collect()
    }

    /// Note the council as it is answered now, as far as it is known: it decides whose keys sections are sealed to, also those of who
    /// can't read the answer.
    pub(super) fn note_council(&self, opened: &Opened) -> Option<String> {
        let council = self.council(opened).flatten();
        if opened.is_by_section()
            && council != opened.open.overview.draft.council
            && let Err(error) = self.definitions.note_council(&opened.open.reference, council.clone())
        {
            tracing::warn!(%error, "the council of a draft was not noted");
        }
        council
    }

    fn store(&self, opened: &Opened, changed: &Values) -> Result<Saved, Error> {
        let (before, after) =
            (state::split(&opened.form, &opened.values), state::split(&opened.form, changed));
        // An answer of one section may make another's needless; that one's own people decide about it.
        let asked = opened.asked(self.today());
        let mine: Vec<&str> = opened
            .form
            .sections
            .iter()
            .filter(|section| opened.is_mine(section, &asked))
            .map(|section| section.name.as_str())
            .collect();
        let changes: Vec<(&str, &[u8])> = after
            .iter()
            .filter(|(section, text)| before.get(*section) != Some(*text) && mine.contains(&section.as_str()))
            .map(|(section, text)| (section.as_str(), text.as_slice()))
            .collect();
        if changes.is_empty() {
            return Ok(Saved::Done);
        }
        Ok(self.drafts.save(&opened.open, &changes, self.now)?)
    }

    /// The draft as it is now; none if it is gone.
    pub(super) fn read_again(&self, opened: &Opened) -> Result<Option<Opened>, Error> {
        let Some(open) = self.drafts.open(&opened.open.reference, &opened.session, self.now)? else {
            return Ok(None);
        };
        let values = state::join(&opened.form, &open)?;
        let (form, session) = (opened.form.clone(), opened.session.copy());
        Ok(Some(Opened { open, values, form, session, cookie: opened.cookie.clone() }))
    }

    /// The draft as it is now, after somebody else saved.
    fn reopened(&self, opened: Opened) -> Result<Opened, Error> {
        let open = self.drafts.open(&opened.open.reference, &opened.session, self.now)?;
        let open = open.ok_or(Error::Draft(draft::Error::Gone))?;
        let values = state::join(&opened.form, &open)?;
        Ok(Opened { open, values, ..opened })
    }
}

/// A section that would be longer than the store keeps: the page comes back with its text, and nothing is saved.
fn too_long(form: &Form, page: &Page, row: Option<&str>, changed: &Values) -> Option<FieldError> {
    let (section, _) = form.page(&page.name)?;
    let texts = state::split(form, changed);
    (texts.get(&section.name)?.len() > MOST_OF_A_SECTION).then(|| FieldError {
        page: page.name.clone(),
        row: row.map(str::to_string),
        field: page.name.clone(),
        entry: "page--form".into(),
        text: "This section is too long to be kept, and nothing on this page was saved. Shorten the longest answers".into(),
    })
}

/// What a page changes, and what it does not: of each answer there is how the page was drawn, what was posted, and what is kept now.
struct Merged<'f> {
    /// Answers that are taken as posted.
    taken: Vec<&'f Field>,
    /// Answers that were changed here and elsewhere, each to something else: what is kept now. They are taken as well, and the
    /// person sees both before anything is saved.
    conflicts: Vec<Dropped>,
}

/// Merge three ways, by question: the boxes of one date are one answer.
fn merge<'f>(now: &Values, given: &Values, fields: &[&'f Field]) -> Merged<'f> {
    let prints = state::read_prints(given.first("_base"));
    let mut merged = Merged { taken: Vec::new(), conflicts: Vec::new() };
    for field in fields.iter().copied().filter(|field| field.is_question()) {
        let entries = field.entries();
        let mut posted = Values::default();
        for entry in &entries {
            posted.set(entry, state::typed(given.all(entry)));
        }
        let is_same = entries.iter().all(|entry| posted.all(entry) == now.all(entry));
        let print = prints.get(field.name.as_str()).copied();
        let changed_elsewhere = print.is_some_and(|print| print != state::print_of(now, field));
        let changed_here = print.is_none_or(|print| print != state::print_of(&posted, field));
        if changed_elsewhere && !changed_here {
            continue;
        }
        merged.taken.push(field);
        if changed_elsewhere && !is_same {
            merged.conflicts.push(Dropped { label: field.label.clone(), answer: as_kept(field, now) });
        }
    }
    merged
}

/// An answer in words; of one that was emptied elsewhere that it was.
fn as_kept(field: &Field, now: &Values) -> String {
    let text = |value: &String| {
        let choice = field.choices().iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.text.clone())
    };
    let entries = field.entries();
    let words: Vec<String> = entries.iter().flat_map(|entry| now.all(entry)).map(text).collect();
    if words.is_empty() { "(nothing)".to_string() } else { words.join(", ") }
}

/// The questions that the page showed, and that its post therefore speaks of, with its other questions for which something was
/// typed, as on a page that was drawn without the draft: it is named before it goes.
fn with_typed<'f>(
    form: &'f Form,
    page: &'f Page,
    row: Option<&str>,
    values: &Values,
    given: &Values,
    today: jiff::civil::Date,
) -> Vec<&'f Field> {
    let mut fields = form.drawn_fields(page, row, values, today);
    let is_typed =
        |field: &&Field| field.entries().iter().any(|entry| !state::typed(given.all(entry)).is_empty());
    let others = page.fields.iter().filter(|field| !fields.iter().any(|known| known.name == field.name));
    let others: Vec<&Field> = others.filter(is_typed).collect();
    fields.extend(others);
    fields
}

/// What the page's questions see.
pub(super) fn of_row(page: &Page, row: Option<&str>, values: &Values) -> Values {
    row.map_or_else(|| values.clone(), |row| values.in_row(&page.name, row))
}

/// The draft with what was posted.
pub(super) fn put(
    values: &Values,
    page: &Page,
    row: Option<&str>,
    entries: &[String],
    given: &Values,
) -> Values {
    let mut changed = values.clone();
    for entry in entries {
        let typed = state::typed(given.all(entry));
        match row {
            Some(row) => changed.set_in_row(&page.name, row, entry, typed),
            None => changed.set(entry, typed),
        }
    }
    changed
}

fn with_saved(mut values: Values, page: &Page, row: Option<&str>) -> Values {
    values.settle_carried(page, row);
    let mut saved = values.all(SAVED).to_vec();
    if !saved.contains(&page.name) {
        saved.push(page.name.clone());
        values.set(SAVED, saved);
    }
    values
}

/// A name for a row that stays its own, however many are added and removed.
fn new_row() -> Result<String, Error> {
    let mut bytes = [0; 5];
    getrandom::fill(&mut bytes).map_err(|error| Error::Draft(draft::Error::Random(error)))?;
    Ok(digits_of(&bytes))
}
