//! How much work an article's reading order is worth.

/// How wide a search is.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many readings are kept for each place.
    pub beam: usize,
    /// How much less likely than the best of its place a reading may be.
    pub width: f64,
    /// How many readings of a line go on into the next.
    pub ends: usize,
    /// How often the article is read.
    pub rounds: usize,
}

impl Effort {
    /// What an article of so many lines is worth: all there is, but for one that
    /// is longer than any article.
    pub fn of(lines: usize) -> Self {
        if lines <= 4000 {
            Self { beam: 12, width: 13.0, ends: 4, rounds: 3 }
        } else {
            Self { beam: 2, width: 5.0, ends: 1, rounds: 1 }
        }
    }
}
