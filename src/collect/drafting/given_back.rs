//! What was typed somewhere else than on a page of the form, and could not be taken: it is shown, to be copied.

use super::Drafting;
use super::address::Place;
use super::folder::NICKNAME;
use super::section::REASON;
use crate::collect::post::Post;
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::server::CODE;
use crate::form::Values;

/// The boxes of the day of the meeting.
const MEETING: [&str; 4] = ["meeting-day", "meeting-month", "meeting-year", "meeting-time"];

impl Drafting<'_> {
    /// The page that asks for the code, with what was typed. Codes are not shown back.
    pub(super) fn given_back(
        &self,
        reference: &Reference,
        (status, message): (u16, Option<&str>),
        post: &Post,
    ) -> Reply {
        let typed = words_of(post);
        let mut reply = self.resume_page(reference.as_str(), message.map(|message| (CODE, message)), &typed);
        if !typed.is_empty() {
            reply.status = status;
        }
        reply
    }
}

/// Whether anything is typed there that a person would not want to type again.
pub(super) fn takes_text(place: &Place) -> bool {
    matches!(place, Place::SendBack(_) | Place::Folder | Place::MeetingDay)
}

/// What was typed, each with its label.
fn words_of(post: &Post) -> Vec<[String; 2]> {
    let given = Values::new(post.fields.iter().cloned());
    let meeting: Vec<&str> = MEETING.iter().map(|name| given.first(name).trim()).collect();
    let all = [
        ("What is to be changed?", given.first(REASON).to_string()),
        ("A nickname for this draft", given.first(NICKNAME).to_string()),
        ("The day of the meeting", meeting.join(" ")),
    ];
    let typed = all.into_iter().map(|(label, text)| [label.to_string(), crate::form::clean(&text)]);
    typed.filter(|[_, text]| !text.trim().is_empty()).collect()
}
