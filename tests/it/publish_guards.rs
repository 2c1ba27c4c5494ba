//! What is never published, and where nothing is published to.

use std::collections::BTreeMap;
use std::fs;

use crate::publish::{built, edit, tree};
use crate::support::Project;

/// A target in a folder beside the project.
const WWW: &str = "kind = \"folder\"\npath = \"../www\"";

/// Publishes, and expects a refusal that says this and writes nothing anywhere.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], says: &str) {
    let before = everything(project);
    let status = if says.contains("errors in the content") { 1 } else { 2 };
    let run = project.virast(&[&["publish", "site"], arguments].concat()).ended_with(status);
    assert!(run.stderr.contains(says), "expected `{says}` in:\n{}", run.stderr);
    assert_eq!(everything(project), before, "something was written");
}

/// All files but those in which the program keeps what it needs on the way.
fn everything(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut all = tree(project.outside());
    all.retain(|path, _| !path.starts_with("edition/.virast/"));
    all
}

#[test]
fn errors_drafts_and_stale_sites_stay_at_home() {
    let project = built(WWW);
    project.append("content/pages/about.en.md", "\nSee [[no-such-page]].\n");
    refused(&project, &[], "errors in the content");

    let project = built(WWW);
    project.append("content/pages/about.en.md", "\nNews.\n");
    refused(&project, &[], "is not what the content says now");
    project.virast(&["publish", "site", "--build"]).ended_with(0);

    let project = built(WWW);
    project.append("config.toml", "\n[redirects]\n\"pages/was/\" = \"pages/about/\"\n");
    refused(&project, &[], "is not what the content says now");

    let project = built(WWW);
    let page = "+++\ntitle = \"Not yet\"\ndraft = true\n+++\n\nUnfinished.\n";
    project.write("content/pages/not-yet.md", page);
    project.virast(&["build", "--drafts"]).ended_with(0);
    assert!(project.path("public/pages/not-yet/index.html").is_file());
    refused(&project, &[], "shows drafts:\n    content/pages/not-yet.md");
    project.virast(&["build"]).ended_with(0);
    project.virast(&["publish", "site"]).ended_with(0);
    assert!(!tree(&project.outside().join("www")).keys().any(|path| path.contains("not-yet")));

    let project = Project::new();
    project.append("config.toml", &format!("\n[publish.site]\n{WWW}\n"));
    refused(&project, &[], "is no site");
}

#[test]
fn a_draft_is_left_out_with_all_that_belongs_to_it() {
    let project = built(WWW);
    let path = "content/articles/salt-road/index.md";
    let text = fs::read_to_string(project.path(path)).unwrap();
    project.write(path, &text.replacen("+++\n", "+++\ndraft = true\n", 1));
    let loaded = virast::pipeline::load(&project.root()).unwrap();
    assert_eq!(
        loaded.drafts,
        [
            "content/articles/salt-road/index.en.md",
            "content/articles/salt-road/index.md",
            "content/articles/salt-road/text.md"
        ]
    );
    assert!(loaded.edition.records.articles.iter().all(|a| a.id != "salt-road"));

    let project = built(WWW);
    let path = "content/pages/about.en.md";
    let text = fs::read_to_string(project.path(path)).unwrap();
    project.write(path, &text.replacen("+++\n", "+++\ndraft = true\n", 1));
    project.virast(&["build"]).ended_with(0);
    assert!(project.path("public/pages/about/index.html").is_file());
    assert!(!project.path("public/en/pages/about/index.html").exists());
}

#[test]
fn pages_that_no_build_wrote_stay_at_home() {
    let project = built(WWW);
    let home = project.path("public/index.html");
    let page = fs::read_to_string(&home).unwrap();
    fs::write(&home, page.replace("</head>", "<script src=\"/_virast/live.js\"></script></head>"))
        .unwrap();
    refused(&project, &[], "index.html is a page of the preview");
    fs::write(&home, page.replace("</body>", "mended by hand</body>")).unwrap();
    refused(&project, &[], "is not what the build wrote");
}

