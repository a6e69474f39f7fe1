//! A person who fills in a form as their plan says: reads each page, finds the boxes by the names that stand in it, posts, goes on.

use super::plan::{Plan, put};
use crate::browser::{Browser, Filled, Page};
use crate::hub::Begun;
use fingerpost::form::{self, Asked, Form, Values};
use std::collections::{BTreeMap, BTreeSet};

/// One answer as the team must read it: page, row, question, label, lines.
pub(crate) type Line = (String, Option<u32>, String, String, Vec<String>);

/// What was sent, and what the team must read of it.
pub(crate) struct Sent {
    pub(crate) reference: String,
    pub(crate) lines: Vec<Line>,
}

/// Fill in a form of one page on the site, and send it to the collector.
pub(crate) fn send_page(browser: &Browser, site: &Page, form: &Form, plan: &Plan) -> Sent {
    let mut filled = site.form();
    let every: BTreeSet<String> = form.fields().flat_map(form::Field::entries).collect();
    assert_eq!(filled.names(), every, "{}: the page asks what the form asks", form.name);
    let mut lines = Vec::new();
    for page in form.pages() {
        lines.extend(fill(&mut filled, site, page, None, plan));
    }
    let location = browser.submit(&filled).leads_to();
    let reference = location.rsplit('/').next().expect("a reference").to_string();
    Sent { reference, lines }
}

/// Fill in a form that saves, from its start page to the last button.
pub(crate) fn send_draft(browser: &Browser, form: &Form, plan: &Plan) -> Sent {
    let begun = Begun::new(browser, &form.name);
    let lines = fill_in(browser, form, plan, &begun);
    finish(browser, form, &begun);
    Sent { reference: begun.reference, lines }
}

/// Fill in every page of a draft that asks anything.
pub(crate) fn fill_in(browser: &Browser, form: &Form, plan: &Plan, begun: &Begun) -> Vec<Line> {
    let mut person = Person::new(browser, form, plan);
    assert_eq!(person.walk(begun, |_| true), begun.to("check"));
    person.lines()
}

/// Send a draft from the page that shows all answers.
pub(crate) fn finish(browser: &Browser, form: &Form, begun: &Begun) {
    let check = browser.get(&begun.to("check"));
    assert_eq!(check.texts(".form-wrong li"), Vec::<String>::new(), "{}: nothing is missing", form.name);
    let mut send = check.form_to("/send");
    if form.declaration.is_some() {
        send.set("_declared", &["yes"]);
    }
    let location = browser.submit(&send).leads_to();
    assert_eq!(location, format!("/forms/{}/received/{}", form.name, begun.reference));
    assert!(browser.get(&location).says(&begun.reference));
}

/// Who answers, and what was answered so far, by whomever.
pub(crate) struct Person<'a> {
    browser: Browser,
    form: &'a Form,
    plan: &'a Plan,
    values: Values,
    lines: BTreeMap<String, Vec<Line>>,
}

