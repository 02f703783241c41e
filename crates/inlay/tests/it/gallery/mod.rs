//! Every state of a widget and every page, in a real Chromium: no complaint of the console, none of
//! the policy, nothing seriously wrong with its accessibility, no scroll bar from 320 to 1920 px.
//!
//! With `INLAY_GALLERY=1` the pictures of `docs/gallery.md` are written anew.

mod accessibility;
mod shelf;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use inlay::demo::house::House;
use inlay::widget::preview::{Preview, Shown};
use inlay::words::Language;
use serde_json::{Value, json};
use testbed::Chromium;

use self::shelf::Shelf;
use super::installation::install_frame;
use super::visitor::{deal_frame, http, installed, page, post, with_field};

/// How wide a card's tab may be, in pixels of the page.
const WIDTHS: [u32; 5] = [320, 480, 768, 1280, 1920];

/// Of the pictures: a card's tab beside its timeline, and a telephone.
const DESKTOP: u32 = 920;
const PHONE: u32 = 320;

/// Where a picture is cut off: what follows are more rows.
const TALL: u32 = 800;

fn moment() -> DateTime<Utc> {
    "2026-03-12T09:41:00Z".parse().unwrap()
}

/// A widget's state as a page that needs no server.
fn drawn(house: &House, shown: Shown, language: &str) -> String {
    let config = &house.app().config;
    let preview = Preview {
        config,
        widget: &config.widgets[0],
        language: Language::from_code(language),
        now: moment(),
    };
    let page = preview.page(shown);
    if shown == Shown::Loading {
        // With its script the page would know that nothing more is to come.
        return without_scripts(&page);
    }
    page
}

fn without_scripts(page: &str) -> String {
    let lines = page.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("<script")).collect()
}

async fn open(chromium: &Chromium, address: &str) {
    chromium.open(address).await.unwrap();
    chromium
        .until("document.readyState === 'complete' && document.querySelector('main > *')")
        .await
        .unwrap();
}

/// The console, the accessibility, and the widths of a page that is open.
async fn assert_sound(chromium: &Chromium, name: &str, axe: &str) {
    let complaints = chromium.complaints().await.unwrap();
    assert_eq!(complaints, Vec::<String>::new(), "{name}");
    for dark in [false, true] {
        chromium.prefers_dark(dark).await.unwrap();
        let findings = accessibility::findings(chromium, axe).await;
        assert_eq!(findings, Vec::<String>::new(), "{name}, dark: {dark}");
    }
    chromium.prefers_dark(false).await.unwrap();
    for width in WIDTHS {
        chromium.viewport(width, 900).await.unwrap();
        let wide = "return [...document.querySelectorAll('html, .rows')]
            .filter((box) => box.scrollWidth > box.clientWidth)
            .map((box) => `${box.tagName}.${box.className} ${box.scrollWidth} > ${box.clientWidth}`)";
        let wide = chromium.page().execute(wide, Vec::new()).await.unwrap();
        assert_eq!(wide, json!([]), "{name} at {width} px");
    }
    chromium.viewport(1280, 900).await.unwrap();
}

