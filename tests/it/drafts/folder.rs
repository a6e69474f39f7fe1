//! A folder as browsers meet it: one code for several drafts, on any device.

mod together;

use super::killed::run_program;
use super::sessions::assert_headers;
use super::{CHILD, Started, owned, save, started};
use crate::browser::{Browser, Page};
use crate::collect_store::canaries::files_with;
use crate::hub::{Begun, Hub, Running, forenoon};
use fingerpost::collect::draft::Code;
use fingerpost::collect::store::Store;
use jiff::{SignedDuration, Timestamp};
use std::process::Stdio;
use std::sync::Barrier;
use std::sync::atomic::{AtomicI64, Ordering};

const FOLDER: &str = "/drafts/folder";

/// Put a draft into a new folder; the folder's code.
fn make(browser: &Browser, draft: &Begun, nickname: &str) -> String {
    let page = browser.get(&draft.to("folder"));
    let form = page.form_to("/folder").with_all(&[("_nickname", nickname), ("_which", "new")]);
    let shown = browser.submit(&form);
    assert_eq!(shown.status, 200, "{}", shown.words());
    let codes = shown.texts(".code-box .code");
    let [code] = codes.as_slice() else { panic!("{}", shown.words()) };
    code.clone()
}

/// Type a folder's code.
fn enter(browser: &Browser, code: &str) -> Page {
    browser.submit(&browser.get(FOLDER).form_to(FOLDER).with("_folder_code", code))
}

/// Press a button beside a draft of the folder.
fn press(browser: &Browser, draft: &str, place: &str) -> Page {
    browser.submit(&browser.get(FOLDER).form_to(place).with("_draft", draft))
}

/// A folder with one draft in it.
fn in_folder() -> (Started, String) {
    let at = started();
    at.save("child", &CHILD).leads_to();
    let code = make(&at.browser, &at.draft, "K in year 9");
    (at, code)
}

#[test]
fn a_draft_is_put_into_a_folder_and_opens_on_another_device_with_the_folders_code_alone() {
    let (at, code) = in_folder();
    assert!(at.browser.get(&at.draft.to("")).text.contains(&format!("{}/folder", at.draft.reference)));
    let list = at.browser.get(FOLDER);
    for words in
        ["K in year 9", "A plan", &at.draft.reference, "Last saved on 23 November 2026", "7 January 2027"]
    {
        assert!(list.says(words), "{words}: {}", list.words());
    }
    assert!(!list.text.contains(&code), "the code is shown once");

    let elsewhere = at.running.browser();
    let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(enter(&elsewhere, &sloppy).leads_to(), FOLDER);
    let opened = press(&elsewhere, &at.draft.reference, "/open");
    assert_eq!(opened.leads_to(), format!("/drafts/{}", at.draft.reference));
    assert_eq!(elsewhere.get(&at.draft.at("child")).form().value("full_name"), "Zoë Other");
    save(&elsewhere, &at.draft, "notes", &[("notes", "From elsewhere")]).leads_to();
    assert!(at.text().contains("From elsewhere"));
}

#[test]
fn two_drafts_are_in_one_folder_and_each_opens_and_is_named_by_itself() {
    let (at, code) = in_folder();
    let other = Begun::new(&at.browser, "plan");
    // The folder is open in this browser: it goes straight in.
    let page = at.browser.get(&other.to("folder"));
    assert!(!page.form_to("/folder").all_names().contains("_folder_code"));
    let put = at.browser.submit(&page.form_to("/folder").with("_nickname", "M"));
    assert_eq!(put.leads_to(), FOLDER);
    // From another device with the code of the draft and that of the folder, which is not asked for twice.
    let third = Begun::new(&at.running.browser(), "plan");
    let elsewhere = at.running.browser();
    super::resume(&elsewhere, &third.reference, &third.code).leads_to();
    let form = elsewhere.get(&third.to("folder")).form_to("/folder");
    let put = elsewhere.submit(&form.with_all(&[("_nickname", ""), ("_folder_code", &code)]));
    assert_eq!(put.leads_to(), FOLDER);

    let list = elsewhere.get(FOLDER);
    assert!(list.says("There are 3 drafts in it"), "{}", list.words());
    for draft in [&at.draft, &other, &third] {
        let to = format!("/drafts/{}", draft.reference);
        assert_eq!(press(&elsewhere, &draft.reference, "/open").leads_to(), to);
        assert!(elsewhere.get(&draft.to("check")).says("Check your answers"));
    }
    let rename = list.form_to("/rename").with("_draft", &other.reference);
    elsewhere.submit(&rename.with("_nickname", "Emm")).leads_to();
    let names = at.browser.get(FOLDER).texts("h2.row-what");
    assert!(names.contains(&"Emm".into()) && names.contains(&"K in year 9".into()), "{names:?}");
    let long = "x".repeat(61);
    let told = elsewhere.submit(&list.form_to("/rename").with("_nickname", &long));
    assert!(told.status == 422 && told.says("60 characters at most"), "{}", told.words());
}

