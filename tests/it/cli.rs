//! The program as a user meets it: what it prints, how it ends, what it leaves on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use crate::support::{Project, program, run};

/// A file of the fixture into which a test may write mistakes.
const ABOUT: &str = "content/pages/about.md";

/// Every file below a folder: its path there, its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let inside = e.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            (inside, fs::read(e.path()).unwrap())
        })
        .collect()
}

/// Fails unless two folders hold the same files with the same bytes.
#[track_caller]
fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    let differ: Vec<_> = a.keys().filter(|path| a[*path] != b[*path]).collect();
    assert!(differ.is_empty(), "these differ: {differ:?}");
}

/// The commands that `virast --help` lists.
fn commands() -> Vec<String> {
    let help = run(Path::new("."), &["--help"]).ended_with(0).stdout;
    let list = help.lines().skip_while(|l| *l != "Commands:").skip(1);
    let names = list.take_while(|l| !l.is_empty()).filter_map(|l| l.split_whitespace().next());
    names.filter(|n| *n != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_says_what_it_does_and_shows_an_example() {
    let commands = commands();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        let help = run(Path::new("."), &[&command, "--help"]).ended_with(0).stdout;
        assert!(help.contains("Usage: virast "), "{command}:\n{help}");
        assert!(help.contains("Examples:\n  virast "), "{command} shows no example:\n{help}");
    }
}

#[test]
fn a_wrong_call_is_told_apart_from_wrong_content() {
    let project = Project::new();
    project.virast(&[]).ended_with(2);
    project.virast(&["bild"]).ended_with(2);
    project.virast(&["build", "--no-such-option"]).ended_with(2);
}

#[test]
fn a_folder_of_no_project_is_refused_with_the_way_out() {
    let project = Project::new();
    for command in ["build", "check"] {
        let run = run(project.outside(), &[command]).ended_with(2);
        assert!(run.stderr.contains("config.toml"), "{}", run.stderr);
        assert!(run.stderr.contains("--root"), "{}", run.stderr);
    }
}

#[test]
fn commands_work_from_any_folder_of_the_project_and_from_outside_with_root() {
    let project = Project::new();
    run(&project.path("content/actors"), &["build"]).ended_with(0);
    assert!(project.path("public/index.html").is_file());
    run(project.outside(), &["check", "--root", "edition"]).ended_with(0);
}

#[test]
fn warnings_leave_the_exit_status_alone() {
    let project = Project::new();
    let run = project.virast(&["check"]).ended_with(0);
    assert!(run.stderr.contains("warning[missing-translation]"), "{}", run.stderr);
}

#[test]
fn wrong_content_ends_with_1_and_its_place() {
    let project = Project::new();
    let line = fs::read_to_string(project.path(ABOUT)).unwrap().lines().count() + 2;
    project.append(ABOUT, "\nپیوند به [[nowhere]].\n");
    for command in ["build", "check"] {
        let run = project.virast(&[command]).ended_with(1);
        assert!(run.stderr.contains("error[unknown-page]"), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("at:   {ABOUT}:{line}:10")), "{}", run.stderr);
    }
}

#[test]
fn a_wrong_setting_ends_with_2_and_its_place() {
    let project = Project::new();
    project.append("config.toml", "\n[import]\nsorces = []\n");
    for command in ["build", "check"] {
        let run = project.virast(&[command]).ended_with(2);
        assert!(run.stderr.contains("sorces"), "{}", run.stderr);
        assert!(run.stderr.contains("config.toml:"), "{}", run.stderr);
    }
}

#[test]
fn a_broken_theme_ends_with_2_and_names_the_file() {
    let project = Project::new();
    project.write("themes/matn/templates/base.html", "{% if %}");
    let run = project.virast(&["build"]).ended_with(2);
    assert!(run.stderr.contains("base.html"), "{}", run.stderr);
    assert!(!project.path("public").exists());
}

#[test]
fn a_check_for_machines_is_one_object_a_line() {
    let project = Project::new();
    project.append(ABOUT, "\nپیوند به [[nowhere]] و [@no-such-work].\n");
    let run = project.virast(&["check", "--format", "json"]).ended_with(1);
    let found: Vec<serde_json::Value> =
        run.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let fields = ["severity", "code", "message", "file", "line", "column", "text", "hint"];
    for one in &found {
        assert_eq!(one.as_object().unwrap().keys().collect::<Vec<_>>(), fields, "{one}");
        assert!(one["line"].as_u64().unwrap() > 0 && one["column"].as_u64().unwrap() > 0, "{one}");
    }
    let codes: Vec<&str> = found.iter().filter_map(|one| one["code"].as_str()).collect();
    assert!(codes.contains(&"unknown-page") && codes.contains(&"unknown-work"), "{codes:?}");
}

#[test]
fn two_builds_are_the_same_bytes_wherever_they_are_made() {
    let (here, there) = (Project::new(), Project::new());
    here.virast(&["build"]).ended_with(0);
    here.virast(&["build", "--out", "again"]).ended_with(0);
    run(there.outside(), &["build", "--root", "edition"]).ended_with(0);
    let first = contents(&here.path("public"));
    assert_same(&first, &contents(&here.path("again")));
    assert_same(&first, &contents(&there.path("public")));
}

