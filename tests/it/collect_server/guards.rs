//! Whose posts are let in, and how many: promise 14 and the abuse budget.

use super::{header, request, start, status};
use fingerpost::collect::guard::Proxies;

// The lines with `Origin` fail when `Origins::allow` looks at `Sec-Fetch-Site` alone; those without, when it takes a missing
// `Origin` for a good one.
#[test]
fn posts_of_other_sites_are_refused() {
    let server = start(|_| {});
    for (more, expected) in [
        ("Origin: https://hub.example\r\nSec-Fetch-Site: cross-site\r\n", 303),
        ("Origin: https://hub.example\r\n", 303),
        ("Sec-Fetch-Site: same-origin\r\n", 303),
        ("", 303),
        ("Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n", 403),
        ("Origin: https://evil.example\r\n", 403),
        ("Origin: https://evil.example\r\nSec-Fetch-Site: same-origin\r\n", 403),
        ("Origin: null\r\nSec-Fetch-Site: same-origin\r\n", 403),
        ("Origin: null\r\n", 403),
        ("Sec-Fetch-Site: cross-site\r\n", 403),
        ("Sec-Fetch-Site: same-site\r\n", 403),
    ] {
        let answer = server.ask(request("contact", more, "name=Anna"));
        assert_eq!(status(&answer), expected, "{more:?}: {answer}");
        assert_eq!(answer.contains("Refused: CrossSite"), expected == 403, "{more:?}");
    }
    assert_eq!(server.fields().len(), 4);
}

// Fails without `rate.take` in `routes::read`: 303 for the fourth.
#[test]
fn a_network_that_sends_too_much_gets_429_and_is_told_when_to_try_again() {
    let server = start(|settings| settings.limits.submissions_per_minute = 3);
    for _ in 0..3 {
        assert_eq!(status(&server.post("contact", "name=Anna")), 303);
    }
    let answer = server.post("contact", "name=Anna");
    assert_eq!(status(&answer), 429, "{answer}");
    let wait: u64 = header(&answer, "retry-after").expect("Retry-After").parse().expect("seconds");
    assert!((1..=20).contains(&wait), "{wait}");
    super::answers::assert_headers(&answer, "429");
    assert!(answer.contains("Refused: TooMany"));
    assert_eq!(status(&server.page("/forms/contact")), 200, "forms can be read all the same");
    assert_eq!(server.fields().len(), 3);
}

// Fails when the rate is taken before the origin is looked at: the last post gets 429.
#[test]
fn posts_of_other_sites_do_not_use_up_what_a_network_may_send() {
    let server = start(|settings| settings.limits.submissions_per_minute = 1);
    for _ in 0..5 {
        assert_eq!(status(&server.ask(request("contact", "Origin: https://evil.example\r\n", "a=1"))), 403);
    }
    assert_eq!(status(&server.post("contact", "name=Anna")), 303);
}

fn forwarded(client: &str) -> String {
    request("contact", &format!("X-Forwarded-For: {client}\r\n"), "name=Anna")
}

// Fails when `of_request` believes everybody: each gets 303.
#[test]
fn a_forwarding_header_of_a_stranger_is_not_believed() {
    let server = start(|settings| settings.limits.submissions_per_minute = 1);
    assert_eq!(status(&server.ask(forwarded("198.51.100.7"))), 303);
    assert_eq!(status(&server.ask(forwarded("203.0.113.7"))), 429);
}

// Fails when `of_request` believes nobody (the second network gets 429) or the first address (the last post gets 303).
#[test]
fn behind_a_trusted_proxy_each_network_has_its_own_number() {
    let server = start(|settings| {
        settings.limits.submissions_per_minute = 1;
        settings.proxies = Proxies::parse(["127.0.0.0/8"]).expect("a network");
    });
    assert_eq!(status(&server.ask(forwarded("198.51.100.7"))), 303);
    assert_eq!(status(&server.ask(forwarded("203.0.113.7"))), 303);
    assert_eq!(status(&server.ask(forwarded("198.51.100.99"))), 429, "the same /24");
    assert_eq!(status(&server.ask(forwarded("192.0.2.1, 203.0.113.8"))), 429, "what a client adds in front");
}
