//! The laws of every adapter, over any capabilities.

use chrono::DateTime;
use customer_core::memory::MemoryProvider;
use customer_core::strategies;
use customer_core::{
    Capabilities, CustomerProvider, CustomerProviderExt, FieldPath, FieldReport, Lookup,
    NewCustomer, Operation, Preview, WriteOptions,
};
use proptest::prelude::*;

use super::now;
use crate::fate;

fn provider(fields: &Capabilities) -> MemoryProvider {
    let operations = Operation::ALL.iter();
    let capabilities = operations.fold(fields.clone(), |capabilities, operation| {
        capabilities.with_native(*operation)
    });
    MemoryProvider::builder()
        .capabilities(capabilities.with_lookup(Lookup::Email))
        .clock(|| DateTime::from_timestamp(1_800_000_000, 0).unwrap())
        .build()
}

/// What can be written at all: the preview's own report, or nothing to check.
fn may_go_ahead(preview: &Preview) -> bool {
    let FieldReport { sent, altered, .. } = &preview.fields;
    preview.problems.is_empty() && !(sent.is_empty() && altered.is_empty())
}

fn is_readable(provider: &MemoryProvider, path: &FieldPath) -> bool {
    let field = provider.capabilities().field(path.field());
    field.is_some_and(|field| field.read)
}

proptest! {
    #[test]
    fn a_create_holds_what_it_says(
        fields in fate::capabilities(),
        customer in strategies::new_customer(),
    ) {
        let provider = provider(&fields);
        let preview = provider.preview_create(&customer);
        prop_assert!(preview.fields.is_partition_of(&customer.given()));
        let written = now(provider.create_customer(&customer, &WriteOptions::lossy()));
        prop_assert_eq!(written.is_ok(), may_go_ahead(&preview));
        let strict = now(provider.create(&customer));
        prop_assert!(strict.is_err() || preview.fields.is_lossless());
        let Ok(written) = written else { return Ok(()) };
        prop_assert_eq!(&written.fields, &preview.fields);
        let id = &written.customer.id;
        prop_assert_eq!(&now(provider.get(id)).unwrap(), &written.customer);

        let given = customer.values();
        let own = |path: &FieldPath| path.address_index().is_none();
        let kept = provider.records().remove(0);
        let kept = kept.values();
        let shown = written.customer.values();
        for path in written.fields.sent.iter().filter(|path| own(path)) {
            let value = given.iter().find(|(field, _)| field == path);
            prop_assert_eq!(kept.iter().find(|(field, _)| field == path), value);
            let shown = shown.iter().find(|(field, _)| field == path);
            prop_assert_eq!(shown, value.filter(|_| is_readable(&provider, path)));
        }
        for loss in written.fields.unrepresentable.iter().filter(|loss| own(&loss.field)) {
            prop_assert!(kept.iter().all(|(field, _)| field != &loss.field));
        }
    }

    #[test]
    fn an_update_changes_what_it_says_and_the_same_when_applied_twice(
        fields in fate::capabilities(),
        customer in strategies::new_customer(),
        update in strategies::customer_update(),
    ) {
        let provider = provider(&fields);
        let id = provider.insert(customer);
        let preview = provider.preview_update(&update);
        prop_assert!(preview.fields.is_partition_of(&update.given()));
        let before = provider.records();
        let options = WriteOptions::lossy();
        let written = now(provider.update_customer(&id, &update, &options));
        prop_assert_eq!(written.is_ok(), may_go_ahead(&preview));
        let Ok(written) = written else {
            prop_assert_eq!(provider.records(), before);
            return Ok(());
        };
        prop_assert_eq!(&written.fields, &preview.fields);
        let once = provider.records();
        let kept = once[0].values();
        let old = before[0].values();
        for (path, value) in update.changes() {
            let kept = kept.iter().find(|(field, _)| *field == path).map(|(_, value)| &**value);
            if written.fields.sent.contains(&path) {
                prop_assert_eq!(kept, value.as_deref());
            } else {
                let old = old.iter().find(|(field, _)| *field == path).map(|(_, value)| &**value);
                prop_assert_eq!(kept, old);
            }
        }
        let again = now(provider.update_customer(&id, &update, &options)).unwrap();
        prop_assert_eq!(again.customer, written.customer);
        prop_assert_eq!(provider.records(), once);
    }

    #[test]
    fn an_address_and_a_block_hold_what_they_say(
        fields in fate::capabilities(),
        address in strategies::address(),
        block in strategies::block_request(),
    ) {
        let provider = provider(&fields);
        let id = provider.insert(NewCustomer::new());
        let options = WriteOptions::lossy();
        let given = NewCustomer::new().with_address(address.clone()).given();
        if let Ok(written) = now(provider.add_customer_address(&id, &address, &options)) {
            prop_assert!(written.fields.is_partition_of(&given));
            let listed = now(provider.list_addresses(&id)).unwrap();
            prop_assert_eq!(&listed, std::slice::from_ref(&written.address));
            let address_id = written.address.id.clone().unwrap();
            let replaced = now(provider.update_customer_address(&id, &address_id, &address, &options));
            let replaced = replaced.unwrap();
            prop_assert!(replaced.fields.is_partition_of(&given));
            prop_assert_eq!(now(provider.list_addresses(&id)).unwrap().len(), 1);
        }
        let changed = now(provider.block_customer(&id, &block, &options)).unwrap();
        prop_assert_eq!(changed.fields.unrepresentable.len(), usize::from(block.reason.is_some()));
    }
}
