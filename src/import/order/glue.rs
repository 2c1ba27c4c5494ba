//! Words that were broken: what two parts make when they meet, and what a part can
//! still become.

use crate::import::order::grams::Part;
use crate::import::order::read::Reader;
use crate::text::persian;

impl Reader<'_, '_> {
    /// The word that two parts make when they meet directly; `None` where
    /// nothing speaks for it.
    pub(super) fn join(&mut self, left: Part, right: Part) -> Option<Part> {
        if let Some(found) = self.joins.get(&(left, right)) {
            return *found;
        }
        let (a, b) = (self.grams.text(left), self.grams.text(right));
        let ends = a.chars().next_back().is_some_and(persian::is_letter);
        let begins = b.chars().next().is_some_and(persian::is_letter);
        let text = format!("{a}{b}");
        let mut found = None;
        let whole = self.grams.is_known(left) && self.grams.is_known(right);
        if ends && begins && text.chars().count() < 16 && (!whole || self.grams.has_word(&text)) {
            let short = a.chars().count().min(b.chars().count()) <= 3;
            let open = !self.grams.is_known(left) && !self.grams.is_known(right);
            let begun = self.grams.completion(&text).is_some();
            let good = begun || (open && short && text.chars().count() <= 9);
            let id = self.grams.late_id(&text);
            // The letter map of the font speaks for words that were whole only.
            let mended = (!begun && !self.grams.is_known(id))
                .then(|| self.undone.word(&text).map(str::to_owned))
                .flatten();
            found = match mended {
                Some(word) => Some(self.grams.late_id(&word)),
                None => (good || self.grams.is_known(id)).then_some(id),
            };
        }
        self.joins.insert((left, right), found);
        found
    }

    /// What a word that may go on can become at best.
    pub(super) fn hope(&mut self, part: Part) -> Option<f64> {
        if let Some(hope) = self.hopes.get(&part) {
            return *hope;
        }
        let text = self.grams.text(part).to_owned();
        let word = text.chars().next_back().is_some_and(persian::is_letter);
        let hope = if word && !self.grams.is_known(part) {
            self.grams.completion(&text).map(|c| c - 2.0)
        } else {
            None
        };
        self.hopes.insert(part, hope);
        hope
    }
}
