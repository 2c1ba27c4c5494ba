//! The editor's desk over HTTP: what it lists, and that a reading that an editor
//! chooses stands in the file, once, and only if nobody changed it meanwhile.

use std::fs;

use virast::import::report::{Candidate, Doubt, Report, SourceFile};

use crate::serve::Preview;
use crate::support::Project;

const FOLDER: &str = "content/articles/fair";
const SOURCE: &str =
    "بازار هفتگی روستا\n\nشر و غرب ده راهی به بازار داشت.\nدر بازار شر هم می‌فروختند.\n";
const TEXT: &str = "+++\ntitle = \"بازار\"\n+++\n\n## آغاز\n\nشر و غرب ده راهی به بازار داشت. در بازار شر هم می‌فروختند.\n";

/// A project with an article of which import left three things open.
fn project() -> Project {
    let project = Project::new();
    let config = fs::read_to_string(project.path("config.toml")).unwrap();
    project.write("config.toml", &(config + "\n[import]\nsources = [\"sources/*.txt\"]\n"));
    project.write("sources/fair.txt", SOURCE);
    project.write(
        &format!("{FOLDER}/index.md"),
        "+++\ntitle = \"بازار هفتگی\"\nlanguage = \"fa\"\nsource = \"fair.txt\"\n+++\n\nخلاصه.\n",
    );
    project.write(&format!("{FOLDER}/text.md"), TEXT);
    let doubt = |line, text: &str, stands: &str, readings: &[(&str, f64)]| Doubt {
        line,
        text: text.to_owned(),
        stands: stands.to_owned(),
        reason: "two words are possible".to_owned(),
        pass: "letters".to_owned(),
        candidates: readings.iter().map(|(r, l)| Candidate::new(*r, *l)).collect(),
    };
    let report = Report {
        source: SourceFile {
            file: "fair.txt".to_owned(),
            blake3: blake3::hash(SOURCE.as_bytes()).to_hex().to_string(),
            lines: 4,
        },
        doubts: vec![
            doubt(3, "شر", "شر", &[("شر", 0.6), ("شرق", 0.4)]),
            doubt(4, "شر", "شر", &[("شر", 0.5), ("شیر", 0.5)]),
            doubt(4, "هم", "هم", &[]),
        ],
        ..Report::default()
    };
    let json = serde_json::to_string_pretty(&report).unwrap();
    project.write(&format!("{FOLDER}/import.json"), &json);
    project
}

fn text(project: &Project) -> String {
    fs::read_to_string(project.path(&format!("{FOLDER}/text.md"))).unwrap()
}

fn desk(preview: &Preview) -> String {
    let (status, body) = preview.get("/_virast/desk/");
    assert_eq!(status, 200);
    String::from_utf8(body).unwrap()
}

/// The fields of the form that offers a reading, filled in with it.
fn form(desk: &str, line: u32, reading: &str) -> String {
    let line = format!("name=\"line\" value=\"{line}\"");
    let offered = format!("name=\"reading\" value=\"{reading}\"");
    let forms = desk.split("<form ").skip(1).map(|f| f.split("</form>").next().unwrap());
    let form = forms.into_iter().find(|f| f.contains(&line) && f.contains(&offered));
    let form = form.unwrap_or_else(|| panic!("no form of line {line} offers {reading}"));
    let mut out = form_urlencoded::Serializer::new(String::new());
    for field in form.split("type=\"hidden\" ").skip(1) {
        let value = |name: &str| field.split(name).nth(1).unwrap().split('"').nth(1).unwrap();
        out.append_pair(value("name="), value("value="));
    }
    out.append_pair("reading", reading).finish()
}

/// Sends a form as a page of the preview does, but for what `with` changes.
fn send(preview: &Preview, form: &str, with: impl Fn(String) -> String) -> u16 {
    let host = format!("127.0.0.1:{}", preview.port);
    let request = with(format!(
        "POST /_virast/decide HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n{form}"
    ));
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let request = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    preview.send(request.as_bytes()).0
}

#[test]
fn a_chosen_reading_stands_in_the_text_and_is_decided() {
    let project = project();
    let preview = Preview::of(&project);
    assert_eq!(send(&preview, &form(&desk(&preview), 4, "شیر"), |r| r), 303);
    assert_eq!(text(&project), TEXT.replace("بازار شر هم", "بازار شیر هم"));
    let decided = fs::read_to_string(project.path(&format!("{FOLDER}/decisions.toml"))).unwrap();
    assert!(decided.contains("line = 4") && decided.contains("reading = \"شیر\""), "{decided}");
    let report = fs::read_to_string(project.path(&format!("{FOLDER}/import.json"))).unwrap();
    let report: Report = serde_json::from_str(&report).unwrap();
    assert_eq!((report.doubts.len(), report.decided.len()), (2, 1));
    // The next reading is chosen from the desk as it is now.
    assert_eq!(send(&preview, &form(&desk(&preview), 3, "شرق"), |r| r), 303);
    assert!(text(&project).contains("\n\nشرق و غرب") && text(&project).contains("شیر هم"));
    let checked = project.virast(&["check"]);
    assert!(!checked.stderr.contains("stale-decision"), "{}", checked.stderr);
}

