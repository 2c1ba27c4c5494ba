//! What is never published, and where nothing is ever published to. Each refusal
//! is worded here.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::Error;
use crate::disk;
use crate::output::{DRAFTS, MANIFEST};
use crate::publish::manifest::Manifest;
use crate::publish::shipment;

/// How many files or addresses a refusal names.
const NAMED: usize = 8;

/// What every page of the preview loads, and no page of a site.
const PREVIEW: &[u8] = b"/_virast/";

/// The folders of a project that hold its sources.
const SOURCES: [&str; 10] = [
    "content",
    "themes",
    "src",
    "sources",
    "data",
    "docs",
    "tests",
    "node_modules",
    ".git",
    ".virast",
];

/// Refuses a site that is not what the content says today: `fresh` is the list of
/// files that a build would write now.
///
/// # Errors
///
/// For a folder without a site, a site with drafts or pages of the preview, one
/// that is older than its content, and one with files that were changed by hand.
pub fn check_site(public: &Path, fresh: &[u8]) -> Result<(), Error> {
    let shown = public.display().to_string();
    let list = public.join(MANIFEST);
    let site = Manifest::read(&list)?.ok_or_else(|| no_site(&shown))?;
    if site.0.contains_key(DRAFTS) {
        let drafts = disk::read_text(&public.join(DRAFTS)).unwrap_or_default();
        return Err(with_drafts(&shown, &drafts));
    }
    let wrong: Vec<(&String, Wrong)> = site
        .0
        .par_iter()
        .filter_map(|(path, hash)| Some((path, wrong(&public.join(path), hash)?)))
        .collect();
    if let Some((path, _)) = wrong.iter().find(|(_, wrong)| *wrong == Wrong::Preview) {
        return Err(preview_page(path));
    }
    if let Some((path, _)) = wrong.first() {
        return Err(changed_by_hand(path));
    }
    let fresh = Manifest::parse(&String::from_utf8_lossy(fresh));
    if fresh != site {
        let differs = |(path, hash): &(&String, &String)| site.0.get(*path) != Some(*hash);
        let first = fresh.0.iter().find(differs).map(|(path, _)| path.as_str());
        let gone = || site.0.keys().find(|path| !fresh.0.contains_key(*path)).map(String::as_str);
        return Err(stale(&shown, first.or_else(gone).unwrap_or_default()));
    }
    Ok(())
}

/// What is wrong with a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Preview,
    Changed,
}

fn wrong(path: &Path, hash: &str) -> Option<Wrong> {
    let Ok(bytes) = disk::read(path) else { return Some(Wrong::Changed) };
    let is_page = path.extension().is_some_and(|ending| ending == "html");
    if is_page && bytes.windows(PREVIEW.len()).any(|window| window == PREVIEW) {
        return Some(Wrong::Preview);
    }
    (shipment::hash(&bytes) != hash).then_some(Wrong::Changed)
}

/// Refuses a folder that must not become a site.
///
/// # Errors
///
/// For a link, a file, the root of the file system, the project and what is
/// around it, its sources, the site's own folder.
pub fn check_folder(root: &Path, public: &Path, target: &Path) -> Result<(), Error> {
    let word = |what: &str| refused(format!("{} {what}", target.display()), "name another folder");
    if target.is_symlink() {
        return Err(word("is a symbolic link"));
    }
    if target.exists() && !target.is_dir() {
        return Err(word("is no folder"));
    }
    let full = resolved(target);
    if full.parent().is_none() {
        return Err(word("is the root of the file system"));
    }
    let (root, public) = (resolved(root), resolved(public));
    if root.starts_with(&full) {
        return Err(word("holds the project itself"));
    }
    if full.starts_with(&public) || public.starts_with(&full) {
        return Err(word("is the site's own folder"));
    }
    if SOURCES.iter().any(|folder| full.starts_with(root.join(folder))) {
        return Err(word("is where the edition's sources stand"));
    }
    Ok(())
}

/// Refuses a file that must not become an archive.
///
/// # Errors
///
/// For a link, a folder, a file that is no ZIP, and a place among the sources.
pub fn check_archive(root: &Path, public: &Path, file: &Path) -> Result<(), Error> {
    let word = |what: &str| refused(format!("{} {what}", file.display()), "name another file");
    if file.is_symlink() {
        return Err(word("is a symbolic link"));
    }
    if file.exists() && !file.is_file() {
        return Err(word("is no file"));
    }
    if file.extension().is_none_or(|ending| ending != "zip") {
        return Err(word("does not end in .zip"));
    }
    let (full, root, public) = (resolved(file), resolved(root), resolved(public));
    let sources = SOURCES.iter().any(|folder| full.starts_with(root.join(folder)));
    if sources || full.starts_with(&public) {
        return Err(word("would stand among the edition's sources or in its site"));
    }
    Ok(())
}

/// The path without links and `..`, as far as it exists.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    for ancestor in path.ancestors() {
        if let Ok(full) = ancestor.canonicalize() {
            return rest.iter().rev().fold(full, |full, part| full.join(part));
        }
        rest.extend(ancestor.file_name().map(ToOwned::to_owned));
    }
    path.to_owned()
}

