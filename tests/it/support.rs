//! What several tests need: the repository's files, a project to build, the program.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The repository.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The text of a file of the repository.
#[track_caller]
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The files of a folder of the repository with one of these endings (with
/// any, where none is given), as paths from the root, sorted. Hidden files are
/// passed over; a missing folder has none.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let root = Path::new(ROOT);
    let mut found: Vec<String> = walkdir::WalkDir::new(root.join(folder))
        .into_iter()
        .filter_entry(|e| !e.file_name().to_string_lossy().starts_with('.'))
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(|e| e.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"))
        .filter(|f| endings.is_empty() || endings.iter().any(|e| f.ends_with(&format!(".{e}"))))
        .collect();
    found.sort();
    found
}

/// Says that something is not tested here, and why. Straight to standard error:
/// what a passing test prints is not shown.
pub(crate) fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// Fails with all that offends against a rule, one a line.
#[track_caller]
pub(crate) fn offences(found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{} offences:\n{}", found.len(), found.join("\n"));
}

/// A copy of the small edition of `tests/fixtures/site`, with the theme, in a
/// folder of its own that goes when the test ends.
pub(crate) struct Project {
    /// The folder above the project's: outside of any project.
    home: TempDir,
}

impl Project {
    /// A fresh copy.
    pub(crate) fn new() -> Self {
        let project = Self { home: tempfile::tempdir().unwrap() };
        copy(&Path::new(ROOT).join("tests/fixtures/site"), &project.root());
        copy(&Path::new(ROOT).join("themes"), &project.path("themes"));
        project
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.home.path().join("edition")
    }

    /// A folder that belongs to no project.
    pub(crate) fn outside(&self) -> &Path {
        self.home.path()
    }

    /// A path inside the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file of the project, and the folders above it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds text at the end of a file of the project.
    pub(crate) fn append(&self, path: &str, text: &str) {
        let old = fs::read_to_string(self.path(path)).unwrap();
        self.write(path, &format!("{old}{text}"));
    }

    /// Runs the program in the project's folder.
    pub(crate) fn virast(&self, arguments: &[&str]) -> Run {
        run(&self.root(), arguments)
    }
}

/// The program, ready to be run in a folder.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_virast"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let Output { status, stdout, stderr } = program(folder, arguments).output().unwrap();
    Run {
        status: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Run {
    /// `None` when a signal ended it.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Fails unless the program ended with this status; hands the run on.
    #[track_caller]
    pub(crate) fn ended_with(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}\n{}", self.stdout, self.stderr);
        self
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
