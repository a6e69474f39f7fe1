//! Numbers that registers give, made by rules that are written here anew, from the guides that define them.

/// Random numbers that are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// One of so many, from 0.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("a small number")
    }

    /// So often of a hundred times.
    pub(crate) fn often(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn digits(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.roll(10)).collect()
    }
}

/// The check letters of UPNs: the remainder by 23 counts along them. I, O and S are not among them.
pub(crate) const LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

fn letter(at: usize) -> char {
    LETTERS.chars().nth(at).expect("one of 23")
}

fn text(digits: &[usize]) -> String {
    digits.iter().map(usize::to_string).collect()
}

/// A UPN: the check letter of what follows, whose n-th character counts n + 1 times. A temporary one ends in a letter.
pub(crate) fn upn(dice: &mut Dice) -> String {
    let mut counted = dice.digits(12);
    let is_temporary = dice.often(30);
    if is_temporary {
        counted[11] = dice.roll(23);
    }
    let sum: usize = (2..=13).zip(&counted).map(|(weight, value)| weight * value).sum();
    let last = if is_temporary { letter(counted[11]).to_string() } else { counted[11].to_string() };
    format!("{}{}{last}", letter(sum % 23), text(&counted[..11]))
}

/// Ten digits, the last of which makes the weighted sum a multiple of eleven; numbers for which it had to be ten are not given out.
pub(crate) fn nhs_number(dice: &mut Dice) -> String {
    loop {
        let digits = dice.digits(9);
        let sum: usize = digits.iter().enumerate().map(|(at, digit)| digit * (10 - at)).sum();
        if let Some(check) = (0..10).find(|check| (sum + check) % 11 == 0) {
            return format!("{}{check}", text(&digits));
        }
    }
}

/// Ten digits that don't begin with 0; the last is 10 less the remainder of the weighted sum by eleven, which is never 0.
pub(crate) fn uln(dice: &mut Dice) -> String {
    loop {
        let digits = dice.digits(9);
        let sum: usize = digits.iter().enumerate().map(|(at, digit)| digit * (10 - at)).sum();
        if digits[0] != 0 && sum % 11 != 0 {
            return format!("{}{}", text(&digits), 10 - sum % 11);
        }
    }
}

/// As people write a long number: in groups, with hyphens, in small letters.
pub(crate) fn messy(number: &str, dice: &mut Dice) -> String {
    let mut written = String::new();
    for (at, c) in number.chars().enumerate() {
        if at > 0 && at % 3 == 0 {
            written.push_str(["", " ", "-", "  "][dice.roll(4)]);
        }
        written.push(if dice.often(50) { c.to_ascii_lowercase() } else { c });
    }
    format!(" {written} ")
}