#[test]
fn a_draft_is_taken_out_only_when_the_person_is_sure_and_stays_a_draft() {
    let (at, _) = in_folder();
    let asked = press(&at.browser, &at.draft.reference, "/take-out");
    assert!(asked.says("out of your folder?") && asked.says("K in year 9"), "{}", asked.words());
    assert!(at.browser.get(FOLDER).says("K in year 9"));
    at.browser.submit(&asked.form_to("/take-out")).leads_to();
    assert!(at.browser.get(FOLDER).says("There is no draft in it"));
    assert_eq!(at.browser.get(&at.draft.at("child")).form().value("full_name"), "Zoë Other");
    let gone = [("_token", at.browser.get(FOLDER).form_to("/sign-out").value("_token"))];
    let entries = owned(&[(gone[0].0, &gone[0].1), ("_draft", &at.draft.reference)]);
    assert!(at.browser.post("/drafts/folder/open", &entries).says("not in your folder any more"));
}

#[test]
fn a_draft_that_was_deleted_or_sent_says_so_and_is_taken_out_at_once() {
    let (at, _) = in_folder();
    let sent = Started { draft: Begun::new(&at.browser, "plan"), ..at };
    sent.browser.submit(&sent.browser.get(&sent.draft.to("folder")).form_to("/folder")).leads_to();
    let list = sent.browser.get(FOLDER);
    let first = list
        .attributes("input[name=_draft]", "value")
        .into_iter()
        .find(|known| *known != sent.draft.reference);
    let first = first.expect("the first draft");
    let delete = sent.browser.get(&format!("/drafts/{first}/delete"));
    assert!(sent.browser.submit(&delete.form_to("/delete")).says("The draft is deleted"));
    sent.fill_in();
    sent.send().leads_to();
    let list = sent.browser.get(FOLDER);
    assert!(list.says("This draft is deleted") && list.says("Sent on 23 November 2026"), "{}", list.words());
    assert!(!list.text.contains("/drafts/folder/open"), "neither opens");
    for draft in [&first, &sent.draft.reference] {
        press(&sent.browser, draft, "/take-out").leads_to();
    }
    assert!(sent.browser.get(FOLDER).says("There is no draft in it"));
}

// Fails when what is wrong is told apart, and when a box for a folder's code is not one of those that are counted.
#[test]
fn a_wrong_code_opens_nothing_and_is_not_shown_back() {
    let (at, code) = in_folder();
    let stranger = at.running.browser();
    let random = Code::random().expect("a code");
    let mut told = Vec::new();
    for wrong in [random.as_str(), at.draft.code.as_str()] {
        let page = enter(&stranger, wrong);
        assert_eq!((page.status, page.headers("set-cookie").len()), (422, 0), "{}", page.words());
        assert!(!page.text.contains(wrong));
        told.push(page.text);
    }
    assert_eq!(told[0], told[1]);
    let slip = code.replacen(|c: char| c.is_ascii_digit(), "Z", 1);
    assert!(enter(&stranger, &slip).says("there is a slip in it"));
    assert!(enter(&stranger, " ").says("Enter the code of your folder"));
    // A draft's cookie is none of a folder, nor the other way round.
    let (_, draft) = at.browser.cookie("__Host-draft-").expect("a cookie");
    let (_, folder) = at.browser.cookie("__Host-folder").expect("a cookie");
    stranger.jar.borrow_mut().insert("__Host-folder".into(), draft);
    stranger.jar.borrow_mut().insert(format!("__Host-draft-{}", at.draft.reference), folder);
    assert!(stranger.get(FOLDER).says("Open your folder"));
    assert!(stranger.get(&at.draft.to("check")).says("Go on with a draft"));
}

#[test]
fn codes_of_folders_count_as_tries_on_every_page() {
    let hub = super::hub();
    hub.settings(
        "[collector.limits]\ncodes_per_minute = 2\nsubmissions_per_minute = 1000\nsaves_per_minute = 1000\n",
    );
    let mut program = run_program(&hub, Stdio::null());
    let browser = Browser::new(program.address);
    let draft = Begun::new(&browser, "plan");
    let random = Code::random().expect("a code");
    assert_eq!(enter(&browser, random.as_str()).status, 422);
    let put = browser.get(&draft.to("folder")).form_to("/folder").with("_folder_code", random.as_str());
    assert_eq!(browser.submit(&put).status, 422);
    assert_eq!(browser.submit(&put).status, 429);
    assert_eq!(enter(&browser, random.as_str()).status, 429);
    program.kill();
}

