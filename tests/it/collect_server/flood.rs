//! Many who send half a request, against one who sends a whole one.

use super::child::{Child, in_a_process_of_its_own};
use super::{DEADLINE, ask, connect, request, rest, start, status, until};
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const HALF_HEAD: &str = "POST /forms/contact HTTP/1.1\r\nHost: forms.exa";
/// An honest client waits no longer than this.
const SOON: Duration = Duration::from_secs(10);

fn half_body() -> String {
    request("contact", "", "name=Anna&more=words").replace("more=words", "")
}

// Fails when `Slots::try_take` does not dismiss anybody: with 64 places and no time-out near, the honest post waits for ever.
// Fails too when only those without a head are dismissed: 200 half bodies hold all 64 places.
#[test]
fn a_flood_of_half_sent_heads_and_bodies_does_not_stop_an_honest_post() {
    in_a_process_of_its_own("collect_server::flood::half_sent_heads_and_bodies", 8192);
}

#[test]
#[ignore = "run by the test above, in a process that may open enough files"]
fn half_sent_heads_and_bodies() {
    let server = start(|settings| {
        settings.limits.connections = 64;
        settings.limits.head_time = Duration::from_secs(600);
        settings.limits.body_time = Duration::from_secs(600);
        settings.limits.request_time = Duration::from_secs(600);
    });
    let half_body = half_body();
    let mut flood: Vec<TcpStream> = Vec::new();
    let mut slowest = Duration::ZERO;
    for number in 0..2200 {
        let mut stream = connect(server.address);
        let half = if number % 11 == 10 { half_body.as_str() } else { HALF_HEAD };
        // One that had to give way may be gone already.
        let _ = stream.write_all(half.as_bytes());
        flood.push(stream);
        if number % 100 == 99 {
            let begun = Instant::now();
            assert_eq!(status(&server.post("contact", "name=Anna")), 303);
            slowest = slowest.max(begun.elapsed());
        }
    }
    let begun = Instant::now();
    for _ in 0..200 {
        let mut stream = connect(server.address);
        let _ = stream.write_all(half_body.as_bytes());
        flood.push(stream);
    }
    assert_eq!(status(&server.post("contact", "name=Anna")), 303);
    slowest = slowest.max(begun.elapsed());
    assert!(slowest < SOON, "an honest post took {slowest:?}");
    assert_eq!(server.fields().len(), 23);
}

// Fails when `Slots::choose` may take one that is worked on: its connection is reset and the answer lost.
#[test]
fn one_whose_submission_is_being_stored_keeps_its_place_and_the_next_waits() {
    let server = start(|settings| settings.limits.connections = 1);
    let mut first = server.connect();
    first.write_all(request("gated", "", "name=Anna").as_bytes()).expect("it reads");
    until("the post is worked on", || *server.desk.waiting.lock().expect("the count") == 1);
    let mut second = server.connect();
    second.write_all(request("contact", "", "name=Ben").as_bytes()).expect("it reads");
    server.desk.open();
    assert_eq!(status(&rest(&mut first).expect("an answer")), 303);
    assert_eq!(status(&rest(&mut second).expect("an answer")), 303);
    assert_eq!(server.fields().len(), 2);
}

// Fails when the accept loop ends at its first error (connections are refused or never heard), and when it only waits and
// nobody gives way (the head's time-out is far).
#[cfg(unix)]
#[test]
fn running_out_of_file_descriptors_ends_nothing() {
    let server = Child::start(&[("FINGERPOST_TEST_HEAD_SECONDS", "600")], Some(64));
    let flood: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = connect(server.address);
            let _ = stream.write_all(HALF_HEAD.as_bytes());
            stream
        })
        .collect();
    let begun = Instant::now();
    for _ in 0..5 {
        assert_eq!(status(&ask(server.address, request("contact", "", "name=Anna"))), 303);
    }
    assert!(begun.elapsed() < SOON, "it took {:?}", begun.elapsed());
    drop(flood);
    until("it answers at ease again", || {
        status(&ask(server.address, "GET /health HTTP/1.1\r\nHost: forms.example\r\n\r\n")) == 200
    });
    assert!(begun.elapsed() < DEADLINE);
    let log = server.end();
    assert!(log.contains("raise the limit of open files"), "the limit was never met: {log}");
}
