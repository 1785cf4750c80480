//! What the suite has to be told of the in-memory provider.

use std::sync::Arc;

use customer_core::memory::{self, MemoryProvider, all_capabilities};
use customer_core::{
    Address, AddressPart, Capabilities, CustomerProvider, EmailUniqueness, Field, Lookup,
    NewCustomer, Operation, strategies,
};
use customer_testkit::{Endpoint, Fault, Harness, Part, StandIn, Unsupported, async_trait};

use proptest::collection::vec;
use proptest::prelude::*;

use super::mutant::Mutant;
use super::slip::Slip;

/// The in-memory provider, right or with one fault.
pub(crate) struct MemoryHarness(pub(crate) Slip, pub(crate) u32);

/// It has no place for references and labels, and none later for e-mail addresses and locales.
fn capabilities(slip: Slip) -> Capabilities {
    let all = all_capabilities();
    let fields = all.fields().filter(|capability| {
        !matches!(
            capability.field,
            Field::Reference | Field::Address(AddressPart::Label)
        )
    });
    let fields = fields.cloned().map(|mut capability| {
        let is_fixed = matches!(capability.field, Field::Email | Field::Locale);
        capability.update &= !is_fixed;
        if capability.field == Field::BlockReason {
            capability.update = slip != Slip::StrictIgnoredOnBlock;
        }
        if slip == Slip::MarkerDropped && capability.field == Field::Metadata {
            capability.read = false;
        }
        capability
    });
    let uniqueness = match slip {
        Slip::NothingWithRepeatedEmails | Slip::FindGivesOne => EmailUniqueness::MayRepeat,
        _ => EmailUniqueness::Unique,
    };
    let denied = |operation: &&Operation| {
        let is_restore = **operation == Operation::RestoreCustomer;
        let denies = [
            Slip::RestoreClaimed,
            Slip::RestoreNotClaimed,
            Slip::UnsupportedWithoutOperation,
        ];
        is_restore && denies.contains(&slip)
    };
    Operation::ALL
        .iter()
        .filter(|operation| !denied(operation))
        .fold(Capabilities::new(), |capabilities, operation| {
            capabilities.with_native(*operation)
        })
        .with_fields(fields)
        .with_lookup(Lookup::Email)
        .with_email_uniqueness(uniqueness)
}

impl MemoryHarness {
    fn memory(&self) -> MemoryProvider {
        MemoryProvider::builder()
            .account("pune")
            .capabilities(capabilities(self.0))
            .build()
    }
}

#[async_trait]
impl Harness for MemoryHarness {
    fn connect(&self, _: &Endpoint) -> Arc<dyn CustomerProvider> {
        Mutant::of(self.memory(), self.0)
    }

    fn effort(&self) -> u32 {
        self.1
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        Some(Box::new(MemoryStandIn {
            memory: self.memory(),
            slip: self.0,
        }))
    }

    /// Whatever a preview says, they are held.
    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        let address = (strategies::line(), strategies::country())
            .prop_map(|(city, country)| Address::new().with_city(city).with_country(country));
        (
            strategies::email_address(),
            strategies::phone_number(),
            strategies::person_name(),
            vec(address, 0..2),
        )
            .prop_map(|(email, phone, name, addresses)| {
                let customer = NewCustomer::new().with_email(email).with_phone(phone);
                addresses
                    .into_iter()
                    .fold(customer.with_name(name), NewCustomer::with_address)
            })
            .boxed()
    }

    fn unsupported(&self) -> Vec<Unsupported> {
        let why = "it keeps domain values in memory, and nothing is serialized or sent";
        [
            Part::Http,
            Part::Requests,
            Part::Records,
            Part::Errors,
            Part::Pages,
            Part::Settings,
            Part::Clock,
        ]
        .map(|part| Unsupported::part(part, why))
        .into()
    }
}

struct MemoryStandIn {
    memory: MemoryProvider,
    slip: Slip,
}

impl StandIn for MemoryStandIn {
    fn connect(&self, _: &Endpoint) -> Arc<dyn CustomerProvider> {
        Mutant::of(self.memory.clone(), self.slip)
    }

    fn requests(&self) -> u64 {
        let operations = Operation::ALL.iter();
        operations
            .map(|operation| self.memory.sent(*operation))
            .sum()
    }

    fn acted(&self) -> u64 {
        let reads = [
            Operation::GetCustomer,
            Operation::FindCustomersByEmail,
            Operation::ListCustomers,
            Operation::ListAddresses,
        ];
        let writes = Operation::ALL
            .iter()
            .filter(|operation| !reads.contains(operation));
        writes.map(|operation| self.memory.acted(*operation)).sum()
    }

    fn strike(&self, fault: Fault) -> bool {
        self.memory.fail_next_write(if fault.acts() {
            memory::Fault::OutcomeUnknownAfterActing
        } else {
            memory::Fault::OutcomeUnknownBeforeActing
        });
        true
    }

    fn heal(&self) {
        self.memory.clear_faults();
    }
}