#[test]
fn the_last_good_site_stays_when_the_content_breaks() {
    let project = Project::new();
    project.virast(&["build"]).ended_with(0);
    let good = contents(&project.path("public"));
    project.append(ABOUT, "\n[[nowhere]]\n");
    let run = project.virast(&["build"]).ended_with(1);
    assert!(run.stderr.contains("not changed"), "{}", run.stderr);
    assert_same(&good, &contents(&project.path("public")));
}

#[test]
fn a_folder_that_is_not_ours_is_never_replaced() {
    let project = Project::new();
    project.write("public/thesis.txt", "years of work");
    let run = project.virast(&["build"]).ended_with(2);
    assert!(run.stderr.contains("hint:"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(project.path("public/thesis.txt")).unwrap(), "years of work");
    assert!(!project.path("public/index.html").exists());
}

#[test]
fn a_new_file_is_content_that_passes_the_check() {
    let project = Project::new();
    project.virast(&["new", "person", "mina-kuhestani", "--title", "مینا کوهستانی"]).ended_with(0);
    project.virast(&["check"]).ended_with(0);
    project.virast(&["new", "person", "mina-kuhestani"]).ended_with(2);
}

/// Fails unless the site is whole: the files that its manifest lists, with
/// their hashes, and no other. Gives the manifest.
#[track_caller]
fn assert_whole(public: &Path) -> String {
    let mut files = contents(public);
    let manifest = String::from_utf8(files.remove(".virast-manifest").unwrap()).unwrap();
    let listed: BTreeMap<&str, &str> = manifest
        .lines()
        .map(|l| l.split_once("  ").unwrap())
        .map(|(hash, path)| (path, hash))
        .collect();
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        listed.keys().copied().collect::<Vec<_>>()
    );
    for (path, bytes) in &files {
        assert_eq!(blake3::hash(bytes).to_hex().as_str(), listed[path.as_str()], "{path}");
    }
    manifest
}

// Moments from the start of a build to beyond its usual end, each with another
// edit before it, so that there is something to replace every time. The last
// build is left alone, so that one comes to its end on the slowest machine.
#[test]
fn a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one() {
    const MOMENTS: u32 = 50;
    let project = Project::new();
    let about = fs::read_to_string(project.path(ABOUT)).unwrap();
    let public = project.path("public");
    project.virast(&["build"]).ended_with(0);
    let mut old = assert_whole(&public);
    let start = Instant::now();
    project.virast(&["build"]).ended_with(0);
    let whole_build = start.elapsed();
    let mut replaced = 0;
    for moment in 0..MOMENTS {
        project.write(ABOUT, &format!("{about}\nسطر {moment}.\n"));
        let mut build = program(&project.root(), &["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if moment + 1 < MOMENTS {
            sleep(whole_build * moment * 6 / (MOMENTS * 5));
            build.kill().unwrap();
        }
        build.wait().unwrap();
        let now = assert_whole(&public);
        replaced += u32::from(now != old);
        old = now;
    }
    assert!((1..MOMENTS).contains(&replaced), "{replaced} of {MOMENTS} builds came to their end");
    let left: Vec<_> = fs::read_dir(project.root())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".public-") && name != ".public-lock")
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn builds_at_the_same_time_wait_for_each_other() {
    let project = Project::new();
    let start = || {
        program(&project.root(), &["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let builds: Vec<_> = (0..4).map(|_| start()).collect();
    for mut build in builds {
        assert_eq!(build.wait().unwrap().code(), Some(0));
    }
    assert_whole(&project.path("public"));
}

#[test]
fn a_translation_is_made_beside_its_page_and_never_over_one() {
    let project = Project::new();
    let made = project.virast(&["new", "translation", "sea-party", "--title", "The Sea Party"]);
    made.ended_with(0);
    let english = fs::read_to_string(project.path("content/actors/sea-party.en.md")).unwrap();
    assert!(english.starts_with("+++\ntitle = \"The Sea Party\"\n+++\n"), "{english}");
    project.virast(&["check"]).ended_with(0);
    project.virast(&["new", "translation", "sea-party"]).ended_with(2);
    project.virast(&["new", "translation", "no-such-page"]).ended_with(2);
    assert_eq!(
        fs::read_to_string(project.path("content/actors/sea-party.en.md")).unwrap(),
        english
    );
}

#[test]
fn what_to_make_is_not_asked_where_nobody_can_answer() {
    let asked = Project::new().virast(&["new", "person"]).ended_with(2);
    assert!(asked.stderr.contains("virast new KIND NAME"), "{}", asked.stderr);
}

#[test]
fn a_check_that_stays_checks_again_at_a_save() {
    let project = Project::new();
    let mut watching = program(&project.root(), &["check", "--watch", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(watching.stdout.take().unwrap()).lines().map_while(Result::ok);
    let (sender, checked) = channel();
    spawn(move || lines.filter(|l| l.contains("unknown-page")).try_for_each(|l| sender.send(l)));
    let found = (0..40).any(|turn| {
        project.append("content/pages/about.en.md", &format!("\nSee [[nowhere-{turn}]].\n"));
        checked.recv_timeout(Duration::from_millis(500)).is_ok()
    });
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(found, "the save was not checked");
}
