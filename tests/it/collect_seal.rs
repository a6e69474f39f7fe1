//! Sealing and keys: what opens, what does not, and what the length tells.

use super::collect_store::{FORM, day, key, open, payload, sealed};
use age::secrecy::SecretString;
use fingerpost::collect::keys::{self, keygen, parse_recipient, read_identities};
use fingerpost::collect::payload::{Answer, PartOf, Payload};
use fingerpost::collect::seal::{self, Error};
use fingerpost::collect::store::{PartRow, Store};
use std::path::Path;

fn never() -> SecretString {
    panic!("there is no passphrase to ask for")
}

#[test]
fn a_sealed_payload_opens_with_any_one_of_its_identities_and_with_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = ["one", "two", "three", "stranger"].map(|name| key(folder.path(), name));
    let recipients: Vec<_> = keys[..3].iter().map(|(recipient, _)| recipient.clone()).collect();
    let payload = payload(FORM, "Ada \"Countess\" Lovelace\nÅ \u{1F9ED} \u{2028} \\ \u{7}", day(0));
    let sealed = seal::seal(&payload, &recipients).expect("it seals").0;
    for (_, identity) in &keys[..3] {
        assert_eq!(seal::open(&sealed, std::slice::from_ref(identity)).expect("it opens"), payload);
    }
    let stranger = &keys[3].1;
    assert!(matches!(seal::open(&sealed, std::slice::from_ref(stranger)), Err(Error::NoKeyFits)));
    assert!(matches!(seal::open(&sealed, &[]), Err(Error::NoKeyFits)));
    let several = [stranger.clone(), keys[1].1.clone()];
    assert_eq!(seal::open(&sealed, &several).expect("it opens"), payload);
}

#[test]
fn nothing_is_sealed_to_nobody() {
    let error = seal::seal(&payload(FORM, "Ada", day(0)), &[]).map(drop).expect_err("no recipient");
    assert!(matches!(error, Error::NoRecipients), "{error:?}");
    assert!(error.to_string().contains("site.toml"), "{error}");
}

#[test]
fn the_length_tells_only_every_four_kibibytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let length = |characters: usize| {
        let payload = payload(FORM, &"x".repeat(characters), day(0));
        let sealed = seal::seal(&payload, std::slice::from_ref(&recipient)).expect("it seals").0;
        assert_eq!(seal::open(&sealed, std::slice::from_ref(&identity)).expect("it opens"), payload);
        // age puts a stanza of random length into the head; what follows the head's last line is nonce, text and its tag.
        let head = String::from_utf8_lossy(&sealed);
        let last_line = head.find("\n--- ").expect("the head ends") + 1;
        sealed.len() - last_line - head[last_line..].find('\n').expect("the line ends") - 1
    };
    let lengths: std::collections::BTreeSet<usize> = (0..9000).step_by(97).map(length).collect();
    assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [1, 2, 3].map(|blocks| 16 + 4096 * blocks + 16));
    // Beyond 64 KiB age adds 16 bytes a block.
    assert_eq!(length(100_000), length(100_001));
}

#[test]
fn what_is_inside_is_plain_json_that_other_programs_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("team.key");
    let recipient = keygen(&path, None).expect("a key");
    let mut payload = payload(FORM, "Ada\n\"x\"", day(0));
    payload.council = None;
    payload.answers.push(Answer {
        page: "p".into(),
        row: None,
        field: "f".into(),
        label: "Nothing".into(),
        answer: vec![],
    });
    let sealed = seal::seal(&payload, &[recipient]).expect("it seals").0;
    // With age itself, as its own command would.
    let text = std::fs::read_to_string(&path).expect("the key file");
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("the key");
    let identity: age::x25519::Identity = line.parse().expect("age reads it");
    let plain = age::decrypt(&identity, &sealed).expect("age opens it");
    assert_eq!(plain.len() % 4096, 0);
    let json: serde_json::Value = serde_json::from_slice(&plain).expect("it is JSON");
    assert_eq!(
        json,
        serde_json::json!({
            "reference": payload.reference.as_str(),
            "form": FORM,
            "title": "ePEP login request",
            "definition": "0123abcd",
            "council": null,
            "received": "2026-09-01T08:00:00Z",
            "confirm": payload.confirm.as_str(),
            "answers": [
                { "page": "person", "field": "full_name", "label": "Full name", "answer": ["Ada\n\"x\"", "second line"] },
                { "page": "p", "field": "f", "label": "Nothing", "answer": [] },
            ],
        })
    );
    assert_eq!(Payload::parse(&plain).expect("it reads"), payload);
    payload.answers.clear();
    let mut written = Vec::new();
    payload.write_json(&mut written).expect("it writes");
    assert_eq!(Payload::parse(&written).expect("it reads"), payload);
}

