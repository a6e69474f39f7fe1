//! Drafts as a browser meets them: a form that is filled in page by page, left, come back to, checked and sent.

mod canaries;
mod changed;
mod codes;
mod conflicts;
mod failures;
mod folder;
mod killed;
mod rows;
mod saving;
mod sending;
mod sessions;
mod together;
mod withdraw;

use crate::browser::{Browser, Page};
use crate::hub::{Begun, Hub, Running, forenoon};

pub(crate) const PLAN: &str = include_str!("drafts/plan.yaml");

/// A hub with the form of these tests.
fn hub() -> Hub {
    Hub::new().with("forms/plan.yaml", PLAN)
}

/// A collector with the form, a browser, and a draft that it began.
struct Started {
    hub: Hub,
    running: Running,
    browser: Browser,
    draft: Begun,
}

fn started() -> Started {
    let hub = hub();
    let running = hub.start(forenoon);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    Started { hub, running, browser, draft }
}

/// The answers to the first page.
const CHILD: [(&str, &str); 6] = [
    ("full_name", "Zoë Other"),
    ("born-day", "3"),
    ("born-month", "mar"),
    ("born-year", "2014"),
    ("attends", "yes"),
    ("school", "Hill School"),
];

impl Started {
    /// Type into a page and save it, as the page stands now.
    fn save(&self, page: &str, entries: &[(&str, &str)]) -> Page {
        save(&self.browser, &self.draft, page, entries)
    }

    /// Everything in the draft.
    fn text(&self) -> String {
        self.running.draft_text(&self.browser, &self.draft.reference, forenoon())
    }

    /// Fill in all that is needed.
    fn fill_in(&self) {
        self.save("child", &CHILD).leads_to();
        self.save("class", &[("year", "7")]).leads_to();
        self.add_target("Read 20 pages a day");
        self.save("notes", &[("notes", "All is well.")]).leads_to();
    }

    /// Add a row, and fill it in; where it stands.
    fn add_target(&self, what: &str) -> String {
        let list = self.browser.get(&self.draft.at("targets"));
        let at = self.browser.press(&list.form(), "_add", "1").leads_to();
        let row = self.browser.get(&at).form();
        let typed = [("what", what), ("by-day", "1"), ("by-month", "feb"), ("by-year", "2027")];
        self.browser.submit(&row.with_all(&typed)).leads_to();
        at
    }

    /// Send it, with the box ticked.
    fn send(&self) -> Page {
        let check = self.browser.get(&self.draft.to("check"));
        self.browser.submit(&check.form_to("/send").with("_declared", "yes"))
    }
}

fn save(browser: &Browser, draft: &Begun, page: &str, entries: &[(&str, &str)]) -> Page {
    browser.submit(&browser.get(&draft.at(page)).form().with_all(entries))
}

/// Ask for a draft with a reference and a code, as typed.
pub(crate) fn resume(browser: &Browser, reference: &str, code: &str) -> Page {
    let page = browser.get("/drafts");
    browser.submit(&page.form_to("/drafts").with_all(&[("_reference", reference), ("_code", code)]))
}

/// Entries as a list of owned texts.
pub(crate) fn owned(entries: &[(&str, &str)]) -> Vec<(String, String)> {
    entries.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect()
}
