//! Logo, font and colours of a site, and the contrast that they must keep.

use crate::problem::{Placed, Problem};
use crate::source::Table;
use std::collections::BTreeMap;
use std::fmt;

/// How a site differs from its theme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// A picture below `content/`, shown in the header.
    pub logo: Option<Placed<String>>,
    /// Fonts that readers' machines have, as CSS names them; the theme's own where absent.
    pub font: Option<String>,
    /// Colours by day.
    pub light: Overrides,
    /// Colours by night.
    pub dark: Overrides,
}

/// Colours that a site or a theme sets.
pub type Overrides = BTreeMap<Token, Placed<Colour>>;

/// What a colour is for; in the style sheet `--quiet-text` and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each name says what the colour is for
pub enum Token {
    Page,
    Text,
    QuietText,
    Link,
    Brand,
    OnBrand,
    Accent,
    Focus,
    FocusText,
    Border,
    Panel,
    Error,
    Success,
}

/// Every token with its key in `site.toml`.
const TOKENS: [(&str, Token); 13] = [
    ("page", Token::Page),
    ("text", Token::Text),
    ("quiet_text", Token::QuietText),
    ("link", Token::Link),
    ("brand", Token::Brand),
    ("on_brand", Token::OnBrand),
    ("accent", Token::Accent),
    ("focus", Token::Focus),
    ("focus_text", Token::FocusText),
    ("border", Token::Border),
    ("panel", Token::Panel),
    ("error", Token::Error),
    ("success", Token::Success),
];

/// Which colour must stand out from which, and by how much: 4.5 for text (WCAG 2.2, 1.4.3), 3 for what is not text (1.4.11).
const PAIRS: [(Token, Token, f64); 14] = [
    (Token::Text, Token::Page, 4.5),
    (Token::Text, Token::Panel, 4.5),
    (Token::QuietText, Token::Page, 4.5),
    (Token::QuietText, Token::Panel, 4.5),
    (Token::Link, Token::Page, 4.5),
    (Token::Link, Token::Panel, 4.5),
    (Token::OnBrand, Token::Brand, 4.5),
    (Token::FocusText, Token::Focus, 4.5),
    (Token::Accent, Token::Page, 3.0),
    (Token::Border, Token::Page, 3.0),
    (Token::Error, Token::Page, 4.5),
    (Token::Error, Token::Panel, 4.5),
    (Token::Success, Token::Page, 4.5),
    (Token::Success, Token::Panel, 4.5),
];

impl Token {
    /// The key in `site.toml`, as `quiet_text`.
    pub fn key(self) -> &'static str {
        TOKENS.iter().find(|(_, token)| *token == self).map_or("", |(key, _)| key)
    }
}

/// A colour of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// The colour in `text`, as `#1d4f53` or `#fff`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#')?;
        let digits: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => digits.to_string(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Colour { red: part(0)?, green: part(2)?, blue: part(4)? })
    }

    /// How far two colours differ, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// How light a colour is, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.red) + 0.7152 * part(self.green) + 0.0722 * part(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// All colours of a site by day or by night: the theme's, with what the site sets in their place.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    colours: Overrides,
}

impl Palette {
    /// The colours of the default theme, with those that a theme and then a site set in their place; `part` is `light` or
    /// `dark`.
    pub fn new(
        part: &str,
        default: &Overrides,
        theme: &Overrides,
        site: &Overrides,
    ) -> (Palette, Vec<Problem>) {
        let mut changed = theme.clone();
        changed.extend(site.iter().map(|(token, colour)| (*token, colour.clone())));
        let mut colours = default.clone();
        colours.extend(changed.iter().map(|(token, colour)| (*token, colour.clone())));
        let mut problems: Vec<Problem> =
            PAIRS.iter().filter_map(|pair| weak_contrast(part, &colours, &changed, *pair)).collect();
        problems.extend(weak_focus(part, &colours, &changed));
        (Palette { colours }, problems)
    }

    /// The custom properties of the style sheet, one a line.
    pub fn css(&self) -> String {
        self.colours
            .iter()
            .map(|(token, colour)| format!("  --{}: {};\n", token.key().replace('_', "-"), colour.value))
            .collect()
    }
}

/// The ring around what has the focus has two colours; one of them must stand out from the page (WCAG 2.2, 1.4.11 and 2.4.13).
fn weak_focus(part: &str, colours: &Overrides, changed: &Overrides) -> Option<Problem> {
    let inner = weak_contrast(part, colours, changed, (Token::Focus, Token::Page, 3.0));
    inner.and_then(|_| weak_contrast(part, colours, changed, (Token::FocusText, Token::Page, 3.0)))
}

/// The problem is told where a colour was changed: the front one, or the ground if only that was.
fn weak_contrast(
    part: &str,
    colours: &Overrides,
    changed: &Overrides,
    (front, back, wanted): (Token, Token, f64),
) -> Option<Problem> {
    let (front_colour, back_colour) = (colours.get(&front)?, colours.get(&back)?);
    let contrast = front_colour.value.contrast(back_colour.value);
    if contrast >= wanted {
        return None;
    }
    let only_back = changed.contains_key(&back) && !changed.contains_key(&front);
    let place = if only_back { &back_colour.place } else { &front_colour.place };
    let message = format!(
        "in `[{part}]`, `{}` on `{}` has a contrast of {contrast:.1} to 1, and readers need {wanted}",
        front.key(),
        back.key()
    );
    Some(
        Problem::error("colour-contrast", place.clone(), message)
            .help(format!("make one of {} and {} darker or lighter", front_colour.value, back_colour.value)),
    )
}

/// The table `[look]`.
pub(super) fn read(table: &mut Table<'_>) -> Look {
    let Some(mut table) = table.table("look") else { return Look::default() };
    let look = Look {
        logo: table.placed("logo"),
        font: font(&mut table),
        light: table.table("light").map(read_palette).unwrap_or_default(),
        dark: table.table("dark").map(read_palette).unwrap_or_default(),
    };
    table.finish();
    look
}

/// Colours by token; every other key is refused.
pub fn read_palette(mut table: Table<'_>) -> Overrides {
    let mut colours = Overrides::new();
    for (key, token) in TOKENS {
        let Some(text) = table.text(key) else { continue };
        match Colour::parse(&text.value) {
            Some(colour) => {
                let place = table.reader().place(text.span);
                colours.insert(token, Placed { value: colour, place });
            }
            None => table.reader().error(
                "colour-unknown",
                text.span,
                format!("`{}` is not a colour", text.value),
                "write it with `#` and six digits, as `#1d4f53`",
            ),
        }
    }
    table.finish();
    colours
}

/// `system`, the default, leaves the choice to the theme.
fn font(table: &mut Table<'_>) -> Option<String> {
    let text = table.text("font")?;
    if text.value.contains(|c: char| !(c.is_alphanumeric() || " ,-'\"".contains(c))) {
        table.reader().error(
            "font-unknown",
            text.span,
            format!("`{}` is not a list of fonts", text.value),
            "write names with commas between, as `Verdana, sans-serif`",
        );
        return None;
    }
    (text.value != "system").then_some(text.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let colour = |text| Colour::parse(text).expect("a colour");
        assert!((colour("#000").contrast(colour("#ffffff")) - 21.0).abs() < 0.001);
        assert!((colour("#777777").contrast(colour("#fff")) - 4.478).abs() < 0.001);
        assert_eq!(colour("#AbC").to_string(), "#aabbcc");
        assert_eq!(Colour::parse("#12"), None);
        assert_eq!(Colour::parse("red"), None);
        assert_eq!(Colour::parse("#ääa"), None);
    }
}
