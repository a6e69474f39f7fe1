//! `type:` of a field, with the keys that only this type has.

use super::conditions::Scope;
use super::fields::options;
use super::{prose, scalar};
use crate::form::reference::FIELD_TYPES;
use crate::form::{Choice, Day, Kind, Number, Range};
use crate::problem::one_of;
use crate::source::{Table, Value};

/// Hosts of private mailboxes, for `refuse_domains: personal`.
const PERSONAL: [&str; 30] = [
    "aol.co.uk",
    "aol.com",
    "blueyonder.co.uk",
    "btinternet.com",
    "fastmail.com",
    "gmail.com",
    "gmx.co.uk",
    "gmx.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "ntlworld.com",
    "outlook.co.uk",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "talktalk.net",
    "tiscali.co.uk",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
    "ymail.com",
];

pub(super) fn read(row: &mut Table<'_>, scope: &Scope<'_>) -> Option<Kind> {
    let word = row.required_text("type")?;
    let yes_no = || vec![choice("yes", "Yes"), choice("no", "No")];
    let percent = Range { min: Some(Number::whole(0)), max: Some(Number::whole(100)), decimals: 1 };
    let any = Range { min: None, max: None, decimals: 0 };
    let money = Range { min: Some(Number::whole(0)), max: None, decimals: 2 };
    Some(match word.value.as_str() {
        "text" => Kind::Text,
        "textarea" => Kind::Textarea,
        "number" => {
            let decimals = row.integer("decimals").map(|number| u32::try_from(number).unwrap_or(9));
            if decimals.is_some_and(|decimals| decimals > 4) {
                row.reader().error(
                    "value-wrong-kind",
                    row.span.clone(),
                    "`decimals` is too great",
                    "write a number from 0 to 4",
                );
            }
            Kind::Number(range(row, Range { decimals: decimals.unwrap_or(0).min(4), ..any }))
        }
        "money" => Kind::Money(range(row, money)),
        "percent" => Kind::Percent(range(row, percent)),
        "email" => Kind::Email { refuse_domains: refuse_domains(row) },
        "phone" => Kind::Phone,
        "postcode" => Kind::Postcode,
        "address" => Kind::Address,
        "radios" => Kind::Radios(options(row, scope)?),
        "checkboxes" => Kind::Checkboxes(options(row, scope)?),
        "select" => Kind::Select(options(row, scope)?),
        "autocomplete" => Kind::Autocomplete(options(row, scope)?),
        "yes-no" => Kind::YesNo(yes_no()),
        "date" => Kind::Date(day(row)),
        "month" => Kind::Month(day(row)),
        "upn" => Kind::Upn,
        "uln" => Kind::Uln,
        "urn" => Kind::Urn,
        "nhs-number" => Kind::NhsNumber,
        "council" => {
            let councils = scope.shared.councils.iter();
            Kind::Council(councils.map(|council| choice(&council.id, &council.name)).collect())
        }
        "declaration" => Kind::Declaration,
        "content" => {
            let text = row.required_text("content")?;
            Kind::Content(prose(row, &text))
        }
        other => {
            let help = one_of(other, FIELD_TYPES.iter().map(|known| known.name));
            row.reader().error(
                "form-unknown-type",
                word.span.clone(),
                format!("unknown type `{other}`"),
                help,
            );
            return None;
        }
    })
}

fn choice(value: &str, text: &str) -> Choice {
    Choice { value: value.to_string(), text: text.to_string(), hint: None, when: None }
}

fn day(row: &mut Table<'_>) -> Day {
    let days = [("any", Day::Any), ("past", Day::Past), ("future", Day::Future)];
    row.choice("in", &days).unwrap_or(Day::Any)
}

/// `min` and `max`, over what holds for the type anyway.
fn range(row: &mut Table<'_>, default: Range) -> Range {
    let mut bound = |key: &'static str| {
        let text = row.text(key)?;
        let number = Number::parse(&text.value);
        if number.is_none() {
            let message = format!("`{}` is not a number", text.value);
            row.reader().error("value-wrong-kind", text.span, message, "write one, as `17`");
        }
        number
    };
    let (min, max) = (bound("min"), bound("max"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = "no answer can be right: `min` is greater than `max`";
        row.reader().error("field-range", row.span.clone(), message, "swap the two");
    }
    Range { min: min.or(default.min), max: max.or(default.max), ..default }
}

/// `personal`, or a list of hosts.
fn refuse_domains(row: &mut Table<'_>) -> Vec<String> {
    let Some(node) = row.node("refuse_domains") else { return Vec::new() };
    match (&node.value, scalar(node)) {
        (_, Some("personal")) => PERSONAL.map(str::to_string).to_vec(),
        (Value::List(items), _) => items
            .iter()
            .filter_map(scalar)
            .flat_map(|host| match host {
                "personal" => PERSONAL.map(str::to_string).to_vec(),
                host => vec![host.to_lowercase()],
            })
            .collect(),
        _ => {
            row.reader().error(
                "value-wrong-kind",
                node.span.clone(),
                "`refuse_domains` is not a list of hosts",
                "write `personal`, or a list as `[gmail.com]`",
            );
            Vec::new()
        }
    }
}
