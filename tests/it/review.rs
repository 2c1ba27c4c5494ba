//! Doubts: how an editor goes through them, and that what was decided holds.

use std::fs;
use std::path::Path;

use virast::config::Config;
use virast::import::run;

use crate::support::{Project, ROOT};

const FOLDER: &str = "content/articles/fair";

/// A note that no mark points to is left in doubt.
const SOURCE: &str = "بازار هفتگی روستا\n\nمقدمه\n\nفروشندگان هر پنجشنبه پیش از سپیده می‌آمدند و بساط خود را کنار چشمه پهن می‌کردند. \nهیچ‌کس به یاد ندارد که این رسم از چه زمانی آغاز شده است. \n1. پرسش از سالخوردگان ده\n2. دفتر کدخدا، برگ دهم\n";

/// A project with one source, or none where the dictionary is not there.
fn project() -> Option<Project> {
    if let Err(e) = run::lexicon(Path::new(ROOT), &Config::default()) {
        crate::support::skipped(&e.to_string());
        return None;
    }
    let project = Project::new();
    let dictionary = Path::new(ROOT).join("node_modules/dictionary-fa");
    let config = fs::read_to_string(project.path("config.toml")).unwrap();
    let import =
        format!("\n[import]\nsources = [\"sources/*.txt\"]\ndictionary = {dictionary:?}\n");
    project.write("config.toml", &(config + &import));
    project.write(
        &format!("{FOLDER}/index.md"),
        "+++\ntitle = \"بازار هفتگی\"\nsource = \"fair.txt\"\n+++\n\nخلاصه.\n",
    );
    project.write("sources/fair.txt", SOURCE);
    Some(project)
}

#[test]
fn in_a_pipe_the_doubts_are_listed_with_all_that_is_known() {
    let Some(project) = project() else { return };
    let listed = project.virast(&["import", "--review"]).ended_with(0).stdout;
    let first = listed.lines().next().unwrap();
    assert!(first.starts_with("1/") && first.contains(FOLDER), "{listed}");
    for part in ["  why:    ", "  source: ", "  stands: "] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
}

/// The first doubt of the last import, as a decision to keep what stands.
fn decision(project: &Project) -> String {
    let report = fs::read_to_string(project.path(&format!("{FOLDER}/import.json"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let doubt = &report["doubts"][0];
    let (line, text) = (doubt["line"].as_u64().unwrap(), doubt["text"].as_str().unwrap());
    let source = SOURCE.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
    let hash = virast::import::decisions::hash(source);
    format!(
        "[[decision]]\nline = {line}\nsource = \"{hash}\"\nwords = \"{text}\"\nreading = \"{text}\"\n"
    )
}

fn doubts(project: &Project) -> usize {
    let listed = project.virast(&["import", "--review"]).ended_with(0).stdout;
    listed.lines().filter(|l| l.contains(&format!("{FOLDER}, line"))).count()
}

#[test]
fn what_was_decided_holds_for_every_later_import() {
    let Some(project) = project() else { return };
    let before = doubts(&project);
    assert!(before > 0, "the source leaves nothing in doubt");
    let file = format!("{FOLDER}/decisions.toml");
    project.write(&file, &decision(&project));
    assert_eq!(doubts(&project), before - 1);
    let said = project.virast(&["import"]).ended_with(0).stdout;
    assert!(said.contains("decisions honoured: 1"), "{said}");
    // A line more before it changes no decision.
    project.write("sources/fair.txt", &SOURCE.replacen("مقدمه\n", "مقدمه\n\n", 1));
    assert_eq!(doubts(&project), before - 1);
}

#[test]
fn a_decision_that_meets_nothing_is_named_with_its_place() {
    let Some(project) = project() else { return };
    let file = format!("{FOLDER}/decisions.toml");
    let stale =
        "[[decision]]\nline = 5\nsource = \"0a1b2c3d4e5f\"\nwords = \"گاری\"\nreading = \"گاو\"\n";
    project.write(&file, &format!("# یادداشت\n\n{stale}"));
    let said = project.virast(&["import"]).ended_with(0).stderr;
    assert!(
        said.contains("warning[stale-decision]") && said.contains(&format!("{file}:3:1")),
        "{said}"
    );
    assert!(said.contains("hint: "), "{said}");
    let checked = project.virast(&["check"]);
    assert!(checked.stderr.contains("stale-decision"), "{}", checked.stderr);
}

#[test]
fn a_file_of_decisions_that_cannot_be_read_keeps_the_text_as_it_is() {
    let Some(project) = project() else { return };
    project.virast(&["import"]).ended_with(0);
    let text = project.path(&format!("{FOLDER}/text.md"));
    let before = fs::read(&text).unwrap();
    project.write(&format!("{FOLDER}/decisions.toml"), "[[decision]]\nline = \"five\"\n");
    let said = project.virast(&["import"]).ended_with(1);
    assert!(
        said.stdout.contains("bad-decision") && said.stdout.contains("decisions.toml:2"),
        "{said:?}"
    );
    assert_eq!(fs::read(&text).unwrap(), before);
}
