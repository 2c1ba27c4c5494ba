//! A branch of a git repository, as GitHub and GitLab Pages want it.
//!
//! The commit is made in a repository of its own in `.virast/` that knows nothing
//! but the branch's tip: neither the working tree nor the index nor any branch of
//! the project's repository is touched. A push is one step, so the branch is the
//! old site or the new one. Credentials are git's own matter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};

use crate::config::target;
use crate::diag::Error;
use crate::disk;
use crate::output::MANIFEST;
use crate::publish::manifest::Manifest;
use crate::publish::{FOLDER, Plan, Step, There, refusal};

/// The branch as it was found, in the repository of the publish.
const TIP: &str = "refs/virast/there";
/// The new commit.
const NEW: &str = "refs/heads/virast";

/// Who commits where git knows nobody.
const NOBODY: (&str, &str) = ("Virast", "virast@localhost");

/// A branch of a repository, and the repository in which its next commit is made.
#[derive(Debug)]
pub(super) struct Branch {
    /// What git calls the repository: an address or a path.
    remote: String,
    branch: String,
    folder: PathBuf,
    exists: bool,
    committer: (String, String),
}

impl Branch {
    /// Finds the repository and fetches the tip of the branch, if there is one.
    pub(super) fn find(root: &Path, name: &str, settings: &target::Git) -> Result<Self, Error> {
        let folder = root.join(FOLDER).join(format!("{name}.git"));
        // Under the lock nobody else is using it: it is left from the last publish.
        disk::remove_folder(&folder)?;
        let remote = address(root, &settings.remote)?;
        let branch = settings.branch.clone();
        let setting = |key| said(git(root).args(["config", key])).unwrap_or_default();
        let (user, email) = (setting("user.name"), setting("user.email"));
        let committer = if user.is_empty() || email.is_empty() {
            (NOBODY.0.to_owned(), NOBODY.1.to_owned())
        } else {
            (user, email)
        };
        let place = || format!("branch `{branch}` of {}", without_password(&remote));
        run(git(root).args(["init", "--quiet", "--bare"]).arg(&folder), "git init")?;
        let wanted = format!("refs/heads/{branch}");
        let found = run(git(&folder).args(["ls-remote", &remote, &wanted]), &place())?;
        let exists = !found.trim().is_empty();
        if exists {
            let tip = format!("+{wanted}:{TIP}");
            let fetch = ["fetch", "--quiet", "--no-tags", "--depth=1", &remote, &tip];
            run(git(&folder).args(fetch), &place())?;
        }
        Ok(Self { remote, branch: settings.branch.clone(), folder, exists, committer })
    }

    /// As people call it.
    pub(super) fn place(&self) -> String {
        format!("branch `{}` of {}", self.branch, without_password(&self.remote))
    }

    /// What stands in the branch.
    pub(super) fn there(&self) -> Result<There, Error> {
        if !self.exists {
            return Ok(There::default());
        }
        let list = ["ls-tree", "-r", "-z", "--name-only", TIP];
        let listed = run(git(&self.folder).args(list), &self.place())?;
        let held: BTreeSet<String> =
            listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
        if !held.contains(MANIFEST) {
            return Err(refusal::foreign_branch(&self.place()));
        }
        let manifest = format!("{TIP}:{MANIFEST}");
        let text = run(git(&self.folder).args(["cat-file", "blob", &manifest]), &self.place())?;
        Ok(There { manifest: Manifest::parse(&text), held })
    }

    pub(super) fn carry_out(
        &self,
        plan: &Plan,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Result<(), Error> {
        let import = ["fast-import", "--quiet", "--date-format=now"];
        let mut command = git(&self.folder);
        let mut child = command
            .args(import)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| refusal::target_said("git", &e.to_string()))?;
        let written = match child.stdin.take() {
            Some(stdin) => self.commit(BufWriter::new(stdin), plan, progress),
            None => Ok(()),
        };
        let done =
            child.wait_with_output().map_err(|e| refusal::target_said("git", &e.to_string()))?;
        if !done.status.success() {
            return Err(refusal::target_said("git fast-import", &text(&done.stderr)));
        }
        written?;
        let push = format!("{NEW}:refs/heads/{}", self.branch);
        run(git(&self.folder).args(["push", "--quiet", &self.remote, &push]), &self.place())?;
        disk::remove_folder(&self.folder)
    }

