//! What the templates see of drafts under way: the list to chase them by, and one with what the team may do to it.

use super::view::{council, time};
use crate::collect::chase::{Chased, State};
use crate::collect::desk::Desk;
use crate::collect::hex::digits_of;
use crate::collect::notices::{day_in_words, meeting_in_words};
use crate::collect::store::SectionState;
use jiff::Timestamp;
use serde::Serialize;

/// One line of the list.
#[derive(Serialize)]
pub(super) struct UnderWayView {
    reference: String,
    url: String,
    form: String,
    council: Option<String>,
    began: String,
    saved: Option<String>,
    meeting: Option<String>,
    kept_until: String,
    /// The roles of who has joined.
    joined: Vec<String>,
    sections: Vec<SectionView>,
}

#[derive(Serialize)]
struct SectionView {
    name: String,
    title: String,
    /// "Sent 3 November 2026", in small letters.
    state: String,
    /// Whether it is the team's to wait for: not sent as it stands.
    is_due: bool,
    /// Whether it can be sent back.
    may_return: bool,
}

/// One draft, with what the team may do to it.
#[derive(Serialize)]
pub(super) struct DraftView {
    #[serde(flatten)]
    line: UnderWayView,
    seats: Vec<SeatView>,
    invitations: Vec<InvitedView>,
    roles: Vec<RoleView>,
    /// Whether a section can be sent back.
    may_return: bool,
    /// `on`, `off` by the settings, or `later` where nothing is sealed to the team yet.
    recovery: &'static str,
    action: String,
    token: String,
    list_url: String,
    /// What came of it, if anything did.
    received_url: Option<String>,
    error: Option<String>,
    /// The reason for sending back, as it was typed.
    reason: String,
}

#[derive(Serialize)]
struct SeatView {
    id: String,
    role: String,
    joined: String,
    /// Who invited them, by role.
    by: Option<String>,
}

#[derive(Serialize)]
struct InvitedView {
    id: String,
    role: String,
    until: String,
    is_over: bool,
}

#[derive(Serialize)]
struct RoleView {
    name: String,
    title: String,
}

/// How a draft is shown.
pub(super) struct Around<'a> {
    pub(super) base: &'a str,
    pub(super) token: &'a str,
    pub(super) now: Timestamp,
    pub(super) is_on: bool,
    pub(super) has_come: bool,
    pub(super) error: Option<String>,
    pub(super) reason: String,
}

/// A draft in the list.
pub(super) fn under_way(chased: &Chased, desk: &Desk, base: &str) -> UnderWayView {
    let draft = &chased.overview.draft;
    let seats = chased.overview.seats.iter();
    UnderWayView {
        reference: draft.reference.to_string(),
        url: format!("{base}drafts/{}", draft.reference),
        form: chased.form_title().to_owned(),
        council: draft.council.as_deref().map(|id| council(id, desk)),
        began: day_in_words(draft.created),
        saved: draft.saved.map(day_in_words),
        meeting: draft.meeting_time().map(meeting_in_words),
        kept_until: day_in_words(draft.expires()),
        joined: seats.map(|seat| chased.role_title(&seat.role)).collect(),
        sections: chased.sections().into_iter().map(|section| section_view(chased, section)).collect(),
    }
}

/// A draft on a page of its own.
pub(super) fn draft(chased: &Chased, desk: &Desk, around: Around<'_>) -> DraftView {
    let Around { base, token, now, is_on, has_come, error, reason } = around;
    let overview = &chased.overview;
    let reference = &overview.draft.reference;
    let is_sealed = overview.sections.iter().any(|section| section.has_recovery);
    let line = under_way(chased, desk, base);
    DraftView {
        seats: overview
            .seats
            .iter()
            .map(|seat| SeatView {
                id: digits_of(&seat.id),
                role: chased.role_title(&seat.role),
                joined: time(seat.joined),
                by: seat.invited_by.as_deref().map(|role| chased.role_title(role)),
            })
            .collect(),
        invitations: overview
            .invitations
            .iter()
            .map(|invited| InvitedView {
                id: digits_of(&invited.id),
                role: chased.role_title(&invited.role),
                until: time(invited.expires),
                is_over: invited.expires <= now,
            })
            .collect(),
        roles: chased.roles().into_iter().map(|(name, title)| RoleView { name, title }).collect(),
        may_return: line.sections.iter().any(|section| section.may_return),
        recovery: match (is_on, is_sealed) {
            (false, _) => "off",
            (true, true) => "on",
            (true, false) => "later",
        },
        action: format!("{base}drafts/{reference}"),
        token: token.to_owned(),
        list_url: base.to_owned(),
        received_url: has_come.then(|| format!("{base}{reference}")),
        error,
        reason,
        line,
    }
}

fn section_view(chased: &Chased, section: &SectionState) -> SectionView {
    let state = State::of(section);
    let mut words = state.words().to_owned();
    if let Some((at, by)) = &section.returned {
        words = format!("{words} {} by {}", day_in_words(*at), chased.role_title(by));
    } else if let Some(at) = state.at() {
        words = format!("{words} {}", day_in_words(at));
    }
    SectionView {
        name: section.name.clone(),
        title: chased.section_title(&section.name),
        state: words,
        is_due: !matches!(state, State::Sent(_)),
        may_return: section.has_recovery && matches!(state, State::Sent(_)),
    }
}
