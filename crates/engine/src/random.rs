//! Randomness without state: a draw is a function of the seed, what it is for, and which one it is.
//!
//! So a draw does not depend on how many were made before it. Reading draws nothing, a replay draws the same,
//! and a change in one place leaves every other place as it was.

/// What a draw is for. Each purpose is a stream of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// Task, container instance, deployment … identifiers.
    Names,
    /// How long a step takes where ECS gives a range.
    Latency,
    /// Which of several equal instances gets a task, and the `random` placement strategy.
    Placement,
    /// Which of several equal tasks is stopped.
    Stopping,
    /// When a target's health checks fall.
    HealthChecks,
}

/// The root of all randomness in one account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Seed(pub u64);

impl Seed {
    /// 64 random bits for the draw number `key` of a purpose.
    pub fn draw(self, purpose: Purpose, key: u64) -> u64 {
        mix(mix(self.0 ^ mix(purpose as u64 + 1)).wrapping_add(key))
    }

    /// A number in `0..n`, each as likely as the others; 0 for an empty range.
    pub fn below(self, purpose: Purpose, key: u64, n: u64) -> u64 {
        ((self.draw(purpose, key) as u128 * n as u128) >> 64) as u64
    }

    /// A number in `low..=high`.
    pub fn between(self, purpose: Purpose, key: u64, low: u64, high: u64) -> u64 {
        low + self.below(purpose, key, high - low + 1)
    }

    /// A one-to-one shuffle of all 128-bit numbers: a Feistel network of four rounds.
    /// Names are made by it and read back by [`Seed::unshuffle`], so no table of names is kept.
    pub fn shuffle(self, kind: u64, number: u128) -> u128 {
        let (mut left, mut right) = ((number >> 64) as u64, number as u64);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.round(kind, round, right));
        }
        join(left, right)
    }

    /// Undoes [`Seed::shuffle`].
    pub fn unshuffle(self, kind: u64, shuffled: u128) -> u128 {
        let (mut left, mut right) = ((shuffled >> 64) as u64, shuffled as u64);
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.round(kind, round, left), left);
        }
        join(left, right)
    }

    fn round(self, kind: u64, round: u64, half: u64) -> u64 {
        self.draw(Purpose::Names, mix(kind * ROUNDS + round) ^ half)
    }
}

const ROUNDS: u64 = 4;

fn join(left: u64, right: u64) -> u128 {
    (left as u128) << 64 | right as u128
}

/// SplitMix64's step and finaliser (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_can_be_undone_and_hides_the_order() {
        let seed = Seed(7);
        for n in 0..1_000u128 {
            assert_eq!(seed.unshuffle(3, seed.shuffle(3, n)), n);
        }
        assert_ne!(seed.shuffle(3, 1) >> 64, seed.shuffle(3, 2) >> 64);
        assert_ne!(seed.shuffle(3, 1), seed.shuffle(4, 1));
        assert_ne!(seed.shuffle(3, 1), Seed(8).shuffle(3, 1));
    }

    #[test]
    fn draws_are_spread_over_the_range() {
        let mut seen = [0u32; 10];
        for key in 0..10_000 {
            seen[Seed(1).below(Purpose::Placement, key, 10) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (900..1_100).contains(&n)), "{seen:?}");
        assert_eq!(Seed(1).between(Purpose::Latency, 0, 5, 5), 5);
        assert_eq!(Seed(1).below(Purpose::Latency, 0, 0), 0);
    }
}
