//! Take back what was sent, until somebody of the team opens it.

use super::desk::Desk;
use super::notices;
use super::post::Post;
use super::reference::{Reference, WithdrawCode};
use super::reply::Reply;
use super::server::Refusal;
use super::store::{Store, Withdrawn};
use crate::form::{Form, Values};
use jiff::civil::Date;

/// The page that asks for reference and code.
pub(super) fn ask(desk: &Desk, form: &Form) -> Reply {
    notices::page(200, desk.withdraw_page(form, "", None))
}

/// Take back what the posted reference and code name together.
pub(super) fn take_back(store: &dyn Store, desk: &Desk, form: &Form, post: &Post, today: Date) -> Reply {
    let values = Values::new(post.fields.iter().cloned());
    let (reference, code) =
        (Reference::parse(values.first("_reference")), WithdrawCode::parse(values.first("_code")));
    let done = match (reference, code) {
        (Ok(reference), Ok(code)) => match store.receipt(&reference) {
            Ok(Some(receipt)) if receipt.form == form.name => store.withdraw(&reference, &code),
            Ok(_) => Ok(Withdrawn::Unknown),
            Err(error) => Err(error),
        },
        _ => Ok(Withdrawn::WrongCode),
    };
    match done {
        Ok(outcome) => notices::page(
            if outcome == Withdrawn::Done { 200 } else { 422 },
            desk.withdraw_page(form, values.first("_reference"), Some(outcome)),
        ),
        Err(error) => {
            tracing::error!(error = %error, "not taken back");
            notices::refusal(desk, Refusal::Unavailable, today)
        }
    }
}

/// The cookie that carries the code to the page of the receipt: half an hour long, and never in an address.
pub(super) fn cookie(reference: &Reference, code: &WithdrawCode) -> String {
    format!(
        "{}={}; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=Lax",
        cookie_name(reference),
        code.as_str()
    )
}

fn cookie_name(reference: &Reference) -> String {
    format!("__Host-sent-{reference}")
}

/// The code in a browser's cookies.
pub(super) fn code_of(cookies: &str, reference: &Reference) -> Option<WithdrawCode> {
    let name = cookie_name(reference);
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(known, _)| *known == name).find_map(|(_, code)| WithdrawCode::parse(code).ok())
}
