//! How a capacity provider strategy divides tasks (capacity.md#capacity-providers): the base first, then by weight.
//!
//! AWS only says that the rest is divided by the weights. Here each further task goes to the provider that is furthest
//! below its part, of equals to the first; so no provider is ever a whole task away from its part.

use crate::ids::ProviderId;
use crate::model::provider::Share;

/// Which item gets the next task, if the items have `counts` so far. `None` if no item may get one.
pub fn next(strategy: &[Share], counts: &[u32]) -> Option<usize> {
    let items = || strategy.iter().zip(counts).enumerate();
    if let Some((at, _)) = items().find(|(_, (share, count))| **count < share.base) {
        return Some(at);
    }
    let beyond = |share: &Share, count: u32| (count - count.min(share.base)) as i64;
    let weights: i64 = strategy.iter().map(|share| share.weight as i64).sum();
    let total: i64 = items().map(|(_, (share, count))| beyond(share, *count)).sum::<i64>() + 1;
    let lacks = |share: &Share, count: u32| total * share.weight as i64 - beyond(share, count) * weights;
    let open = items().filter(|(_, (share, _))| share.weight > 0);
    // The first of the best: `max_by_key` would take the last.
    open.rev().max_by_key(|(_, (share, count))| lacks(share, **count)).map(|(at, _)| at)
}

/// How many of `total` tasks each item gets.
pub fn split(strategy: &[Share], total: u32) -> Vec<u32> {
    let mut counts = vec![0; strategy.len()];
    for _ in 0..total {
        let Some(at) = next(strategy, &counts) else { break };
        counts[at] += 1;
    }
    counts
}

/// The providers of the next `more` tasks, one after the other.
pub fn sequence(strategy: &[Share], mut counts: Vec<u32>, more: u32) -> Vec<ProviderId> {
    let mut providers = Vec::new();
    for _ in 0..more {
        let Some(at) = next(strategy, &counts) else { break };
        counts[at] += 1;
        providers.push(strategy[at].provider);
    }
    providers
}

/// How many tasks each item has.
pub fn counts(strategy: &[Share], tasks: impl Iterator<Item = Option<ProviderId>>) -> Vec<u32> {
    let mut counts = vec![0; strategy.len()];
    for provider in tasks.flatten() {
        if let Some(at) = strategy.iter().position(|share| share.provider == provider) {
            counts[at] += 1;
        }
    }
    counts
}

/// Which item gives up a task so that the others stay as the strategy divides them: the one furthest above its part,
/// the last of the strategy if several are, among those for which `may` holds.
pub fn surplus(strategy: &[Share], counts: &[u32], may: impl Fn(ProviderId) -> bool) -> Option<usize> {
    let total: u32 = counts.iter().sum();
    let wanted = split(strategy, total.saturating_sub(1));
    let able = (0..strategy.len()).filter(|&at| counts[at] > 0 && may(strategy[at].provider));
    able.max_by_key(|&at| counts[at] as i64 - wanted[at] as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strategy(first: (u32, u32), second: (u32, u32)) -> [Share; 2] {
        let share = |provider, (base, weight)| Share { provider, base, weight };
        [share(ProviderId(0), first), share(ProviderId(1), second)]
    }

    #[test]
    fn the_base_comes_first_and_the_rest_follows_the_weights() {
        assert_eq!(split(&strategy((2, 1), (0, 4)), 12), [4, 8]);
        assert_eq!(split(&strategy((2, 1), (0, 4)), 2), [2, 0]);
        assert_eq!(split(&strategy((0, 1), (0, 1)), 3), [2, 1]);
        assert_eq!(split(&strategy((0, 1), (0, 3)), 10), [3, 7]);
        // A weight of 0: the base and no more.
        assert_eq!(split(&strategy((1, 0), (0, 1)), 5), [1, 4]);
        assert_eq!(split(&strategy((0, 0), (0, 0)), 5), [0, 0]);
    }

    /// The rule said another way: of all ways to divide what is left after the base, the one nearest to the weights;
    /// of two that are as near, the one with more for the first.
    fn by_trying_all(strategy: &[Share; 2], total: u32) -> [u32; 2] {
        let bases = strategy.map(|share| share.base);
        let based: u32 = bases.iter().sum();
        if total <= based {
            return bases.map(|base| base.min(total));
        }
        let rest = (total - based) as i64;
        let weights = strategy.map(|share| share.weight as i64);
        let far = |first: &i64| (first * (weights[0] + weights[1]) - rest * weights[0]).abs();
        let allowed = |first: &i64| (weights[0] > 0 || *first == 0) && (weights[1] > 0 || *first == rest);
        let first = (0..=rest).rev().filter(allowed).min_by_key(far).unwrap();
        [bases[0] + first as u32, bases[1] + (rest - first) as u32]
    }

    #[test]
    fn every_small_strategy_is_divided_as_trying_all_divisions_does() {
        for (first, second) in (0..=7).flat_map(|a| (0..=7).map(move |b| (a, b))).filter(|&(a, b)| a + b > 0) {
            for bases in (0..=4).flat_map(|base| [(base, 0), (0, base)]) {
                let strategy = strategy((bases.0, first), (bases.1, second));
                for total in 0..=30 {
                    let expected = by_trying_all(&strategy, total);
                    assert_eq!(split(&strategy, total), expected, "{total} by {strategy:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_lost_is_started_again_where_it_was() {
        for (first, second, base) in [(1, 1, 0), (1, 4, 2), (3, 1, 1), (2, 3, 0), (0, 1, 2), (5, 7, 3)] {
            let strategy = strategy((base, first), (0, second));
            for total in 0..=15 {
                let whole = split(&strategy, total);
                for (a, b) in (0..=whole[0]).flat_map(|a| (0..=whole[1]).map(move |b| (a, b))) {
                    let started = sequence(&strategy, vec![a, b], total - a - b);
                    let on_demand = started.iter().filter(|&&provider| provider == ProviderId(0)).count() as u32;
                    assert_eq!(vec![a + on_demand, b + started.len() as u32 - on_demand], whole, "from {a} and {b}");
                }
            }
        }
    }

    #[test]
    fn scaling_in_and_out_again_keeps_the_division() {
        let strategy = strategy((2, 1), (0, 4));
        let mut counts = split(&strategy, 20);
        for total in (0..20).rev() {
            let at = surplus(&strategy, &counts, |_| true).unwrap();
            counts[at] -= 1;
            assert_eq!(counts, split(&strategy, total), "{total}");
        }
    }
}