#[test]
fn dangerous_targets_are_refused_with_a_word() {
    for (path, says) in [
        ("..", "holds the project itself"),
        (".", "holds the project itself"),
        ("/", "is the root of the file system"),
        ("content", "is where the edition's sources stand"),
        ("content/pages", "is where the edition's sources stand"),
        ("public", "is the site's own folder"),
        ("../theirs", "is not empty and was not published by Virast"),
        ("../link", "is a symbolic link"),
        ("../note.txt", "is no folder"),
    ] {
        let project = built(&format!("kind = \"folder\"\npath = {path:?}"));
        fs::create_dir_all(project.outside().join("theirs")).unwrap();
        fs::create_dir_all(project.outside().join("real")).unwrap();
        fs::write(project.outside().join("theirs/thesis.txt"), "years of work").unwrap();
        fs::write(project.outside().join("note.txt"), "a note").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("real", project.outside().join("link")).unwrap();
        refused(&project, &[], says);
        refused(&project, &["--allow-removals", "--allow-lost-addresses"], says);
    }
}

#[test]
fn a_list_at_the_target_that_was_tampered_with_leads_nowhere_outside() {
    let project = built(WWW);
    project.virast(&["publish", "site"]).ended_with(0);
    let treasure = project.outside().join("treasure.txt");
    fs::write(&treasure, "gold").unwrap();
    let list = project.outside().join("www/.virast-manifest");
    let text = fs::read_to_string(&list).unwrap();
    let more = format!("{text}0  ../treasure.txt\n0  {}\n", treasure.display());
    fs::write(&list, more).unwrap();
    edit(&project, "More.");
    project
        .virast(&["publish", "site", "--allow-removals", "--allow-lost-addresses"])
        .ended_with(0);
    assert_eq!(fs::read(&treasure).unwrap(), b"gold");
}

#[test]
fn somebody_elses_file_is_not_overwritten() {
    let project = built(WWW);
    project.virast(&["publish", "site"]).ended_with(0);
    fs::create_dir_all(project.outside().join("www/pages/news")).unwrap();
    fs::write(project.outside().join("www/pages/news/index.html"), "theirs").unwrap();
    let news = "+++\ntitle = \"خبر\"\n+++\n\nخبری تازه.\n";
    project.write("content/pages/news.md", news);
    project.virast(&["build"]).ended_with(0);
    refused(&project, &[], "which Virast did not put there");
}

#[test]
fn many_removals_need_a_word() {
    let project = built(&format!("{WWW}\nremovals = 3"));
    let news = |n: usize| format!("content/pages/news-{n}.md");
    for n in 1..=4 {
        project.write(&news(n), "+++\ntitle = \"خبر\"\n+++\n\nخبری کوتاه.\n");
    }
    project.virast(&["publish", "site", "--build"]).ended_with(0);
    for n in 1..=4 {
        fs::remove_file(project.path(&news(n))).unwrap();
    }
    project.virast(&["build"]).ended_with(0);
    refused(&project, &["--allow-lost-addresses"], "more than the 3 that this target lets pass");
    refused(&project, &["--allow-removals"], "would lead nowhere");
    let all = ["publish", "site", "--allow-removals", "--allow-lost-addresses"];
    project.virast(&all).ended_with(0);
    assert!(!project.outside().join("www/pages/news-1").exists());
    let kept = fs::read_to_string(project.path("data/addresses.json")).unwrap();
    assert!(
        kept.contains("\"pages/news-1/\": {\"targets\":[\"site\"],\"gone\":[\"site\"]}"),
        "{kept}"
    );
    // What was given up once is not asked about again.
    edit(&project, "After the removal.");
    project.virast(&["publish", "site"]).ended_with(0);
}

