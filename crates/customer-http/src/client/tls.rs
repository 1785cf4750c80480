//! TLS with a provider of cryptography that is handed over, never installed for the process.

use std::fmt;
use std::sync::Arc;

use customer_core::{Error, Result};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// The certificate of an authority that is trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct RootCertificate(CertificateDer<'static>);

impl RootCertificate {
    /// A certificate in DER.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Self {
        Self(CertificateDer::from(der.into()))
    }

    /// All certificates in a PEM file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](customer_core::ErrorKind) when it is not PEM or holds no
    /// certificate.
    pub fn from_pem(pem: &[u8]) -> Result<Vec<Self>> {
        let certificates: Vec<Self> = CertificateDer::pem_slice_iter(pem)
            .map(|certificate| certificate.map(Self))
            .collect::<Result<_, _>>()
            .map_err(|_| Error::configuration("the root certificates are not valid PEM"))?;
        if certificates.is_empty() {
            return Err(Error::configuration("the PEM holds no root certificate"));
        }
        Ok(certificates)
    }
}

impl fmt::Debug for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootCertificate({} bytes)", self.0.len())
    }
}

/// The client's side of TLS, trusting `roots` or, without them, what the platform trusts.
pub(crate) fn client_config(roots: Option<&[RootCertificate]>) -> Result<ClientConfig> {
    let provider = provider()?;
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration("TLS cannot be set up").with_source(error))?;
    let mut config = if let Some(roots) = roots {
        let mut store = RootCertStore::empty();
        for root in roots {
            store.add(root.0.clone()).map_err(|error| {
                Error::configuration("a root certificate is not valid").with_source(error)
            })?;
        }
        builder.with_root_certificates(store).with_no_client_auth()
    } else {
        let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(|error| {
            Error::configuration("the platform's root certificates cannot be read")
                .with_source(error)
        })?;
        builder
            .dangerous() // It is so to hand over any verifier; this one is the platform's.
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    };
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok(config)
}

/// Built with neither feature, what the application has installed for its process.
fn provider() -> Result<Arc<CryptoProvider>> {
    #[cfg(feature = "aws-lc-rs")]
    let provider = Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    let provider = Some(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    let provider = CryptoProvider::get_default().cloned();
    provider.ok_or_else(|| {
        Error::configuration("there is no provider of cryptography: enable `ring` or `aws-lc-rs`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_certificates_are_refused() {
        assert!(RootCertificate::from_pem(b"").is_err());
        assert!(RootCertificate::from_pem(b"-----BEGIN CERTIFICATE-----\n!\n").is_err());
        let broken = [RootCertificate::from_der(*b"not DER")];
        assert!(client_config(Some(&broken)).is_err());
    }

    #[test]
    fn no_crypto_provider_is_installed_for_the_process() {
        assert!(client_config(Some(&[])).is_ok());
        assert!(CryptoProvider::get_default().is_none());
    }
}
