//! What a browser posts: the bytes of a body as a list of named texts. Nothing is known of the form yet.

use super::guard::Network;
use axum::http::{HeaderMap, header};
use percent_encoding::percent_decode;
use std::borrow::Cow;

/// A form as it was posted, untrusted.
pub struct Post {
    /// The name of the form in the address.
    pub form: String,
    /// Names and what was given, in the order of the page; a name may come several times.
    pub fields: Vec<(String, String)>,
    /// Where it came from.
    pub network: Network,
}

/// Tells how much was posted, never what.
impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("fields", &self.fields.len()).finish_non_exhaustive()
    }
}

/// How much one post may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How many fields.
    pub fields: usize,
    /// How long a field's name may be, in bytes.
    pub name_bytes: usize,
    /// How long one answer may be, in bytes.
    pub value_bytes: usize,
}

/// Why a body is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something else than a form: JSON, or a form with files.
    #[error("the body is not application/x-www-form-urlencoded in UTF-8")]
    NotAForm,
    /// More fields or longer ones than [`Bounds`] allow.
    #[error("the body has too many fields, or one that is too long")]
    TooMuch,
    /// Bytes that are not UTF-8.
    #[error("the body is not UTF-8")]
    NotText,
}

/// That the head announces a form as browsers post it.
///
/// # Errors
/// [`Error::NotAForm`]; a missing type too.
pub fn ensure_form(headers: &HeaderMap) -> Result<(), Error> {
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).ok_or(Error::NotAForm)?;
    let mut parts = kind.split(';').map(str::trim);
    let is_form =
        parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    let is_utf_8 = parts.all(|part| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    if is_form && is_utf_8 { Ok(()) } else { Err(Error::NotAForm) }
}

/// The fields of a body. The syntax is that of the URL standard, but for one thing: what is not UTF-8 is refused and not
/// replaced, so that no answer is stored other than it was given.
///
/// # Errors
/// [`Error::TooMuch`], [`Error::NotText`].
pub fn parse(body: &[u8], bounds: Bounds) -> Result<Vec<(String, String)>, Error> {
    let mut fields = Vec::new();
    for piece in body.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()) {
        if fields.len() == bounds.fields {
            return Err(Error::TooMuch);
        }
        let equals = piece.iter().position(|byte| *byte == b'=');
        let (name, value) = equals.map_or((piece, &b""[..]), |at| (&piece[..at], &piece[at + 1..]));
        fields.push((decode(name, bounds.name_bytes)?, decode(value, bounds.value_bytes)?));
    }
    Ok(fields)
}

fn decode(bytes: &[u8], most: usize) -> Result<String, Error> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded: Cow<'_, [u8]> = percent_decode(&spaced).into();
    if decoded.len() > most {
        return Err(Error::TooMuch);
    }
    String::from_utf8(decoded.into_owned()).map_err(|_| Error::NotText)
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Error, ensure_form, parse};
    use axum::http::{HeaderMap, HeaderValue, header};
    use proptest::prelude::{any, proptest};

    const BOUNDS: Bounds = Bounds { fields: 3, name_bytes: 4, value_bytes: 8 };

    fn fields(body: &str) -> Result<Vec<(String, String)>, Error> {
        parse(body.as_bytes(), BOUNDS)
    }

    fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn names_and_answers_come_in_order_and_a_name_may_repeat() {
        assert_eq!(fields("a=1&b=x+y%26z&a=2"), Ok(owned(&[("a", "1"), ("b", "x y&z"), ("a", "2")])));
        assert_eq!(fields("&&a&b=&=c&"), Ok(owned(&[("a", ""), ("b", ""), ("", "c")])));
        assert_eq!(fields("a=%C3%A9=%zz%"), Ok(owned(&[("a", "é=%zz%")])));
        assert_eq!(fields(""), Ok(Vec::new()));
    }

    #[test]
    fn each_bound_holds_after_decoding_and_what_is_at_it_is_taken() {
        assert_eq!(fields("a=1&b=2&c=3").map(|fields| fields.len()), Ok(3));
        assert_eq!(fields("a=1&b=2&c=3&d=4"), Err(Error::TooMuch));
        assert!(fields("abcd=%31%32%33%34%35%36%37%38").is_ok());
        assert_eq!(fields("abcde=1"), Err(Error::TooMuch));
        assert_eq!(fields("a=123456789"), Err(Error::TooMuch));
    }

    #[test]
    fn what_is_not_utf_8_is_refused_and_not_replaced() {
        for body in ["a=%FF", "%C3=a", "a=%C3+%A9", "a=%ED%A0%80"] {
            assert_eq!(fields(body), Err(Error::NotText), "{body}");
        }
        assert_eq!(parse(b"a=\xff", BOUNDS), Err(Error::NotText));
    }

    #[test]
    fn only_a_plain_form_in_utf_8_is_taken() {
        let ensure = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            ensure_form(&headers)
        };
        for kind in [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
            "application/x-www-form-urlencoded;charset=\"utf-8\"",
        ] {
            assert_eq!(ensure(kind), Ok(()), "{kind}");
        }
        for kind in [
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded; charset=iso-8859-1",
            "",
        ] {
            assert_eq!(ensure(kind), Err(Error::NotAForm), "{kind}");
        }
        assert_eq!(ensure_form(&HeaderMap::new()), Err(Error::NotAForm));
    }

    proptest! {
        #[test]
        fn any_bytes_give_fields_within_bounds_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(fields) = parse(&body, BOUNDS) {
                assert!(fields.len() <= 3);
                assert!(fields.iter().all(|(name, value)| name.len() <= 4 && value.len() <= 8));
            }
        }

        #[test]
        fn what_a_browser_encodes_comes_back(given in proptest::collection::vec((".{0,6}", ".{0,40}"), 0..6)) {
            let encode = |text: &String| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let fields = given.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
            let body = fields.collect::<Vec<_>>().join("&");
            let bounds = Bounds { fields: 6, name_bytes: 30, value_bytes: 200 };
            assert_eq!(parse(body.as_bytes(), bounds), Ok(given));
        }
    }
}
