//! Steps, and what they are made of.

use customer_core::{EmailAddress, Operation, strategies};
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

/// Any step. What the provider does not know is tried now and then.
pub(super) fn steps<S: Subject>() -> BoxedStrategy<Step> {
    let create = prop_oneof![
        5 => S::customers().prop_map(|customer| (customer, true)),
        1 => strategies::new_customer().prop_map(|customer| (customer, false)),
    ];
    let update = prop_oneof![
        5 => S::updates().prop_map(|update| (update, true)),
        1 => strategies::customer_update().prop_map(|update| (update, false)),
    ];
    use Operation as O;
    let steps: Vec<(Operation, u32, BoxedStrategy<Step>)> = vec![
        (
            O::CreateCustomer,
            6,
            create
                .prop_map(|(customer, whole)| Step::Create {
                    customer: Box::new(customer),
                    whole,
                })
                .boxed(),
        ),
        (
            O::GetCustomer,
            2,
            (who(), any::<bool>())
                .prop_map(|(who, with_addresses)| Step::Get {
                    who,
                    with_addresses,
                })
                .boxed(),
        ),
        (
            O::FindCustomersByEmail,
            2,
            email().prop_map(Step::Find).boxed(),
        ),
        (
            O::ListCustomers,
            2,
            (1..8_u32)
                .prop_map(|page_size| Step::List { page_size })
                .boxed(),
        ),
        (
            O::UpdateCustomer,
            4,
            (who(), update)
                .prop_map(|(who, (update, whole))| Step::Update {
                    who,
                    update: Box::new(update),
                    whole,
                })
                .boxed(),
        ),
        (O::DeleteCustomer, 1, who().prop_map(Step::Delete).boxed()),
        (O::RestoreCustomer, 1, who().prop_map(Step::Restore).boxed()),
        (
            O::BlockCustomer,
            2,
            (who(), strategies::block_request())
                .prop_map(|(who, block)| Step::Block { who, block })
                .boxed(),
        ),
        (O::UnblockCustomer, 2, who().prop_map(Step::Unblock).boxed()),
        (
            O::ListAddresses,
            2,
            who().prop_map(Step::ListAddresses).boxed(),
        ),
        (
            O::AddAddress,
            3,
            (who(), S::addresses())
                .prop_map(|(who, address)| Step::AddAddress {
                    who,
                    address: Box::new(address),
                })
                .boxed(),
        ),
        (
            O::UpdateAddress,
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
            O::RemoveAddress,
            1,
            (who(), who())
                .prop_map(|(who, which)| Step::RemoveAddress { who, which })
                .boxed(),
        ),
    ];
    let capabilities = S::capabilities();
    let weighted = steps.into_iter().map(|(operation, weight, step)| {
        let supported = capabilities.supports(operation);
        (if supported { 12 * weight } else { 1 }, step)
    });
    prop::strategy::Union::new_weighted(weighted.collect()).boxed()
}
