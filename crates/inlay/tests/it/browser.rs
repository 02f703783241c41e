//! What people see: the portal's pages in a real Chromium, with the application in its frames.

use std::path::PathBuf;

use chrono::TimeDelta;
use inlay::clock::Clock;
use inlay::demo::house::{House, Plan};
use testbed::Chromium;

use super::line::Way;
use super::stale::Far;
use super::visitor::{change_books, demo_block, installed, installed_after, ledger_figure};

/// The frame of the tab that is open.
pub(crate) const FRAME: &str = "iframe[id^='appframe_']";

/// The tab of a bound widget.
pub(crate) const TAB: &str = "[role=tab]:not(#tab-general)";

/// That each of the demo's blocks is like this.
fn every(selector: &str) -> String {
    format!(
        "document.querySelectorAll('{selector}').length === {}",
        demo_block::ALL
    )
}

/// That every block has come and stands in its place, one that is not due included.
fn all_there() -> String {
    let places = every("[data-for]:not([data-for=client], [data-for=buttons])");
    format!("{places} && !document.querySelector('[data-done]')")
}

/// Opens a page of the portal as a user.
pub(crate) async fn open_as(chromium: &Chromium, house: &House, login: &str, path: &str) {
    let page = format!("{}sim/as/{login}/{path}", house.sim().portal_url());
    chromium.open(&page).await.unwrap();
    let there = format!("location.pathname + location.search === '/{path}'");
    chromium.until(&there).await.unwrap();
}

/// Opens the tab of a deal and goes into its frame, when every block is there.
pub(crate) async fn enter_tab(chromium: &Chromium) {
    chromium.click(TAB).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    chromium.until(&all_there()).await.unwrap();
}

/// Where pictures go: into the documents when asked to, else into a folder that is thrown away.
pub(crate) fn picture(name: &str) -> PathBuf {
    let folder = match std::env::var_os("INLAY_PICTURES") {
        Some(_) => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/pictures")),
        None => std::env::temp_dir().join("inlay-pictures"),
    };
    folder.join(name)
}

