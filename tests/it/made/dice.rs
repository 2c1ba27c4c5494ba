//! Chance that falls the same way every time.

/// Numbers that look random and follow from a seed alone (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for a seed and the words that tell one use from another.
    pub(crate) fn new(seed: u64, words: &[&str]) -> Self {
        let mut state = seed ^ 0x9E37_79B9_7F4A_7C15;
        for byte in words.iter().flat_map(|w| w.bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        Self(state)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n`, `n` not included; 0 for none.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap()
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 <= probability && probability > 0.0
    }

    /// One of several, each as likely as its weight.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(T, usize)]) -> T {
        let mut at = self.below(of.iter().map(|(_, w)| w).sum());
        for (value, weight) in of {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        of[0].0
    }
}
