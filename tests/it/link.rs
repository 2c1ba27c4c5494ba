//! References of a whole edition: the small one of `tests/fixtures/site`, with
//! what a test adds to it.

use virast::diag::{Diagnostic, Severity};
use virast::link::memory::Memory;
use virast::link::{Edition, Mention, Source};
use virast::model::{BodyRecord, Part, RecordId};
use virast::render::address;
use virast::text::Lang;
use virast::{content, link, model};

use crate::support::Project;

fn edition(project: &Project) -> Edition {
    let (files, mut problems) = content::load(&project.root()).unwrap();
    let (records, found) = model::records(&files);
    problems.extend(found);
    let (edition, found) = link::link(records);
    problems.extend(found);
    problems.retain(|p: &Diagnostic| p.code.severity() == Severity::Error);
    assert_eq!(problems, []);
    edition
}

/// The edition with one page more, in both languages.
fn with_page(fa: &str, en: &str) -> (Edition, Project) {
    let project = Project::new();
    project.write("content/pages/more.md", &format!("+++\ntitle = \"افزوده\"\n+++\n\n{fa}\n"));
    project.write("content/pages/more.en.md", &format!("+++\ntitle = \"More\"\n+++\n\n{en}\n"));
    (edition(&project), project)
}

fn entity(edition: &Edition, id: &str) -> usize {
    match edition.ids.get(id) {
        Some(RecordId::Entity(n)) => *n,
        other => panic!("{id} is {other:?}"),
    }
}

/// The mentions of an entity on the page that a test has added, in one language.
fn mentions<'e>(edition: &'e Edition, id: &str, lang: Lang) -> Vec<&'e Mention> {
    let is_more = |mention: &&Mention| {
        let body = &edition.records.bodies[mention.body.0 as usize];
        body.file.id == "more" && body.lang == lang
    };
    edition.mentions[entity(edition, id)].iter().map(|m| &**m).filter(is_more).collect()
}

/// The names on that page that have become links: `words→id`.
fn linked(edition: &Edition, lang: Lang) -> Vec<String> {
    let bodies = &edition.records.bodies;
    let body = bodies.iter().position(|b| b.file.id == "more" && b.lang == lang).unwrap();
    let text = slots(edition, body);
    edition.links[body]
        .names
        .iter()
        .filter(|name| name.linked)
        .map(|name| {
            let words = &text[name.slot as usize][name.range.clone()];
            format!("{words}→{}", edition.records.entities[name.entity].id)
        })
        .collect()
}

/// The texts of a body by slot.
fn slots(edition: &Edition, body: usize) -> Vec<String> {
    use virast::content::tree::{Inline, visit};
    let body = edition.records.bodies[body].body();
    let mut texts = vec![String::new(); body.slots as usize];
    let mut see = |inline: &Inline| {
        if let Inline::Text { slot, text, .. } = inline {
            texts[*slot as usize].clone_from(text);
        }
    };
    visit(&body.blocks, &mut see);
    for note in &body.notes {
        visit(&note.blocks, &mut see);
    }
    texts
}

#[test]
fn a_name_links_at_its_first_mention_in_each_section() {
    let (edition, _project) = with_page(
        "مرزستان و باز مرزستان.\n\n## یک {#one}\n\nمرزستان‌ها و مرزستان.\n\n## مرزستان {#two}\n\nجمهوری مرزستان.",
        "Marzestan’s hills. Marzestan again.\n\n## One {#one}\n\nThe Republic of Marzestan.",
    );
    assert_eq!(
        linked(&edition, Lang::Fa),
        ["مرزستان→marzestan", "مرزستان‌ها→marzestan", "جمهوری مرزستان→marzestan"]
    );
    assert_eq!(
        linked(&edition, Lang::En),
        ["Marzestan’s→marzestan", "Republic of Marzestan→marzestan"]
    );
    let found = mentions(&edition, "marzestan", Lang::Fa);
    let places: Vec<(u32, Option<&str>)> =
        found.iter().map(|m| (m.paragraph, m.section.as_deref())).collect();
    assert_eq!(
        places,
        [(1, None), (1, None), (2, Some("one")), (2, Some("one")), (3, Some("two"))]
    );
}

