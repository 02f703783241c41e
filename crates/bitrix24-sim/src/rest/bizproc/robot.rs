//! `bizproc.robot.*` and `bizproc.activity.*`: the same, but for where they are put.
//! For administrators, in the name of an application.

use serde_json::{Value, json};

use super::form;
use crate::{
    Application,
    rest::{
        method::{Call, Reply},
        params::Params,
        refusal::Refusal,
    },
    world::{Robot, RobotSort},
};

pub(crate) fn add(call: &Call<'_>, sort: RobotSort) -> Result<Reply, Refusal> {
    let application = owner(call)?;
    let params = call.params;
    if params.value().as_object().is_none_or(|all| all.is_empty()) {
        return Err(form::invalid("Empty data!"));
    }
    let code = form::code(params)?;
    let handler = form::handler(params, application)?;
    let name = form::name(params)?;
    form::filter(params)?;
    let robot = Robot {
        id: 0,
        client_id: application.client_id.clone(),
        sort,
        code,
        name,
        handler,
        auth_user: auth_user(params),
        use_subscription: params.text("USE_SUBSCRIPTION").unwrap_or_default(),
        properties: form::properties(params, "PROPERTIES")?,
        return_properties: form::properties(params, "RETURN_PROPERTIES")?,
        document_type: form::document_type(params)?,
    };
    if call.state.world().write(|state| state.robots.add(robot)) {
        Ok(json!(true).into())
    } else {
        Err(Refusal::new(
            "ERROR_ACTIVITY_ALREADY_INSTALLED",
            "Activity or Automation rule already installed!",
        ))
    }
}

pub(crate) fn update(call: &Call<'_>, sort: RobotSort) -> Result<Reply, Refusal> {
    let application = owner(call)?;
    let code = form::code(call.params)?;
    let fields = Params::new(call.params.map("FIELDS").unwrap_or_default());
    let known = |robot: &&Robot| robot.sort == sort && robot.code == code;
    let robot = call.state.world().read(|state| {
        let mut robots = state.robots.of_application(&application.client_id);
        robots.find(known).cloned()
    });
    let mut robot = robot.ok_or_else(not_found)?;
    if !robot.take(&fields, application)? {
        return Err(form::invalid("No fields to update"));
    }
    call.state.world().write(|state| {
        let kept = state.robots.named_mut(&application.client_id, sort, &code);
        *kept.ok_or_else(not_found)? = robot;
        Ok(json!(true).into())
    })
}

pub(crate) fn list(call: &Call<'_>, sort: RobotSort) -> Result<Reply, Refusal> {
    let application = owner(call)?;
    let codes: Value = call.state.world().read(|state| {
        let robots = state.robots.of_application(&application.client_id);
        let robots = robots.filter(|robot| robot.sort == sort);
        robots.map(|robot| robot.code.clone()).collect()
    });
    Ok(codes.into())
}

pub(crate) fn delete(call: &Call<'_>, sort: RobotSort) -> Result<Reply, Refusal> {
    let application = owner(call)?;
    let code = form::code(call.params)?;
    let removed = call
        .state
        .world()
        .write(|state| state.robots.remove(&application.client_id, sort, &code));
    if removed {
        Ok(json!(true).into())
    } else {
        Err(not_found())
    }
}

impl Robot {
    /// Takes over the fields that are given; `false` when there is none.
    fn take(&mut self, fields: &Params, application: &Application) -> Result<bool, Refusal> {
        let given = |name| fields.get(name).is_some();
        if given("HANDLER") {
            self.handler = form::handler(fields, application)?;
        }
        if given("AUTH_USER_ID") {
            self.auth_user = auth_user(fields);
        }
        if given("USE_SUBSCRIPTION") {
            self.use_subscription = fields.text("USE_SUBSCRIPTION").unwrap_or_default();
        }
        if given("NAME") {
            self.name = form::name(fields)?;
        }
        if given("PROPERTIES") {
            self.properties = form::properties(fields, "PROPERTIES")?;
        }
        if given("RETURN_PROPERTIES") {
            self.return_properties = form::properties(fields, "RETURN_PROPERTIES")?;
        }
        if given("DOCUMENT_TYPE") {
            self.document_type = form::document_type(fields)?;
        }
        form::filter(fields)?;
        let known = [
            "HANDLER",
            "AUTH_USER_ID",
            "USE_SUBSCRIPTION",
            "NAME",
            "DESCRIPTION",
            "PROPERTIES",
            "RETURN_PROPERTIES",
            "DOCUMENT_TYPE",
            "FILTER",
            "USE_PLACEMENT",
            "PLACEMENT_HANDLER",
        ];
        Ok(known.into_iter().any(given))
    }
}

fn auth_user(params: &Params) -> Option<i64> {
    params.integer("AUTH_USER_ID").filter(|id| *id > 0)
}

fn owner<'a>(call: &Call<'a>) -> Result<&'a Application, Refusal> {
    let application = call.caller.application.as_ref();
    let application =
        application.ok_or_else(|| Refusal::new("ACCESS_DENIED", "Application context required"))?;
    if call.caller.user.admin {
        Ok(application)
    } else {
        Err(Refusal::new("ACCESS_DENIED", "Access denied!"))
    }
}

fn not_found() -> Refusal {
    Refusal::new(
        "ERROR_ACTIVITY_NOT_FOUND",
        "Activity or Automation rule not found!",
    )
}
