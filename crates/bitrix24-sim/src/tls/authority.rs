//! Who signs the certificate.

use std::{fs, io, net::Ipv6Addr, path::Path};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::pki_types::CertificateDer;

use super::TlsError;

/// The names a portal on this machine has.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// A certificate authority.
#[derive(Debug)]
pub(super) struct Authority {
    key: KeyPair,
    /// Its own certificate. Signed again it would be another text for the same authority.
    pem: String,
}

impl Authority {
    pub(super) fn fresh() -> Result<Self, TlsError> {
        Self::with(KeyPair::generate()?)
    }

    /// The one whose key lies in this folder, else a fresh one that is put there.
    pub(super) fn kept_in(folder: &Path) -> Result<Self, TlsError> {
        let key = folder.join("authority.key");
        let pem = folder.join("authority.pem");
        if let Some(key) = read(&key)? {
            let key = KeyPair::from_pem(&key)?;
            if let Some(pem) = read(&pem)? {
                return Ok(Self { key, pem });
            }
            let authority = Self::with(key)?;
            fs::write(&pem, &authority.pem)?;
            return Ok(authority);
        }
        let authority = Self::fresh()?;
        fs::create_dir_all(folder)?;
        write_secret(&key, &authority.key.serialize_pem())?;
        fs::write(&pem, &authority.pem)?;
        Ok(authority)
    }

    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for this machine, and its key.
    pub(super) fn loopback(&self) -> Result<(CertificateDer<'static>, KeyPair), TlsError> {
        let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
        params
            .distinguished_name
            .push(DnType::CommonName, "bitrix24-sim");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &Issuer::new(identity()?, &self.key))?;
        Ok((certificate.der().clone(), key))
    }

    fn with(key: KeyPair) -> Result<Self, TlsError> {
        let pem = identity()?.self_signed(&key)?.pem();
        Ok(Self { key, pem })
    }
}

/// What the authority is, key apart. Loopback is all it may vouch for.
fn identity() -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "bitrix24-sim authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                Ipv6Addr::LOCALHOST.octets(),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

/// What a file holds, if there is one.
fn read(file: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new file that only its owner may read.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    use io::Write as _;

    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
