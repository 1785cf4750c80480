//! A fault: which requests it matches, how often it applies, and its effect.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::effect::{Effect, GIBIBYTE, ResetPoint, default_redirect_status, default_status};
use crate::provider::Provider;

/// An effect on the next requests that match.
///
/// By default a fault applies once, to any request to any provider. Of several that match a request the
/// first that was pushed applies; "fail twice, then succeed" is one fault with [`times(2)`](Self::times).
///
/// In JSON, as the control API takes it, only the effect is required:
///
/// ```
/// use customer_sandbox::{Fault, Provider};
///
/// let json = r#"{
///     "provider": "komerza", "method": "POST", "route": "/stores/{storeId}/customers", "times": 2,
///     "effect": { "kind": "status", "status": 503, "retry_after": "1" }
/// }"#;
/// let fault = Fault::status(503)
///     .retry_after("1")
///     .provider(Provider::KOMERZA)
///     .method("POST")
///     .route("/stores/{storeId}/customers")
///     .times(2);
/// assert_eq!(serde_json::from_str::<Fault>(json)?, fault);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// Only requests to this provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
    /// Only requests with this method, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests on this route, as the provider documents it below its base URL, such as
    /// `/customers/{id}/addresses`: a segment in braces stands for any one segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Only requests whose path, below the base URL, begins with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    /// How many matching requests pass before the fault applies.
    #[serde(default)]
    pub skip: u32,
    /// How many requests it then applies to; null for all until the faults are cleared.
    #[serde(default = "default_times")]
    pub times: Option<u32>,
    /// The percentage of matching requests it applies to, drawn with a fixed seed.
    #[serde(default = "default_percent")]
    pub percent: u8,
    /// Whether the request is executed before the fault applies. Faults that cut or slow a response
    /// execute it in any case.
    #[serde(default)]
    pub acts: bool,
    /// What happens.
    pub effect: Effect,
}

#[allow(clippy::unnecessary_wraps)] // It is the default of an optional field.
fn default_times() -> Option<u32> {
    Some(1)
}

fn default_percent() -> u8 {
    100
}

impl Fault {
    /// A fault with this effect, for the next request.
    pub fn new(effect: Effect) -> Self {
        Self {
            provider: None,
            method: None,
            route: None,
            path_prefix: None,
            skip: 0,
            times: default_times(),
            percent: default_percent(),
            acts: false,
            effect,
        }
    }

    /// See [`Effect::Delay`].
    pub fn delay(time: Duration) -> Self {
        Self::new(Effect::Delay {
            milliseconds: milliseconds(time),
        })
    }

    /// See [`Effect::RefuseConnections`].
    pub fn refuse_connections(time: Option<Duration>) -> Self {
        Self::new(Effect::RefuseConnections {
            milliseconds: time.map(milliseconds),
        })
    }

    /// See [`Effect::Reset`].
    pub fn reset(point: ResetPoint) -> Self {
        Self::new(Effect::Reset { point })
    }

    /// See [`Effect::CutBody`].
    pub fn cut_body() -> Self {
        Self::new(Effect::CutBody)
    }

    /// See [`Effect::TrickleBody`].
    pub fn trickle_body(bytes: usize, pause: Duration) -> Self {
        Self::new(Effect::TrickleBody {
            bytes,
            pause_milliseconds: milliseconds(pause),
        })
    }

    /// See [`Effect::Status`].
    pub fn status(status: u16) -> Self {
        Self::new(Effect::Status {
            status,
            retry_after: None,
        })
    }

    /// See [`Effect::Html`].
    pub fn html(status: u16) -> Self {
        Self::new(Effect::Html { status })
    }

    /// See [`Effect::InvalidUtf8`]; with status 200.
    pub fn invalid_utf8() -> Self {
        Self::new(Effect::InvalidUtf8 {
            status: default_status(),
        })
    }

    /// See [`Effect::HugeBody`]; of 1 GiB, not announced.
    pub fn huge_body() -> Self {
        Self::new(Effect::HugeBody {
            bytes: GIBIBYTE,
            announced: false,
        })
    }

    /// See [`Effect::InflatingBody`]; to 1 GiB.
    pub fn inflating_body() -> Self {
        Self::new(Effect::InflatingBody { bytes: GIBIBYTE })
    }

    /// See [`Effect::Encoded`].
    pub fn encoded(coding: impl Into<String>) -> Self {
        Self::new(Effect::Encoded {
            coding: coding.into(),
        })
    }

    /// See [`Effect::RecordAndError`].
    pub fn record_and_error() -> Self {
        Self::new(Effect::RecordAndError)
    }

