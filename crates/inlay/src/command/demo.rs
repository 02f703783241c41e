//! `inlay demo`: everything on loopback, with nothing to configure.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::Context;
use clap::Args;

use crate::demo::house::{House, Plan};

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where the server listens; a free port is taken when this one is not.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the simulated portal listens; likewise.
    #[arg(long, default_value = "127.0.0.1:8081")]
    portal_listen: SocketAddr,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let plan = Plan {
            listen: free(self.listen),
            portal: free(self.portal_listen),
            ..House::plan_with_rules()
        };
        let house = House::build(plan)
            .await
            .context("the demo cannot be started")?;
        house.add_limit_field();
        house
            .install()
            .await
            .context("the demo cannot be installed")?;
        println!("{}", invitation(&house));
        house.run_until_signalled().await
    }
}

/// The address, or any free port where it is taken.
fn free(address: SocketAddr) -> SocketAddr {
    match TcpListener::bind(address) {
        Ok(_) => address,
        Err(_) => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    }
}

/// What to open: the tab of a deal, as a sales manager who may read it.
fn invitation(house: &House) -> String {
    let portal = house.sim().portal_url();
    let tab = house
        .sim()
        .world()
        .placements_of(&house.application().client_id)
        .into_iter()
        .find(|binding| binding.placement == "CRM_DEAL_DETAIL_TAB")
        .map(|binding| format!("#tab-{}", binding.id))
        .unwrap_or_default();
    format!(
        "\n  A simulated Bitrix24 with Inlay in it is running on this machine.\n\n  \
         A deal, with what the books know of its client:\n    \
         {portal}sim/as/manager/crm/deal/details/77/{tab}\n\n  \
         Every call that was made:\n    {portal}sim/log/\n\n  Ctrl-C ends it.\n"
    )
}
