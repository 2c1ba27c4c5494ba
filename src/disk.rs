//! The only file that touches the file system: walk (sorted), read, write, swap.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::diag::Error;

/// A file or link found by [`walk`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path from the folder that was walked, with `/` between its parts.
    pub relative: String,
    /// The whole path.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// What [`walk`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file, or a symbolic link to a file inside the folder.
    File,
    /// A symbolic link that leads out of the folder, or nowhere.
    LinkOutside,
    /// A file whose name is not Unicode.
    BadName,
}

/// Every file under `root`, sorted by path; hidden files and folders (`.x`) and
/// editors' backups (`x~`, `#x#`) are passed over. A missing folder has no files.
pub fn walk(root: &Path) -> Result<Vec<Entry>, Error> {
    walk_where(root, |name| !is_hidden(name))
}

/// Every file under `root`, hidden ones too, sorted by path.
pub fn walk_all(root: &Path) -> Result<Vec<Entry>, Error> {
    walk_where(root, |_| true)
}

fn walk_where(root: &Path, wanted: fn(Option<&str>) -> bool) -> Result<Vec<Entry>, Error> {
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let home = root.canonicalize().map_err(|e| disk("read", root, e))?;
    let mut found = Vec::new();
    let walker = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let visible = walker.filter_entry(|e| e.depth() == 0 || wanted(e.file_name().to_str()));
    for entry in visible {
        let entry = entry.map_err(|e| {
            let path = e.path().unwrap_or(root).to_owned();
            disk("read", &path, e.into())
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().to_owned();
        let inside = path.strip_prefix(root).unwrap_or(&path);
        let parts: Vec<_> = inside.iter().map(|p| p.to_string_lossy()).collect();
        let relative = parts.join("/");
        let kind = if inside.to_str().is_none() {
            EntryKind::BadName
        } else if entry.path_is_symlink() {
            match path.canonicalize() {
                Ok(target) if target.starts_with(&home) && target.is_file() => EntryKind::File,
                _ => EntryKind::LinkOutside,
            }
        } else {
            EntryKind::File
        };
        found.push(Entry { relative, path, kind });
    }
    found.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(found)
}

fn is_hidden(name: Option<&str>) -> bool {
    name.is_some_and(|n| n.starts_with('.') || n.ends_with('~') || n.starts_with('#'))
}

/// Whether a file stands at a path, and no link.
pub fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

/// The files that a pattern meets (`sources/*.txt`), sorted; the pattern stands
/// from `root`. A pattern that cannot be read meets nothing.
pub fn matching(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let base = glob::Pattern::escape(&root.to_string_lossy());
    let whole = if Path::new(pattern).is_absolute() {
        pattern.to_owned()
    } else {
        format!("{base}/{pattern}")
    };
    let Ok(paths) = glob::glob(&whole) else { return Ok(Vec::new()) };
    let mut found: Vec<PathBuf> = paths.filter_map(Result::ok).collect();
    found.sort();
    Ok(found)
}

/// The bytes of a file.
#[expect(clippy::disallowed_methods, reason = "this is the file that touches the file system")]
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|e| disk("read", path, e))
}

/// The size of a file in bytes.
pub fn size(path: &Path) -> Result<u64, Error> {
    Ok(fs::metadata(path).map_err(|e| disk("read", path, e))?.len())
}

/// A state of a file on the disk. As long as it stays, so do the file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    path: PathBuf,
    bytes: u64,
    changed: SystemTime,
    /// What the system counts besides: the file's number, and when it was last
    /// changed in any way, which nobody can set back.
    system: (u64, i64, i64),
}

/// How long a file must have been left alone for its stamp to say anything: the
/// clocks of file systems tick in steps, of two seconds at the worst, and a file
/// can change twice in one.
const AT_REST: Duration = Duration::from_millis(3500);

#[expect(
    clippy::disallowed_methods,
    reason = "it decides what is read again, never what is written"
)]
fn is_old(time: SystemTime) -> bool {
    SystemTime::now().duration_since(time).is_ok_and(|age| age > AT_REST)
}

/// The stamp of a file; `None` for one that changed just now or cannot be looked at.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let about = fs::metadata(path).ok()?;
    let changed = about.modified().ok()?;
    let system = system_stamp(&about);
    let touched = UNIX_EPOCH + Duration::from_secs(u64::try_from(system.1).unwrap_or_default());
    let is_at_rest = is_old(changed) && is_old(touched);
    is_at_rest.then(|| Stamp { path: path.to_owned(), bytes: about.len(), changed, system })
}

#[cfg(unix)]
fn system_stamp(about: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (about.ino(), about.ctime(), about.ctime_nsec())
}

