//! Publishing to folders and archives, as a publisher does it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{Project, program, run};

/// Every file of a folder: path → bytes. A missing folder has none.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            (path, fs::read(entry.path()).unwrap_or_default())
        })
        .collect()
}

/// A built project with a target `site`.
pub(crate) fn built(target: &str) -> Project {
    let project = Project::new();
    project.append("config.toml", &format!("\n[publish.site]\n{target}\n"));
    project.virast(&["build"]).ended_with(0);
    project
}

/// Changes one sentence of the about page.
pub(crate) fn edit(project: &Project, sentence: &str) {
    project.append("content/pages/about.en.md", &format!("\n{sentence}\n"));
    project.virast(&["build"]).ended_with(0);
}

/// Kills publishes at thirty moments spread over the time that one takes;
/// `is_whole` says after each whether the target is the old site or the new one.
/// At least some must have been killed before they were done.
pub(crate) fn kill_at_thirty_moments(
    project: &Project,
    reset: &dyn Fn(),
    is_whole: &dyn Fn(usize) -> bool,
) {
    let arguments = ["publish", "site"];
    reset();
    let start = Instant::now();
    project.virast(&arguments).ended_with(0);
    let whole = start.elapsed();
    let mut killed = 0;
    // A fixed sequence that looks like chance: the same moments at every run.
    let mut seed = 1_u32;
    for round in 0..30 {
        reset();
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let share = f64::from(seed >> 8) / f64::from(1_u32 << 24);
        // The first half of a publish only reads; most moments are in the second.
        let moment = whole.mul_f64(0.2 + share * 0.85);
        let mut child = program(&project.root(), &arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        if child.try_wait().unwrap().is_none() {
            killed += 1;
            child.kill().unwrap();
        }
        child.wait().unwrap();
        assert!(
            is_whole(round),
            "round {round}: the target is neither the old site nor the new one"
        );
    }
    assert!(killed >= 10, "only {killed} of 30 publishes were killed before they were done");
    project.virast(&arguments).ended_with(0);
}

#[test]
fn a_folder_gets_what_changed_and_keeps_what_is_not_ours() {
    let project = built("kind = \"folder\"\npath = \"../www\"");
    let www = project.outside().join("www");
    let dry = project.virast(&["publish", "site", "--dry-run"]).ended_with(0);
    assert!(dry.stdout.contains("would publish"), "{}", dry.stdout);
    assert!(!www.exists(), "a dry run has written");
    project.virast(&["publish", "site"]).ended_with(0);
    assert_eq!(tree(&www), tree(&project.path("public")));

    fs::create_dir_all(www.join("theirs/empty")).unwrap();
    fs::write(www.join("theirs/note.txt"), "not ours").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", www.join("theirs/link")).unwrap();
    edit(&project, "A second edition.");
    let second = project.virast(&["publish", "site"]).ended_with(0);
    assert!(second.stdout.contains("~ en/pages/about/index.html"), "{}", second.stdout);
    assert!(!second.stdout.contains("~ actors/"), "{}", second.stdout);
    assert_eq!(fs::read(www.join("theirs/note.txt")).unwrap(), b"not ours");
    assert!(www.join("theirs/empty").is_dir());
    #[cfg(unix)]
    assert_eq!(fs::read_link(www.join("theirs/link")).unwrap(), Path::new("/etc"));
    for (path, bytes) in tree(&project.path("public")) {
        assert_eq!(fs::read(www.join(&path)).unwrap(), bytes, "{path}");
    }
    let third = project.virast(&["publish", "site"]).ended_with(0);
    assert!(third.stdout.contains("0 added, 0 changed, 0 removed"), "{}", third.stdout);
    // Beside the target nothing is left.
    let beside: Vec<_> = fs::read_dir(project.outside()).unwrap().collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn a_file_that_somebody_changed_at_the_target_is_put_right() {
    let project = built("kind = \"folder\"\npath = \"../www\"");
    project.virast(&["publish", "site"]).ended_with(0);
    let home = project.outside().join("www/index.html");
    fs::remove_file(&home).unwrap();
    fs::write(&home, "somebody was here").unwrap();
    let again = project.virast(&["publish", "site"]).ended_with(0);
    assert!(again.stdout.contains("~ index.html"), "{}", again.stdout);
    assert_eq!(fs::read(&home).unwrap(), fs::read(project.path("public/index.html")).unwrap());
    // The site in public/ shares no file with the target.
    assert_ne!(fs::read(project.path("public/index.html")).unwrap(), b"somebody was here");
}

#[test]
fn a_folder_killed_at_any_moment_is_the_old_site_or_the_new_one() {
    let project = built("kind = \"folder\"\npath = \"../www\"");
    project.virast(&["publish", "site"]).ended_with(0);
    let (www, old) = (project.outside().join("www"), project.outside().join("old"));
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        for (path, bytes) in tree(from) {
            fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
            fs::write(to.join(path), bytes).unwrap();
        }
    };
    copy(&www, &old);
    // A new title changes every page.
    let settings = fs::read_to_string(project.path("config.toml")).unwrap();
    project.write("config.toml", &settings.replace("River and Salt", "Salt and River"));
    project.virast(&["build"]).ended_with(0);
    let (before, after) = (tree(&old), tree(&project.path("public")));
    assert!(before.iter().filter(|(path, bytes)| after.get(*path) != Some(*bytes)).count() > 10);
    kill_at_thirty_moments(&project, &|| copy(&old, &www), &|_| {
        let now = tree(&www);
        now == before || now == after
    });
    assert_eq!(tree(&www), after);
    assert!(!project.outside().join(".www.virast-new").exists());
}

#[test]
fn a_folder_that_cannot_be_exchanged_is_completed_by_the_next_publish() {
    let project = built("kind = \"folder\"\npath = \"../www\"");
    let www = project.outside().join("www");
    // A file where the new site would be made: the same as a mount point, or a
    // parent folder that belongs to somebody else.
    let occupied = project.outside().join(".www.virast-new");
    fs::write(&occupied, "theirs").unwrap();
    project.virast(&["publish", "site"]).ended_with(0);
    assert_eq!(tree(&www), tree(&project.path("public")));
    fs::write(www.join("note.txt"), "not ours").unwrap();
    // What a publish leaves that was killed in the midst: a list that is unsure,
    // files that are new, and files that are still to go.
    let list = fs::read_to_string(www.join(".virast-manifest")).unwrap();
    let unsure: String = list
        .lines()
        .map(|line| format!("-  {}\n", line.split_once("  ").unwrap().1))
        .chain(["-  pages/gone/index.html\n".to_owned()])
        .collect();
    fs::write(www.join(".virast-manifest"), unsure).unwrap();
    fs::create_dir_all(www.join("pages/gone")).unwrap();
    fs::write(www.join("pages/gone/index.html"), "half").unwrap();
    fs::write(www.join("index.html"), "half").unwrap();
    project.virast(&["publish", "site", "--allow-lost-addresses"]).ended_with(0);
    let mut now = tree(&www);
    assert_eq!(now.remove("note.txt").unwrap(), b"not ours");
    assert_eq!(now, tree(&project.path("public")));
    assert!(!www.join("pages/gone").exists());
    assert_eq!(fs::read(&occupied).unwrap(), b"theirs");
}

#[test]
fn an_archive_is_the_same_bytes_at_every_run_and_holds_its_checksums() {
    let project = built("kind = \"archive\"\npath = \"../river.zip\"");
    project.virast(&["publish", "site"]).ended_with(0);
    let file = project.outside().join("river.zip");
    let first = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    project.virast(&["publish", "site"]).ended_with(0);
    assert!(fs::read(&file).unwrap() == first, "two archives of one site differ");
    let again = project.virast(&["publish", "site"]).ended_with(0);
    assert!(again.stdout.contains("0 added, 0 changed, 0 removed"), "{}", again.stdout);

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with("river/")), "{names:?}");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        let mut file = archive.by_name(&format!("river/{name}")).unwrap();
        std::io::copy(&mut file, &mut bytes).unwrap();
        bytes
    };
    let sums = String::from_utf8(read("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count() + 1, names.len());
    let mut sorted: Vec<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    sorted.sort_unstable();
    assert_eq!(sorted, sums.lines().map(|l| l.split_once("  ").unwrap().1).collect::<Vec<_>>());
    for line in sums.lines() {
        let (sum, path) = line.split_once("  ").unwrap();
        use sha2::Digest as _;
        let found: String =
            sha2::Sha256::digest(read(path)).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(found, sum, "{path}");
    }
}

#[test]
fn a_server_of_ones_own_gets_compressed_copies_and_redirects() {
    let project = built("kind = \"folder\"\npath = \"../www\"\nhost = \"nginx\"");
    let about = fs::read_to_string(project.path("content/pages/about.md")).unwrap();
    project.write(
        "content/pages/about.md",
        &about.replacen("+++\n", "+++\nformerly = [\"old-about\"]\n", 1),
    );
    project.virast(&["publish", "site", "--build"]).ended_with(0);
    let www = project.outside().join("www");
    let page = fs::read(www.join("index.html")).unwrap();
    let mut unpacked = Vec::new();
    let packed = fs::read(www.join("index.html.br")).unwrap();
    brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).unwrap();
    assert!(unpacked == page, "index.html.br holds another page");
    let packed = fs::read(www.join("index.html.gz")).unwrap();
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
    std::io::Read::read_to_end(&mut reader, &mut unpacked).unwrap();
    assert!(unpacked == page, "index.html.gz holds another page");
    assert!(!www.join("pages/old-about/index.html").exists());
    let moved = fs::read_to_string(www.join(".redirects.conf")).unwrap();
    assert!(moved.contains(
        "location = /some/path/pages/old-about/ { return 301 /some/path/pages/about/; }"
    ));
    assert!(!www.join("_headers").exists());
    let again = project.virast(&["publish", "site"]).ended_with(0);
    assert!(again.stdout.contains("0 added, 0 changed, 0 removed"), "{}", again.stdout);
}

