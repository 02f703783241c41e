//! Permissions that an administrator gives for one method and one token.

use std::collections::BTreeSet;

use crate::Secret;

/// Which methods need a permission, and what was asked so far.
#[derive(Default)]
pub(crate) struct Confirmations {
    methods: BTreeSet<String>,
    asked: Vec<Asked>,
}

/// A token that has tried such a method.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) client_id: String,
    pub(crate) token: Secret,
    method: String,
    answer: Answer,
}

/// How far a permission has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Waiting,
    Allowed,
    Denied,
}

impl Confirmations {
    pub(crate) fn require(&mut self, method: String) {
        self.methods.insert(method);
    }

    pub(crate) fn concern(&self, method: &str) -> bool {
        self.methods.contains(method)
    }

    /// What was answered for this token; the first time it begins to wait.
    pub(crate) fn ask(&mut self, client_id: &str, token: &Secret, method: &str) -> Answer {
        let mut asked = self.asked.iter();
        if let Some(one) = asked.find(|one| one.token == *token && one.method == method) {
            return one.answer;
        }
        self.asked.push(Asked {
            client_id: client_id.to_owned(),
            token: token.clone(),
            method: method.to_owned(),
            answer: Answer::Waiting,
        });
        Answer::Waiting
    }

    /// Answers all who wait for a method, and tells who they were.
    pub(crate) fn answer(&mut self, method: &str, allow: bool) -> Vec<Asked> {
        let waiting = self.asked.iter_mut();
        let waiting = waiting.filter(|one| one.method == method && one.answer == Answer::Waiting);
        waiting
            .map(|one| {
                one.answer = if allow {
                    Answer::Allowed
                } else {
                    Answer::Denied
                };
                one.clone()
            })
            .collect()
    }
}
