//! A form about a page of the site: the page from which it was opened is named in it.

use super::{Form, Kind, Values};
use crate::problem::{Problem, one_of};
use crate::source::Table;

impl Form {
    /// What its question for a page says when it was opened from the page with this title, at this whole address: both, a line
    /// each, or the address alone where both are too long. None where no question asks for a page.
    pub fn about(&self, title: &str, url: &str) -> Option<Values> {
        let field = self.field(&self.about_page.as_ref()?.value)?;
        let lines = [format!("{title}\n{url}"), url.to_string()];
        let line = [format!("{title}: {url}"), url.to_string()];
        let said = if matches!(field.kind, Kind::Textarea) { lines } else { line };
        let fits = |text: &String| text.chars().count() <= field.max_length;
        let text = said.into_iter().find(fits)?;
        Some(Values::new([(field.name.clone(), text)]))
    }
}

/// The question for a page stands once, on a form of one page, and takes words.
pub(super) fn check(table: &Table<'_>, form: &Form) {
    let Some(about) = &form.about_page else { return };
    let takes_words = |kind: &Kind| matches!(kind, Kind::Text | Kind::Textarea);
    let fields = form.fields().filter(|field| takes_words(&field.kind)).map(|field| field.name.as_str());
    let error = |message: String, help: String| {
        let problem = Problem::error("form-about-page", about.place.clone(), message);
        table.reader().report(problem.help(help));
    };
    match form.place_of(&about.value).filter(|(_, _, field)| takes_words(&field.kind)) {
        None => error(
            format!("`{}` is not a field of the type `text` or `textarea`", about.value),
            one_of(&about.value, fields),
        ),
        Some(_) if form.saves => error(
            "a form with `save` does not open from a page".into(),
            "take `save` out, or take `about_page` out".into(),
        ),
        Some((_, page, _)) if page.repeat.is_some() => error(
            format!("`{}` is asked once for each `{}`", about.value, page.title),
            "name a field that is asked once".into(),
        ),
        Some(_) => {}
    }
}
