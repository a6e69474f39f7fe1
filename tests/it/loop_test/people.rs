//! Several people who fill in one form as their plan says, each in a browser of their own: handed over, sent section by section,
//! and signed.

use super::person::{Person, Sent};
use super::plan::Plan;
use crate::browser::Browser;
use crate::hub::Begun;
use fingerpost::form::{Asked, Form, Section};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// One of them.
pub(crate) struct Somebody {
    pub(crate) role: String,
    pub(crate) browser: Browser,
    pub(crate) begun: Begun,
}

/// All who work on a draft, in the order in which they came.
pub(crate) struct People<'a> {
    address: SocketAddr,
    pub(crate) form: &'a Form,
    pub(crate) plan: &'a Plan,
    pub(crate) all: Vec<Somebody>,
    /// Who fills in what: (section, role), in the order of the form.
    pub(crate) shares: Vec<(String, String)>,
    /// Every code that anybody was shown or told.
    pub(crate) codes: Vec<String>,
}

impl<'a> People<'a> {
    /// A draft that one of those who may has begun. Where several may do something, with another `turn` another does it.
    pub(crate) fn begin(address: SocketAddr, form: &'a Form, plan: &'a Plan, turn: usize) -> People<'a> {
        let shares = shares(form, plan, turn);
        // Who begins has something to do; where one person alone has, nobody else is needed.
        let has_some = |role: &&String| shares.iter().any(|(_, by)| by == *role);
        let leads: Vec<&String> = form.leads.iter().filter(has_some).collect();
        let role = leads[turn % leads.len()].clone();
        let browser = Browser::new(address);
        let begun = Begun::as_role(&browser, &form.name, &role);
        let codes = vec![begun.code.clone()];
        People { address, form, plan, all: vec![Somebody { role, browser, begun }], shares, codes }
    }

    pub(crate) fn reference(&self) -> &str {
        &self.all[0].begun.reference
    }

    pub(crate) fn find(&self, role: &str) -> Option<&Somebody> {
        self.all.iter().find(|somebody| somebody.role == role)
    }

    /// Who has a role, invited by who began if nobody has it yet.
    fn ensure(&mut self, role: &str) -> &Somebody {
        if self.find(role).is_none() {
            let first = &self.all[0];
            let invitation = first.begun.invite(&first.browser, role);
            let browser = Browser::new(self.address);
            let begun = first.begun.join(&browser, &invitation);
            self.codes.extend([invitation, begun.code.clone()]);
            self.all.push(Somebody { role: role.to_string(), browser, begun });
        }
        self.find(role).expect("they have joined")
    }

    /// Each fills in what is theirs and sends it, section by section.
    pub(crate) fn fill_in_and_send(&mut self) -> Sent {
        let (form, plan) = (self.form, self.plan);
        let first = self.all[0].browser.clone();
        let mut person = Person::new(&first, form, plan);
        for (section, role) in self.shares.clone() {
            let somebody = self.ensure(&role);
            let pages: BTreeSet<&str> =
                section_of(form, &section).pages.iter().map(|page| &*page.name).collect();
            person = person.of(&somebody.browser);
            let end = person.walk(&somebody.begun, |page| pages.contains(page));
            assert_eq!(end, somebody.begun.to(&format!("sections/{section}")));
            somebody.send(&section);
            self.assert_only_its_own_ask(&section);
        }
        Sent { reference: self.reference().to_string(), lines: person.lines() }
    }

    /// Nobody is offered pages of a section that is another's; where several may fill it in, any of them is.
    fn assert_only_its_own_ask(&self, name: &str) {
        let section = section_of(self.form, name);
        let may: BTreeSet<&str> = may_complete(self.form, self.plan, section).collect();
        for somebody in &self.all {
            let tasks = somebody.browser.get(&format!("/drafts/{}", self.reference()));
            let offered = tasks.attributes(".task a", "href");
            let is_here = |url: &String| {
                let (_, page) = url.rsplit_once('/').expect("an address");
                section.pages.iter().any(|known| known.name == page)
            };
            let is_offered = offered.iter().any(is_here);
            assert_eq!(is_offered, may.contains(somebody.role.as_str()), "{} and {name}", somebody.role);
        }
    }

    /// After the program was started anew: each comes back with their own code.
    pub(crate) fn come_back(&mut self, address: SocketAddr) {
        self.address = address;
        for somebody in &mut self.all {
            somebody.browser = somebody.browser.at(address);
            somebody.browser.jar.borrow_mut().clear();
            let page = somebody.browser.get("/drafts").form_to("/drafts");
            let typed = [("_reference", somebody.begun.reference.as_str()), ("_code", &somebody.begun.code)];
            somebody.browser.submit(&page.with_all(&typed)).leads_to();
        }
    }

    /// All who sign do so; the last signature closes the draft.
    pub(crate) fn sign(&self) {
        let signers: Vec<&Somebody> =
            self.all.iter().filter(|somebody| self.form.leads.contains(&somebody.role)).collect();
        for (at, somebody) in signers.iter().enumerate() {
            let form = somebody.browser.get(&somebody.begun.to("sign")).form_to("/sign");
            let to = somebody.browser.submit(&form.with("_declared", "yes")).leads_to();
            let is_last = at + 1 == signers.len();
            assert_eq!(somebody.browser.get(&to).says("Everything is sent and signed"), is_last);
        }
    }
}

impl Somebody {
    /// Send a section from the page that checks it.
    pub(crate) fn send(&self, section: &str) {
        let page = self.browser.get(&self.begun.to(&format!("sections/{section}")));
        assert_eq!(page.texts(".form-wrong li"), Vec::<String>::new(), "{section}: nothing is missing");
        let to = self.browser.submit(&page.form_to("/send").with("_declared", "yes")).leads_to();
        assert_eq!(to, format!("/drafts/{}?sent={section}", self.begun.reference));
    }
}

fn section_of<'f>(form: &'f Form, name: &str) -> &'f Section {
    form.sections.iter().find(|section| section.name == name).expect("a section")
}

/// The parties that fill in a section if the form is answered so, as the form names them.
fn may_complete<'f>(form: &Form, plan: &Plan, section: &'f Section) -> impl Iterator<Item = &'f str> {
    let values = plan.values(form);
    let asked = Asked::new(form, &values, plan.today);
    let now: Vec<&str> = section
        .completed_by
        .iter()
        .filter(|by| asked.allows(by.when.as_ref()))
        .map(|by| by.party.as_str())
        .collect();
    now.into_iter()
}

/// Who fills in what. Where several may, those take turns.
fn shares(form: &Form, plan: &Plan, turn: usize) -> Vec<(String, String)> {
    let is_asked = |section: &&Section| {
        section.pages.iter().any(|page| page.fields.iter().any(|field| plan.asked.contains(&field.name)))
    };
    let sections = form.sections.iter().filter(is_asked);
    let share = |section: &Section| {
        let may: Vec<&str> = may_complete(form, plan, section).collect();
        assert!(!may.is_empty(), "{}: nobody fills in {}", form.name, section.name);
        (section.name.clone(), may[(turn + 1) % may.len()].to_string())
    };
    sections.map(share).collect()
}
