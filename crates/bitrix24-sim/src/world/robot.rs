//! Robots and workflow activities that applications have registered
//! (`api-reference/bizproc/bizproc-robot/`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::World;

/// Something an application does when a workflow comes to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Robot {
    /// The portal's number for it.
    pub id: i64,
    /// The application it belongs to.
    pub client_id: String,
    /// Where it can be put.
    pub sort: RobotSort,
    /// Its name within the application.
    pub code: String,
    /// What people read: a text, or one for each language.
    pub name: Value,
    /// The address it is called at.
    pub handler: String,
    /// Whose token comes with a call.
    pub auth_user: Option<i64>,
    /// `USE_SUBSCRIPTION`: the workflow waits for an answer unless this is `N`.
    pub use_subscription: String,
    /// What can be set where it is used, by name.
    pub properties: Map<String, Value>,
    /// What it may answer, by name.
    pub return_properties: Map<String, Value>,
    /// The card it is made for.
    pub document_type: Option<[String; 3]>,
}

/// Where it can be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RobotSort {
    /// Among the robots of a stage.
    Robot,
    /// Into a workflow.
    Activity,
}

/// A robot that runs when a deal enters a stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StageRobot {
    pub(crate) stage_id: String,
    pub(crate) robot_id: i64,
    pub(crate) properties: Map<String, Value>,
    pub(crate) then: Option<FollowUp>,
}

/// What a stage's people have put behind a robot: the portal's own robot that moves the
/// deal, under a condition on what the robot before has answered. This is how an answer
/// stops a deal (`RETURN_PROPERTIES`, "additional results", in
/// `api-reference/bizproc/bizproc-robot/bizproc-robot-add.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Which of the answers is looked at.
    pub result: String,
    /// What it has to be.
    pub equals: String,
    /// Where the deal goes then: `STATUS_ID` of a stage.
    pub stage_id: String,
}

/// Robots in the order they were registered.
#[derive(Default)]
pub(crate) struct Robots {
    all: Vec<Robot>,
    last_id: i64,
    pub(crate) of_stages: Vec<StageRobot>,
    /// In which stage each deal was last, since there are robots on stages.
    stages: HashMap<i64, String>,
}

impl Robot {
    /// Whether a workflow waits for what it answers.
    pub fn waits(&self) -> bool {
        self.use_subscription != "N"
    }
}

impl Robots {
    pub(crate) fn of_application(&self, client_id: &str) -> impl Iterator<Item = &Robot> {
        self.all
            .iter()
            .filter(move |one| one.client_id == client_id)
    }

    pub(crate) fn get(&self, id: i64) -> Option<&Robot> {
        self.all.iter().find(|one| one.id == id)
    }

    /// The first one with this code, whosever it is.
    pub(crate) fn by_code(&self, code: &str) -> Option<&Robot> {
        self.all.iter().find(|one| one.code == code)
    }

    pub(crate) fn named_mut(
        &mut self,
        client_id: &str,
        sort: RobotSort,
        code: &str,
    ) -> Option<&mut Robot> {
        let mut all = self.all.iter_mut();
        all.find(|one| one.client_id == client_id && one.sort == sort && one.code == code)
    }

    /// Registers a robot; `false` when the application has one with this code.
    pub(crate) fn add(&mut self, mut robot: Robot) -> bool {
        if self
            .of_application(&robot.client_id)
            .any(|one| one.code == robot.code)
        {
            return false;
        }
        self.last_id += 1;
        robot.id = self.last_id;
        self.all.push(robot);
        true
    }

    /// Removes a robot, and it leaves every stage; `false` when there is none.
    pub(crate) fn remove(&mut self, client_id: &str, sort: RobotSort, code: &str) -> bool {
        let before = self.all.len();
        self.all
            .retain(|one| one.client_id != client_id || one.sort != sort || one.code != code);
        self.leave_stages();
        self.all.len() < before
    }

    pub(crate) fn forget_application(&mut self, client_id: &str) {
        self.all.retain(|one| one.client_id != client_id);
        self.leave_stages();
    }

    /// Takes note of the stage a deal is in; `true` when it has just come there and
    /// robots wait for it.
    pub(crate) fn has_entered(&mut self, deal: i64, stage_id: &str) -> bool {
        if self.of_stages.is_empty() {
            return false;
        }
        let before = self.stages.insert(deal, stage_id.to_owned());
        before.is_none_or(|before| before != stage_id)
    }

    fn leave_stages(&mut self) {
        let all = &self.all;
        self.of_stages
            .retain(|one| all.iter().any(|robot| robot.id == one.robot_id));
    }
}

impl World {
    /// Every robot and activity, in the order they were registered.
    pub fn robots(&self) -> Vec<Robot> {
        self.read(|state| state.robots.all.clone())
    }

    /// Lets a robot run whenever a deal enters a stage, with these values for its
    /// properties. `false` when no robot has this code.
    pub fn put_robot_on_stage(
        &self,
        stage_id: &str,
        code: &str,
        properties: Map<String, Value>,
    ) -> bool {
        self.put_on_stage(stage_id, code, properties, None)
    }

    /// The same, and what follows from the robot's answer.
    pub fn put_gate_on_stage(&self, stage_id: &str, code: &str, then: FollowUp) -> bool {
        self.put_on_stage(stage_id, code, Map::new(), Some(then))
    }

    pub(crate) fn put_on_stage(
        &self,
        stage_id: &str,
        code: &str,
        properties: Map<String, Value>,
        then: Option<FollowUp>,
    ) -> bool {
        self.write(|state| {
            let Some(robot_id) = state.robots.by_code(code).map(|robot| robot.id) else {
                return false;
            };
            if state.robots.of_stages.is_empty() {
                let deals = state.crm.deals.values();
                let stages = deals.map(|deal| (deal.id, deal.stage_id.clone()));
                state.robots.stages = stages.collect();
            }
            state.robots.of_stages.push(StageRobot {
                stage_id: stage_id.to_owned(),
                robot_id,
                properties,
                then,
            });
            true
        })
    }
}
