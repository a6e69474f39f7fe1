//! What is the same on every page, the site's and the collector's: header, footer, addresses, security policy.

mod headers;

use crate::config::{A_TO_Z, CHANGES, Config, SEARCH};
use crate::data::Data;
use crate::text::{CompletePep, ContactView};
use crate::theme::Theme;
use serde::Serialize;

pub use headers::{collector_policy, content_security_policy, for_host};

/// `site`, as every template sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteView {
    title: String,
    summary: String,
    language: String,
    home_url: String,
    home_canonical: String,
    organisation: OrganisationView,
    councils: Vec<CouncilView>,
    councils_text: String,
    navigation: Vec<NavigationView>,
    roles: Vec<NavigationView>,
    roles_url: Option<String>,
    logo_url: Option<String>,
    favicon_url: Option<String>,
    stylesheet_url: Option<String>,
    script_url: Option<String>,
    feed_url: String,
    a_to_z_url: Option<String>,
    search_url: Option<String>,
    search_script_url: Option<String>,
    changes_url: Option<String>,
    contacts_url: Option<String>,
    not_ours_url: Option<String>,
    privacy_url: Option<String>,
    footer: Vec<NavigationView>,
    forms_url: Option<String>,
    exit_url: String,
    complete_pep: CompletePep,
    urgent: Option<ContactView>,
    csp: String,
    samples: bool,
    generator: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct OrganisationView {
    name: String,
    short_name: String,
    area: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct CouncilView {
    id: String,
    name: String,
    short_name: String,
    website: Option<String>,
}

/// A link in the header or the footer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NavigationView {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// Where the parts of a page lead.
pub struct Doors {
    /// The doors in the header.
    pub navigation: Vec<NavigationView>,
    /// The page of each kind of reader: "a carer".
    pub roles: Vec<NavigationView>,
    /// The section of these pages.
    pub roles_url: Option<String>,
    /// The page of contacts.
    pub contacts_url: Option<String>,
    /// What to do about a child of another council.
    pub not_ours_url: Option<String>,
    /// The privacy notice.
    pub privacy_url: Option<String>,
    /// What the footer links to.
    pub footer: Vec<NavigationView>,
    /// The list of forms, if there are any.
    pub forms_url: Option<String>,
    /// Where "Complete a PEP" leads.
    pub complete_pep: CompletePep,
}

/// Who shows the page: assets come from the same host, everything else from the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The site's own host.
    Site,
    /// The collector, on a host or a port of its own.
    Collector,
}

impl Doors {
    /// The doors as the settings name them, without looking whether their pages exist: for a host that has no pages.
    pub fn from_settings(config: &Config) -> Doors {
        let url = |page: &Option<crate::problem::Placed<String>>| {
            page.as_ref().map(|page| config.base_url.absolute(&address_of(&page.value)))
        };
        let pages = &config.pages;
        let mut complete_pep = CompletePep::new(config, url(&pages.complete_pep));
        if !complete_pep.external && pages.complete_pep.is_none() {
            complete_pep.url = config.base_url.absolute("");
        }
        Doors {
            navigation: Vec::new(),
            roles: Vec::new(),
            roles_url: None,
            contacts_url: url(&pages.contacts),
            not_ours_url: url(&pages.not_ours),
            privacy_url: url(&pages.privacy),
            forms_url: Some(config.base_url.absolute("forms/")),
            footer: pages
                .footer
                .iter()
                .map(|page| NavigationView {
                    title: page.title.clone(),
                    url: config.base_url.absolute(&address_of(&page.page.value)),
                })
                .collect(),
            complete_pep,
        }
    }
}

