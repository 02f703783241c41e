//! What of a batch is worth another run.

use std::borrow::Cow;

use super::{Batch, Command, Outcome, Reference};
use crate::call::{Argument, query};
use crate::refusal::Refusal;

impl Batch {
    /// The part of this batch to run again after that outcome, if any: the refused commands for
    /// which `may` allows it, told method, refusal and whether repeating is harmless; and harmless
    /// commands that were run with the results those did not have.
    ///
    /// References to results that are there already are replaced by them. A command that needs
    /// what is not to be had stays as it is.
    pub(crate) fn again(
        &self,
        outcome: &Outcome,
        mut may: impl FnMut(&str, &Refusal, bool) -> bool,
    ) -> Option<Self> {
        let mut again = Self::new();
        for command in &self.commands {
            let refusal = outcome.refusal(&command.name);
            let refused =
                refusal.is_some_and(|refusal| may(&command.method, &refusal, command.harmless));
            let misled = command.harmless && command.refers_to(&again);
            if (refused || misled)
                && let Some(command) = command.anew(&again, outcome)
            {
                again.commands.push(command);
            }
        }
        (!again.is_empty()).then_some(again)
    }
}

impl Command {
    fn refers_to(&self, batch: &Batch) -> bool {
        let known = |reference: &Reference| batch.knows(reference.step());
        self.params
            .iter()
            .any(|(_, value)| value.any_reference(&known))
    }

    /// The command as it is said in the batch `again`.
    fn anew(&self, again: &Batch, outcome: &Outcome) -> Option<Self> {
        let params = self
            .params
            .iter()
            .map(|(name, value)| Some((name.clone(), filled(value, again, outcome)?)));
        let params: Vec<_> = params.collect::<Option<_>>()?;
        Some(Self {
            name: self.name.clone(),
            method: Cow::clone(&self.method),
            query: query(&params).ok()?,
            params,
            harmless: self.harmless,
        })
    }
}

/// The value with the references filled in that the portal could not resolve any more.
fn filled(value: &Argument, again: &Batch, outcome: &Outcome) -> Option<Argument> {
    Some(match value {
        Argument::Reference(reference) if !again.knows(reference.step()) => {
            Argument::from(reference.within(outcome.result(reference.step())?)?)
        }
        Argument::List(items) => {
            let items = items.iter().map(|item| filled(item, again, outcome));
            Argument::List(items.collect::<Option<_>>()?)
        }
        Argument::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(name, value)| Some((name.clone(), filled(value, again, outcome)?)));
            Argument::Map(entries.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}
