//! Commands about listeners and their rules.

use super::balancer::balancer;
use super::{Decide, Reply};
use crate::facts::{BalancerChange, Change};
use crate::ids::{LoadBalancerId, TargetGroupId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::{Protocol, TargetGroup};
use crate::model::kept::Kept;
use crate::model::listener::{Action, Condition, Listener, Rule, RuleId};
use crate::model::refusal::{BalancingFault, Refusal};
use crate::world::World;

/// Rules of a load balancer, default rules not counted (ALB: load-balancer-limits).
const MOST_RULES: usize = 100;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateListener {
    pub balancer: Name,
    pub port: u16,
    pub protocol: Protocol,
    /// Of the default rule, with what is kept of it.
    pub action: (Action, Kept),
    pub kept: Kept,
}

impl Decide for CreateListener {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateListener { balancer: name, action: (action, of_rule), kept, .. } = self;
        let (port, protocol) = (self.port, self.protocol);
        let world = ledger.world();
        let id = balancer(world, name)?;
        let row = &world.balancers[id];
        if row.listeners.iter().any(|listener| listener.port == port) {
            return Err(BalancingFault::ListenerPortTaken(port).into());
        }
        check_action(world, id, protocol, action)?;
        let number = row.numbered + 1;
        let (action, of_rule) = (action.clone(), of_rule.clone());
        let rule = Rule { number: number + 1, priority: None, conditions: vec![], action, kept: of_rule };
        let listener = Listener { number, port, protocol, rules: vec![rule], kept: kept.clone() };
        ledger.record(Change::Balancer(id, BalancerChange::ListenerAdded { listener }));
        Ok(Reply::Listener(id, number))
    }
}

/// What isn't given stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModifyListener {
    pub balancer: LoadBalancerId,
    pub listener: u32,
    pub port: Option<u16>,
    pub protocol: Option<Protocol>,
    pub action: Option<(Action, Kept)>,
    pub kept: Kept,
}

impl Decide for ModifyListener {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let ModifyListener { balancer: id, listener: number, action, kept, .. } = self;
        let (id, number) = (*id, *number);
        let world = ledger.world();
        let row = world.balancers.get(id).ok_or(BalancingFault::ListenerNotFound)?;
        let listener = row.listener(number).ok_or(BalancingFault::ListenerNotFound)?;
        let port = self.port.unwrap_or(listener.port);
        if row.listeners.iter().any(|other| other.port == port && other.number != number) {
            return Err(BalancingFault::ListenerPortTaken(port).into());
        }
        let protocol = self.protocol.unwrap_or(listener.protocol);
        let kept = listener.kept.updated(kept);
        let rule = listener.default_rule().number;
        let after = action.as_ref().map_or(&listener.default_rule().action, |(action, _)| action);
        check_action(world, id, protocol, after)?;
        for rule in &listener.rules {
            if rule.priority.is_some() {
                check_action(world, id, protocol, &rule.action)?;
            }
        }
        if (port, protocol) != (listener.port, listener.protocol) || kept != listener.kept {
            let change = BalancerChange::ListenerChanged { listener: number, port, protocol, kept };
            ledger.record(Change::Balancer(id, change));
        }
        if let Some((action, of_rule)) = action {
            let (action, kept) = (action.clone(), of_rule.clone());
            let change = BalancerChange::RuleChanged { rule, conditions: vec![], action, kept };
            ledger.record(Change::Balancer(id, change));
        }
        Ok(Reply::Listener(id, number))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteListener {
    pub balancer: LoadBalancerId,
    pub listener: u32,
}

impl Decide for DeleteListener {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteListener { balancer: id, listener } = *self;
        let found = ledger.world().balancers.get(id).and_then(|balancer| balancer.listener(listener));
        found.ok_or(BalancingFault::ListenerNotFound)?;
        ledger.record(Change::Balancer(id, BalancerChange::ListenerRemoved { listener }));
        Ok(Reply::Done)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateRule {
    pub balancer: LoadBalancerId,
    pub listener: u32,
    pub priority: u32,
    pub conditions: Vec<Condition>,
    pub action: Action,
    pub kept: Kept,
}

impl Decide for CreateRule {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateRule { conditions, action, kept, .. } = self;
        let (id, listener, priority) = (self.balancer, self.listener, self.priority);
        let world = ledger.world();
        let row = world.balancers.get(id).ok_or(BalancingFault::ListenerNotFound)?;
        let found = row.listener(listener).ok_or(BalancingFault::ListenerNotFound)?;
        if found.rules.iter().any(|rule| rule.priority == Some(priority)) {
            return Err(BalancingFault::PriorityTaken(priority).into());
        }
        let rules = row.listeners.iter().flat_map(|listener| &listener.rules);
        if rules.filter(|rule| rule.priority.is_some()).count() >= MOST_RULES {
            return Err(BalancingFault::TooManyRules(MOST_RULES as u32).into());
        }
        check_action(world, id, found.protocol, action)?;
        let number = row.numbered + 1;
        let (conditions, action, kept) = (conditions.clone(), action.clone(), kept.clone());
        let rule = Rule { number, priority: Some(priority), conditions, action, kept };
        ledger.record(Change::Balancer(id, BalancerChange::RuleAdded { listener, rule }));
        Ok(Reply::Rules(vec![RuleId { balancer: id, number }]))
    }
}

/// What isn't given stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModifyRule {
    pub rule: RuleId,
    pub conditions: Option<Vec<Condition>>,
    pub action: Option<Action>,
    pub kept: Kept,
}

