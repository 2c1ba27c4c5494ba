//! The forms of machines, read again as machines read them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use virast::link::Edition;
use virast::output::exports;
use virast::pipeline;
use virast::text::Lang;

use crate::support::Project;

/// The exports of a project, by path.
fn exported(project: &Project) -> (Edition, BTreeMap<String, Vec<u8>>) {
    let loaded = pipeline::load(&project.root()).unwrap();
    let files = exports::files(&loaded.edition, &loaded.config);
    let paths: Vec<&String> = files.iter().map(|f| &f.path).collect();
    assert!(paths.is_sorted(), "{paths:?}");
    let files = files.into_iter().map(|f| (f.path, f.bytes)).collect();
    (loaded.edition, files)
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
    std::str::from_utf8(bytes).unwrap()
}

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_str(text(files, path)).unwrap()
}

/// Every attribute of an XML document, as element, name, value; fails where the
/// document is not well formed or an attribute is empty.
#[track_caller]
fn attributes(document: &str) -> Vec<(String, String, String)> {
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut open = 0;
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{e} in {document}")) {
            Event::Start(tag) => {
                open += 1;
                collect(&tag, &mut found);
            }
            Event::Empty(tag) => collect(&tag, &mut found),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "an element is not closed");
    found
}

fn collect(tag: &quick_xml::events::BytesStart<'_>, found: &mut Vec<(String, String, String)>) {
    let element = tag.name().as_ref().to_owned();
    for attribute in tag.attributes() {
        let attribute = attribute.unwrap();
        let name = attribute.key.as_ref().to_owned();
        let value = attribute.value.into_owned();
        assert!(!value.is_empty(), "`{name}` of <{element}> is empty");
        found.push((element.clone(), name, value));
    }
}

/// The files of a book, by path, and the name of the first.
fn unzip(book: &[u8]) -> (String, BTreeMap<String, String>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let first = archive.by_index(0).unwrap();
    assert_eq!(first.compression(), zip::CompressionMethod::Stored);
    let name = first.name().unwrap().into_owned();
    drop(first);
    let mut files = BTreeMap::new();
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).unwrap();
        let name = entry.name().unwrap().into_owned();
        assert_eq!(entry.last_modified(), Some(zip::DateTime::default()), "{name}");
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        files.insert(name, text);
    }
    (name, files)
}

/// A report on the full text of the salt road: one word that stands there once,
/// one that no longer stands there.
const REPORT: &str = r#"{
  "source": {"file": "salt-road.txt", "blake3": "ab12", "lines": 40},
  "damage": [], "metadata": {}, "headings": [], "citations": [], "footnotes": [], "tables": [],
  "junk": [],
  "doubts": [{"line": 14, "text": "دفتر پل", "stands": "دفتر پل", "reason": "word not known", "pass": "letters", "candidates": [{"reading": "دفتر پول", "likelihood": 0.4}]}],
  "corrections": [
    {"line": 3, "before": "کاروان ها", "after": "کاروان‌ها", "pass": "join suffixes", "confidence": 0.95},
    {"line": 9, "before": "با ر", "after": "باروت", "pass": "join", "confidence": 0.7}
  ]
}"#;

#[test]
fn two_exports_are_the_same_bytes() {
    let project = Project::new();
    project.write("content/articles/salt-road/import.json", REPORT);
    let (_, files) = exported(&project);
    assert_eq!(exported(&project).1, files);
    for path in [
        "articles/salt-road/salt-road.bib",
        "articles/salt-road/salt-road.csl.json",
        "articles/salt-road/salt-road.en.epub",
        "articles/salt-road/salt-road.fa.epub",
        "articles/salt-road/salt-road.ris",
        "articles/salt-road/salt-road.tei.xml",
        "bibliography.bib",
        "bibliography.csl.json",
        "bibliography.ris",
        "data/actors.csv",
        "data/datapackage.json",
        "data/graph.json",
        "data/timeline.ics",
    ] {
        assert!(files.contains_key(path), "no {path}");
    }
}

