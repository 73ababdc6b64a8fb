//! What RunTask and StartTask override in the task definition.

use std::rc::Rc;

use super::Name;
use super::definition::TaskDefinition;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Overrides {
    /// The task definition as it is for this task.
    pub definition: Rc<TaskDefinition>,
    /// What was asked, as JSON with AWS's names. The engine carries it and never reads it.
    pub document: Name,
}

/// What is asked, before the definition is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AskedOverrides {
    pub cpu: Option<u32>,
    pub memory: Option<u32>,
    pub task_role: Option<Name>,
    pub execution_role: Option<Name>,
    pub ephemeral_storage: Option<u32>,
    pub containers: Vec<ContainerOverride>,
    pub document: Name,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContainerOverride {
    pub name: Name,
    pub cpu: Option<u32>,
    pub memory: Option<u32>,
    pub memory_reservation: Option<u32>,
}

impl AskedOverrides {
    /// The overrides of a task of this definition; or the name of a container that it hasn't got.
    pub fn of(&self, definition: &TaskDefinition) -> Result<Overrides, Name> {
        let mut changed = definition.clone();
        changed.cpu = self.cpu.or(changed.cpu);
        changed.memory = self.memory.or(changed.memory);
        changed.task_role = self.task_role.clone().or(changed.task_role);
        changed.execution_role = self.execution_role.clone().or(changed.execution_role);
        changed.ephemeral_storage = self.ephemeral_storage.or(changed.ephemeral_storage);
        for asked in &self.containers {
            let position = changed.container(&asked.name).ok_or_else(|| asked.name.clone())?;
            let container = &mut changed.containers[position];
            container.cpu = asked.cpu.unwrap_or(container.cpu);
            container.memory = asked.memory.or(container.memory);
            container.memory_reservation = asked.memory_reservation.or(container.memory_reservation);
        }
        Ok(Overrides { definition: Rc::new(changed), document: self.document.clone() })
    }
}
