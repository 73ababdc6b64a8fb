//! The VPC: Availability Zones, subnets, addresses. One region, one VPC.

use std::fmt;

use super::Name;
use crate::ids::TaskId;

pub const REGION: &str = "us-east-1";
pub const ACCOUNT: &str = "123456789012";
pub const DEFAULT_SECURITY_GROUP: &str = "sg-0a1e2b3c4d5f60718";
pub const VPC: &str = "vpc-0a61b2f3c4d5e6f70";

/// An Availability Zone of the region: 0 is `us-east-1a`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Zone(u8);

impl Zone {
    /// How many zones the region has.
    pub const COUNT: usize = 6;
    /// How many of them the account's VPC uses until somebody names another.
    pub const USUAL: usize = 3;

    pub fn all() -> impl Iterator<Item = Zone> {
        (0..Zone::COUNT as u8).map(Zone)
    }

    /// The n-th of the usual zones, in turn.
    pub fn in_turn(n: usize) -> Zone {
        Zone((n % Zone::USUAL) as u8)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Reads `us-east-1b`.
    pub fn parse(text: &str) -> Option<Zone> {
        let letter = text.strip_prefix(REGION)?;
        match letter.as_bytes() {
            [letter @ b'a'..=b'f'] => Some(Zone(letter - b'a')),
            _ => None,
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{REGION}{}", (b'a' + self.0) as char)
    }
}

/// The subnet that the VPC has in every zone from the start.
pub fn default_subnet(zone: Zone) -> &'static str {
    const SUBNETS: [&str; Zone::COUNT] = [
        "subnet-0a11c2e4d5f607182",
        "subnet-0b22d3f5e6071829a",
        "subnet-0c33e4061728394ab",
        "subnet-0d44f51728394a5bc",
        "subnet-0e5506283a4b5c6d7",
        "subnet-0f6617394b5c6d7e8",
    ];
    SUBNETS[zone.index()]
}

/// How what runs in a subnet gets out of the VPC, to registries, secrets and logs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum Route {
    /// By an internet gateway: whoever has a public address.
    Public,
    /// By a NAT gateway. What is assumed of a subnet of which nothing else was said.
    #[default]
    Private,
    /// Not at all.
    Isolated,
}

impl Route {
    pub const ALL: [Route; 3] = [Route::Public, Route::Private, Route::Isolated];

    pub fn name(self) -> &'static str {
        match self {
            Route::Public => "public",
            Route::Private => "private",
            Route::Isolated => "isolated",
        }
    }

    pub fn leads_out(self, public_ip: bool) -> bool {
        match self {
            Route::Public => public_ip,
            Route::Private => true,
            Route::Isolated => false,
        }
    }
}

/// What `awsvpcConfiguration` says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Network {
    pub subnets: Vec<Name>,
    pub security_groups: Vec<Name>,
    pub public_ip: bool,
}

/// A private IPv4 address in 10.0.0.0/8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ip(u32);

impl Ip {
    /// The address of a task's network interface: the zone's own /16, and a host number that comes round
    /// after 64,000 tasks.
    pub fn of_task(task: TaskId, zone: Zone) -> Ip {
        let host = task.0 % 64_000 + 256;
        Ip(10 << 24 | (zone.index() as u32 + 1) << 16 | host)
    }
}

impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0.to_be_bytes();
        write!(f, "{a}.{b}.{c}.{d}")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Protocol {
    Tcp,
    Udp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_and_written() {
        let zone = Zone::parse("us-east-1c").unwrap();
        assert_eq!((zone.index(), zone.to_string().as_str()), (2, "us-east-1c"));
        for wrong in ["us-east-1g", "us-east-1", "eu-west-1a", "us-east-1ab", ""] {
            assert_eq!(Zone::parse(wrong), None, "{wrong}");
        }
    }
}