    /// See [`Effect::Redirect`]; with status 307.
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::new(Effect::Redirect {
            status: default_redirect_status(),
            location: location.into(),
        })
    }

    /// See [`Effect::SuccessFalse`].
    pub fn success_false() -> Self {
        Self::new(Effect::SuccessFalse)
    }

    /// See [`Effect::Empty`]; with status 200.
    pub fn empty() -> Self {
        Self::new(Effect::Empty {
            status: default_status(),
        })
    }

    /// Only requests to this provider.
    #[must_use]
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only requests on this route, such as `/customers/{id}`.
    #[must_use]
    pub fn route(mut self, route: impl Into<String>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Only requests whose path, below the base URL, begins with this.
    #[must_use]
    pub fn path_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.path_prefix = Some(prefix.into());
        self
    }

    /// Lets this many matching requests pass first.
    #[must_use]
    pub fn skip(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    /// Applies to this many requests.
    #[must_use]
    pub fn times(mut self, requests: u32) -> Self {
        self.times = Some(requests);
        self
    }

    /// Applies until the faults are cleared.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Applies to this percentage of requests.
    #[must_use]
    pub fn percent(mut self, percent: u8) -> Self {
        self.percent = percent;
        self
    }

    /// Executes the request before the fault applies.
    #[must_use]
    pub fn after_acting(mut self) -> Self {
        self.acts = true;
        self
    }

    /// Sends `Retry-After` with a status; for other effects it is ignored.
    #[must_use]
    pub fn retry_after(mut self, value: impl Into<String>) -> Self {
        if let Effect::Status { retry_after, .. } = &mut self.effect {
            *retry_after = Some(value.into());
        }
        self
    }

    /// Whether the fault matches a request. The path is that below the base URL.
    pub(super) fn matches(&self, provider: Provider, method: &str, path: &str) -> bool {
        let is = |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| {
            wanted.as_deref().is_none_or(test)
        };
        self.provider.is_none_or(|wanted| wanted == provider)
            && is(&self.method, &|wanted| wanted.eq_ignore_ascii_case(method))
            && is(&self.route, &|route| is_on_route(route, path))
            && is(&self.path_prefix, &|prefix| path.starts_with(prefix))
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn is_on_route(route: &str, path: &str) -> bool {
    let mut route = route.split('/');
    let mut path = path.split('/');
    loop {
        match (route.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(segment)) => {
                let stands_for_any = wanted.starts_with('{') && wanted.ends_with('}');
                let fits = wanted == segment || (stands_for_any && !segment.is_empty());
                if !fits {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_route_matches_its_paths_and_no_others() {
        let on = |route, path| is_on_route(route, path);
        assert!(on("/customers/{id}", "/customers/cus_1"));
        assert!(on("/customers", "/customers"));
        assert!(!on("/customers/{id}", "/customers"));
        assert!(!on("/customers/{id}", "/customers/"));
        assert!(!on("/customers/{id}", "/customers/cus_1/block"));
        assert!(!on("/customers", "/customers/cus_1"));
        assert!(!on("/customers/{id}/block", "/customers/cus_1/unblock"));
    }

    #[test]
    fn every_fault_round_trips_through_json() {
        let effects = [
            Effect::Delay { milliseconds: 5 },
            Effect::RefuseConnections { milliseconds: None },
            Effect::CutBody,
            Effect::TrickleBody {
                bytes: 1,
                pause_milliseconds: 2,
            },
            Effect::Status {
                status: 429,
                retry_after: Some("3".to_owned()),
            },
            Effect::Html { status: 502 },
            Effect::InvalidUtf8 { status: 200 },
            Effect::HugeBody {
                bytes: 9,
                announced: true,
            },
            Effect::InflatingBody { bytes: 9 },
            Effect::Encoded {
                coding: "br".to_owned(),
            },
            Effect::RecordAndError,
            Effect::Redirect {
                status: 302,
                location: "http://example.com".to_owned(),
            },
            Effect::SuccessFalse,
            Effect::Empty { status: 204 },
        ];
        let resets = ResetPoint::ALL.map(|point| Effect::Reset { point });
        for effect in effects.into_iter().chain(resets) {
            let fault = Fault::new(effect)
                .always()
                .skip(2)
                .percent(10)
                .after_acting();
            let json = serde_json::to_string(&fault).unwrap();
            assert_eq!(
                serde_json::from_str::<Fault>(&json).unwrap(),
                fault,
                "{json}"
            );
        }
    }

    #[test]
    fn missing_fields_get_defaults_and_unknown_fields_are_refused() {
        let read = |json: &str| serde_json::from_str::<Fault>(json);
        let fault = read(r#"{"effect":{"kind":"huge_body"}}"#).unwrap();
        assert_eq!(fault, Fault::huge_body());
        let fault = read(r#"{"times":null,"effect":{"kind":"redirect","location":"x"}}"#).unwrap();
        assert_eq!(fault, Fault::redirect("x").always());
        for wrong in [
            "{}",
            r#"{"effect":{"kind":"fire"}}"#,
            r#"{"effect":{"kind":"reset"}}"#,
            r#"{"provide":"komerza","effect":{"kind":"cut_body"}}"#,
            r#"{"effect":{"kind":"delay","seconds":1}}"#,
            r#"{"effect":{"kind":"delay","milliseconds":1,"seconds":1}}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
