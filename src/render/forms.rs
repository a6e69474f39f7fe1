//! The pages of forms: the form itself, the form on paper, and the tables of what is asked, why and for how long.

use super::OutputFile;
use super::named::{Listed, Named};
use super::view::{PageView, Views};
use crate::form::{Drawer, Form, Openness, Shown};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::Shortcodes;
use tera::{Context, Value};

/// The pages of forms that readers look for: each form and, if there is any, the list of all.
pub(super) fn listed(site: &Site, views: &Views<'_>) -> Vec<PageView> {
    let forms = site.forms.iter().map(|form| views.form(form));
    forms.chain((!site.forms.is_empty()).then(|| list(views))).collect()
}

fn list(views: &Views<'_>) -> PageView {
    let summary = "Everything that you can send to the Virtual School, and its forms on paper.";
    views.beside_forms(ALL.0, ALL.1.into(), summary.into())
}

/// Draw them. They are few, so each is drawn each time.
pub(super) fn draw(site: &Site, views: &Views<'_>, site_value: &Value) -> (Vec<OutputFile>, Vec<Problem>) {
    let shortcodes =
        Shortcodes::new(&site.theme, &site.config, &site.data, site.complete_pep.clone()).on(site.today);
    let drawer = Drawer { config: &site.config, shortcodes: &shortcodes, today: site.today };
    let mut pages = Pages { site, site_value, files: Vec::new(), problems: Vec::new() };
    let mut tables = Vec::new();
    // Plans first, then what goes around them, as a reader would look for it.
    let mut forms: Vec<&Form> = site.forms.iter().map(|form| &**form).collect();
    forms.sort_by_key(|form| (!form.is_pep, &form.title));
    for form in forms {
        let address = form.address();
        let view = drawer.form(form, site.openness(form), &Shown::default());
        pages.add(&address, "form.html", &views.form(form), "form", view);
        let view = views.beside_forms(&print_address(form), print_title(form), form.summary.clone());
        pages.add(
            &print_address(form),
            "form-print.html",
            &view,
            "paper",
            drawer.paper(form, is_practice(site, form)),
        );
        let table = drawer.data_table(form);
        let summary =
            "Every question of this form, why we ask it, who reads the answer and how long we keep it.";
        let view = views.beside_forms(&data_address(form), data_title(form), summary.to_string());
        pages.add(&data_address(form), "form-data.html", &view, "table", Ok(&table));
        tables.push(table);
    }
    if !tables.is_empty() {
        let summary = "For each form: how long we keep what you send, and a table of every question.";
        let view = views.beside_forms(ALL_DATA.0, ALL_DATA.1.into(), summary.into());
        pages.add(ALL_DATA.0, "forms-data.html", &view, "tables", Ok(&tables));
        pages.add(ALL.0, "forms.html", &list(views), "tables", Ok(&tables));
    }
    (pages.files, pages.problems)
}

fn is_practice(site: &Site, form: &Form) -> bool {
    site.openness(form) == Openness::Practice
}

/// Address and title of the list of forms.
const ALL: (&str, &str) = ("forms/", "Forms");
/// Address and title of what all forms ask.
const ALL_DATA: (&str, &str) = ("forms/data/", "What each form asks, and how long we keep it");

/// The pages of forms.
pub(super) fn named(site: &Site) -> Vec<Named> {
    let page = |address: &str, title: &str, listed| Named {
        address: address.to_string(),
        title: title.to_string(),
        listed,
    };
    let mut pages = Vec::new();
    for form in &site.forms {
        pages.push(page(&form.address(), &form.title, Listed::Everywhere));
        pages.push(page(&print_address(form), &print_title(form), Listed::OnTheSite));
        pages.push(page(&data_address(form), &data_title(form), Listed::Everywhere));
    }
    if !pages.is_empty() {
        pages.extend([ALL, ALL_DATA].map(|(address, title)| page(address, title, Listed::Everywhere)));
    }
    pages
}

fn print_title(form: &Form) -> String {
    format!("{} on paper", form.title)
}

fn data_title(form: &Form) -> String {
    format!("What we ask and why: {}", form.title)
}

fn print_address(form: &Form) -> String {
    format!("{}print/", form.address())
}

fn data_address(form: &Form) -> String {
    format!("{}data/", form.address())
}

struct Pages<'a> {
    site: &'a Site,
    site_value: &'a Value,
    files: Vec<OutputFile>,
    problems: Vec<Problem>,
}

impl Pages<'_> {
    fn add(
        &mut self,
        address: &str,
        template: &str,
        page: &impl serde::Serialize,
        key: &'static str,
        view: Result<impl serde::Serialize, Problem>,
    ) {
        let drawn = view.and_then(|view| {
            let mut context = Context::new();
            context.insert_value("site", self.site_value.clone());
            context.insert("page", page);
            context.insert(key, &view);
            self.site.theme.render(template, &context)
        });
        match drawn {
            Ok(html) => self
                .files
                .push(OutputFile { path: format!("{address}index.html"), bytes: html.into_bytes().into() }),
            Err(problem) => self.problems.push(problem),
        }
    }
}
