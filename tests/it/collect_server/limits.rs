//! Limits of time and size. Each comment says how its test was seen to fail.

use super::{DEADLINE, header, request, rest, start, status, until};
use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(300);
/// Well before any other limit would end a connection.
const SOON: Duration = Duration::from_secs(8);

// Fails with `header_read_timeout(None)`: the connection stays open.
#[test]
fn a_head_that_never_ends_is_closed_and_so_is_a_connection_that_says_nothing() {
    let server = start(|settings| settings.limits.head_time = SHORT);
    for begun in ["", "POST /forms/contact HTTP/1.1\r\nHost: forms.exa"] {
        let mut stream = server.connect();
        stream.write_all(begun.as_bytes()).expect("it reads");
        let since = Instant::now();
        stream.set_read_timeout(Some(SOON)).expect("a time limit");
        match stream.read(&mut [0; 10]) {
            Ok(0) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            other => panic!("{begun:?}: {other:?}"),
        }
        assert!(since.elapsed() >= SHORT / 2, "{begun:?}: closed at once");
    }
}

// Fails when `body::read` heeds the deadline alone: no answer within 8 s.
#[test]
fn a_body_that_never_ends_gets_408() {
    let server = start(|settings| settings.limits.body_time = SHORT);
    let mut stream = server.connect();
    let begun = request("contact", "", "name=Anna&more=words").replace("more=words", "");
    stream.write_all(begun.as_bytes()).expect("it reads");
    stream.set_read_timeout(Some(SOON)).expect("a time limit");
    let answer = rest(&mut stream).expect("an answer");
    assert_eq!(status(&answer), 408, "{answer}");
    assert!(answer.contains("Refused: TooSlow"), "{answer}");
    assert!(server.fields().is_empty());
}

// Fails when `body::read` heeds `body_time` alone: it drips on.
#[test]
fn a_body_that_drips_meets_the_limit_of_the_whole_request() {
    let server = start(|settings| settings.limits.request_time = SHORT * 2);
    let mut stream = server.connect();
    let head = "POST /forms/contact HTTP/1.1\r\nHost: forms.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.set_read_timeout(Some(Duration::from_millis(20))).expect("a time limit");
    let begun = Instant::now();
    let mut first = [0; 12];
    loop {
        stream.write_all(b"a").expect("it reads");
        match stream.read_exact(&mut first) {
            Ok(()) => break,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => panic!("{error}"),
        }
        assert!(begun.elapsed() < SOON, "it drips on");
    }
    assert_eq!(&first, b"HTTP/1.1 408");
}

// Fails with `life()` of an hour in `connection::serve`: the connection stays open.
#[test]
fn a_client_that_does_not_take_its_answer_is_closed() {
    let server = start(|settings| {
        let limits = &mut settings.limits;
        (limits.head_time, limits.request_time, limits.reply_time) = (SHORT, SOON / 4, SHORT);
    });
    let mut stream = server.connect();
    stream.write_all(b"GET /forms/large HTTP/1.1\r\nHost: forms.example\r\n\r\n").expect("it reads");
    stream.set_nonblocking(true).expect("it does not block");
    // A byte more is taken or waits, until the other side is gone.
    until("the connection is closed", || match stream.write(b"x") {
        Ok(_) => false,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    });
}

// Fails with a plain `drawing.await` in `draw::drawn`: no answer until the gate opens.
#[test]
fn a_page_that_takes_too_long_gives_503_and_its_work_goes_on() {
    let server = start(|settings| settings.limits.request_time = SHORT);
    let answer = server.post("gated", "name=Anna");
    assert_eq!(status(&answer), 503, "{answer}");
    assert!(answer.contains("Refused: Unavailable"));
    server.desk.open();
    until("the post is stored", || server.fields().len() == 1);
}

// Fails without the check of `size_hint` (it waits for the body: 408 after 20 s) and, for chunks, without that of the
// bytes read (the post is taken).
#[test]
fn a_body_over_its_limit_gets_413() {
    let server = start(|settings| settings.limits.body_bytes = 1000);
    let head = "POST /forms/contact HTTP/1.1\r\nHost: forms.example\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let begun = Instant::now();
    let announced = server.ask(format!("{head}Content-Length: 1001\r\n\r\n"));
    assert!(begun.elapsed() < SOON, "it is refused before it is sent");
    let chunk = format!("100\r\n&a={}\r\n", "b".repeat(253));
    let chunked = server.ask(format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(4)));
    for answer in [announced, chunked] {
        assert_eq!(status(&answer), 413, "{answer}");
        assert!(answer.contains("Refused: TooLarge"));
    }
    assert!(server.fields().is_empty());
    assert_eq!(status(&server.post("contact", &"a".repeat(150))), 303);
}

