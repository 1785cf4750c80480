//! Steps, and what they are made of.

use customer_core::{EmailAddress, strategies};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::model::{Step, Subject, Who};
use crate::support;

/// Few, so that they meet: one inside another, one in another case, and what a URL or a search could misread.
const EMAILS: [&str; 8] = [
    "asha@example.com",
    "ASHA@Example.com",
    "sha@example.com",
    "asha@example.com.au",
    "o'neil+shop@example.com",
    "50%/a?b#c@example.com",
    "tilde~sign@example.com",
    "first.last@sub.example.co.uk",
];

/// E-mail addresses, most of which were there before.
pub(super) fn email() -> impl Strategy<Value = EmailAddress> {
    prop_oneof![
        4 => select(&EMAILS[..]).prop_map(support::email),
        1 => strategies::email_address(),
    ]
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        12 => any::<Index>().prop_map(Who::Made),
        1 => Just(Who::Nobody),
    ]
}

/// Any step. Most are such as the provider knows.
pub(super) fn steps<S: Subject>() -> BoxedStrategy<Step> {
    let create = prop_oneof![
        5 => S::customers().prop_map(|customer| (customer, true)),
        1 => strategies::new_customer().prop_map(|customer| (customer, false)),
    ];
    let update = prop_oneof![
        5 => S::updates().prop_map(|update| (update, true)),
        1 => strategies::customer_update().prop_map(|update| (update, false)),
    ];
    let steps: Vec<(u32, BoxedStrategy<Step>)> = vec![
        (
            6,
            create
                .prop_map(|(customer, whole)| Step::Create {
                    customer: Box::new(customer),
                    whole,
                })
                .boxed(),
        ),
        (
            2,
            (who(), any::<bool>())
                .prop_map(|(who, with_addresses)| Step::Get {
                    who,
                    with_addresses,
                })
                .boxed(),
        ),
        (2, email().prop_map(Step::Find).boxed()),
        (
            2,
            (1..8_u32)
                .prop_map(|page_size| Step::List { page_size })
                .boxed(),
        ),
        (
            4,
            (who(), update)
                .prop_map(|(who, (update, whole))| Step::Update {
                    who,
                    update: Box::new(update),
                    whole,
                })
                .boxed(),
        ),
        (1, who().prop_map(Step::Delete).boxed()),
        (1, who().prop_map(Step::Restore).boxed()),
        (
            2,
            (who(), strategies::block_request())
                .prop_map(|(who, block)| Step::Block { who, block })
                .boxed(),
        ),
        (2, who().prop_map(Step::Unblock).boxed()),
        (2, who().prop_map(Step::ListAddresses).boxed()),
        (
            3,
            (who(), S::addresses())
                .prop_map(|(who, address)| Step::AddAddress {
                    who,
                    address: Box::new(address),
                })
                .boxed(),
        ),
        (
            2,
            (who(), who(), S::addresses())
                .prop_map(|(who, which, address)| Step::UpdateAddress {
                    who,
                    which,
                    address: Box::new(address),
                })
                .boxed(),
        ),
        (
            1,
            (who(), who())
                .prop_map(|(who, which)| Step::RemoveAddress { who, which })
                .boxed(),
        ),
    ];
    prop::strategy::Union::new_weighted(steps).boxed()
}
