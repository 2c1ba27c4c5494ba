//! The whole way on one screen: what build, check, serve, publish and export share.
//!
//! 1. [`import`]: sources → content; [`import_new`]: those that are new.
//! 2. [`load`]: content → model → link, with every diagnostic.
//! 3. [`site`]: render → the files of the site, in memory.
//! 4. [`build`]: all of these, then [`output::write`] swaps the new site in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::content;
use crate::diag::{self, Diagnostic, Error};
use crate::import::decisions::Decision;
use crate::import::run::{self, Summary};
use crate::import::{Known, citations};
use crate::link::{self, Edition};
use crate::model;
use crate::output::exports::{self, Form};
use crate::output::{self, Written};
use crate::render::theme::Theme;
use crate::render::{self, Page};
use crate::text::Lang;

/// The edition as it stands in the content, with what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    pub config: Config,
    pub edition: Edition,
    /// Images of `content/images/`, by their paths from there.
    pub images: Vec<String>,
    /// Files that readers don't get yet, sorted by path.
    pub drafts: Vec<String>,
    /// In the order in which they are shown.
    pub diagnostics: Vec<Diagnostic>,
}

/// What becomes of drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// They are pages like others: what an editor sees.
    Shown,
    /// They are not there: what readers get.
    LeftOut,
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

/// What became of the sources.
#[derive(Debug, Default)]
pub struct Sources {
    /// What was imported.
    pub summary: Summary,
    /// Patterns of `config.toml` that meet no file.
    pub absent: Vec<String>,
    /// Why new sources were left as they are; the site is built without them.
    pub left: Option<Error>,
}

