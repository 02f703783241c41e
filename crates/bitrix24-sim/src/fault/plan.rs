//! What is to go wrong next.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Fault, PendingFault};

/// The faults to come. Clones share them.
///
/// Each rule strikes as many times as it says and is gone; of several rules that
/// fit, the one made first strikes.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    rules: Arc<Mutex<Vec<Rule>>>,
}

#[derive(Debug)]
struct Rule {
    target: Target,
    left: usize,
    fault: Fault,
}

#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// Any REST request to the portal.
    Request,
    /// A REST request for this method.
    RequestFor(String),
    /// A command of a batch.
    Command(String),
    /// A request for tokens.
    Token,
}

impl Faults {
    /// Spoils the next answers to REST requests, whatever they ask for.
    pub fn next(&self, times: usize, fault: Fault) {
        self.plan(Target::Request, times, fault);
    }

    /// Spoils the next answers to REST requests for one method; `batch` is one.
    pub fn next_of(&self, method: &str, times: usize, fault: Fault) {
        self.plan(
            Target::RequestFor(method.to_ascii_lowercase()),
            times,
            fault,
        );
    }

    /// Spoils the next commands of this method inside batches.
    ///
    /// A refusal becomes the command's own error. Anything worse befalls the answer
    /// to the whole batch, and the commands after it do not run.
    pub fn next_command(&self, method: &str, times: usize, fault: Fault) {
        self.plan(Target::Command(method.to_ascii_lowercase()), times, fault);
    }

    /// Spoils the next answers of `/oauth/token/`. What happens after the exchange
    /// loses a pair for good.
    pub fn next_token(&self, times: usize, fault: Fault) {
        self.plan(Target::Token, times, fault);
    }

    /// How many faults have not struck yet: a test that planned one wants none left.
    pub fn left(&self) -> usize {
        self.rules().iter().map(|rule| rule.left).sum()
    }

    /// What has not struck yet, in the order it was planned.
    pub fn pending(&self) -> Vec<PendingFault> {
        let pending = |rule: &Rule| {
            let (place, method) = match &rule.target {
                Target::Request => ("request", None),
                Target::RequestFor(method) => ("request", Some(method.clone())),
                Target::Command(method) => ("command", Some(method.clone())),
                Target::Token => ("token", None),
            };
            PendingFault {
                place,
                method,
                left: rule.left,
                fault: rule.fault.clone(),
            }
        };
        self.rules().iter().map(pending).collect()
    }

    /// Lets nothing more go wrong.
    pub fn clear(&self) {
        self.rules().clear();
    }

    pub(crate) fn of_request(&self, method: &str) -> Option<Fault> {
        self.strike(|target| match target {
            Target::Request => true,
            Target::RequestFor(name) => name == method,
            Target::Command(_) | Target::Token => false,
        })
    }

    pub(crate) fn of_command(&self, method: &str) -> Option<Fault> {
        self.strike(|target| matches!(target, Target::Command(name) if name == method))
    }

    pub(crate) fn of_token(&self) -> Option<Fault> {
        self.strike(|target| *target == Target::Token)
    }

    fn plan(&self, target: Target, times: usize, fault: Fault) {
        if times > 0 {
            self.rules().push(Rule {
                target,
                left: times,
                fault,
            });
        }
    }

    fn strike(&self, fits: impl Fn(&Target) -> bool) -> Option<Fault> {
        let mut rules = self.rules();
        let at = rules.iter().position(|rule| fits(&rule.target))?;
        let rule = rules.get_mut(at)?;
        let fault = rule.fault.clone();
        rule.left -= 1;
        if rule.left == 0 {
            rules.remove(at);
        }
        Some(fault)
    }

    fn rules(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
