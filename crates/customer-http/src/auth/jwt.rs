//! The one claim of a JWT that we read: until when it works. Nothing is verified; the provider
//! does that.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// Base64 with the alphabet for URLs, padding optional.
fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
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