/// Imports the files or, without any, those that `config.toml` names. `say`
/// hears of every file when its restoration begins.
///
/// # Errors
///
/// As [`run::run`], and when `config.toml` is wrong.
pub fn import(
    root: &Path,
    files: &[PathBuf],
    slug: Option<&str>,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Sources, Error> {
    let config = Config::load(root)?;
    let (files, absent) = match files {
        [] => run::sources(root, &config)?,
        named => (named.to_vec(), Vec::new()),
    };
    let summary = run::run(root, &config, &files, slug, &known(root)?, say)?;
    Ok(Sources { summary, absent, left: None })
}

/// Writes down what an editor decided, each decision with the folder of its
/// article. The next import honours it.
///
/// # Errors
///
/// As [`run::decide`].
pub fn decide(root: &Path, decided: &[(String, Decision)]) -> Result<(), Error> {
    let mut folders: BTreeMap<&str, Vec<Decision>> = BTreeMap::new();
    for (folder, decision) in decided {
        folders.entry(folder).or_default().push(decision.clone());
    }
    folders.iter().try_for_each(|(folder, list)| run::decide(root, folder, list))
}

/// Imports those sources of `config.toml` that are new or have changed. That the
/// dictionary is not there keeps no site from being built.
///
/// # Errors
///
/// When `config.toml` is wrong or the disk refuses.
pub fn import_new(root: &Path, say: &(dyn Fn(&str) + Sync)) -> Result<Sources, Error> {
    let config = Config::load(root)?;
    let (files, mut absent) = run::sources(root, &config)?;
    if !files.is_empty() {
        // One place for the sources is enough; that another has none is no news.
        absent.clear();
    }
    let new = run::new_ones(root, &files)?;
    if new.is_empty() {
        return Ok(Sources { absent, ..Sources::default() });
    }
    match run::run(root, &config, &new, None, &known(root)?, say) {
        Ok(summary) => Ok(Sources { summary, absent, left: None }),
        Err(refused @ Error::Refused { .. }) => {
            Ok(Sources { absent, left: Some(refused), ..Sources::default() })
        }
        Err(error) => Err(error),
    }
}

/// What the edition's content tells import: names, which count as words, and
/// works, whose keys its citations get. Problems of the content are `load`'s.
fn known(root: &Path) -> Result<Known, Error> {
    let (files, _) = content::load(root)?;
    let (records, _) = model::records(&files);
    let mut known = Known::default();
    for entity in &records.entities {
        for version in Lang::ALL.iter().filter_map(|l| entity.versions.get(*l).as_ref()) {
            known.names.push(version.title.clone());
            known.names.extend(version.aliases.iter().map(|(name, _)| name.clone()));
        }
    }
    for work in records.works.iter().filter(|w| !w.found) {
        known.keys.insert(work.key.clone());
        let entry = files.entries.iter().find(|e| e.key == work.key);
        let as_printed = |field| {
            let text = entry.and_then(|e| e.field(field)).unwrap_or_default();
            text.split(';').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
        };
        let first = work.authors.first().map(|name| name.family.clone());
        let years: Vec<String> = work.year.iter().cloned().chain(as_printed("userb")).collect();
        for name in first.into_iter().chain(as_printed("usera")) {
            for year in &years {
                let key = (citations::folded(&citations::surname(&name)), year.to_lowercase());
                known.works.insert(key, work.key.clone());
            }
        }
    }
    Ok(known)
}

/// What a run leaves for the next: the preview reads again only what has changed.
#[derive(Debug, Default)]
pub struct Memory {
    content: content::Memory,
    link: link::memory::Memory,
}

/// Reads the project: content → model → link.
///
/// # Errors
///
/// When `config.toml` is wrong or the disk refuses; what is wrong with the
/// content is in [`Loaded::diagnostics`].
pub fn load(root: &Path) -> Result<Loaded, Error> {
    load_again(root, Drafts::LeftOut, &mut Memory::default())
}

/// As [`load`], and reads only what has changed since the run that filled the
/// memory. What comes out is the same.
///
/// # Errors
///
/// As [`load`].
pub fn load_again(root: &Path, drafts: Drafts, memory: &mut Memory) -> Result<Loaded, Error> {
    let config = Config::load(root)?;
    let (mut files, mut diagnostics) = content::load_again(root, &mut memory.content)?;
    let found = files.drafts();
    if drafts == Drafts::LeftOut {
        files.leave_out(&found);
        diagnostics.retain(|d| found.binary_search(&d.place.file).is_err());
    }
    let (records, more) = model::records(&files);
    diagnostics.extend(more);
    let (edition, more) = link::link_again(records, &mut memory.link);
    diagnostics.extend(more);
    diag::sort(&mut diagnostics);
    Ok(Loaded { config, edition, images: files.images, drafts: found, diagnostics })
}

/// Makes every file of the site, in memory.
///
/// # Errors
///
/// When the theme is wrong or the disk refuses.
pub fn site(root: &Path, loaded: &Loaded) -> Result<Site, Error> {
    let Made { pages, assets, missing_fonts } = pages(root, loaded)?;
    let files = output::complete(&loaded.edition, &loaded.config, pages, assets)?;
    Ok(Site { files, missing_fonts })
}

/// As [`site`], without the forms of machines: [`machine_form`] makes those one by one.
///
/// # Errors
///
/// As [`site`].
pub fn preview(root: &Path, loaded: &Loaded) -> Result<Site, Error> {
    let Made { pages, assets, missing_fonts } = pages(root, loaded)?;
    let files = output::for_readers(&loaded.edition, &loaded.config, pages, assets)?;
    Ok(Site { files, missing_fonts })
}

/// One file of the site that is for machines, by its path.
pub fn machine_form(loaded: &Loaded, path: &str) -> Option<Page> {
    exports::one(&loaded.edition, &loaded.config, path)
}

/// Pages, what they load, and fonts that are not there.
struct Made {
    pages: Vec<Page>,
    assets: Vec<Page>,
    missing_fonts: Vec<String>,
}

fn pages(root: &Path, loaded: &Loaded) -> Result<Made, Error> {
    let folder = theme_folder(root, &loaded.config);
    let theme = Theme::load(&folder)?;
    let (names, mut assets, missing_fonts) = output::assets::prepare(root, &folder)?;
    assets.extend(output::assets::images(root, &loaded.images)?);
    let pages = render::render(&loaded.edition, &loaded.config, &theme, &names)?;
    Ok(Made { pages, assets, missing_fonts })
}

/// Builds the site into `public`. With errors in the content nothing is written.
/// A site with drafts says so in [`output::DRAFTS`], so that it is never published.
///
/// # Errors
///
/// As [`load`], [`site`] and [`output::write`].
pub fn build(root: &Path, public: &Path, drafts: Drafts) -> Result<Built, Error> {
    let loaded = load_again(root, drafts, &mut Memory::default())?;
    if diag::errors(&loaded.diagnostics) > 0 {
        return Ok(Built { loaded, written: None, missing_fonts: Vec::new() });
    }
    let mut site = site(root, &loaded)?;
    if drafts == Drafts::Shown && !loaded.drafts.is_empty() {
        let bytes = (loaded.drafts.join("\n") + "\n").into_bytes();
        site.files.retain(|file| file.path != output::MANIFEST);
        site.files.push(Page { path: output::DRAFTS.to_owned(), bytes });
        site.files = output::listed(site.files);
    }
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
