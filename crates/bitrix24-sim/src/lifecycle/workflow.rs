//! Workflows that are started, and what they do.

use serde_json::{Map, Value};

use crate::{
    Actor, AppState,
    world::{Course, Document, Template, Workflow, WorkflowState, fresh_id},
};

impl AppState {
    /// Starts a template on a card.
    pub(crate) fn start_workflow(
        &self,
        template: &Template,
        document: Document,
        parameters: Map<String, Value>,
        user_id: i64,
    ) -> String {
        let now = self.clock().now();
        let ends = template.course != Course::Waits;
        let workflow = Workflow {
            id: fresh_id(),
            template_id: Some(template.id),
            document,
            started: now,
            modified: now,
            started_by: Some(user_id),
            state: if ends {
                WorkflowState::Completed
            } else {
                WorkflowState::Running
            },
            parameters,
            robot: None,
            log: Vec::new(),
        };
        let id = workflow.id.clone();
        self.world().write(|state| state.workflows.push(workflow));
        if let Course::MovesTo(stage_id) = template.course {
            self.move_deal(document.id, stage_id);
        }
        id
    }

    /// Moves a deal as a robot does: its event comes without anybody's token
    /// (`api-reference/events/index.md`).
    pub(crate) fn move_deal(&self, id: i64, stage_id: &str) {
        let Some(administrator) = self.administrator() else {
            return;
        };
        let fields = Map::from_iter([("STAGE_ID".to_owned(), Value::from(stage_id))]);
        // A card that is gone meanwhile stays where it was.
        let _ = self.update_deal(Actor::robot(&administrator), id, &fields);
    }
}