#[test]
fn a_part_opens_only_in_its_own_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let store = open(&folder.path().join("data"));
    let whole = payload(FORM, "Ada", day(0));
    let to = std::slice::from_ref(&recipient);
    store.insert(sealed(&whole, to)).expect("it is kept");
    let (row, header) = store.sealed(&whole.reference).expect("it reads").expect("it is there");
    let mut one = payload(FORM, "Ada", day(0));
    one.reference = whole.reference.clone();
    one.part = Some(PartOf {
        section: "section-a".into(),
        title: "Section A".into(),
        revision: 3,
        by: "Teacher".into(),
    });
    let bytes = seal::seal(&one, to).expect("it seals").0;
    let part = PartRow {
        name: "section-a".into(),
        revision: 3,
        role: "teacher".into(),
        received: day(0),
        opened: None,
        confirm_hash: one.confirm.hash(&one.reference),
    };
    let identities = std::slice::from_ref(&identity);
    let opened = seal::open_part(&row, &part, &bytes, identities).expect("it opens");
    assert_eq!(opened, one);
    let refused = |part: &PartRow, bytes: &[u8], why: &str| {
        let error = seal::open_part(&row, part, bytes, identities).map(drop).expect_err(why);
        assert!(matches!(error, Error::Moved(_)), "{why}: {error:?}");
    };
    refused(&PartRow { name: "section-b".into(), ..part.clone() }, &bytes, "another section");
    refused(&PartRow { revision: 2, ..part.clone() }, &bytes, "another revision");
    refused(&PartRow { confirm_hash: [0; 32], ..part.clone() }, &bytes, "another code");
    refused(&part, &header, "no part at all");
    let mut elsewhere = payload(FORM, "Ada", day(0));
    elsewhere.part = one.part.clone();
    elsewhere.confirm = one.confirm.clone();
    refused(&part, &seal::seal(&elsewhere, to).expect("it seals").0, "another submission");
    let error = seal::open_row(&row, &bytes, identities).map(drop).expect_err("a part is not the whole");
    assert!(matches!(error, Error::Moved(_)), "{error:?}");
}

#[test]
fn bytes_that_were_changed_cut_short_or_made_up_do_not_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let sealed = seal::seal(&payload(FORM, "Ada", day(0)), &[recipient]).expect("it seals").0;
    let opened = |bytes: &[u8]| seal::open(bytes, std::slice::from_ref(&identity));
    for at in (0..sealed.len()).step_by(37).chain([sealed.len() - 1]) {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        let error = opened(&changed).map(drop).expect_err("it was changed");
        assert!(matches!(error, Error::Damaged(_) | Error::NoKeyFits), "byte {at}: {error:?}");
    }
    for length in [0, 1, 20, 150, sealed.len() - 1] {
        assert!(opened(&sealed[..length]).is_err(), "{length} bytes");
    }
    assert!(matches!(opened(b"{\"reference\":\"PEP-7K3M-9QXD\"}"), Err(Error::Damaged(_))));
}