#[cfg(not(unix))]
fn system_stamp(_about: &fs::Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// The text of a file of ours (theme, config); anything but UTF-8 is an error.
pub fn read_text(path: &Path) -> Result<String, Error> {
    String::from_utf8(read(path)?)
        .map_err(|e| disk("read", path, io::Error::new(io::ErrorKind::InvalidData, e)))
}

/// Writes a file whole or not at all: into a temporary file beside it, then by
/// a rename. A file that has these bytes already is left alone. Says whether it wrote.
pub fn write(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if path.is_file() && read(path)? == bytes {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| disk("write", path, e))?;
    io::Write::write_all(&mut file, bytes).map_err(|e| disk("write", path, e))?;
    allow_reading(file.path()).map_err(|e| disk("write", path, e))?;
    file.persist(path).map_err(|e| disk("write", path, e.error))?;
    Ok(true)
}

/// Puts `new` in the place of a file that still is `old`; says whether it did. A
/// file that somebody else has changed stays as it is, even if that happened
/// while this ran: where the system can exchange two files, what was there is
/// looked at once more, and put back where it is not `old`.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<bool, Error> {
    if read(path)? != old {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| disk("write", path, e))?;
    io::Write::write_all(&mut file, new).map_err(|e| disk("write", path, e))?;
    allow_reading(file.path()).map_err(|e| disk("write", path, e))?;
    if exchange(file.path(), path).is_err() {
        file.persist(path).map_err(|e| disk("write", path, e.error))?;
        return Ok(true);
    }
    let is_old = read(file.path())? == old;
    if !is_old {
        exchange(file.path(), path).map_err(|e| disk("write", path, e))?;
    }
    Ok(is_old)
}

/// Writes a file that does not exist yet; one that does is left as it is and is an error.
pub fn write_fresh(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    create_folder(path.parent().unwrap_or(Path::new(".")))?;
    let mut file = fs::File::create_new(path).map_err(|e| disk("write", path, e))?;
    io::Write::write_all(&mut file, bytes).map_err(|e| disk("write", path, e))
}

/// A temporary file is its owner's alone; what we write is for everybody to read.
#[cfg(unix)]
fn allow_reading(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn allow_reading(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Puts a file into a folder that is being made: a hard link to `same`, where a
/// file with these bytes stands already (it keeps its time), else a new file.
pub fn place(path: &Path, bytes: &[u8], same: Option<&Path>) -> Result<(), Error> {
    if let Some(old) = same
        && old.is_file()
        && !old.is_symlink()
        && size(old)? == bytes.len() as u64
        && read(old)? == bytes
        && fs::hard_link(old, path).is_ok()
    {
        return Ok(());
    }
    write_new(path, bytes)
}

/// Makes a folder tree like another one: folders with their rights, files as hard
/// links (as copies, where the system has none), symbolic links as they are. Files
/// that are not `wanted`, by their path from `from`, are left out. A missing `from`
/// is empty.
pub fn link_tree(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), Error> {
    if !from.is_dir() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry.map_err(|e| disk("read", from, e.into()))?;
        let inside = entry.path().strip_prefix(from).unwrap_or(Path::new(""));
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let target = to.join(inside);
        let failed = |e| disk("write", &target, e);
        if entry.file_type().is_dir() {
            create_folder(&target)?;
            let rights = fs::metadata(entry.path()).map_err(failed)?.permissions();
            fs::set_permissions(&target, rights).map_err(failed)?;
            continue;
        }
        if !wanted(&parts.join("/")) {
            continue;
        }
        if entry.path_is_symlink() {
            let to = fs::read_link(entry.path()).map_err(failed)?;
            symlink(&to, &target).map_err(failed)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target).map_err(failed)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

#[cfg(not(unix))]
fn symlink(_to: &Path, _link: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[expect(clippy::disallowed_methods, reason = "this is the file that touches the file system")]
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|e| disk("write", path, e))
}

/// Puts the folder `new` where `old` is, in one step of the file system, so that
/// at every moment one of the two stands there whole. What was at `old` is then
/// at `new`. Where the system cannot exchange two folders, `old` is moved aside first.
pub fn swap_folders(new: &Path, old: &Path) -> Result<(), Error> {
    if !old.exists() {
        return fs::rename(new, old).map_err(|e| disk("write", old, e));
    }
    if exchange(new, old).is_ok() {
        return Ok(());
    }
    let aside = new.with_extension("old");
    fs::rename(old, &aside).map_err(|e| disk("move", old, e))?;
    if let Err(e) = fs::rename(new, old) {
        // Better the old site than none.
        let _ = fs::rename(&aside, old);
        return Err(disk("write", old, e));
    }
    fs::rename(&aside, new).map_err(|e| disk("move", &aside, e))
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes a folder with all that is in it; a missing one is no error.
pub fn remove_folder(path: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(disk("remove", path, e)),
        _ => Ok(()),
    }
}

/// Removes a file; a missing one is no error.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(disk("remove", path, e)),
        _ => Ok(()),
    }
}

/// Removes the folders above a file of `root` that hold nothing any more.
pub fn remove_empty_above(root: &Path, file: &str) {
    for folder in Path::new(file).ancestors().skip(1).filter(|f| !f.as_os_str().is_empty()) {
        // The system itself refuses to remove one that holds something.
        if fs::remove_dir(root.join(folder)).is_err() {
            return;
        }
    }
}

/// Folders directly in `root` whose names begin with `prefix`, sorted.
pub fn folders_beginning(root: &Path, prefix: &str) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|e| disk("read", root, e.into()))?;
        if entry.file_type().is_dir() && entry.file_name().to_string_lossy().starts_with(prefix) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// A lock that one process of this machine holds at a time, until it is dropped
/// or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

/// Takes the lock of a file, waiting for whoever has it.
pub fn lock(path: &Path) -> Result<Lock, Error> {
    let file = fs::File::create(path).map_err(|e| disk("write", path, e))?;
    file.lock().map_err(|e| disk("lock", path, e))?;
    Ok(Lock { _file: file })
}

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|e| disk("create", path, e))
}

fn disk(action: &'static str, path: &Path, source: io::Error) -> Error {
    Error::Disk { action, path: path.to_owned(), source }
}