#[test]
fn names_stay_plain_where_they_are_no_running_text() {
    let (edition, _project) = with_page(
        "[مرزستان](https://edition.example/) و [مرزستان]{.nolink} و `مرزستان`.",
        "*Marzestan* and Marzestan.",
    );
    assert!(linked(&edition, Lang::Fa).is_empty());
    assert!(mentions(&edition, "marzestan", Lang::Fa).is_empty());
    assert_eq!(linked(&edition, Lang::En), ["Marzestan→marzestan"]);
}

#[test]
fn a_link_by_hand_is_a_mention_and_the_link_of_its_section() {
    let (edition, _project) = with_page(
        "آب را [[river-union|نهاد رود]] بخش می‌کند. اتحادیهٔ رود پیر است.",
        "The [[river-union]] is old.",
    );
    assert!(linked(&edition, Lang::Fa).is_empty());
    let found = mentions(&edition, "river-union", Lang::Fa);
    let names: Vec<&str> = found.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["نهاد رود", "اتحادیهٔ رود"]);
    let found = mentions(&edition, "river-union", Lang::En);
    assert_eq!(
        (found[0].before.as_str(), found[0].name.as_str(), found[0].after.as_str()),
        ("The ", "River Union", " is old.")
    );
}

#[test]
fn a_file_can_keep_its_names_plain() {
    let project = Project::new();
    let text = "+++\ntitle = \"افزوده\"\nauto_link = false\n+++\n\nمرزستان.\n";
    project.write("content/pages/more.md", text);
    project.write("content/pages/more.en.md", "+++\ntitle = \"More\"\n+++\n\nMarzestan.\n");
    let edition = edition(&project);
    assert!(linked(&edition, Lang::Fa).is_empty());
    assert!(linked(&edition, Lang::En).is_empty());
    assert_eq!(mentions(&edition, "marzestan", Lang::Fa).len(), 1);
}

#[test]
fn a_page_does_not_mention_itself() {
    let edition = edition(&Project::new());
    let own = entity(&edition, "marzestan");
    for mention in &edition.mentions[own] {
        let owner = edition.records.bodies[mention.body.0 as usize].owner;
        assert_ne!(owner, RecordId::Entity(own));
    }
    assert!(!edition.mentions[own].is_empty());
}

#[test]
fn a_mention_is_shown_in_its_sentence() {
    let (edition, _project) = with_page(
        "باران بارید. در بهار مرزستان سبز شد! پاییز رسید.[^1]\n\n[^1]: مرزستان در\nیادداشت.",
        "It rained.",
    );
    let found = mentions(&edition, "marzestan", Lang::Fa);
    let shown: Vec<String> =
        found.iter().map(|m| format!("{}[{}]{}", m.before, m.name, m.after)).collect();
    assert_eq!(shown, ["در بهار [مرزستان] سبز شد!", "[مرزستان] در یادداشت."]);
    assert_eq!((found[0].paragraph, found[1].paragraph), (1, 0));
}

#[test]
fn a_name_may_go_over_a_line_end() {
    let (edition, _project) =
        with_page("جمهوری\nمرزستان دور است.", "The Republic of\\\nMarzestan is far.");
    assert_eq!(linked(&edition, Lang::Fa), ["جمهوری مرزستان→marzestan"]);
    // A line end that is meant divides the text: the name counts, and stays plain.
    assert!(linked(&edition, Lang::En).is_empty());
    assert_eq!(mentions(&edition, "marzestan", Lang::En)[0].name, "Republic of Marzestan");
}