#[test]
fn hosts_get_what_they_read_and_nothing_else() {
    for (host, has, lacks) in [
        ("any", "_headers _redirects .nojekyll", ".htaccess"),
        ("github", ".nojekyll", "_headers _redirects .htaccess"),
        ("gitlab", "_redirects index.html.gz", "_headers .nojekyll"),
        ("netlify", "_headers _redirects", ".nojekyll index.html.gz"),
        ("cloudflare", "_headers _redirects", ".nojekyll"),
        ("apache", ".htaccess", "_headers _redirects .nojekyll"),
    ] {
        let project = built(&format!("kind = \"folder\"\npath = \"../www\"\nhost = \"{host}\""));
        project.virast(&["publish", "site"]).ended_with(0);
        let www = tree(&project.outside().join("www"));
        for path in has.split(' ') {
            assert!(www.contains_key(path), "{host} lacks {path}");
        }
        for path in lacks.split(' ') {
            assert!(!www.contains_key(path), "{host} has {path}");
        }
    }
}

#[test]
fn the_configurations_in_the_documents_are_those_of_the_program() {
    let project = Project::new();
    let settings = fs::read_to_string(project.path("config.toml")).unwrap();
    let at_root = settings.replace("/some/path/", "/");
    for (host, document) in
        [("nginx", "docs/hosting/nginx.conf"), ("apache", "docs/hosting/apache.conf")]
    {
        let target = format!(
            "\n[publish.site]\nkind = \"folder\"\npath = \"/srv/www/edition\"\nhost = \"{host}\"\n"
        );
        project.write("config.toml", &format!("{at_root}{target}"));
        let said = run(&project.root(), &["publish", "site", "--server-config"]).ended_with(0);
        let path = Path::new(crate::support::ROOT).join(document);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &said.stdout).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), said.stdout, "{document}");
    }
}
