//! Promise 2 over HTTP, for forms by dice: whatever people do, and in whatever order, no page shows anybody an answer of a section
//! that the form does not let them read, and who may read it does.

mod made;

use crate::browser::{Browser, Filled, Page};
use crate::drafts::resume;
use crate::hub::{Begun, Hub, Running, forenoon};
use crate::numbers::Dice;
use fingerpost::collect::store::{Drafts, Overview};
use made::{LEADS, Made, PARTIES};
use std::collections::{BTreeMap, BTreeSet};

/// Stands in every answer of these tests, before the number of its section.
const STEM: &str = "Zq";

/// Who works on a draft, and what they may read.
struct Seat {
    role: &'static str,
    browser: Browser,
    begun: Begun,
    is_gone: bool,
}

struct Play<'a> {
    made: &'a Made,
    running: &'a Running,
    dice: Dice,
    seats: Vec<Seat>,
    /// What is kept last in the box of each section.
    kept: BTreeMap<usize, String>,
    on: bool,
    canaries: usize,
    /// What was done, to be told when it fails.
    done: Vec<String>,
    pages: usize,
}

impl Seat {
    fn role_leads(&self) -> bool {
        LEADS.contains(&self.role)
    }
}

impl<'a> Play<'a> {
    fn begin(made: &'a Made, running: &'a Running, mut dice: Dice) -> Play<'a> {
        let role = LEADS[dice.roll(LEADS.len())];
        let browser = running.browser();
        let begun = Begun::as_role(&browser, &made.name, role);
        let seats = vec![Seat { role, browser, begun, is_gone: false }];
        let done = vec![format!("{role} begins")];
        Play { made, running, dice, seats, kept: BTreeMap::new(), on: false, canaries: 0, done, pages: 0 }
    }

    fn reference(&self) -> &str {
        &self.seats[0].begun.reference
    }

    fn overview(&self) -> Overview {
        let reference =
            fingerpost::collect::reference::Reference::parse(self.reference()).expect("it is one");
        Drafts::overview(&*self.running.store, &reference).expect("it reads").expect("it is there")
    }

    /// One of those who can still go on.
    fn any(&mut self) -> usize {
        let there: Vec<usize> = (0..self.seats.len()).filter(|at| !self.seats[*at].is_gone).collect();
        there[self.dice.roll(there.len())]
    }

    fn any_lead(&mut self) -> usize {
        let leads: Vec<usize> = (0..self.seats.len())
            .filter(|at| !self.seats[*at].is_gone && self.seats[*at].role_leads())
            .collect();
        leads[self.dice.roll(leads.len())]
    }

    /// The sections that somebody can open now.
    fn opens(&self, at: usize) -> BTreeSet<String> {
        let seat = &self.seats[at];
        let open = self.running.draft(&seat.browser, &seat.begun.reference, forenoon());
        open.map(|open| open.sections.into_keys().collect()).unwrap_or_default()
    }

    /// What somebody is shown holds nothing that they may not read.
    fn see(&mut self, at: usize, what: &str, page: &Page) {
        self.pages += 1;
        let role = self.seats[at].role;
        for section in (0..self.made.sections.len()).filter(|section| !self.made.reads(role, *section)) {
            let found = page.text.contains(&format!("{STEM}{section}x"))
                || page.head.contains(&format!("{STEM}{section}x"));
            assert!(
                !found,
                "{role} reads s{section} at {what}\n{}\n{}",
                self.done.join("\n"),
                self.made.yaml
            );
        }
        assert!(page.status < 500, "{what}: {}", page.words());
    }

    fn get(&mut self, at: usize, place: &str) -> Page {
        let seat = &self.seats[at];
        let url = format!("/drafts/{}/{place}", seat.begun.reference);
        let page = seat.browser.get(url.trim_end_matches('/'));
        self.see(at, place, &page);
        page
    }

    fn submit(&mut self, at: usize, form: &Filled, button: Option<(&str, &str)>) -> Page {
        let page = self.seats[at].browser.post(&form.action, &form.entries(button));
        self.see(at, &form.action, &page);
        page
    }

    fn canary(&mut self, section: usize) -> String {
        self.canaries += 1;
        format!("{STEM}{section}x{}e", self.canaries)
    }

    fn step(&mut self) {
        match self.dice.roll(20) {
            0..=6 => self.save(),
            7..=8 => self.add_row(),
            9..=12 => self.send(),
            13..=14 => self.send_back(),
            15..=16 => self.join(),
            17 => self.remove(),
            18 => match self.dice.often(50) {
                true => self.new_code(),
                false => {
                    let at = self.any();
                    self.give_all(at);
                }
            },
            _ => self.sign(),
        }
    }

    /// Save a page, if it is theirs; it is theirs exactly if the form says so and they have its key.
    fn save(&mut self) {
        let (at, section) = (self.any(), self.dice.roll(self.made.sections.len()));
        let role = self.seats[at].role;
        let place = format!("pages/p{section}");
        let page = self.get(at, &place);
        let has_key = self.opens(at).contains(&format!("s{section}"));
        let is_theirs =
            has_key && self.made.completes(role, section, self.on) && self.made.asks(section, self.on);
        assert_eq!(
            page.status == 200,
            is_theirs,
            "{role} and s{section}\n{}\n{}",
            self.done.join("\n"),
            self.made.yaml
        );
        if !is_theirs {
            return;
        }
        let canary = self.canary(section);
        let mut form = page.form().with(&format!("text{section}"), &canary);
        let on = self.dice.often(50);
        if section == 0 {
            form = form.with("on", if on { "yes" } else { "no" });
        }
        let mut saved = self.submit(at, &form, None);
        if saved.status == 422 {
            // Answers of theirs would go: they are sure.
            assert!(saved.form().all_names().contains("_dropped"), "{}", saved.words());
            saved = self.submit(at, &saved.form(), None);
        }
        saved.leads_to();
        self.kept.insert(section, canary);
        if section == 0 {
            self.on = on;
            let gated = self.made.gated();
            if !on && self.made.completes(role, gated, on) {
                self.kept.remove(&gated);
            }
        }
        self.done.push(format!("{role} saves s{section}, on {}", self.on));
    }

    fn add_row(&mut self) {
        let (at, section) = (self.any(), self.dice.roll(self.made.sections.len()));
        let page = self.get(at, &format!("pages/r{section}"));
        if page.status != 200 || !page.form().all_names().contains("_add") {
            return;
        }
        let row = self.submit(at, &page.form(), Some(("_add", "1"))).leads_to();
        let place = row.splitn(4, '/').last().expect("below the draft").to_string();
        let canary = self.canary(section);
        let form = self.get(at, &place).form().with(&format!("row{section}"), &canary);
        self.submit(at, &form, None).leads_to();
        self.done.push(format!("{} adds a row to s{section}", self.seats[at].role));
    }

    fn send(&mut self) {
        let (at, section) = (self.any(), self.dice.roll(self.made.sections.len()));
        self.send_as(at, section);
    }

    fn send_as(&mut self, at: usize, section: usize) {
        let page = self.get(at, &format!("sections/s{section}"));
        if page.status == 200 && !page.attributes("#section-send", "id").is_empty() {
            let sent = self.submit(at, &page.form_to("/send").with("_declared", "yes"), None);
            self.done.push(format!("{} sends s{section}: {}", self.seats[at].role, sent.status));
        }
    }

    /// With a reason that who can read the section can read.
    fn send_back(&mut self) {
        let (at, section) = (self.any_lead(), self.dice.roll(self.made.sections.len()));
        let page = self.get(at, &format!("sections/s{section}"));
        if page.status == 200 && !page.attributes("#_reason", "id").is_empty() {
            let canary = self.canary(section);
            self.submit(at, &page.form_to("/send-back").with("_reason", &canary), None).leads_to();
            self.done.push(format!("{} sends s{section} back", self.seats[at].role));
        }
    }

    /// Somebody is invited, also where somebody else has the place already.
    fn join(&mut self) {
        let (at, role) = (self.any_lead(), PARTIES[self.dice.roll(PARTIES.len())]);
        if self.seats.len() < 7 {
            self.join_as(at, role);
        }
    }

    fn join_as(&mut self, at: usize, role: &'static str) {
        let lead = &self.seats[at];
        let browser = self.running.browser();
        let begun = lead.begun.hand_over(&lead.browser, &browser, role);
        self.done.push(format!("{} invites {role}", lead.role));
        self.seats.push(Seat { role, browser, begun, is_gone: false });
    }

    /// The code before it opens nothing any more.
    fn new_code(&mut self) {
        let at = self.any();
        let page = self.get(at, "code");
        let begun = Begun::of(self.submit(at, &page.form_to("/code"), None));
        let old = std::mem::replace(&mut self.seats[at].begun, begun);
        assert_eq!(resume(&self.running.browser(), &old.reference, &old.code).status, 422);
        self.done.push(format!("{} gets a new code", self.seats[at].role));
    }

    /// Who came later is put out, and reads nothing any more.
    fn remove(&mut self) {
        let (at, other) = (self.any_lead(), self.any());
        let last_lead = self.seats.iter().filter(|seat| !seat.is_gone && seat.role_leads()).count() == 1;
        if other <= at || (last_lead && self.seats[other].role_leads()) {
            return;
        }
        let gone = &self.seats[other];
        let open = self.running.draft(&gone.browser, &gone.begun.reference, forenoon()).expect("it opens");
        let id: String = open.party().iter().map(|byte| format!("{byte:02x}")).collect();
        let page = self.get(at, &format!("people/{id}"));
        self.submit(at, &page.form_to(&format!("people/{id}")), None).leads_to();
        self.done.push(format!("{} puts {} out", self.seats[at].role, self.seats[other].role));
        self.seats[other].is_gone = true;
        for place in ["", "check"] {
            let page = self.get(other, place);
            assert!(page.says("Go on with a draft") && !page.text.contains(STEM), "{}", page.words());
        }
        let gone = &self.seats[other];
        assert_eq!(resume(&self.running.browser(), &gone.begun.reference, &gone.begun.code).status, 422);
    }

    /// On their own device, or with their code on somebody's screen.
    fn sign(&mut self) {
        let at = self.any_lead();
        if self.dice.often(50) {
            self.sign_as(at);
        } else {
            let screen = self.any();
            let page = self.get(screen, "meeting");
            let code = self.seats[at].begun.code.clone();
            let typed = [("_signer_code", code.as_str()), ("_declared", "yes"), ("_carry", "yes")];
            let signed = self.submit(screen, &page.form_to("/meeting/sign").with_all(&typed), None);
            let who = self.seats[screen].role;
            self.done
                .push(format!("{} signs at the screen of {who}: {}", self.seats[at].role, signed.status));
        }
    }

    fn sign_as(&mut self, at: usize) {
        let page = self.get(at, "sign");
        // Who does not lead, and what is not all sent, has nothing to sign.
        if page.status == 200 && !page.attributes("form[action$=\"/sign\"]", "action").is_empty() {
            let form = page.form_to("/sign").with_all(&[("_declared", "yes"), ("_carry", "yes")]);
            let signed = self.submit(at, &form, None);
            self.done.push(format!("{} signs: {}", self.seats[at].role, signed.status));
        }
    }

    /// Everybody is there, everything is sent, and all sign, if that can be.
    fn finish(&mut self) {
        for role in PARTIES {
            if !self.seats.iter().any(|seat| !seat.is_gone && seat.role == role) {
                let at = self.any_lead();
                self.join_as(at, role);
            }
        }
        let there: Vec<usize> = (0..self.seats.len()).filter(|at| !self.seats[*at].is_gone).collect();
        for at in &there {
            self.give_all(*at);
        }
        for (at, section) in
            there.iter().flat_map(|at| (0..self.made.sections.len()).map(move |section| (*at, section)))
        {
            self.send_as(at, section);
        }
        for at in there {
            self.sign_as(at);
        }
    }

    fn is_closed(&self) -> bool {
        self.overview().draft.closed.is_some()
    }

    /// Every place below the draft.
    fn places(&self, at: usize) -> Vec<String> {
        let seat = &self.seats[at];
        let mut places: Vec<String> =
            ["", "check", "people", "sign", "meeting", "meeting-day", "meeting.ics"]
                .into_iter()
                .chain([
                    "code",
                    "folder",
                    "delete",
                    "send",
                    "next",
                    "?sent=s1",
                    "copies/school",
                    "copies/carer",
                ])
                .chain(["copies/parent", "copies/child", "copies/iro", "copies/meeting"])
                .map(str::to_string)
                .collect();
        for section in 0..self.made.sections.len() {
            places.extend([
                format!("sections/s{section}"),
                format!("pages/p{section}"),
                format!("pages/r{section}"),
            ]);
            places.push(format!("pages/p{section}?check"));
        }
        let ids = self.overview().seats.into_iter().map(|seat| seat.id);
        places.extend(
            ids.map(|id| {
                format!("people/{}", id.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }),
        );
        if let Some(open) = self.running.draft(&seat.browser, &seat.begun.reference, forenoon()) {
            let texts =
                open.sections.values().map(|section| String::from_utf8_lossy(&section.plain).into_owned());
            for text in texts {
                // The rows are listed under `r3~`, as others' rows are.
                let rows = text
                    .split('"')
                    .filter_map(|name| name.split_once('~'))
                    .filter(|(_, row)| !row.is_empty());
                places.extend(
                    rows.filter_map(|(page, row)| Some(format!("pages/{page}/{}", row.split_once('~')?.0))),
                );
            }
        }
        places
    }

    /// A few places by dice, or all.
    fn look(&mut self, percent: usize) {
        for at in 0..self.seats.len() {
            for place in self.places(at) {
                if self.dice.often(percent) {
                    self.get(at, &place);
                }
            }
        }
    }

    /// Who leads opens for others what they may read and can't.
    fn give_all(&mut self, at: usize) {
        while self.seats[at].role_leads() {
            let page = self.get(at, "people");
            if page.attributes("form[action$=\"/give\"]", "action").is_empty() {
                return;
            }
            self.submit(at, &page.form_to("/give"), None).leads_to();
            self.done.push(format!("{} opens sections for another", self.seats[at].role));
        }
    }

    /// Once all who lead have opened for others what they can: each opens what is declared, no more, and reads what was written last.
    fn assert_readable_is_declared(&mut self) {
        let there: Vec<usize> = (0..self.seats.len()).filter(|at| !self.seats[*at].is_gone).collect();
        for at in there.iter().chain(&there) {
            self.give_all(*at);
        }
        // What no lead can open any more nobody can open for others, until the team lets somebody in.
        let leads = self.overview().seats.into_iter().filter(|seat| LEADS.contains(&&*seat.role));
        let held: BTreeSet<String> = leads.flat_map(|seat| seat.keys).collect();
        for at in there {
            let (role, opens) = (self.seats[at].role, self.opens(at));
            let sections = 0..self.made.sections.len();
            let declared = sections.filter(|section| self.made.reads(role, *section));
            let declared: BTreeSet<String> = declared.map(|section| format!("s{section}")).collect();
            assert!(opens.is_subset(&declared), "{role} opens {opens:?}\n{}", self.done.join("\n"));
            let given =
                |sections: &BTreeSet<String>| sections.intersection(&held).cloned().collect::<BTreeSet<_>>();
            assert_eq!(
                given(&opens),
                given(&declared),
                "{role}\n{}\n{}",
                self.done.join("\n"),
                self.made.yaml
            );
            let page = self.get(at, "check");
            for (section, canary) in self.kept.clone() {
                let is_shown = self.made.asks(section, self.on) && opens.contains(&format!("s{section}"));
                assert_eq!(
                    page.text.contains(&canary),
                    is_shown,
                    "{role}, s{section}\n{}",
                    self.done.join("\n")
                );
            }
        }
    }

    /// When it is closed: no page shows any answer, and next term's starts from what who begins it could read.
    fn assert_closed(&mut self) {
        for at in 0..self.seats.len() {
            for place in self.places(at) {
                assert!(!self.get(at, &place).text.contains(STEM), "{place}\n{}", self.done.join("\n"));
            }
        }
        let at = self.any_lead();
        let page = self.get(at, "");
        if page.attributes("form[action$=\"/next\"]", "action").is_empty() {
            return;
        }
        let next = Begun::of(self.submit(at, &page.form_to("/next"), None));
        self.seats[at].begun = next;
        self.done.push(format!("{} begins next term's", self.seats[at].role));
        self.seats.swap(0, at);
        self.seats.truncate(1);
        self.look(100);
    }
}

