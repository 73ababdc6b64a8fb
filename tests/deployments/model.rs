//! A second, independent reading of the rolling update: brute force from the words of the documentation.
//! Plain counts in; out comes which rule a look of the scheduler breaks, and what it may not leave undone.
//! It shares no code with the engine.

/// A service as the scheduler finds it. What a look does is judged by this alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Service {
    pub desired: u32,
    /// minimumHealthyPercent
    pub minimum: u32,
    /// maximumPercent
    pub maximum: u32,
    /// Oldest first; the last is the PRIMARY's.
    pub revisions: Vec<Revision>,
    /// For how many tasks the cluster has room; `None`: for any number.
    pub slots: Option<u32>,
    /// A task of an older revision that was told to stop is still a target, or one of the PRIMARY's isn't deregistered yet,
    /// or that was less than ten seconds ago when the scheduler looks.
    pub draining: bool,
    /// Whether the PRIMARY's deployment is COMPLETED.
    pub completed: bool,
    /// The scheduler hasn't looked since the last update.
    pub fresh: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(crate) struct Revision {
    pub tasks: Tally,
    pub keeps: Keeps,
}

/// How many tasks an older revision should have: what it had when it was replaced, and what the desired count has risen
/// by since, less what the scheduler itself has stopped. Tasks that fail or end don't lessen it. The documentation
/// doesn't always say, so there are two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(crate) struct Keeps {
    /// It surely should have so many, as long as they are needed.
    pub least: u32,
    /// It surely shouldn't have more.
    pub most: u32,
}

/// Tasks by how they stand; those that are STOPPED are no more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(crate) struct Tally {
    /// On the way to RUNNING.
    pub starting: u32,
    /// RUNNING, neither known to be healthy nor failing a check.
    pub settling: u32,
    pub healthy: u32,
    pub unhealthy: u32,
    /// Told to stop.
    pub leaving: u32,
}

/// What one look of the scheduler did, revision by revision.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Look {
    pub started: Vec<u32>,
    pub stopped: Vec<Tally>,
    /// "deployment completed" was said.
    pub completed: bool,
    /// "was unable to stop or start tasks … because of the service deployment configuration" was said.
    pub stuck: bool,
}

/// What becomes of an update if nothing fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    Completes,
    /// Neither percentage lets anything happen.
    StuckByPercents,
    /// The cluster has no room, and no task may be stopped for it.
    WithoutRoom,
}

impl Tally {
    /// Wanted, and as far as anybody knows all right.
    pub(crate) fn ok(&self) -> u32 {
        self.starting + self.settling + self.healthy
    }

    pub(crate) fn wanted(&self) -> u32 {
        self.ok() + self.unhealthy
    }

    pub(crate) fn all(&self) -> u32 {
        self.wanted() + self.leaving
    }

    fn in_flight(&self) -> u32 {
        self.starting + self.settling
    }
}

/// The least number that is at least so many percent of the desired count (DG: deployment-type-ecs, "rounded up").
pub(crate) fn lower_limit(desired: u32, minimum: u32) -> u32 {
    (0..).find(|n| n * 100 >= desired * minimum).expect("there is one")
}

/// The greatest number that is at most so many percent of the desired count ("rounded down").
pub(crate) fn upper_limit(desired: u32, maximum: u32) -> u32 {
    (0..).take_while(|n| n * 100 <= desired * maximum).last().expect("nought is one")
}

/// How an undisturbed update ends: no task beyond the desired count may be started, and none below it stopped, or the
/// cluster has no room for one more.
pub(crate) fn end(desired: u32, minimum: u32, maximum: u32, slots: Option<u32>) -> End {
    let stops_first = lower_limit(desired, minimum) < desired;
    let may_start_first = upper_limit(desired, maximum) > desired;
    if slots.is_some_and(|slots| slots < desired) {
        return End::WithoutRoom;
    }
    match (desired == 0 || stops_first, may_start_first, slots.is_none_or(|slots| slots > desired)) {
        (true, _, _) | (false, true, true) => End::Completes,
        (false, false, _) => End::StuckByPercents,
        (false, true, false) => End::WithoutRoom,
    }
}

