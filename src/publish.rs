//! Publish: `public/` to a target of `config.toml`: the plan, then what changed.
//!
//! A target keeps the list of what Virast put there ([`MANIFEST`]); only what
//! stands in it is ever replaced or removed. Assets go first, pages after them,
//! removals last, and the list last of all: a publish that was interrupted is
//! completed by the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::{Config, Target};
use crate::diag::Error;
use crate::disk;
use crate::output::MANIFEST;

/// What a publish will do, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The folder that is written.
    pub target: PathBuf,
    /// Files that the target does not have.
    pub added: Vec<String>,
    /// Files that differ.
    pub changed: Vec<String>,
    /// Files that Virast put there and the site no longer has.
    pub removed: Vec<String>,
    /// Bytes to write.
    pub bytes: u64,
}

impl Plan {
    /// Whether the target has all of this site already.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Compares `public` with a target of `config.toml`; writes nothing.
///
/// # Errors
///
/// For a target that is not in `config.toml`, one that must not be written (the
/// project itself, a folder around it, a link, a folder of somebody else's), or
/// a `public` that no build has made.
pub fn plan(root: &Path, config: &Config, name: &str, public: &Path) -> Result<Plan, Error> {
    let target = target(root, config, name)?;
    refuse_dangerous(root, public, &target)?;
    let site = manifest(&public.join(MANIFEST))?.ok_or_else(|| {
        refused(format!("{} is no site", public.display()), "build it first: `virast build`")
    })?;
    let there = manifest(&target.join(MANIFEST))?;
    let held = disk::walk_all(&target)?;
    if there.is_none() && !held.is_empty() {
        let message = format!("{} is not empty and was not published by Virast", target.display());
        return Err(refused(message, "name an empty folder, or move what is in it away"));
    }
    let there = there.unwrap_or_default();
    let held: BTreeSet<&str> = held.iter().map(|e| e.relative.as_str()).collect();
    let mut plan = Plan { target, ..Plan::default() };
    for (path, hash) in &site {
        if !held.contains(path.as_str()) {
            plan.added.push(path.clone());
        } else if there.get(path) != Some(hash) {
            plan.changed.push(path.clone());
        } else {
            continue;
        }
        plan.bytes += disk::size(&public.join(path))?;
    }
    let gone =
        there.keys().filter(|path| !site.contains_key(*path) && held.contains(path.as_str()));
    plan.removed = gone.cloned().collect();
    Ok(plan)
}

/// Does what the plan says. `progress` hears of every file that was written.
///
/// # Errors
///
/// When the disk refuses; the message names the file. What was done until then
/// stays, and the next publish goes on from there.
pub fn carry_out(plan: &Plan, public: &Path, progress: &dyn Fn(&str)) -> Result<(), Error> {
    let all = plan.changed.iter().chain(&plan.added);
    let (assets, pages): (Vec<_>, Vec<_>) = all.partition(|path| path.starts_with("assets/"));
    for path in assets.into_iter().chain(pages) {
        let bytes = disk::read(&public.join(path))?;
        disk::write(&plan.target.join(path), &bytes)?;
        progress(path);
    }
    for path in &plan.removed {
        disk::remove_file(&plan.target.join(path))?;
        progress(path);
    }
    disk::write(&plan.target.join(MANIFEST), &disk::read(&public.join(MANIFEST))?)?;
    Ok(())
}

fn target(root: &Path, config: &Config, name: &str) -> Result<PathBuf, Error> {
    match config.publish.get(name) {
        Some(Target::Folder { path }) => Ok(root.join(path)),
        None => {
            let known: Vec<_> = config.publish.keys().map(|k| format!("`{k}`")).collect();
            let hint = if known.is_empty() {
                "add one to config.toml:\n    [publish.site]\n    kind = \"folder\"\n    path = \"/srv/www/edition\"".to_owned()
            } else {
                format!("its targets are {}", known.join(", "))
            };
            Err(refused(format!("config.toml has no publish target `{name}`"), &hint))
        }
    }
}

fn refuse_dangerous(root: &Path, public: &Path, target: &Path) -> Result<(), Error> {
    let word = |what: &str| refused(format!("{} {what}", target.display()), "name another folder");
    if target.is_symlink() {
        return Err(word("is a symbolic link"));
    }
    if target.exists() && !target.is_dir() {
        return Err(word("is no folder"));
    }
    let full = resolved(target);
    let (root, public) = (resolved(root), resolved(public));
    if root.starts_with(&full) {
        return Err(word("holds the project itself"));
    }
    if full.starts_with(&public) || public.starts_with(&full) {
        return Err(word("is the site's own folder"));
    }
    let sources = ["content", "themes", "src", "sources", ".git"];
    if sources.iter().any(|folder| full.starts_with(root.join(folder))) {
        return Err(word("is where the edition's sources stand"));
    }
    Ok(())
}

/// The path without links and `..`, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    for ancestor in path.ancestors() {
        if let Ok(full) = ancestor.canonicalize() {
            return rest.iter().rev().fold(full, |full, part| full.join(part));
        }
        rest.extend(ancestor.file_name().map(ToOwned::to_owned));
    }
    path.to_owned()
}

