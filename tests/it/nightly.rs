//! The example of a nightly rebuild, run as it stands, with a `sendmail` that keeps what it is given.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Night {
    folder: tempfile::TempDir,
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it makes the folder");
    std::fs::write(path, text).expect("it writes");
}

impl Night {
    /// A hub with two pages past their date: one of a mailbox that somebody reads, one of a sample.
    fn new() -> Night {
        let folder = tempfile::tempdir().expect("a folder");
        let night = Night { folder };
        let page = |title: &str, owner: &str| {
            format!("---\ntitle: {title}\nsummary: It.\nowner: {owner}\nreview_by: 2026-01-31\n---\nText.\n")
        };
        for (path, text) in [
            ("hub/site.toml", "title = \"Hub\"\nbase_url = \"http://localhost/\"\n".to_string()),
            ("hub/content/_index.md", "---\ntitle: Home\nsummary: It.\n---\n".to_string()),
            ("hub/content/real.md", page("A page about £ and PEPs", "real")),
            ("hub/content/sample.md", page("A sample's page", "sample")),
            (
                "hub/content/data/contacts.yaml",
                "- { contact: real, name: Real, mailbox: real@example.gov.uk }\n- { contact: sample, name: Sample, mailbox: sample@example.gov.uk, sample: true }\n".to_string(),
            ),
            ("sendmail", "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$MAILS/arguments\"\ncat > \"$MAILS/$(ls \"$MAILS\" | wc -l)\"\n".to_string()),
        ] {
            write(&night.path(path), &text);
        }
        std::fs::create_dir(night.path("mails")).expect("it makes the folder");
        let program = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(night.path("sendmail"), program).expect("a program");
        night
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn run(&self, mail_day: &str) -> Output {
        self.run_with(mail_day, "no")
    }

    fn run_with(&self, mail_day: &str, pull: &str) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/nightly.sh");
        Command::new("sh")
            .arg(script)
            .env("HUB", self.path("hub"))
            .env("SITES", self.path("sites"))
            .env("OPERATOR", "operator@example.gov.uk")
            .env("FINGERPOST", env!("CARGO_BIN_EXE_fingerpost"))
            .env("SENDMAIL", self.path("sendmail"))
            .env("MAILS", self.path("mails"))
            .env("MAIL_DAY", mail_day)
            .env("PULL", pull)
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .expect("it runs")
    }

    /// Every mail so far, in order.
    fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path("mails")).expect("a folder");
        let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
        files.retain(|path| !path.ends_with("arguments"));
        files.sort();
        files.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
    }

    fn site(&self) -> String {
        std::fs::read_to_string(self.path("sites/current/real/index.html")).expect("a page")
    }

    fn sites(&self) -> usize {
        let sites = std::fs::read_dir(self.path("sites")).expect("a folder");
        sites.filter(|site| site.as_ref().expect("a file").file_name() != "current").count()
    }
}

/// The number of today, 1 for Monday, as the script takes it.
fn weekday() -> i8 {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date().weekday().to_monday_one_offset()
}

#[test]
fn a_night_builds_the_site_and_mails_owners_but_no_sample() {
    let night = Night::new();
    let ran = night.run(&weekday().to_string());
    assert!(ran.status.success(), "{ran:?}");
    assert!(night.site().contains("A page about £ and PEPs"));
    let mails = night.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    let (head, text) = mails[0].split_once("\n\n").expect("a head and a text");
    assert!(
        head.starts_with(
            "From: operator@example.gov.uk\nTo: real@example.gov.uk\nSubject: Pages to check on our website\n"
        ),
        "{head}"
    );
    assert!(head.contains("charset=utf-8"), "{head}");
    for part in [
        "A page about £ and PEPs",
        "http://localhost/real/",
        "content/real.md",
        "31 January 2026",
        "review_by",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("sample"), "{text}");
    assert_eq!(std::fs::read_to_string(night.path("mails/arguments")).expect("text"), "-t -i\n");
}

#[test]
fn on_other_days_owners_hear_of_what_is_new_alone() {
    let night = Night::new();
    let other = weekday() % 7 + 1;
    assert!(night.run(&other.to_string()).status.success());
    assert_eq!(night.mails(), Vec::<String>::new());
}

