//! The names of actors and organizations, and where they stand in a text.
//!
//! One automaton a language looks for all names at once in the *letters* of a
//! text: folded, without spaces, half-spaces, vowel marks and kashida. What it
//! finds is then held against the text itself: word boundaries, spaces, capitals.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::diag::{Diagnostic, Place};
use crate::link::form::{Form, Letters, spellings};
use crate::link::{boundary, problem};
use crate::model::Records;
use crate::model::entity::{Entity, EntityKind};
use crate::text::Lang;

/// Fewer letters are no name.
const SHORTEST: usize = 2;

/// Up to so many names the automaton is a table of some megabytes.
const FEW: usize = 2_000;

/// The names that link by themselves in texts of one language.
#[derive(Debug)]
pub(super) struct Names {
    /// `None` where there are no names.
    automaton: Option<AhoCorasick>,
    /// By pattern of the automaton.
    patterns: Vec<Pattern>,
}

/// Names with the same letters.
#[derive(Debug)]
struct Pattern {
    /// Position in `records.entities`, and what it is; `None` for a name of two
    /// entities, which is found and not linked, so that no part of it is either.
    owner: Option<(usize, EntityKind)>,
    /// The ways it is written.
    forms: Vec<Form>,
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Bytes of the name with its suffix.
    pub(super) range: Range<usize>,
    /// Position in `records.entities`.
    pub(super) entity: usize,
}

/// A candidate that passed. Its name without the suffix decides which is the longest.
#[derive(Debug)]
struct Passed {
    range: Range<usize>,
    name_end: usize,
    entity: Option<usize>,
}

/// What all entities are called in texts of one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claims(Vec<Claim>);

/// A name with the entity that has it and where that is written.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    entity: usize,
    id: String,
    kind: EntityKind,
    name: String,
    place: Place,
}

impl Claims {
    /// The names of all entities for texts of one language: titles and aliases in
    /// it, Latin names and abbreviations.
    pub(super) fn of(records: &Records, lang: Lang) -> Self {
        let entities = records.entities.iter().enumerate();
        Self(entities.flat_map(|(position, entity)| claims(position, entity, lang)).collect())
    }

    /// Whether two say the same, wherever it is written.
    pub(super) fn names_the_same(&self, other: &Self) -> bool {
        let is_same = |a: &Claim, b: &Claim| {
            (a.entity, a.kind, &a.id, &a.name) == (b.entity, b.kind, &b.id, &b.name)
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| is_same(a, b))
    }
}

impl Names {
    /// The names as they are claimed. A name that two entities share is reported,
    /// at the second of them, and links to neither.
    pub(super) fn of(claims: &Claims) -> (Self, Vec<Diagnostic>) {
        let mut by_letters: BTreeMap<String, (Pattern, &Claim)> = BTreeMap::new();
        let mut problems = Vec::new();
        for claim in &claims.0 {
            for text in spellings(&claim.name) {
                let form = Form::of(&text);
                if form.letters.len() < SHORTEST {
                    continue;
                }
                let owner = Some((claim.entity, claim.kind));
                let blank = || (Pattern { owner, forms: Vec::new() }, claim);
                let (pattern, first) = by_letters.entry(form.key()).or_insert_with(blank);
                if first.entity != claim.entity && text == claim.name {
                    if pattern.owner.is_some() {
                        let ids = [&*first.id, &claim.id];
                        let place = claim.place.clone();
                        problems.push(problem::ambiguous_name(&claim.name, ids, place));
                    }
                    pattern.owner = None;
                }
                if !pattern.forms.contains(&form) {
                    pattern.forms.push(form);
                }
            }
        }
        // The fastest automaton, unless it would be large.
        let kind = (by_letters.len() <= FEW).then_some(AhoCorasickKind::DFA);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(kind)
            .build(by_letters.keys())
            .ok()
            .filter(|_| !by_letters.is_empty());
        let patterns = by_letters.into_values().map(|(pattern, _)| pattern).collect();
        (Self { automaton, patterns }, problems)
    }