/// Path → hash; `None` where there is no manifest.
fn manifest(path: &Path) -> Result<Option<BTreeMap<String, String>>, Error> {
    if !path.is_file() {
        return Ok(None);
    }
    let text = disk::read_text(path)?;
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    // A manifest can have been changed by anyone: it names files inside, or none.
    let inside =
        lines.filter(|(_, path)| !path.starts_with('/') && !path.split('/').any(|p| p == ".."));
    Ok(Some(inside.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect()))
}

fn refused(message: String, hint: &str) -> Error {
    Error::Refused { message, hint: Some(hint.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place {
        home: tempfile::TempDir,
        config: Config,
    }

    impl Place {
        fn new(target: &str) -> Self {
            let home = tempfile::tempdir().unwrap();
            let text = format!("[publish.site]\nkind = \"folder\"\npath = {target:?}\n");
            let config = Config::parse(&text).unwrap();
            std::fs::create_dir_all(home.path().join("project/content")).unwrap();
            Self { home, config }
        }

        fn root(&self) -> PathBuf {
            self.home.path().join("project")
        }

        fn build(&self, files: &[(&str, &str)]) -> PathBuf {
            let public = self.root().join("public");
            disk::remove_folder(&public).unwrap();
            let mut list = String::new();
            for (path, text) in files {
                disk::write(&public.join(path), text.as_bytes()).unwrap();
                list += &format!("{}  {path}\n", blake3::hash(text.as_bytes()).to_hex());
            }
            disk::write(&public.join(MANIFEST), list.as_bytes()).unwrap();
            public
        }

        fn publish(&self, files: &[(&str, &str)]) -> Plan {
            let public = self.build(files);
            let plan = plan(&self.root(), &self.config, "site", &public).unwrap();
            carry_out(&plan, &public, &|_| ()).unwrap();
            plan
        }
    }

    #[test]
    fn only_what_changed_is_written_and_only_our_own_removed() {
        let place = Place::new("../www");
        let first =
            place.publish(&[("index.html", "1"), ("old/index.html", "2"), ("assets/a.css", "3")]);
        assert_eq!((first.added.len(), first.changed.len(), first.removed.len()), (3, 0, 0));
        let www = place.home.path().join("www");
        disk::write(&www.join("CNAME"), b"edition.example").unwrap();
        let second = place.publish(&[("index.html", "changed"), ("assets/a.css", "3")]);
        assert_eq!(second.changed, ["index.html"]);
        assert_eq!(second.removed, ["old/index.html"]);
        assert!(www.join("CNAME").is_file());
        assert!(place.publish(&[("index.html", "changed"), ("assets/a.css", "3")]).is_empty());
    }

    #[test]
    fn a_folder_of_somebody_else_and_the_project_itself_are_refused() {
        for target in ["..", ".", "/", "content", "public", "../other"] {
            let place = Place::new(target);
            disk::write(&place.home.path().join("other/thesis.txt"), b"work").unwrap();
            let public = place.build(&[("index.html", "1")]);
            let refused = plan(&place.root(), &place.config, "site", &public);
            assert!(matches!(refused, Err(Error::Refused { .. })), "{target}");
        }
    }
}
