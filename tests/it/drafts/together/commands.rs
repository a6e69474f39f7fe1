//! The collector's commands, where several people fill in a draft and send it section by section.

use super::{Together, save, send, sign, together};
use crate::hub::forenoon;
use std::process::Command;

/// What a command says on its standard output, and how it ended.
fn collector(at: &Together, arguments: &[&str]) -> (String, String, Option<i32>) {
    let key = at.hub.root().join("key.txt");
    let mut command = Command::new(env!("CARGO_BIN_EXE_collector"));
    command.args(arguments).arg("--root").arg(at.hub.root());
    if matches!(arguments[0], "open" | "export" | "invite") {
        command.arg("--identity").arg(key);
    }
    let done = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&done.stdout), text(&done.stderr), done.status.code())
}

/// As [`collector`], of a command that succeeds.
fn said(at: &Together, arguments: &[&str]) -> String {
    let (said, error, code) = collector(at, arguments);
    assert_eq!((error.as_str(), code), ("", Some(0)), "{said}");
    said
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).expect("it is JSON")
}

#[test]
fn list_says_which_sections_came() {
    let at = together();
    at.fill_in();
    send(&at.worker, "a").leads_to();
    send(&at.teacher, "c").leads_to();
    let told = said(&at, &["list"]);
    assert!(told.ends_with("  received: a, c; not yet: b, secret; draft open\n"), "{told}");
    let row = json(&said(&at, &["list", "--json"]));
    assert_eq!((&row["missing"], &row["draft"]), (&serde_json::json!(["b", "secret"]), &"open".into()));
    let part = serde_json::json!({
        "part": "a", "revision": 1, "role": "social-worker", "received": "2026-11-23T09:00:00Z", "opened": null
    });
    assert_eq!(row["parts"][0], part);
    at.send_all();
    sign(&at.worker, false).leads_to();
    sign(&at.teacher, false).leads_to();
    let told = said(&at, &["list"]);
    let end = "received: a, b, c, secret; signed: social-worker, teacher; draft closed\n";
    assert!(told.ends_with(end), "{told}");
}

#[test]
fn drafts_lists_what_is_under_way_without_an_answer() {
    let at = together();
    at.fill_in();
    send(&at.teacher, "c").leads_to();
    save(&at.teacher, "views", &[("said", "I like reading a lot")]).leads_to();
    let reference = &at.worker.1.reference;
    assert_eq!(
        said(&at, &["drafts"]),
        format!(
            "{reference}  together  council not known
  began 2026-11-23, saved 2026-11-23, meeting not set, kept until 2027-01-07
  joined: social-worker, teacher
  a: begun
  secret: begun
  b: begun
  c: changed since it was sent 2026-11-23
"
        )
    );
    let draft = json(&said(&at, &["drafts", "--json"]));
    assert_eq!(draft["joined"], serde_json::json!(["social-worker", "teacher"]));
    let section = serde_json::json!({ "section": "c", "state": "changed", "at": "2026-11-23T09:00:00Z" });
    assert_eq!(draft["sections"][3], section);
}

#[test]
fn open_shows_the_sections_in_the_forms_order() {
    let at = together();
    at.fill_in();
    send(&at.teacher, "c").leads_to();
    send(&at.worker, "secret").leads_to();
    let told = said(&at, &["open", &at.worker.1.reference]);
    let (before, code) = told.split_once("\nWhen you have filed it: collector confirm ").expect("the code");
    let reference = &at.worker.1.reference;
    assert_eq!(
        before,
        format!(
            "{reference}  A plan of several people
received 2026-11-23T09:00:00Z, sender not verified

== For the team only
sent by Social worker, 2026-11-23T09:00:00Z

For the team only
  What only the team reads
      Only for the team

== Section C
sent by Teacher, 2026-11-23T09:00:00Z

Views
  What the child said
      I like reading

== Not sent yet. A section may also not be needed:
  Section A
  Section B

The draft is open: a section may come again, and then takes the place of this one.
"
        )
    );
    let opened = json(&said(&at, &["open", reference, "--json"]));
    assert_eq!(opened["parts"][1]["part"]["section"], "c");
    assert_eq!(opened["parts"][1]["answers"][0]["answer"][0], "I like reading");
    assert_eq!(
        (&opened["missing"], opened["parts"].as_array().map(Vec::len)),
        (&serde_json::json!(["a", "b"]), Some(2))
    );
    // The code confirms all of it.
    let code = code.trim().split(' ').next_back().expect("a code");
    assert!(said(&at, &["confirm", reference, code]).contains("is confirmed"));
    assert!(said(&at, &["list"]).contains("confirmed"));
}

#[test]
fn export_gives_one_row_with_the_sections_merged() {
    let at = together();
    at.fill_in();
    at.add_target("Count to 100");
    at.send_all();
    let table = said(&at, &["export", "together"]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let head = rows.headers().expect("a head").clone();
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1, "{table}");
    let cell = |column: &str| {
        let at = head.iter().position(|known| known == column);
        rows[0].get(at.unwrap_or_else(|| panic!("no {column} in {head:?}"))).expect("a cell").to_string()
    };
    assert_eq!(cell("reference"), at.worker.1.reference);
    let cells = ["full_name", "hidden", "said", "what.1", "what.2"].map(cell);
    assert_eq!(
        cells,
        ["Zoë Other", "Only for the team", "I like reading", "Read 20 pages a day", "Count to 100"]
    );
}

#[test]
fn invite_gives_a_code_that_lets_somebody_back_in() {
    let at = together();
    at.fill_in();
    let reference = &at.worker.1.reference;
    let told = said(&at, &["invite", reference, "social-worker"]);
    let value = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {told}")).trim().to_string()
    };
    assert_eq!((&value("Reference"), value("For").as_str()), (reference, "Social worker"));
    assert_eq!(told.lines().filter(|line| line.starts_with("  ")).count(), 6, "the spelling: {told}");
    assert!(told.contains("Call the person back on a number that you know"));
    let back = at.running.browser();
    let joined = at.worker.1.join(&back, &value("Code"));
    assert!(at.running.draft_text(&back, &joined.reference, forenoon()).contains("Only for the team"));

    let (_, error, code) = collector(&at, &["invite", reference, "nurse"]);
    let expected = "collector: the form has no role `nurse`: it has social-worker, teacher, carer\n";
    assert_eq!((error.as_str(), code), (expected, Some(2)));
    at.hub.settings("[pep]\nrecovery = false\n");
    let (_, error, code) = collector(&at, &["invite", reference, "carer"]);
    assert!(error.contains("recovery is off") && code == Some(2), "{error}");
}