fn refused(message: String, hint: &str) -> Error {
    Error::Refused { message, hint: Some(hint.to_owned()) }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The first of a list, and how many more there are.
fn some(list: &[String]) -> String {
    let mut text = list[..list.len().min(NAMED)].join("\n    ");
    if list.len() > NAMED {
        text += &format!("\n    … and {} more", list.len() - NAMED);
    }
    text
}

pub(super) fn unknown_target<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Error {
    let known: Vec<String> = known.map(|k| format!("`{k}`")).collect();
    let hint = if known.is_empty() {
        "add one to config.toml:\n    [publish.site]\n    kind = \"folder\"\n    path = \"/srv/www/edition\"".to_owned()
    } else {
        format!("its targets are {}", known.join(", "))
    };
    refused(format!("config.toml has no publish target `{name}`"), &hint)
}

pub(super) fn no_site(public: &str) -> Error {
    refused(format!("{public} is no site"), "build it first: `virast build`")
}

fn with_drafts(public: &str, drafts: &str) -> Error {
    let drafts: Vec<String> = drafts.lines().map(str::to_owned).collect();
    let message = format!("{public} shows drafts:\n    {}", some(&drafts));
    refused(message, "`virast build` leaves them out")
}

fn preview_page(path: &str) -> Error {
    refused(format!("{path} is a page of the preview"), "build the site: `virast build`")
}

fn stale(public: &str, first: &str) -> Error {
    let message = format!("{public} is not what the content says now: `{first}` differs");
    refused(message, "`virast build`, look at it, then publish; or publish with `--build`")
}

pub(super) fn changed_by_hand(path: &str) -> Error {
    refused(
        format!("public/{path} is not what the build wrote"),
        "`virast build` writes it anew; what should stay belongs in the theme or the content",
    )
}

pub(super) fn too_many_removals(count: usize, allowance: usize) -> Error {
    refused(
        format!(
            "{count} files would be removed, more than the {allowance} that this target lets pass"
        ),
        "look at the plan (`--dry-run`); if it is right, publish with `--allow-removals`",
    )
}

pub(super) fn lost_addresses(lost: &[String]) -> Error {
    refused(
        format!(
            "{} would lead nowhere, and readers have {}:\n    {}",
            count(lost.len(), "live address", "live addresses"),
            if lost.len() == 1 { "it" } else { "them" },
            some(lost)
        ),
        "say in the page that has their content now: `formerly = [\"old-id\"]`; or where they lead, \
         in config.toml: `[redirects]`; or give them up: `--allow-lost-addresses`",
    )
}

pub(super) fn foreign_folder(place: &str) -> Error {
    refused(
        format!("{place} is not empty and was not published by Virast"),
        "name an empty folder, or move what is in it away",
    )
}

pub(super) fn foreign_branch(place: &str) -> Error {
    refused(
        format!("{place} holds files that Virast did not put there"),
        "name a branch that does not exist yet: `branch = \"…\"`",
    )
}

pub(super) fn foreign_file(place: &str, path: &str) -> Error {
    refused(
        format!("at {place} stands `{path}`, which Virast did not put there and would overwrite"),
        "move it away, or publish to another place",
    )
}

pub(super) fn password(name: &str, _address: &str) -> Error {
    refused(
        format!("the target `{name}` has a password or token in its address"),
        "take it out of config.toml; git asks its own credential helper, S3's keys come from the environment",
    )
}

pub(super) fn no_keys() -> Error {
    refused(
        "the environment has no credentials for the bucket".to_owned(),
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, if you have one)",
    )
}

pub(super) fn nothing_live(name: &str) -> Error {
    refused(
        format!("`{name}` is a file that nobody serves"),
        "check it with the list inside: `sha256sum -c SHA256SUMS`",
    )
}

pub(super) fn no_server(name: &str) -> Error {
    refused(
        format!("`{name}` is no folder that a server of yours reads"),
        "a target of the kind `folder` has a server's configuration",
    )
}

/// What did not arrive, file by file.
pub(super) fn incomplete(place: &str, failures: &[String]) -> Error {
    refused(
        format!(
            "{} did not reach {place}:\n    {}",
            count(failures.len(), "file", "files"),
            some(failures)
        ),
        "publish again: what has arrived is not sent twice",
    )
}

/// What the target's machinery said.
pub(super) fn target_said(what: &str, said: &str) -> Error {
    Error::Refused { message: format!("{what}: {said}"), hint: None }
}

/// What readers get is not what was sent.
pub(super) fn unlike(address: &str, failures: &[String]) -> Error {
    refused(
        format!("{address} is not what was published:\n    {}", some(failures)),
        "a host or cache may need a while: run it again; or publish again with `--verify`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_must_not_become_a_site_are_refused() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("project");
        let public = root.join("public");
        disk::write(&root.join("content/index.md"), b"x").unwrap();
        disk::write(&home.path().join("file"), b"x").unwrap();
        let check = |target: &str, expected: bool| {
            let found = check_folder(&root, &public, &root.join(target));
            assert_eq!(found.is_ok(), expected, "{target}: {found:?}");
        };
        for target in ["..", ".", "/", "content", "content/new", "public", "public/x", "../file"] {
            check(target, false);
        }
        check("../www", true);
        check("../www/deep/er", true);
        check("site", true);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_wherever_it_leads() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("project");
        disk::create_folder(&root).unwrap();
        disk::create_folder(&home.path().join("real")).unwrap();
        std::os::unix::fs::symlink(home.path().join("real"), home.path().join("link")).unwrap();
        std::os::unix::fs::symlink(&root, home.path().join("round")).unwrap();
        for target in ["../link", "../round"] {
            assert!(check_folder(&root, &root.join("public"), &root.join(target)).is_err());
        }
        // A link on the way is seen through.
        assert!(check_folder(&root, &root.join("public"), &root.join("../round/content")).is_err());
    }
}
