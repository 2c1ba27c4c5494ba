//! Output: bytes into `public/`, all at once or not at all.
//!
//! 1. [`assets::prepare`] makes styles, scripts and fonts, named by their hash.
//! 2. [`each`] makes every file of the site: pages, and beside them assets, feeds,
//!    sitemap, the search index, and the edition in the forms of machines. Each is
//!    handed on when it is made, so that no more of them are in memory than threads.
//! 3. [`Writing`] fills a new folder beside the old `public/`, then swaps the two
//!    in one step. Killed at any moment, it leaves the old site or the new one.

pub mod assets;
pub mod feeds;
pub mod hosting;
pub mod redirects;
pub mod exports;
pub mod search;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::diag::Error;
use crate::disk;
use crate::disk::Lock;
use crate::output::exports::Form;
use crate::render::{self, Given, Page, Prepared, Take};

/// The list of what Virast wrote, at the root of the site: `blake3  path`, one a line.
pub const MANIFEST: &str = ".virast-manifest";

/// Stands in a site that shows drafts, and names their files: such a site is for
/// the people of the edition and is never published.
pub const DRAFTS: &str = ".virast-drafts";

/// The lock that keeps two builds of one project apart.
const LOCK: &str = ".public-lock";

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Their bytes in all.
    pub bytes: u64,
}

/// Every file of the site but the manifest, handed on as soon as it is made, in
/// any order: pages, what stands beside them, and the forms of machines.
///
/// # Errors
///
/// When a template of the theme or a redirect of the settings is wrong, and those
/// of `take`.
pub fn each(given: &Given<'_>, assets: &[Page], take: &Take<'_>) -> Result<(), Error> {
    let prepared = Prepared::default();
    let beside = beside(given, &prepared)?;
    assets.iter().cloned().chain(beside).try_for_each(take)?;
    // What each of these does alone at its beginning or end leaves no processor idle.
    let search = || search::files(given.edition).into_par_iter().try_for_each(take);
    let exports = || exports::each(given.edition, given.config, &Form::ALL, take);
    let pages = || render::each(given, &prepared, take);
    let (searched, (exported, rendered)) = rayon::join(search, || rayon::join(exports, pages));
    searched.and(exported).and(rendered)
}

/// What stands beside the pages: feeds, what hosts read, redirects.
///
/// # Errors
///
/// When a redirect of the settings is wrong.
pub fn beside(given: &Given<'_>, prepared: &Prepared) -> Result<Vec<Page>, Error> {
    let (edition, config) = (given.edition, given.config);
    let paths = prepared.paths(given).collect();
    let mut files = feeds::files(edition, config, &paths);
    let redirects = redirects::of(given, prepared)?;
    files.push(redirects::list(&redirects, config.base_path()));
    let target = |path: &str| render::one(given, prepared, path).ok().flatten();
    files.extend(redirects::pages(&redirects, config, &target));
    files.extend(redirects::copies(given, prepared));
    Ok(files)
}

/// The whole site in memory, sorted by path, the manifest last.
///
/// # Errors
///
/// When a template of the theme is wrong.
pub fn complete(given: &Given<'_>, assets: &[Page]) -> Result<Vec<Page>, Error> {
    let files = Mutex::new(Vec::new());
    each(given, assets, &|file| {
        files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        Ok(())
    })?;
    let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let hashes: Vec<_> = files.par_iter().map(|f| hash(&f.bytes)).collect();
    let list = files.iter().map(|f| f.path.as_str()).zip(hashes.iter().map(String::as_str));
    let manifest = manifest(list);
    files.push(manifest);
    Ok(files)
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The manifest of files with these paths and hashes, in their order.
fn manifest<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Page {
    let mut text = String::new();
    for (path, hash) in files {
        let _ = writeln!(text, "{hash}  {path}");
    }
    Page { path: MANIFEST.to_owned(), bytes: text.into_bytes() }
}

/// A site that is written beside the one that stands, file by file, and then
/// takes its place. Dropped before that, it leaves the old site as it was.
#[derive(Debug)]
pub struct Writing {
    public: PathBuf,
    staging: PathBuf,
    /// Whether there is an old site, in which files may be as they will be.
    has_old: bool,
    _lock: Lock,
    folders: Mutex<BTreeSet<PathBuf>>,
    /// By path: hash and bytes of what was written.
    written: Mutex<BTreeMap<String, (String, u64)>>,
}

impl Writing {
    /// Begins a site that will stand where the folder `public` is.
    ///
    /// # Errors
    ///
    /// When the folder holds files that Virast did not write, or the disk refuses.
    pub fn begin(public: &Path) -> Result<Self, Error> {
        let home = public.parent().unwrap_or(Path::new("."));
        disk::create_folder(home)?;
        let lock = disk::lock(&home.join(LOCK))?;
        // Under the lock nobody else is building: these are left from a killed build.
        for leftover in disk::folders_beginning(home, ".public-")? {
            disk::remove_folder(&leftover)?;
        }
        refuse_foreign_files(public)?;
        let staging = home.join(".public-new");
        disk::create_folder(&staging)?;
        Ok(Self {
            public: public.to_owned(),
            has_old: public.is_dir(),
            staging,
            _lock: lock,
            folders: Mutex::default(),
            written: Mutex::default(),
        })
    }

    /// Writes one file; several threads may.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn take(&self, file: &Page) -> Result<(), Error> {
        let path = self.staging.join(&file.path);
        if let Some(folder) = path.parent() {
            let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
            if !folders.contains(folder) {
                disk::create_folder(folder)?;
                folders.insert(folder.to_owned());
            }
        }
        let old = self.has_old.then(|| self.public.join(&file.path));
        disk::place(&path, &file.bytes, old.as_deref())?;
        let about = (hash(&file.bytes), file.bytes.len() as u64);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.insert(file.path.clone(), about);
        Ok(())
    }

    /// Writes the manifest and puts the new site where the old one is.
    ///
    /// # Errors
    ///
    /// When the disk refuses. The old site then stands as it was.
    pub fn finish(self) -> Result<Written, Error> {
        let list =
            std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        self.take(&manifest(list.iter().map(|(path, (hash, _))| (path.as_str(), hash.as_str()))))?;
        let manifest =
            std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        disk::swap_folders(&self.staging, &self.public)?;
        disk::remove_folder(&self.staging)?;
        let sizes = list.values().chain(manifest.values()).map(|(_, bytes)| *bytes);
        Ok(Written { files: list.len() + manifest.len(), bytes: sizes.sum() })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // After `finish` there is none; what cannot be removed, the next build removes.
        let _ = disk::remove_folder(&self.staging);
    }
}

