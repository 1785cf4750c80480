//! The settings of an adapter: where they come from, and what is said of those that are missing or unfit.

use std::fmt;

use customer_core::{Error, ProviderName, Result};

use super::setting::setting;
use crate::auth::Secret;

/// A setting: what it is, and the environment variable that it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    what: &'static str,
    variable: &'static str,
}

impl Setting {
    /// For example `Setting::new("the API key", "KOHORTPAY_API_KEY")`.
    pub const fn new(what: &'static str, variable: &'static str) -> Self {
        Self { what, variable }
    }

    /// The text of the setting in a source of variables, such as [`environment`]. A blank one counts as absent.
    pub fn read(self, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
        variable(self.variable).filter(|text| !text.trim().is_empty())
    }

    /// As [`read`](Self::read), for a text that must not be shown.
    pub fn read_secret(self, variable: impl Fn(&str) -> Option<String>) -> Option<Secret> {
        self.read(variable).map(Secret::from)
    }
}

/// For people: *the API key (`KOHORTPAY_API_KEY`)*, without the marks.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.variable)
    }
}

/// A variable of the process's environment. What is no Unicode is read with marks in it, so that it is refused
/// by its name instead of taken for absent.
pub fn environment(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Checks the settings of an adapter and tells of all that are missing or unfit at once.
///
/// ```
/// use customer_core::ProviderName;
/// use customer_http::{Secret, Setting, Settings};
///
/// const STORE_ID: Setting = Setting::new("the store id", "SHOP_STORE_ID");
/// const API_KEY: Setting = Setting::new("the API key", "SHOP_API_KEY");
///
/// let check = |store_id: Option<&str>, api_key: Option<&Secret>| {
///     let mut settings = Settings::new(ProviderName::from_static("shop"));
///     let store_id = settings.required(STORE_ID, store_id);
///     let api_key = settings.required_secret(API_KEY, api_key);
///     settings.finish(store_id.zip(api_key))
/// };
/// assert_eq!(check(Some(" 12\n"), Some(&"sk_1".into()))?.0, "12");
/// assert_eq!(
///     check(None, Some(&" ".into())).unwrap_err().message(),
///     "the store id (SHOP_STORE_ID) is missing; the API key (SHOP_API_KEY) is missing"
/// );
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Settings {
    provider: ProviderName,
    errors: Vec<Error>,
    unfit: Vec<Setting>,
}

impl Settings {
    /// Of this provider, whose name errors bear.
    pub fn new(provider: ProviderName) -> Self {
        Self {
            provider,
            errors: Vec::new(),
            unfit: Vec::new(),
        }
    }

    /// The value without what stands around it, where it has one and is [fit](setting).
    pub fn optional(&mut self, name: Setting, value: Option<&str>) -> Option<String> {
        match setting(&name.to_string(), value.unwrap_or_default()) {
            Ok(value) => value.map(str::to_owned),
            Err(error) => {
                self.errors.push(error);
                self.unfit.push(name);
                None
            }
        }
    }

    /// As [`optional`](Self::optional); it is told of where there is none.
    pub fn required(&mut self, name: Setting, value: Option<&str>) -> Option<String> {
        let value = self.optional(name, value);
        if value.is_none() {
            self.missing(&[name]);
        }
        value
    }

    /// Tells that one of these settings is missing, unless one was given and is unfit, which was told already.
    pub fn missing(&mut self, names: &[Setting]) {
        if names.iter().all(|name| !self.unfit.contains(name)) {
            let names: Vec<_> = names.iter().map(Setting::to_string).collect();
            self.refuse(format!("{} is missing", names.join(" or ")));
        }
    }

    /// As [`optional`](Self::optional), for a text that must not be shown.
    pub fn optional_secret(&mut self, name: Setting, value: Option<&Secret>) -> Option<Secret> {
        let value = self.optional(name, value.map(Secret::expose));
        value.map(Secret::from)
    }

    /// As [`required`](Self::required), for a text that must not be shown.
    pub fn required_secret(&mut self, name: Setting, value: Option<&Secret>) -> Option<Secret> {
        let value = self.required(name, value.map(Secret::expose));
        value.map(Secret::from)
    }

    /// Tells of something else that is missing or unfit.
    pub fn refuse(&mut self, message: impl AsRef<str>) {
        self.errors.push(Error::configuration(message));
    }

    /// The value of a check, or nothing, and its error is told of.
    pub fn take<T>(&mut self, checked: Result<T>) -> Option<T> {
        checked.map_err(|error| self.errors.push(error)).ok()
    }

    /// What the settings make, where nothing is wrong with any of them.
    ///
    /// # Errors
    ///
    /// [`Configuration`](customer_core::ErrorKind::Configuration), which tells of all that is wrong.
    pub fn finish<T>(self, made: Option<T>) -> Result<T> {
        let Self {
            provider,
            mut errors,
            ..
        } = self;
        let error = match (made, errors.len()) {
            (Some(made), 0) => return Ok(made),
            (None, 0) => Error::configuration("a setting is missing"),
            (_, 1) => errors.remove(0),
            _ => {
                let messages: Vec<_> = errors.iter().map(Error::message).collect();
                Error::configuration(messages.join("; "))
            }
        };
        Err(error.with_provider(provider))
    }
}