type Rule = (&'static str, fn(&Service, &Look) -> bool);

/// What holds of every look, in the documentation's words as far as it has any.
const RULES: [Rule; 11] = [
    // DG: service_definition_parameters: RUNNING, STOPPING and PENDING tasks count.
    ("no more tasks than maximumPercent allows", |s, look| {
        look.started() == 0 || s.all(Tally::all) + look.started() <= s.upper()
    }),
    ("no fewer healthy tasks than minimumHealthyPercent allows", |s, look| {
        look.stopped(|t| t.healthy) == 0 || s.healthy() - look.stopped(|t| t.healthy) >= s.lower()
    }),
    // deployments.md#rolling-update: only if nothing can be started.
    ("the desired count is kept up while anything can be started", |s, look| {
        let left = s.healthy() - look.stopped(|t| t.healthy);
        look.stopped(|t| t.healthy) == 0 || left >= s.desired || s.is_blocked() && look.started() == 0
    }),
    // deployments.md#rolling-update
    ("old tasks that aren't known to be healthy go first", |s, look| {
        let others = |t: &Tally| t.starting + t.settling + t.unhealthy;
        let go: u32 = look.older(|t| t.healthy);
        go == 0 || look.older(others) == s.older(|r| others(&r.tasks))
    }),
    // A replacement of an unhealthy task is started before that is stopped (DG: ecs_services).
    ("the PRIMARY has the desired count, and replacements of what is unhealthy", |s, look| {
        look.started_primary() <= s.missing()
    }),
    // What's New of 2025-11: ended or unhealthy tasks, and a larger desired count.
    ("an older revision is started only in the place of its own, and as growth", |s, look| {
        let each = |(r, &n): (&Revision, &u32)| n <= r.keeps.most.saturating_sub(r.tasks.ok());
        s.older_revisions().iter().zip(&look.started).all(each)
    }),
    ("an older revision is started only for what the PRIMARY doesn't provide yet", |s, look| {
        look.started_older() == 0 || s.older_ok() + look.started_older() <= s.left_to_older(s.desired)
    }),
    // deployments.md#rolling-update
    ("room for older tasks that ended is kept from the PRIMARY", |s, look| {
        let (all, least) = (s.room() - s.ended(s.desired), s.room() - s.ended(s.lower()));
        look.started_primary() <= if s.is_blocked() { least } else { all }
    }),
    ("of the PRIMARY only what is too many is stopped", |s, look| {
        let (tasks, go) = (s.primary().tasks, look.stopped.last().copied().unwrap_or_default());
        go.ok() <= tasks.ok().saturating_sub(s.desired)
    }),
    // DG: ecs_services: the unhealthy one goes when its replacement is healthy, or either once that is unhealthy; where
    // maximumPercent or the cluster has no room to start first, one at a time.
    ("an unhealthy task goes once it is replaced, or one at a time to make room", |s, look| {
        let (tasks, go) = (s.primary().tasks, look.stopped.last().copied().unwrap_or_default());
        let replaced = (tasks.healthy + tasks.unhealthy).saturating_sub(s.desired).min(tasks.unhealthy);
        let is_full = s.is_blocked() || s.room() <= look.started_older();
        let makes_way = u32::from(is_full && look.started_primary() == 0);
        go.unhealthy <= replaced.max(makes_way)
    }),
    ("older tasks go when they aren't needed, or one unhealthy one to make room", |s, look| {
        let left = s.older_ok() - look.older(Tally::ok);
        let needed = s.left_to_older(s.desired);
        let enough = look.older(Tally::ok) == 0 || left >= needed.min(s.older_ok());
        let left_of_bad = s.older(|r| r.tasks.healthy + r.tasks.unhealthy) - look.older(|t| t.healthy + t.unhealthy);
        let one_each = look.stopped.iter().all(|t| t.unhealthy <= 1);
        s.is_blocked() || enough && (look.older(|t| t.unhealthy) == 0 || left_of_bad >= needed || one_each)
    }),
];

/// Rules about what is said, which look at what was before.
const SAID: [Rule; 2] = [
    // deployments.md#completion
    ("completed just when all are the PRIMARY's and healthy", |s, look| {
        !look.completed || s.is_complete() && look.is_idle()
    }),
    // DG: service-event-messages
    ("stuck just when neither percentage lets anything happen", |s, look| {
        !look.stuck || look.is_idle() && s.room() == 0 && s.healthy() <= s.lower() && s.in_flight() == 0
    }),
];

/// The rule that a look breaks, if it breaks one.
pub(crate) fn broken(service: &Service, look: &Look) -> Option<&'static str> {
    RULES.iter().chain(&SAID).find(|(_, holds)| !holds(service, look)).map(|(rule, _)| *rule)
}