#[test]
fn what_stands_can_be_kept_and_nothing_else_changes() {
    let project = project();
    let preview = Preview::of(&project);
    assert_eq!(send(&preview, &form(&desk(&preview), 4, "هم"), |r| r), 303);
    assert_eq!(text(&project), TEXT);
    let report = fs::read_to_string(project.path(&format!("{FOLDER}/import.json"))).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&report).unwrap().doubts.len(), 2);
}

#[test]
fn a_text_that_changed_since_is_never_overwritten() {
    let project = project();
    let preview = Preview::of(&project);
    let form = form(&desk(&preview), 4, "شیر");
    project.append(&format!("{FOLDER}/text.md"), "\nسطری که ویراستار در این میان نوشت.\n");
    let edited = text(&project);
    assert_eq!(send(&preview, &form, |r| r), 409);
    assert_eq!(text(&project), edited);
    assert!(!project.path(&format!("{FOLDER}/decisions.toml")).exists());
}

#[test]
fn nobody_else_can_make_it_write() {
    let project = project();
    let preview = Preview::of(&project);
    let form = form(&desk(&preview), 4, "شیر");
    let (own, port) = (format!("127.0.0.1:{}", preview.port), preview.port);
    let token = form.split("token=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let changes: Vec<(String, String)> = vec![
        (format!("Origin: http://{own}\r\n"), String::new()),
        (format!("Origin: http://{own}"), "Origin: https://evil.example".to_owned()),
        (format!("Origin: http://{own}"), format!("Origin: http://localhost:{port}")),
        (format!("Origin: http://{own}"), "Origin: null".to_owned()),
        (format!("Host: {own}"), "Host: evil.example".to_owned()),
        ("x-www-form-urlencoded".to_owned(), "json".to_owned()),
        (
            format!("Origin: http://{own}"),
            format!("Origin: http://{own}\r\nSec-Fetch-Site: cross-site"),
        ),
        (token.clone(), "0".repeat(token.len())),
        ("article=fair".to_owned(), "article=..".to_owned()),
        ("article=fair".to_owned(), "article=%2Fetc".to_owned()),
        ("POST".to_owned(), "PUT".to_owned()),
        ("POST".to_owned(), "GET".to_owned()),
    ];
    for (from, to) in changes {
        let status = send(&preview, &form, |request| {
            assert!(request.contains(&from), "{from}");
            request.replacen(&from, &to, 1)
        });
        assert!((400..500).contains(&status), "{from:?} → {to:?}: {status}");
    }
    assert_eq!(text(&project), TEXT);
    assert!(!project.path(&format!("{FOLDER}/decisions.toml")).exists());
}

#[test]
fn the_desk_lists_what_is_missing_in_both_languages_and_is_never_published() {
    let project = project();
    project.write(
        "content/actors/hermit.md",
        "+++\ntitle = \"گوشه‌نشین\"\nkind = \"person\"\n+++\n\nکسی از او نمی‌گوید.\n",
    );
    project.append(
        "content/bibliography/works.bib",
        "\n@book{nobody-1990,\n  author = {Nobody, Ann},\n  title = {Unread},\n  date = {1990},\n}\n",
    );
    let preview = Preview::of(&project);
    for page in ["/_virast/desk/", "/en/_virast/desk/"] {
        let (status, body) = preview.get(page);
        let body = String::from_utf8(body).unwrap();
        assert_eq!(status, 200, "{page}");
        for part in ["untranslated", "undated", "unlinked", "uncited", "orphaned", "problems"] {
            assert!(body.contains(&format!("id=\"part-{part}\"")), "{page} lacks {part}");
        }
        let of = |id: &str| {
            let from = body.split(&format!("<h2 id=\"part-{id}\"")).nth(1).unwrap();
            from.split("</section>").next().unwrap().to_owned()
        };
        assert!(of("untranslated").contains("content/actors/hermit.en.md"), "{page}");
        assert!(of("orphaned").contains("content/actors/hermit.md"), "{page}");
        assert!(of("uncited").contains("nobody-1990"), "{page}");
        assert!(of("undated").contains("content/articles/fair/index.md"), "{page}");
        assert!(body.contains("content/articles/fair/text.md"), "{page}");
    }
    project.virast(&["build"]).ended_with(0);
    assert!(!project.path("public/_virast").exists());
    let list = fs::read_to_string(project.path("public/.virast-manifest")).unwrap();
    assert!(!list.contains("_virast"), "the desk is published");
}
