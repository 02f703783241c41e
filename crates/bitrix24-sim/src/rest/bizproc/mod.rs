//! `bizproc.*`: robots and activities of applications, workflows
//! (`api-reference/bizproc/`).

mod answer;
mod form;
mod robot;
mod template;
mod workflow;

use super::method::{Method, method};
use crate::world::RobotSort;

const BIZPROC: &[&str] = &["bizproc"];

pub(super) const METHODS: &[Method] = &[
    method("bizproc.robot.add", BIZPROC, |call| {
        robot::add(call, RobotSort::Robot)
    }),
    method("bizproc.robot.update", BIZPROC, |call| {
        robot::update(call, RobotSort::Robot)
    }),
    method("bizproc.robot.list", BIZPROC, |call| {
        robot::list(call, RobotSort::Robot)
    }),
    method("bizproc.robot.delete", BIZPROC, |call| {
        robot::delete(call, RobotSort::Robot)
    }),
    method("bizproc.activity.add", BIZPROC, |call| {
        robot::add(call, RobotSort::Activity)
    }),
    method("bizproc.activity.update", BIZPROC, |call| {
        robot::update(call, RobotSort::Activity)
    }),
    method("bizproc.activity.list", BIZPROC, |call| {
        robot::list(call, RobotSort::Activity)
    }),
    method("bizproc.activity.delete", BIZPROC, |call| {
        robot::delete(call, RobotSort::Activity)
    }),
    method("bizproc.activity.log", BIZPROC, answer::log),
    method("bizproc.event.send", BIZPROC, answer::send),
    method("bizproc.workflow.start", BIZPROC, workflow::start),
    method("bizproc.workflow.instances", BIZPROC, workflow::instances),
    method(
        "bizproc.workflow.instance.list",
        BIZPROC,
        workflow::instances,
    ),
    method("bizproc.workflow.terminate", BIZPROC, workflow::terminate),
    method("bizproc.workflow.kill", BIZPROC, workflow::kill),
    method("bizproc.workflow.template.list", BIZPROC, template::list),
];