// Fails when `readable` gives a role more than the form declares, when `give` gives what a role may not read, when `remove` keeps the keys of who
// goes, and when a page is drawn from anything but the opened sections.
#[test]
fn over_http_each_reads_what_the_form_declares_and_no_more() {
    let rounds =
        std::env::var("FINGERPOST_READABLE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let made: Vec<Made> =
        (0..rounds).map(|seed| made::form(seed, &mut Dice::new(900 + seed as u64))).collect();
    let hub =
        made.iter().fold(Hub::new(), |hub, made| hub.with(&format!("forms/{}.yaml", made.name), &made.yaml));
    let running = hub.start(forenoon);
    let (mut closed, mut pages) = (0, 0);
    for (seed, made) in made.iter().enumerate() {
        let mut play = Play::begin(made, &running, Dice::new(seed as u64));
        for step in 0..45 {
            play.step();
            if play.is_closed() {
                break;
            }
            play.look(2);
            if step % 15 == 14 {
                play.assert_readable_is_declared();
            }
        }
        if !play.is_closed() {
            play.look(100);
            play.finish();
        }
        if play.is_closed() {
            closed += 1;
            play.assert_closed();
        }
        pages += play.pages;
    }
    assert!(pages > rounds * 200, "{pages}");
    assert!(closed > rounds / 3, "{closed}");
}
