//! Render: what a reader gets, still in memory.
//!
//! In: the [`Edition`] and a theme. Out: [`Page`]s, complete HTML, sorted by path.

use crate::config::Config;
use crate::diag::Error;
use crate::link::Edition;

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Path in `public/`: `en/actors/russia/index.html`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Every page of the edition.
pub fn render(
    edition: &Edition,
    config: &Config,
    theme: &std::path::Path,
) -> Result<Vec<Page>, Error> {
    let _ = (edition, config, theme);
    Ok(Vec::new())
}