impl Decide for ModifyRule {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let ModifyRule { rule: id, conditions, action, kept } = self;
        let world = ledger.world();
        let (listener, rule) = world.rule(*id).ok_or(BalancingFault::RuleNotFound)?;
        if rule.priority.is_none() {
            return Err(BalancingFault::DefaultRule.into());
        }
        if let Some(action) = action {
            check_action(world, id.balancer, listener.protocol, action)?;
        }
        let change = BalancerChange::RuleChanged {
            rule: id.number,
            conditions: conditions.clone().unwrap_or_else(|| rule.conditions.clone()),
            action: action.clone().unwrap_or_else(|| rule.action.clone()),
            kept: rule.kept.updated(kept),
        };
        ledger.record(Change::Balancer(id.balancer, change));
        Ok(Reply::Rules(vec![*id]))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteRule {
    pub rule: RuleId,
}

impl Decide for DeleteRule {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteRule { rule: id } = *self;
        let (_, rule) = ledger.world().rule(id).ok_or(BalancingFault::RuleNotFound)?;
        if rule.priority.is_none() {
            return Err(BalancingFault::DefaultRule.into());
        }
        ledger.record(Change::Balancer(id.balancer, BalancerChange::RuleRemoved { rule: id.number }));
        Ok(Reply::Done)
    }
}

/// All at once, so that two rules can change places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRulePriorities {
    pub priorities: Vec<(RuleId, u32)>,
}

impl Decide for SetRulePriorities {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetRulePriorities { priorities } = self;
        let world = ledger.world();
        let mut balancers: Vec<LoadBalancerId> = Vec::new();
        for (id, priority) in priorities {
            let (listener, rule) = world.rule(*id).ok_or(BalancingFault::RuleNotFound)?;
            if rule.priority.is_none() {
                return Err(BalancingFault::DefaultRule.into());
            }
            let other = |other: &Rule| {
                let other = RuleId { balancer: id.balancer, number: other.number };
                priorities.iter().find(|(rule, _)| *rule == other).map(|(_, priority)| *priority)
            };
            let mut others = listener.rules.iter().filter(|rule| rule.number != id.number);
            if others.any(|rule| other(rule).or(rule.priority) == Some(*priority)) {
                return Err(BalancingFault::PriorityTaken(*priority).into());
            }
            if !balancers.contains(&id.balancer) {
                balancers.push(id.balancer);
            }
        }
        for balancer in balancers {
            let of = priorities.iter().filter(|(rule, _)| rule.balancer == balancer);
            let priorities = of.map(|(rule, priority)| (rule.number, *priority)).collect();
            ledger.record(Change::Balancer(balancer, BalancerChange::PrioritiesSet { priorities }));
        }
        Ok(Reply::Rules(priorities.iter().map(|(rule, _)| *rule).collect()))
    }
}

/// The target groups that an action forwards to serve no other load balancer, and speak what the listener does.
fn check_action(world: &World, id: LoadBalancerId, protocol: Protocol, action: &Action) -> Result<(), Refusal> {
    let groups: Vec<TargetGroupId> = match action {
        Action::Forward(to) => to.iter().map(|to| to.target_group).collect(),
        Action::FixedResponse { .. } | Action::Redirect { .. } => vec![],
    };
    let of = |test: &dyn Fn(&TargetGroup) -> bool| -> Vec<TargetGroupId> {
        groups.iter().copied().filter(|&group| test(&world.target_groups[group])).collect()
    };
    let others = of(&|group| !protocol.forwards_to(group.protocol));
    if !others.is_empty() {
        return Err(BalancingFault::IncompatibleProtocols(others).into());
    }
    let taken = of(&|group| group.load_balancer.is_some_and(|other| other != id));
    if taken.is_empty() { Ok(()) } else { Err(BalancingFault::BehindAnother(taken).into()) }
}
