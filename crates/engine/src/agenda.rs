//! What is to be looked at, and when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::ids::{DefinitionId, FactId, InstanceId, ScheduleId, ServiceId, TargetGroupId, TaskId};
use crate::time::Time;

/// "Look at this." A wake carries no data: deadlines live in the World, so a stale one does no harm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Wake {
    /// An EC2 instance may have booted, or its agent may have room for a waiting task.
    Instance(InstanceId),
    /// A task may be ready for its next step.
    Task(TaskId),
    /// A health check of a task's target may be due, or its drain over.
    Target(TargetGroupId, TaskId),
    /// The service scheduler may have something to do.
    Service(ServiceId),
    /// A revision that is to be deleted may no longer be in use.
    Definition(DefinitionId),
    /// A schedule may be due.
    Schedule(ScheduleId),
}

/// A wake with its moment and the fact that asked for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Due {
    pub at: Time,
    pub wake: Wake,
    pub because: FactId,
}

/// All wakes to come. Those of one moment are taken in the order of [`Wake`], so that a run is always the same.
#[derive(Clone, Default, Debug)]
pub struct Agenda {
    heap: BinaryHeap<Reverse<Due>>,
}

impl Agenda {
    pub fn add(&mut self, due: Due) {
        self.heap.push(Reverse(due));
    }

    pub fn next_at(&self) -> Option<Time> {
        self.heap.peek().map(|Reverse(due)| due.at)
    }

    /// The next wake that is due by `now`. Equal wakes of one moment come out as one, with the latest fact that asked:
    /// what just changed says more than a timer that was set long before.
    pub fn take(&mut self, now: Time) -> Option<Due> {
        if self.next_at()? > now {
            return None;
        }
        let Reverse(mut due) = self.heap.pop()?;
        while let Some(&Reverse(twin)) = self.heap.peek() {
            if (twin.at, twin.wake) != (due.at, due.wake) {
                break;
            }
            self.heap.pop();
            due = twin;
        }
        Some(due)
    }

    pub fn len(&self) -> usize {
        self.heap.len()
    }

    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wakes_come_in_order_and_twins_once_for_the_latest_fact() {
        let mut agenda = Agenda::default();
        for (at, wake, because) in [
            (9, Wake::Task(TaskId(1)), 1),
            (5, Wake::Service(ServiceId(0)), 2),
            (5, Wake::Service(ServiceId(0)), 4),
            (5, Wake::Task(TaskId(2)), 5),
            (5, Wake::Service(ServiceId(0)), 3),
        ] {
            agenda.add(Due { at: Time(at), wake, because: FactId(because) });
        }
        let mut taken = Vec::new();
        while let Some(due) = agenda.take(Time(8)) {
            taken.push((due.wake, due.because.0));
        }
        assert_eq!(taken, [(Wake::Task(TaskId(2)), 5), (Wake::Service(ServiceId(0)), 4)]);
        assert_eq!((agenda.len(), agenda.next_at()), (1, Some(Time(9))));
    }
}