    /// The names in a text, from its start. Of names that overlap the longest is
    /// meant: not "the UN" but "UN Security Council" in "the UN Security Council".
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let letters = Letters::of(text);
        let mut passed: Vec<Passed> = automaton
            .find_overlapping_iter(&letters.folded)
            .filter_map(|hit| {
                let start = letters.start(hit.start())?;
                self.patterns.get(hit.pattern().as_usize())?.pass(text, start)
            })
            .collect();
        passed.sort_by_key(|p| (Reverse(p.name_end - p.range.start), p.range.start));
        let mut taken: BTreeMap<usize, Passed> = BTreeMap::new();
        for candidate in passed {
            let before = taken.range(..candidate.range.end).next_back();
            if before.is_none_or(|(_, other)| other.range.end <= candidate.range.start) {
                taken.insert(candidate.range.start, candidate);
            }
        }
        taken
            .into_values()
            .filter_map(|p| Some(Found { range: p.range, entity: p.entity? }))
            .collect()
    }
}

impl Pattern {
    /// Whether a name of this pattern stands in the text at `start`.
    fn pass(&self, text: &str, start: usize) -> Option<Passed> {
        let before = &text[..start];
        let is_open = boundary::begins_word(before);
        if !is_open && !before.ends_with('و') {
            return None;
        }
        let name_end =
            self.forms.iter().find_map(|form| Some(start + form.length_in(&text[start..])?))?;
        if !is_open && !boundary::follows_and(before, &text[start..name_end]) {
            return None;
        }
        let kind = self.owner.map_or(EntityKind::Organization, |(_, kind)| kind);
        let after = &text[name_end..];
        let suffix = boundary::suffix(&text[start..name_end], after, kind)?;
        let end = name_end + suffix;
        let is_other = kind == EntityKind::State && boundary::is_other_place(before, &text[end..]);
        let entity = self.owner.map(|(entity, _)| entity).filter(|_| !is_other);
        Some(Passed { range: start..end, name_end, entity })
    }
}

