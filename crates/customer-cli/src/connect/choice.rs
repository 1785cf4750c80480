//! Which providers a run calls: those that are named, and where `all` is said, those that can be called.

use std::cell::RefCell;

use customer_http::HttpOptions;

use crate::args::{Connection, Named};
use crate::connect::sandbox;
use crate::output::messages::note;
use crate::providers::Provider;

/// The providers to call. Of those that only `all` stands for, the ones that cannot be called are left out, and a note says why:
/// those that are not configured, or with `--sandbox` those without a stand-in. Where none is left, none is left out, so that each
/// says what it needs.
pub(crate) fn providers_to_call(
    named: Vec<Named>,
    connection: &Connection,
) -> Vec<&'static Provider> {
    let choice = choose(named, |provider| {
        if connection.sandbox {
            has_stand_in(provider)
        } else {
            is_configured(provider, customer_http::environment)
        }
    });
    for (provider, reason) in choice.left_out {
        note(format_args!("{} is left out: {reason}", provider.name));
    }
    choice.called
}

struct Choice {
    called: Vec<&'static Provider>,
    left_out: Vec<(&'static Provider, String)>,
}

/// `can_be_called` gives the reason where a provider cannot.
fn choose(named: Vec<Named>, can_be_called: impl Fn(&Provider) -> Result<(), String>) -> Choice {
    let all = named.iter().map(|named| named.provider).collect();
    let mut choice = Choice {
        called: Vec::new(),
        left_out: Vec::new(),
    };
    for Named { provider, by_all } in named {
        match can_be_called(provider) {
            Err(reason) if by_all => choice.left_out.push((provider, reason)),
            _ => choice.called.push(provider),
        }
    }
    if choice.called.is_empty() {
        choice = Choice {
            called: all,
            left_out: Vec::new(),
        };
    }
    choice
}

fn has_stand_in(provider: &Provider) -> Result<(), String> {
    if sandbox::hosts(provider) {
        Ok(())
    } else {
        Err(sandbox::NO_STAND_IN.to_owned())
    }
}

/// Whether any of the provider's variables is set. Where some are and others are missing, it is called, and its error names them.
fn is_configured(
    provider: &Provider,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<(), String> {
    let is_any_set = RefCell::new(false);
    let none = |name: &str| {
        let is_set = variable(name).is_some_and(|value| !value.trim().is_empty());
        *is_any_set.borrow_mut() |= is_set;
        None
    };
    let without_variables = (provider.connect)(&none, HttpOptions::new());
    match without_variables {
        Err(error) if !is_any_set.into_inner() => Err(error.message().to_owned()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::providers::PROVIDERS;

    fn named(names: &[(&str, bool)]) -> Vec<Named> {
        let provider = |name| PROVIDERS.iter().find(|it| it.name == name).unwrap();
        let each = names.iter().map(|&(name, by_all)| Named {
            provider: provider(name),
            by_all,
        });
        each.collect()
    }

    fn names(providers: &[&Provider]) -> Vec<&'static str> {
        providers.iter().map(|provider| provider.name).collect()
    }

    #[test]
    fn all_leaves_out_those_that_cannot_be_called_and_a_name_does_not() {
        let without_stand_in = |provider: &Provider| match provider.name {
            "komerza" => Ok(()),
            _ => Err("it has none".to_owned()),
        };
        let all = [
            ("komerza", true),
            ("commerceengine", true),
            ("kohortpay", false),
        ];
        let choice = choose(named(&all), without_stand_in);
        assert_eq!(names(&choice.called), ["komerza", "kohortpay"]);
        let [(left_out, reason)] = &*choice.left_out else {
            panic!("{} are left out", choice.left_out.len());
        };
        assert_eq!(
            (left_out.name, &**reason),
            ("commerceengine", "it has none")
        );
    }

    #[test]
    fn none_is_left_out_where_none_can_be_called() {
        let all = [("komerza", true), ("kohortpay", true)];
        let choice = choose(named(&all), |_| Err("not set up".to_owned()));
        assert_eq!(names(&choice.called), ["komerza", "kohortpay"]);
        assert!(choice.left_out.is_empty());
    }

    #[test]
    fn a_provider_is_configured_once_one_of_its_variables_is_set() {
        for provider in PROVIDERS {
            let reason = is_configured(provider, |_| None).unwrap_err();
            assert!(reason.contains(provider.credential_variable), "{reason}");
            assert!(is_configured(provider, |_| Some(" ".to_owned())).is_err());
            let one = |name: &str| (name == provider.credential_variable).then(|| "x".to_owned());
            assert_eq!(is_configured(provider, one), Ok(()));
        }
    }

    #[test]
    fn the_variables_that_messages_name_are_those_that_the_adapter_reads() {
        for provider in PROVIDERS {
            let asked = RefCell::new(Vec::new());
            let none = |name: &str| {
                asked.borrow_mut().push(name.to_owned());
                None
            };
            let _ = (provider.connect)(&none, HttpOptions::new());
            for variable in [provider.base_url_variable, provider.credential_variable] {
                assert!(
                    asked.borrow().iter().any(|name| name == variable),
                    "{variable}"
                );
            }
        }
    }

    #[test]
    fn a_newcomer_without_a_stand_in_is_told_so() {
        let newcomer = Provider {
            name: "newcomer",
            ..*PROVIDERS.first().unwrap()
        };
        let reason = has_stand_in(&newcomer).unwrap_err();
        assert_eq!(reason, "the sandbox has no stand-in of it");
        assert_eq!(has_stand_in(PROVIDERS.first().unwrap()), Ok(()));
    }
}
