//! The whole way on one screen: what build, check, serve, publish and export share.
//!
//! 1. [`import`]: sources → content; [`import_new`]: those that are new.
//! 2. [`load`]: content → model → link, with every diagnostic.
//! 3. [`build`]: all of these, then render → output, file by file into the new
//!    site, which [`output::Writing`] swaps in. [`Preview`]: the same files, each
//!    when it is asked for.

pub mod desk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::content;
use crate::diag::{self, Diagnostic, Error};
use crate::disk;
use crate::import::decisions::Decision;
use crate::import::run::{self, Summary};
use crate::import::{Known, citations};
use crate::link::{self, Edition};
use crate::model;
use crate::output::exports::{self, Form};
use crate::output::{self, Writing, Written};
use crate::render::address::Address;
use crate::render::theme::Theme;
use crate::render::view::desk as view;
use crate::render::{self, Assets, Given, Page, Prepared};
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
    config: Option<Config>,
    content: content::Memory,
    link: link::memory::Memory,
}

/// Reads the project as readers get it, without drafts: content → model → link.
///
/// # Errors
///
/// When `config.toml` is wrong or the disk refuses; what is wrong with the
/// content is in [`Loaded::diagnostics`].
pub fn load(root: &Path) -> Result<Loaded, Error> {
    load_with(root, Drafts::LeftOut)
}

fn load_with(root: &Path, drafts: Drafts) -> Result<Loaded, Error> {
    let config = Config::load(root)?;
    let files = content::load(root)?;
    Ok(edition(config, files, drafts, &mut link::memory::Memory::default()))
}

/// As [`load`], and reads only what has changed since the run that filled the
/// memory. What comes out is the same; `None` when nothing has changed at all.
/// `changed` are the files of the content that somebody saw change, if that is
/// known: no other is looked at then.
///
/// # Errors
///
/// As [`load`].
pub fn load_again(
    root: &Path,
    drafts: Drafts,
    changed: Option<&BTreeSet<PathBuf>>,
    memory: &mut Memory,
) -> Result<Option<Loaded>, Error> {
    let before = memory.config.take();
    let config = Config::load(root)?;
    let files = content::load_again(root, changed, &mut memory.content)?;
    let is_same = before.as_ref() == Some(&config) && !memory.content.changed();
    memory.config = Some(config.clone());
    Ok((!is_same).then(|| edition(config, files, drafts, &mut memory.link)))
}

/// Model → link.
fn edition(
    config: Config,
    (mut files, mut diagnostics): (content::Files, Vec<Diagnostic>),
    drafts: Drafts,
    memory: &mut link::memory::Memory,
) -> Loaded {
    let found = files.drafts();
    if drafts == Drafts::LeftOut {
        files.leave_out(&found);
        diagnostics.retain(|d| found.binary_search(&d.place.file).is_err());
    }
    let (records, more) = model::records(&files);
    diagnostics.extend(more);
    let (edition, more) = link::link_again(records, memory);
    diagnostics.extend(more);
    diag::sort(&mut diagnostics);
    Loaded { config, edition, images: files.images, drafts: found, diagnostics }
}

/// How the site looks: the theme, and the files that its pages load.
#[derive(Debug)]
pub struct Look {
    theme: Theme,
    names: Assets,
    /// Styles, scripts, fonts, static files and the images of the content.
    assets: Vec<Page>,
    /// Fonts that the theme names and that are not there.
    pub missing_fonts: Vec<String>,
    /// The files that it was made of, as they stood then.
    made_of: Option<Vec<disk::Stamp>>,
}

impl Look {
    /// Reads the theme of a project and what its pages load.
    ///
    /// # Errors
    ///
    /// When the theme is wrong or the disk refuses.
    pub fn of(root: &Path, loaded: &Loaded) -> Result<Self, Error> {
        let made_of = Self::stamps(root, loaded)?;
        let folder = theme_folder(root, &loaded.config);
        let theme = Theme::load(&folder)?;
        let (names, mut assets, missing_fonts) = output::assets::prepare(root, &folder)?;
        assets.extend(output::assets::images(root, &loaded.images)?);
        Ok(Self { theme, names, assets, missing_fonts, made_of })
    }

    /// The theme's files and the images, all at rest.
    fn stamps(root: &Path, loaded: &Loaded) -> Result<Option<Vec<disk::Stamp>>, Error> {
        let mut files: Vec<PathBuf> =
            disk::walk(&theme_folder(root, &loaded.config))?.into_iter().map(|e| e.path).collect();
        files.extend(loaded.images.iter().map(|name| root.join("content/images").join(name)));
        Ok(files.iter().map(|path| disk::stamp(path)).collect())
    }

    /// Whether it would come out the same now.
    fn holds(&self, root: &Path, loaded: &Loaded) -> Result<bool, Error> {
        Ok(self.made_of.is_some() && self.made_of == Self::stamps(root, loaded)?)
    }

    fn given<'a>(&'a self, loaded: &'a Loaded) -> Given<'a> {
        let (edition, config) = (&loaded.edition, &loaded.config);
        Given { edition, config, theme: &self.theme, assets: &self.names }
    }
}

/// Makes every file of the site, in memory.
///
/// # Errors
///
/// When the theme is wrong or the disk refuses.
pub fn site(root: &Path, loaded: &Loaded) -> Result<Site, Error> {
    let look = Look::of(root, loaded)?;
    let files = output::complete(&look.given(loaded), &look.assets)?;
    Ok(Site { files, missing_fonts: look.missing_fonts })
}

