//! What things are called: a number inside the engine, AWS's long names outside.
//!
//! A name is its number shuffled by the seed, so it looks as AWS's do, costs no memory and is read back without a table.

use crate::random::Seed;

/// A number that says which row of a [`Table`](super::table::Table) a thing is in.
pub trait Key: Copy + Ord {
    fn new(row: u32) -> Self;
    fn row(self) -> u32;
}

/// Facts are numbered from 0 in the order in which they happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactId(pub u64);

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub struct $name(pub u32);

            impl Key for $name {
                fn new(row: u32) -> $name { $name(row) }
                fn row(self) -> u32 { self.0 }
            }

            impl $name {
                /// The 128 bits that AWS would show as 32 hex digits.
                pub fn name(self, seed: Seed) -> u128 {
                    seed.shuffle($kind, self.0 as u128)
                }

                /// The number behind a name; `None` if no such name was ever given.
                pub fn from_name(seed: Seed, name: u128) -> Option<$name> {
                    u32::try_from(seed.unshuffle($kind, name)).ok().map($name)
                }
            }
        )*
    };
}

keys! {
    ClusterId = 1;
    /// A container instance; its EC2 instance has the same number.
    InstanceId = 2;
    /// A revision of a task definition.
    DefinitionId = 3;
    TaskId = 4;
    /// The tasks that placement counts together: a service's, or those of a task group.
    GroupId = 5;
    ServiceId = 6;
    DeploymentId = 7;
    LoadBalancerId = 8;
    TargetGroupId = 9;
    /// A schedule of EventBridge Scheduler, or an EventBridge rule.
    ScheduleId = 10;
    /// A capacity provider.
    ProviderId = 11;
}

impl DeploymentId {
    /// The number in `ecs-svc/N`: 19 decimal digits.
    pub fn number(self, seed: Seed) -> u64 {
        const NINETEEN_DIGITS: u64 = 1_000_000_000_000_000_000;
        NINETEEN_DIGITS + (self.name(seed) as u64) % (8 * NINETEEN_DIGITS)
    }

    /// The 21 letters, digits, `-` and `_` of the service deployment that it is for.
    pub fn record_name(self, seed: Seed) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bits = seed.shuffle(23, self.0 as u128);
        (0..21).map(|n| LETTERS[(bits >> (6 * n)) as usize % 64] as char).collect()
    }
}

impl InstanceId {
    /// The 17 hex digits behind `i-`.
    pub fn ec2(self, seed: Seed) -> u128 {
        seventeen_digits(seed.shuffle(20, self.0 as u128))
    }

    /// `i-0123456789abcdef0`
    pub fn ec2_name(self, seed: Seed) -> String {
        format!("i-0{:016x}", self.ec2(seed))
    }

    /// `eni-0123456789abcdef0` of its trunk network interface.
    pub fn trunk_name(self, seed: Seed) -> String {
        format!("eni-0{:016x}", seventeen_digits(seed.shuffle(22, self.0 as u128)))
    }
}

impl TaskId {
    /// The 17 hex digits behind `eni-` of the task's network interface.
    pub fn eni(self, seed: Seed) -> u128 {
        seventeen_digits(seed.shuffle(21, self.0 as u128))
    }
}

/// AWS's short resource names: a leading 0 and 16 random hex digits.
fn seventeen_digits(name: u128) -> u128 {
    name >> 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        let seed = Seed(42);
        assert_eq!(TaskId::from_name(seed, TaskId(7).name(seed)), Some(TaskId(7)));
        assert_eq!(TaskId::from_name(seed, InstanceId(7).name(seed)), None);
        assert_eq!(TaskId::from_name(seed, 0x1234), None);
        assert_eq!(DeploymentId(3).number(seed).to_string().len(), 19);
        assert_eq!(DeploymentId(3).record_name(seed).len(), 21);
    }
}
