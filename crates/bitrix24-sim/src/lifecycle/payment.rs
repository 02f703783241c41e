//! Trials and payments of applications.

use chrono::Duration;
use serde_json::json;

use crate::{
    AppState,
    events::Occurrence,
    world::{Application, Status},
};

impl AppState {
    /// Gives an application terms that end after `days`, as a trial or a payment
    /// does, and tells it (`ONAPPPAYMENT`, without its `application_token`). `None`
    /// when it is not there.
    pub fn pay(&self, client_id: &str, status: Status, days: i64) -> Option<Application> {
        let until = self.clock().now() + Duration::days(days);
        let application = self.world().change_application(client_id, |application| {
            application.status = status;
            application.paid_until = Some(until);
            application.clone()
        })?;
        let now = self.clock().now();
        let expired = application.payment_expired(now);
        let data = json!({
            "CODE": application.client_id,
            "VERSION": application.version,
            "STATUS": application.status.letter(),
            "PAYMENT_EXPIRED": if expired { "Y" } else { "N" },
            "DAYS": application.days_left(now),
            "LANGUAGE_ID": self.language(),
        });
        self.announce(Occurrence::of_application(
            client_id,
            "ONAPPPAYMENT",
            data,
            None,
        ));
        Some(application)
    }

    /// Ends the paid or trial time of an application: `DAYS` is negative, events stop.
    /// A trial is blocked at once, anything paid two weeks later. One
    /// that costs nothing becomes a trial that is over. `None` when it is not there.
    pub fn expire_payment(&self, client_id: &str) -> Option<Application> {
        let now = self.clock().now();
        self.world().change_application(client_id, |application| {
            if matches!(application.status, Status::Local | Status::Free) {
                application.status = Status::Trial;
            }
            application.paid_until = Some(now);
            application.clone()
        })
    }
}
