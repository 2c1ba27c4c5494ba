//! Counts smoothed: what was seen gives a part of its weight to what was not, as
//! much of it as there are different things (absolute discounting).

/// How much follows something: the sum of the counts, and of what each gives
/// away to what was never seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct After {
    /// The sum of the counts.
    pub sum: f64,
    mass: f64,
}

impl After {
    /// Counts once more what was seen `before` times.
    pub fn add(&mut self, before: f64, weight: f64) {
        self.sum += weight;
        self.mass += (before + weight).min(1.0) - before.min(1.0);
    }
}

/// How much of a count is given to what was never seen.
const DISCOUNT: f64 = 0.85;

/// A count and what is expected where nothing was seen, blended. `own`: how much of
/// it does not count; `weight`: what is given to the unseen besides.
pub fn blend(seen: f64, after: After, own: f64, weight: f64, lower: f64) -> f64 {
    let sum = (after.sum - own).max(0.0);
    let mass = (after.mass - own).max(0.0).min(sum);
    let direct = seen - DISCOUNT * seen.min(1.0);
    let rest = DISCOUNT * mass + weight;
    (direct + rest * lower).max(1e-300) / (sum + weight)
}
