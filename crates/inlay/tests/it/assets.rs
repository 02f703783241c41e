//! `GET /assets/{name}`: styles and scripts, kept for ever and small on their way.

use std::io::Read as _;

use flate2::read::GzDecoder;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, VARY};

use super::visitor::{http, installed, open_deal};

#[tokio::test]
async fn the_script_and_the_styles_are_a_few_kilobytes_on_their_way() {
    let house = installed().await;
    let page = open_deal(&house, "manager", 77).await;
    for name in ["inlay.js", "inlay.css"] {
        let start = page.body.find(&format!("/assets/{name}?v=")).unwrap();
        let path: String = page.body[start..]
            .chars()
            .take_while(|c| *c != '"')
            .collect();
        let address = format!("http://{}{path}", house.server().address());
        let plain = http().get(&address).send().await.unwrap();
        let kept = plain.headers()[CACHE_CONTROL].to_str().unwrap().to_owned();
        assert!(kept.contains("immutable"), "{kept}");
        let plain = plain.bytes().await.unwrap();
        let small = http().get(&address).header(ACCEPT_ENCODING, "br, gzip");
        let small = small.send().await.unwrap();
        assert_eq!(small.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(small.headers()[VARY], "accept-encoding");
        let small = small.bytes().await.unwrap();
        assert!(small.len() < 6 * 1024, "{name}: {} bytes", small.len());
        let mut read = Vec::new();
        GzDecoder::new(&small[..]).read_to_end(&mut read).unwrap();
        assert_eq!(read, plain);
    }
    house.stop().await;
}
