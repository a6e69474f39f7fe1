//! What a theme publishes: style sheet and script under a name that changes with their content.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of the theme, ready to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its name in the theme, as `style.css`.
    pub name: String,
    /// Where it is published, relative to the site: readers' browsers may keep it for good.
    pub path: String,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// The theme's assets; the custom properties stand in front of the style sheet.
pub(super) fn publish(files: &BTreeMap<String, Arc<[u8]>>, custom_properties: &str) -> Vec<Asset> {
    let assets = files.iter().map(|(name, bytes)| {
        let bytes = match name.as_str() {
            "style.css" => [custom_properties.as_bytes(), &**bytes].concat().into(),
            _ => bytes.clone(),
        };
        Asset { path: format!("assets/{}", name_with_hash(name, &bytes)), name: name.clone(), bytes }
    });
    assets.collect()
}

/// `style.css` becomes `style-1f0c93ab52.css`: ten digits of the SHA-256 of what it holds.
fn name_with_hash(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash = base16ct::lower::encode_string(&digest[..5]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}