#[test]
fn sealed_bytes_that_are_no_submission_are_refused_without_repeating_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("team.key");
    let recipient = keygen(&path, None).expect("a key");
    let identities = read_identities(&path, &never).expect("an identity");
    let to: age::x25519::Recipient = recipient.to_string().parse().expect("age reads it");
    for text in
        ["canary", "{\"canary\":1}", "[\"canary\"]", "", "{\"reference\":\"canary\",\"form\":\"canary\"}"]
    {
        let sealed = age::encrypt(&to, text.as_bytes()).expect("it seals");
        let error = seal::open(&sealed, &identities).map(drop).expect_err("no submission");
        assert!(matches!(error, Error::Payload(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn sealed_bytes_that_were_moved_to_another_row_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recipient, identity) = key(folder.path(), "team.key");
    let (to, with) = (std::slice::from_ref(&recipient), std::slice::from_ref(&identity));
    let data = folder.path().join("data");
    let store = open(&data);
    let (mine, other) = (payload(FORM, "Ada", day(0)), payload(FORM, "Ben", day(0)));
    store.insert(sealed(&mine, to)).expect("it is stored");
    store.insert(sealed(&other, to)).expect("it is stored");
    // Somebody with the disk in hand puts the first's bytes into the second's row, and the row of a third under another form.
    let by_hand = rusqlite::Connection::open(data.join("submissions.db")).expect("the database");
    let third = payload(FORM, "Cy", day(0));
    store.insert(sealed(&third, to)).expect("it is stored");
    by_hand
        .execute_batch(&format!(
            "UPDATE submission SET sealed = (SELECT sealed FROM submission WHERE reference = '{}') WHERE reference = '{}';
             UPDATE submission SET form = 'feedback' WHERE reference = '{}'",
            mine.reference, other.reference, third.reference
        ))
        .expect("it changes");
    for moved in [&other.reference, &third.reference] {
        let (row, bytes) = store.sealed(moved).expect("it reads").expect("it is there");
        let error = seal::open_row(&row, &bytes, with).map(drop).expect_err("moved");
        assert!(matches!(error, Error::Moved(_)), "{error:?}");
        assert!(!error.to_string().contains(mine.reference.as_str()), "{error}");
    }
    let (row, bytes) = store.sealed(&mine.reference).expect("it reads").expect("it is there");
    assert_eq!(seal::open_row(&row, &bytes, with).expect("it opens"), mine);
}

#[test]
fn debug_shows_no_answer_and_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("team.key");
    keygen(&path, None).expect("a key");
    let payload = payload(FORM, "canary", day(0));
    let shown = format!(
        "{payload:?} {:?} {:?}",
        payload.answers,
        read_identities(&path, &never).expect("an identity")
    );
    assert!(!shown.contains("canary") && !shown.contains(payload.confirm.as_str()), "{shown}");
    assert!(!shown.to_uppercase().contains("AGE-SECRET-KEY"), "{shown}");
}

#[test]
fn a_key_is_never_overwritten_and_only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("team.key");
    let recipient = keygen(&path, None).expect("a key");
    assert_eq!(parse_recipient(&recipient.to_string()), Ok(recipient.clone()));
    let before = std::fs::read(&path).expect("the key file");
    for passphrase in [None, Some(SecretString::from("words"))] {
        let error = keygen(&path, passphrase).expect_err("it exists");
        assert!(matches!(error, keys::Error::Exists(_)), "{error:?}");
    }
    assert_eq!(std::fs::read(&path).expect("the key file"), before);
    assert_eq!(read_identities(&path, &never).expect("an identity")[0].recipient(), recipient);
    assert!(keygen(&folder.path().join("no/such/folder.key"), None).is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        // A link that leads nowhere is something at that path, too.
        let link = folder.path().join("link.key");
        std::os::unix::fs::symlink(folder.path().join("target.key"), &link).expect("a link");
        assert!(matches!(keygen(&link, None), Err(keys::Error::Exists(_))));
    }
}

#[test]
fn a_key_under_a_passphrase_opens_with_that_passphrase_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("team.key");
    let phrase = || SecretString::from("a lighthouse keeper's breakfast");
    assert!(matches!(keygen(&path, Some(SecretString::from(""))), Err(keys::Error::EmptyPassphrase)));
    assert!(!path.exists());
    let recipient = keygen(&path, Some(phrase())).expect("a key");
    let text = std::fs::read_to_string(&path).expect("it is text");
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{text}");
    assert!(!text.contains("SECRET-KEY"));
    let identities = read_identities(&path, &phrase).expect("it opens");
    assert_eq!(identities[0].recipient(), recipient);
    let error = read_identities(&path, &|| SecretString::from("a guess")).expect_err("the wrong passphrase");
    assert!(matches!(error, keys::Error::WrongPassphrase(_)), "{error:?}");
}

#[test]
fn identity_files_of_ages_own_command_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key.txt");
    let secret = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
    let public = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
    for text in [
        format!("# created: 2026-09-01T08:00:00Z\n# public key: {public}\n{secret}\n"),
        format!("\u{feff}# made on Windows\r\n\r\n  {secret}  \r\n{secret}"),
    ] {
        std::fs::write(&path, &text).expect("it writes");
        let identities = read_identities(&path, &never).expect("it reads");
        assert!(identities.iter().all(|identity| identity.recipient().to_string() == public));
    }
}

#[test]
fn what_is_no_identity_file_is_told_without_repeating_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |bytes: &[u8]| {
        let path: &Path = &folder.path().join("key.txt");
        std::fs::write(path, bytes).expect("it writes");
        let error = read_identities(path, &|| SecretString::from("words")).expect_err("no identity");
        assert!(!format!("{error} {error:?}").contains("QQQQ"), "{error:?}");
        error
    };
    assert!(matches!(told(b""), keys::Error::NoIdentity(_)));
    assert!(matches!(told(b"# only words\n"), keys::Error::NoIdentity(_)));
    assert!(matches!(told(b"# a\nAGE-SECRET-KEY-1QQQQ\n"), keys::Error::NotAnIdentity(_, 2)));
    assert!(matches!(told(b"\xff\xfeQ\0Q\0"), keys::Error::NotAnIdentity(_, 1)));
    assert!(matches!(told(b"-----BEGIN AGE ENCRYPTED FILE-----\nQQQQ\n"), keys::Error::Damaged(_)));
    assert!(matches!(told(b"age-encryption.org/v1\nQQQQ"), keys::Error::Damaged(_)));
    assert!(matches!(told(&vec![b'#'; 2 << 20]), keys::Error::Io(..)));
    let missing = read_identities(&folder.path().join("none"), &never).expect_err("no file");
    assert!(matches!(missing, keys::Error::Io(..)));
}
