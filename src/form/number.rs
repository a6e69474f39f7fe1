//! Numbers as people write them: "1,250.50", "£3", "12 %". Exact, in ten-thousandths.

/// A number with at most four digits behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i64);

const SCALE: i64 = 10_000;

impl Number {
    /// The whole number.
    pub fn whole(number: i64) -> Number {
        Number(number.saturating_mul(SCALE))
    }

    /// The next number below.
    pub(super) fn before(self) -> Number {
        Number(self.0.saturating_sub(1))
    }

    /// The next number above.
    pub(super) fn after(self) -> Number {
        Number(self.0.saturating_add(1))
    }

    /// Read one; a pound sign, a per cent sign, spaces and commas between thousands do not matter.
    pub fn parse(text: &str) -> Option<Number> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.strip_prefix('£').unwrap_or(&text);
        let text = text.strip_suffix('%').unwrap_or(text);
        let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let digits = digits.strip_prefix('£').unwrap_or(digits);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || fraction.len() > 4 || !is_digits(fraction) {
            return None;
        }
        let whole = without_commas(whole)?;
        if whole.len() > 12 || !is_digits(&whole) {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
        Some(Number(sign * (whole * SCALE + fraction)))
    }

    /// How many digits stand behind the point at the least.
    pub fn decimals(self) -> u32 {
        (0..4).find(|decimals| self.0 % 10_i64.pow(4 - decimals) == 0).unwrap_or(4)
    }

    /// As it is read, with this many digits behind the point at the least.
    pub fn text(self, decimals: u32) -> String {
        let decimals = decimals.max(self.decimals()) as usize;
        let (whole, fraction) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        let sign = if self.0 < 0 { "-" } else { "" };
        let fraction = format!("{fraction:04}");
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{}", &fraction[..decimals]),
        }
    }
}

/// Without the commas between thousands; none if they stand elsewhere.
fn without_commas(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_string());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    fits.then(|| whole.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected, decimals) in [
            ("7", "7", 0),
            (" 1,250.50 ", "1250.5", 1),
            ("£3", "3", 0),
            ("12 %", "12", 0),
            ("-0.25", "-0.25", 2),
            (".5", "0.5", 1),
            ("1 000", "1000", 0),
            ("3.10", "3.1", 1),
            ("-£2", "-2", 0),
        ] {
            let number = Number::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((number.text(0).as_str(), number.decimals()), (expected, decimals), "{text}");
        }
        assert_eq!(Number::parse("3").map(|number| number.text(2)), Some("3.00".to_string()));
        for text in ["", "a", "1,2", "1.2.3", "1e5", "--1", "1.00001", "12,34,567", "9999999999999", "."] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