#[test]
fn a_renamed_page_must_say_what_it_was_called() {
    let project = built(WWW);
    project.virast(&["publish", "site"]).ended_with(0);
    for ending in ["md", "en.md"] {
        let old = project.path(&format!("content/pages/about.{ending}"));
        fs::rename(&old, project.path(&format!("content/pages/this-edition.{ending}"))).unwrap();
    }
    project.virast(&["build"]).ended_with(0);
    refused(
        &project,
        &[],
        "2 live addresses would lead nowhere, and readers have them:\n    en/pages/about/\n    pages/about/",
    );

    let path = "content/pages/this-edition.md";
    let text = fs::read_to_string(project.path(path)).unwrap();
    project.write(path, &text.replacen("+++\n", "+++\nformerly = [\"about\"]\n", 1));
    let run = project.virast(&["publish", "site", "--build"]).ended_with(0);
    assert!(run.stdout.contains("> en/pages/about/ → en/pages/this-edition/"), "{}", run.stdout);
    let page = fs::read_to_string(project.outside().join("www/en/pages/about/index.html")).unwrap();
    let canonical = "<link rel=\"canonical\" href=\"https://edition.example/some/path/en/pages/this-edition/\">";
    assert!(page.contains(canonical) && page.contains("url=../this-edition/index.html"), "{page}");
    let list = fs::read_to_string(project.outside().join("www/_redirects")).unwrap();
    assert!(list.contains("/some/path/pages/about/ /some/path/pages/this-edition/ 301"), "{list}");
    let kept = fs::read_to_string(project.path("data/addresses.json")).unwrap();
    assert!(
        kept.contains("\"pages/about/\": {\"targets\":[\"site\"],\"to\":\"pages/this-edition/\"}"),
        "{kept}"
    );

    // The address is live for good: taking the word back is refused as well.
    project.write(path, &text);
    project.virast(&["build"]).ended_with(0);
    refused(&project, &[], "would lead nowhere");
}

#[test]
fn a_renamed_article_keeps_the_addresses_of_its_downloads() {
    let project = built(WWW);
    project.virast(&["publish", "site"]).ended_with(0);
    let (old, new) = ("content/articles/river-treaty", "content/articles/treaty-of-the-river");
    fs::rename(project.path(old), project.path(new)).unwrap();
    let path = format!("{new}/index.md");
    let text = fs::read_to_string(project.path(&path)).unwrap();
    project.write(&path, &text.replacen("+++\n", "+++\nformerly = [\"river-treaty\"]\n", 1));
    let check = project.virast(&["check"]).ended_with(0);
    assert!(format!("{}{}", check.stdout, check.stderr).contains("moved-page"));
    project.virast(&["publish", "site", "--build"]).ended_with(0);
    let www = project.outside().join("www/articles");
    assert_eq!(
        fs::read(www.join("river-treaty/river-treaty.bib")).unwrap(),
        fs::read(www.join("treaty-of-the-river/treaty-of-the-river.bib")).unwrap()
    );
    let page = fs::read_to_string(www.join("river-treaty/parallel/index.html")).unwrap();
    assert!(page.contains("url=../../treaty-of-the-river/parallel/index.html"), "{page}");
}

#[test]
fn a_renamed_actor_keeps_the_addresses_of_its_data() {
    let project = built(WWW);
    project.virast(&["publish", "site"]).ended_with(0);
    for ending in ["md", "en.md"] {
        let new = format!("content/actors/border-country.{ending}");
        fs::rename(project.path(&format!("content/actors/marzestan.{ending}")), project.path(&new))
            .unwrap();
    }
    let path = "content/actors/border-country.md";
    let text = fs::read_to_string(project.path(path)).unwrap();
    project.write(path, &text.replacen("+++\n", "+++\nformerly = [\"marzestan\"]\n", 1));
    project.virast(&["publish", "site", "--build"]).ended_with(0);
    let www = project.outside().join("www/actors");
    assert_eq!(
        fs::read(www.join("marzestan/marzestan.jsonld")).unwrap(),
        fs::read(www.join("border-country/border-country.jsonld")).unwrap()
    );
}

#[test]
fn passwords_have_no_place_in_the_settings() {
    let project = built("kind = \"git\"\nremote = \"https://me:s3cret@host.example/a.git\"");
    let run = project.virast(&["publish", "site"]).ended_with(2);
    assert!(run.stderr.contains("has a password or token in its address"), "{}", run.stderr);
    assert!(!run.stderr.contains("s3cret"));
}
