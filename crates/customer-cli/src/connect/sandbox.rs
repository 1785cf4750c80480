//! The sandbox: where it keeps its state, and how adapters reach it.

use std::path::PathBuf;

use customer_sandbox::{Access, Sandbox, SandboxBuilder};

use crate::failure::{Failure, with_causes};

/// Starts a sandbox.
///
/// # Errors
///
/// It cannot listen, or its state cannot be used.
pub(crate) async fn start(builder: SandboxBuilder) -> Result<Sandbox, Failure> {
    let started = builder.start().await;
    started.map_err(|error| Failure::Setup(with_causes(&error)))
}

/// The variables under which adapters look for what opens the stand-ins.
pub(crate) fn variables(access: &Access) -> Vec<(&'static str, String)> {
    let (komerza, engine, kohortpay) = (&access.komerza, &access.commerceengine, &access.kohortpay);
    vec![
        ("KOMERZA_BASE_URL", komerza.base_url.clone()),
        ("KOMERZA_STORE_ID", komerza.store_id.clone()),
        ("KOMERZA_API_KEY", komerza.api_key.clone()),
        ("COMMERCEENGINE_BASE_URL", engine.base_url.clone()),
        ("COMMERCEENGINE_STORE_ID", engine.store_id.clone()),
        ("COMMERCEENGINE_ACCESS_TOKEN", engine.access_token.clone()),
        ("KOHORTPAY_BASE_URL", kohortpay.base_url.clone()),
        ("KOHORTPAY_API_KEY", kohortpay.test_key.clone()),
    ]
}

/// Where the sandbox keeps its state where no other directory was named.
///
/// # Errors
///
/// The environment does not say where the user's data belongs.
pub(crate) fn default_directory() -> Result<PathBuf, Failure> {
    data_directory(|name| std::env::var_os(name).map(PathBuf::from))
        .map(|directory| directory.join("customers").join("sandbox"))
        .ok_or_else(|| {
            let message = "the environment does not say where your data belongs (HOME is not set): \
                           name a directory with --sandbox-dir";
            Failure::Setup(message.to_owned())
        })
}

/// The user's data directory by the customs of the platform. Only absolute paths count: the XDG Base
/// Directory Specification says so, and a relative one would be another in every directory.
fn data_directory(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return absolute("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return absolute("HOME").map(|home| home.join("Library").join("Application Support"));
    }
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_data_directory_follows_the_customs() {
        let directory = |variables: &'static [(&str, &str)]| {
            data_directory(|name| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| PathBuf::from(value))
            })
        };
        let home = PathBuf::from("/home/ada/.local/share");
        for (variables, expected) in [
            (&[][..], None),
            (&[("HOME", "/home/ada")], Some(home.clone())),
            (
                &[("HOME", "/home/ada"), ("XDG_DATA_HOME", "/data")],
                Some("/data".into()),
            ),
            (
                &[("HOME", "/home/ada"), ("XDG_DATA_HOME", "data")],
                Some(home.clone()),
            ),
            (&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "")], Some(home)),
            (&[("HOME", "here")], None),
        ] {
            assert_eq!(directory(variables), expected, "{variables:?}");
        }
    }
}
