//! The pages of forms: the form itself, the form on paper, and the tables of what is asked, why and for how long.

use super::OutputFile;
use super::view::{PageView, Views};
use crate::form::{Drawer, FOLDER, Form, Openness, Shown};
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
    views.beside_forms(&format!("{FOLDER}/"), "Forms".into(), summary.into())
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
        let title = format!("{} on paper", form.title);
        let view = views.beside_forms(&print_address(form), title, form.summary.clone());
        pages.add(
            &print_address(form),
            "form-print.html",
            &view,
            "paper",
            drawer.paper(form, is_practice(site, form)),
        );
        let table = drawer.data_table(form);
        let title = format!("What we ask and why: {}", form.title);
        let summary =
            "Every question of this form, why we ask it, who reads the answer and how long we keep it.";
        let view = views.beside_forms(&data_address(form), title, summary.to_string());
        pages.add(&data_address(form), "form-data.html", &view, "table", Ok(&table));
        tables.push(table);
    }
    if !tables.is_empty() {
        let address = format!("{FOLDER}/data/");
        let summary = "For each form: how long we keep what you send, and a table of every question.";
        let view = views.beside_forms(
            &address,
            "What each form asks, and how long we keep it".into(),
            summary.into(),
        );
        pages.add(&address, "forms-data.html", &view, "tables", Ok(&tables));
        pages.add(&format!("{FOLDER}/"), "forms.html", &list(views), "tables", Ok(&tables));
    }
    (pages.files, pages.problems)
}

fn is_practice(site: &Site, form: &Form) -> bool {
    site.openness(form) == Openness::Practice
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
