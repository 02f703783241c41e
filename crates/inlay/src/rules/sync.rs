//! A rule the clock starts: run once, or over every record of a kind, a stretch at a time.

use std::time::Duration;

use bitrix24::Class;
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use futures::stream;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::case::NOW;
use super::list::{Lists, Stretch};
use super::put::Occurrence;
use super::{Case, Trouble, schedule};
use crate::cache::Freshness;
use crate::config::rule::{EntityKind, Rule};
use crate::effects::{Effect, Target};
use crate::jobs::{Ended, Job, NewJob};
use crate::matching::Subject;
use crate::store::Portal;
use crate::web::App;

/// Records looked at together; how many reads reach a source is the source's own limit.
const AT_ONCE: usize = 16;
/// How often a stretch is tried before the round is given up.
const TRIES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// The body of a job of the kind [`Kind::Sync`](crate::jobs::Kind::Sync): where a round is, or
/// what the last one came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Body {
    rule: String,
    schedule: String,
    /// The highest number that is done.
    #[serde(default)]
    after: u64,
    /// Records looked at.
    #[serde(default)]
    done: u64,
    /// Records there were when the round began.
    #[serde(default)]
    total: Option<u64>,
    /// Records for which effects were put in line.
    #[serde(default)]
    changed: u64,
    /// Records the rule could not be computed for.
    #[serde(default)]
    failed: u64,
    /// When the round began; absent between two rounds.
    #[serde(default)]
    begun: Option<DateTime<Utc>>,
    /// Rounds begun so far.
    #[serde(default)]
    round: i64,
    /// How often the present stretch did not succeed.
    #[serde(default)]
    tries: u32,
    /// Why it did not; nothing secret, nothing of a client.
    #[serde(default)]
    reason: Option<String>,
}

/// Does a job of the kind `sync`. It never fails: a job that has failed would not run again, and
/// a schedule goes on.
pub async fn run(app: &App, portal: &Portal, job: &Job) -> Ended {
    let Ok(mut body) = Body::deserialize(&job.body) else {
        return Trouble::never("this version does not understand the job").into();
    };
    let rule = app.config.rule(&body.rule);
    let rule = rule.filter(|rule| schedule::words(rule).as_ref() == Some(&body.schedule));
    let Some(rule) = rule else {
        tracing::info!(
            rule.id = body.rule,
            rule.schedule = body.schedule,
            "the configuration has no rule of this schedule any more"
        );
        return Ended::Done(Vec::new());
    };
    let now = app.clock.now();
    if body.begun.is_none() {
        body = Body {
            begun: Some(now),
            round: body.round + 1,
            rule: body.rule,
            schedule: body.schedule,
            ..Body::empty()
        };
    }
    let round = Round {
        app,
        portal,
        rule,
        job,
        number: body.round,
    };
    let went = match rule.each {
        None => round.once().await.map(|next| (next, true)),
        Some(kind) => round.stretch(kind, &mut body).await,
    };
    match went {
        Ok((next, false)) => {
            (body.tries, body.reason) = (0, None);
            going_on(&body, next, None)
        }
        Ok((next, true)) => {
            body.reason = None;
            tracing::info!(
                portal.member_id = %portal.member_id,
                rule.id = rule.id,
                rule.done = body.done,
                rule.changed = body.changed,
                rule.failed = body.failed,
                "a rule has run over everything it is for"
            );
            round.over(body, next, now)
        }
        Err(trouble) => round.put_off(body, &trouble, now),
    }
}

struct Round<'a> {
    app: &'a App,
    portal: &'a Portal,
    rule: &'a Rule,
    job: &'a Job,
    number: i64,
}

/// What looking at one record came to.
enum Looked {
    /// Nothing is to be done.
    Well,
    Effects(Target, Vec<Effect>),
    /// The rule cannot be computed for it.
    Unwell(String),
}

