use base64::engine::general_purpose::STANDARD;
use bitrix24::MemberId;
use proptest::prelude::*;

use super::*;
use crate::seal::KeyError;

fn key(id: &str, byte: u8) -> Key {
    Key::parse(id, &STANDARD.encode([byte; 32])).unwrap()
}

fn ring(keys: &[(&str, u8)]) -> Keyring {
    Keyring::new(keys.iter().map(|(id, byte)| key(id, *byte)).collect()).unwrap()
}

fn member(id: &str) -> MemberId {
    MemberId::try_from(id.to_owned()).unwrap()
}

#[test]
fn the_first_key_seals_and_all_keys_open() {
    let (acme, old) = (member("acme"), ring(&[("k1", 1)]));
    let place = Place::column("tokens", "access", &acme);
    let sealed = old.seal(&place, b"secret");
    let rotated = ring(&[("k2", 2), ("k1", 1)]);
    assert_eq!(*rotated.open(&place, &sealed).unwrap(), b"secret");
    let fresh = rotated.seal(&place, b"secret");
    assert_eq!(
        old.open(&place, &fresh),
        Err(SealError::UnknownKey { id: "k2".into() })
    );
}

#[test]
fn a_digest_is_the_keys_own_and_the_indexs_own() {
    let ring = ring(&[("k2", 2), ("k1", 1)]);
    let digests = |of, bytes: &[u8]| -> Vec<[u8; 32]> { ring.digests(of, bytes).collect() };
    let digest = digests("clients", b"7701234507");
    assert_eq!(digest, digests("clients", b"7701234507"));
    assert_eq!(digest.len(), 2, "one for each key");
    assert_ne!(digest[0], digest[1]);
    assert_ne!(digest, digests("sales", b"7701234507"));
    assert_ne!(digest, digests("clients", b"7701234508"));
}

#[test]
fn another_key_of_the_same_id_does_not_open() {
    let sealed = ring(&[("k1", 1)]).seal(&Place::session(), b"secret");
    assert_eq!(
        ring(&[("k1", 2)]).open(&Place::session(), &sealed),
        Err(SealError::Forged)
    );
}

#[test]
fn the_same_bytes_are_never_sealed_into_the_same_value() {
    let ring = ring(&[("k1", 1)]);
    let seal = || ring.seal(&Place::session(), b"secret");
    assert_ne!(seal(), seal());
}

#[test]
fn a_keyring_prints_ids_only() {
    let ring = ring(&[("k2", 2), ("k1", 1)]);
    assert_eq!(format!("{ring:?}"), "[Key(k2), Key(k1)]");
}

#[test]
fn a_text_that_is_no_key_is_refused_without_being_repeated() {
    let short = STANDARD.encode([7; 31]);
    let length = Key::parse("k1", &short).unwrap_err();
    assert_eq!(
        length.to_string(),
        "key `k1` is 31 bytes long and must be 32"
    );
    let base64 = Key::parse("k1", "hunter2!").unwrap_err();
    assert_eq!(base64.to_string(), "key `k1` is not base64");
    assert!(!format!("{base64:?}{length:?}").contains("hunter2"));
    for id in ["", "a b", "ключ", &"k".repeat(33)] {
        assert_eq!(Key::parse(id, &short).unwrap_err(), KeyError::Id);
    }
}

#[test]
fn a_key_read_from_a_file_may_end_with_a_line_break() {
    let text = format!("{}\n", STANDARD.encode([1; 32]));
    let sealed = ring(&[("k1", 1)]).seal(&Place::session(), b"secret");
    let read = Keyring::new(vec![Key::parse("k1", &text).unwrap()]).unwrap();
    assert!(read.open(&Place::session(), &sealed).is_ok());
}

#[test]
fn a_ring_needs_a_key_and_different_ids() {
    assert_eq!(Keyring::new(Vec::new()).unwrap_err(), KeyringError::Empty);
    let twice = Keyring::new(vec![key("k1", 1), key("k1", 2)]).unwrap_err();
    assert_eq!(twice, KeyringError::Repeated { id: "k1".into() });
}

#[test]
fn a_token_of_the_page_is_safe_in_an_address() {
    let ring = ring(&[("k1", 1)]);
    let token = ring.seal_token(&Place::session(), &[0xff; 100]);
    assert!(
        token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    );
    assert_eq!(
        *ring.open_token(&Place::session(), &token).unwrap(),
        [0xff; 100]
    );
    assert_eq!(
        ring.open_token(&Place::session(), "no base64!"),
        Err(SealError::Forged)
    );
}

const TABLES: [&str; 2] = ["portals", "tokens"];
const COLUMNS: [&str; 3] = ["access", "refresh", "handler_key"];

proptest! {
    #[test]
    fn a_sealed_value_opens_in_its_place_and_in_no_other(
        plain in proptest::collection::vec(any::<u8>(), 0..200),
        portals in ("[0-9A-Za-z._-]{1,64}", "[0-9A-Za-z._-]{1,64}"),
        table in 0..2_usize, other_table in 0..2_usize,
        column in 0..3_usize, other_column in 0..3_usize,
    ) {
        let ring = ring(&[("k1", 1)]);
        let (mine, other) = (member(&portals.0), member(&portals.1));
        let place = Place::column(TABLES[table], COLUMNS[column], &mine);
        let elsewhere = Place::column(TABLES[other_table], COLUMNS[other_column], &other);
        let sealed = ring.seal(&place, &plain);
        prop_assert_eq!(&*ring.open(&place, &sealed).unwrap(), &plain);
        let opened = ring.open(&elsewhere, &sealed);
        if place == elsewhere {
            prop_assert_eq!(&*opened.unwrap(), &plain);
        } else {
            prop_assert_eq!(opened.unwrap_err(), SealError::Forged);
        }
        prop_assert!(ring.open(&Place::session(), &sealed).is_err());
    }

    #[test]
    fn any_flipped_bit_is_refused(
        plain in proptest::collection::vec(any::<u8>(), 0..100),
        position in any::<prop::sample::Index>(), bit in 0..8_u32,
    ) {
        // A second key, so that a flipped bit of the id can also name a key that is there.
        let ring = ring(&[("k1", 1), ("k3", 3), ("k0", 0)]);
        let mut sealed = ring.seal(&Place::session(), &plain);
        let position = position.index(sealed.len());
        sealed[position] ^= 1 << bit;
        prop_assert!(ring.open(&Place::session(), &sealed).is_err());
    }

    #[test]
    fn bytes_from_anywhere_never_open_and_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
    ) {
        let ring = ring(&[("k1", 1)]);
        prop_assert!(ring.open(&Place::session(), &bytes).is_err());
    }

    #[test]
    fn a_value_cut_anywhere_is_refused(cut in any::<prop::sample::Index>()) {
        let ring = ring(&[("k1", 1)]);
        let sealed = ring.seal(&Place::session(), b"secret");
        prop_assert!(ring.open(&Place::session(), &sealed[..cut.index(sealed.len())]).is_err());
    }
}
