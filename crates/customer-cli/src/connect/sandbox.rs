//! The sandbox: its state directory, its start, and the variables that connect adapters to it.

use std::path::{Path, PathBuf};

use customer_sandbox::{Sandbox, SandboxBuilder};

use crate::failure::{Failure, with_causes};
use crate::providers::Provider;

/// A sandbox with its state in this directory, or in the default directory.
///
/// # Errors
///
/// The environment does not say where the user's data belongs.
pub(crate) fn builder(directory: Option<&Path>) -> Result<SandboxBuilder, Failure> {
    let directory = match directory {
        Some(directory) => directory.to_owned(),
        None => default_directory()?,
    };
    Ok(Sandbox::builder().directory(directory))
}

/// What is said of a provider without a stand-in.
pub(crate) const NO_STAND_IN: &str = "the sandbox has no stand-in of it";

/// Whether the embedded sandbox has a stand-in of this provider.
pub(crate) fn hosts(provider: &Provider) -> bool {
    let mut hosted = Sandbox::builder().providers().into_iter();
    hosted.any(|hosted| hosted.name() == provider.name)
}

/// Starts a sandbox.
///
/// # Errors
///
/// The sandbox cannot listen, or its state cannot be used.
pub(crate) async fn start(builder: SandboxBuilder) -> Result<Sandbox, Failure> {
    let started = builder.start().await;
    started.map_err(|error| Failure::Setup(with_causes(&error)))
}

/// The environment variables with which adapters connect to the sandbox, in the order of its ports.
pub(crate) fn variables(sandbox: &Sandbox) -> impl Iterator<Item = (&str, &str)> {
    let stand_ins = sandbox.providers().into_iter();
    let variables = stand_ins.flat_map(|provider| &sandbox.stand_in(provider).variables);
    variables.map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The default directory of the sandbox's state.
fn default_directory() -> Result<PathBuf, Failure> {
    data_directory(|name| std::env::var_os(name).map(PathBuf::from))
        .map(|directory| directory.join("customers").join("sandbox"))
        .ok_or_else(|| {
            let message = "the user's data directory is not known because HOME is not set: use \
                           --sandbox-dir";
            Failure::Setup(message.to_owned())
        })
}

/// The user's data directory, as the platform defines it. Relative paths are ignored, as the XDG Base Directory
/// Specification says: they would depend on the working directory.
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
    fn the_data_directory_is_the_one_of_the_xdg_specification() {
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
