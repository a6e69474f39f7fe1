//! Bodies of posts, from the socket to the pages.

use super::{request, start, status};

#[test]
fn what_was_posted_reaches_the_pages_in_order() {
    let server = start(|_| {});
    let body = "name=Anna+Li&seen=a&seen=b&note=%C3%A9%0D%0Atwo%26&_website=";
    assert_eq!(status(&server.post("contact", body)), 303);
    let expected =
        [("name", "Anna Li"), ("seen", "a"), ("seen", "b"), ("note", "é\r\ntwo&"), ("_website", "")];
    assert_eq!(server.fields(), [expected.map(|(name, value)| (name.to_string(), value.to_string()))]);
}

#[test]
fn a_body_in_chunks_is_the_same_post() {
    let server = start(|_| {});
    let head = request("contact", "Transfer-Encoding: chunked\r\n", "").replace("Content-Length: 0\r\n", "");
    let answer = server.ask(format!("{head}4\r\nname\r\n5\r\n=Anna\r\n0\r\n\r\n"));
    assert_eq!(status(&answer), 303, "{answer}");
    assert_eq!(server.fields(), [[("name".to_string(), "Anna".to_string())]]);
}

#[test]
fn a_body_whose_two_lengths_disagree_never_reaches_the_pages() {
    let server = start(|_| {});
    for more in
        ["Content-Length: 3\r\n", "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: gzip\r\n"]
    {
        let answer = server.ask(request("contact", more, "name=Anna"));
        assert_eq!(status(&answer), 400, "{more}: {answer}");
    }
    assert!(server.fields().is_empty());
}

#[test]
fn a_broken_body_is_refused() {
    let server = start(|_| {});
    let head = request("contact", "Transfer-Encoding: chunked\r\n", "").replace("Content-Length: 0\r\n", "");
    assert_eq!(status(&server.ask(format!("{head}zz\r\nname=Anna\r\n0\r\n\r\n"))), 400);
    assert!(server.fields().is_empty());
}

#[test]
fn a_post_whose_client_is_gone_before_its_end_never_reaches_the_pages() {
    let server = start(|_| {});
    use std::io::Write;
    let mut stream = server.connect();
    let cut = request("contact", "", "name=Anna").replace("Anna", "An");
    stream.write_all(cut.as_bytes()).expect("it reads");
    stream.shutdown(std::net::Shutdown::Write).expect("it closes");
    assert_eq!(status(&super::rest(&mut stream).expect("an answer")), 400);
    assert!(server.fields().is_empty());
}
