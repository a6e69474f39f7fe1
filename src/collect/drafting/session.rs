//! Begin a draft, come back to it with its code, and leave it.

use super::address::{Place, base, cookie_name};
use super::pages::{Shows, Typed};
use super::{Drafting, Error, Opened, state};
use crate::collect::draft::{Begun, Code, New, SessionKey, SessionKind, Tried};
use crate::collect::post::Post;
use crate::collect::reference::Reference;
use crate::collect::reply::Reply;
use crate::collect::server::{CODE, DraftRequest};
use crate::collect::store::SHARED_LIMIT;
use crate::form::{Form, Values};

/// What the box for the reference is called.
const REFERENCE: &str = "_reference";

/// What is told of a code that opens nothing. A wrong reference is told alike.
const WRONG: &str = "This reference and this code do not open a draft. Check both, or find out whether the draft was sent or its time is over";

impl Drafting<'_> {
    /// Begin a draft as one of those who may, and show its code once.
    pub(in crate::collect) fn begin(
        &self,
        form: &Form,
        role: &str,
        kind: SessionKind,
    ) -> Result<Reply, String> {
        let begun = self.new_draft(form, role, kind).map_err(|error| error.to_string())?;
        let begun = begun.ok_or("the form keeps no drafts")?;
        Ok(self.begun_page(form, &begun, kind))
    }

    /// A new draft, with the form as it is today. None: the form keeps no drafts.
    pub(super) fn new_draft(
        &self,
        form: &Form,
        role: &str,
        kind: SessionKind,
    ) -> Result<Option<Begun>, Error> {
        let Some(keep_days) = form.keep.draft_days else { return Ok(None) };
        self.definitions.keep_definition(&form.definition, &form.name, &form.bundle())?;
        let sections: Vec<String> = form.sections.iter().map(|section| section.name.clone()).collect();
        let new = New {
            prefix: &form.reference,
            form: &form.name,
            definition: &form.definition,
            role,
            sections: &sections,
            readable: &form.readable_names(role),
            keep_days,
        };
        Ok(Some(self.drafts.begin_on(&new, kind, self.now)?))
    }

    /// The code of a draft that has just begun, with its session.
    pub(super) fn begun_page(&self, form: &Form, begun: &Begun, kind: SessionKind) -> Reply {
        let mut reply = self.code_page(form, &begun.reference, &begun.code, Shows::Begun);
        reply.cookies.push(set_cookie(&begun.reference, &begun.session, kind));
        reply
    }

    /// Open the draft of a request: by the session of its cookie, or by the code in its post.
    pub(super) fn opened(
        &self,
        request: &DraftRequest,
        reference: &Reference,
    ) -> Result<Option<Opened>, Error> {
        let mut cookie = None;
        let mut session = session_of(&request.cookies, reference);
        if let Some(code) = request.post.as_ref().and_then(typed_code) {
            let kind = kind_of(request.post.as_ref());
            session = match Code::parse(&code).map(|code| self.drafts.try_code(reference, &code, self.now)) {
                Ok(tried) => match tried? {
                    Some(Tried::Party(entered)) => self.drafts.enter(&entered, kind, self.now)?,
                    Some(Tried::Invitation(_)) | None => None,
                },
                Err(_) => None,
            };
            cookie = session.as_ref().map(|session| set_cookie(reference, session, kind));
        }
        let Some(session) = session else { return Ok(None) };
        let Some(open) = self.drafts.open(reference, &session, self.now)? else { return Ok(None) };
        let form = self.form_as_it_was(&open.form, &open.definition)?;
        let values = state::join(&form, &open)?;
        Ok(Some(Opened { open, session, form, values, cookie }))
    }

    /// A code was posted to the page that asks for it.
    pub(super) fn resume(&self, post: &Post) -> Reply {
        let values = Values::new(post.fields.iter().cloned());
        let again =
            |at: &str, message: &str| self.ask_for_code(values.first(REFERENCE).trim(), Some((at, message)));
        let reference = match Reference::parse(values.first(REFERENCE)) {
            Ok(reference) => reference,
            Err(_) => return again(REFERENCE, "Enter the reference of the draft, like PEP-7K3M-9QXD"),
        };
        let code = match Code::parse(values.first(CODE)) {
            Ok(code) => code,
            Err(_) if values.first(CODE).trim().is_empty() => {
                return again(CODE, "Enter the code of the draft");
            }
            Err(_) => {
                return again(
                    CODE,
                    "Check the code: there is a slip in it. It has 21 letters and digits, like 7K3M-9QXD-2F4H-8N5P-W6RT-C",
                );
            }
        };
        self.enter(&reference, &code, kind_of(Some(post)))
            .unwrap_or_else(|error| {
                tracing::error!(error = %error, "a draft was not opened");
                Some(self.refuse(crate::collect::server::Refusal::Unavailable))
            })
            .unwrap_or_else(|| again(REFERENCE, WRONG))
    }

    /// Go in with a code: a party's leads to its draft, an invitation's makes a party with a code of its own. None: it opens nothing.
    fn enter(&self, reference: &Reference, code: &Code, kind: SessionKind) -> Result<Option<Reply>, Error> {
        match self.drafts.try_code(reference, code, self.now)? {
            None => Ok(None),
            Some(Tried::Party(entered)) => {
                let Some(session) = self.drafts.enter(&entered, kind, self.now)? else { return Ok(None) };
                let mut reply = Reply::see_other(base(reference));
                reply.cookies.push(set_cookie(reference, &session, kind));
                Ok(Some(reply))
            }
            Some(Tried::Invitation(invitation)) => {
                let form = self.form_as_it_was(&invitation.form, &invitation.definition)?;
                let readable = form.readable_names(&invitation.role);
                let Some(join) = self.drafts.join(&invitation, &readable, kind, self.now)? else {
                    return Ok(None);
                };
                let who = self.who(&form, &invitation.role);
                let mut reply = self.code_page(&form, reference, &join.code, Shows::Joined(who));
                reply.cookies.push(set_cookie(reference, &join.session, kind));
                Ok(Some(reply))
            }
        }
    }

    /// A post came without a session: what was typed comes back, with a box for the code, and is stored only when it opens.
    pub(super) fn ran_out(&self, reference: &Reference, place: &Place, post: &Post) -> Reply {
        let message = match typed_code(post) {
            None => None,
            Some(code) if Code::parse(&code).is_err() => Some("Check the code: there is a slip in it"),
            Some(_) => Some(WRONG),
        };
        self.typed_page(reference, place, post, Typed::ForCode(message))
    }

    pub(super) fn sign_out(&self, opened: &Opened) -> Result<Reply, Error> {
        self.drafts.sign_out(&opened.session)?;
        let mut reply = self.left_page(
            opened,
            "You are signed out",
            "To go on, open the draft with its reference and its code.",
        );
        reply.cookies.push(clear_cookie(&opened.open.reference));
        Ok(reply)
    }

    pub(super) fn new_code(&self, opened: &Opened) -> Result<Reply, Error> {
        let code = self.drafts.new_code(&opened.open)?;
        Ok(self.code_page(&opened.form, &opened.open.reference, &code, Shows::New))
    }

    pub(super) fn delete(&self, opened: &Opened, post: &Post) -> Result<Reply, Error> {
        if !opened.leads() {
            return Ok(Reply::see_other(base(&opened.open.reference)));
        }
        let values = Values::new(post.fields.iter().cloned());
        if values.first("_sure") != "yes" {
            return Ok(self.ask_delete(opened));
        }
        self.drafts.delete(&opened.open)?;
        let text = if opened.is_by_section() {
            "Nothing of it is kept here, and its codes open nothing any more. What was sent to the team stays with them."
        } else {
            "Nothing of it is kept, and its code opens nothing any more."
        };
        let mut reply = self.left_page(opened, "The draft is deleted", text);
        reply.cookies.push(clear_cookie(&opened.open.reference));
        Ok(reply)
    }
}

