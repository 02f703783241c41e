//! Choices that were made before.

use super::candidate::Mark;
use super::report::Verdict;
use super::search::{Found, Matched, Search};
use super::subject::Subject;
use crate::store::Scope;

impl Search<'_> {
    /// Walks the steps, and takes whom a manager chose before among those the answering step
    /// found. A choice that is none of them any more decides nothing.
    pub async fn find(&self, subject: &Subject, scope: Scope<'_>) -> Found {
        let mut found = self.run(subject).await;
        let open = matches!(
            found.outcome,
            Ok(Matched::Several(_) | Matched::Unconfirmed(_))
        );
        let Some(holder) = subject.holder().filter(|_| open) else {
            return found;
        };
        let mark = match scope.choice(holder).await {
            Ok(Some(mark)) => Mark::from_text(&mark),
            Ok(None) => return found,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a choice could not be read; it is asked for again"
                );
                return found;
            }
        };
        found.outcome = found.outcome.map(|matched| chosen(matched, &mark));
        if matches!(found.outcome, Ok(Matched::Client(_))) {
            let answered =
                |verdict: &Verdict| matches!(verdict, Verdict::Several(_) | Verdict::Unconfirmed);
            for step in &mut found.steps {
                if answered(&step.verdict) {
                    step.verdict = Verdict::Chosen;
                }
            }
        }
        found
    }
}

/// The one with this mark is the client.
fn chosen(matched: Matched, mark: &Mark) -> Matched {
    let is = |candidate: &super::Candidate| candidate.mark.as_ref() == Some(mark);
    match matched {
        Matched::Unconfirmed(one) if is(&one) => {
            Matched::Client(Box::new(one.into_client(Some(mark.clone()))))
        }
        Matched::Several(several) => match several.iter().position(is) {
            Some(index) => {
                let one = several.into_iter().nth(index);
                one.map_or(Matched::NotFound, |one| {
                    Matched::Client(Box::new(one.into_client(Some(mark.clone()))))
                })
            }
            None => Matched::Several(several),
        },
        other => other,
    }
}
