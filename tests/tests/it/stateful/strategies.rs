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

/// An operation, how often it is wanted, and how it is asked for.
type Wanted = (Operation, u32, BoxedStrategy<Step>);

/// Any step. What the provider does not know is tried now and then.
pub(super) fn steps<S: Subject>() -> BoxedStrategy<Step> {
    let mut wanted = of_records::<S>();
    wanted.extend(of_standings());
    wanted.extend(of_addresses::<S>());
    let capabilities = S::capabilities();
    let weighted = wanted.into_iter().map(|(operation, weight, step)| {
        let supported = capabilities.supports(operation);
        (if supported { 12 * weight } else { 1 }, step)
    });
    prop::strategy::Union::new_weighted(weighted.collect()).boxed()
}

fn of_records<S: Subject>() -> Vec<Wanted> {
    let create = prop_oneof![
        5 => S::customers().prop_map(|customer| (customer, true)),
        1 => strategies::new_customer().prop_map(|customer| (customer, false)),
    ];
    let create = create.prop_map(|(customer, whole)| Step::Create {
        customer: Box::new(customer),
        whole,
    });
    let get = (who(), any::<bool>()).prop_map(|(who, with_addresses)| Step::Get {
        who,
        with_addresses,
    });
    let find = email().prop_map(Step::Find);
    let list = (1..8_u32).prop_map(|page_size| Step::List { page_size });
    let update = prop_oneof![
        5 => S::updates().prop_map(|update| (update, true)),
        1 => strategies::customer_update().prop_map(|update| (update, false)),
    ];
    let update = (who(), update).prop_map(|(who, (update, whole))| Step::Update {
        who,
        update: Box::new(update),
        whole,
    });
    vec![
        (Operation::CreateCustomer, 6, create.boxed()),
        (Operation::GetCustomer, 2, get.boxed()),
        (Operation::FindCustomersByEmail, 2, find.boxed()),
        (Operation::ListCustomers, 2, list.boxed()),
        (Operation::UpdateCustomer, 4, update.boxed()),
    ]
}

fn of_standings() -> Vec<Wanted> {
    let delete = who().prop_map(Step::Delete);
    let restore = who().prop_map(Step::Restore);
    let block =
        (who(), strategies::block_request()).prop_map(|(who, block)| Step::Block { who, block });
    let unblock = who().prop_map(Step::Unblock);
    vec![
        (Operation::DeleteCustomer, 1, delete.boxed()),
        (Operation::RestoreCustomer, 1, restore.boxed()),
        (Operation::BlockCustomer, 2, block.boxed()),
        (Operation::UnblockCustomer, 2, unblock.boxed()),
    ]
}

fn of_addresses<S: Subject>() -> Vec<Wanted> {
    let list = who().prop_map(Step::ListAddresses);
    let add = (who(), S::addresses()).prop_map(|(who, address)| Step::AddAddress {
        who,
        address: Box::new(address),
    });
    let update =
        (who(), who(), S::addresses()).prop_map(|(who, which, address)| Step::UpdateAddress {
            who,
            which,
            address: Box::new(address),
        });
    let remove = (who(), who()).prop_map(|(who, which)| Step::RemoveAddress { who, which });
    vec![
        (Operation::ListAddresses, 2, list.boxed()),
        (Operation::AddAddress, 3, add.boxed()),
        (Operation::UpdateAddress, 2, update.boxed()),
        (Operation::RemoveAddress, 1, remove.boxed()),
    ]
}
