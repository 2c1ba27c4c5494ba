//! The whole way on one screen: what build, check, serve, publish and export share.
//!
//! 1. [`load`]: content → model → link, with every diagnostic.
//! 2. [`site`]: render → the files of the site, in memory.
//! 3. [`build`]: both, then [`output::write`] swaps the new site in.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::content;
use crate::diag::{self, Diagnostic, Error};
use crate::link::{self, Edition};
use crate::model;
use crate::output::exports::{self, Form};
use crate::output::{self, Written};
use crate::render::theme::Theme;
use crate::render::{self, Page};

/// The edition as it stands in the content, with what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    pub config: Config,
    pub edition: Edition,
    /// In the order in which they are shown.
    pub diagnostics: Vec<Diagnostic>,
}

/// Every file of the site, in memory.
#[derive(Debug)]
pub struct Site {
    /// Sorted by path, the manifest last.
    pub files: Vec<Page>,
    /// Fonts that the theme names and that are not there.
    pub missing_fonts: Vec<String>,
}

/// What a build did.
#[derive(Debug)]
pub struct Built {
    pub loaded: Loaded,
    /// `None` when errors in the content kept the old site.
    pub written: Option<Written>,
    pub missing_fonts: Vec<String>,
}

/// Reads the project: content → model → link.
///
/// # Errors
///
/// When `config.toml` is wrong or the disk refuses; what is wrong with the
/// content is in [`Loaded::diagnostics`].
pub fn load(root: &Path) -> Result<Loaded, Error> {
    let config = Config::load(root)?;
    let (files, mut diagnostics) = content::load(root)?;
    let (records, more) = model::records(&files);
    diagnostics.extend(more);
    let (edition, more) = link::link(records);
    diagnostics.extend(more);
    diag::sort(&mut diagnostics);
    Ok(Loaded { config, edition, diagnostics })
}

/// Makes every file of the site, in memory.
///
/// # Errors
///
/// When the theme is wrong or the disk refuses.
pub fn site(root: &Path, loaded: &Loaded) -> Result<Site, Error> {
    let folder = theme_folder(root, &loaded.config);
    let theme = Theme::load(&folder)?;
    let (assets, asset_files, missing_fonts) = output::assets::prepare(root, &folder)?;
    let pages = render::render(&loaded.edition, &loaded.config, &theme, &assets)?;
    let files = output::complete(&loaded.edition, &loaded.config, pages, asset_files);
    Ok(Site { files, missing_fonts })
}

/// Builds the site into `public`. With errors in the content nothing is written.
///
/// # Errors
///
/// As [`load`], [`site`] and [`output::write`].
pub fn build(root: &Path, public: &Path) -> Result<Built, Error> {
    let loaded = load(root)?;
    if diag::errors(&loaded.diagnostics) > 0 {
        return Ok(Built { loaded, written: None, missing_fonts: Vec::new() });
    }
    let site = site(root, &loaded)?;
    let written = output::write(&site.files, public)?;
    Ok(Built { loaded, written: Some(written), missing_fonts: site.missing_fonts })
}

/// Writes the edition in some of the forms of machines, without the site. With
/// errors in the content nothing is written.
///
/// # Errors
///
/// As [`load`] and [`output::write`].
pub fn export(root: &Path, out: &Path, forms: &[Form]) -> Result<Built, Error> {
    let loaded = load(root)?;
    if diag::errors(&loaded.diagnostics) > 0 {
        return Ok(Built { loaded, written: None, missing_fonts: Vec::new() });
    }
    let files = exports::files_of(&loaded.edition, &loaded.config, forms);
    let written = output::write(&output::listed(files), out)?;
    Ok(Built { loaded, written: Some(written), missing_fonts: Vec::new() })
}

/// The folder of the theme that `config.toml` names.
pub fn theme_folder(root: &Path, config: &Config) -> PathBuf {
    root.join("themes").join(&config.theme)
}
