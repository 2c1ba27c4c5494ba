//! Render: what a reader gets, still in memory.
//!
//! In: the [`Edition`] and a [`Theme`]. Out: [`Page`]s, complete HTML, sorted by path.

pub mod words;
pub mod theme;

use crate::config::Config;
use crate::diag::Error;
use crate::link::Edition;
use crate::model::Both;
use crate::render::theme::Theme;

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path in `public/`: `en/actors/russia/index.html`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Where the files stand that pages ask the browser to load: paths from the
/// site's root, with the hashes that output has put in their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet: `assets/matn.3f2a1b.css`.
    pub styles: String,
    /// Scripts, in the order in which they are loaded; all are deferred.
    pub scripts: Vec<String>,
    /// Fonts that the first screen of each language needs.
    pub fonts_preload: Both<Vec<String>>,
}

/// Every page of the edition, sorted by path.
///
/// # Errors
///
/// Only when a template of the theme is wrong.
pub fn render(
    edition: &Edition,
    config: &Config,
    theme: &Theme,
    assets: &Assets,
) -> Result<Vec<Page>, Error> {
    let _ = (edition, config, theme, assets);
    Ok(Vec::new())
}
