//! A folder of this machine, local or mounted.
//!
//! The new site is made in a folder beside the old one, out of hard links to
//! what stays, and takes its place in one step: killed at any moment, the target
//! is the old site or the new one. Where that cannot be (a mount point, a folder
//! whose parent belongs to somebody else) files are replaced one by one; the
//! list of what is there then says first what may be unsure.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diag::Error;
use crate::disk;
use crate::output::MANIFEST;
use crate::publish::manifest::{Manifest, UNSURE};
use crate::publish::{Plan, Step, There, refusal, shipment};

/// What stands in a folder. A file of ours that somebody changed counts as such.
pub(super) fn there(target: &Path) -> Result<There, Error> {
    let held: BTreeSet<String> =
        disk::walk_all(target)?.into_iter().map(|entry| entry.relative).collect();
    let Some(listed) = Manifest::read(&target.join(MANIFEST))? else {
        if !held.is_empty() {
            return Err(refusal::foreign_folder(&target.display().to_string()));
        }
        return Ok(There::default());
    };
    let really = |(path, hash): (&String, &String)| {
        let is_there = held.contains(path);
        let bytes = if is_there { disk::read(&target.join(path)).ok() } else { None };
        let is_same = bytes.is_some_and(|bytes| shipment::hash(&bytes) == *hash);
        let hash = if is_same || !is_there { hash.clone() } else { UNSURE.to_owned() };
        (path.clone(), hash)
    };
    let manifest = Manifest(listed.0.par_iter().map(really).collect());
    Ok(There { manifest, held })
}

pub(super) fn carry_out(
    target: &Path,
    plan: &Plan,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<(), Error> {
    let Some(staging) = beside(target) else { return in_place(target, plan, progress) };
    // Under the lock nobody else publishes there: it is left from a killed publish.
    if disk::remove_folder(&staging).and_then(|()| disk::create_folder(&staging)).is_err() {
        return in_place(target, plan, progress);
    }
    let made = fill(&staging, target, plan, progress);
    let swapped = made.and_then(|()| disk::swap_folders(&staging, target));
    // What is left there is the old site, or a new one that is not whole.
    disk::remove_folder(&staging)?;
    match swapped {
        Err(Error::Disk { path, .. }) if path == target || path == staging => {
            in_place(target, plan, progress)
        }
        done => done,
    }
}

/// The folder in which the new site is made.
fn beside(target: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(target.file_name()?);
    name.push(".virast-new");
    Some(target.with_file_name(name))
}

fn fill(
    staging: &Path,
    target: &Path,
    plan: &Plan,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<(), Error> {
    let gone: BTreeSet<&str> =
        plan.removed.iter().chain(&plan.changed).map(String::as_str).collect();
    disk::link_tree(target, staging, &|path| !gone.contains(path) && path != MANIFEST)?;
    let writes: Vec<&str> = plan.writes().concat();
    let write = |(n, path): (usize, &&str)| {
        disk::write(&staging.join(path), &plan.shipment.bytes(path)?)?;
        progress(Step { done: n + 1, all: writes.len(), path });
        Ok(())
    };
    writes.iter().enumerate().try_for_each(write)?;
    plan.removed.iter().for_each(|path| disk::remove_empty_above(staging, path));
    disk::write(&staging.join(MANIFEST), plan.shipment.manifest().text().as_bytes())?;
    Ok(())
}

/// File by file: assets, then pages, removals last, and the list last of all.
fn in_place(target: &Path, plan: &Plan, progress: &(dyn Fn(Step<'_>) + Sync)) -> Result<(), Error> {
    let list = target.join(MANIFEST);
    disk::write(&list, plan.claim().text().as_bytes())?;
    let writes = plan.writes().concat();
    let all = writes.len() + plan.removed.len();
    for (n, path) in writes.iter().enumerate() {
        disk::write(&target.join(path), &plan.shipment.bytes(path)?)?;
        progress(Step { done: n + 1, all, path });
    }
    for (n, path) in plan.removed.iter().enumerate() {
        disk::remove_file(&target.join(path))?;
        disk::remove_empty_above(target, path);
        progress(Step { done: writes.len() + n + 1, all, path });
    }
    disk::write(&list, plan.shipment.manifest().text().as_bytes())?;
    Ok(())
}

impl Plan {
    /// The list of what may stand at the target while it is being written: all of
    /// the old site and all of the new one, unsure where they differ.
    pub(super) fn claim(&self) -> Manifest {
        let mut claim = self.there.0.clone();
        for path in self.added.iter().chain(&self.changed) {
            claim.insert(path.clone(), UNSURE.to_owned());
        }
        Manifest(claim)
    }
}
