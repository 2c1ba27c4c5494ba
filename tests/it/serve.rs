//! The preview as a browser meets it: the same bytes as a build, whatever was
//! done to the files before; and nothing for those it is not meant for.
//!
//! `VIRAST_SOAK=10000 cargo test --test it serve` does as many edits instead of a
//! few. How much memory the server has after each round, it says on standard error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::made::dice::Dice;
use crate::support::{self, Project};

/// A server that ends with the test.
pub(crate) struct Preview {
    process: Child,
    pub(crate) port: u16,
}

impl Preview {
    pub(crate) fn of(project: &Project) -> Self {
        let mut process = support::program(&project.root(), &["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|l| l.split("http://127.0.0.1:").nth(1)?.split('/').next()?.parse().ok());
        // What it says later must go somewhere, or it waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port: port.unwrap() }
    }

    /// Sends bytes as they are; gives the status (0 where there was no answer) and the body.
    pub(crate) fn send(&self, bytes: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answer = Vec::new();
        let _ = stream.write_all(bytes);
        let _ = stream.read_to_end(&mut answer);
        let head = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(answer.len());
        let line = String::from_utf8_lossy(&answer[..head]).into_owned();
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        (status, answer.get(head + 4..).unwrap_or_default().to_vec())
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let port = self.port;
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        self.send(head.as_bytes())
    }

    /// Bytes of memory in use; `None` where the system does not say.
    fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every file of a fresh build, by its path, at the server's address.
fn built(project: &Project, port: u16) -> BTreeMap<String, Vec<u8>> {
    let other = Project::new();
    let config = fs::read_to_string(project.path("config.toml")).unwrap();
    let own = config.lines().find(|l| l.starts_with("base_url")).unwrap_or_default();
    let config = config.replace(own, &format!("base_url = \"http://127.0.0.1:{port}/\""));
    for folder in ["content", "themes"] {
        fs::remove_dir_all(other.path(folder)).unwrap();
        support::copy(&project.path(folder), &other.path(folder));
    }
    other.write("config.toml", &config);
    other.virast(&["build"]).ended_with(0);
    let public = other.path("public");
    let files = walkdir::WalkDir::new(&public).into_iter().map(Result::unwrap);
    files
        .filter(|e| e.file_type().is_file() && e.file_name() != ".virast-manifest")
        .map(|e| {
            let path = e.path().strip_prefix(&public).unwrap().to_string_lossy().into_owned();
            (path, fs::read(e.path()).unwrap())
        })
        .collect()
}

/// A page as it is without the preview's script.
fn published(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if !path.ends_with(".html") {
        return bytes;
    }
    let text = String::from_utf8(bytes).unwrap();
    let script = text.find("<link rel=\"stylesheet\" href=\"/_virast/");
    let end = text.find("</head>");
    match (script, end) {
        (Some(script), Some(end)) => format!("{}{}", &text[..script], &text[end..]).into_bytes(),
        _ => panic!("{path} has no script of the preview"),
    }
}

/// The files that the preview has otherwise than a build; waits a while for none.
fn stale(preview: &Preview, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let until = Instant::now() + Duration::from_secs(20);
    let mut left: Vec<&String> = files.keys().collect();
    loop {
        left.retain(|path| {
            let (status, bytes) = preview.get(&format!("/{path}"));
            status != 200 || published(path, bytes) != files[*path]
        });
        if left.is_empty() || Instant::now() > until {
            return left.into_iter().cloned().collect();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_is_served_is_what_a_build_writes() {
    let project = Project::new();
    let preview = Preview::of(&project);
    let files = built(&project, preview.port);
    assert!(files.len() > 50, "{} files", files.len());
    support::offences(stale(&preview, &files));
}

/// One thing that happens to the files of an editor: a save, garbage, a file
/// that goes, moves or comes.
fn edit(project: &Project, dice: &mut Dice, files: &[PathBuf], turn: usize) {
    let file = &files[dice.below(files.len())];
    let beside = file.with_file_name(format!("beside-{}.md", turn % 7));
    let text = fs::read(file).unwrap_or_default();
    // Any of these may meet a file that an earlier one took away.
    let _ = match dice.below(9) {
        0 | 1 => fs::write(file, [&text[..], format!("\nA {turn} line.\n").as_bytes()].concat()),
        2 => fs::write(file, &text[..text.len() / 2]),
        3 => fs::write(file, [0xff, 0xfe, 0x00, 0x80, b'\n']),
        4 => fs::write(file, format!("+++\ntitle = \"{turn}\n[[nowhere]] [@nobody] {{{{\n")),
        5 => fs::remove_file(file),
        6 => fs::rename(file, &beside),
        7 => fs::write(&beside, &text).and_then(|()| fs::rename(&beside, file)),
        _ => fs::remove_dir_all(project.path("content/events")),
    };
}

#[test]
fn whatever_is_done_to_the_files_the_preview_stands_and_is_never_stale() {
    let edits: usize = std::env::var("VIRAST_SOAK").map_or(60, |n| n.parse().unwrap());
    let project = Project::new();
    let good = Project::new();
    let preview = Preview::of(&project);
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(project.path("content"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files.push(project.path("themes/matn/templates/home.html"));
    files.push(project.path("themes/matn/styles/main.css"));
    files.push(project.path("config.toml"));
    let mut dice = Dice::new(7, &["edits"]);
    let mut memory = Vec::new();
    let rounds = edits.div_ceil(500).max(3);
    for round in 0..rounds {
        for turn in 0..edits.div_ceil(rounds) {
            edit(&project, &mut dice, &files, turn);
            if dice.below(4) == 0 {
                std::thread::sleep(Duration::from_millis(dice.below(30) as u64));
            }
            if turn % 50 == 0 {
                assert_ne!(preview.get("/").0, 0, "no answer in round {round}, after {turn} edits");
            }
        }
        // An editor mends it all, and writes on.
        for folder in ["content", "themes"] {
            let _ = fs::remove_dir_all(project.path(folder));
            support::copy(&good.path(folder), &project.path(folder));
        }
        fs::copy(good.path("config.toml"), project.path("config.toml")).unwrap();
        project.append("content/pages/about.en.md", &format!("\nRound {round} is over.\n"));
        support::offences(stale(&preview, &built(&project, preview.port)));
        memory.extend(preview.memory());
    }
    let mib: Vec<u64> = memory.iter().map(|bytes| bytes / (1 << 20)).collect();
    let _ = writeln!(std::io::stderr(), "{edits} edits; MiB after each round: {mib:?}");
    if let (Some(first), Some(last)) = (mib.get(1), mib.last()) {
        assert!(*last <= first * 3 / 2 + 32, "the preview's memory grows: {mib:?} MiB");
    }
}

/// Paths that lead out of a site where a server does not look.
const PATHS: [&str; 40] = [
    "/../secret.txt",
    "/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%252e%252e/secret.txt",
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/search/../../secret.txt",
    "/cards/../../secret.txt",
    "/en/../../secret.txt",
    "/./../secret.txt",
    "/....//secret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%ff%fe",
    "/%00",
    "/index.html%00.md",
    "/config.toml",
    "/content/index.md",
    "/content/../config.toml",
    "/themes/matn/theme.toml",
    "/.virast/",
    "/.git/config",
    "/Cargo.toml",
    "//etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/file:///etc/passwd",
    "/proc/self/environ",
    "/_virast/",
    "/_virast/../config.toml",
    "/_virast/%2e%2e/config.toml",
    "/_virast/live.js/../../config.toml",
    "/articles/%2e%2e/%2e%2e/secret.txt",
    "/articles/..;/secret.txt",
    "/~root/",
    "/?/../../secret.txt%00",
    "/%%%",
];

#[test]
fn two_hundred_hostile_requests_get_nothing() {
    let project = Project::new();
    fs::write(project.outside().join("secret.txt"), "SECRET-OUTSIDE").unwrap();
    fs::write(project.path("secret.txt"), "SECRET-INSIDE").unwrap();
    let preview = Preview::of(&project);
    let own = format!("127.0.0.1:{}", preview.port);
    let mut asked = 0;
    let mut wrong = Vec::new();
    for path in PATHS {
        for (method, host) in [
            ("GET", own.as_str()),
            ("GET", "evil.example"),
            ("GET", "127.0.0.1.evil.example"),
            ("POST", own.as_str()),
            ("DELETE", "evil.example"),
        ] {
            let request =
                format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let (status, body) = preview.send(request.as_bytes());
            asked += 1;
            let body = String::from_utf8_lossy(&body);
            let tells =
                ["SECRET", "root:", "base_url", "[languages"].iter().any(|s| body.contains(s));
            // `/?…` is the home page with a question that nobody reads.
            let is_home = path.starts_with("/?") && method == "GET" && host == own;
            if tells || (!matches!(status, 0 | 400..=499) && !is_home) {
                wrong.push(format!("{method} {path} for {host}: {status}"));
            }
        }
    }
    for request in [
        "GET / HTTP/1.1\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
    ] {
        let (status, _) = preview.send(request.as_bytes());
        asked += 1;
        if !matches!(status, 0 | 400..=499) {
            wrong.push(format!("{request}: {status}"));
        }
    }
    support::offences(wrong);
    assert!(asked >= 200, "{asked}");
    assert_eq!(preview.get("/").0, 200, "it stands after all of them");
}