fn typed_code(post: &Post) -> Option<String> {
    let code = post.fields.iter().find(|(name, _)| name == CODE).map(|(_, code)| code.clone())?;
    (!code.trim().is_empty()).then_some(code)
}

/// The session in the cookie of this draft.
pub(super) fn session_of(cookies: &str, reference: &Reference) -> Option<SessionKey> {
    session_in(cookies, &cookie_name(reference))
}

pub(super) fn set_cookie(reference: &Reference, session: &SessionKey, kind: SessionKind) -> String {
    session_cookie(&cookie_name(reference), session, kind)
}

pub(super) fn clear_cookie(reference: &Reference) -> String {
    cleared_cookie(&cookie_name(reference))
}

/// The session in the cookie of this name.
pub(super) fn session_in(cookies: &str, name: &str) -> Option<SessionKey> {
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(known, _)| *known == name).find_map(|(_, value)| SessionKey::parse(value))
}

/// `Lax`: under `Strict` a browser would not send it after a post from the site and the redirect that follows. The store ends the
/// session as well; on a shared computer it leaves the browser by itself, too.
pub(super) fn session_cookie(name: &str, session: &SessionKey, kind: SessionKind) -> String {
    let age = match kind {
        SessionKind::Own => String::new(),
        SessionKind::Shared => format!("; Max-Age={}", SHARED_LIMIT.as_secs()),
    };
    format!("{name}={}; Path=/; Secure; HttpOnly; SameSite=Lax{age}", *session.to_cookie())
}

pub(super) fn cleared_cookie(name: &str) -> String {
    format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// On whose computer somebody says that they are.
pub(in crate::collect) fn kind_of(post: Option<&Post>) -> SessionKind {
    let is_shared = |post: &Post| post.fields.iter().any(|(name, value)| name == "_shared" && value == "yes");
    if post.is_some_and(is_shared) { SessionKind::Shared } else { SessionKind::Own }
}
