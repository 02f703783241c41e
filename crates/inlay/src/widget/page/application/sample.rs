//! Pages to look at in tests, with everything on them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use ledger::{ReadError, SourceState};

use super::{
    Administration, Application, Authorization, Failed, QueueHealth, Session, SourceHealth,
};
use crate::config::scope::{Need, Purpose};
use crate::config::widget::Widget;
use crate::installation::{Change, EventBinding, PlacementBinding};
use crate::jobs::Kind;
use crate::lookup::{Line, Part, Told, Tone};
use crate::verify::Standing;
use crate::words::Language;

/// The page as an administrator sees it when some of it is wrong.
pub(in crate::widget::page) fn page(language: Language, widget: &Widget) -> String {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let need = |scope, purpose| Need {
        scope,
        or: &[],
        purpose,
    };
    super::application(&Application {
        language,
        frame_script: &"https://api.bitrix24.com/api/v1/".parse().unwrap(),
        widgets: std::slice::from_ref(widget),
        rules: &[],
        scopes: vec![need("crm", Purpose::Cards), need("task", Purpose::Tasks)],
        standing: &Standing {
            status: "T".into(),
            installed: true,
            payment_expired: false,
            days: Some(3),
        },
        administration: Some(Administration {
            portal: "acme.bitrix24.com".into(),
            session: Session {
                value: "sealed".into(),
                lifetime: Duration::from_secs(600),
                member_id: "a223c6b3710f85df22e9377d6c4f7553".parse().unwrap(),
            },
            installed: false,
            needed: vec![
                Change::Bind(PlacementBinding {
                    placement: "CRM_DEAL_DETAIL_TAB".into(),
                    handler: "https://inlay.example/widget/client".into(),
                    titles: [("en".into(), "Accounting".into())].into(),
                }),
                Change::UnbindEvent(EventBinding {
                    event: "ONAPPUNINSTALL".into(),
                    handler: "https://inlay.example/event/x".into(),
                }),
            ],
            scope: vec!["crm".into()],
            authorization: Authorization::Kept {
                user: 1,
                renewed_at: now - TimeDelta::days(170),
                ends_at: now + TimeDelta::days(10),
            },
            sources: vec![
                SourceHealth {
                    name: "erp".into(),
                    before: SourceState::Closed,
                    answer: Ok(Duration::from_millis(4)),
                },
                SourceHealth {
                    name: "shop".into(),
                    before: SourceState::Open {
                        why: "timeout",
                        since: Duration::from_secs(200),
                        retry_in: Duration::from_secs(10),
                    },
                    answer: Err(ReadError::Timeout),
                },
            ],
            queue: QueueHealth {
                waiting: 3,
                due: 2,
                failed: 1,
                oldest: Some(TimeDelta::minutes(20)),
                newest: vec![Failed {
                    kind: Kind::Effect,
                    reason: "the portal refused <b>".into(),
                    at: now,
                }],
                ..QueueHealth::default()
            },
            now,
        }),
    })
}

/// A trace with hostile names in it.
pub(in crate::widget::page) fn trace(language: Language) -> String {
    let hostile = "<script>alert(1)</script> & \"quotes\"".to_owned();
    super::trace(
        language,
        &Told {
            title: hostile.clone(),
            facts: vec![hostile.clone()],
            verdict: hostile.clone(),
            tone: Tone::Unsure,
            remedy: Some(hostile.clone()),
            parts: vec![Part {
                title: hostile.clone(),
                tone: Tone::Bad,
                lines: vec![Line {
                    text: hostile,
                    inner: true,
                    tone: Tone::Bad,
                }],
            }],
        },
    )
}