pub(crate) const SAY_COMPLETE: &str = "say that the deployment is complete";
pub(crate) const SAY_STUCK: &str = "say that the percentages let nothing happen";

type Duty = (&'static str, fn(&Service) -> bool);

/// What the scheduler may not leave undone.
const DUTIES: [Duty; 10] = [
    ("start what the PRIMARY misses", |s| s.missing() > 0 && s.has_room() && s.room() > s.ended(s.desired)),
    ("replace what older revisions lost or have unhealthy", |s| s.owed() > 0 && s.has_room()),
    ("stop what the PRIMARY has too many of", |s| s.primary().tasks.ok() > s.desired),
    ("stop an unhealthy task that is replaced", |s| {
        let tasks = s.primary().tasks;
        tasks.unhealthy > 0 && tasks.healthy + tasks.unhealthy > s.desired
    }),
    ("stop older tasks as new ones become healthy", |s| s.older(|r| r.tasks.healthy) > 0 && s.healthy() > s.desired),
    ("stop all older tasks once the PRIMARY is all healthy", |s| {
        s.primary().tasks.healthy >= s.desired && s.older(|r| r.tasks.wanted()) > 0
    }),
    ("stop an unhealthy task where there is no room to start first", |s| {
        s.missing() > 0 && !s.has_room() && s.in_flight() == 0 && s.all(|t| t.unhealthy) > 0
    }),
    ("go down to minimumHealthyPercent where nothing can be started", |s| {
        s.missing() > 0 && !s.has_room() && s.in_flight() == 0 && s.may_go_down()
    }),
    (SAY_COMPLETE, |s| s.is_complete() && !s.completed),
    (SAY_STUCK, |s| s.is_stuck()),
];

/// What the scheduler must do something about, if anything.
pub(crate) fn duty(service: &Service) -> Option<&'static str> {
    DUTIES.iter().find(|(_, is_due)| is_due(service)).map(|(duty, _)| *duty)
}

impl Look {
    fn started(&self) -> u32 {
        self.started.iter().sum()
    }

    fn started_primary(&self) -> u32 {
        self.started.last().copied().unwrap_or(0)
    }

    fn started_older(&self) -> u32 {
        self.started() - self.started_primary()
    }

    fn stopped(&self, what: fn(&Tally) -> u32) -> u32 {
        self.stopped.iter().map(what).sum()
    }

    /// What was stopped of older revisions.
    fn older(&self, what: impl Fn(&Tally) -> u32) -> u32 {
        let older = self.stopped.len().saturating_sub(1);
        self.stopped[..older].iter().map(what).sum()
    }

    /// Neither started nor stopped anything.
    pub(crate) fn is_idle(&self) -> bool {
        self.started() == 0 && self.stopped(Tally::wanted) == 0
    }
}

impl Service {
    pub(crate) fn lower(&self) -> u32 {
        lower_limit(self.desired, self.minimum)
    }

    pub(crate) fn upper(&self) -> u32 {
        upper_limit(self.desired, self.maximum)
    }

    pub(crate) fn primary(&self) -> &Revision {
        self.revisions.last().expect("there is a PRIMARY")
    }

    fn older_revisions(&self) -> &[Revision] {
        &self.revisions[..self.revisions.len() - 1]
    }

    fn older(&self, what: impl Fn(&Revision) -> u32) -> u32 {
        self.older_revisions().iter().map(what).sum()
    }

    fn older_ok(&self) -> u32 {
        self.older(|r| r.tasks.ok())
    }

    fn all(&self, what: fn(&Tally) -> u32) -> u32 {
        self.revisions.iter().map(|revision| what(&revision.tasks)).sum()
    }

    pub(crate) fn healthy(&self) -> u32 {
        self.all(|t| t.healthy)
    }

    /// Something is on its way, after which there may be more to do.
    fn in_flight(&self) -> u32 {
        self.all(|t| t.in_flight() + t.leaving)
    }

    /// How many more tasks maximumPercent allows.
    fn room(&self) -> u32 {
        self.upper().saturating_sub(self.all(Tally::all))
    }