// A session that ran out asks for the code of the draft, which who has a folder need not have at hand.
#[test]
fn where_the_code_of_a_draft_is_asked_for_its_folders_code_saves_the_page_too() {
    let (at, code) = in_folder();
    let filled = at.browser.get(&at.draft.at("notes")).form().with("notes", "Typed before");
    let stranger = at.running.browser();
    let back = stranger.submit(&filled);
    assert_eq!(back.status, 401);
    stranger.submit(&back.form().with("_code", &code)).leads_to();
    assert!(at.text().contains("Typed before"));
    let other = Begun::new(&at.running.browser(), "plan");
    assert_eq!(super::resume(&stranger, &other.reference, &code).status, 422, "it is not in the folder");
}

#[test]
fn opening_a_draft_again_leaves_the_session_of_another_tab_alone() {
    let (at, _) = in_folder();
    let typed = at.browser.get(&at.draft.at("notes")).form().with("notes", "In the first tab");
    let opened = press(&at.browser, &at.draft.reference, "/open");
    assert_eq!(opened.headers("set-cookie").len(), 0);
    at.browser.submit(&typed).leads_to();
    assert!(at.text().contains("In the first tab"));
}

#[test]
fn a_new_code_of_the_draft_keeps_it_in_the_folder_of_this_browser_and_in_no_other() {
    let (at, _) = in_folder();
    let thief = at.running.browser();
    super::resume(&thief, &at.draft.reference, &at.draft.code).leads_to();
    make(&thief, &at.draft, "");
    at.browser.submit(&at.browser.get(&at.draft.to("code")).form_to("/code"));
    assert!(thief.get(FOLDER).says("This draft has a new code"), "{}", thief.get(FOLDER).words());
    let own = at.browser.get(FOLDER);
    assert!(own.says("K in year 9") && own.text.contains("/drafts/folder/open"), "{}", own.words());
}

#[test]
fn a_new_code_of_the_folder_shuts_other_devices_out() {
    let (at, code) = in_folder();
    let other = at.running.browser();
    enter(&other, &code).leads_to();
    let shown = at.browser.submit(&at.browser.get("/drafts/folder/code").form_to("/code"));
    let new = shown.texts(".code-box .code").remove(0);
    assert!(
        shown.texts("details li").join(" ").contains(|c: char| c.is_ascii_lowercase()),
        "it can be spelt"
    );
    assert!(at.browser.get(FOLDER).says("K in year 9"), "this browser goes on");
    assert!(other.get(FOLDER).says("Open your folder"));
    assert_eq!(enter(&other, &code).status, 422);
    enter(&other, &new).leads_to();
    let ask = other.get("/drafts/folder/delete");
    assert!(other.submit(&ask.form_to("/delete")).says("The folder is deleted"));
    assert!(at.browser.get(FOLDER).says("Open your folder"));
    assert_eq!(enter(&other, &new).status, 422);
    assert_eq!(at.browser.get(&at.draft.at("child")).status, 200, "the draft stays");
}

#[test]
fn signing_out_of_the_folder_signs_out_of_its_drafts_too() {
    let (at, code) = in_folder();
    let other = at.running.browser();
    enter(&other, &code).leads_to();
    press(&other, &at.draft.reference, "/open").leads_to();
    let before = other.clone();
    let left = other.submit(&other.get(FOLDER).form_to("/folder/sign-out"));
    assert!(left.says("You are signed out"), "{}", left.words());
    assert!(other.jar.borrow().is_empty(), "{:?}", other.jar.borrow());
    assert!(
        before.get(FOLDER).says("Open your folder")
            && before.get(&at.draft.to("")).says("Go on with a draft")
    );
    assert_eq!(at.browser.get(&at.draft.to("check")).status, 200, "the other browser goes on");
}

#[test]
fn two_devices_at_once_lose_no_draft() {
    let (at, code) = in_folder();
    let devices: Vec<(Browser, Begun)> = (0..6)
        .map(|_| {
            let browser = at.running.browser();
            let draft = Begun::new(&browser, "plan");
            enter(&browser, &code).leads_to();
            (browser, draft)
        })
        .collect();
    let barrier = Barrier::new(devices.len());
    std::thread::scope(|scope| {
        for (browser, draft) in devices {
            let barrier = &barrier;
            scope.spawn(move || {
                let form = browser.get(&draft.to("folder")).form_to("/folder");
                barrier.wait();
                assert_eq!(browser.submit(&form).leads_to(), FOLDER);
            });
        }
    });
    let list = at.browser.get(FOLDER);
    assert!(list.says("There are 7 drafts in it"), "{}", list.words());
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn shared_clock() -> Timestamp {
    forenoon() + SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst))
}