pub(crate) async fn assert_no_complaint(chromium: &Chromium) {
    assert_eq!(chromium.complaints().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_administrator_installs_and_a_plain_user_reads_the_figures_in_the_deal() {
    let house = House::build(Plan::default()).await.unwrap();
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();

    // The administrator opens the application; the slider runs the installation to its end.
    let application = format!("marketplace/app/{}/", house.application().id);
    open_as(&chromium, &house, "admin", &application).await;
    chromium
        .until("location.search.includes('install_finished=Y')")
        .await
        .unwrap();
    assert!(
        house
            .sim()
            .world()
            .application(house.application().id)
            .unwrap()
            .installed
    );
    chromium.enter_frame(FRAME).await.unwrap();
    chromium
        .until("document.querySelector('[data-administrator]')")
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    assert_no_complaint(&chromium).await;

    // A plain user opens a deal, and its tab.
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    let text = chromium.text_of("body").await.unwrap();
    let limit = ledger_figure(&house, "7701234507", "credit_limit").await;
    let words = [
        "Northwind Trading",
        "Credit limit",
        "Purchases",
        "Open complaints",
    ];
    for words in words.into_iter().chain([limit.as_str()]) {
        assert!(
            text.to_lowercase().contains(&words.to_lowercase()),
            "{words} in {text}"
        );
    }
    // The frame is as high as what stands in it.
    chromium
        .until("document.documentElement.scrollHeight <= window.innerHeight + 1")
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    chromium
        .screenshot(&picture("deal-card.png"))
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;

    chromium.prefers_dark(true).await.unwrap();
    chromium
        .screenshot(&picture("deal-card-dark.png"))
        .await
        .unwrap();
    chromium.prefers_dark(false).await.unwrap();
    chromium.viewport(390, 844).await.unwrap();
    chromium
        .screenshot(&picture("deal-card-phone.png"))
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;

    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn a_user_without_rights_to_the_deal_sees_no_figure_and_no_name() {
    let house = installed().await;
    let chromium = Chromium::start(1280, 900, "ru").await.unwrap();
    let frame = format!(
        "sim/frame/?placement=CRM_DEAL_DETAIL_TAB&id=77&app={}",
        house.application().id
    );
    open_as(&chromium, &house, "clerk", &frame).await;
    chromium.enter_frame(FRAME).await.unwrap();
    chromium
        .until("document.querySelector('[data-state=\"no-access\"]')")
        .await
        .unwrap();
    let source = chromium.page().source().await.unwrap();
    for secret in ["Northwind", "7701234507"] {
        assert!(!source.contains(secret), "{secret} in {source}");
    }
    chromium.leave_frame().await.unwrap();
    chromium
        .screenshot(&picture("no-access.png"))
        .await
        .unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn a_block_is_read_anew_when_its_button_is_pressed_and_after_the_token_has_expired() {
    let clock = Clock::standing_at(Clock::default().now());
    let plan = Plan {
        clock: clock.clone(),
        ..Plan::default()
    };
    let house = installed_after(plan).await;
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    read_a_block_anew(&chromium).await;
    assert_no_complaint(&chromium).await;

    // Session and token are over: the frame's own fresh token brings a new session.
    clock.advance(TimeDelta::minutes(11));
    house.sim().expire_tokens();
    read_a_block_anew(&chromium).await;
    let complaints = chromium.complaints().await.unwrap();
    // The browser itself notes the refused request, and nothing else.
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("401"), "{complaints:?}");

    chromium.stop().await.unwrap();
    house.stop().await;
}

/// Presses a block's button and waits until another block stands in its place.
async fn read_a_block_anew(chromium: &Chromium) {
    let mark = "document.querySelector('[data-block-ready]').dataset.old = '1'";
    chromium.page().execute(mark, Vec::new()).await.unwrap();
    chromium.click("[data-reload]").await.unwrap();
    chromium
        .until("!document.querySelector('[data-old]')")
        .await
        .unwrap();
    chromium.until(&every("[data-block-ready]")).await.unwrap();
}

#[tokio::test]
async fn a_block_of_an_old_copy_is_renewed_in_its_place_however_slow_its_source_is() {
    let patient = [("INLAY__SOURCES__ERP__TIMEOUT".to_owned(), "30s".to_owned())];
    let far = Far::with(patient.into()).await;
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    far.open().await;

    // Within the page's patience: the renewed block comes with the page.
    far.later(300);
    far.change("update clients set debt = 1234.5 where tax_id = '7701234507'")
        .await;
    open_as(&chromium, &far.house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    until_renewed(&chromium, "1,234.50").await;
    chromium.leave_frame().await.unwrap();

    // Beyond it: the script asks for it. The figures of before stand there meanwhile.
    far.later(300);
    far.change(
        "update clients set debt = 9876.5, name = 'Northwind Renewed'
          where tax_id = '7701234507'",
    )
    .await;
    far.line.become_now(Way::Blocked);
    open_as(&chromium, &far.house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    chromium
        .until(&format!(
            "document.querySelectorAll('[data-for][aria-busy=true]').length === {}",
            demo_block::TASKS + 1
        ))
        .await
        .unwrap();
    let old = chromium.text_of("[data-for='1']").await.unwrap();
    assert!(old.contains("1,234.50"), "{old}");
    let places = tops(&chromium).await;
    far.line.become_now(Way::Open);
    until_renewed(&chromium, "9,876.50").await;
    // The line above them too, and nothing has moved.
    let name = "document.querySelector('.client').innerText.includes('Northwind Renewed')";
    chromium.until(name).await.unwrap();
    assert_eq!(tops(&chromium).await, places);

    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    far.house.stop().await;
}

/// Where each part of the page begins.
async fn tops(chromium: &Chromium) -> serde_json::Value {
    let tops = "return [...document.querySelectorAll('[data-for]')]
        .map((place) => Math.round(place.getBoundingClientRect().top))";
    chromium.page().execute(tops, Vec::new()).await.unwrap()
}

/// Waits until the first block shows a figure, and every block stands there once and for good.
async fn until_renewed(chromium: &Chromium, figure: &str) {
    let shown =
        format!("document.querySelector('[data-for=\"1\"]').innerText.includes('{figure}')");
    chromium.until(&shown).await.unwrap();
    chromium
        .until("!document.querySelector('[data-renewing], [data-stale], [aria-busy=true]')")
        .await
        .unwrap();
    chromium
        .until(&every(
            "[data-for]:not([data-for=client], [data-for=buttons])",
        ))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reload_inside_the_frame_enters_again() {
    let house = installed().await;
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    chromium
        .page()
        .execute("location.href = location.href", Vec::new())
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    chromium.until(&every("[data-block-ready]")).await.unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn of_two_clients_a_manager_chooses_one_and_an_administrator_takes_it_back() {
    let house = installed().await;
    let branch = "insert into clients
        select 501, 'Northwind Branch', tax_id, currency, credit_limit, 0, 0, 0, manager, phone
          from clients where id = 1";
    change_books(&house, branch).await;
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    chromium.click(TAB).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    let offered = "document.querySelectorAll('[data-candidate]:not([hidden])').length === 2";
    chromium.until(offered).await.unwrap();
    chromium
        .until("document.documentElement.scrollHeight <= window.innerHeight + 1")
        .await
        .unwrap();
    chromium.leave_frame().await.unwrap();
    chromium.screenshot(&picture("choosing.png")).await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();

    // One who may not: the page says so and stays as it is.
    let denied = bitrix24_sim::Fault::refusal(400, "ACCESS_DENIED", "Access denied");
    house.sim().faults().next_of("crm.item.update", 1, denied);
    chromium
        .click("li:nth-child(2) [data-candidate]")
        .await
        .unwrap();
    let refused = "document.querySelector('.failed')?.textContent.includes('does not let you')";
    chromium.until(refused).await.unwrap();
    chromium.complaints().await.unwrap();

    chromium
        .click("li:nth-child(2) [data-candidate]")
        .await
        .unwrap();
    wait_for_blocks(&chromium).await;
    let text = chromium.text_of(".client").await.unwrap();
    assert!(text.contains("Northwind Branch"), "{text}");
    assert_no_complaint(&chromium).await;

    chromium.leave_frame().await.unwrap();
    open_as(&chromium, &house, "admin", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    chromium.click("[data-undo]").await.unwrap();
    chromium.leave_frame().await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    chromium.until(offered).await.unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}

/// The frame loads anew, and every block is there.
async fn wait_for_blocks(chromium: &Chromium) {
    chromium.leave_frame().await.unwrap();
    chromium.enter_frame(FRAME).await.unwrap();
    chromium.until(&all_there()).await.unwrap();
}

/// The texts of a column of the purchases that are shown, from the top.
fn column(number: usize) -> String {
    format!(
        "[...document.querySelectorAll('[data-for=\"{}\"] tbody:not(.more) td:nth-child({number})')]\
         .map((cell) => cell.dataset.key || cell.textContent)",
        demo_block::PURCHASES
    )
}

#[tokio::test]
async fn a_table_is_sorted_by_its_headings_and_a_chart_says_its_months() {
    let house = installed().await;
    let chromium = Chromium::start(1280, 1000, "en").await.unwrap();
    open_as(&chromium, &house, "manager", "crm/deal/details/77/").await;
    enter_tab(&chromium).await;
    let requests = house.sim().requests().rest;
    let place = format!("[data-for='{}']", demo_block::PURCHASES);
    let rows = format!("return {}", column(1));
    let came = chromium.page().execute(&rows, Vec::new()).await.unwrap();

    // By amount: upwards, downwards, as it came; the keyboard does what the mouse does.
    let total = format!("{place} th:nth-child(4)");
    chromium.click(&format!("{total} .sort")).await.unwrap();
    let amounts = column(4);
    chromium
        .until(&format!(
            "document.querySelector(\"{total}\").ariaSort === 'ascending'"
        ))
        .await
        .unwrap();
    let rising =
        format!("{amounts}.map(Number).every((key, at, all) => at === 0 || all[at - 1] <= key)");
    chromium.until(&rising).await.unwrap();
    let focus = format!("document.querySelector(\"{total} .sort\").focus()");
    chromium.page().execute(&focus, Vec::new()).await.unwrap();
    let active = chromium.page().active_element().await.unwrap();
    active.send_keys("\u{e007}").await.unwrap();
    let falling =
        format!("{amounts}.map(Number).every((key, at, all) => at === 0 || all[at - 1] >= key)");
    chromium.until(&falling).await.unwrap();
    // The largest is among those that are shown, wherever it was before.
    let largest = format!(
        "Number({amounts}[0]) === Math.max(...[...document.querySelectorAll(\"{place} tbody td:nth-child(4)\")]\
         .map((cell) => Number(cell.dataset.key)))"
    );
    chromium.until(&largest).await.unwrap();

    // A block that is read anew stays in the order its reader chose.
    let mark = format!("document.querySelector(\"{place} table\").dataset.old = '1'");
    chromium.page().execute(&mark, Vec::new()).await.unwrap();
    chromium
        .click(&format!("{place} [data-reload]"))
        .await
        .unwrap();
    chromium
        .until("!document.querySelector('[data-old]')")
        .await
        .unwrap();
    chromium.until(&falling).await.unwrap();

    chromium.click(&format!("{total} .sort")).await.unwrap();
    let again = format!("JSON.stringify({}) === {:?}", column(1), came.to_string());
    chromium.until(&again).await.unwrap();

    // By day, and the rest on demand.
    let date = format!("{place} th:nth-child(2) .sort");
    chromium.click(&date).await.unwrap();
    let days = format!(
        "{}.every((key, at, all) => at === 0 || all[at - 1] <= key)",
        column(2)
    );
    chromium.until(&days).await.unwrap();
    let hidden = format!("document.querySelector(\"{place} tbody.more\").offsetHeight === 0");
    chromium.until(&hidden).await.unwrap();
    chromium.click(&format!("{place} summary")).await.unwrap();
    let visible = format!("document.querySelector(\"{place} tbody.more\").offsetHeight > 0");
    chromium.until(&visible).await.unwrap();
    assert_eq!(
        house.sim().requests().rest,
        requests,
        "nothing was asked for"
    );

    // A month of the chart is as wide as its share, and the picture as its place; the same stands
    // in a table for those who do not see it.
    for width in [320, 1280, 1920] {
        chromium.viewport(width, 1000).await.unwrap();
        // Every bar stands on the line, or hangs from it.
        let fits = "(() => { const svg = document.querySelector('.chart .plot'); \
                    const bars = [...svg.querySelectorAll('.sum')]; const all = svg.getBoundingClientRect(); \
                    const zero = svg.querySelector('.zero').getBoundingClientRect().top; \
                    return bars.length > 0 && all.width <= svg.parentElement.clientWidth + 1 && \
                      bars.every((bar) => { const box = bar.getBoundingClientRect(); \
                        const stands = Math.min(Math.abs(box.bottom - zero), Math.abs(box.top - zero)) < 1.5; \
                        return stands && box.width >= 2 && box.left >= all.left - 1 && box.right <= all.right + 1; }); })()";
        chromium.until(fits).await.unwrap();
        let no_bar = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        chromium.until(no_bar).await.unwrap();
    }
    let told = "document.querySelectorAll('.chart .sr tbody tr').length \
                === document.querySelectorAll('.chart svg g').length";
    chromium.until(told).await.unwrap();
    assert_no_complaint(&chromium).await;
    chromium.stop().await.unwrap();
    house.stop().await;
}