impl<'a> Person<'a> {
    pub(crate) fn new(browser: &Browser, form: &'a Form, plan: &'a Plan) -> Person<'a> {
        Person { browser: browser.clone(), form, plan, values: Values::default(), lines: BTreeMap::new() }
    }

    /// Somebody else goes on.
    pub(crate) fn of(self, browser: &Browser) -> Person<'a> {
        Person { browser: browser.clone(), ..self }
    }

    /// From the first task that is wanted to where the pages end: fill in each page. Where they lead in the end.
    pub(crate) fn walk(&mut self, begun: &Begun, is_wanted: impl Fn(&str) -> bool) -> String {
        let tasks = self.browser.get(&format!("/drafts/{}", begun.reference)).attributes(".task a", "href");
        let is_first = |url: &&String| url.split_once("/pages/").is_some_and(|(_, name)| is_wanted(name));
        let mut at = tasks.iter().find(is_first).expect("a first task").clone();
        let mut steps = 0;
        while let Some((_, name)) = at.clone().split_once("/pages/") {
            assert!(is_wanted(name), "{name} is not asked now");
            at = self.page(&at, name);
            steps += 1;
            assert!(steps <= self.form.pages().count(), "{}: pages without an end", self.form.name);
        }
        at
    }

    /// What the team must read, in the order of the form.
    pub(crate) fn lines(mut self) -> Vec<Line> {
        let pages = self.form.pages();
        pages.flat_map(|page| self.lines.remove(&page.name).unwrap_or_default()).collect()
    }

    /// Fill in one page; where the way leads then.
    fn page(&mut self, at: &str, name: &str) -> String {
        let form = self.form;
        let (_, page) = form.page(name).unwrap_or_else(|| panic!("{at} is a page of the form"));
        let Some(repeat) = &page.repeat else { return self.save(at, page, None) };
        for row in 0..self.plan.rows[name] {
            let list = self.browser.get(at);
            assert_eq!(list.form().names(), BTreeSet::new(), "{at}: a list of rows asks nothing itself");
            let row_at = self.browser.press(&list.form(), "_add", "1").leads_to();
            self.values.add_row(name, &format!("r{row}"));
            assert_eq!(self.save(&row_at, page, Some(row)), at, "a row leads back to its list");
        }
        let list = self.browser.get(at);
        let rows = self.plan.rows[name];
        assert_eq!(list.texts(".row").len(), rows, "{at}");
        assert_eq!(list.form().all_names().contains("_add"), rows < repeat.max, "{at}");
        self.browser.submit(&list.form()).leads_to()
    }

    fn save(&mut self, at: &str, page: &form::Page, row: Option<usize>) -> String {
        let shown = self.browser.get(at);
        assert_eq!(shown.status, 200, "{at}");
        let mut filled = shown.form();
        assert_eq!(filled.names(), self.asked_on(page, row), "{at}: what is asked there, and no more");
        let lines = fill(&mut filled, &shown, page, row, self.plan);
        self.lines.entry(page.name.clone()).or_default().extend(lines);
        for (_, typed) in self.plan.on(page, row) {
            put(&mut self.values, page, row, Some(typed));
        }
        let saved = self.browser.submit(&filled);
        if saved.status == 200 {
            // Advice stops nobody: the same page once more, with every word, leads on.
            assert!(!saved.texts(".field-advice").is_empty(), "{at}: {}", saved.words());
            let again = saved.form();
            for name in filled.names() {
                assert_eq!(again.values(&name), filled.values(&name), "{at}: {name} after advice");
            }
            return self.browser.submit(&again).leads_to();
        }
        saved.leads_to()
    }

    /// The boxes of the questions that are asked, with those that this page's own answers decide.
    fn asked_on(&self, page: &form::Page, row: Option<usize>) -> BTreeSet<String> {
        let outer = Asked::new(self.form, &self.values, self.plan.today);
        let in_row = row.map(|row| self.values.in_row(&page.name, &format!("r{row}")));
        let inner = in_row.as_ref().map(|values| outer.in_row(page, values));
        let asked = inner.as_ref().unwrap_or(&outer);
        let mut shown: BTreeSet<&str> = BTreeSet::new();
        for field in &page.fields {
            let is_decided_here =
                field.when.iter().flat_map(|when| when.fields()).any(|name| shown.contains(name));
            if is_decided_here || asked.field(&field.name) {
                shown.insert(&field.name);
            }
        }
        let fields = page.fields.iter().filter(|field| shown.contains(field.name.as_str()));
        fields.flat_map(form::Field::entries).collect()
    }
}

/// Type the plan's answers into the boxes of a page; what the team must read of them.
fn fill(filled: &mut Filled, shown: &Page, page: &form::Page, row: Option<usize>, plan: &Plan) -> Vec<Line> {
    let mut lines = Vec::new();
    for (field, typed) in plan.on(page, row) {
        for (name, given) in &typed.boxes {
            filled.set(name, given);
        }
        if typed.words.is_empty() {
            continue;
        }
        let label = match field.wordings.is_empty() {
            // The words of a question that has several depend on answers, perhaps of the same page.
            false => String::new(),
            true => shown.label_of(&field.entries()[0]),
        };
        let row = row.map(|row| u32::try_from(row + 1).expect("a small number"));
        lines.push((page.title.clone(), row, field.name.clone(), label, typed.words.clone()));
    }
    lines
}
