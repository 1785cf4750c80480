//! Deliberately wrong providers: each has one fault, and the suite names it.

mod memory;
mod shop;
mod table;

mod right {
    //! Without a fault every law holds.

    mod memory {
        use super::super::memory::{MemoryHarness, Slip};

        customer_testkit::conformance!(MemoryHarness(Slip::Nothing, 100));
    }

    mod memory_with_repeated_emails {
        use super::super::memory::{MemoryHarness, Slip};

        customer_testkit::conformance!(MemoryHarness(Slip::NothingWithRepeatedEmails, 100));
    }

    mod shop {
        use super::super::shop::{ShopHarness, Slip};

        customer_testkit::conformance!(ShopHarness(Slip::Nothing, 100));
    }
}