/// What one entity is called in texts of one language.
fn claims(position: usize, entity: &Entity, lang: Lang) -> Vec<Claim> {
    let version = entity.versions.get(lang).as_ref();
    let Some((_, nearest)) = entity.versions.nearest(lang) else { return Vec::new() };
    let claim = |name: &String, place: &Place| Claim {
        entity: position,
        id: entity.id.clone(),
        kind: entity.kind,
        name: name.clone(),
        place: place.clone(),
    };
    let own = version.into_iter().flat_map(|version| {
        let title = claim(&version.title, &version.title_place);
        let aliases = version.aliases.iter().map(|(alias, place)| claim(alias, place));
        std::iter::once(title).chain(aliases)
    });
    let latin = [&entity.latin, &entity.abbreviation];
    let latin = latin.into_iter().flatten().map(|name| claim(name, &nearest.title_place));
    own.chain(latin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entity::EntityVersion;
    use crate::model::{BodyId, Both};

    fn entity(id: &str, kind: EntityKind, fa: &[&str], en: &[&str], short: &str) -> Entity {
        let version = |names: &[&str]| {
            let place = Place::start_of(&format!("content/actors/{id}.md"));
            let (title, aliases) = names.split_first()?;
            let aliases = aliases.iter().map(|alias| ((*alias).to_owned(), place.clone()));
            Some(EntityVersion {
                title: (*title).to_owned(),
                title_place: place.clone(),
                aliases: aliases.collect(),
                role: None,
                seat: None,
                body: BodyId(0),
            })
        };
        Entity {
            id: id.to_owned(),
            kind,
            versions: Both { fa: version(fa), en: version(en) },
            latin: en.first().map(|name| (*name).to_owned()),
            abbreviation: (!short.is_empty()).then(|| short.to_owned()),
            member_of: Vec::new(),
            members: Vec::new(),
            related: Vec::new(),
            born: None,
            died: None,
            founded: None,
            dissolved: None,
            wikidata: None,
            sources: Vec::new(),
        }
    }

    fn records() -> Records {
        use EntityKind::{Group, Organization, Person, State};
        let entities = vec![
            entity(
                "america",
                State,
                &["ایالات متحدهٔ آمریکا", "آمریکا"],
                &["United States", "US", "U.S."],
                "",
            ),
            entity("georgia", State, &["گرجستان"], &["Georgia"], ""),
            entity("iran", State, &["ایران"], &["Iran"], ""),
            entity("russia", State, &["روسیه"], &["Russia", "Russian Federation"], ""),
            entity("belarus", State, &["بلاروس", "روسیهٔ سفید"], &["Belarus"], ""),
            entity("daesh", Group, &["داعش"], &["ISIS"], ""),
            entity("khorasan", Group, &["داعش خراسان"], &["ISIS-Khorasan"], "ISIS-K"),
            entity("tahrir", Group, &["حزب‌التحریر"], &["Hizb ut-Tahrir"], ""),
            entity("taliban", Group, &["طالبان"], &["Taliban"], ""),
            entity("putin", Person, &["ولادیمیر پوتین", "پوتین"], &["Vladimir Putin", "Putin"], ""),
            entity(
                "un",
                Organization,
                &["سازمان ملل متحد", "سازمان ملل"],
                &["United Nations", "the UN"],
                "UN",
            ),
            entity(
                "council",
                Organization,
                &["شورای امنیت سازمان ملل"],
                &["UN Security Council"],
                "",
            ),
            entity("union", Organization, &["اتحادیهٔ اروپا"], &["European Union"], "EU"),
            entity("guard", Organization, &["سپاه مرز", "سپاه"], &["Border Guard", "Guard"], ""),
            entity("corps", Organization, &["سپاه کوه", "سپاه"], &["Mountain Corps"], ""),
        ];
        Records { entities, ..Records::default() }
    }

    /// `expected` is one `words→id` a name.
    #[track_caller]
    fn check(lang: Lang, text: &str, expected: &[&str]) {
        let records = records();
        let (names, _) = Names::of(&Claims::of(&records, lang));
        let found: Vec<String> = names
            .find(text)
            .into_iter()
            .map(|f| format!("{}→{}", &text[f.range], records.entities[f.entity].id))
            .collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn persian_names_are_found_with_their_suffixes() {
        check(Lang::Fa, "ایران و روسیه", &["ایران→iran", "روسیه→russia"]);
        check(Lang::Fa, "«طالبان‌ها» آمدند", &["طالبان‌ها→taliban"]);
        check(Lang::Fa, "نیروهای داعشی", &["داعشی→daesh"]);
        check(Lang::Fa, "دریای آمریکای لاتین", &[]);
        check(Lang::Fa, "مردم ایرانی و ایرانیان", &[]);
    }

    #[test]
    fn spaces_and_half_spaces_stand_for_each_other_inside_a_name() {
        check(Lang::Fa, "حزب التحریر", &["حزب التحریر→tahrir"]);
        check(Lang::Fa, "حزب‌التحریر", &["حزب‌التحریر→tahrir"]);
        check(Lang::Fa, "حزبالتحریر", &["حزبالتحریر→tahrir"]);
        check(Lang::Fa, "سازمان‌ملل", &["سازمان‌ملل→un"]);
        check(Lang::Fa, "سازمانملل", &[]);
        check(Lang::Fa, "ای ران", &[]);
        check(Lang::Fa, "سازمان  ملل", &["سازمان  ملل→un"]);
    }

    #[test]
    fn letters_marks_and_kashida_of_other_keyboards_are_the_same() {
        check(Lang::Fa, "روسيه", &["روسيه→russia"]); // ARABIC LETTER YEH
        check(Lang::Fa, "روســیه", &["روســیه→russia"]); // ARABIC TATWEEL
        check(Lang::Fa, "اِیران", &["اِیران→iran"]);
        check(Lang::Fa, "امریکا", &["امریکا→america"]);
    }

    #[test]
    fn the_ezafe_after_heh_is_spelt_three_ways() {
        check(Lang::Fa, "اتحادیهٔ اروپا", &["اتحادیهٔ اروپا→union"]);
        check(Lang::Fa, "اتحادیه اروپا", &["اتحادیه اروپا→union"]);
        check(Lang::Fa, "اتحادیه‌ی اروپا", &["اتحادیه‌ی اروپا→union"]);
        check(Lang::Fa, "اتحادیۀ اروپا", &["اتحادیۀ اروپا→union"]);
    }

    #[test]
    fn the_longest_of_names_that_begin_together_is_taken() {
        check(Lang::Fa, "داعش خراسان", &["داعش خراسان→khorasan"]);
        check(Lang::Fa, "روسیه سفید", &["روسیه سفید→belarus"]);
        check(Lang::Fa, "شورای امنیت سازمان ملل متحد", &["شورای امنیت سازمان ملل→council"]);
        check(Lang::Fa, "سازمان ملل متحد", &["سازمان ملل متحد→un"]);
        check(Lang::Fa, "داعش خراسانی", &["داعش خراسانی→khorasan"]);
        check(Lang::Fa, "داعش خراسانیان", &["داعش→daesh"]);
        check(Lang::En, "the UN Security Council met", &["UN Security Council→council"]);
        check(Lang::En, "ISIS-K and ISIS", &["ISIS-K→khorasan", "ISIS→daesh"]);
    }

    #[test]
    fn english_names_need_their_capitals() {
        check(Lang::En, "Russia’s plan", &["Russia’s→russia"]);
        check(Lang::En, "RUSSIA", &["RUSSIA→russia"]);
        check(Lang::En, "georgia russia", &[]);
        check(Lang::En, "they told us; Us too", &[]);
        check(
            Lang::En,
            "the US, U.S. and U.S. Army",
            &["US→america", "U.S.→america", "U.S.→america"],
        );
        check(Lang::En, "Russian plans, Iranians", &[]);
        check(Lang::En, "The UN left", &["The UN→un"]);
        check(Lang::En, "Talibans fled", &["Talibans→taliban"]);
        check(Lang::En, "South Georgia", &[]);
    }

    #[test]
    fn latin_names_and_abbreviations_count_in_persian_text() {
        check(Lang::Fa, "پیمان (EU) و ISIS", &["EU→union", "ISIS→daesh"]);
        check(Lang::Fa, "eu", &[]);
        check(Lang::En, "روسیه and Russia", &["Russia→russia"]);
    }

    #[test]
    fn a_name_of_two_entities_links_to_neither_and_is_reported_once() {
        check(Lang::Fa, "سپاه آمد، سپاه مرز رفت", &["سپاه مرز→guard"]);
        let (_, problems) = Names::of(&Claims::of(&records(), Lang::Fa));
        let said: Vec<&str> = problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(said, ["`سپاه` names both `guard` and `corps`, so it does not link by itself"]);
        let (_, problems) = Names::of(&Claims::of(&records(), Lang::En));
        assert!(problems.is_empty());
    }

    #[test]
    fn no_names_are_found_where_there_are_none() {
        let (names, _) = Names::of(&Claims(Vec::new()));
        assert!(names.find("ایران").is_empty());
        check(Lang::Fa, "", &[]);
        check(Lang::Fa, "‌ ‌", &[]);
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_lies_on_letters_and_does_not_overlap(
            text in "(ایران|داعش|سازمان ملل|ها| |‌|ـ|ی|خراسان|ِ|US|ISIS-K|’s|\\PC){0,40}",
        ) {
            for lang in Lang::ALL {
                let (names, _) = Names::of(&Claims::of(&records(), lang));
                let mut end = 0;
                for found in names.find(&text) {
                    assert!(found.range.start >= end && !text[found.range.clone()].is_empty());
                    end = found.range.end;
                }
            }
        }
    }
}