#[test]
fn one_file_alone_is_the_file_among_all() {
    let project = Project::new();
    let loaded = pipeline::load(&project.root()).unwrap();
    for file in exports::files(&loaded.edition, &loaded.config) {
        let alone = exports::one(&loaded.edition, &loaded.config, &file.path);
        assert_eq!(alone.as_ref(), Some(&file), "{}", file.path);
    }
    for path in ["articles/none/none.bib", "data/none.json", "index.html", "other.bib"] {
        assert_eq!(exports::one(&loaded.edition, &loaded.config, path), None);
    }
}

#[test]
fn every_reference_inside_a_tei_document_leads_to_an_id() {
    let project = Project::new();
    project.write("content/articles/salt-road/import.json", REPORT);
    let (_, files) = exported(&project);
    for id in ["salt-road", "river-treaty"] {
        let document = text(&files, &format!("articles/{id}/{id}.tei.xml"));
        let attributes = attributes(document);
        let of = |name: &'static str| attributes.iter().filter(move |(_, n, _)| n == name);
        let ids: Vec<&str> = of("xml:id").map(|(.., value)| value.as_str()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id stands twice in {ids:?}");
        for name in
            ["ref", "target", "active", "passive", "who", "resp", "calendar", "datingMethod"]
        {
            for (element, _, value) in of(name) {
                if let Some(anchor) = value.strip_prefix('#') {
                    assert!(known.contains(anchor), "<{element} {name}> leads to {value}");
                }
            }
        }
    }
}

#[test]
fn a_correction_stands_in_the_text_where_its_place_is_certain() {
    let project = Project::new();
    project.write("content/articles/salt-road/import.json", REPORT);
    let (_, files) = exported(&project);
    let tei = text(&files, "articles/salt-road/salt-road.tei.xml");
    let located = "هر بهار <choice><sic>کاروان ها</sic><corr resp=\"#virast\" cert=\"high\" \
                   type=\"join-suffixes\">کاروان‌ها</corr></choice> را";
    assert!(tei.contains(located), "{tei}");
    let (header, body) = tei.split_once("</teiHeader>").unwrap();
    assert!(header.contains("<change n=\"9\" who=\"#virast\"><choice><sic>با ر</sic>"), "{header}");
    assert!(!body.contains("با ر<"));
    let doubt = "<unclear reason=\"word-not-known\" cert=\"low\">دفتر پل</unclear>؛";
    assert!(body.contains(doubt), "{body}");
}

#[test]
fn the_full_text_is_the_body_and_the_digests_stand_behind_it() {
    let (_, files) = exported(&Project::new());
    let tei = text(&files, "articles/salt-road/salt-road.tei.xml");
    let (body, back) = tei.split_once("<back>").unwrap();
    assert!(body.contains("<div type=\"text\" xml:lang=\"fa\">"));
    assert!(back.contains("<div type=\"digest\" xml:lang=\"en\">"));
    let note = "<note place=\"foot\" n=\"1\" xml:id=\"text.note-1\">دفتر گمرک، برگ ۱۲.</note>";
    assert!(body.contains(note), "{body}");
    let without = text(&files, "articles/river-treaty/river-treaty.tei.xml");
    assert!(without.contains("<div type=\"digest\" xml:lang=\"fa\">"));
    assert!(!without.contains("<back>"));
    let name = "<placeName ref=\"#place.marzestan\">مرزستان</placeName>";
    assert!(without.contains(name), "{without}");
    assert!(without.contains("<ref target=\"#work.brook-2004\">"), "{without}");
}

#[test]
fn a_book_lists_all_its_files_and_runs_as_its_language_does() {
    let (_, files) = exported(&Project::new());
    for (lang, direction) in [("fa", "rtl"), ("en", "ltr")] {
        let (first, book) = unzip(&files[&format!("articles/salt-road/salt-road.{lang}.epub")]);
        assert_eq!(first, "mimetype");
        let package = &book["EPUB/package.opf"];
        let spine = format!("<spine page-progression-direction=\"{direction}\">");
        assert!(package.contains(&spine), "{package}");
        let listed: BTreeSet<String> = attributes(package)
            .into_iter()
            .filter(|(element, name, _)| element == "item" && name == "href")
            .map(|(.., href)| format!("EPUB/{href}"))
            .collect();
        let there: BTreeSet<String> = book
            .keys()
            .filter(|path| path.starts_with("EPUB/") && !path.ends_with(".opf"))
            .cloned()
            .collect();
        assert_eq!(listed, there);
        assert!(!book["EPUB/style.css"].contains("direction"));
        assert_eq!(book.contains_key("EPUB/text.xhtml"), lang == "fa");
    }
}

#[test]
fn every_link_inside_a_book_leads_somewhere() {
    let (_, files) = exported(&Project::new());
    for lang in ["fa", "en"] {
        let (_, book) = unzip(&files[&format!("articles/salt-road/salt-road.{lang}.epub")]);
        let pages = book.iter().filter(|(path, _)| path.ends_with(".xhtml"));
        let mut anchors = BTreeSet::new();
        let mut links = Vec::new();
        for (path, page) in pages {
            let file = path.trim_start_matches("EPUB/");
            anchors.insert(file.to_owned());
            for (_, name, value) in attributes(page) {
                match name.as_str() {
                    "id" => assert!(anchors.insert(format!("{file}#{value}")), "{value} twice"),
                    "href" if value.starts_with('#') => links.push(format!("{file}{value}")),
                    "href" if value.ends_with(".css") || value.contains("://") => {}
                    "href" => links.push(value),
                    _ => {}
                }
            }
        }
        assert!(links.len() > 8, "{links:?}");
        for link in links {
            assert!(anchors.contains(&link), "{link} leads nowhere in {anchors:?}");
        }
    }
}

#[test]
fn a_run_of_the_other_script_is_one_in_a_book_too() {
    let project = Project::new();
    let file = "content/articles/salt-road/index.md";
    let text = std::fs::read_to_string(project.root().join(file)).unwrap();
    let (before, after) = text.split_once("\n[^1]:").unwrap();
    let added = "نام Salt *Road* [Union](https://example.org/) بود و Salt Road[^1] rose ماند.";
    project.write(file, &format!("{before}\n{added}\n\n[^1]:{after}"));
    let (_, files) = exported(&project);
    let (_, book) = unzip(&files["articles/salt-road/salt-road.fa.epub"]);
    let digest = &book["EPUB/digest.xhtml"];
    let run = "نام <span lang=\"en\" dir=\"ltr\">Salt <em>Road</em> \
               <a href=\"https://example.org/\">Union</a></span> بود";
    assert!(digest.contains(run), "{digest}");
    assert!(digest.contains("<span lang=\"en\" dir=\"ltr\">Salt Road<a "), "{digest}");
    assert!(digest.contains("</a> rose</span> ماند"), "{digest}");
}

#[test]
fn references_are_read_by_those_who_read_them() {
    let (edition, files) = exported(&Project::new());
    let keys: Vec<&str> = edition.records.works.iter().map(|w| w.key.as_str()).collect();
    let bib = biblatex::Bibliography::parse(text(&files, "bibliography.bib")).unwrap();
    let read: Vec<&str> = bib.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(read, keys);
    let items: Vec<citationberg::json::Item> =
        serde_json::from_str(text(&files, "bibliography.csl.json")).unwrap();
    let read: Vec<String> = items.iter().map(|i| i.id().unwrap().into_owned()).collect();
    assert_eq!(read, keys);
    let ris = text(&files, "bibliography.ris");
    assert_eq!(ris.matches("TY  - ").count(), keys.len());
    assert_eq!(ris.matches("ER  - \r\n").count(), keys.len());
    assert!(ris.lines().all(|line| line.is_empty() || &line[2..6] == "  - "), "{ris}");
}

#[test]
fn the_printed_article_is_cited_with_both_calendars() {
    let (_, files) = exported(&Project::new());
    let bib = text(&files, "articles/salt-road/salt-road.bib");
    assert!(bib.contains("author = {دریایی, پرویز and کوهستانی, مینا}"), "{bib}");
    assert!(bib.contains("date = {2020-11/2020-12}"), "{bib}");
    assert!(bib.contains("note = {۱۳۹۹/۰۹ ش.}"), "{bib}");
    assert!(bib.contains("volume = {3}"), "{bib}");
    let csl = json(&files, "articles/salt-road/salt-road.csl.json");
    assert_eq!(csl[0]["issued"]["date-parts"], serde_json::json!([[2020, 11], [2020, 12]]));
    assert_eq!(csl[0]["page"], "11-34");
}

#[test]
fn every_count_is_the_editions_own() {
    let (edition, files) = exported(&Project::new());
    let mentions = json(&files, "data/mentions.json");
    let graph = json(&files, "data/graph.json");
    for (entity, places) in edition.records.entities.iter().zip(&edition.mentions) {
        let table = if entity.kind.is_actor() { "actors" } else { "organizations" };
        let rows = json(&files, &format!("data/{table}.json"));
        let row = rows.as_array().unwrap().iter().find(|r| r["id"] == entity.id.as_str()).unwrap();
        assert_eq!(row["mentions"], places.len(), "of {}", entity.id);
        let listed = mentions.as_array().unwrap().iter();
        assert_eq!(listed.filter(|m| m["entity"] == entity.id.as_str()).count(), places.len());
        let node = format!("{table}/{}", entity.id);
        let edges = graph["edges"].as_array().unwrap().iter();
        let edges = edges.filter(|e| e["kind"] == "mentions" && e["to"] == node.as_str());
        let sum: u64 = edges.map(|e| e["count"].as_u64().unwrap()).sum();
        assert_eq!(sum, places.len() as u64, "of {node}");
    }
}

#[test]
fn every_edge_has_its_ends_and_its_source() {
    let (_, files) = exported(&Project::new());
    let graph = json(&files, "data/graph.json");
    let nodes: BTreeSet<&str> =
        graph["nodes"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap()).collect();
    let edges = graph["edges"].as_array().unwrap();
    let kinds: BTreeSet<&str> = edges.iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["cites", "member", "mentions", "participant", "source"]));
    for edge in edges {
        assert!(nodes.contains(edge["from"].as_str().unwrap()), "{edge}");
        assert!(nodes.contains(edge["to"].as_str().unwrap()), "{edge}");
        assert!(edge["sources"].as_array().is_some_and(|s| !s.is_empty()), "{edge}");
    }
}

