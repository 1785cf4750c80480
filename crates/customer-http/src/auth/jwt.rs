//! The one claim of a JWT that we read: until when it works. Nothing is verified; the provider
//! does that.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The `exp` claim of a token, if it is a JWT and has one.
pub(crate) fn expiry(token: &str) -> Option<SystemTime> {
    #[derive(serde::Deserialize)]
    struct Claims {
        exp: f64,
    }

    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let claims: Claims = serde_json::from_slice(&decode_base64url(payload)?).ok()?;
    UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(claims.exp).ok()?)
}

/// Base64 with the alphabet for URLs. Padding is optional, and what stands in the last bits is ignored.
fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    LENIENT.decode(text.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_expiry() {
        // {"alg":"HS256"}.{"sub":"a?b>c","exp":1700000000}
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhP2I-YyIsImV4cCI6MTcwMDAwMDAwMH0.x";
        assert_eq!(
            expiry(token),
            Some(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
        );
        assert_eq!(expiry(&token.replace(".x", "=.x")), expiry(token));
    }

    #[test]
    fn what_is_no_jwt_has_none() {
        for token in [
            "", "opaque", "a.b", "a.b.c", "a.b.c.d", "a.e30.c", "..", "a.ü.c",
        ] {
            assert_eq!(expiry(token), None, "{token}");
        }
        // {"exp":-1} and {"exp":1e300}
        for token in ["a.eyJleHAiOi0xfQ.c", "a.eyJleHAiOjFlMzAwfQ.c"] {
            assert_eq!(expiry(token), None, "{token}");
        }
    }
}