    /// A task that was told to stop has given its reservation back (tasks.md#two-ledgers).
    fn has_room(&self) -> bool {
        self.room() > 0 && self.slots.is_none_or(|slots| slots > self.all(Tally::wanted))
    }

    /// Tasks that the PRIMARY should have: as many as are desired, and a replacement for each unhealthy one.
    fn missing(&self) -> u32 {
        let tasks = self.primary().tasks;
        (self.desired + tasks.unhealthy).saturating_sub(tasks.wanted())
    }

    /// What the PRIMARY's healthy tasks leave to older revisions, if the service is to have so many.
    fn left_to_older(&self, floor: u32) -> u32 {
        floor.saturating_sub(self.primary().tasks.healthy)
    }

    /// Tasks of older revisions that ended and are to be there again.
    fn ended(&self, floor: u32) -> u32 {
        let lost = self.older(|r| r.keeps.least.saturating_sub(r.tasks.wanted()));
        let needed = self.left_to_older(floor).saturating_sub(self.older(|r| r.tasks.wanted()));
        lost.min(needed).min(self.room())
    }

    /// The same, with replacements for those that are unhealthy.
    fn owed(&self) -> u32 {
        let lost = self.older(|r| r.keeps.least.saturating_sub(r.tasks.ok()));
        lost.min(self.left_to_older(self.desired).saturating_sub(self.older_ok()))
    }

    /// The PRIMARY misses tasks, and none of its own can be started.
    fn is_blocked(&self) -> bool {
        self.missing() > 0 && (!self.has_room() || self.room() <= self.ended(self.desired))
    }

    /// Healthy older tasks may be stopped for room.
    fn may_go_down(&self) -> bool {
        self.older(|r| r.tasks.healthy) > 0 && self.healthy() > self.lower()
    }

    fn is_complete(&self) -> bool {
        let tasks = self.primary().tasks;
        tasks.healthy == self.desired
            && tasks.wanted() == self.desired
            && self.older(|r| r.tasks.wanted()) == 0
            && !self.draining
    }

    fn is_stuck(&self) -> bool {
        self.missing() > 0
            && self.room() == 0
            && self.in_flight() == 0
            && self.all(|t| t.unhealthy) == 0
            && self.older(|r| r.tasks.wanted()) > 0
            && !self.may_go_down()
    }

    /// What a look that found this leaves older revisions to have: no more than is needed of each, which is what keeps up
    /// minimumHealthyPercent where nothing can be started.
    pub(crate) fn keeps_after(&self, look: &Look) -> Vec<Keeps> {
        let needed = self.left_to_older(if self.is_blocked() { self.lower() } else { self.desired });
        let after = |(r, gone): (&Revision, &Tally)| Keeps {
            least: r.keeps.least.saturating_sub(gone.wanted()).min(needed),
            most: r.keeps.most.saturating_sub(gone.ok()),
        };
        self.revisions.iter().zip(&look.stopped).map(after).collect()
    }

    /// A new revision is the PRIMARY now. What was it keeps its tasks; if it was complete, those that it lost just now, too.
    pub(crate) fn keeps_superseded(&self) -> Vec<Keeps> {
        let mut keeps: Vec<Keeps> = self.revisions.iter().map(|r| r.keeps).collect();
        let last = keeps.last_mut().expect("there is a PRIMARY");
        let least = self.primary().tasks.wanted().min(self.desired);
        *last = Keeps { least, most: if self.completed { self.desired } else { least } };
        keeps.push(Keeps::default());
        keeps
    }

    /// The desired count has risen during a deployment: both revisions grow, if the older one runs still. It isn't said
    /// which does if there are more than two, nor what is so if both were updated before the scheduler looked.
    pub(crate) fn keeps_grown(&self, by: u32) -> Vec<Keeps> {
        let runs = |r: &&Revision| r.keeps.least > 0;
        let is_one = self.older_revisions().iter().filter(runs).count() == 1;
        let grown = |r: &Revision| Keeps {
            least: r.keeps.least + if runs(&r) && is_one && !self.fresh { by } else { 0 },
            most: r.keeps.most + if r.keeps.most > 0 { by } else { 0 },
        };
        self.revisions.iter().map(grown).collect()
    }
}
