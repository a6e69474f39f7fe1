//! An author adds a question in one place, and it is everywhere: on the page, in the check, on paper, in the columns of the table,
//! and in the data-protection table.

use crate::project::Project;
use fingerpost::form::{Checked, Form, Values};
use jiff::civil::date;
use std::sync::Arc;

const FORM: &str = "\
form: ask
title: Ask us
summary: Ask.
reference: ASK
sent_to: team
keep: { submitted_days: 90, after_confirmed_days: 30 }
who_reads: The team.
when_read: On working days.
cannot_wait: Call 999.
confirmation: { title: Sent, next: We will answer. }
sections:
  - section: a
    title: You
    pages:
      - page: one
        title: You
        fields:
          - { field: name, type: text, label: Your name }
";
const ADDED: &str = "          - { field: born, type: date, label: Day on which you were born, purpose: to know your age, sensitivity: identifying }\n";

/// Everything that is made from the form's file.
struct Made {
    form: Arc<Form>,
    page: String,
    paper: String,
    data: String,
}

fn made(text: &str) -> Made {
    let key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let settings =
        format!("[collector]\nurl = \"http://127.0.0.1:1\"\n[recipients.team]\nall = [\"{key}\"]\n");
    let project = Project::new().settings(&settings).file("forms/ask.yaml", text);
    let built = project.build();
    let (config, _) = fingerpost::config::Config::parse(&project.source());
    let (forms, _) = Form::parse_all(&project.source(), &config);
    Made {
        form: forms[0].clone(),
        page: built.file("forms/ask/index.html"),
        paper: built.file("forms/ask/print/index.html"),
        data: built.file("forms/ask/data/index.html"),
    }
}

fn errors(form: &Form) -> Vec<(String, String)> {
    let values = Values::new([("name".to_string(), "Ann".to_string())]);
    match form.check(&values, date(2026, 11, 23), false) {
        Checked::Right(_) => Vec::new(),
        Checked::Wrong(errors) => errors.into_iter().map(|error| (error.field, error.text)).collect(),
        Checked::Drops(dropped) => panic!("{dropped:?}"),
    }
}

#[test]
fn a_question_that_is_added_in_one_place_is_everywhere() {
    let (before, after) = (made(FORM), made(&format!("{FORM}{ADDED}")));
    let label = "Day on which you were born";
    for (html, what) in [(&before.page, "page"), (&before.paper, "paper"), (&before.data, "data")] {
        assert!(!html.contains(label), "{what}");
    }
    for name in ["born-day", "born-month", "born-year"] {
        assert!(after.page.contains(&format!("name=\"{name}\"")), "{name} on the page");
    }
    assert!(after.page.contains(label));
    assert!(after.paper.contains(label), "on paper");
    for words in [label, "to know your age", "Tells who a person is"] {
        assert!(after.data.contains(words), "{words} in the data-protection table");
    }
    assert_eq!(errors(&before.form), []);
    assert_eq!(errors(&after.form), [("born".to_string(), "Enter day on which you were born".to_string())]);
    let columns = |made: &Made| made.form.columns().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(columns(&before), ["reference", "received", "sender", "name"]);
    assert_eq!(columns(&after), ["reference", "received", "sender", "name", "born"]);
    assert_ne!(before.form.definition, after.form.definition, "pages of before are told apart");
}
