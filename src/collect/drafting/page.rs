//! Save one page or one row of a draft.

use super::address::base;
use super::pages::{Again, Told, Typed};
use super::{Drafting, Error, Opened, Place, state};
use crate::collect::draft::{self, Saved};
use crate::collect::post::Post;
use crate::collect::reply::Reply;
use crate::collect::server::Refusal;
use crate::form::{Dropped, Form, Moment, Page, SAVED, Shown, Values};

/// How often a save is tried again when somebody else saved meanwhile.
const TRIES: usize = 4;

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
        let Some((_, page)) = form.page(name) else { return Ok(self.refuse(Refusal::NotFound)) };
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
        let page = form.page(name).map(|(_, page)| page).filter(|page| page.repeat.is_some());
        let Some(page) = page else { return Ok(self.refuse(Refusal::NotFound)) };
        if !opened.values.rows(name).iter().any(|known| known == row) {
            let message = "This one was removed meanwhile. Nothing was saved. Copy what you need before you leave the page.";
            let place = Place::Row(name.to_string(), row.to_string());
            return Ok(self.typed_page(&opened.open.reference, &place, post, Typed::ToCopy(message)));
        }
        let given = Values::new(post.fields.iter().cloned());
        self.save(opened, page, Some(row), &given)
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
            let entries = drawn(&form, page, row, &opened.values, self.today());
            let before = of_row(page, row, &opened.values);
            let changed = put(&opened.values, page, row, &with_typed(&entries, page, given), given);
            if let Some(told) = self.conflict(page, &before, given, &entries) {
                let shown = Shown::default();
                let again = Again { shown, told, status: 409, to_check };
                return Ok(self.page_again(&opened, page, row, &changed, again));
            }
            let stale = newly_stale(&form, &opened.values, &changed, self.today());
            if !stale.is_empty() && given.first("_dropped") != "1" {
                let shown = Shown { dropped: stale, ..Shown::default() };
                let again = Again { shown, told: Told::Drops, status: 422, to_check };
                return Ok(self.page_again(&opened, page, row, &changed, again));
            }
            let changed = with_saved(form.without_stale(changed, self.today()), page);
            match self.store(&opened, &changed)? {
                Saved::Done => {
                    opened.values = changed;
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

    fn next(&self, opened: &Opened, page: &Page, row: Option<&str>, given: &Values) -> String {
        let base = base(&opened.open.reference);
        match given.first("_to") {
            "tasks" => base,
            "check" => format!("{base}/check"),
            _ if row.is_some() => format!("{base}/pages/{}", page.name),
            _ => match opened.form.page_after(&page.name, &opened.values, self.today()) {
                Some(next) => format!("{base}/pages/{}", next.name),
                None => format!("{base}/check"),
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
            let changed = with_saved(changed, page);
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

    /// The same page was saved elsewhere since it was opened here, with other answers: the person sees both.
    fn conflict(&self, page: &Page, before: &Values, given: &Values, entries: &[String]) -> Option<Told> {
        let base = given.first("_base");
        if base.is_empty() || base == state::print_of(before, entries) {
            return None;
        }
        let differs = |entry: &&String| before.all(entry) != state::typed(given.all(entry));
        let other: Vec<Dropped> = entries
            .iter()
            .filter(differs)
            .filter(|entry| !before.all(entry).is_empty())
            .map(|entry| {
                let field = page.fields.iter().find(|field| field.entries().contains(entry));
                let label = field.map_or_else(|| entry.clone(), |field| field.label.clone());
                let text = |value: &String| {
                    let choice =
                        field.and_then(|field| field.choices().iter().find(|choice| choice.value == *value));
                    choice.map_or_else(|| value.clone(), |choice| choice.text.clone())
                };
                Dropped { label, answer: before.all(entry).iter().map(text).collect::<Vec<_>>().join(", ") }
            })
            .collect();
        if other.is_empty() { None } else { Some(Told::Conflict(other)) }
    }

    fn store(&self, opened: &Opened, changed: &Values) -> Result<Saved, Error> {
        let (before, after) =
            (state::split(&opened.form, &opened.values), state::split(&opened.form, changed));
        let changes: Vec<(&str, &[u8])> = after
            .iter()
            .filter(|(section, text)| before.get(*section) != Some(*text))
            .map(|(section, text)| (section.as_str(), text.as_slice()))
            .collect();
        if changes.is_empty() {
            return Ok(Saved::Done);
        }
        Ok(self.drafts.save(&opened.open, &changes, self.now)?)
    }

    /// The draft as it is now, after somebody else saved.
    fn reopened(&self, opened: Opened) -> Result<Opened, Error> {
        let open = self.drafts.open(&opened.open.reference, &opened.session, self.now)?;
        let open = open.ok_or(Error::Draft(draft::Error::Gone))?;
        let values = state::join(&open)?;
        Ok(Opened { open, values, ..opened })
    }
}

/// The entries that the page showed, and that its post therefore speaks of.
pub(super) fn drawn(
    form: &Form,
    page: &Page,
    row: Option<&str>,
    values: &Values,
    today: jiff::civil::Date,
) -> Vec<String> {
    form.drawn_fields(page, row, values, today).into_iter().flat_map(|field| field.entries()).collect()
}

/// The same with the page's other questions for which something was typed, as on a page that was drawn without the draft: it is
/// named before it goes.
fn with_typed(entries: &[String], page: &Page, given: &Values) -> Vec<String> {
    let others = page.fields.iter().flat_map(|field| field.entries());
    let typed = others.filter(|entry| !entries.contains(entry) && !state::typed(given.all(entry)).is_empty());
    entries.iter().cloned().chain(typed).collect()
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

/// Answers that this change makes needless; what was so before was told before.
fn newly_stale(form: &Form, before: &Values, after: &Values, today: jiff::civil::Date) -> Vec<Dropped> {
    let old = form.stale(before, today);
    form.stale(after, today).into_iter().filter(|dropped| !old.contains(dropped)).collect()
}

fn with_saved(mut values: Values, page: &Page) -> Values {
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
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