#[test]
fn on_a_shared_computer_the_folder_and_its_drafts_close_early() {
    let hub = super::hub();
    let running: Running = hub.start(shared_clock);
    let own = running.browser();
    let draft = Begun::new(&own, "plan");
    let code = make(&own, &draft, "");
    let shared = running.browser();
    let form = shared.get(FOLDER).form_to(FOLDER).with_all(&[("_folder_code", &code), ("_shared", "yes")]);
    for page in [shared.submit(&form), press(&shared, &draft.reference, "/open")] {
        page.leads_to();
        assert!(page.head.contains("; Max-Age=7200"), "{}", page.head);
    }
    assert!(shared.get(FOLDER).says("After 10 minutes without a click"));
    MINUTES.store(9, Ordering::SeqCst);
    assert!(
        shared.get(FOLDER).says("Your folder") && shared.get(&draft.to("check")).says("Check your answers")
    );
    MINUTES.store(9 + 11, Ordering::SeqCst);
    assert!(
        shared.get(FOLDER).says("Open your folder")
            && shared.get(&draft.to("check")).says("Go on with a draft")
    );
    assert!(own.get(FOLDER).says("There is 1 draft in it"), "on one's own computer it stays open");
}

static DAYS: AtomicI64 = AtomicI64::new(0);

fn day_clock() -> Timestamp {
    forenoon() + SignedDuration::from_hours(24 * DAYS.load(Ordering::SeqCst))
}

#[test]
fn a_draft_whose_time_was_over_is_told_with_the_day() {
    let hub = super::hub();
    let running = hub.start(day_clock);
    let browser = running.browser();
    let draft = Begun::new(&browser, "plan");
    let code = make(&browser, &draft, "");
    DAYS.store(46, Ordering::SeqCst);
    running.store.trust_clock(day_clock()).expect("the clock");
    let purged = running.store.purge(day_clock(), &|_| None).expect("a purge");
    assert_eq!((purged.drafts, purged.folders), (1, 0));
    assert!(browser.get(FOLDER).says("Open your folder"), "the session ran out");
    enter(&browser, &code).leads_to();
    let list = browser.get(FOLDER);
    assert!(list.says("Its time was over on 7 January 2027"), "{}", list.words());
}

// Promise 14 for folders: without the token nothing happens, and no other website can post.
#[test]
fn a_wrong_token_or_another_website_changes_nothing() {
    let (at, code) = in_folder();
    let reference = &at.draft.reference;
    let before = at.browser.get(FOLDER).text;
    for place in ["open", "rename", "take-out", "code", "delete", "sign-out"] {
        let path = format!("{FOLDER}/{place}");
        let right = at.browser.get(FOLDER).form_to("/sign-out").value("_token");
        for token in ["", "0123", &"0".repeat(64)] {
            let entries =
                owned(&[("_token", token), ("_draft", reference), ("_sure", "yes"), ("_nickname", "Other")]);
            let page = at.browser.post(&path, &entries);
            assert!(page.status == 422 && page.says("nothing was changed"), "{place}: {}", page.words());
        }
        let entries = owned(&[("_token", &right), ("_draft", reference), ("_sure", "yes")]);
        for headers in
            ["Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"]
        {
            assert_eq!(
                at.browser.post_with(&path, &entries, headers).expect("an answer").status,
                403,
                "{place}"
            );
        }
        assert_eq!(at.running.browser().post(&path, &entries).status, 422, "{place}: nobody is signed in");
    }
    let code = owned(&[("_folder_code", &code)]);
    let refused = at.browser.post_with(FOLDER, &code, "Origin: https://evil.example\r\n").expect("an answer");
    assert_eq!((refused.status, refused.headers("set-cookie").len()), (403, 0));
    assert_eq!(at.browser.get(FOLDER).text, before);
}