/// Puts these files where the folder `public` is, with their manifest.
///
/// # Errors
///
/// As [`Writing`].
pub fn write(files: &[Page], public: &Path) -> Result<Written, Error> {
    let writing = Writing::begin(public)?;
    files.par_iter().filter(|f| f.path != MANIFEST).try_for_each(|file| writing.take(file))?;
    writing.finish()
}

/// A folder that is no site of ours, or holds something of somebody else's, is
/// not swapped away.
fn refuse_foreign_files(public: &Path) -> Result<(), Error> {
    if public.is_symlink() {
        return Err(foreign(
            public,
            "is a symbolic link",
            "remove the link; a build makes the folder itself",
        ));
    }
    if public.is_file() {
        return Err(foreign(public, "is a file", "move it away; a build makes a folder there"));
    }
    let found = disk::walk_all(public)?;
    if found.is_empty() {
        return Ok(());
    }
    let manifest = public.join(MANIFEST);
    if !manifest.is_file() {
        return Err(foreign(
            public,
            "is not empty and was not written by Virast",
            "move it away, or name another folder with `--out`",
        ));
    }
    let text = disk::read_text(&manifest)?;
    let ours: BTreeSet<&str> = text.lines().filter_map(|l| Some(l.split_once("  ")?.1)).collect();
    match found.iter().find(|f| f.relative != MANIFEST && !ours.contains(f.relative.as_str())) {
        Some(file) => Err(foreign(
            &file.path,
            "was not written by Virast and would be lost",
            "files for the root of the site belong in the theme's folder `static/`; move it there or away",
        )),
        None => Ok(()),
    }
}

fn foreign(path: &Path, what: &str, hint: &str) -> Error {
    Error::Refused { message: format!("`{}` {what}", path.display()), hint: Some(hint.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, text: &str) -> Page {
        Page { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_new_site_replaces_the_old_one_whole() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        write(&[page("a/index.html", "one"), page("b.txt", "x")], &public).unwrap();
        write(&[page("a/index.html", "two")], &public).unwrap();
        assert_eq!(disk::read_text(&public.join("a/index.html")).unwrap(), "two");
        assert!(!public.join("b.txt").exists());
        assert!(!home.path().join(".public-new").exists());
    }

    #[test]
    fn an_unchanged_file_is_not_written_again() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        let files = [page("a/index.html", "same")];
        write(&files, &public).unwrap();
        let before = std::fs::metadata(public.join("a/index.html")).unwrap().modified().unwrap();
        write(&files, &public).unwrap();
        let after = std::fs::metadata(public.join("a/index.html")).unwrap().modified().unwrap();
        assert_eq!(before, after);
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused_and_kept() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        disk::write(&public.join("thesis.txt"), b"years of work").unwrap();
        let refused = write(&[page("index.html", "x")], &public);
        assert!(matches!(refused, Err(Error::Refused { .. })));
        assert_eq!(disk::read_text(&public.join("thesis.txt")).unwrap(), "years of work");
    }

    #[test]
    fn a_foreign_file_in_our_folder_is_refused_and_kept() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        write(&[page("index.html", "x")], &public).unwrap();
        disk::write(&public.join("CNAME"), b"edition.example").unwrap();
        let refused = write(&[page("index.html", "y")], &public).unwrap_err();
        assert!(refused.to_string().contains("CNAME"), "{refused}");
        assert_eq!(disk::read_text(&public.join("index.html")).unwrap(), "x");
    }
}