#[tokio::test]
async fn every_state_of_a_widget_is_sound_at_every_width_light_and_dark() {
    let house = installed().await;
    let shelf = Shelf::beside(&house).await;
    let axe = accessibility::script();
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    for shown in Shown::ALL {
        let address = shelf.put(shown.name(), drawn(&house, shown, "de"));
        open(&chromium, &address).await;
        let state = chromium.page().execute(
            "return document.querySelector('main > .state')?.dataset.state ?? null",
            Vec::new(),
        );
        let state = state.await.unwrap();
        let blocks = chromium.page().execute(
            "return document.querySelectorAll('[data-for]:not([data-for=client], [data-for=buttons])').length",
            Vec::new(),
        );
        let blocks = blocks.await.unwrap();
        match state.as_str() {
            Some(state) => assert_eq!((state, &blocks), (shown.name(), &json!(0))),
            None if shown == Shown::Loading => assert_eq!(blocks, 0),
            None => assert_eq!(blocks, house.app().config.widgets[0].blocks.len()),
        }
        assert_sound(&chromium, shown.name(), &axe).await;
    }
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[tokio::test]
async fn the_pages_of_installation_and_application_are_sound() {
    let house = installed().await;
    let shelf = Shelf::beside(&house).await;
    let axe = accessibility::script();
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    let (login, main) = ("admin", &house.application().handler_url);
    let application = |login: &str| {
        let user = house.sim().user(login).unwrap();
        let place = bitrix24_sim::DEFAULT_PLACEMENT;
        let application = house.application();
        let frame = house
            .sim()
            .frame_post(&user, application, place, &json!({}));
        frame.unwrap()
    };
    let pages = [
        ("application", post(&application(login)).await),
        ("application-of-a-user", post(&application("manager")).await),
        ("installation", post(&install_frame(&house, login)).await),
        (
            "entering",
            page(http().get(main).send().await.unwrap()).await,
        ),
        (
            "refused",
            post(&with_field(
                deal_frame(&house, "manager", 77),
                "APPLICATION_TOKEN",
                "forged",
            ))
            .await,
        ),
    ];
    for (name, page) in pages {
        let address = shelf.put(name, page.body);
        open(&chromium, &address).await;
        assert_sound(&chromium, name, &axe).await;
    }
    chromium.stop().await.unwrap();
    house.stop().await;
}

/// What is shown in the documents: state, language, width, dark.
const PICTURES: [(Shown, &str, u32, bool); 27] = [
    (Shown::Loading, "en", DESKTOP, false),
    (Shown::Fresh, "en", DESKTOP, false),
    (Shown::Fresh, "en", DESKTOP, true),
    (Shown::Fresh, "en", PHONE, false),
    (Shown::Fresh, "ru", DESKTOP, false),
    (Shown::Fresh, "de", DESKTOP, false),
    (Shown::Renewing, "en", DESKTOP, false),
    (Shown::Stale, "en", DESKTOP, false),
    (Shown::Partly, "en", DESKTOP, false),
    (Shown::Empty, "en", DESKTOP, false),
    (Shown::PaymentDue, "en", DESKTOP, false),
    (Shown::NoClient, "en", DESKTOP, false),
    (Shown::NoKey, "en", DESKTOP, false),
    (Shown::NoKey, "ru", PHONE, false),
    (Shown::NotFound, "en", DESKTOP, false),
    (Shown::NotFound, "de", DESKTOP, false),
    (Shown::Several, "en", DESKTOP, false),
    (Shown::Several, "ru", PHONE, true),
    (Shown::Unconfirmed, "en", DESKTOP, false),
    (Shown::NoAccess, "en", DESKTOP, false),
    (Shown::Down, "en", DESKTOP, false),
    (Shown::Down, "ru", DESKTOP, true),
    (Shown::PortalDown, "en", DESKTOP, false),
    (Shown::SessionEnded, "en", DESKTOP, false),
    (Shown::NotFinished, "en", DESKTOP, false),
    (Shown::PlanExpired, "en", DESKTOP, false),
    (Shown::PlanExpired, "de", PHONE, false),
];

#[tokio::test]
async fn every_state_is_pictured() {
    let folder = gallery();
    let house = installed().await;
    let shelf = Shelf::beside(&house).await;
    let chromium = Chromium::start(DESKTOP, 600, "en").await.unwrap();
    for (shown, language, width, dark) in PICTURES {
        let name = picture(shown, language, width, dark);
        let address = shelf.put(&name, drawn(&house, shown, language));
        chromium.viewport(width, 100).await.unwrap();
        chromium.prefers_dark(dark).await.unwrap();
        open(&chromium, &address).await;
        // As high as its content, as the frame in a card is.
        let height = "return document.documentElement.scrollHeight";
        let height = chromium.page().execute(height, Vec::new()).await.unwrap();
        let height = u32::try_from(height.as_u64().unwrap()).unwrap();
        chromium.viewport(width, height.min(TALL)).await.unwrap();
        let still = "for (const moving of document.getAnimations()) moving.cancel()";
        chromium.page().execute(still, Vec::new()).await.unwrap();
        let file = folder.join(format!("{name}.png"));
        chromium.screenshot(&file).await.unwrap();
        let size = std::fs::metadata(&file).unwrap().len();
        assert!(size < 90 * 1024, "{name}: {size} bytes");
    }
    for shown in Shown::ALL {
        assert!(
            PICTURES.iter().any(|picture| picture.0 == shown),
            "{shown:?}"
        );
    }
    chromium.stop().await.unwrap();
    house.stop().await;
}

#[test]
fn the_gallery_shows_every_picture_there_is_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let page = std::fs::read_to_string(root.join("gallery.md")).unwrap();
    let mut shown: Vec<String> = page
        .split("](gallery/")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect();
    let mut there: Vec<String> = std::fs::read_dir(root.join("gallery"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut made: Vec<String> = PICTURES
        .iter()
        .map(|(shown, language, width, dark)| {
            format!("{}.png", picture(*shown, language, *width, *dark))
        })
        .collect();
    for list in [&mut shown, &mut there, &mut made] {
        list.sort();
    }
    assert_eq!(shown, made);
    assert_eq!(there, made);
}

fn picture(shown: Shown, language: &str, width: u32, dark: bool) -> String {
    let mut name = shown.name().to_owned();
    if language != "en" {
        name += &format!("-{language}");
    }
    if width == PHONE {
        name += "-phone";
    }
    if dark {
        name += "-dark";
    }
    name
}

/// Into the documents when asked to, else into a folder that is thrown away.
fn gallery() -> PathBuf {
    match std::env::var_os("INLAY_GALLERY") {
        Some(wanted) if wanted == "1" => {
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/gallery")
        }
        _ => std::env::temp_dir().join("inlay-gallery"),
    }
}

/// Where the focus goes from the top of a page to its end, by the words of each stop.
async fn stops(chromium: &Chromium) -> Vec<String> {
    let mut stops = Vec::new();
    for _ in 0..40 {
        chromium.press_tab().await.unwrap();
        let focused = "const { activeElement: at, body } = document;
            if (at === body || !at) return null;
            const { outlineStyle, outlineWidth } = getComputedStyle(at);
            const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
            return (seen ? '' : 'unseen ') + (at.ariaLabel || at.innerText).trim().split('\\n')[0]";
        match chromium.page().execute(focused, Vec::new()).await.unwrap() {
            Value::String(stop) => stops.push(stop),
            _ => break,
        }
    }
    stops
}

#[tokio::test]
async fn the_keyboard_reaches_everything_in_the_order_it_is_read_and_is_seen() {
    let house = installed().await;
    let shelf = Shelf::beside(&house).await;
    let chromium = Chromium::start(1280, 900, "en").await.unwrap();
    let address = shelf.put("keys", drawn(&house, Shown::NoKey, "en"));
    open(&chromium, &address).await;
    assert_eq!(stops(&chromium).await, ["Open the company", "Check again"]);

    let address = shelf.put("choice", drawn(&house, Shown::Several, "en"));
    open(&chromium, &address).await;
    let choice = [
        "+7 495 000-00-00",
        "This one",
        "+7 495 000-00-01",
        "This one",
    ];
    assert_eq!(stops(&chromium).await, choice);

    let address = shelf.put("blocks", drawn(&house, Shown::Fresh, "en"));
    open(&chromium, &address).await;
    let stops = stops(&chromium).await;
    assert_eq!(stops.iter().filter(|stop| *stop == "Refresh").count(), 7);
    assert!(
        !stops.iter().any(|stop| stop.starts_with("unseen")),
        "{stops:?}"
    );
    chromium.stop().await.unwrap();
    house.stop().await;
}
