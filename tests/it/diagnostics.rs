//! What an editor reads when something is wrong. Each folder of
//! `tests/fixtures/invalid/` is named after a code and holds files that are laid
//! over the small edition of `tests/fixtures/site`, and `expected.txt`: all that
//! is said of them and was not said before.

use std::fs;
use std::path::Path;

use virast::diag::{Code, Diagnostic};
use virast::{content, diag, link, model};

use crate::support::{Project, ROOT, files, offences};

const FOLDER: &str = "tests/fixtures/invalid";

/// All problems of a project's content, in the order in which they are shown.
fn problems(project: &Project) -> Vec<Diagnostic> {
    let (files, mut found) = content::load(&project.root()).unwrap();
    let (records, more) = model::records(&files);
    found.extend(more);
    let (_, more) = link::link(records);
    found.extend(more);
    diag::sort(&mut found);
    found
}

/// Adds what git can't keep, or what nobody wants to read in it.
fn add_made(case: &str, project: &Project) {
    let page = "content/pages/about.en.md";
    let text = |body: &str| format!("+++\ntitle = \"About this edition\"\n+++\n\n{body}\n");
    match case {
        "file-too-large" => project.write(page, &text(&"river and salt\n\n".repeat(550_000))),
        "paragraph-too-long" => project.write(page, &text(&"river ".repeat(900_000))),
        #[cfg(unix)]
        "symlink-outside" => {
            for (target, name) in [("/etc/hostname", "outside"), ("nowhere.md", "nowhere")] {
                let link = project.path(&format!("content/pages/{name}.md"));
                std::os::unix::fs::symlink(target, link).unwrap();
            }
        }
        _ => {}
    }
}

/// The folders that there are, by name.
fn cases() -> Vec<String> {
    let mut names: Vec<String> = files(FOLDER, &[])
        .iter()
        .filter_map(|file| Some(file.strip_prefix(FOLDER)?.split('/').nth(1)?.to_owned()))
        .collect();
    names.dedup();
    names
}

#[test]
fn every_problem_is_said_as_its_fixture_expects() {
    let before = problems(&Project::new());
    let mut wrong = Vec::new();
    for case in cases() {
        let project = Project::new();
        for file in files(&format!("{FOLDER}/{case}"), &[]) {
            let path = file.strip_prefix(&format!("{FOLDER}/{case}/")).unwrap();
            if path != "expected.txt" {
                let target = project.path(path);
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                fs::copy(Path::new(ROOT).join(&file), target).unwrap();
            }
        }
        add_made(&case, &project);
        let found = problems(&project);
        let new: Vec<&Diagnostic> = found.iter().filter(|p| !before.contains(p)).collect();
        if !new.iter().any(|p| p.code.id() == case) {
            wrong.push(format!("{case}: no such problem was found"));
        }
        let said: String = new.iter().map(|problem| format!("{problem}\n")).collect();
        let golden = Path::new(ROOT).join(FOLDER).join(&case).join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &said).unwrap();
        }
        if fs::read_to_string(&golden).ok().as_deref() != Some(said.as_str()) {
            wrong.push(format!("{case}: expected.txt differs from what is said now:\n{said}"));
        }
    }
    offences(wrong);
}

#[test]
fn every_code_has_a_folder() {
    let cases = cases();
    let ids = Code::ALL.iter().map(|code| code.id().to_owned());
    offences(ids.filter(|id| !cases.contains(id)));
}

#[test]
fn every_folder_is_named_after_a_code() {
    let is_code = |name: &String| Code::ALL.iter().any(|code| code.id() == name);
    offences(cases().into_iter().filter(|name| !is_code(name)));
}
