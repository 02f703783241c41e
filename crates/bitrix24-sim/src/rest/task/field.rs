//! The fields of a task (`api-reference/tasks/fields.md`).

use crate::{
    change::ChangeRefusal,
    rest::crm::{
        draft::{Birth, Card},
        entity::Entity,
        field::{Blank, Field, Reads},
    },
    world::{Access, Cell, Crm, Kept, Table, Task, TaskStatus, User},
};

impl Entity for Task {
    /// Tasks are no cards; no `entityTypeId` leads to them.
    const TYPE_ID: i64 = 0;

    const FIELDS: &'static [Field<Self>] = &[
        own("ID", "id", "integer", |task, _| Cell::Integer(task.id)),
        Field::kept("PARENT_ID", "parentId", "integer"),
        own("TITLE", "title", "string", |task, _| {
            Cell::Text(task.title.clone())
        })
        .set(|task, cell| task.title = cell.text())
        .required(),
        own("DESCRIPTION", "description", "string", |task, _| {
            Cell::Text(task.description.clone())
        })
        .set(|task, cell| task.description = cell.text()),
        Field::kept("MARK", "mark", "string"),
        Field::kept("PRIORITY", "priority", "enum").blank(Blank::Integer(1)),
        Field::kept("MULTITASK", "multitask", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("NOT_VIEWED", "notViewed", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("REPLICATE", "replicate", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("STAGE_ID", "stageId", "integer").blank(Blank::Integer(0)),
        Field::kept("SPRINT_ID", "sprintId", "integer").fixed(),
        Field::kept("BACKLOG_ID", "backlogId", "integer").fixed(),
        own("CREATED_BY", "createdBy", "user", |task, _| {
            Cell::Integer(task.created_by)
        })
        .set(|task, cell| task.created_by = cell.number().unwrap_or(0))
        .required(),
        own("CREATED_DATE", "createdDate", "datetime", |task, _| {
            Cell::Time(task.created)
        }),
        own("RESPONSIBLE_ID", "responsibleId", "user", |task, _| {
            Cell::Integer(task.responsible_id)
        })
        .set(|task, cell| task.responsible_id = cell.number().unwrap_or(0))
        .required(),
        Field::kept("CHANGED_BY", "changedBy", "user").fixed(),
        own("CHANGED_DATE", "changedDate", "datetime", |task, _| {
            Cell::Time(task.changed)
        }),
        Field::kept("STATUS_CHANGED_BY", "statusChangedBy", "user").fixed(),
        Field::kept("CLOSED_BY", "closedBy", "user").fixed(),
        Field::kept("CLOSED_DATE", "closedDate", "datetime").fixed(),
        own("ACTIVITY_DATE", "activityDate", "datetime", |task, _| {
            Cell::Time(task.changed)
        }),
        Field::kept("DATE_START", "dateStart", "datetime").fixed(),
        own("DEADLINE", "deadline", "datetime", |task, _| {
            task.deadline.map_or(Cell::Null, Cell::Time)
        })
        .set(|task, cell| task.deadline = cell.time()),
        Field::kept("START_DATE_PLAN", "startDatePlan", "datetime"),
        Field::kept("END_DATE_PLAN", "endDatePlan", "datetime"),
        own("GUID", "guid", "string", |task, _| {
            Cell::Text(format!("{{00000000-0000-4000-8000-{:012}}}", task.id))
        }),
        Field::kept("XML_ID", "xmlId", "string"),
        Field::kept("COMMENTS_COUNT", "commentsCount", "integer").fixed(),
        Field::kept("SERVICE_COMMENTS_COUNT", "serviceCommentsCount", "integer").fixed(),
        Field::kept("ALLOW_CHANGE_DEADLINE", "allowChangeDeadline", "char")
            .blank(Blank::Flag(false)),
        Field::kept("ALLOW_TIME_TRACKING", "allowTimeTracking", "char").blank(Blank::Flag(false)),
        Field::kept("TASK_CONTROL", "taskControl", "char").blank(Blank::Flag(false)),
        Field::kept("ADD_IN_REPORT", "addInReport", "char").blank(Blank::Flag(false)),
        Field::kept("FORKED_BY_TEMPLATE_ID", "forkedByTemplateId", "integer").fixed(),
        Field::kept("TIME_ESTIMATE", "timeEstimate", "integer").blank(Blank::Integer(0)),
        Field::kept("TIME_SPENT_IN_LOGS", "timeSpentInLogs", "integer").fixed(),
        Field::kept("MATCH_WORK_TIME", "matchWorkTime", "char").blank(Blank::Flag(false)),
        Field::kept("FORUM_TOPIC_ID", "forumTopicId", "integer").fixed(),
        Field::kept("FORUM_ID", "forumId", "integer").fixed(),
        Field::kept("SITE_ID", "siteId", "string")
            .blank(Blank::Text("s1"))
            .fixed(),
        Field::kept("SUBORDINATE", "subordinate", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("EXCHANGE_MODIFIED", "exchangeModified", "datetime").fixed(),
        Field::kept("EXCHANGE_ID", "exchangeId", "string").fixed(),
        Field::kept("OUTLOOK_VERSION", "outlookVersion", "integer")
            .blank(Blank::Integer(1))
            .fixed(),
        Field::kept("VIEWED_DATE", "viewedDate", "datetime").fixed(),
        Field::kept("SORTING", "sorting", "double").fixed(),
        Field::kept("DURATION_FACT", "durationFact", "integer").fixed(),
        Field::kept("IS_MUTED", "isMuted", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("IS_PINNED", "isPinned", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("IS_PINNED_IN_GROUP", "isPinnedInGroup", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("FLOW_ID", "flowId", "integer").fixed(),
        Field::kept("DESCRIPTION_IN_BBCODE", "descriptionInBbcode", "char")
            .blank(Blank::Flag(true))
            .fixed(),
        own("STATUS", "status", "enum", |task, _| {
            Cell::Integer(task.status.number())
        })
        .set(|task, cell| {
            let status = cell.number().and_then(TaskStatus::numbered);
            task.status = status.unwrap_or(task.status);
        }),
        own("REAL_STATUS", "realStatus", "enum", |task, _| {
            Cell::Integer(task.status.number())
        })
        .only(Reads::OldNamed),
        own(
            "STATUS_CHANGED_DATE",
            "statusChangedDate",
            "datetime",
            |task, _| {
                task.kept
                    .get("STATUS_CHANGED_DATE")
                    .cloned()
                    .unwrap_or(Cell::Time(task.created))
            },
        ),
        Field::kept("DURATION_PLAN", "durationPlan", "integer"),
        Field::kept("DURATION_TYPE", "durationType", "string").blank(Blank::Text("days")),
        Field::kept("FAVORITE", "favorite", "char")
            .blank(Blank::Flag(false))
            .fixed(),
        Field::kept("GROUP_ID", "groupId", "integer").blank(Blank::Integer(0)),
        Field::kept("AUDITORS", "auditors", "user")
            .several()
            .blank(Blank::List),
        Field::kept("ACCOMPLICES", "accomplices", "user")
            .several()
            .blank(Blank::List),
        own("UF_CRM_TASK", "ufCrmTask", "crm", |task, _| {
            Cell::Texts(task.crm_items.clone())
        })
        .only(Reads::OldNamed),
        Field::void("UF_TASK_WEBDAV_FILES", "ufTaskWebdavFiles", "string").only(Reads::OldNamed),
        Field::void("UF_MAIL_MESSAGE", "ufMailMessage", "string").only(Reads::OldNamed),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.tasks
    }

    fn right_of(_: &User) -> Access {
        Access::All
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_task(self)
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Card for Task {
    const EVENTS: Option<[&'static str; 3]> = Some(["ONTASKADD", "ONTASKUPDATE", "ONTASKDELETE"]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.tasks
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn blank(id: i64, birth: Birth, _: &Crm) -> Self {
        Self {
            id,
            title: String::new(),
            description: String::new(),
            status: TaskStatus::Pending,
            responsible_id: 0,
            created_by: birth.user_id,
            created: birth.now,
            changed: birth.now,
            deadline: None,
            crm_items: Vec::new(),
            kept: Kept::default(),
        }
    }

    fn touch(&mut self, birth: Birth) {
        self.changed = birth.now;
        self.kept.set("CHANGED_BY", Cell::Integer(birth.user_id));
    }

    /// Refusals end in a line break: a portal collects them for a page.
    fn settle(
        &mut self,
        before: Option<&Self>,
        birth: Birth,
        crm: &Crm,
    ) -> Result<(), ChangeRefusal> {
        let mut flaws = String::new();
        if self.title.trim().is_empty() {
            flaws += "Task name is not specified.<br>";
        }
        if self.responsible_id <= 0 {
            flaws += "The assignee is not specified.<br>";
        }
        let parent = self.kept.number("PARENT_ID").filter(|id| *id > 0);
        if parent == Some(self.id) {
            flaws += "Cannot bind the node to itself<br>";
        } else if parent.is_some_and(|parent| !crm.tasks.contains_key(&parent)) {
            flaws += "The task specified in the \"Parent task\" field was not found<br>";
        }
        let plan = |name: &str| self.kept.get(name).and_then(Cell::time);
        if let (Some(start), Some(end)) = (plan("START_DATE_PLAN"), plan("END_DATE_PLAN"))
            && end < start
        {
            flaws += "The end date specified in the planning is earlier than the start date<br>";
        }
        if !flaws.is_empty() {
            return Err(ChangeRefusal::Sentence(flaws));
        }
        if before.is_none() {
            self.kept.set("CHANGED_BY", Cell::Integer(birth.user_id));
        }
        if before.is_some_and(|before| before.status != self.status) {
            self.note_status(birth);
        }
        Ok(())
    }
}

impl Task {
    /// Who brought the task to where it stands now, and when.
    fn note_status(&mut self, birth: Birth) {
        let (now, user) = (Cell::Time(birth.now), Cell::Integer(birth.user_id));
        self.kept.set("STATUS_CHANGED_DATE", now.clone());
        self.kept.set("STATUS_CHANGED_BY", user.clone());
        let is_closed = matches!(self.status, TaskStatus::Completed | TaskStatus::Awaiting);
        let (at, by) = if is_closed {
            (now.clone(), user)
        } else {
            (Cell::Null, Cell::Null)
        };
        self.kept.set("CLOSED_DATE", at);
        self.kept.set("CLOSED_BY", by);
        if self.status == TaskStatus::InProgress {
            self.kept.set("DATE_START", now);
        }
    }
}

const fn own(
    upper: &'static str,
    camel: &'static str,
    kind: &'static str,
    read: fn(&Task, &Crm) -> Cell,
) -> Field<Task> {
    Field::own(upper, camel, kind, read)
}