#[test]
fn a_night_that_fails_leaves_the_site_and_tells_the_operator() {
    let night = Night::new();
    let other = (weekday() % 7 + 1).to_string();
    assert!(night.run(&other).status.success());
    let before =
        (night.site(), std::fs::read_link(night.path("sites/current")).expect("a link"), night.sites());

    write(
        &night.path("hub/content/broken.md"),
        "---\ntitle: Broken\nsummary: It.\n---\n[A page](nowhere.md)\n",
    );
    let ran = night.run(&weekday().to_string());
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    let after =
        (night.site(), std::fs::read_link(night.path("sites/current")).expect("a link"), night.sites());
    assert!(before == after, "the site of before stands, and nothing is left over");
    let mails = night.mails();
    assert_eq!(mails.len(), 1, "owners are not mailed: {mails:#?}");
    assert!(mails[0].contains("\nTo: operator@example.gov.uk\n"), "{}", mails[0]);
    for part in
        ["The website was not built. Readers still get the last one", "link-broken", "content/broken.md:5"]
    {
        assert!(mails[0].contains(part), "{part} in {}", mails[0]);
    }

    std::fs::remove_file(night.path("hub/content/broken.md")).expect("it is there");
    write(&night.path("sendmail"), "#!/bin/sh\nexit 75\n");
    let ran = night.run(&weekday().to_string());
    assert_eq!(ran.status.code(), Some(1), "a mail that is not taken is a failure");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("Nobody could be told"), "{ran:?}");
    assert_eq!(night.sites(), before.2 + 1, "the site itself was built");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let settings =
        ["-c", "user.name=Author", "-c", "user.email=author@example.gov.uk", "-c", "init.defaultBranch=main"];
    let output =
        Command::new("git").args(settings).args(arguments).current_dir(folder).output().expect("git");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}

/// The collector reads the same folder when it starts, so what does not build must not stay there.
#[test]
fn what_comes_by_git_and_does_not_build_is_taken_back() {
    let night = Night::new();
    let (hub, other) = (night.path("hub"), (weekday() % 7 + 1).to_string());
    git(&hub, &["init", "--quiet"]);
    git(&hub, &["add", "."]);
    git(&hub, &["commit", "--quiet", "-m", "First"]);
    git(night.folder.path(), &["clone", "--quiet", "hub", "author"]);
    git(night.folder.path(), &["clone", "--quiet", "--bare", "author", "shared.git"]);
    let shared = night.path("shared.git").to_string_lossy().into_owned();
    git(&hub, &["remote", "add", "origin", &shared]);
    git(&hub, &["fetch", "--quiet"]);
    git(&hub, &["branch", "--quiet", "--set-upstream-to=origin/main"]);
    git(&night.path("author"), &["remote", "set-url", "origin", &shared]);
    let publish = |text: &str| {
        write(&night.path("author/content/new.md"), &format!("---\ntitle: New\nsummary: It.\n---\n{text}\n"));
        git(&night.path("author"), &["add", "."]);
        git(&night.path("author"), &["commit", "--quiet", "-m", "A page"]);
        git(&night.path("author"), &["push", "--quiet"]);
    };

    publish("Words.");
    assert!(night.run_with(&other, "yes").status.success());
    let page = || std::fs::read_to_string(night.path("sites/current/new/index.html")).expect("the page");
    assert!(page().contains("Words."));
    let good = git(&hub, &["rev-parse", "HEAD"]);

    publish("[A page](nowhere.md)");
    assert_eq!(night.run_with(&other, "yes").status.code(), Some(1));
    assert!(page().contains("Words."), "the site stands");
    assert_eq!(git(&hub, &["rev-parse", "HEAD"]), good, "and so does the project");
    assert_eq!(night.mails().len(), 1);

    publish("More words.");
    assert!(night.run_with(&other, "yes").status.success());
    assert!(page().contains("More words."));
}

#[test]
fn three_sites_are_kept() {
    let night = Night::new();
    let other = (weekday() % 7 + 1).to_string();
    for _ in 0..5 {
        assert!(night.run(&other).status.success());
    }
    assert_eq!(night.sites(), 3);
    assert!(night.site().contains("A page about"));
}

#[test]
fn what_the_examples_call_is_what_the_program_takes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let ci = std::fs::read_to_string(folder.join("gitlab-ci.yml")).expect("the example");
    let text = fingerpost::source::Text { path: "gitlab-ci.yml".into(), text: ci.as_str().into() };
    fingerpost::source::parse_yaml(&text, 0..ci.len()).expect("YAML");
    let night = Night::new();
    let lines = ci.lines().filter_map(|line| line.trim().strip_prefix("- fingerpost "));
    let mut ran = 0;
    for line in lines {
        let line = line.replace("\"$PREVIEW\"", "https://a.example/-/b/-/jobs/1/artifacts/public/");
        let arguments = line.split(" > ").next().unwrap_or_default().split(' ');
        let output = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .args(arguments)
            .current_dir(night.path("hub"))
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{line}: {output:?}");
        let _ = std::fs::remove_dir_all(night.path("hub/public"));
        ran += 1;
    }
    assert_eq!(ran, 5, "every command of the example was run");
}
