//! What to do next about a failure: one sentence, for a person.

use customer_core::{Error, ErrorKind};

use crate::providers::{PROVIDERS, Provider};

/// The setting that errors name where plain HTTP is refused.
const ALLOW_HTTP: &str = "allow_http";

/// What to do next, where something is known that helps.
pub(crate) fn next_step(error: &Error) -> Option<String> {
    let name = error.provider()?;
    let provider = PROVIDERS
        .iter()
        .find(|provider| provider.name == name.as_str())?;
    let variable = |name: &str| {
        let value = std::env::var(name).ok()?;
        Some(value).filter(|value| !value.trim().is_empty())
    };
    of_error(error, provider, variable)
}

fn of_error(
    error: &Error,
    provider: &Provider,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let name = provider.name;
    match error.kind() {
        ErrorKind::UnrepresentableFields => {
            Some("--lossy writes without these fields; without it nothing is sent".to_owned())
        }
        ErrorKind::Configuration => {
            let mut fields = error.fields().iter();
            fields
                .any(|problem| problem.field == ALLOW_HTTP)
                .then(|| "--allow-http allows plain HTTP to this machine".to_owned())
        }
        ErrorKind::Unauthenticated => Some(format!(
            "check the credential in {}",
            provider.credential_variable
        )),
        ErrorKind::PermissionDenied => Some(format!(
            "the credential in {} does not permit this; use another, or ask {name} for the permission",
            provider.credential_variable
        )),
        ErrorKind::UnsupportedOperation => Some(format!(
            "`customers providers --provider {name}` shows what {name} supports"
        )),
        ErrorKind::ConnectionFailed => Some(match variable(provider.base_url_variable) {
            Some(url) => {
                let origin = origin(&url);
                let sandbox = if is_loopback(&origin) {
                    "; `customers sandbox serve` starts a sandbox and prints its variables"
                } else {
                    ""
                };
                let variable = provider.base_url_variable;
                format!("no connection to {origin} ({variable}){sandbox}")
            }
            None => format!("check this machine's connection to {name}'s API"),
        }),
        _ => None,
    }
}

/// Scheme, host and port: the rest of a URL may hold secrets.
fn origin(url: &str) -> String {
    let url = url.trim();
    let Some((scheme, rest)) = url.split_once("://") else {
        return "the base URL".to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}")
}

fn is_loopback(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    ["localhost", "127.", "[::1]"]
        .iter()
        .any(|loopback| host.starts_with(loopback))
}

#[cfg(test)]
mod tests {
    use customer_core::FieldProblem;

    use super::*;

    fn of(kind: ErrorKind) -> Error {
        Error::new(kind, "no")
    }

    fn step(error: &Error, base_url: Option<&str>) -> Option<String> {
        of_error(error, &PROVIDERS[0], |name| {
            assert_eq!(name, "KOMERZA_BASE_URL");
            base_url.map(str::to_owned)
        })
    }

    #[test]
    fn every_error_that_a_person_can_mend_names_the_next_step() {
        let plain_http = Error::configuration("no")
            .with_fields(vec![FieldProblem::new("allow_http", "is needed")]);
        for (error, base_url, expected) in [
            (of(ErrorKind::UnrepresentableFields), None, "--lossy"),
            (plain_http, None, "--allow-http"),
            (of(ErrorKind::Unauthenticated), None, "KOMERZA_API_KEY"),
            (of(ErrorKind::PermissionDenied), None, "KOMERZA_API_KEY"),
            (
                of(ErrorKind::UnsupportedOperation),
                None,
                "customers providers --provider komerza",
            ),
            (
                of(ErrorKind::ConnectionFailed),
                Some("http://127.0.0.1:9/v1?key=secret"),
                "http://127.0.0.1:9 (KOMERZA_BASE_URL); `customers sandbox serve`",
            ),
            (
                of(ErrorKind::ConnectionFailed),
                Some("https://user:secret@api.example/v1"),
                "no connection to https://api.example (KOMERZA_BASE_URL)",
            ),
            (of(ErrorKind::ConnectionFailed), None, "komerza's API"),
        ] {
            let step = step(&error, base_url).unwrap_or_default();
            assert!(step.contains(expected), "{error}: {step}");
            assert!(!step.contains("secret"), "{step}");
        }
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::Configuration,
            ErrorKind::OutcomeUnknown,
        ] {
            assert_eq!(step(&of(kind), None), None, "{kind}");
        }
    }
}