#[test]
fn every_citation_is_found_with_its_pages_and_sentence() {
    let (edition, _project) = with_page(
        "بها گران بود [@brook-2004, p. 12]. @daryayi-1398 آن را دید.",
        "Prices rose [see @daryayi-1398, pp. 3-4; @brook-2004].",
    );
    let works: Vec<&str> = edition.records.works.iter().map(|w| w.key.as_str()).collect();
    assert_eq!(works, ["brook-2004", "daryayi-1398"]);
    let cited = |work: usize| -> Vec<(Option<&str>, &str)> {
        let of_page = edition.cited[work]
            .iter()
            .filter(|c| edition.records.bodies[c.body.0 as usize].file.id == "more");
        of_page.map(|c| (c.pages.as_deref(), c.context.as_str())).collect()
    };
    assert_eq!(
        cited(0),
        [
            (Some("12"), "بها گران بود (Brook, Mill, 2004, 12)."),
            (None, "Prices rose (see دریایی 1398 SH, 3–4; Brook, Mill 2004)."),
        ]
    );
    assert_eq!(
        cited(1),
        [
            (None, "دریایی (۱۳۹۸) آن را دید."),
            (Some("3-4"), "Prices rose (see دریایی 1398 SH, 3–4; Brook, Mill 2004)."),
        ]
    );
}

#[test]
fn a_membership_that_both_sides_state_is_one() {
    let edition = edition(&Project::new());
    let (state, union) = (entity(&edition, "marzestan"), entity(&edition, "river-union"));
    let of_state = &edition.memberships[state].member_of;
    let of_union = &edition.memberships[union].members;
    assert_eq!((of_state.len(), of_union.len()), (1, 1));
    assert_eq!((of_state[0].0, of_union[0].0), (union, state));
    assert_eq!(of_state[0].1.as_ref().unwrap().written, "1998/..");
}

#[test]
fn events_stand_in_the_order_of_time_with_all_they_concern() {
    let edition = edition(&Project::new());
    let id = |n: &usize| edition.records.events[*n].id.as_str();
    let timeline: Vec<&str> = edition.timeline.iter().map(id).collect();
    assert_eq!(timeline, ["1998-05-14-river-treaty", "2003-bridge-closed"]);
    let of_state = &edition.entity_events[entity(&edition, "marzestan")];
    assert_eq!(of_state.iter().map(id).collect::<Vec<_>>(), timeline);
    let Some(RecordId::Article(article)) = edition.ids.get("salt-road") else { panic!("none") };
    let of_article: Vec<&str> = edition.article_events[*article].iter().map(id).collect();
    assert_eq!(of_article, ["2003-bridge-closed"]);
}

#[test]
fn mentions_of_one_sentence_know_of_each_other() {
    let (edition, _project) = with_page(
        "مرزستان بزرگ است و مرزستان کوچک نیست. مرزستان دور است.",
        "Marzestan is large, and Marzestan is far. Marzestan stays.",
    );
    let since = |lang| -> Vec<Option<&str>> {
        mentions(&edition, "marzestan", lang).iter().map(|m| m.since.as_deref()).collect()
    };
    assert_eq!(since(Lang::Fa), [None, Some(" بزرگ است و "), None]);
    assert_eq!(since(Lang::En), [None, Some(" is large, and "), None]);
}

#[test]
fn a_source_is_a_page_its_section_or_a_work() {
    let edition = edition(&Project::new());
    let Some(Source::Page(target)) = edition.source("salt-road#findings") else { panic!("none") };
    assert_eq!(target.section.as_deref(), Some("findings"));
    assert_eq!(edition.source("brook-2004"), Some(Source::Work(0)));
    assert_eq!(edition.source("nowhere"), None);
}

#[test]
fn a_link_can_name_a_paragraph_as_its_page_does() {
    let plain = edition(&Project::new());
    let article = plain.ids["salt-road"];
    let body = |part: Part, lang: Lang| {
        let is_it =
            |body: &&BodyRecord| body.owner == article && body.part == part && body.lang == lang;
        plain.records.bodies.iter().find(is_it).unwrap().body()
    };
    let digest = body(Part::Main, Lang::Fa).anchor(1).unwrap().first.clone();
    let text = body(Part::FullText, Lang::Fa).anchor(1).unwrap().first.clone();
    let (edition, _project) = with_page(
        &format!(
            "[[salt-road#p-{digest}|یک]] [[salt-road#t-{text}|دو]] [[salt-road#text-s1|سه]]\n\n\
             نمک گران شد. {{#price}}\n\nببینید [[more#price|آنجا]]."
        ),
        &format!("[[salt-road#t-{text}|one]] [[salt-road#p1|two]]"),
    );
    let leads = |id: &str, name: &str, lang| {
        let (page, anchor) = address::spot(&edition.records, edition.ids[id], name, lang).unwrap();
        format!("{}#{anchor}", page.folder())
    };
    let (digest, text) = (format!("p-{digest}"), format!("t-{text}"));
    assert_eq!(leads("salt-road", &digest, Lang::Fa), format!("articles/salt-road/#{digest}"));
    assert_eq!(leads("salt-road", &text, Lang::En), format!("articles/salt-road/#{text}"));
    assert_eq!(leads("salt-road", "text-s1", Lang::Fa), "articles/salt-road/#text-s1");
    assert_eq!(leads("salt-road", "p1", Lang::En), "en/articles/salt-road/#p1");
    assert_eq!(leads("more", "price", Lang::Fa), "pages/more/#price");
}

