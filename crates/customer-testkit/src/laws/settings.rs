//! Settings as an environment gives them.

use customer_core::{CustomerProvider as _, Error, ErrorKind};

use super::support::{missing, needs};
use crate::harness::{Harness, Part, Setting};
use crate::outcome::{Checked, LawResult, broken, law};

const REMEDY: &str =
    "builder.rs: build() reads each setting with customer_http::setting, and names it in errors";

fn settings(harness: &dyn Harness) -> Checked<Vec<Setting>> {
    needs(harness, Part::Settings)?;
    let settings = harness.settings();
    if settings.is_empty() || harness.build(&|_| None).is_none() {
        let remedy = "Harness::settings, and Harness::build with Builder::from_variables";
        return missing(harness, Part::Settings, remedy);
    }
    Ok(settings)
}

/// Builds with the settings, of which one has become another.
fn with(
    harness: &dyn Harness,
    settings: &[Setting],
    changed: &str,
    value: Option<&str>,
) -> Result<customer_core::ProviderIdentity, Error> {
    let built = harness.build(&|name| {
        if name == changed {
            return value.map(str::to_owned);
        }
        let setting = settings.iter().find(|setting| setting.name == name)?;
        Some(setting.value.clone())
    });
    match built {
        Some(built) => built.map(|provider| provider.identity()),
        None => Err(Error::configuration("there is no builder")),
    }
}

fn usual(harness: &dyn Harness, settings: &[Setting]) -> Checked<customer_core::ProviderIdentity> {
    match with(harness, settings, "", None) {
        Ok(identity) => Ok(identity),
        Err(error) => broken(format!("the settings alone build nothing: {error}"), REMEDY),
    }
}

/// The environment alone configures a provider; each setting that is required is named where it is missing or empty.
pub fn a_missing_setting_is_named(harness: &dyn Harness) -> LawResult {
    law(|| {
        let settings = settings(harness)?;
        usual(harness, &settings)?;
        for setting in settings.iter().filter(|setting| setting.is_required) {
            for value in [None, Some(""), Some(" \n")] {
                match with(harness, &settings, setting.name, value) {
                    Err(error)
                        if error.kind() == ErrorKind::Configuration
                            && error.to_string().contains(setting.name) => {}
                    other => {
                        return broken(
                            format!("without {}: {:?}", setting.name, other.map(drop)),
                            REMEDY,
                        );
                    }
                }
            }
        }
        Ok(())
    })
}

/// White space around a setting, as it is copied, is left out.
pub fn white_space_around_a_setting_is_left_out(harness: &dyn Harness) -> LawResult {
    law(|| {
        let settings = settings(harness)?;
        let usual = usual(harness, &settings)?;
        for Setting { name, value, .. } in &settings {
            for copied in [
                format!(" {value} "),
                format!("{value}\n"),
                format!("\r\n{value}\r\n"),
                format!("\u{feff}{value}"),
                format!("{value}\u{200b}"),
            ] {
                let built = with(harness, &settings, name, Some(&copied));
                if built.as_ref().ok() != Some(&usual) {
                    return broken(
                        format!("{name} with white space around it: {built:?}"),
                        REMEDY,
                    );
                }
            }
        }
        Ok(())
    })
}

/// A setting with white space, a control character or quotation marks in it is refused by its name, and never shown.
pub fn an_unfit_setting_is_refused_and_never_shown(harness: &dyn Harness) -> LawResult {
    law(|| {
        let settings = settings(harness)?;
        for Setting { name, value, .. } in &settings {
            let middle = value
                .char_indices()
                .map(|(at, _)| at)
                .find(|at| at * 2 >= value.len());
            let (start, end) = value.split_at(middle.unwrap_or_default());
            for unfit in [
                format!("{start} {end}"),
                format!("{start}\n{end}"),
                format!("{start}\t{end}"),
                format!("{start}\u{7}{end}"),
                format!("{value}\0"),
                format!("{start}\u{a0}{end}"),
                format!("{start}\u{200b}{end}"),
                format!("\"{value}\""),
                format!("'{value}'"),
            ] {
                let Err(error) = with(harness, &settings, name, Some(&unfit)) else {
                    return broken(format!("{name} is taken as {unfit:?}"), REMEDY);
                };
                let told = format!("{error} {error:?}");
                if error.kind() != ErrorKind::Configuration
                    || error.provider().is_none()
                    || !told.contains(name)
                {
                    return broken(format!("{name} that is unfit: {error}"), REMEDY);
                }
                if told.contains(start) || told.contains(end) {
                    return broken(format!("the error about {name} shows it"), REMEDY);
                }
            }
        }
        Ok(())
    })
}

/// A base URL that would send the credential in the clear, or is none, is refused.
pub fn a_base_url_that_would_leak_the_credential_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        let settings = settings(harness)?;
        let Some(base_url) = settings
            .iter()
            .find(|one| one.value.starts_with("https://"))
        else {
            return crate::outcome::skip("no setting is a base URL");
        };
        for url in [
            "http://api.example.com",
            "http://192.0.2.1",
            "http://127.0.0.1:1",
            "ftp://api.example.com",
            "api.example.com",
            "https://",
        ] {
            match with(harness, &settings, base_url.name, Some(url)) {
                Err(error) if error.kind() == ErrorKind::Configuration => {}
                other => {
                    return broken(
                        format!("{} is taken as {url}: {:?}", base_url.name, other.map(drop)),
                        "builder.rs: the base URL as HttpClient takes it; plain HTTP by HttpOptions::allow_http alone",
                    );
                }
            }
        }
        Ok(())
    })
}
