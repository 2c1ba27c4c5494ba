//! The only file that touches the file system: walk (sorted), read, write, swap.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let home = root.canonicalize().map_err(|e| disk("read", root, e))?;
    let mut found = Vec::new();
    let walker = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let visible = walker.filter_entry(|e| e.depth() == 0 || !is_hidden(e.file_name().to_str()));
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

/// The bytes of a file.
#[expect(clippy::disallowed_methods, reason = "this is the file that touches the file system")]
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|e| disk("read", path, e))
}

/// The size of a file in bytes.
pub fn size(path: &Path) -> Result<u64, Error> {
    Ok(fs::metadata(path).map_err(|e| disk("read", path, e))?.len())
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

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|e| disk("create", path, e))
}

fn disk(action: &'static str, path: &Path, source: io::Error) -> Error {
    Error::Disk { action, path: path.to_owned(), source }
}
