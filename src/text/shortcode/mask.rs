//! Shortcodes hidden from Markdown: quotation marks, `<` and `*` inside one must neither curl, nor open a tag, nor emphasise.

use pulldown_cmark::{CowStr, Event};
use std::borrow::Cow;

/// What Markdown gives a meaning to, each with the control character that stands for it meanwhile: one byte for one,
/// so that every place stays what it is.
const MASKS: [(char, char); 16] = [
    ('"', '\x01'),
    ('\'', '\x02'),
    ('<', '\x03'),
    ('>', '\x04'),
    ('*', '\x05'),
    ('_', '\x06'),
    ('[', '\x07'),
    (']', '\x08'),
    ('&', '\x0e'),
    ('-', '\x0f'),
    ('.', '\x10'),
    ('|', '\x11'),
    ('!', '\x12'),
    ('~', '\x13'),
    (':', '\x14'),
    ('\\', '\x15'),
];

/// The text with every `{{ … }}` masked. A text that holds one of the control characters itself stays as it is.
pub(in crate::text) fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") || text.contains(MASKS.map(|(_, mask)| mask)) {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inside = &rest[start..];
        // One that is not closed in its paragraph is no shortcode.
        let paragraph = inside.find("\n\n").unwrap_or(inside.len());
        let end = inside[..paragraph].find("}}").map_or(2, |end| end + 2);
        masked.push_str(&rest[..start]);
        masked.extend(
            inside[..end]
                .chars()
                .map(|c| MASKS.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, mask)| *mask)),
        );
        rest = &inside[end..];
    }
    Cow::Owned(masked + rest)
}

/// The event as it would be without masks: code shows a shortcode as its author wrote it.
pub(in crate::text) fn unmask(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(plain(text)),
        Event::Code(text) => Event::Code(plain(text)),
        Event::Html(text) => Event::Html(plain(text)),
        Event::InlineHtml(text) => Event::InlineHtml(plain(text)),
        other => other,
    }
}

fn plain(text: CowStr<'_>) -> CowStr<'_> {
    if !text.contains(MASKS.map(|(_, mask)| mask)) {
        return text;
    }
    let plain: String = text
        .chars()
        .map(|c| MASKS.iter().find(|(_, mask)| *mask == c).map_or(c, |(plain, _)| *plain))
        .collect();
    CowStr::from(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_every_place() {
        let text = "a \"b\" {{ x(y=\"<é>\") }} \"c\" {{ open\n\n\"d\" }}";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert!(masked.starts_with("a \"b\" {{ x(y=\x01\x03é\x04\x01) }} \"c\""));
        assert!(masked.ends_with("\"d\" }}"));
        assert_eq!(plain(CowStr::from(masked.into_owned())).as_ref(), text);
    }
}
