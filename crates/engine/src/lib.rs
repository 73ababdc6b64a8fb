//! The simulated account: pure, deterministic, without I/O, clock or serde.
//!
//! A [`Command`](commands::Command) is asked and may be refused; what it decides are [`Fact`](facts::Fact)s, and
//! `World::apply` makes them true. Facts set off wakes on the [`Agenda`](agenda::Agenda), which lead to more facts as
//! time goes on. [`History`](history::History) leads back to any moment.

pub mod agenda;
pub mod calendar;
pub mod chronicle;
pub mod commands;
pub mod counts;
pub mod explain;
pub mod facts;
pub mod hash;
pub mod history;
pub mod ids;
pub mod ledger;
pub mod log;
pub mod model;
pub mod output;
pub mod query;
pub mod random;
pub mod resources;
pub mod rules;
pub mod runtime;
pub mod sim;
pub mod sorted;
pub mod table;
pub mod time;
pub mod timings;
pub mod world;
