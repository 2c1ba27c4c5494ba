//! When something in the project changed.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::config;
use crate::diag::Error;

/// How long the disk must be quiet before a burst of saves counts as one change.
const QUIET: Duration = Duration::from_millis(60);

/// Watches what a site is made of: `content/`, `themes/` and `config.toml`.
pub(super) struct Watcher {
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    changes: Receiver<()>,
}

impl Watcher {
    /// Starts to watch a project.
    pub(super) fn of(root: &Path) -> Result<Self, Error> {
        let (sender, changes) = channel();
        let home = root.to_owned();
        let on_change = move |result: DebounceEventResult| {
            // An error of the watcher may hide a change, so it counts as one.
            let matters = match result {
                Ok(events) => events.iter().any(|e| {
                    changes_something(e.kind) && e.paths.iter().any(|p| is_source(&home, p))
                }),
                Err(_) => true,
            };
            if matters {
                let _ = sender.send(());
            }
        };
        let wrong = |e: notify::Error| {
            Error::Refused {
            message: format!("cannot watch {}: {e}", root.display()),
            hint: Some("the system may limit how many folders are watched (on Linux: fs.inotify.max_user_watches)".to_owned()),
        }
        };
        let mut debouncer = new_debouncer(QUIET, None, on_change).map_err(wrong)?;
        debouncer.watch(root, RecursiveMode::NonRecursive).map_err(wrong)?;
        for folder in ["content", "themes"] {
            let path = root.join(folder);
            if path.is_dir() {
                debouncer.watch(&path, RecursiveMode::Recursive).map_err(wrong)?;
            }
        }
        Ok(Self { _debouncer: debouncer, changes })
    }

    /// Waits for the next change; `false` when there can be none any more.
    pub(super) fn next_change(&self) -> bool {
        let changed = self.changes.recv().is_ok();
        while self.changes.try_recv().is_ok() {}
        changed
    }
}

/// Reading a file is an event too: without this a rebuild would set off the next.
fn changes_something(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Other => false,
    }
}

fn is_source(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return false };
    let first = inside.iter().next().and_then(|p| p.to_str()).unwrap_or_default();
    let hidden = inside.iter().any(|p| p.to_string_lossy().starts_with('.'));
    !hidden && (matches!(first, "content" | "themes") || inside == Path::new(config::FILE))
}
