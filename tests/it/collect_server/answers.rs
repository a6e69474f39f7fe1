//! What every answer carries, errors too, and what each address gives.

use super::{POLICY, Running, header, request, start, status};
use fingerpost::collect::reply::{Headers, Hsts};

/// Promise 13.
pub(super) fn assert_headers(answer: &str, what: &str) {
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        assert_eq!(header(answer, name), Some(value), "{what}: {name} in {answer}");
    }
    assert!(header(answer, "cache-control").is_some(), "{what}: {answer}");
}

fn every_answer(server: &Running) -> Vec<(&'static str, u16, String)> {
    let ask = |line: &str| server.ask(format!("{line} HTTP/1.1\r\nHost: forms.example\r\n\r\n"));
    vec![
        ("a form", 200, ask("GET /forms/contact")),
        ("a receipt", 200, ask("GET /forms/contact/received/C-7K3M-9QXD")),
        ("health", 200, ask("GET /health")),
        ("a post", 303, server.post("contact", "a=1")),
        ("no UTF-8", 400, server.post("contact", "a=%FF")),
        ("cross-site", 403, server.ask(request("contact", "Origin: null\r\n", "a=1"))),
        ("nothing there", 404, ask("GET /elsewhere?a=b")),
        ("no text in the path", 404, ask("GET /forms/%FF")),
        ("a path too deep", 404, ask("GET /forms/contact/../../../etc/passwd")),
        ("a folder", 404, ask("GET /forms/")),
        ("wrong method", 405, ask("DELETE /forms/contact")),
        ("wrong method of an asset", 405, ask("OPTIONS /assets/page.css")),
        ("a method nobody knows", 405, ask("CANARY /health")),
        ("too large", 413, server.post("contact", &"a=1&".repeat(501))),
        ("JSON", 415, server.ask(request("contact", "Content-Type: application/json\r\n", "{}"))),
        (
            "files",
            415,
            server.ask(request("contact", "Content-Type: multipart/form-data; boundary=x\r\n", "--x--")),
        ),
        ("a panic", 500, ask("GET /forms/panics")),
        ("an answer that HTTP can't say", 500, ask("GET /forms/folded")),
    ]
}

// Fails without `put_on` in `connection::answer`; for 500 the panic in `Pages` is caught by its thread.
#[test]
fn every_answer_carries_all_headers_and_is_a_page_that_nobody_keeps() {
    let server = start(|_| {});
    for (what, expected, answer) in every_answer(&server) {
        assert_eq!(status(&answer), expected, "{what}: {answer}");
        assert_headers(&answer, what);
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{what}");
        assert_eq!(header(&answer, "set-cookie"), None, "{what}");
        let kind = header(&answer, "content-type");
        assert!(kind.is_some_and(|kind| kind.starts_with("text/")), "{what}: {kind:?}");
        assert!(answer.contains("Refused: ") == (expected >= 400), "{what}: {answer}");
    }
}

#[test]
fn an_asset_is_kept_for_good_and_carries_all_headers() {
    let server = start(|_| {});
    let answer = server.page("/assets/page.css");
    assert_headers(&answer, "an asset");
    assert_eq!(header(&answer, "cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(answer.ends_with("/* page.css */"));
}

#[test]
fn hsts_is_said_only_when_the_collector_is_reached_over_tls() {
    let server = start(|settings| settings.headers = Headers::new(POLICY, Hsts::Off).expect("a policy"));
    assert_eq!(header(&server.page("/health"), "strict-transport-security"), None);
}

#[test]
fn head_gives_the_head_of_get_and_no_body() {
    let server = start(|_| {});
    for path in ["/forms/contact", "/assets/page.css", "/health", "/elsewhere"] {
        let get = server.page(path);
        let head = server.ask(format!("HEAD {path} HTTP/1.1\r\nHost: forms.example\r\n\r\n"));
        assert_headers(&head, path);
        assert_eq!(status(&head), status(&get), "{path}");
        assert_eq!(header(&head, "content-length"), header(&get, "content-length"), "{path}");
        assert!(head.ends_with("\r\n\r\n") && !get.ends_with("\r\n\r\n"), "{path}: {head}");
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let server = start(|_| {});
    let answer =
        server.ask("PUT /forms/contact HTTP/1.1\r\nHost: forms.example\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(header(&answer, "allow"), Some("GET,HEAD,POST"), "{answer}");
}

#[test]
fn a_form_an_asset_and_a_receipt_are_asked_for_by_name() {
    let server = start(|_| {});
    assert!(server.page("/forms/contact?a=b").ends_with("<h1>The form contact</h1>"));
    assert!(server.page("/forms/contact/received/C-7K3M-9QXD").ends_with("contact received as C-7K3M-9QXD"));
    assert!(server.page("/health").ends_with("\r\n\r\nok\n"));
}

#[test]
fn a_form_hears_of_the_page_that_it_was_opened_from_if_the_address_says_one() {
    let server = start(|_| {});
    for (query, said) in [
        ("", "None"),
        ("?page=/peps/", "Some(\"/peps/\")"),
        ("?a=b&page=%2Fpeps%2F", "Some(\"/peps/\")"),
        ("?page=/peps/&page=/money/", "None"),
        ("?page", "Some(\"\")"),
        ("?pages=/peps/", "None"),
        ("?page=%FF", "Some(\"\u{fffd}\")"),
    ] {
        let answer = server.page(&format!("/forms/opened{query}"));
        assert!(answer.ends_with(&format!("from {said}")), "{query}: {answer}");
    }
}
