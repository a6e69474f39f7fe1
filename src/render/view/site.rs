//! `site`, as every template sees it.

use super::LinkView;
use crate::render::headers;
use crate::site::Site;
use crate::text::{CompletePep, ContactView};
use serde::Serialize;

/// What is the same on every page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::render) struct SiteView {
    title: String,
    summary: String,
    language: String,
    home_url: String,
    home_canonical: String,
    organisation: OrganisationView,
    councils: Vec<CouncilView>,
    councils_text: String,
    navigation: Vec<LinkView>,
    logo_url: Option<String>,
    favicon_url: Option<String>,
    stylesheet_url: Option<String>,
    script_url: Option<String>,
    feed_url: String,
    contacts_url: Option<String>,
    not_ours_url: Option<String>,
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

impl SiteView {
    pub(super) fn new(site: &Site) -> SiteView {
        let config = &site.config;
        let asset_url = |name: &str| site.theme.asset(name).map(|asset| config.base_url.path_of(&asset.path));
        let logo = config.look.logo.as_ref().map(|logo| logo.value.as_str());
        let own_logo = logo.filter(|logo| site.downloads.iter().any(|download| download.address == *logo));
        let organisation = &config.organisation;
        let top = site.home.map(|home| site.pages[home].children.as_slice()).unwrap_or_default();
        let urgent = config.urgent_contact.as_ref().and_then(|id| site.data.contact(&id.value, None));
        SiteView {
            title: config.title.clone(),
            summary: config.summary.clone(),
            language: config.language.clone(),
            home_url: config.base_url.path().to_string(),
            home_canonical: config.base_url.absolute(""),
            organisation: OrganisationView {
                name: organisation.name.clone(),
                short_name: organisation.short_name.clone(),
                area: organisation.area.clone(),
            },
            councils: config
                .councils
                .iter()
                .map(|council| CouncilView {
                    id: council.id.clone(),
                    name: council.name.clone(),
                    short_name: council.short_name.clone(),
                    website: council.website.clone(),
                })
                .collect(),
            councils_text: config.councils_text(),
            navigation: top.iter().map(|page| LinkView::new(site, &site.pages[*page])).collect(),
            logo_url: own_logo
                .map(|logo| config.base_url.path_of(logo))
                .or_else(|| asset_url(logo.unwrap_or("logo.svg"))),
            favicon_url: asset_url("favicon.svg"),
            stylesheet_url: asset_url("style.css"),
            script_url: asset_url("site.js"),
            feed_url: config.base_url.path_of("feed.xml"),
            contacts_url: site.contacts_url.clone(),
            not_ours_url: site.not_ours_url.clone(),
            complete_pep: site.complete_pep.clone(),
            urgent: urgent.map(|contact| ContactView::new(contact, &site.data)),
            csp: headers::content_security_policy(config),
            samples: site.data.contacts.iter().any(|contact| contact.sample),
            generator: concat!("Fingerpost ", env!("CARGO_PKG_VERSION")).to_string(),
        }
    }
}
