//! Robots at work.

use serde_json::{Map, Value};

use crate::{
    AppState, Secret,
    events::Letter,
    secret::random_hex,
    world::{Document, FollowUp, Robot, RobotRun, StageRobot, Workflow, WorkflowState, fresh_id},
};

/// Why a robot did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RobotRefusal {
    /// No robot has this code.
    #[error("no robot has this code")]
    Unknown,
    /// Its application is not installed, or not paid for.
    #[error("the robot's application is not at work")]
    Idle,
    /// There is no such card.
    #[error("there is no such card")]
    NoDocument,
}

impl AppState {
    /// Runs the robot with this code on a deal, with these values for its properties.
    /// Its handler is called, and the workflow waits for `bizproc.event.send`, unless
    /// the robot was registered with `USE_SUBSCRIPTION` `N`.
    ///
    /// # Errors
    /// See [`RobotRefusal`].
    pub fn run_robot(
        &self,
        code: &str,
        deal: i64,
        properties: &Map<String, Value>,
    ) -> Result<Workflow, RobotRefusal> {
        let robot = self
            .world()
            .read(|state| state.robots.by_code(code).cloned())
            .ok_or(RobotRefusal::Unknown)?;
        self.run(&robot, Document::deal(deal), properties, None)
    }

    /// Runs the robots of the stage a deal is in, if it has just come there.
    pub(crate) fn look_at_stage(&self, deal: i64) {
        let entered = self.world().write(|state| {
            let stage_id = state.crm.deals.get(&deal)?.stage_id.clone();
            let entered = state.robots.has_entered(deal, &stage_id);
            entered.then_some(stage_id)
        });
        let Some(stage_id) = entered else {
            return;
        };
        let robots: Vec<(Robot, StageRobot)> = self.world().read(|state| {
            let of_stage = state.robots.of_stages.iter();
            let of_stage = of_stage.filter(|one| one.stage_id == stage_id);
            of_stage
                .filter_map(|one| {
                    let robot = state.robots.get(one.robot_id)?;
                    Some((robot.clone(), one.clone()))
                })
                .collect()
        });
        for (robot, place) in robots {
            // A robot that cannot run is skipped, as in the portal.
            let document = Document::deal(deal);
            let _ = self.run(&robot, document, &place.properties, place.then);
        }
    }

    fn run(
        &self,
        robot: &Robot,
        document: Document,
        properties: &Map<String, Value>,
        then: Option<FollowUp>,
    ) -> Result<Workflow, RobotRefusal> {
        let now = self.clock().now();
        let application = self
            .world()
            .application_by_client_id(&robot.client_id)
            .filter(|application| application.installed && !application.is_blocked(now))
            .ok_or(RobotRefusal::Idle)?;
        if !self.world().read(|state| document.exists(&state.crm)) {
            return Err(RobotRefusal::NoDocument);
        }
        let id = fresh_id();
        let event_token = format!("{id}|A{}_{}|{}", robot.id, document.id, random_hex(32));
        let event_token = Secret::new(event_token);
        let workflow = Workflow {
            template_id: None,
            document,
            started: now,
            modified: now,
            started_by: None,
            state: if robot.waits() {
                WorkflowState::Running
            } else {
                WorkflowState::Completed
            },
            parameters: values(robot, properties),
            robot: Some(RobotRun {
                client_id: robot.client_id.clone(),
                code: robot.code.clone(),
                event_token: event_token.clone(),
                allowed: robot.return_properties.keys().cloned().collect(),
                returned: Map::new(),
                then,
            }),
            log: Vec::new(),
            id,
        };
        self.world()
            .write(|state| state.workflows.push(workflow.clone()));
        let task = Letter::to_robot(self, robot, &workflow, &event_token, &application);
        self.post(task);
        Ok(workflow)
    }
}

/// What the handler gets for each property: the value set, else the usual one.
fn values(robot: &Robot, set: &Map<String, Value>) -> Map<String, Value> {
    let properties = robot.properties.iter();
    let values = properties.map(|(name, property)| {
        let usual = || property.get("Default").cloned();
        let value = set.get(name).cloned().or_else(usual);
        (name.clone(), value.unwrap_or_else(|| Value::from("")))
    });
    values.collect()
}
