//! The loop: for every form and every type of question, from the author's file to its page, from the page's own boxes to a post,
//! and from the sealed row back to what was given.

pub(crate) mod people;
pub(crate) mod person;
mod pins;
pub(crate) mod plan;
pub(crate) mod typed;

use crate::browser::Page;
use crate::hub::{Hub, Running, TODAY, forenoon};
use fingerpost::form::Form;
use fingerpost::form::reference::FIELD_TYPES;
use fingerpost::pipeline::{Options, build};
use people::People;
use person::{Line, Sent, send_draft, send_page};
use plan::{Plan, plans};
use std::collections::BTreeSet;
use std::path::Path;

/// The forms that this repository ships, with somebody who can open them.
pub(crate) fn shipped() -> Hub {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hub = Hub::new();
    for folder in ["content", "forms"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.expect("the folder can be read");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).expect("below").to_str().expect("a name");
                hub.write(path, &std::fs::read_to_string(entry.path()).expect("text"));
            }
        }
    }
    let mut settings = std::fs::read_to_string(root.join("site.toml")).expect("the settings");
    for group in ["peps", "cases", "enquiries", "logins"] {
        settings.push_str(&format!("\n[recipients.{group}]\nall = [\"{}\"]\n", hub.recipient));
    }
    hub.write("site.toml", &settings);
    hub
}

/// The page of a form as the site's build draws it.
fn site_pages(hub: &Hub) -> impl Fn(&str) -> Page {
    let source = fingerpost::source::read(hub.root()).expect("the project");
    let options = Options::of_readers(TODAY);
    let build = build(&source, &options, None);
    assert!(!build.has_errors(), "{:#?}", build.problems);
    move |form| {
        let path = format!("forms/{form}/index.html");
        let file = build.files().iter().find(|file| file.path == path).expect("its page");
        let text = String::from_utf8(file.bytes.to_vec()).expect("text");
        Page { status: 200, head: path, text }
    }
}

/// Send each form with each plan, and compare what the team reads with what was given; returns the questions that nobody was asked.
fn go_round(hub: &Hub, wanted: impl Fn(&Form) -> bool) -> Vec<(String, String)> {
    let site = std::cell::LazyCell::new(|| site_pages(hub));
    let running = hub.start(forenoon);
    let mut never_asked = Vec::new();
    let mut sent = 0;
    for form in hub.forms().iter().filter(|form| wanted(form)) {
        let (plans, missing) = plans(form, TODAY);
        never_asked.extend(missing.into_iter().map(|field| (form.name.clone(), field)));
        let mut roles = BTreeSet::new();
        for (turn, plan) in plans.iter().enumerate() {
            let browser = running.browser();
            let given = match (form.saves, form.parties.is_empty()) {
                (true, true) => send_draft(&browser, form, plan),
                (true, false) => {
                    let (given, of) = send_together(&running, form, plan, turn);
                    roles.extend(of);
                    given
                }
                (false, _) => send_page(&browser, &site(&form.name), form, plan),
            };
            sent += 1;
            assert_comes_round(hub, &running, form, plan, &given);
        }
        let parties: BTreeSet<String> = form.parties.iter().map(|party| party.name.clone()).collect();
        assert_eq!(roles, parties, "{}: each had something to fill in", form.name);
    }
    assert_eq!(running.rows(), sent);
    never_asked
}

/// What the team reads is what was given, question by question.
fn assert_comes_round(hub: &Hub, running: &Running, form: &Form, plan: &Plan, given: &Sent) {
    let payload = match form.parties.is_empty() {
        true => hub.opened(&running.store, &given.reference),
        false => hub.assembled(&running.store, &given.reference).merged(),
    };
    assert_eq!(payload.definition, form.definition);
    let council = form.council.as_ref().map(|field| plan.typed[&(None, field.clone())].boxes[0].1[0].clone());
    assert_eq!(payload.council, council);
    let opened: Vec<Line> = payload
        .answers
        .iter()
        .map(|answer| {
            let field = form.field(&answer.field).expect("a question of the form");
            let wordings: Vec<&str> = field.wordings.iter().map(|wording| wording.label.as_str()).collect();
            let is_known = answer.label == field.label || wordings.contains(&answer.label.as_str());
            assert!(is_known, "{}: `{}` is no wording of {}", form.name, answer.label, field.name);
            let label = if wordings.is_empty() { answer.label.clone() } else { String::new() };
            (answer.page.clone(), answer.row, answer.field.clone(), label, answer.answer.clone())
        })
        .collect();
    assert_eq!(opened, given.lines, "{}: what the team reads is what was given", form.name);
}

