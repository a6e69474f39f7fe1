//! Form files: what they say, what is wrong with them, what an answer must be, and the loop from file to answers.

use crate::project::Project;
use fingerpost::form::{Checked, Form, Values};
use jiff::civil::date;
use std::sync::Arc;

const HEAD: &str = "\
form: ask
version: 2026-11-23
title: Ask us
summary: Ask the team.
reference: ASK
sent_to: team
answer_within: 2 working days
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
";

const FIELDS: &str = "\
sections:
  - section: a
    title: A
    pages:
      - page: one
        title: You
        fields:
          - { field: full_name, type: text, label: Your full name, autocomplete: name }
          - { field: about, type: textarea, label: What is it about?, max_length: 20 }
          - { field: has_work, type: yes-no, label: Do you have a work email address? }
          - { field: work_email, type: email, label: Your work email address, refuse_domains: personal, when: { field: has_work, is: \"yes\" } }
          - { field: phone, type: phone, label: Your phone number, when: { field: has_work, is: \"no\" } }
          - { field: role, type: select, label: Your role, options: [{ value: sw, text: Social worker }, { value: dt, text: Designated teacher }] }
      - page: two
        title: More
        fields:
          - { field: parts, type: checkboxes, label: Sections that you need, options: [{ value: a, text: Section A }, { value: b, text: Section B }] }
          - { field: urn, type: urn, label: School number (URN), when: { all: [{ field: role, is: dt }, { field: parts, contains: b }] } }
          - { field: starts, type: date, label: When do you start?, in: future, optional: true }
          - { field: born, type: date, label: Your date of birth, in: past, optional: true }
          - { field: fine, type: declaration, label: I agree }
";

fn file() -> String {
    format!("{HEAD}{FIELDS}")
}

fn parse(text: &str) -> (Vec<Arc<Form>>, String) {
    let project = Project::new().file("forms/ask.yaml", text);
    let source = project.source();
    let (config, _) = fingerpost::config::Config::parse(&source);
    let (forms, _) = Form::parse_all(&source, &config);
    (forms, project.problems())
}

fn form() -> Arc<Form> {
    let (forms, problems) = parse(&file());
    assert_eq!(problems, "");
    forms.into_iter().next().expect("a form")
}

fn right() -> Vec<(&'static str, &'static str)> {
    vec![
        ("full_name", " Ann  Other "),
        ("about", "One\r\ntwo"),
        ("has_work", "yes"),
        ("work_email", "ann@school.example"),
        ("role", "sw"),
        ("parts", "a"),
        ("parts", "b"),
        ("fine", "yes"),
    ]
}

fn check(entries: &[(&str, &str)]) -> Checked {
    let values = Values::new(entries.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())));
    form().check(&values, date(2026, 11, 23), false)
}

/// The rightly filled form with some entries in the place of those of the same name.
fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut entries = right();
    entries.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    entries.extend(changes);
    entries
}

fn errors(changes: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    match check(&with(changes)) {
        Checked::Wrong(errors) => errors.into_iter().map(|error| (error.entry, error.text)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_that_is_filled_in_rightly_gives_answers_in_words() {
    let Checked::Right(answers) = check(&right()) else { panic!("{:?}", check(&right())) };
    let lines: Vec<(&str, String)> =
        answers.all().iter().map(|answer| (answer.field.as_str(), answer.lines.join("|"))).collect();
    assert_eq!(
        lines,
        [
            ("full_name", "Ann Other".to_string()),
            ("about", "One|two".into()),
            ("has_work", "Yes".into()),
            ("work_email", "ann@school.example".into()),
            ("role", "Social worker".into()),
            ("parts", "Section A|Section B".into()),
            ("fine", "Yes".into()),
        ]
    );
}

#[test]
fn every_mistake_is_told_at_once_in_words_that_say_what_to_do() {
    let Checked::Wrong(errors) = check(&[]) else { panic!("an empty form is wrong") };
    let told: Vec<(&str, &str)> =
        errors.iter().map(|error| (error.entry.as_str(), error.text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("full_name", "Enter your full name"),
            ("about", "Answer the question: What is it about?"),
            ("has_work", "Answer the question: Do you have a work email address?"),
            ("role", "Select your role"),
            ("parts", "Select at least one: sections that you need"),
            ("fine", "Tick the box to confirm: I agree"),
        ]
    );
}

#[test]
fn each_kind_of_answer_has_its_own_check() {
    let one = |changes: &[(&'static str, &'static str)]| {
        let errors = errors(changes);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors[0].1.clone()
    };
    assert!(
        one(&[("work_email", "ann@gmail.com")]).contains("work email address: we can’t use one at gmail.com")
    );
    assert!(one(&[("work_email", "ann@mail.gmail.com")]).contains("mail.gmail.com"));
    for wrong in
        ["ann", "ann@school", "@school.example", "a b@c@d.example", "ann@-x.example", "<x>@y.example"]
    {
        assert!(one(&[("work_email", wrong)]).contains("correct format"), "{wrong}");
    }
    assert!(one(&[("about", "123456789012345678901")]).contains("1 character too long"));
    assert_eq!(one(&[("role", "boss")]), "Select your role");
    assert!(one(&[("starts-day", "1"), ("starts-month", "2")]).contains("must have a year"));
    assert!(
        one(&[("starts-day", "31"), ("starts-month", "2"), ("starts-year", "2027")]).contains("real date")
    );
    assert!(
        one(&[("starts-day", "1"), ("starts-month", "1"), ("starts-year", "2026")]).contains("in the future")
    );
    assert!(one(&[("born-day", "1"), ("born-month", "1"), ("born-year", "2027")]).contains("in the past"));
    assert!(one(&[("has_work", "no"), ("work_email", ""), ("phone", "call me")]).contains("phone number"));
}

#[test]
fn dates_phones_and_numbers_are_taken_as_people_write_them() {
    for entries in [
        with(&[("starts-day", "23"), ("starts-month", "nov"), ("starts-year", "2026")]),
        with(&[("has_work", "no"), ("work_email", ""), ("phone", "+44 (0)1632 960 001 ext 12")]),
        with(&[("role", "dt"), ("urn", " 123 456 ")]),
    ] {
        assert!(matches!(check(&entries), Checked::Right(_)), "{:?}", check(&entries));
    }
}

#[test]
fn a_question_that_is_not_asked_is_neither_required_nor_sent() {
    let Checked::Drops(dropped) = check(&with(&[("phone", "01632 960001")])) else {
        panic!("it drops the phone")
    };
    assert_eq!(
        (dropped[0].label.as_str(), dropped[0].answer.as_str()),
        ("Your phone number", "01632 960001")
    );
    let values = Values::new(
        with(&[("phone", "01632 960001")]).into_iter().map(|(n, v)| (n.to_string(), v.to_string())),
    );
    let Checked::Right(answers) = form().check(&values, date(2026, 11, 23), true) else {
        panic!("it is told by now")
    };
    assert!(!answers.all().iter().any(|answer| answer.field == "phone"));
    assert_eq!(
        errors(&[("role", "dt")])[0].1,
        "Enter the URN as 6 digits, like 123456"
            .replace("the URN as 6 digits, like 123456", "school number (URN)")
    );
}

#[test]
fn mistakes_in_a_form_file_have_their_place() {
    for (from, to, told) in [
        ("type: text,", "type: txt,", "error[form-unknown-type]: unknown type `txt` (did you mean `text`?)"),
        (
            "label: Your full name",
            "lable: Your full name",
            "error[key-unknown]: `fields` has no key `lable` (did you mean `label`?)",
        ),
        ("is: \"yes\"", "is: maybe", "error[condition-value]: `has_work` does not offer `maybe`"),
        (
            "field: has_work, is: \"no\"",
            "field: has_wrok, is: \"no\"",
            "error[condition-field]: no question `has_wrok` stands before this one (did you mean `has_work`?)",
        ),
        ("contains: b", "contains: b, is: a", "error[condition-mixed]"),
        (
            "submitted_days: 90",
            "submitted_days: -1",
            "forms/ask.yaml:8:25: error[value-wrong-kind]: `submitted_days` is not a number of days",
        ),
        ("reference: ASK", "reference: ask", "forms/ask.yaml:5:12: error[form-reference]"),
        ("form: ask", "form: other", "forms/ask.yaml:1:7: error[form-name]"),
        ("2 working days", "soon", "forms/ask.yaml:7:16: error[value-wrong-kind]"),
        ("field: about", "field: full_name", "error[id-taken]: two fields have the name `full_name`"),
        ("submitted_days: 90", "submitted_day: 90", "error[key-unknown]"),
        ("The team.", "See [us](nowhere.md).", "error[link-broken]"),
        ("The team.", "Ask {{ fact(key=\"x\") }}.", "error[fact-unknown]"),
        ("value: dt", "value: sw", "error[id-taken]: two options have the value `sw`"),
    ] {
        let text = file().replacen(from, to, 1);
        assert_ne!(text, file(), "{from} is not in the file");
        let (_, problems) = parse(&text);
        assert!(problems.contains(told), "{told}\n{problems}");
    }
}

#[test]
fn a_form_without_readers_is_shown_closed() {
    let built = Project::new().file("forms/ask.yaml", file()).build();
    let html = built.file("forms/ask/index.html");
    assert!(!html.contains("name=\"full_name\""), "nobody may fill in what nobody can open");
    assert!(html.contains("Ask us"));
    let published = Project::new()
        .file("forms/ask.yaml", file())
        .file("site.toml", "title = \"Hub\"\nbase_url = \"https://a.example/\"\n");
    assert!(published.problems().contains("forms/ask.yaml:6:10: warning[form-no-recipient]"));
}

/// The names of all entries that a browser would post from this page.
fn entry_names(html: &str) -> Vec<String> {
    let mut names: Vec<String> = html
        .split(" name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_string)
        .collect();
    names.dedup();
    names
}

#[test]
fn the_page_posts_what_the_form_reads() {
    let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let settings =
        format!("[collector]\nurl = \"http://127.0.0.1:1\"\n[recipients.team]\nall = [\"{key}\"]\n");
    let built = Project::new().settings(&settings).file("forms/ask.yaml", file()).build();
    let html = built.file("forms/ask/index.html");
    assert!(html.contains("action=\"http://127.0.0.1:1/forms/ask\""), "{html}");
    let names = entry_names(&html);
    for field in form().fields() {
        for entry in field.entries() {
            assert!(names.contains(&entry), "the page has no `{entry}`: {names:?}");
        }
    }
    assert!(names.contains(&"_definition".to_string()) && names.contains(&"_website".to_string()));
    assert!(html.contains(&form().definition), "the page posts the hash of its definition");
}

#[test]
fn what_is_kept_in_the_clear_is_a_council_that_is_offered() {
    let text = file().replace("sections:\n", "council: council\nsections:\n").replace(
        "          - { field: full_name,",
        "          - { field: council, type: council, label: Which council? }\n          - { field: full_name,",
    );
    let settings = "[[councils]]\nid = \"north\"\nname = \"North\"\n";
    let source = Project::new().settings(settings).file("forms/ask.yaml", &text).source();
    let (config, _) = fingerpost::config::Config::parse(&source);
    let (forms, problems) = Form::parse_all(&source, &config);
    assert_eq!(problems, []);
    let council = |value: &'static str| {
        let entries =
            right().into_iter().chain([("council", value)]).map(|(n, v)| (n.to_string(), v.to_string()));
        match forms[0].check(&Values::new(entries), date(2026, 11, 23), false) {
            Checked::Right(answers) => answers.council().map(str::to_string),
            _ => None,
        }
    };
    assert_eq!(council("north").as_deref(), Some("north"));
    assert_eq!(council("HIDDEN ANSWER"), None);
    let hidden = text.replace("label: Which council? }", "label: Which council?, optional: true }");
    let source = Project::new().settings(settings).file("forms/ask.yaml", hidden).source();
    assert!(Form::parse_all(&source, &config).1.iter().any(|problem| problem.name == "form-council"));
}

#[test]
fn characters_that_steer_a_terminal_or_turn_a_text_round_are_left_out() {
    let Checked::Right(answers) =
        check(&with(&[("full_name", "An\u{1b}[2Jn\u{202e}\u{0}"), ("about", "a\tb\nc\u{7}")]))
    else {
        panic!("it is right")
    };
    assert_eq!(answers.all()[0].lines, ["An[2Jn"]);
    assert_eq!(answers.all()[1].lines, ["a\tb", "c"]);
    assert!(
        errors(&[("work_email", "a@sch\u{43e}ol.example")])[0].1.contains("correct format"),
        "a look-alike letter in the host"
    );
}

#[test]
fn a_secret_key_in_the_settings_is_refused_without_being_shown() {
    let settings = "[recipients.team]\nall = [\"AGE-SECRET-KEY-1QQQ\"]\n";
    let built = Project::new().settings(settings).build();
    let told = fingerpost::problem::render_all(
        &built.build.problems,
        fingerpost::problem::Format::Text,
        fingerpost::problem::Colour::Plain,
    );
    assert!(told.contains("error[recipient-secret]") && !told.contains("1QQQ"), "{told}");
}

#[test]
fn a_table_of_the_wrong_kind_is_told_once_and_one_that_is_missing_too() {
    let line = "keep: { submitted_days: 90, after_confirmed_days: 30 }\n";
    let (_, wrong) = parse(&file().replace(line, "keep: long\n"));
    assert_eq!(wrong.matches("error[").count(), 1, "{wrong}");
    assert!(wrong.starts_with("forms/ask.yaml:8:7: error[value-wrong-kind]: `keep` is text"), "{wrong}");
    let (_, missing) = parse(&file().replace(line, ""));
    assert_eq!(missing.matches("error[").count(), 1, "{missing}");
    assert!(
        missing.contains("error[key-missing]: `form` has no `keep` (add `keep: { submitted_days: 90,"),
        "{missing}"
    );
}
