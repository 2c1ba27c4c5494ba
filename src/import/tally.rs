//! How often damage of each kind was met, mended and left in doubt.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::ledger::Ledger;
use crate::import::report::Tally;

/// The kind of damage that a pass mends, by the pass's name; a pass that is not
/// in this table is a kind of its own.
fn kind(pass: &str) -> &str {
    match pass {
        "order" | "tail" | "fragments" => "line-order",
        "charmap" | "letter-map" | "letters" | "arabic" | "kashida" => "letters",
        "spacing" | "marks" => "spaces",
        "quotes" => "brackets",
        "citations" | "thrown" => "thrown-citations",
        "notes" => "note-marks",
        "" => "other",
        pass => pass,
    }
}

/// The tally of an import, the kind that was met most first.
///
/// What a pass chose and left to an editor as well is a doubt, and counts as
/// mended nowhere. Decisions of an editor are no damage.
pub fn tally(ledger: &Ledger) -> Vec<Tally> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut open: BTreeSet<(u32, &str)> = BTreeSet::new();
    for doubt in &ledger.doubts {
        open.insert((doubt.line, doubt.text.as_str()));
        counts.entry(kind(&doubt.pass)).or_default().1 += 1;
    }
    let is_sure = |line: u32, before: &str| !open.contains(&(line, before));
    let made = ledger.corrections.iter().filter(|c| c.pass != "decision");
    for correction in made.filter(|c| is_sure(c.line, &c.before)) {
        counts.entry(kind(&correction.pass)).or_default().0 += 1;
    }
    for junk in ledger.junk.iter().filter(|j| j.kind != "unplaced") {
        counts.entry("furniture").or_default().0 += junk.lines[1].saturating_sub(junk.lines[0]) + 1;
    }
    let row = |(kind, (mended, doubts)): (&str, (u32, u32))| Tally {
        kind: kind.to_owned(),
        met: mended + doubts,
        mended,
        doubts,
    };
    let mut out: Vec<Tally> = counts.into_iter().map(row).collect();
    out.sort_by_key(|t| u32::MAX - t.met);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ledger::Open;
    use crate::import::report::Candidate;

    #[test]
    fn what_waits_for_an_editor_is_not_mended() {
        let mut ledger = Ledger::default();
        ledger.correct(1, "میرود", "می‌رود", "half-spaces", 0.9);
        ledger.correct(1, "بازان", "باران", "charmap", 0.9);
        ledger.junk(4, "running-head", "نامه");
        ledger.junk(5, "running-head", "نامه");
        ledger.choose(Open {
            line: 2,
            text: "نه",
            reason: "two words are possible",
            pass: "letters",
            candidates: vec![Candidate::new("چه", 0.6), Candidate::new("نه", 0.4)],
        });
        let found = tally(&ledger);
        let rows: Vec<String> = found
            .iter()
            .map(|t| format!("{} {}={}+{}", t.kind, t.met, t.mended, t.doubts))
            .collect();
        assert_eq!(rows, ["furniture 2=2+0", "letters 2=1+1", "half-spaces 1=1+0"]);
    }
}
