//! Templates, shortcodes, style sheet and colours: the theme in the binary, overridden file by file.

mod assets;
mod errors;
mod files;

use crate::config::{Config, Look, Overrides, Palette, read_palette};
use crate::problem::Problem;
use crate::source::{Reader, Source, Text, parse_toml};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::{Context, Tera};

pub use assets::Asset;
pub use files::ThemeFiles;

/// How a site looks: everything that turns views into HTML.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    templates: BTreeMap<String, Text>,
    /// Shortcodes by name, each with the arguments that an author may give.
    shortcodes: BTreeMap<String, Vec<Argument>>,
    /// Files of shortcodes that hold another component: that they can't be drawn is told once, at the file.
    misnamed: BTreeSet<String>,
    parts: Parts,
    /// Style sheet, script and pictures.
    pub assets: Vec<Asset>,
}

/// An argument of a shortcode's component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Whether it must be given: it has no default.
    pub required: bool,
}

/// How much of a theme can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// Everything.
    All,
    /// A template is wrong, but none that shortcodes need.
    Shortcodes,
    /// Not even shortcodes are known.
    None,
}

impl Theme {
    /// The theme that `config` names, and every mistake in its files.
    pub fn load(files: ThemeFiles, config: &Config) -> (Theme, Vec<Problem>) {
        let mut problems = files.problems.clone();
        let (tera, parts, template_problems) = compile(&files.templates);
        problems.extend(template_problems);
        let mut shortcodes = BTreeMap::new();
        let mut misnamed = BTreeSet::new();
        for (name, file) in shortcode_files(&files.templates) {
            if let Some(arguments) = arguments(&tera, name) {
                shortcodes.insert(name.to_string(), arguments);
            } else if parts != Parts::None {
                problems.push(errors::misnamed(name, file));
                misnamed.insert(name.to_string());
            }
        }
        let css = custom_properties(&files, &config.look, &mut problems);
        let assets = assets::publish(&files.assets, &css);
        (Theme { tera, templates: files.templates, shortcodes, misnamed, parts, assets }, problems)
    }

    /// The page or file that a template makes.
    ///
    /// # Errors
    /// The mistake in the template, with its place.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Problem> {
        self.tera.render(template, context).map_err(|error| self.problem(template, &error))
    }

    /// The HTML of a shortcode.
    ///
    /// # Errors
    /// The mistake in the template, with its place.
    pub fn render_shortcode(&self, name: &str, context: &Context) -> Result<String, Problem> {
        let html = self.tera.render_component(name, context, None, true);
        html.map_err(|error| self.problem(&template_of(name), &error))
    }

    /// Whether pages can be drawn.
    pub fn draws_pages(&self) -> bool {
        self.parts == Parts::All
    }

    /// Whether there must be a shortcode of this name, or none at all: false where a mistake in the theme was told.
    pub fn knows_of_shortcode(&self, name: &str) -> bool {
        self.parts != Parts::None && !self.misnamed.contains(name)
    }

    /// The asset with this name in the theme.
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name == name)
    }

    /// The names of all shortcodes.
    pub fn shortcode_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.shortcodes.keys().map(String::as_str)
    }

    /// The arguments of a shortcode; none if there is no such shortcode.
    pub fn shortcode_arguments(&self, name: &str) -> Option<&[Argument]> {
        self.shortcodes.get(name).map(Vec::as_slice)
    }

    fn problem(&self, template: &str, error: &tera::Error) -> Problem {
        let mut problems = errors::problems(error, &self.templates, template);
        problems.swap_remove(0)
    }
}

fn template_of(shortcode: &str) -> String {
    format!("shortcodes/{shortcode}.html")
}

/// All templates together; each is tried alone first, so that every mistake of syntax is told.
fn compile(templates: &BTreeMap<String, Text>) -> (Tera, Parts, Vec<Problem>) {
    let mut problems = Vec::new();
    for (name, file) in templates {
        if let Err(error) = Tera::default().add_raw_template(name, &file.text)
            && errors::is_syntax(&error)
        {
            problems.extend(errors::problems(&error, templates, name));
        }
    }
    if problems.is_empty() {
        match together(templates.iter()) {
            Ok(tera) => return (tera, Parts::All, problems),
            Err(error) => problems.extend(errors::problems(&error, templates, "base.html")),
        }
    }
    // Shortcodes stand on their own: with them, mistakes in pages can still be told.
    let is_component = |name: &str| name.starts_with("shortcodes/") || name.starts_with("parts/");
    match together(templates.iter().filter(|(name, _)| is_component(name))) {
        Ok(tera) => (tera, Parts::Shortcodes, problems),
        Err(_) => (Tera::default(), Parts::None, problems),
    }
}

fn together<'a>(templates: impl Iterator<Item = (&'a String, &'a Text)>) -> tera::TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html", ".xml"]);
    tera.add_raw_templates(templates.map(|(name, file)| (name, &file.text)))?;
    Ok(tera)
}

/// A file `templates/shortcodes/NAME.html` makes the shortcode NAME, if it holds a component of that name.
fn shortcode_files(templates: &BTreeMap<String, Text>) -> impl Iterator<Item = (&str, &Text)> {
    let files = templates
        .iter()
        .filter_map(|(path, file)| Some((path.strip_prefix("shortcodes/")?.strip_suffix(".html")?, file)));
    files.filter(|(name, _)| !name.contains('/'))
}

/// What the component of this name takes; none if there is no such component.
fn arguments(tera: &Tera, name: &str) -> Option<Vec<Argument>> {
    let argument = |argument: &tera::ComponentArg| Argument {
        name: argument.name().to_string(),
        required: argument.is_required(),
    };
    Some(tera.get_component_definition(name)?.args().iter().map(argument).collect())
}

/// Font and colours, as `theme.toml` sets them.
#[derive(Default)]
struct Settings {
    font: Option<String>,
    light: Overrides,
    dark: Overrides,
}

fn settings(file: &Text, problems: &mut Vec<Problem>) -> Settings {
    let (node, syntax) = parse_toml(file);
    let reader = Reader::new(file);
    let mut settings = Settings::default();
    if let Some(mut table) = reader.table(&node, "theme.toml") {
        settings = Settings {
            font: table.words("font"),
            light: table.table("light").map(read_palette).unwrap_or_default(),
            dark: table.table("dark").map(read_palette).unwrap_or_default(),
        };
        table.finish();
    }
    problems.extend(syntax);
    problems.extend(reader.into_problems());
    settings
}

/// Colours and font as custom properties, by day and by night: the first lines of the style sheet. Each comes from the
/// site's settings, else from the theme's `theme.toml`, else from the default theme's.
fn custom_properties(files: &ThemeFiles, look: &Look, problems: &mut Vec<Problem>) -> String {
    let default = settings(&files.default_settings, problems);
    let own = files.settings.as_ref().map(|file| settings(file, problems)).unwrap_or_default();
    let (light, light_problems) = Palette::new("light", &default.light, &own.light, &look.light);
    let (dark, dark_problems) = Palette::new("dark", &default.dark, &own.dark, &look.dark);
    problems.extend(light_problems.into_iter().chain(dark_problems));
    let font = look.font.clone().or(own.font).or(default.font).unwrap_or_default();
    format!(
        ":root {{\n  --font: {font};\n{}}}\n@media (prefers-color-scheme: dark) {{\n:root {{\n{}}}\n}}\n",
        light.css(),
        dark.css()
    )
}

/// The files of the theme: those in the binary, with those of the project in their place.
pub fn gather(source: &Source, config: &Config) -> Arc<ThemeFiles> {
    Arc::new(files::gather(source, &config.theme))
}