/// The address, relative to the site, of a page that is named by its path below `content/`, with its anchor; of a form, which is
/// named by `../forms/NAME.yaml`, its page.
pub fn address_of(path: &str) -> String {
    let (path, anchor) = match path.split_once('#') {
        Some((path, anchor)) => (path, format!("#{anchor}")),
        None => (path, String::new()),
    };
    if let Some(form) = path.strip_prefix("../").and_then(|path| path.strip_suffix(".yaml")) {
        return format!("{form}/{anchor}");
    }
    let address = match path.strip_suffix(".md") {
        Some(stem) => match stem.strip_suffix("_index") {
            Some(folder) => folder.to_string(),
            None => format!("{stem}/"),
        },
        None => path.to_string(),
    };
    address + &anchor
}

impl SiteView {
    /// The view of a site whose doors are known.
    pub fn new(config: &Config, data: &Data, theme: &Theme, doors: Doors, host: Host) -> SiteView {
        let asset_url = |name: &str| {
            let path = &theme.asset(name)?.path;
            Some(match host {
                Host::Site => config.base_url.path_of(path),
                Host::Collector => format!("/{path}"),
            })
        };
        let logo = config.look.logo.as_ref().map(|logo| logo.value.as_str());
        let logo_url = match (logo, host) {
            (None, _) => asset_url("logo.svg"),
            (Some(name), _) if theme.asset(name).is_some() => asset_url(name),
            (Some(path), Host::Site) => Some(config.base_url.path_of(path)),
            // The picture is on another host, which the collector's policy shuts out.
            (Some(_), Host::Collector) => None,
        };
        let site_url = |path: &str| match host {
            Host::Site => config.base_url.path_of(path),
            Host::Collector => config.base_url.absolute(path),
        };
        let urgent = config.urgent_contact.as_ref().and_then(|id| data.contact(&id.value, None));
        let organisation = &config.organisation;
        SiteView {
            title: config.title.clone(),
            summary: config.summary.clone(),
            language: config.language.clone(),
            home_url: site_url(""),
            home_canonical: config.base_url.absolute(""),
            organisation: OrganisationView {
                name: organisation.name.clone(),
                short_name: organisation.short_name.clone(),
                area: organisation.area.clone(),
            },
            councils: config.councils.iter().map(CouncilView::from).collect(),
            councils_text: config.councils_text(),
            navigation: doors.navigation,
            roles: doors.roles,
            roles_url: doors.roles_url,
            logo_url,
            favicon_url: asset_url("favicon.svg"),
            stylesheet_url: asset_url("style.css"),
            script_url: asset_url("site.js"),
            feed_url: site_url("feed.xml"),
            a_to_z_url: config.pages.a_to_z.then(|| site_url(A_TO_Z)),
            // A page of the collector may post to the collector only, so it has no box.
            search_url: (config.pages.search && host == Host::Site).then(|| site_url(SEARCH)),
            search_script_url: asset_url("search.js").filter(|_| host == Host::Site),
            changes_url: config.pages.changes.then(|| site_url(CHANGES)),
            contacts_url: doors.contacts_url,
            not_ours_url: doors.not_ours_url,
            privacy_url: doors.privacy_url,
            footer: doors.footer,
            forms_url: doors.forms_url,
            exit_url: config.exit_url.clone(),
            complete_pep: doors.complete_pep,
            urgent: urgent.map(|contact| ContactView::new(contact, data)),
            csp: match host {
                Host::Site => content_security_policy(config),
                Host::Collector => collector_policy().to_string(),
            },
            samples: data.contacts.iter().any(|contact| contact.sample),
            generator: concat!("Fingerpost ", env!("CARGO_PKG_VERSION")).to_string(),
        }
    }
}

impl From<&crate::config::Council> for CouncilView {
    fn from(council: &crate::config::Council) -> CouncilView {
        CouncilView {
            id: council.id.clone(),
            name: council.name.clone(),
            short_name: council.short_name.clone(),
            website: council.website.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_page_is_its_address() {
        for (path, address) in [
            ("a.md", "a/"),
            ("a/_index.md", "a/"),
            ("_index.md", ""),
            ("a/b.md#c", "a/b/#c"),
            ("a/f.pdf", "a/f.pdf"),
            ("../forms/contact.yaml", "forms/contact/"),
        ] {
            assert_eq!(address_of(path), address);
        }
    }
}
