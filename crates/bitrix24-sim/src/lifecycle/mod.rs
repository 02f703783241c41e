//! What becomes of applications, of people, and of the portal's own address: the
//! moves an administrator, the Marketplace or time makes, each with the events it
//! raises (`settings/app-installation/`, `api-reference/common/events/`).

mod address;
mod confirmation;
mod installation;
mod payment;
mod people;
mod robot;
mod workflow;

pub(crate) use self::address::forward;
pub use self::robot::RobotRefusal;
use crate::{AppState, world::User};

impl AppState {
    /// The language of the portal, as events tell it.
    fn language(&self) -> &'static str {
        self.administrator()
            .map_or("en", |user| user.language.code())
    }

    /// Who installs applications: the first administrator at work.
    fn administrator(&self) -> Option<User> {
        let users = self.world().users();
        users.into_iter().find(|user| user.admin && user.active)
    }
}
