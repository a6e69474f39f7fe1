//! Answers of one text: trimmed, in one spelling, and in the shape that their type asks for.

use super::number::Number;
use super::{Field, Kind, OnBad, Range, identifiers, words};

/// One text, trimmed; line breaks are those of this program, whatever the browser sent. Nothing if it is empty.
pub(super) fn check(field: &Field, value: &str) -> Result<Vec<String>, String> {
    let text = clean(value);
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let length = text.chars().count();
    if length > field.max_length {
        return Err(words::too_long(field.max_length, length - field.max_length));
    }
    let text = match &field.kind {
        Kind::Textarea => return Ok(text.lines().map(str::to_string).collect()),
        Kind::Email { refuse_domains } => email(text, refuse_domains)?,
        Kind::Phone => phone(text)?,
        Kind::Postcode => identifiers::postcode(text)?,
        Kind::Number(range) => number(field, text, range)?,
        Kind::Money(range) => format!("£{}", number(field, text, range)?),
        Kind::Percent(range) => format!("{}%", number(field, text, range)?),
        _ if field.is_identifier() => match identifier(field, text) {
            Err(_) if field.on_bad == OnBad::Warn => one_line(text),
            checked => checked?,
        },
        _ => one_line(text),
    };
    Ok(vec![text])
}

/// A register's number.
pub(super) fn identifier(field: &Field, text: &str) -> Result<String, String> {
    match field.kind {
        Kind::Upn => identifiers::upn(text),
        Kind::Uln => identifiers::uln(text),
        Kind::NhsNumber => identifiers::nhs_number(text),
        _ => identifiers::urn(text),
    }
}

/// What was typed, without carriage returns and disguises.
pub fn clean(value: &str) -> String {
    let text = value.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !is_disguise(*c)).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number within its bounds; pounds and pence have two digits behind the point or none.
fn number(field: &Field, text: &str, range: &Range) -> Result<String, String> {
    let Some(number) = Number::parse(text) else { return Err(words::number_wrong(field)) };
    if range.min.is_some_and(|min| number < min) || range.max.is_some_and(|max| number > max) {
        return Err(words::number_out_of_range(field, range));
    }
    if number.decimals() > range.decimals {
        return Err(words::number_too_exact(field, range));
    }
    let is_money = matches!(field.kind, Kind::Money(_));
    Ok(number.text(if is_money && number.decimals() > 0 { 2 } else { 0 }))
}

/// Characters that nobody types and that make a text look like another one: they steer terminals, or turn the direction of reading.
fn is_disguise(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An address that can be one: a name, an `@`, a host with a dot. Whether it works, only a mail can tell.
fn email(text: &str, refuse_domains: &[String]) -> Result<String, String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((name, host)) = text.rsplit_once('@') else { return Err(words::email_wrong()) };
    let labels = host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let name_is_right =
        !name.is_empty() && !name.contains(|c: char| "@<>()[],;:\"\\".contains(c) || c.is_control());
    if !name_is_right || !labels || !host.contains('.') {
        return Err(words::email_wrong());
    }
    let host = host.to_lowercase();
    let refused =
        refuse_domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
    if refused { Err(words::email_refused(&host)) } else { Ok(text) }
}

/// Ten to fifteen digits, as people write them, an extension behind.
fn phone(text: &str) -> Result<String, String> {
    let lower = text.to_ascii_lowercase();
    let extension_at = lower.find("ext").or_else(|| lower.find('x'));
    let (number, extension) = extension_at.map_or((text, ""), |at| text.split_at(at));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plain = number.chars().all(|c| c.is_ascii_digit() || " +()-.\u{a0}".contains(c));
    let extension_is_right = extension.chars().all(|c| c.is_ascii_alphanumeric() || " .:".contains(c));
    if plain && extension_is_right && (10..=15).contains(&digits) {
        Ok(text.to_string())
    } else {
        Err(words::phone_wrong())
    }
}
