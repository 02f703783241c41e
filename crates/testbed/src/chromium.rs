//! Chromium, driven through its WebDriver, with its console listened to.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a page may take to become what a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often a driver that ended at once is started anew.
const ATTEMPTS: u32 = 3;

/// A browser of its own: an empty profile, one window, stopped with the test.
#[derive(Debug)]
pub struct Chromium {
    client: Client,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts a driver on a free port and a headless browser of the given size, in `language`.
    pub async fn start(width: u32, height: u32, language: &str) -> anyhow::Result<Self> {
        let (driver, port) = driver().await?;
        let profile = tempfile::tempdir()?;
        let arguments = json!([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            format!("--lang={language}"),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ]);
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            bail!("capabilities are an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.into_iter().collect())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await?;
        let chromium = Self {
            client,
            driver,
            _profile: profile,
        };
        // The size of the page itself, whatever the window's frame takes.
        chromium.viewport(width, height).await?;
        Ok(chromium)
    }

    /// The driver's own client, for everything that is not here.
    #[must_use]
    pub fn page(&self) -> &Client {
        &self.client
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) -> anyhow::Result<()> {
        Ok(self.client.goto(address).await?)
    }

    /// Waits until the element is there, and gives its text.
    pub async fn text_of(&self, selector: &str) -> anyhow::Result<String> {
        Ok(self.element(selector).await?.text().await?)
    }

    /// Waits until the element is there, and clicks it.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        Ok(self.element(selector).await?.click().await?)
    }

    /// Waits until the field is there, and types into it; keys have the codes of WebDriver.
    pub async fn type_into(&self, selector: &str, keys: &str) -> anyhow::Result<()> {
        Ok(self.element(selector).await?.send_keys(keys).await?)
    }

    /// Waits until a script's expression is true in the present frame.
    pub async fn until(&self, expression: &str) -> anyhow::Result<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            // A page that is being replaced has no script context for a moment.
            let value = self
                .client
                .execute(&format!("return !!({expression})"), Vec::new())
                .await;
            if matches!(value, Ok(Value::Bool(true))) {
                return Ok(());
            }
            if tokio::time::Instant::now() > deadline {
                bail!("it never became true: {expression} (last: {value:?})");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the frame is there, and goes into it.
    pub async fn enter_frame(&self, selector: &str) -> anyhow::Result<()> {
        Ok(self.element(selector).await?.enter_frame().await?)
    }

    /// Back to the page the frame stands in.
    pub async fn leave_frame(&self) -> anyhow::Result<()> {
        Ok(self.client.enter_parent_frame().await?)
    }

    /// Sets the page's size.
    pub async fn viewport(&self, width: u32, height: u32) -> anyhow::Result<()> {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await?;
        Ok(())
    }

    /// Light or dark, as the user's system says.
    pub async fn prefers_dark(&self, dark: bool) -> anyhow::Result<()> {
        let value = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }),
        )
        .await?;
        Ok(())
    }

    /// Presses the tabulator, as a reader without a mouse does.
    pub async fn press_tab(&self) -> anyhow::Result<()> {
        for kind in ["rawKeyDown", "keyUp"] {
            let key =
                json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
            self.devtools("Input.dispatchKeyEvent", key).await?;
        }
        Ok(())
    }

    /// Writes a picture of the page.
    pub async fn screenshot(&self, file: &Path) -> anyhow::Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, self.client.screenshot().await?)?)
    }

    /// What the console said at warning level or above since the last time it was asked; a
    /// violated content policy is among it.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let entries = self
            .client
            .issue_cmd(Post("se/log", json!({ "type": "browser" })))
            .await?;
        let entries = entries.as_array().cloned().unwrap_or_default();
        Ok(entries
            .into_iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")))
            .map(|entry| entry["message"].to_string())
            .collect())
    }

    /// Ends the browser.
    pub async fn stop(self) -> anyhow::Result<()> {
        Ok(self.client.clone().close().await?)
    }

    async fn element(&self, selector: &str) -> anyhow::Result<Element> {
        let wait = self.client.wait().at_most(PATIENCE);
        let element = wait.for_element(Locator::Css(selector)).await;
        element.with_context(|| format!("`{selector}` did not appear"))
    }

    async fn devtools(&self, method: &str, params: Value) -> Result<Value, CmdError> {
        let command = Post(
            "goog/cdp/execute",
            json!({ "cmd": method, "params": params }),
        );
        self.client.issue_cmd(command).await
    }
}

impl Drop for Chromium {
    /// A test that failed has not closed its browser: the whole group goes.
    fn drop(&mut self) {
        if let Some(group) = self.driver.id() {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{group}")])
                .stderr(Stdio::null())
                .status();
        }
    }
}

/// A driver that is ready, and its port.
async fn driver() -> anyhow::Result<(Child, u16)> {
    let mut attempts = 0;
    loop {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // The browsers it starts are of its group, and end with it.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver cannot be started; `make test` installs it")?;
        match port(&mut driver).await {
            Ok(port) => return Ok((driver, port)),
            // The port that was free for one protocol may be taken for the other; then it ends.
            Err(error) if attempts == ATTEMPTS => return Err(error),
            Err(_) => attempts += 1,
        }
    }
}

/// The port the driver chose, from what it prints.
async fn port(driver: &mut Child) -> anyhow::Result<u16> {
    let output = driver.stdout.take().context("the driver prints nothing")?;
    let mut lines = BufReader::new(output).lines();
    let port = async {
        while let Some(line) = lines.next_line().await? {
            // The first line repeats the port asked for, the last one names the one it got.
            let number = line
                .split(" on port ")
                .nth(1)
                .map(|rest| rest.trim_end_matches('.'));
            match number.and_then(|number| number.parse().ok()) {
                None | Some(0) => {}
                Some(port) => return Ok(port),
            }
        }
        bail!("chromedriver ended before it was ready")
    };
    let port = tokio::time::timeout(PATIENCE, port)
        .await
        .context("chromedriver is not ready")??;
    // It goes on printing: somebody must read, or it stops.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(port)
}

/// A command of the driver that the WebDriver standard does not have.
#[derive(Debug)]
struct Post(&'static str, Value);

impl WebDriverCompatibleCommand for Post {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!(
            "session/{}/{}",
            session_id.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_opened_read_and_its_console_heard() {
        let chromium = Chromium::start(400, 300, "en").await.unwrap();
        chromium
            .open("data:text/html,<h1>Hello</h1><script>console.error('oh')</script>")
            .await
            .unwrap();
        assert_eq!(chromium.text_of("h1").await.unwrap(), "Hello");
        chromium.until("innerWidth === 400").await.unwrap();
        let complaints = chromium.complaints().await.unwrap();
        assert!(
            complaints.iter().any(|complaint| complaint.contains("oh")),
            "{complaints:?}"
        );
        chromium.stop().await.unwrap();
    }
}