// Fails without `farewell`: the connection is reset while the client still sends, and it never reads why.
#[test]
fn a_client_that_sends_all_of_a_large_body_first_still_reads_why_it_was_refused() {
    let server = start(|_| {});
    let answer = server.post("contact", &"a".repeat(16 * 1024 * 1024));
    assert_eq!(status(&answer), 413, "{}", &answer[..200.min(answer.len())]);
    assert!(answer.ends_with("<h1>Refused: TooLarge</h1>"));
}

// Each line fails with its bound of `Limits::bounds` set to `usize::MAX`: 303.
#[test]
fn too_many_fields_and_too_long_names_and_answers_get_413() {
    let server = start(|settings| {
        let limits = &mut settings.limits;
        (limits.fields, limits.name_bytes, limits.value_bytes) = (10, 20, 30);
    });
    assert_eq!(status(&server.post("contact", &"a=1&".repeat(10))), 303);
    assert_eq!(status(&server.post("contact", &format!("{}={}", "a".repeat(20), "b".repeat(30)))), 303);
    for body in ["a=1&".repeat(11), format!("{}=1", "a".repeat(21)), format!("a={}", "%62".repeat(31))] {
        assert_eq!(status(&server.post("contact", &body)), 413, "{body}");
    }
    assert_eq!(server.fields().len(), 2);
}

// Fails without `max_header_size` and `max_headers`: 200. What is no HTTP never reaches a route at all.
#[test]
fn a_head_that_is_too_long_or_no_http_is_refused_with_our_headers() {
    let server = start(|settings| settings.limits.head_lines = 50);
    let long = format!("GET /health HTTP/1.1\r\nHost: forms.example\r\nX: {}\r\n\r\n", "x".repeat(17_000));
    let many = format!("GET /health HTTP/1.1\r\nHost: forms.example\r\n{}\r\n", "X: x\r\n".repeat(60));
    for (request, expected) in [(long, 431), (many, 431), ("\x16\x03\x01 nonsense\r\n\r\n".to_string(), 400)]
    {
        let answer = server.ask(request);
        assert_eq!(status(&answer), expected, "{answer}");
        super::answers::assert_headers(&answer, "what hyper refuses");
        let length: usize = header(&answer, "content-length").expect("a length").parse().expect("a number");
        assert_eq!(answer.split_once("\r\n\r\n").map(|(_, body)| body.len()), Some(length), "{answer}");
    }
}

#[test]
fn one_connection_serves_one_request() {
    let server = start(|_| {});
    let twice = "GET /health HTTP/1.1\r\nHost: forms.example\r\n\r\n".repeat(2);
    let answer = server.ask(twice);
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    assert_eq!(header(&answer, "connection"), Some("close"));
}

// Fails without `half_close(true)`: the connection ends without an answer.
#[test]
fn a_client_that_closes_its_side_after_the_request_gets_its_answer() {
    let server = start(|_| {});
    let mut stream = server.connect();
    stream.write_all(request("gated", "", "name=Anna").as_bytes()).expect("it reads");
    stream.shutdown(std::net::Shutdown::Write).expect("it closes");
    until("the post is worked on", || *server.desk.waiting.lock().expect("the count") == 1);
    server.desk.open();
    assert_eq!(status(&rest(&mut stream).expect("an answer")), 303);
}

// Fails when `accept::finish` does not wait (the connection is reset when the runtime ends) and when it waits for those that
// have sent nothing (20 s).
#[test]
fn stopping_finishes_what_was_sent_and_waits_for_nobody_who_sends_nothing() {
    let mut server = start(|settings| settings.limits.head_time = Duration::from_secs(600));
    let silent = server.connect();
    let mut stream = server.connect();
    stream.write_all(request("gated", "", "name=Anna").as_bytes()).expect("it reads");
    until("the post is worked on", || *server.desk.waiting.lock().expect("the count") == 1);
    let begun = Instant::now();
    server.begin_stop();
    until("it hears nobody", || std::net::TcpStream::connect(server.address).is_err());
    server.desk.open();
    assert_eq!(status(&rest(&mut stream).expect("an answer")), 303);
    drop(stream);
    server.stop();
    assert!(begun.elapsed() < DEADLINE, "it waited for the silent one");
    drop(silent);
}
