//! Next term's plan starts from last term's: what comes over, what is left behind, and that somebody looks at it.

use crate::hub;
use crate::loop_test::plan::Plan;
use crate::loop_test::shipped;
use crate::project::Project;
use fingerpost::config::Config;
use fingerpost::data::Data;
use fingerpost::form::{
    CARRIED, CARRIED_ON, Checked, Drawer, FieldError, Form, PageDrawing, SAVED, Shown, Values,
};
use fingerpost::text::{CompletePep, Shortcodes};
use fingerpost::theme::{self, Theme, ThemeFiles};
use jiff::civil::{Date, date};
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 23);
const LAST: Date = date(2026, 5, 3);

const HEAD: &str = "\
form: plan
title: Plan
summary: A plan.
reference: PLAN
sent_to: team
keep: { draft_days: 45, submitted_days: 90, after_confirmed_days: 30, carried_days: 200 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
save: true
";

const SECTIONS: &str = "\
sections:
  - section: a
    pages:
      - page: home
        title: Home
        fields:
          - { field: carer, type: text, label: Carer, not_known: true, carry: confirm }
          - { field: moved, type: date, label: Since when?, carry: confirm }
          - { field: placed, type: radios, label: Where?, options: [{ value: in, text: Here }, { value: out, text: Elsewhere }], carry: confirm }
          - { field: area, type: text, label: Which area?, when: { field: placed, is: out }, carry: confirm }
          - { field: note, type: text, label: A note, optional: true }
      - page: schools
        title: Schools
        repeat: { name: school, min: 1, max: 5, summary: \"{school}\", carry: confirm }
        fields:
          - { field: school, type: text, label: School }
          - { field: town, type: text, label: Town, optional: true }
      - page: looking-back
        title: Looking back
        fields:
          - { field: old_known, type: yes-no, label: Do you have the last targets? }
      - page: old-targets
        title: The last targets
        when: { field: old_known, is: \"yes\" }
        repeat: { name: old target, min: 1, max: 5, summary: \"{old_target}\" }
        fields:
          - { field: old_target, type: textarea, label: What was the target? }
          - { field: result, type: yes-no, label: Was it met? }
      - page: targets
        title: Targets
        repeat: { name: target, max: 5, summary: \"{target}\", carry: unmet, carry_to: { page: old-targets, fields: { target: old_target } } }
        fields:
          - { field: target, type: textarea, label: What will be achieved? }
          - { field: cost, type: money, label: Cost, optional: true }
";

fn project(sections: &str) -> Project {
    Project::new()
        .file("forms/plan.yaml", format!("{HEAD}{sections}"))
        .file("themes/default/templates/try.html", "{{ <form_fields fields={fields} /> }}")
}

fn form(sections: &str) -> Arc<Form> {
    let project = project(sections);
    let (config, _) = Config::parse(&project.source());
    let (forms, _) = Form::parse_all(&project.source(), &config);
    assert_eq!(project.problems(), "");
    forms.into_iter().next().expect("a form")
}

fn values(entries: &[(&str, &str)]) -> Values {
    Values::new(entries.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())))
}

/// Last term's draft, to its end.
fn last_term() -> Values {
    let mut values = values(&[
        ("carer", "Ann"),
        ("moved-day", "1"),
        ("moved-month", "9"),
        ("moved-year", "2025"),
        ("placed", "out"),
        ("area", "Westshire"),
        ("note", "Only this term"),
        ("old_known", "no"),
        (SAVED, "home"),
        (SAVED, "schools"),
    ]);
    values.add_row("schools", "s1");
    values.set_in_row("schools", "s1", "school", vec!["Hill School".into()]);
    values.set_in_row("schools", "s1", "town", vec!["Ely".into()]);
    values.add_row("targets", "t1");
    values.set_in_row("targets", "t1", "target", vec!["Read ten books".into()]);
    values.set_in_row("targets", "t1", "cost", vec!["20".into()]);
    values
}

fn names(values: &Values) -> Vec<&str> {
    values.entries().map(|(name, _)| name).collect()
}

fn errors(form: &Form, values: &Values) -> Vec<FieldError> {
    match form.check(values, TODAY, true) {
        Checked::Wrong(errors) => errors,
        Checked::Right(_) | Checked::Drops(_) => Vec::new(),
    }
}

/// With a drawer of this project.
fn draw<T>(form: &Form, draw: impl FnOnce(&Drawer<'_>, &Theme) -> T) -> T {
    let source = project(SECTIONS).source();
    let (config, _) = Config::parse(&source);
    let (data, _) = Data::parse(&source, &config, TODAY);
    let (theme, problems) = Theme::load(ThemeFiles::clone(&theme::gather(&source, &config)), &config);
    assert!(problems.is_empty(), "{problems:?} {}", form.name);
    let shortcodes = Shortcodes::new(&theme, &config, &data, CompletePep::new(&config, None));
    draw(&Drawer { config: &config, shortcodes: &shortcodes, today: TODAY }, &theme)
}

/// The questions of a page of a draft, as HTML.
fn drawn(form: &Form, page: &str, row: Option<&str>, values: &Values) -> String {
    let (_, page) = form.page(page).expect("a page");
    draw(form, |drawer, theme| {
        let shown = Shown::default();
        let drawing = PageDrawing { form, page, row, values, shown: &shown, base: "/drafts/X", whole: false };
        let view = serde_json::to_value(drawer.draft_page(&drawing).expect("it draws")).expect("a value");
        let mut context = tera::Context::new();
        context.insert("fields", &view["fields"]);
        theme.render("try.html", &context).expect("it renders")
    })
}

fn status(form: &Form, page: &str, values: &Values) -> String {
    let tasks = draw(form, |drawer, _| {
        serde_json::to_value(drawer.tasks(form, values, "/drafts/X", &fingerpost::form::Standing::default()))
            .expect("a value")
    });
    let tasks = tasks["sections"][0]["tasks"].as_array().expect("tasks").clone();
    let task = tasks.into_iter().find(|task| task["id"] == page).expect("the page");
    task["status"].as_str().expect("a word").to_string()
}

#[test]
fn answers_to_confirm_come_over_and_all_else_is_left_behind() {
    let form = form(SECTIONS);
    let carried = form.carried(&form, &last_term(), LAST);
    assert_eq!(carried.first("carer"), "Ann");
    assert_eq!(carried.first("moved-year"), "2025");
    assert_eq!(carried.first("area"), "Westshire");
    assert_eq!(carried.rows("schools"), ["s1"]);
    assert_eq!(carried.in_row("schools", "s1").first("town"), "Ely");
    assert_eq!((carried.first("note"), carried.all(SAVED).len()), ("", 0));
    assert_eq!(carried.rows("targets"), Vec::<String>::new());
    assert_eq!(carried.first(CARRIED_ON), "2026-05-03");
}

#[test]
fn last_terms_targets_are_there_to_be_judged() {
    let form = form(SECTIONS);
    let carried = form.carried(&form, &last_term(), LAST);
    // The page is opened, and the row has what was mapped and nothing else.
    assert_eq!(carried.first("old_known"), "yes");
    assert_eq!(carried.rows("old-targets"), ["t1"]);
    let row: Vec<(&str, &[String])> =
        carried.entries().filter(|(name, _)| name.starts_with("old-targets~t1")).collect();
    assert_eq!(row, [("old-targets~t1~old_target", ["Read ten books".to_string()].as_slice())]);
}

#[test]
fn what_came_over_is_listed_entry_by_entry() {
    let form = form(SECTIONS);
    let carried = form.carried(&form, &last_term(), LAST);
    let listed = [
        "area",
        "carer",
        "moved-day",
        "moved-month",
        "moved-year",
        "old-targets~t1~old_target",
        "old_known",
        "placed",
        "schools~s1~school",
        "schools~s1~town",
    ];
    assert_eq!(carried.all(CARRIED), listed);
    assert_eq!(names(&form.carried(&form, &Values::default(), LAST)), Vec::<&str>::new());
}

#[test]
fn what_is_kept_until_next_term_is_only_what_may_come_over() {
    let form = form(SECTIONS);
    let mut last = last_term();
    last.set("placed", vec!["in".into()]);
    let kept = form.to_carry(last, LAST);
    let listed = [
        "carer",
        "moved-day",
        "moved-month",
        "moved-year",
        "placed",
        "schools~",
        "schools~s1~school",
        "schools~s1~town",
        "targets~",
        "targets~t1~target",
    ];
    assert_eq!(names(&kept), listed, "and no answer to a question that was not asked");
    let carried = form.carried(&form, &kept, LAST);
    assert_eq!(carried.rows("old-targets"), ["t1"]);
    assert_eq!(carried.first("placed"), "in");
}

#[test]
fn a_question_of_another_type_or_that_the_old_form_did_not_carry_starts_empty() {
    let old = form(
        &SECTIONS
            .replace("field: carer, type: text", "field: carer, type: textarea")
            .replace(
                "label: Which area?, when: { field: placed, is: out }, carry: confirm",
                "label: Which area?",
            )
            .replace("value: out, text: Elsewhere", "value: out, text: Elsewhere }, { value: far, text: Far"),
    );
    let today = form(SECTIONS);
    let carried = today.carried(&old, &last_term(), LAST);
    assert_eq!((carried.first("carer"), carried.first("area"), carried.first("placed")), ("", "", "out"));
    let mut last = last_term();
    last.set("placed", vec!["far".into()]);
    assert_eq!(today.carried(&old, &last, LAST).first("placed"), "", "it can't be chosen any more");
    last.set("carer-not_known", vec!["yes".into()]);
    last.set("carer-reason", vec!["They move on Friday".into()]);
    let carried = today.carried(&today, &last, LAST);
    assert_eq!((carried.first("carer"), carried.first("carer-reason")), ("", ""), "it is asked anew");
}

#[test]
fn an_answer_of_the_last_plan_says_so_until_its_page_is_saved() {
    let form = form(SECTIONS);
    let mut draft = form.carried(&form, &last_term(), LAST);
    let html = drawn(&form, "home", None, &draft);
    let line = "<p class=\"hint\" id=\"carer-carried\">From the plan of 3 May 2026. Still right?</p>";
    assert!(html.contains(line), "{html}");
    assert!(html.contains("name=\"carer\" value=\"Ann\" aria-describedby=\"carer-carried \""), "{html}");
    assert!(!html.contains("note-carried"), "{html}");
    let row = drawn(&form, "schools", Some("s1"), &draft);
    assert!(row.contains("id=\"town-carried\">From the plan of 3 May 2026. Still right?</p>"), "{row}");
    let judged = drawn(&form, "old-targets", Some("t1"), &draft);
    assert!(judged.contains("id=\"old_target-carried\">From the plan of 3 May 2026.</p>"), "{judged}");
    assert!(!judged.contains("result-carried"), "{judged}");
    draft.settle_carried(form.page("home").expect("a page").1, None);
    assert!(!drawn(&form, "home", None, &draft).contains("carried"));
    assert!(drawn(&form, "schools", Some("s1"), &draft).contains("carried"));
}

#[test]
fn nothing_of_the_last_plan_is_sent_before_somebody_looked_at_it() {
    let form = form(SECTIONS);
    let mut draft = form.carried(&form, &last_term(), LAST);
    draft.set_in_row("old-targets", "t1", "result", vec!["yes".into()]);
    let told = |draft: &Values| -> Vec<(String, Option<String>, String)> {
        errors(&form, draft).into_iter().map(|error| (error.entry, error.row, error.text)).collect()
    };
    let said = |entry: &str, row: Option<&str>, what: &str| {
        let text = format!("Look at {what} and save it: its answers come from the last plan");
        (entry.to_string(), row.map(str::to_string), text)
    };
    let pages = [
        said("carer", None, "Home"),
        said("school", Some("s1"), "Schools, number 1,"),
        said("old_known", None, "Looking back"),
        said("old_target", Some("t1"), "The last targets, number 1,"),
    ];
    assert_eq!(told(&draft), pages);
    assert!(matches!(form.check_section("a", &draft, TODAY), Checked::Wrong(errors) if errors.len() == 4));
    for (page, row) in
        [("home", None), ("schools", Some("s1")), ("looking-back", None), ("old-targets", Some("t1"))]
    {
        draft.settle_carried(form.page(page).expect("a page").1, row);
    }
    assert_eq!(told(&draft), []);
    assert_eq!((draft.all(CARRIED).len(), draft.first(CARRIED_ON)), (0, ""));
}

#[test]
fn a_page_of_the_last_plan_is_not_completed_before_it_is_saved() {
    let form = form(SECTIONS);
    let mut draft = form.carried(&form, &last_term(), LAST);
    for page in ["home", "schools", "old-targets"] {
        assert_eq!(status(&form, page, &draft), "Not started", "{page}");
    }
    draft.set(SAVED, vec!["home".into(), "schools".into()]);
    assert_eq!(status(&form, "home", &draft), "In progress", "it is listed as saved, and was not settled");
    draft.settle_carried(form.page("home").expect("a page").1, None);
    draft.settle_carried(form.page("schools").expect("a page").1, Some("s1"));
    assert_eq!(status(&form, "home", &draft), "Completed");
    assert_eq!(status(&form, "schools", &draft), "Completed");
    draft.set_in_row("old-targets", "t1", "result", vec!["yes".into()]);
    assert_eq!(status(&form, "old-targets", &draft), "Not started");
}

#[test]
fn where_rows_go_is_checked() {
    let told = |carry_to: &str| {
        let old = "carry_to: { page: old-targets, fields: { target: old_target } }";
        project(&SECTIONS.replace(old, carry_to)).problems()
    };
    assert_eq!(
        told("carry_to: { page: old-target, fields: { target: old_target } }"),
        "forms/plan.yaml:42:94: error[carry-page]: there is no other page with `repeat` that is named `old-target` (did you \
         mean `old-targets`?)\n"
    );
    assert_eq!(
        told("carry_to: { page: old-targets, fields: { targt: old_targe } }"),
        "forms/plan.yaml:42:117: error[carry-field]: the page `targets` asks no `targt` (did you mean `target`?)\n\
         forms/plan.yaml:42:124: error[carry-field]: the page `old-targets` asks no `old_targe` (did you mean `old_target`?)\n"
    );
    assert_eq!(
        told("carry_to: { page: old-targets, fields: { target: result } }"),
        "forms/plan.yaml:42:125: error[carry-type]: `target` is of the type `textarea`, and `result` of the type `yes-no` (name \
         two fields of the same type)\n"
    );
    let without = project(&SECTIONS.replace("carry: unmet, ", "")).problems();
    assert_eq!(
        without,
        "forms/plan.yaml:42:62: error[field-key]: `carry_to` says nothing without `carry: unmet` (add `carry: unmet`, or take \
         `carry_to` out)\n"
    );
}

/// Each page and row of a draft that has answers of the last plan which nobody has looked at.
fn unsettled(form: &Form, values: &Values) -> Vec<(String, Option<String>)> {
    let told = errors(form, values)
        .into_iter()
        .filter(|error| error.text.contains("its answers come from the last plan"));
    told.map(|error| (error.page, error.row)).collect()
}

#[test]
fn whatever_a_shipped_plan_holds_next_terms_starts_from_it_with_nothing_to_be_dropped() {
    let forms = shipped().forms();
    let plans = forms.iter().filter(|form| form.keep.carried_days.is_some());
    let mut names: Vec<&str> = Vec::new();
    for form in plans {
        names.push(&form.name);
        let mut judged = 0;
        for seed in 0..8 {
            let values = Plan::rolled(form, hub::TODAY, seed).values(form);
            let kept = form.to_carry(values.clone(), hub::TODAY);
            let mut next = form.carried(form, &kept, hub::TODAY);
            assert_eq!(
                next,
                form.carried(form, &values, hub::TODAY),
                "{} {seed}: what is kept is enough",
                form.name
            );
            assert_eq!(form.stale(&next, hub::TODAY), [], "{} {seed}", form.name);
            assert_eq!(next.rows("old-targets"), values.rows("targets"), "{} {seed}", form.name);
            judged += next.rows("old-targets").len();
            let mut looked_at = 0;
            while let Some((page, row)) = unsettled(form, &next).first().cloned() {
                next.settle_carried(form.page(&page).expect("a page").1, row.as_deref());
                looked_at += 1;
            }
            assert!(looked_at > 10, "{} {seed}: only {looked_at} pages came over", form.name);
            assert_eq!(next.all(CARRIED), Vec::<String>::new(), "{} {seed}", form.name);
        }
        assert!(judged > 0, "{}: no targets", form.name);
    }
    assert_eq!(names, ["pep-early-years", "pep-post-16", "pep-school-age"]);
}