    /// One commit on top of the branch, told to `git fast-import`.
    fn commit(
        &self,
        mut out: BufWriter<ChildStdin>,
        plan: &Plan,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Result<(), Error> {
        let failed = |e: std::io::Error| refusal::target_said("git fast-import", &e.to_string());
        let [added, changed, removed] = [&plan.added, &plan.changed, &plan.removed].map(Vec::len);
        let message = format!(
            "Publish the edition\n\n{added} added, {changed} changed, {removed} removed.\n"
        );
        let (name, email) = &self.committer;
        let mut head = format!("commit {NEW}\ncommitter {name} <{email}> now\n");
        let _ = write!(head, "data {}\n{message}\n", message.len());
        if self.exists {
            let _ = writeln!(head, "from {TIP}^0");
        }
        out.write_all(head.as_bytes()).map_err(failed)?;
        let writes = plan.writes().concat();
        for (n, path) in writes.iter().enumerate() {
            let bytes = plan.shipment.bytes(path)?;
            file(&mut out, path, &bytes).map_err(failed)?;
            progress(Step { done: n + 1, all: writes.len(), path });
        }
        for path in &plan.removed {
            writeln!(out, "D {}", quoted(path)).map_err(failed)?;
        }
        let manifest = plan.shipment.manifest().text();
        file(&mut out, MANIFEST, manifest.as_bytes()).map_err(failed)?;
        out.flush().map_err(failed)
    }
}

fn file(out: &mut impl std::io::Write, path: &str, bytes: &[u8]) -> std::io::Result<()> {
    writeln!(out, "M 100644 inline {}\ndata {}", quoted(path), bytes.len())?;
    out.write_all(bytes)?;
    out.write_all(b"\n")
}

/// A path as fast-import reads it.
fn quoted(path: &str) -> String {
    let escaped = path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// What git is to call the repository: the address of a remote of the project's
/// repository, another address, or a path from the project's root.
fn address(root: &Path, remote: &str) -> Result<String, Error> {
    if let Some(address) = said(git(root).args(["remote", "get-url", "--push", remote])) {
        let top = said(git(root).args(["rev-parse", "--show-toplevel"]));
        let top = top.map_or_else(|| root.to_owned(), PathBuf::from);
        return Ok(local(&top, &address).unwrap_or(address));
    }
    if let Some(path) = local(root, remote) {
        return Ok(path);
    }
    if remote.contains("://") || remote.contains(':') {
        return Ok(remote.to_owned());
    }
    Err(Error::Refused {
        message: format!(
            "`{remote}` is neither a remote of the project's repository nor a repository"
        ),
        hint: Some(
            "name one in config.toml: `remote = \"https://…\"`, or `git remote add origin …`"
                .to_owned(),
        ),
    })
}

/// The whole path of a repository on this machine.
fn local(from: &Path, path: &str) -> Option<String> {
    let path = from.join(path).canonicalize().ok()?;
    path.is_dir().then(|| path.display().to_string())
}

/// git, in a folder, with nothing of a surrounding git's environment.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).stdin(Stdio::null());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"]
    {
        command.env_remove(name);
    }
    if !std::io::stderr().is_terminal() {
        // Nobody could answer.
        command.env("GIT_TERMINAL_PROMPT", "0");
    }
    command
}

/// The first line of what git answers; `None` where it answers nothing.
fn said(command: &mut Command) -> Option<String> {
    let done = command.output().ok().filter(|done| done.status.success())?;
    let line = text(&done.stdout).lines().next()?.to_owned();
    (!line.is_empty()).then_some(line)
}

fn run(command: &mut Command, what: &str) -> Result<String, Error> {
    let done = command.output().map_err(|e| {
        let hint = Some("publishing to a branch needs git: install it".to_owned());
        Error::Refused { message: format!("cannot run git: {e}"), hint }
    })?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(refusal::target_said(what, &text(&done.stderr)))
}

fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim().split(' ').map(without_password).collect::<Vec<_>>().join(" ")
}

/// An address as it may be shown: without a user's name and password.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let host = rest.split('/').next().unwrap_or(rest);
    match host.rsplit_once('@') {
        Some((user, _)) => format!("{scheme}://{}", &rest[user.len() + 1..]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_shown() {
        let check = |address, expected: &str| assert_eq!(without_password(address), expected);
        check("https://me:secret@host.example/a.git", "https://host.example/a.git");
        check("https://host.example/a@b.git", "https://host.example/a@b.git");
        check("git@host.example:a.git", "git@host.example:a.git");
        assert_eq!(
            text(b"fatal: 'https://t0k@h.example/' is away\n"),
            "fatal: 'https://h.example/' is away"
        );
    }

    #[test]
    fn paths_are_told_as_fast_import_reads_them() {
        assert_eq!(quoted("a/b \"c\".html"), "\"a/b \\\"c\\\".html\"");
    }
}
