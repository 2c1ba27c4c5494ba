//! Records of a whole edition: what files mean together.

use virast::content;
use virast::diag::Diagnostic;
use virast::model::{self, Part, RecordId, Records};
use virast::text::Lang;

use crate::support::Project;

fn records(project: &Project) -> (Records, Vec<Diagnostic>) {
    let (files, _) = content::load(&project.root()).unwrap();
    model::records(&files)
}

#[test]
fn a_translation_inherits_facts_and_has_its_own_words() {
    let (records, _) = records(&Project::new());
    let [treaty, road] = records.articles.as_slice() else { panic!("two articles") };
    assert_eq!((treaty.id.as_str(), road.id.as_str()), ("river-treaty", "salt-road"));
    assert_eq!(road.pages.as_deref(), Some("11-34"));
    assert_eq!(road.journal.en.as_deref(), Some("پژوهشنامهٔ مرز"));
    assert_eq!(road.authors[0].name.en, "Parviz Daryayi");
    assert_eq!(road.authors[0].affiliation.en.as_deref(), Some("دانشگاه مرزستان"));
    let english = road.versions.en.as_ref().unwrap();
    assert_eq!(english.keywords, ["salt", "customs", "market"]);
    let published = road.published.as_ref().unwrap();
    assert_eq!(published.earliest().unwrap().to_string(), "2020-11-21");

    let union = records.entities.iter().find(|e| e.id == "river-union").unwrap();
    assert_eq!(union.abbreviation.as_deref(), Some("RU"));
    assert_eq!(union.versions.en.as_ref().unwrap().seat.as_deref(), Some("Pol"));
    let event = &records.events[1];
    assert_eq!(event.versions.en.as_ref().unwrap().place, None);
}

#[test]
fn bodies_stand_in_one_table_in_a_fixed_order() {
    let (records, _) = records(&Project::new());
    let found: Vec<(RecordId, Lang, Part)> =
        records.bodies.iter().map(|b| (b.owner, b.lang, b.part)).collect();
    assert_eq!(
        found[..6],
        [
            (RecordId::Home, Lang::Fa, Part::Main),
            (RecordId::Home, Lang::En, Part::Main),
            (RecordId::Article(0), Lang::Fa, Part::Main),
            (RecordId::Article(0), Lang::En, Part::Main),
            (RecordId::Article(1), Lang::Fa, Part::Main),
            (RecordId::Article(1), Lang::En, Part::Main),
        ]
    );
    assert_eq!(found[6], (RecordId::Article(1), Lang::Fa, Part::FullText));
    assert!(matches!(found[7].0, RecordId::Entity(0)));
    assert!(matches!(found.last(), Some((RecordId::Page(0), Lang::En, Part::Main))));
    let road = &records.articles[1];
    assert_eq!(road.full_text.map(|id| id.0), Some(6));
}

#[test]
fn an_article_with_a_full_text_alone_has_a_page() {
    let project = Project::new();
    let text = "+++\ntitle = \"کوه نو\"\npublished = \"1400 SH\"\n+++\n\nکوه بلند است.\n";
    project.write("content/articles/new-hill/text.md", text);
    let (records, problems) = records(&project);
    let article = records.articles.iter().find(|a| a.id == "new-hill").unwrap();
    assert_eq!(article.versions.fa.as_ref().unwrap().title, "کوه نو");
    assert!(article.versions.en.is_none());
    let full_text = &records.bodies[article.full_text.unwrap().0 as usize];
    assert_eq!(full_text.body().paragraphs, 1);
    let digest = &records.bodies[article.versions.fa.as_ref().unwrap().body.0 as usize];
    assert_eq!(digest.body().paragraphs, 0);
    assert_eq!(problems.iter().filter(|p| p.code.id() != "missing-translation").count(), 0);
}

#[test]
fn a_fact_that_only_the_translation_states_is_taken() {
    let project = Project::new();
    let text =
        "+++\ntitle = \"Sea Party\"\nwikidata = \"Q1\"\nfounded = \"1995\"\n+++\n\nA party.\n";
    project.write("content/actors/sea-party.en.md", text);
    let (records, problems) = records(&project);
    let party = records.entities.iter().find(|e| e.id == "sea-party").unwrap();
    assert_eq!(party.wikidata.as_deref(), Some("Q1"));
    assert_eq!(problems, []);
}

#[test]
fn a_translation_without_its_original_still_makes_a_record() {
    let project = Project::new();
    project.write(
        "content/events/2001-lonely.en.md",
        "+++\ntitle = \"Lonely\"\ndate = \"2001\"\n+++\n\nNobody came.\n",
    );
    let (records, _) = records(&project);
    let event = records.events.iter().find(|e| e.id == "2001-lonely").unwrap();
    assert!(event.versions.fa.is_none() && event.versions.en.is_some());
    assert_eq!(event.date.written, "2001");
}