/// The site as it stands in memory. A file is made when somebody asks for it, by
/// the functions that a build runs, and is the same to the byte.
#[derive(Debug)]
pub struct Preview {
    pub loaded: Arc<Loaded>,
    pub look: Arc<Look>,
    prepared: Prepared,
    search: OnceLock<Vec<Page>>,
    /// Feeds, lists for hosts, redirects.
    beside: OnceLock<Vec<Page>>,
}

impl Preview {
    /// The site of what was loaded. What `before` has counted and read, and what
    /// has not changed since, is taken from there.
    ///
    /// # Errors
    ///
    /// When the theme is wrong or the disk refuses.
    pub fn of(root: &Path, loaded: Arc<Loaded>, before: Option<&Self>) -> Result<Self, Error> {
        let look = match before {
            Some(before) if before.looks_the_same(root, &loaded)? => Arc::clone(&before.look),
            _ => Arc::new(Look::of(root, &loaded)?),
        };
        let prepared = match before {
            Some(b) => Prepared::again(&loaded.edition, &b.loaded.edition, &b.prepared),
            None => Prepared::default(),
        };
        let new = Self { loaded, look, prepared, search: OnceLock::new(), beside: OnceLock::new() };
        if !new.loaded.config.redirects.is_empty() {
            output::redirects::of(&new.given(), &new.prepared)?;
        }
        Ok(new)
    }

    /// Whether theme and images are as they were.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn looks_the_same(&self, root: &Path, loaded: &Loaded) -> Result<bool, Error> {
        self.look.holds(root, loaded)
    }

    /// The bytes of a file of the site, by its path; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When a template of the theme is wrong.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let given = self.given();
        if let Some(page) = render::one(&given, &self.prepared, path)? {
            return Ok(Some(page.bytes));
        }
        let (edition, config) = (given.edition, given.config);
        let found = |files: &[Page]| files.iter().find(|f| f.path == path).map(|f| f.bytes.clone());
        if let Some(bytes) = found(&self.look.assets) {
            return Ok(Some(bytes));
        }
        if path.starts_with(output::search::FOLDER) {
            return Ok(found(self.search.get_or_init(|| output::search::files(edition))));
        }
        if let Some(form) = exports::one(edition, config, path) {
            return Ok(Some(form.bytes));
        }
        if let Some(beside) = self.beside.get() {
            return Ok(found(beside));
        }
        let beside = output::beside(&given, &self.prepared)?;
        Ok(found(self.beside.get_or_init(|| beside)))
    }

    /// The editor's desk; `None` for a path at which it does not stand. `problems`
    /// are those of the newest content, `token` is what a request that writes must
    /// bring: without one nothing can be chosen.
    ///
    /// # Errors
    ///
    /// When a template of the theme is wrong or the disk refuses.
    pub fn desk(
        &self,
        root: &Path,
        path: &str,
        problems: &[Diagnostic],
        token: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some(lang) = Lang::ALL.into_iter().find(|l| Address::desk(*l).file() == path) else {
            return Ok(None);
        };
        let open = desk::open(root, &self.loaded)?;
        let about = view::Given { problems, open: &open, token };
        let page = render::desk(&self.given(), &self.prepared, lang, &about)?;
        Ok(page.map(|page| page.bytes))
    }

    /// Whether there is a page at a path.
    pub fn has_page(&self, path: &str) -> bool {
        self.prepared.has(&self.given(), path)
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.prepared.paths(&self.given()).count()
    }

    /// The path of the style sheet.
    pub fn styles(&self) -> &str {
        &self.look.names.styles
    }

    fn given(&self) -> Given<'_> {
        self.look.given(&self.loaded)
    }
}

/// Builds the site into `public`. With errors in the content nothing is written.
/// A site with drafts says so in [`output::DRAFTS`], so that it is never published.
///
/// # Errors
///
/// As [`load`], [`site`] and [`output::Writing`].
pub fn build(root: &Path, public: &Path, drafts: Drafts) -> Result<Built, Error> {
    let loaded = load_with(root, drafts)?;
    if diag::errors(&loaded.diagnostics) > 0 {
        return Ok(Built { loaded, written: None, missing_fonts: Vec::new() });
    }
    let look = Look::of(root, &loaded)?;
    let writing = Writing::begin(public)?;
    output::each(&look.given(&loaded), &look.assets, &|file| writing.take(&file))?;
    if drafts == Drafts::Shown && !loaded.drafts.is_empty() {
        let bytes = (loaded.drafts.join("\n") + "\n").into_bytes();
        writing.take(&Page { path: output::DRAFTS.to_owned(), bytes })?;
    }
    let written = writing.finish()?;
    Ok(Built { loaded, written: Some(written), missing_fonts: look.missing_fonts })
}

/// Writes the edition in some of the forms of machines, without the site. With
/// errors in the content nothing is written.
///
/// # Errors
///
/// As [`load`] and [`output::Writing`].
pub fn export(root: &Path, out: &Path, forms: &[Form]) -> Result<Built, Error> {
    let loaded = load(root)?;
    if diag::errors(&loaded.diagnostics) > 0 {
        return Ok(Built { loaded, written: None, missing_fonts: Vec::new() });
    }
    let writing = Writing::begin(out)?;
    exports::each(&loaded.edition, &loaded.config, forms, &|file| writing.take(&file))?;
    let written = writing.finish()?;
    Ok(Built { loaded, written: Some(written), missing_fonts: Vec::new() })
}

/// The folder of the theme that `config.toml` names.
pub fn theme_folder(root: &Path, config: &Config) -> PathBuf {
    root.join("themes").join(&config.theme)
}