/// Fill in a form together, each what is theirs, and sign; with the roles of those who did.
fn send_together(running: &Running, form: &Form, plan: &Plan, turn: usize) -> (Sent, BTreeSet<String>) {
    let mut people = People::begin(running.address, form, plan, turn);
    let sent = people.fill_in_and_send();
    people.sign();
    (sent, people.shares.into_iter().map(|(_, role)| role).collect())
}

#[test]
fn every_short_form_that_is_shipped_comes_round() {
    let never_asked = go_round(&shipped(), |form| !form.saves);
    assert_eq!(never_asked, []);
}

/// One test a form, since each takes a while.
fn comes_round(name: &str) {
    let hub = shipped();
    assert!(hub.forms().iter().any(|form| form.name == name && form.saves));
    assert_eq!(go_round(&hub, |form| form.name == name), []);
}

#[test]
fn the_childs_views_come_round() {
    comes_round("childs-views");
}

#[test]
fn the_plan_for_early_years_comes_round() {
    comes_round("pep-early-years");
}

#[test]
fn the_plan_for_school_age_comes_round() {
    comes_round("pep-school-age");
}

#[test]
fn the_plan_for_post_16_comes_round() {
    comes_round("pep-post-16");
}

#[test]
fn the_plan_for_a_child_off_roll_comes_round_with_the_social_worker_alone() {
    let hub = shipped();
    let forms = hub.forms();
    let form = forms.iter().find(|form| form.name == "pep-school-age").expect("the plan");
    let (_, page) = form.page("off-roll").expect("a page");
    let wanted: Vec<String> =
        page.fields.iter().filter(|field| field.is_question()).map(|field| field.name.clone()).collect();
    let running = hub.start(forenoon);
    let plan = Plan::towards(form, TODAY, 1, &wanted);
    // In this turn it is the social worker who does what several may do.
    let (sent, roles) = send_together(&running, form, &plan, 1);
    assert_eq!(roles, BTreeSet::from(["social-worker".to_string()]));
    assert_comes_round(&hub, &running, form, &plan, &sent);
}

#[test]
fn no_form_is_left_out_of_the_loop() {
    let saved =
        shipped().forms().iter().filter(|form| form.saves).map(|form| form.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        saved,
        ["childs-views", "pep-early-years", "pep-post-16", "pep-school-age"],
        "add a test for a new form"
    );
}

const EVERY_TYPE: &str = include_str!("loop_test/every_type.yaml");
const ROWS: &str = "
      - page: rows
        title: Rows
        repeat: { name: row, min: 1, max: 3, summary: \"{row_text}, {row_date}\" }
        fields:
          - { field: row_text, type: text, label: What?, not_known: true }
          - { field: row_date, type: date, label: By when?, in: future }
          - { field: row_boxes, type: checkboxes, label: Which?, options: some }
          - { field: row_of_box, type: money, label: How much?, when: { field: row_boxes, contains: \"1\" } }
          - { field: row_of_outside, type: upn, label: Whose?, when: has-it }
          - { field: row_address, type: address, label: Where?, optional: true }
      - page: only-some
        title: Only some
        when: { any: [has-it, { field: nk_yes_no, is: \"yes\" }] }
        fields:
          - { field: gated, type: textarea, label: Why? }
  - section: b
    title: B
    when: { not: has-it }
    pages:
      - page: last
        title: Last
        repeat: { name: thing, max: 2, summary: \"{thing}\" }
        fields:
          - { field: thing, type: select, label: Which thing?, options: some }
";

/// The form above, as one page, or saved page by page with all that this allows.
pub(crate) fn with_every_type() -> Hub {
    let hub = Hub::new();
    hub.write("content/_index.md", "---\ntitle: Home\nsummary: Home.\n---\nHome.\n");
    hub.settings("[collector]\nurl = \"http://127.0.0.1:1\"\n[[councils]]\nid = \"north\"\nname = \"North\"\n[[councils]]\nid = \"south\"\nname = \"South\"\n");
    hub.write("forms/every-type.yaml", EVERY_TYPE);
    let saved = EVERY_TYPE.replace("form: every-type", "form: every-type-saved").replace("# save:", "save:");
    hub.write("forms/every-type-saved.yaml", &saved.replace("\n# rows\n", ROWS));
    hub
}

#[test]
fn every_type_of_question_comes_round_on_one_page_and_on_several() {
    let hub = with_every_type();
    for form in hub.forms() {
        let types: BTreeSet<&str> = form.fields().map(|field| field.type_word()).collect();
        let all: BTreeSet<&str> = FIELD_TYPES.iter().map(|kind| kind.name).collect();
        assert_eq!(types, all, "{}: a new type belongs into this form", form.name);
    }
    assert_eq!(go_round(&hub, |_| true), []);
}
