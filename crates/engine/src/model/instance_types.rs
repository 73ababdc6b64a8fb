//! EC2 instance types: what each registers with ECS (capacity.md#instance-types).
//!
//! Memory is what DescribeContainerInstances shows: the kernel's MemTotal, a little less than the nominal size.
//! Where sources give a range or an estimate, the figure here is its middle.

use super::Room;

#[derive(PartialEq, Eq, Debug)]
pub struct InstanceType {
    pub name: &'static str,
    pub vcpus: u32,
    /// Registered MiB.
    pub memory: u32,
    /// Elastic network interfaces, the primary one included.
    pub enis: u32,
    /// How many `awsvpc` tasks it takes with trunking; `None` where trunking isn't supported.
    pub trunked_tasks: Option<u32>,
    pub gpus: u32,
    pub arm: bool,
    /// On-demand price in hundred-thousandths of a dollar an hour.
    pub price: u32,
}

impl InstanceType {
    pub fn find(name: &str) -> Option<&'static InstanceType> {
        INSTANCE_TYPES.iter().find(|t| t.name == name)
    }

    pub fn room(&self) -> Room {
        Room { cpu: self.vcpus * 1024, memory: self.memory }
    }
}

const fn x86(
    name: &'static str,
    vcpus: u32,
    memory: u32,
    enis: u32,
    trunked_tasks: Option<u32>,
    price: u32,
) -> InstanceType {
    InstanceType { name, vcpus, memory, enis, trunked_tasks, gpus: 0, arm: false, price }
}

const fn arm(
    name: &'static str,
    vcpus: u32,
    memory: u32,
    enis: u32,
    trunked_tasks: Option<u32>,
    price: u32,
) -> InstanceType {
    InstanceType { name, vcpus, memory, enis, trunked_tasks, gpus: 0, arm: true, price }
}

#[rustfmt::skip]
pub const INSTANCE_TYPES: &[InstanceType] = &[
    //   name          vCPU  MiB    ENIs trunked  price
    x86("t2.micro",     1,     984, 2, None,      1_160),
    x86("t2.small",     1,    2_002, 3, None,      2_300),
    x86("t2.medium",    2,    3_953, 3, None,      4_640),
    x86("t2.large",     2,    7_984, 3, None,      9_280),
    x86("t3.nano",      2,     455, 2, None,        520),
    x86("t3.micro",     2,     960, 2, None,      1_040),
    x86("t3.small",     2,    1_951, 3, None,      2_080),
    x86("t3.medium",    2,    3_850, 3, None,      4_160),
    x86("t3.large",     2,    7_866, 3, None,      8_320),
    x86("t3.xlarge",    4,   15_800, 4, None,     16_640),
    x86("m4.large",     2,    7_985, 2, None,     10_000),
    x86("m4.xlarge",    4,   16_048, 4, None,     20_000),
    x86("m5.large",     2,    7_720, 3, Some(10),  9_600),
    x86("m5.xlarge",    4,   15_550, 4, Some(20), 19_200),
    x86("m5.2xlarge",   8,   31_400, 4, Some(40), 38_400),
    x86("m5.4xlarge",  16,   63_000, 8, Some(60), 76_800),
    arm("m6g.medium",   1,    3_800, 2, Some(4),   3_850),
    x86("m6i.large",    2,    7_700, 3, Some(10),  9_600),
    x86("m7i.large",    2,    7_700, 3, Some(10), 10_080),
    arm("m7g.large",    2,    7_700, 3, Some(10),  8_160),
    x86("c4.large",     2,    3_765, 3, None,     10_000),
    x86("c4.xlarge",    4,    7_480, 4, None,     19_900),
    x86("c5.large",     2,    3_705, 3, Some(10),  8_500),
    x86("c5.xlarge",    4,    7_678, 4, Some(20), 17_000),
    x86("c5.2xlarge",   8,   15_600, 4, Some(40), 34_000),
    x86("c5.4xlarge",  16,   31_300, 8, Some(60), 68_000),
    x86("r4.large",     2,   15_292, 3, None,     13_300),
    x86("r5.large",     2,   15_530, 3, Some(10), 12_600),
    x86("r5.xlarge",    4,   31_500, 4, Some(20), 25_200),
    InstanceType { gpus: 1, ..x86("g4dn.xlarge", 4, 15_600, 3, None, 52_600) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_t3_medium_does_not_hold_two_tasks_of_2048() {
        let room = InstanceType::find("t3.medium").unwrap().room();
        assert!(!room.holds(Room { cpu: 0, memory: 2 * 2048 }));
        assert_eq!(InstanceType::find("m9.huge"), None);
    }
}