#[test]
fn names_and_works_stand_in_the_order_of_their_language() {
    let edition = edition(&Project::new());
    let ids = |order: &[usize]| -> Vec<String> {
        order.iter().map(|n| edition.records.entities[*n].id.clone()).collect()
    };
    assert_eq!(
        ids(&edition.entity_order.fa),
        ["river-union", "parviz-daryayi", "sea-party", "marzestan"]
    );
    assert_eq!(
        ids(&edition.entity_order.en),
        ["marzestan", "parviz-daryayi", "river-union", "sea-party"]
    );
    // The Persian work first.
    assert_eq!(edition.work_order, [1, 0]);
}

#[test]
fn two_runs_say_the_same() {
    let project = Project::new();
    let (first, second) = (edition(&project), edition(&project));
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
}

/// Links a project with a memory and without; both must say the same. How many
/// bodies were read with it.
#[track_caller]
fn linked_again(project: &Project, memory: &mut Memory) -> usize {
    let (files, _) = content::load(&project.root()).unwrap();
    let again = link::link_again(model::records(&files).0, memory);
    let afresh = link::link(model::records(&files).0);
    assert_eq!(format!("{again:?}"), format!("{afresh:?}"));
    memory.read()
}

#[test]
fn a_run_with_a_memory_says_what_a_run_without_one_would() {
    let project = Project::new();
    let mut memory = Memory::default();
    let all = linked_again(&project, &mut memory);
    assert!(all > 10);
    assert_eq!(linked_again(&project, &mut memory), 0);

    // An edit of a text: that text.
    project.append("content/articles/salt-road/index.md", "\nمرزستان باز آمد.\n");
    assert_eq!(linked_again(&project, &mut memory), 1);

    // A new title: that file, and the pages that print it in a link.
    let union = "content/organizations/river-union.en.md";
    project.write(union, "+++\ntitle = \"River Union\"\nseat = \"Marz\"\n+++\n\nIt divides.\n");
    assert_eq!(linked_again(&project, &mut memory), 1);
    let treaty = "content/articles/river-treaty/index.en.md";
    project.write(treaty, "+++\ntitle = \"The River\"\n+++\n\n## The treaty {#treaty}\n\nNo.\n");
    assert_eq!(linked_again(&project, &mut memory), 2);

    // A new file moves the others.
    project.write("content/actors/a-first.md", "+++\ntitle = \"نخست\"\nkind = \"group\"\n+++\n");
    assert_eq!(linked_again(&project, &mut memory), all + 1);
    project.write("content/pages/a-first.md", "+++\ntitle = \"صفحه\"\n+++\n\nمرزستان.\n");
    assert!(linked_again(&project, &mut memory) < all);

    // A section that goes breaks the links to it; a work that goes, its citations.
    project.append("content/pages/about.md", "\n[[river-treaty#treaty]]\n");
    linked_again(&project, &mut memory);
    let treaty = "content/articles/river-treaty/index.md";
    project.write(treaty, "+++\ntitle = \"پیمان\"\n+++\n\nمتن.\n");
    linked_again(&project, &mut memory);
    project.write("content/bibliography/works.bib", "@book{brook-2004, title = {Salt}}\n");
    linked_again(&project, &mut memory);
}
