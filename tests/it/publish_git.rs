//! Publishing to a branch, with a bare repository on the disk as the host.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::publish::{built, edit, kill_at_thirty_moments, tree};
use crate::support::{Project, skipped};

/// Runs git in a folder; what it says, without the last line break.
#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> String {
    let nobody = ["-c", "user.name=Editor", "-c", "user.email=editor@edition.example"];
    let done =
        Command::new("git").args(nobody).args(arguments).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim_end().to_owned()
}

fn has_git() -> bool {
    let there = Command::new("git").arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        skipped("publishing to a branch: there is no git");
    }
    there
}

/// A project in a repository of its own with a bare repository as `origin`.
fn with_origin(target: &str) -> Project {
    let project = built(target);
    git(project.outside(), &["init", "--quiet", "--bare", "pages.git"]);
    git(&project.root(), &["init", "--quiet", "--initial-branch=main"]);
    project.write(".gitignore", "/public/\n/.virast/\n/.public-*\n");
    git(&project.root(), &["add", "."]);
    git(&project.root(), &["commit", "--quiet", "--message=The edition"]);
    git(&project.root(), &["remote", "add", "origin", "../pages.git"]);
    git(&project.root(), &["push", "--quiet", "origin", "main"]);
    project
}

/// The files of the branch, unpacked.
fn branch_is(project: &Project, public: &str) -> bool {
    let bare = project.outside().join("pages.git");
    let there = project.outside().join("unpacked");
    let _ = fs::remove_dir_all(&there);
    fs::create_dir_all(&there).unwrap();
    let work_tree = format!("--work-tree={}", there.display());
    git(&bare, &[&work_tree, "checkout", "--quiet", "--force", "gh-pages", "--", "."]);
    tree(&there) == tree(&project.path(public))
}

#[test]
fn a_branch_gets_one_commit_a_publish_and_nothing_else_is_touched() {
    if !has_git() {
        return;
    }
    let project = with_origin("kind = \"git\"");
    let bare = project.outside().join("pages.git");
    // A working tree in the midst of things: changed, staged and new files.
    project.append("content/pages/about.en.md", "\nUnsaved thoughts.\n");
    project.write("notes.txt", "a plan");
    project.write("staged.txt", "half done");
    git(&project.root(), &["add", "staged.txt"]);
    project.virast(&["build"]).ended_with(0);
    let before = (
        git(&project.root(), &["status", "--porcelain"]),
        git(&project.root(), &["for-each-ref"]),
        fs::read(project.path(".git/index")).unwrap(),
        fs::read(project.path(".git/HEAD")).unwrap(),
    );
    project.virast(&["publish", "site"]).ended_with(0);
    assert!(branch_is(&project, "public"), "the branch is not the site");
    let first = git(&bare, &["rev-parse", "gh-pages"]);
    assert_eq!(git(&bare, &["rev-list", "--count", "gh-pages"]), "1");

    edit(&project, "A second printing.");
    project.virast(&["publish", "site"]).ended_with(0);
    assert!(branch_is(&project, "public"));
    assert_eq!(git(&bare, &["rev-parse", "gh-pages^"]), first, "history is kept");
    let changed = git(&bare, &["diff", "--name-only", "gh-pages^", "gh-pages"]);
    assert!(changed.lines().any(|path| path == "en/pages/about/index.html"), "{changed}");
    assert!(!changed.lines().any(|path| path.starts_with("actors/")), "{changed}");
    project.virast(&["publish", "site"]).ended_with(0);
    assert_eq!(git(&bare, &["rev-list", "--count", "gh-pages"]), "2", "nothing changed, no commit");

    let index = fs::read(project.path(".git/index")).unwrap();
    let head = fs::read(project.path(".git/HEAD")).unwrap();
    let refs = git(&project.root(), &["for-each-ref"]);
    let status = git(&project.root(), &["status", "--porcelain"]);
    let status = status.replace("?? data/\n", "").replace("\n?? data/", "");
    assert_eq!((status, refs, index, head), before, "the project's repository was touched");
    assert_eq!(git(&bare, &["rev-list", "--count", "main"]), "1");
}

#[test]
fn a_branch_keeps_what_is_not_ours_and_a_foreign_branch_is_refused() {
    if !has_git() {
        return;
    }
    let project = with_origin("kind = \"git\"\nhost = \"github\"\ndomain = \"edition.example\"");
    let bare = project.outside().join("pages.git");
    project.virast(&["publish", "site"]).ended_with(0);
    assert_eq!(git(&bare, &["show", "gh-pages:CNAME"]), "edition.example");
    git(project.outside(), &["clone", "--quiet", "--branch=gh-pages", "pages.git", "clone"]);
    let clone = project.outside().join("clone");
    fs::write(clone.join("verification.txt"), "theirs").unwrap();
    git(&clone, &["add", "."]);
    git(&clone, &["commit", "--quiet", "--message=Theirs"]);
    git(&clone, &["push", "--quiet"]);
    edit(&project, "Once more.");
    project.virast(&["publish", "site"]).ended_with(0);
    assert_eq!(git(&bare, &["show", "gh-pages:verification.txt"]), "theirs");
    assert_eq!(git(&bare, &["rev-list", "--count", "gh-pages"]), "3");

    let project = with_origin("kind = \"git\"\nbranch = \"main\"");
    let run = project.virast(&["publish", "site"]).ended_with(2);
    assert!(run.stderr.contains("holds files that Virast did not put there"), "{}", run.stderr);
}

#[test]
fn a_branch_killed_at_any_moment_is_the_old_site_or_the_new_one() {
    if !has_git() {
        return;
    }
    let project = with_origin("kind = \"git\"");
    let bare = project.outside().join("pages.git");
    project.virast(&["publish", "site"]).ended_with(0);
    let old = git(&bare, &["rev-parse", "gh-pages"]);
    fs::rename(project.path("public"), project.path("before")).unwrap();
    edit(&project, "A second printing.");
    let reset = || {
        git(&bare, &["update-ref", "refs/heads/gh-pages", &old]);
        // A push of git's own that was under way ends by itself.
        let _ = fs::remove_file(bare.join("refs/heads/gh-pages.lock"));
    };
    let is_whole = |_| {
        // git's own children may outlive the one that was killed.
        std::thread::sleep(std::time::Duration::from_millis(50));
        branch_is(&project, "before") || branch_is(&project, "public")
    };
    kill_at_thirty_moments(&project, &reset, &is_whole);
    assert!(branch_is(&project, "public"));
    git(&bare, &["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn without_a_repository_the_way_is_shown() {
    if !has_git() {
        return;
    }
    let project = built("kind = \"git\"");
    let run = project.virast(&["publish", "site"]).ended_with(2);
    assert!(
        run.stderr.contains("is neither a remote of the project's repository"),
        "{}",
        run.stderr
    );
}
