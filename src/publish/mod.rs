//! Publish: `public/` to a target of `config.toml`: the plan, then what changed.
//!
//! 1. [`refusal`]: only a whole, fresh site without drafts leaves the house.
//! 2. [`shipment`]: the files as the target's host wants them.
//! 3. [`plan`]: what the target lacks, what differs, what is to go; nothing is
//!    written yet.
//! 4. [`carry_out`]: [`folder`] and [`git`] show the old site or the new one,
//!    whole; [`bucket`] goes on where an interrupted publish stopped;
//!    [`archive`] is one file.
//! 5. [`verify`]: the live files, read back.
//!
//! A target keeps the list of what Virast put there ([`MANIFEST`]); only what
//! stands in it is ever replaced or removed. [`addresses`] keeps every address
//! that was ever published, so that none ends without a word.

pub mod manifest;
pub mod refusal;
pub mod shipment;
pub mod addresses;
pub mod folder;
pub mod git;
pub mod bucket;
pub mod archive;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::config::target::Target;
use crate::diag::Error;
use crate::disk::{self, Lock};
use crate::output::MANIFEST;
use crate::output::redirects::Redirect;
use crate::publish::addresses::Addresses;
use crate::publish::manifest::Manifest;
use crate::publish::shipment::Shipment;

/// Where a publish keeps what it needs on the way, in the project.
const FOLDER: &str = ".virast/publish";

/// What a publish will do, or did.
#[derive(Debug)]
pub struct Plan {
    /// The target, as people call it: a folder, a branch, a bucket.
    pub place: String,
    /// Files that the target does not have.
    pub added: Vec<String>,
    /// Files that differ.
    pub changed: Vec<String>,
    /// Files that Virast put there and the site no longer has.
    pub removed: Vec<String>,
    /// Addresses that lead elsewhere from now on.
    pub redirected: Vec<Redirect>,
    /// Addresses that were live and end without a redirect.
    pub lost: Vec<String>,
    /// Bytes to write.
    pub bytes: u64,
    /// How many removals the target's settings let pass.
    pub allowance: usize,
    name: String,
    shipment: Shipment,
    there: Manifest,
    way: Way,
    addresses: Addresses,
    _lock: Lock,
}

/// What the person who publishes has allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// More removals than the target's settings let pass.
    pub removals: bool,
    /// That addresses which were live end.
    pub lost_addresses: bool,
}

/// How far a publish is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// Files that are done.
    pub done: usize,
    /// Files to do.
    pub all: usize,
    /// The last one.
    pub path: &'a str,
}

/// The way to a target.
#[derive(Debug)]
enum Way {
    Folder(PathBuf),
    Git(git::Branch),
    Bucket(bucket::Store),
    Archive(PathBuf),
}

impl Plan {
    /// Whether the target has all of this site already.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Refuses what nobody has allowed.
    ///
    /// # Errors
    ///
    /// For too many removals, and for addresses that would end.
    pub fn guard(&self, allowed: Allowed) -> Result<(), Error> {
        if self.removed.len() > self.allowance && !allowed.removals {
            return Err(refusal::too_many_removals(self.removed.len(), self.allowance));
        }
        if !self.lost.is_empty() && !allowed.lost_addresses {
            return Err(refusal::lost_addresses(&self.lost));
        }
        Ok(())
    }

    /// The files to write, assets first, pages after what they load, the rest last.
    fn writes(&self) -> [Vec<&str>; 2] {
        let all = self.changed.iter().chain(&self.added).map(String::as_str);
        let is_page =
            |path: &&str| path.trim_end_matches(".gz").trim_end_matches(".br").ends_with(".html");
        let (pages, others): (Vec<_>, Vec<_>) = all.partition(is_page);
        [others, pages]
    }
}

/// Compares the site in `public` with a target of `config.toml`; writes nothing
/// there. The site is checked by [`refusal::check_site`] before.
///
/// # Errors
///
/// For a target that is not in `config.toml`, or one that must not be written:
/// the project itself, a folder around it, a link, something of somebody else's.
pub fn plan(root: &Path, config: &Config, name: &str, public: &Path) -> Result<Plan, Error> {
    let target = target(config, name)?;
    if let Some(address) = target.told_password() {
        return Err(refusal::password(name, address));
    }
    disk::create_folder(&root.join(FOLDER))?;
    let lock = disk::lock(&root.join(FOLDER).join(format!("{name}.lock")))?;
    let site = Manifest::read(&public.join(MANIFEST))?
        .ok_or_else(|| refusal::no_site(&public.display().to_string()))?;
    let (way, place) = way(root, public, name, target)?;
    let there = match &way {
        Way::Folder(path) => folder::there(path)?,
        Way::Git(branch) => branch.there()?,
        Way::Bucket(store) => store.there()?,
        Way::Archive(path) => archive::there(path)?,
    };
    let shipment = Shipment::of(config, target, public, &site, &there.manifest)?;
    if let Some(foreign) = there.in_the_way(&shipment) {
        return Err(refusal::foreign_file(&place, &foreign));
    }
    let addresses = Addresses::read(root)?;
    let mut plan = Plan {
        place,
        added: Vec::new(),
        changed: Vec::new(),
        removed: Vec::new(),
        redirected: Vec::new(),
        lost: Vec::new(),
        bytes: 0,
        allowance: target.removals(),
        name: name.to_owned(),
        shipment,
        there: Manifest::default(),
        way,
        addresses,
        _lock: lock,
    };
    plan.compare(&there)?;
    plan.there = there.manifest;
    Ok(plan)
}