#[test]
fn every_page_of_a_folder_carries_all_headers() {
    let at = started();
    let stranger = at.running.browser();
    let put = at.browser.get(&at.draft.to("folder"));
    let wrong = at.browser.submit(&put.form_to("/folder"));
    let made = at.browser.submit(&put.form_to("/folder").with("_which", "new"));
    assert_eq!(made.headers("set-cookie").len(), 1);
    let asked = press(&at.browser, &at.draft.reference, "/take-out");
    let mut pages = vec![("put", put), ("wrong", wrong), ("made", made), ("asked", asked)];
    for place in ["", "/code", "/delete", "/open", "/none"] {
        pages.push((place, at.browser.get(&format!("{FOLDER}{place}"))));
        pages.push((place, stranger.get(&format!("{FOLDER}{place}"))));
    }
    pages.push(("opened", press(&at.browser, &at.draft.reference, "/open")));
    pages.push(("left", at.browser.submit(&at.browser.get(FOLDER).form_to("/folder/sign-out"))));
    for (what, page) in &pages {
        assert_headers(page, what);
    }
}

#[test]
fn what_is_missing_is_told_and_what_was_typed_stays() {
    let at = started();
    let form = at.browser.get(&at.draft.to("folder")).form_to("/folder").with("_nickname", "K");
    let told = at.browser.submit(&form);
    assert!(told.status == 422 && told.says("Choose a new folder"), "{}", told.words());
    assert_eq!(told.form_to("/folder").value("_nickname"), "K");
    let told = at.browser.submit(&form.clone().with("_which", "mine"));
    assert!(told.says("Enter the code of your folder"), "{}", told.words());
    assert_eq!(told.form_to("/folder").values("_which"), ["mine"]);
    let long = "x".repeat(61);
    let told = at.browser.submit(&form.with("_nickname", &long));
    assert_eq!((told.status, told.form_to("/folder").value("_nickname")), (422, long), "it is not cut");
    assert!(at.browser.cookie("__Host-folder").is_none(), "no folder was made");
    assert!(at.browser.get("/drafts").text.contains("href=\"/drafts/folder\""));
    assert!(at.browser.get(FOLDER).text.contains("href=\"/drafts\""));
}

/// A watch over everything that is written and sent besides pages and posts.
fn assert_clean(hub: &Hub, browsers: &[&Browser], secrets: &[String], when: &str) {
    let heads: Vec<String> = browsers.iter().flat_map(|browser| browser.heads.borrow().clone()).collect();
    std::fs::write(hub.root().join("logs/heads"), heads.join("\n")).expect("it writes");
    for secret in secrets {
        for folder in [hub.data(), hub.root().join("logs")] {
            assert_eq!(files_with(&folder, secret), Vec::<String>::new(), "{when}: {secret}");
        }
    }
}

// Promise 1 for folders.
#[cfg(unix)]
#[test]
fn neither_nickname_nor_code_nor_key_stands_in_a_file_the_log_a_header_or_an_address() {
    let hub = super::hub();
    std::fs::create_dir(hub.root().join("logs")).expect("a folder");
    let log =
        |name: &str| Stdio::from(std::fs::File::create(hub.root().join("logs").join(name)).expect("a file"));
    let mut program = run_program(&hub, log("first"));
    let (browser, stranger) = (Browser::new(program.address), Browser::new(program.address));
    let draft = Begun::new(&browser, "plan");
    let code = make(&browser, &draft, "QuillZeb001");
    let secrets: Vec<String> = [
        "QuillZeb".to_owned(),
        code.clone(),
        code.replace('-', ""),
        code[..24].replace('-', ""),
        "AGE-SECRET-KEY-1".to_owned(),
    ]
    .into();
    let look = |when: &str| assert_clean(&hub, &[&browser, &stranger], &secrets, when);
    look("made");
    assert!(browser.get(FOLDER).says("QuillZeb001"), "it is kept all the same");
    browser.submit(&browser.get(FOLDER).form_to("/rename").with("_nickname", "QuillZeb002")).leads_to();
    assert_eq!(enter(&stranger, &format!("{code}-QuillZeb003")).status, 422);
    enter(&stranger, &code).leads_to();
    press(&stranger, &draft.reference, "/open").leads_to();
    browser.submit(&browser.get(FOLDER).form_to("/rename").with("_token", "QuillZeb004"));
    look("used");
    // The power goes.
    program.kill();
    look("crashed");
    let mut program = run_program(&hub, log("second"));
    let again = browser.at(program.address);
    assert!(again.get(FOLDER).says("QuillZeb002"), "{}", again.get(FOLDER).words());
    let ask = again.get("/drafts/folder/delete");
    again.submit(&ask.form_to("/delete"));
    assert_clean(&hub, &[&again], &secrets, "deleted");
    program.kill();
    assert_clean(&hub, &[&again], &secrets, "closed");
    assert!(std::fs::read_to_string(hub.root().join("logs/first")).expect("the log").lines().count() > 5);
}
