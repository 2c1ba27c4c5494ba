//! Output: bytes into `public/`, all at once or not at all.
//!
//! 1. [`assets::prepare`] makes styles, scripts and fonts, named by their hash.
//! 2. [`complete`] adds to the pages what stands beside them: assets, feeds,
//!    sitemap, the search index, and the edition in the forms of machines.
//! 3. [`write`] fills a new folder beside the old `public/`, then swaps the two
//!    in one step. Killed at any moment, it leaves the old site or the new one.

pub mod assets;
pub mod feeds;
pub mod hosting;
pub mod redirects;
pub mod exports;
pub mod search;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::Error;
use crate::disk;
use crate::link::Edition;
use crate::render::Page;

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

/// The whole site: the pages and what stands beside them, sorted by path, the
/// manifest last.
pub fn complete(
    edition: &Edition,
    config: &Config,
    pages: Vec<Page>,
    assets: Vec<Page>,
) -> Result<Vec<Page>, Error> {
    let mut files = for_readers(edition, config, pages, assets)?;
    files.extend(exports::files(edition, config));
    files.extend(redirects::copies(edition, &files));
    Ok(listed(files))
}

/// What a reader's browser asks for: all but the forms of machines, which
/// [`exports::one`] makes one by one where they are wanted.
pub fn for_readers(
    edition: &Edition,
    config: &Config,
    pages: Vec<Page>,
    assets: Vec<Page>,
) -> Result<Vec<Page>, Error> {
    let mut files = feeds::files(edition, config, &pages);
    let redirects = redirects::of(edition, config, &pages)?;
    files.push(redirects::list(&redirects, config.base_path()));
    files.extend(redirects::pages(&redirects, config, &pages));
    files.extend(search::files(edition));
    files.extend(pages);
    files.extend(assets);
    Ok(files)
}

/// Files as [`write`] takes them: sorted by path, the manifest last.
pub fn listed(mut files: Vec<Page>) -> Vec<Page> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = manifest(&files);
    files.push(manifest);
    files
}

fn manifest(files: &[Page]) -> Page {
    let hashes: Vec<_> =
        files.par_iter().map(|f| blake3::hash(&f.bytes).to_hex().to_string()).collect();
    let mut text = String::new();
    for (file, hash) in files.iter().zip(hashes) {
        let _ = writeln!(text, "{hash}  {}", file.path);
    }
    Page { path: MANIFEST.to_owned(), bytes: text.into_bytes() }
}

/// Puts the site where the folder `public` is.
///
/// # Errors
///
/// When the folder holds files that Virast did not write, or the disk refuses.
/// The old site then stands as it was.
pub fn write(files: &[Page], public: &Path) -> Result<Written, Error> {
    let home = public.parent().unwrap_or(Path::new("."));
    disk::create_folder(home)?;
    let _lock = disk::lock(&home.join(LOCK))?;
    // Under the lock nobody else is building: these are left from a killed build.
    for leftover in disk::folders_beginning(home, ".public-")? {
        disk::remove_folder(&leftover)?;
    }
    refuse_foreign_files(public)?;
    let staging = home.join(".public-new");
    fill(files, public, &staging)?;
    disk::swap_folders(&staging, public)?;
    disk::remove_folder(&staging)?;
    let bytes = files.iter().map(|f| f.bytes.len() as u64).sum();
    Ok(Written { files: files.len(), bytes })
}

fn fill(files: &[Page], public: &Path, staging: &Path) -> Result<(), Error> {
    let folders: BTreeSet<PathBuf> =
        files.iter().filter_map(|f| Some(staging.join(&f.path).parent()?.to_owned())).collect();
    for folder in &folders {
        disk::create_folder(folder)?;
    }
    files.par_iter().try_for_each(|file| {
        disk::place(&staging.join(&file.path), &file.bytes, Some(&public.join(&file.path)))
    })
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

    fn site(pages: Vec<Page>) -> Vec<Page> {
        let mut files = pages;
        let list = manifest(&files);
        files.push(list);
        files
    }

    #[test]
    fn a_new_site_replaces_the_old_one_whole() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        write(&site(vec![page("a/index.html", "one"), page("b.txt", "x")]), &public).unwrap();
        write(&site(vec![page("a/index.html", "two")]), &public).unwrap();
        assert_eq!(disk::read_text(&public.join("a/index.html")).unwrap(), "two");
        assert!(!public.join("b.txt").exists());
        assert!(!home.path().join(".public-new").exists());
    }

    #[test]
    fn an_unchanged_file_is_not_written_again() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        let files = site(vec![page("a/index.html", "same")]);
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
        let refused = write(&site(vec![page("index.html", "x")]), &public);
        assert!(matches!(refused, Err(Error::Refused { .. })));
        assert_eq!(disk::read_text(&public.join("thesis.txt")).unwrap(), "years of work");
    }

    #[test]
    fn a_foreign_file_in_our_folder_is_refused_and_kept() {
        let home = tempfile::tempdir().unwrap();
        let public = home.path().join("public");
        write(&site(vec![page("index.html", "x")]), &public).unwrap();
        disk::write(&public.join("CNAME"), b"edition.example").unwrap();
        let refused = write(&site(vec![page("index.html", "y")]), &public).unwrap_err();
        assert!(refused.to_string().contains("CNAME"), "{refused}");
        assert_eq!(disk::read_text(&public.join("index.html")).unwrap(), "x");
    }
}
