//! Who fills in a form together: what each party reads and completes, who leads, and the check of one section alone.

use crate::loop_test::shipped;
use crate::project::Project;
use fingerpost::config::Config;
use fingerpost::data::Data;
use fingerpost::form::{Asked, Checked, Drawer, Form, News, Reader, Values};
use fingerpost::text::{CompletePep, Shortcodes};
use fingerpost::theme::{self, Theme, ThemeFiles};
use jiff::civil::{Date, date};
use std::sync::Arc;

const TODAY: Date = date(2026, 11, 23);

const HEAD: &str = "\
form: plan
title: Plan
summary: A plan.
reference: PLAN
sent_to: team
keep: { draft_days: 45, submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
save: true
";

const PARTIES: &str = "\
parties:
  social-worker: Social worker
  teacher: Designated teacher
  carer: Carer
";

const SECTIONS: &str = "\
sections:
  - section: a
    title: Care
    completed_by: social-worker
    read_by: [teacher]
    pages:
      - page: child
        title: The child
        fields:
          - { field: child_name, type: text, label: Full name }
          - { field: at_school, type: yes-no, label: Is the child at a school? }
          - { field: born, type: date, label: Date of birth }
  - section: a-team
    title: For the team
    completed_by: social-worker
    pages:
      - page: team
        title: For the team
        fields:
          - { field: note, type: text, label: A note }
  - section: b
    title: School
    completed_by:
      - { party: teacher, when: { field: at_school, is: \"yes\" } }
      - { party: social-worker, when: { field: at_school, is: \"no\" } }
    pages:
      - page: school
        title: School
        fields:
          - { field: joined, type: date, label: When did they join? }
          - { field: score, type: number, label: Score, when: { field: at_school, is: \"yes\" } }
  - section: carer
    title: The carer’s views
    completed_by: [carer, teacher]
    pages:
      - page: views
        title: Views
        fields:
          - { field: views, type: text, label: What do they think? }
rules:
  - rule: joined-after-birth
    check: { not: { field: joined, before: { field: born } } }
    at: joined
    message: The child can’t join a school before the date of birth
";

fn project(leads: &str, parties: &str, sections: &str) -> Project {
    Project::new().file("forms/plan.yaml", format!("{HEAD}{parties}{leads}{sections}"))
}

fn form(leads: &str, parties: &str, sections: &str) -> Arc<Form> {
    let project = project(leads, parties, sections);
    let source = project.source();
    let (config, _) = Config::parse(&source);
    let (forms, _) = Form::parse_all(&source, &config);
    assert_eq!(project.problems(), "");
    forms.into_iter().next().expect("a form")
}

fn plan() -> Arc<Form> {
    form("leads: [social-worker, teacher]\n", PARTIES, SECTIONS)
}

fn values(entries: &[(&str, &str)]) -> Values {
    Values::new(entries.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())))
}

/// With a drawer of an empty project.
fn draw<T>(draw: impl FnOnce(&Drawer<'_>) -> T) -> T {
    let source = Project::new().source();
    let (config, _) = Config::parse(&source);
    let (data, _) = Data::parse(&source, &config, TODAY);
    let (theme, _) = Theme::load(ThemeFiles::clone(&theme::gather(&source, &config)), &config);
    let shortcodes = Shortcodes::new(&theme, &config, &data, CompletePep::new(&config, None));
    draw(&Drawer { config: &config, shortcodes: &shortcodes, today: TODAY })
}

fn readable(form: &Form, role: &str) -> Vec<String> {
    form.readable(role).map(|section| section.name.clone()).collect()
}

#[test]
fn a_party_reads_what_it_completes_whatever_the_condition_and_where_it_is_named() {
    let form = plan();
    assert_eq!(readable(&form, "social-worker"), ["a", "a-team", "b"]);
    assert_eq!(readable(&form, "teacher"), ["a", "b", "carer"]);
    assert_eq!(readable(&form, "carer"), ["carer"]);
    assert_eq!(readable(&form, "stranger"), Vec::<String>::new());
}

#[test]
fn a_party_completes_a_section_when_its_condition_holds() {
    let form = plan();
    let section =
        |name: &str| form.sections.iter().find(|section| section.name == name).expect("it is there");
    for (answer, teacher, social_worker) in [("yes", true, false), ("no", false, true), ("", false, false)] {
        let values = values(&[("at_school", answer)]);
        let asked = Asked::new(&form, &values, TODAY);
        assert_eq!(form.completes(section("b"), "teacher", &asked), teacher, "{answer}");
        assert_eq!(form.completes(section("b"), "social-worker", &asked), social_worker, "{answer}");
        assert!(form.completes(section("carer"), "carer", &asked));
        assert!(!form.completes(section("a"), "teacher", &asked), "to read is not to complete");
    }
}

#[test]
fn leads_are_those_that_the_form_names_and_else_all_parties() {
    let form = plan();
    assert_eq!(form.leads, ["social-worker", "teacher"]);
    assert!(form.is_lead("teacher") && !form.is_lead("carer"));
    assert_eq!(form.party("carer").map(|party| party.title.as_str()), Some("Carer"));
    let all = self::form("", PARTIES, SECTIONS);
    assert_eq!(all.leads, ["social-worker", "teacher", "carer"]);
}

#[test]
fn where_one_person_fills_in_a_form_that_person_does_everything() {
    let sections = "\
sections:
  - section: a
    pages:
      - page: child
        title: The child
        fields: [{ field: child_name, type: text, label: Full name }]
";
    let form = form("", "", sections);
    let values = Values::default();
    let asked = Asked::new(&form, &values, TODAY);
    assert!(form.is_lead("person") && form.completes(&form.sections[0], "person", &asked));
    assert!(form.is_read_by(&form.sections[0], "person"));
    assert_eq!(readable(&form, "person"), ["a"]);
    assert_eq!(form.party("person"), None);
}

#[test]
fn a_lead_that_is_no_party_is_told_with_the_nearest() {
    let told = |leads: &str| project(leads, PARTIES, SECTIONS).problems();
    assert_eq!(
        told("leads: [social-worker, techer]\n"),
        "forms/plan.yaml:16:24: error[party-unknown]: there is no party `techer` (did you mean `teacher`?)\n"
    );
    assert_eq!(
        told("leads: [teacher, social-worker, teacher]\n"),
        "forms/plan.yaml:16:33: error[id-taken]: `teacher` leads twice (take one of the two out)\n"
    );
    assert_eq!(
        told("leads: []\n"),
        "forms/plan.yaml:16:1: error[value-empty]: `leads` names nobody (name the parties that begin and sign, or take \
         `leads` out: then all of them do)\n"
    );
}

#[test]
fn a_section_that_nobody_who_signs_may_read_is_told() {
    assert_eq!(
        project("leads: [teacher]\n", PARTIES, SECTIONS).problems(),
        "forms/plan.yaml:36:22: error[form-nobody-signs]: no lead may read the section `a-team`, so nobody who signs can see \
         whether it is complete (add one of the leads, `teacher`, to its `read_by`)\n"
    );
}

#[test]
fn a_section_is_checked_alone() {
    let form = plan();
    let a = [
        ("child_name", "Ann"),
        ("at_school", "yes"),
        ("born-day", "1"),
        ("born-month", "5"),
        ("born-year", "2015"),
    ];
    let Checked::Right(answers) = form.check_section("a", &values(&a), TODAY) else { panic!("it is whole") };
    let fields: Vec<&str> = answers.all().iter().map(|answer| answer.field.as_str()).collect();
    assert_eq!(fields, ["child_name", "at_school", "born"], "and nothing of other sections");
    // What the carer may not read is not there, and nothing is missed.
    assert!(matches!(form.check_section("carer", &values(&[("views", "Well")]), TODAY), Checked::Right(_)));
    let Checked::Wrong(errors) = form.check_section("b", &values(&a), TODAY) else { panic!("it is empty") };
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["joined", "score"]);
}

#[test]
fn a_rule_is_checked_in_the_section_where_its_message_stands() {
    let form = plan();
    let mut all = values(&[("child_name", "Ann"), ("at_school", "yes"), ("score", "3")]);
    for (field, year) in [("born", "2015"), ("joined", "2014")] {
        for (part, value) in [("day", "1"), ("month", "5"), ("year", year)] {
            all.set(&format!("{field}-{part}"), vec![value.to_string()]);
        }
    }
    assert!(matches!(form.check_section("a", &all, TODAY), Checked::Right(_)), "it stands in b");
    let Checked::Wrong(errors) = form.check_section("b", &all, TODAY) else { panic!("the rule is broken") };
    assert_eq!(errors[0].text, "The child can’t join a school before the date of birth");
    all.set("joined-year", vec!["2020".into()]);
    assert!(matches!(form.check_section("b", &all, TODAY), Checked::Right(_)));
}

#[test]
fn what_a_section_does_not_ask_any_more_is_left_out_of_it() {
    let form = plan();
    let mut all = values(&[("at_school", "no"), ("score", "7")]);
    for (part, value) in [("day", "1"), ("month", "5"), ("year", "2020")] {
        all.set(&format!("joined-{part}"), vec![value.to_string()]);
    }
    let Checked::Right(answers) = form.check_section("b", &all, TODAY) else { panic!("it is whole") };
    assert_eq!(answers.all().iter().map(|answer| answer.field.as_str()).collect::<Vec<_>>(), ["joined"]);
}

const SHARED: &str = "\
sections:
  - section: views
    meeting_when: { field: share_ok, contains: meeting }
    pages:
      - page: views
        title: Views
        fields:
          - { field: likes, type: text, label: What do you like?, copies: [school, child, meeting] }
          - { field: worried, type: text, label: Does anything worry you?, copies: [school, child] }
          - { field: dreams, type: text, label: What do you want to do one day? }
          - field: share_ok
            type: checkboxes
            label: Who may see it?
            options: [{ value: carer, text: My carer }, { value: meeting, text: The meeting }]
  - section: agreed
    pages:
      - page: agreed
        title: Agreed
        fields: [{ field: target, type: text, label: The target, copies: [school, meeting] }]
";

/// The labels on a copy of a draft in which every question is answered.
fn copy(reader: &str, share_ok: &str) -> Vec<String> {
    let form = form("", "", SHARED);
    let mut values = values(&[("share_ok", share_ok)]);
    for name in ["likes", "worried", "dreams", "target"] {
        values.set(name, vec!["Words".into()]);
    }
    let reader = Reader::ALL.iter().find(|(word, _)| *word == reader).expect("a reader").1;
    let sections = draw(|drawer| serde_json::to_value(drawer.copy(&form, &values, reader)).expect("a value"));
    let all = |value: &serde_json::Value, key: &str| value[key].as_array().expect("a list").clone();
    let pages = sections.as_array().expect("sections").iter().flat_map(|section| all(section, "pages"));
    let answers = pages.flat_map(|page| all(&page, "answers"));
    answers.map(|answer| answer["label"].as_str().expect("a label").to_string()).collect()
}

#[test]
fn the_copy_for_the_meeting_has_what_is_marked_and_what_the_child_shares() {
    assert_eq!(copy("meeting", "meeting"), ["What do you like?", "The target"]);
    assert_eq!(copy("meeting", "carer"), ["The target"]);
    assert_eq!(copy("meeting", ""), ["The target"], "who was not asked shares nothing");
    let school = [
        "What do you like?",
        "Does anything worry you?",
        "What do you want to do one day?",
        "Who may see it?",
    ];
    assert_eq!(
        copy("school", "carer"),
        [&school[..], &["The target"]].concat(),
        "the others' copies are as they were"
    );
}

#[test]
fn what_the_child_shares_may_not_be_decided_by_what_others_cannot_read() {
    let sections = SECTIONS.replace(
        "    completed_by: [carer, teacher]",
        "    completed_by: [carer, teacher]\n    meeting_when: { field: at_school, is: \"yes\" }",
    );
    let problems = project("", PARTIES, &sections).problems();
    assert!(
        problems.contains("error[form-leak]: this condition tells `carer` how `at_school` was answered"),
        "{problems}"
    );
}

#[test]
fn what_is_new_in_a_form_is_told_by_its_questions() {
    let old = plan();
    let sections = SECTIONS
        .replace(
            "{ field: note, type: text, label: A note }",
            "{ field: remark, type: text, label: A remark }",
        )
        .replace("label: Score", "label: The score");
    let today = form("leads: [social-worker, teacher]\n", PARTIES, &sections);
    let news = today.news(&old);
    assert_eq!((news.added, news.gone), (vec!["A remark".to_string()], vec!["A note".to_string()]));
    assert_eq!(old.news(&old), News::default());
}

#[test]
fn what_stands_on_the_wall_at_a_meeting_is_targets_actions_dates_and_what_the_child_shares() {
    let allowed = [
        // Targets, those of the last plan too.
        "old_target old_result target target_actions target_measure target_lead target_by child_goal_used",
        // What else was agreed, and the dates.
        "action action_who action_by meeting_date next_meeting next_meeting_time",
        // What the child shares, if they agree: no worry, and nobody whom they do not want there.
        "going_well like_change likes_play helps friends_clubs happen_next dreams",
    ];
    let allowed: Vec<&str> = allowed.iter().flat_map(|line| line.split(' ')).collect();
    let mut seen = 0;
    for form in shipped().forms() {
        for section in &form.sections {
            let fields = section.pages.iter().flat_map(|page| &page.fields);
            let marked: Vec<&str> = fields
                .filter(|field| field.copies.contains(&Reader::Meeting))
                .map(|field| field.name.as_str())
                .collect();
            for name in &marked {
                assert!(allowed.contains(name), "{}: `{name}` may not stand on a wall", form.name);
            }
            if marked.contains(&"happen_next") {
                assert!(section.meeting_when.is_some(), "{}: the child is not asked", form.name);
            }
            seen += marked.len();
        }
    }
    assert!(seen > 60, "only {seen}");
}

#[test]
fn in_the_shipped_plans_each_person_reads_what_the_start_page_says() {
    for form in shipped().forms().iter().filter(|form| form.name.starts_with("pep-") && form.saves) {
        assert_eq!(form.leads, ["social-worker", "designated-teacher"], "{}", form.name);
        let teacher = readable(form, "designated-teacher");
        assert!(
            teacher.contains(&"a".to_string()) && !teacher.contains(&"a-team".to_string()),
            "{teacher:?}"
        );
        let own = |section: &&String| section.as_str() != "plan";
        let carer = readable(form, "carer");
        assert_eq!(carer.iter().filter(own).collect::<Vec<_>>(), ["carer"], "{}", form.name);
        let helper = readable(form, "helper");
        assert_eq!(helper.iter().filter(own).collect::<Vec<_>>(), ["c"], "{}", form.name);
        assert_eq!(readable(form, "social-worker").len(), form.sections.len(), "{}", form.name);
        // What only the Virtual School reads may stay empty.
        let checked = form.check_section("a-team", &Values::default(), TODAY);
        assert!(matches!(checked, Checked::Right(_)), "{}: {checked:?}", form.name);
    }
}