#[test]
fn tables_are_what_their_description_says() {
    let (_, files) = exported(&Project::new());
    let package = json(&files, "data/datapackage.json");
    for resource in package["resources"].as_array().unwrap() {
        let path = format!("data/{}", resource["path"].as_str().unwrap());
        let bytes = &files[&path];
        assert_eq!(resource["bytes"], bytes.len(), "{path}");
        let hash = format!("blake3:{}", blake3::hash(bytes).to_hex());
        assert_eq!(resource["hash"], hash.as_str(), "{path}");
        if path.ends_with(".csv") {
            let fields = resource["schema"]["fields"].as_array().unwrap().iter();
            let names: Vec<&str> = fields.map(|f| f["name"].as_str().unwrap()).collect();
            let header = text(&files, &path).split("\r\n").next().unwrap();
            assert_eq!(header, format!("\u{FEFF}{}", names.join(",")));
        }
    }
}

#[test]
fn the_calendar_has_the_events_whose_day_is_known() {
    let (_, files) = exported(&Project::new());
    let calendar = text(&files, "data/timeline.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1, "{calendar}");
    assert!(calendar.contains("DTSTART;VALUE=DATE:19980514\r\nDTEND;VALUE=DATE:19980515\r\n"));
    assert!(calendar.contains("DTSTAMP:19980514T000000Z\r\n"));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
}

#[test]
fn what_a_form_would_read_otherwise_comes_back_as_it_was() {
    let project = Project::new();
    let title = "Salt & <Trade>: 50% of \\\"it\\\", {all} of it";
    project.write(
        "content/articles/salt-road/index.en.md",
        &format!("+++\ntitle = \"{title}\"\nabstract = \"a < b & c\"\n+++\n\nA & B < C.\n"),
    );
    let (edition, files) = exported(&project);
    let title = title.replace('\\', "");
    let article = edition.records.articles.iter().find(|a| a.id == "salt-road").unwrap();
    assert_eq!(article.versions.get(Lang::En).as_ref().unwrap().title, title);
    let tei = text(&files, "articles/salt-road/salt-road.tei.xml");
    attributes(tei);
    assert!(tei.contains("Salt &amp; &lt;Trade&gt;"), "{tei}");
    let (_, book) = unzip(&files["articles/salt-road/salt-road.en.epub"]);
    for (path, document) in &book {
        if !path.ends_with(".css") && path != "mimetype" {
            attributes(document);
        }
    }
    assert!(book["EPUB/digest.xhtml"].contains("<p id=\"p1\">A &amp; B &lt; C.</p>"));
    let bib = biblatex::Bibliography::parse(text(&files, "articles/salt-road/salt-road.bib"));
    let bib = bib.unwrap();
    let addon = bib.iter().next().unwrap().get("titleaddon").unwrap();
    assert_eq!(biblatex::ChunksExt::format_verbatim(addon), title);
    let csl = json(&files, "articles/salt-road/salt-road.csl.json");
    assert_eq!(
        csl[0]["note"].as_str().unwrap().lines().next().unwrap(),
        format!("titletranslation: {title}")
    );
}

#[test]
fn no_table_holds_an_empty_value() {
    fn check(value: &Value, path: &str) {
        match value {
            Value::Null => panic!("{path} is null"),
            Value::String(text) => assert!(!text.trim().is_empty(), "{path} is empty"),
            Value::Array(list) => list.iter().for_each(|v| check(v, path)),
            Value::Object(map) => {
                assert!(!map.is_empty(), "{path} is empty");
                map.iter().for_each(|(name, v)| check(v, &format!("{path}.{name}")));
            }
            Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let (_, files) = exported(&Project::new());
    for path in files.keys().filter(|p| p.ends_with(".json")) {
        check(&json(&files, path), path);
    }
}

#[test]
fn the_command_writes_what_it_is_asked_for_and_nothing_over_others() {
    let project = Project::new();
    project.virast(&["export", "--format", "tei,calendar"]).ended_with(0);
    let paths = |folder: &str| -> Vec<String> {
        let root = project.path(folder);
        let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
        let files = entries.map(Result::unwrap).filter(|e| e.file_type().is_file());
        files.map(|e| e.path().strip_prefix(&root).unwrap().display().to_string()).collect()
    };
    assert_eq!(
        paths("export"),
        [
            ".virast-manifest",
            "articles/river-treaty/river-treaty.tei.xml",
            "articles/salt-road/salt-road.tei.xml",
            "data/timeline.ics",
        ]
    );
    project.write("thesis/chapter.txt", "years of work");
    project.virast(&["export", "--out", "thesis"]).ended_with(2);
    assert_eq!(paths("thesis"), ["chapter.txt"]);
    let unknown = project.virast(&["export", "--format", "pdf"]).ended_with(2);
    assert!(unknown.stderr.contains("calendar"), "{}", unknown.stderr);
}
