//! When something in the project changed, as soon as it is whole on the disk.
//!
//! An editor that saves opens a file, empties it, writes and closes it; another
//! writes a file beside it and renames that. A program that checks out a branch
//! does so with hundreds. A change is told when every file that was opened has
//! been closed and the disk is quiet for a moment, or where the system does not
//! tell of closing, when it has been quiet for longer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::config;
use crate::diag::Error;

/// How long the disk must be quiet when every file that was opened is closed.
const SETTLE: Duration = Duration::from_millis(3);

/// How long while one is still open, or the system does not say.
const QUIET: Duration = Duration::from_millis(60);

/// A change is told after this time, even if the disk is never quiet.
const LONGEST: Duration = Duration::from_millis(300);

/// After a change one more look is taken: a file in a folder that was made a
/// moment ago may have come before the folder was watched.
const SECOND_LOOK: Duration = Duration::from_millis(400);

/// Watches what a site is made of: `content/`, `themes/` and `config.toml`.
#[derive(Debug)]
pub struct Watcher {
    watcher: RecommendedWatcher,
    root: PathBuf,
    changes: Receiver<notify::Result<Event>>,
    /// When to look again, unless something changes before.
    second_look: Option<Instant>,
}

impl Watcher {
    /// Starts to watch a project.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn of(root: &Path) -> Result<Self, Error> {
        let (sender, changes) = channel();
        let watcher = notify::recommended_watcher(sender).map_err(|e| wrong(root, &e))?;
        let root = root.to_owned();
        let mut watcher = Self { watcher, root, changes, second_look: None };
        let root = watcher.root.clone();
        watcher.watcher.watch(&root, RecursiveMode::NonRecursive).map_err(|e| wrong(&root, &e))?;
        for folder in ["content", "themes"] {
            watcher.watch(&root.join(folder)).map_err(|e| wrong(&root, &e))?;
        }
        Ok(watcher)
    }

    fn watch(&mut self, folder: &Path) -> notify::Result<()> {
        if folder.is_dir() {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// Waits for the next change; `None` when there can be none any more.
    pub fn next_change(&mut self) -> Option<Change> {
        let mut burst = self.first()?;
        let began = Instant::now();
        loop {
            let patience = if burst.open.is_empty() { SETTLE } else { QUIET };
            let left = LONGEST.saturating_sub(began.elapsed());
            match self.changes.recv_timeout(patience.min(left)) {
                Ok(event) => self.take(event, &mut burst),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        self.second_look = burst.is_real.then(|| Instant::now() + SECOND_LOOK);
        Some(if burst.is_real && !burst.is_vague {
            Change::Files(burst.files)
        } else {
            Change::Anything
        })
    }

    /// Waits for the first event that matters, or for the time of the second look.
    fn first(&mut self) -> Option<Burst> {
        loop {
            let event = match self.second_look {
                None => self.changes.recv().ok()?,
                Some(at) => {
                    match self.changes.recv_timeout(at.saturating_duration_since(Instant::now())) {
                        Ok(event) => event,
                        Err(RecvTimeoutError::Timeout) => {
                            self.second_look = None;
                            return Some(Burst::default());
                        }
                        Err(RecvTimeoutError::Disconnected) => return None,
                    }
                }
            };
            let mut burst = Burst::default();
            self.take(event, &mut burst);
            if burst.is_real {
                return Some(burst);
            }
        }
    }

    fn take(&mut self, event: notify::Result<Event>, burst: &mut Burst) {
        // An error of the watcher may hide a change, so it counts as one.
        let Ok(event) = event else {
            (burst.is_real, burst.is_vague) = (true, true);
            return;
        };
        if event.need_rescan() {
            (burst.is_real, burst.is_vague) = (true, true);
        }
        let is_new =
            matches!(event.kind, EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
        for path in &event.paths {
            if !is_source(&self.root, path) {
                continue;
            }
            burst.note(event.kind, path);
            // A folder that was removed and came back is watched no longer.
            if is_new && path.parent() == Some(self.root.as_path()) {
                let _ = self.watch(path);
            }
        }
    }
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These paths, as far as the system told. A while later [`Change::Anything`]
    /// is told all the same, for what it did not.
    Files(BTreeSet<PathBuf>),
    /// Nobody knows what, if anything.
    Anything,
}

impl Change {
    /// The paths, where they are known.
    pub fn files(&self) -> Option<&BTreeSet<PathBuf>> {
        match self {
            Self::Files(files) => Some(files),
            Self::Anything => None,
        }
    }
}

/// Changes that belong together.
#[derive(Default)]
struct Burst {
    /// Whether anything changed.
    is_real: bool,
    /// Whether the paths may not be all.
    is_vague: bool,
    files: BTreeSet<PathBuf>,
    /// Files that were opened for writing and not closed since.
    open: BTreeSet<PathBuf>,
}

impl Burst {
    fn note(&mut self, kind: EventKind, path: &Path) {
        match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Remove(_) => {
                self.open.remove(path);
            }
            EventKind::Create(CreateKind::Folder)
            | EventKind::Modify(ModifyKind::Name(_) | ModifyKind::Metadata(_)) => {
                self.open.remove(path);
            }
            EventKind::Create(_) | EventKind::Modify(_) => {
                self.open.insert(path.to_owned());
            }
            // Reading a file is an event too: a rebuild would set off the next.
            EventKind::Access(_) | EventKind::Any | EventKind::Other => return,
        }
        self.is_real = true;
        self.files.insert(path.to_owned());
    }
}

fn wrong(root: &Path, e: &notify::Error) -> Error {
    Error::Refused {
        message: format!("cannot watch {}: {e}", root.display()),
        hint: Some("the system may limit how many folders are watched (on Linux: fs.inotify.max_user_watches)".to_owned()),
    }
}

fn is_source(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return false };
    let first = inside.iter().next().and_then(|p| p.to_str()).unwrap_or_default();
    let hidden = inside.iter().any(|p| p.to_string_lossy().starts_with('.'));
    !hidden && (matches!(first, "content" | "themes") || inside == Path::new(config::FILE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, RemoveKind, RenameMode};

    /// `open` is how many files are waited for after these events.
    #[track_caller]
    fn check(events: &[(EventKind, &str)], real: bool, open: usize) {
        let mut burst = Burst::default();
        for (kind, path) in events {
            burst.note(*kind, Path::new(path));
        }
        assert_eq!((burst.is_real, burst.open.len()), (real, open), "after {events:?}");
    }

    const WRITES: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSES: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn a_file_that_is_still_open_is_waited_for() {
        check(&[(WRITES, "a.md")], true, 1);
        check(&[(WRITES, "a.md"), (WRITES, "a.md"), (CLOSES, "a.md")], true, 0);
        check(&[(WRITES, "a.md"), (CLOSES, "b.md")], true, 1);
    }

    #[test]
    fn a_file_written_beside_and_renamed_is_whole() {
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        check(
            &[(EventKind::Create(CreateKind::File), "b.tmp"), (CLOSES, "b.tmp"), (renamed, "a.md")],
            true,
            0,
        );
    }

    #[test]
    fn a_removed_file_is_not_waited_for() {
        check(&[(WRITES, "a.md"), (EventKind::Remove(RemoveKind::File), "a.md")], true, 0);
    }

    #[test]
    fn reading_is_no_change() {
        check(&[(EventKind::Access(AccessKind::Close(AccessMode::Read)), "a.md")], false, 0);
        check(&[(EventKind::Access(AccessKind::Open(AccessMode::Any)), "a.md")], false, 0);
    }

    #[test]
    fn what_a_site_is_made_of_matters() {
        let root = Path::new("/project");
        let matters = |path: &str| is_source(root, Path::new(path));
        assert!(matters("/project/content/actors/x.md"));
        assert!(matters("/project/themes/matn/styles/main.css"));
        assert!(matters("/project/config.toml"));
        assert!(!matters("/project/content/actors/.x.md.swp"));
        assert!(!matters("/project/public/index.html"));
        assert!(!matters("/elsewhere/content/x.md"));
    }
}