/// The way to a target, and what people call it.
fn way(root: &Path, public: &Path, name: &str, target: &Target) -> Result<(Way, String), Error> {
    Ok(match target {
        Target::Folder(folder) => {
            let path = root.join(&folder.path);
            refusal::check_folder(root, public, &path)?;
            let path = refusal::resolved(&path);
            let place = path.display().to_string();
            (Way::Folder(path), place)
        }
        Target::Git(git) => {
            let branch = git::Branch::find(root, name, git)?;
            let place = branch.place();
            (Way::Git(branch), place)
        }
        Target::S3(settings) => {
            let store = bucket::Store::open(settings)?;
            let place = store.place();
            (Way::Bucket(store), place)
        }
        Target::Archive(archive) => {
            let path = root.join(&archive.path);
            refusal::check_archive(root, public, &path)?;
            let path = refusal::resolved(&path);
            let place = path.display().to_string();
            (Way::Archive(path), place)
        }
    })
}

/// What stands at a target.
#[derive(Clone, Debug, Default)]
pub struct There {
    /// What Virast put there, as far as it still stands there.
    pub manifest: Manifest,
    /// Everything that stands there, by its path.
    pub held: BTreeSet<String>,
}

impl There {
    /// Somebody else's file where one of ours would go.
    fn in_the_way(&self, shipment: &Shipment) -> Option<String> {
        let ours = |path: &&String| self.manifest.0.contains_key(*path);
        let foreign = self.held.iter().filter(|path| *path != MANIFEST && !ours(path));
        let mut foreign = foreign.filter(|path| shipment.files().contains_key(*path));
        foreign.next().cloned()
    }
}

impl Plan {
    fn compare(&mut self, there: &There) -> Result<(), Error> {
        for (path, hash) in self.shipment.files() {
            if !there.held.contains(path) {
                self.added.push(path.clone());
            } else if there.manifest.0.get(path) != Some(hash) {
                self.changed.push(path.clone());
            } else {
                continue;
            }
            self.bytes += self.shipment.size(path)?;
        }
        let ours = there.manifest.0.keys();
        let gone = ours.filter(|path| !self.shipment.files().contains_key(*path));
        self.removed = gone.filter(|path| there.held.contains(*path)).cloned().collect();
        let is_new = |r: &&Redirect| !self.addresses.leads_on(&self.name, r);
        self.redirected = self.shipment.redirects().iter().filter(is_new).cloned().collect();
        // An archive has no readers whose links could break.
        if !matches!(self.way, Way::Archive(_)) {
            self.lost = self.addresses.lost(&self.name, &there.manifest, &self.shipment);
        }
        Ok(())
    }
}

/// Does what the plan says. `progress` hears of every file, and may hear of
/// several at once.
///
/// # Errors
///
/// When the target refuses; the message names the files. The next publish goes
/// on from there.
pub fn carry_out(
    root: &Path,
    plan: &Plan,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<(), Error> {
    if !plan.is_empty() {
        match &plan.way {
            Way::Folder(path) => folder::carry_out(path, plan, progress)?,
            Way::Git(branch) => branch.carry_out(plan, progress)?,
            Way::Bucket(store) => store.carry_out(plan, progress)?,
            Way::Archive(path) => archive::carry_out(path, plan, progress)?,
        }
    }
    if !matches!(plan.way, Way::Archive(_)) {
        plan.addresses.with(&plan.name, &plan.shipment, &plan.lost).write(root)?;
    }
    Ok(())
}

/// Reads what readers get and compares it with what was sent.
///
/// # Errors
///
/// When something differs; the message names the files.
pub fn verify(
    config: &Config,
    plan: &Plan,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<verify::Proof, Error> {
    let target = target(config, &plan.name)?;
    if matches!(target, Target::Archive(_)) {
        return Err(refusal::nothing_live(&plan.name));
    }
    let address = target.url().unwrap_or(&config.base_url);
    let patience = if matches!(target, Target::Git(_)) { verify::BUILT } else { verify::SERVED };
    verify::verify(address, config.base_path(), &plan.shipment, patience, progress)
}

/// The file for a server's configuration that fits a target: nginx or Apache.
///
/// # Errors
///
/// For a target that is no folder.
pub fn server_config(root: &Path, config: &Config, name: &str) -> Result<String, Error> {
    use crate::config::target::Host;
    use crate::output::hosting;
    match target(config, name)? {
        Target::Folder(folder) => {
            let path = refusal::resolved(&root.join(&folder.path)).display().to_string();
            Ok(match folder.host {
                Host::Apache => hosting::apache(&path),
                _ => hosting::nginx(&path, config.base_path()),
            })
        }
        Target::Git(_) | Target::S3(_) | Target::Archive(_) => Err(refusal::no_server(name)),
    }
}

fn target<'a>(config: &'a Config, name: &str) -> Result<&'a Target, Error> {
    let known: &BTreeMap<String, Target> = &config.publish;
    known.get(name).ok_or_else(|| refusal::unknown_target(name, known.keys()))
}
