//! An application outside of the portal: a user allows it in the browser, and from then on it calls
//! with tokens that renew themselves.
//!
//! ```text
//! export BITRIX24_PORTAL=https://acme.bitrix24.com
//! export BITRIX24_CLIENT_ID=local.… BITRIX24_CLIENT_SECRET=…
//! cargo run --example oauth
//! ```
//!
//! For a simulated portal, `BITRIX24_OAUTH` names its authorization server, and
//! `BITRIX24_REFRESH_TOKEN` stands for an authorization given earlier.

use std::sync::Arc;

use bitrix24::{
    Application, AuthorizationServer, Call, Client, ClientSecret, Credential, Grant, MemoryKeeper,
    OAuth, RefreshToken, Renewal,
};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};

type Error = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let application = Application {
        client_id: std::env::var("BITRIX24_CLIENT_ID")?,
        client_secret: ClientSecret::from(std::env::var("BITRIX24_CLIENT_SECRET")?),
    };
    // The server is configured, never taken from a request: it is sent the secret.
    let server = match std::env::var("BITRIX24_OAUTH") {
        Ok(simulated) => AuthorizationServer::parse_allowing_http(&simulated)?,
        Err(_) => AuthorizationServer::from_url("https://oauth.bitrix.info")?,
    };
    let http = bitrix24::http_client()?;
    let oauth = OAuth::new(http.clone(), application, server);

    let grant = match std::env::var("BITRIX24_REFRESH_TOKEN") {
        Ok(token) => oauth.renew(&RefreshToken::from(token)).await?,
        Err(_) => ask(&oauth).await?,
    };
    println!(
        "The portal is {}, its address {}.",
        grant.member_id, grant.client_endpoint
    );

    // A server keeps tokens in its database, sealed: that is what `TokenKeeper` is for.
    let keeper = MemoryKeeper::new(grant.access_token, grant.refresh_token);
    let renewal = Renewal::new(oauth, Arc::new(keeper));
    let client = Client::new(http, grant.client_endpoint, Credential::Renewed(renewal));
    let profile: Value = client.send(&Call::new("profile").harmless()).await?.result;
    println!("The user is {} {}.", profile["NAME"], profile["LAST_NAME"]);
    Ok(())
}

/// Lets a user allow the application, and trades what comes of it
/// (`settings/oauth/index.md`).
async fn ask(oauth: &OAuth) -> Result<Grant, Error> {
    let portal = std::env::var("BITRIX24_PORTAL")?;
    let client_id = oauth.client_id();
    println!("Open {portal}/oauth/authorize/?client_id={client_id}");
    println!(
        "and give the code that is shown, or is in the address you are led to. It lives 30 s."
    );
    let mut line = String::new();
    BufReader::new(tokio::io::stdin())
        .read_line(&mut line)
        .await?;
    // The code alone, or the whole address with `code=…` in it.
    let code = line.trim();
    let code = code.split_once("code=").map_or(code, |(_, after)| after);
    let code = code.split('&').next().unwrap_or_default();
    Ok(oauth.exchange(code).await?)
}
