//! Signed tokens: three base64url parts, the last of which is HMAC-SHA-256 of the others.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The same in every sandbox and no secret: tokens are looked up, not verified.
const SIGNING_KEY: &[u8] = b"sandbox-signing-key";
const BLOCK: usize = 64;

#[derive(Serialize)]
struct Header {
    alg: &'static str,
    typ: &'static str,
}

/// A token with these claims.
pub(super) fn signed<T: Serialize>(claims: &T) -> Result<String, sqlx::Error> {
    let header = Header {
        alg: "HS256",
        typ: "JWT",
    };
    let content = format!("{}.{}", part(&header)?, part(claims)?);
    let signature = URL_SAFE_NO_PAD.encode(hmac_sha256(SIGNING_KEY, content.as_bytes()));
    Ok(format!("{content}.{signature}"))
}

fn part<T: Serialize>(json: &T) -> Result<String, sqlx::Error> {
    let json = serde_json::to_vec(json).map_err(|error| sqlx::Error::Encode(error.into()))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// When a token expires, in seconds since 1970. None if it has no such claim.
pub(super) fn expires_at(token: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Claims {
        exp: i64,
    }

    let claims = token.split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: Claims = serde_json::from_slice(&json).ok()?;
    Some(claims.exp)
}

/// RFC 2104, for keys of up to one block.
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut inner = [0x36; BLOCK];
    let mut outer = [0x5c; BLOCK];
    for ((inner, outer), byte) in inner.iter_mut().zip(&mut outer).zip(key) {
        *inner ^= byte;
        *outer ^= byte;
    }
    let digest = Sha256::new()
        .chain_update(inner)
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(outer)
        .chain_update(digest)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fmt::Write as _;

    use super::*;

    /// The second test case of RFC 4231.
    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        let signature = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        let hex = signature.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        assert_eq!(
            hex,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_expiry_of_a_token_is_read_back() {
        #[derive(Serialize)]
        struct Claims {
            exp: i64,
        }
        let token = signed(&Claims { exp: 42 }).unwrap();
        assert_eq!(expires_at(&token), Some(42));
        for token in ["", "sandbox-refresh-token", "a.b.c", "a.e30.c"] {
            assert_eq!(expires_at(token), None, "{token}");
        }
    }
}