impl Round<'_> {
    /// A rule that is about nothing.
    async fn once(&self) -> Result<Vec<NewJob>, Trouble> {
        let Self { app, rule, .. } = *self;
        let subject = Subject::default();
        let case = Case::of(app, self.portal, rule, None, subject, NOW).await?;
        if !case.holds(rule)? {
            return Ok(Vec::new());
        }
        let language = rule.language.unwrap_or_default();
        let effects = case.fill(rule, language, app.clock.now())?;
        Ok(self.occurrence().jobs(None, effects))
    }

    /// The next records, and whether they were the last.
    async fn stretch(
        &self,
        kind: EntityKind,
        body: &mut Body,
    ) -> Result<(Vec<NewJob>, bool), Trouble> {
        let client = self
            .app
            .authorizations
            .client(self.portal, Class::Background)?;
        let lists = Lists {
            client: &client,
            rule: self.rule,
            matching: &self.app.config.matching,
            kind,
        };
        let Stretch {
            subjects,
            last,
            is_end,
            total,
        } = lists.after(body.after, body.after == 0).await?;
        let looked = stream::iter(subjects)
            .map(|(id, subject)| {
                let entity_type = kind.entity_type();
                self.look(Target { entity_type, id }, subject)
            })
            .buffered(AT_ONCE);
        let looked: Vec<Result<Looked, Trouble>> = looked.collect().await;
        let occurrence = self.occurrence();
        let (mut next, mut sets): (Vec<NewJob>, Vec<Value>) = (Vec::new(), Vec::new());
        let (mut done, mut changed, mut failed) = (0, 0, 0);
        for looked in looked {
            done += 1;
            match looked? {
                Looked::Well => {}
                Looked::Unwell(reason) => {
                    if failed == 0 {
                        tracing::warn!(
                            rule.id = self.rule.id,
                            rule.reason = reason,
                            "a rule cannot be computed for a record"
                        );
                    }
                    failed += 1;
                }
                Looked::Effects(target, effects) => {
                    changed += 1;
                    // Writing is gathered; everything else is done one by one.
                    let mut others = Vec::new();
                    for (index, effect) in effects.into_iter().enumerate() {
                        match effect {
                            Effect::Set { .. } => {
                                sets.push(occurrence.marked(target, index, &effect));
                            }
                            other => others.push(other),
                        }
                    }
                    next.extend(occurrence.jobs(Some(target), others));
                }
            }
        }
        next.extend(occurrence.together(&sets));
        body.after = last;
        body.total = body.total.or(total);
        body.done += done;
        body.changed += changed;
        body.failed += failed;
        Ok((next, is_end))
    }

    async fn look(&self, target: Target, subject: Subject) -> Result<Looked, Trouble> {
        let Self {
            app, portal, rule, ..
        } = *self;
        // Tables many records are looked up in are read once.
        let freshness = Freshness {
            fresh_for: Duration::from_secs(60),
            ..NOW
        };
        let case = Case::of(app, portal, rule, Some(target), subject, freshness).await;
        let looked = case.and_then(|case| {
            // "For every company" means every one the books know.
            if rule.roots().contains("client") && !case.has_client() {
                return Ok(Looked::Well);
            }
            if !case.holds(rule)? {
                return Ok(Looked::Well);
            }
            let language = rule.language.unwrap_or_default();
            let effects = case.fill(rule, language, app.clock.now())?;
            Ok(if effects.is_empty() {
                Looked::Well
            } else {
                Looked::Effects(target, effects)
            })
        });
        match looked {
            Err(Trouble::Never { reason }) => Ok(Looked::Unwell(reason)),
            other => other,
        }
    }

    fn occurrence(&self) -> Occurrence<'_> {
        Occurrence {
            portal: self.portal,
            rule: self.rule,
            job: self.job,
            round: self.number,
        }
    }

    /// The round has ended; the next one begins when the rule is due again.
    fn over(&self, mut body: Body, next: Vec<NewJob>, now: DateTime<Utc>) -> Ended {
        let begun = body.begun.take().unwrap_or(now);
        (body.after, body.tries) = (0, 0);
        match schedule::next(self.rule, begun, now) {
            Some(due) => going_on(&body, next, Some(due)),
            None => Ended::Done(next),
        }
    }

    /// The same stretch again in a while; after many tries the rest waits for the next round.
    fn put_off(&self, mut body: Body, trouble: &Trouble, now: DateTime<Utc>) -> Ended {
        body.tries += 1;
        body.reason = Some(trouble.to_string());
        let pause = match trouble {
            Trouble::Later { after, .. } if body.tries < TRIES => {
                let doubled = FIRST_PAUSE * 2_u32.pow((body.tries - 1).min(6));
                after.unwrap_or(doubled).clamp(FIRST_PAUSE, LONGEST_PAUSE)
            }
            _ => {
                tracing::error!(
                    portal.member_id = %self.portal.member_id,
                    rule.id = self.rule.id,
                    rule.reason = body.reason,
                    "a round of a rule is given up; it is tried anew when it is due again"
                );
                return self.over(body, Vec::new(), now);
            }
        };
        let due = TimeDelta::from_std(pause).ok().map(|pause| now + pause);
        going_on(&body, Vec::new(), due)
    }
}

impl Body {
    fn empty() -> Self {
        Self {
            rule: String::new(),
            schedule: String::new(),
            after: 0,
            done: 0,
            total: None,
            changed: 0,
            failed: 0,
            begun: None,
            round: 0,
            tries: 0,
            reason: None,
        }
    }
}

fn going_on(body: &Body, next: Vec<NewJob>, due: Option<DateTime<Utc>>) -> Ended {
    Ended::Continue {
        body: json!(body),
        next,
        due,
    }
}
