//! The entry of the suite, and the list of the laws.

/// Runs the suite on a harness: makes one test for each law, in modules by subject.
///
/// ```ignore
/// customer_testkit::conformance!(MyHarness);
/// ```
///
/// The expression is evaluated in each test. The tests are in a module `conformance`, such as
/// `conformance::fates::every_given_field_of_a_create_has_one_fate`.
#[macro_export]
macro_rules! conformance {
    ($harness:expr) => {
        #[cfg(test)]
        mod conformance {
            #[allow(unused_imports)]
            use super::*;

            $crate::__laws!([$crate::__tests][$harness]);
            $crate::__http_laws!([$crate::__tests][$harness]);
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ([$harness:expr] $($subject:ident { $($law:ident)* })*) => {
        $crate::__test_modules!([$harness] $($subject { $($law)* })*);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test_modules {
    ([$harness:expr]) => {};
    ([$harness:expr] $subject:ident { $($law:ident)* } $($rest:tt)*) => {
        mod $subject {
            #[allow(unused_imports)]
            use super::*;

            $crate::__test_functions!([$harness] $subject $($law)*);
        }
        $crate::__test_modules!([$harness] $($rest)*);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test_functions {
    ([$harness:expr] $subject:ident) => {};
    ([$harness:expr] $subject:ident $law:ident $($rest:ident)*) => {
        #[test]
        fn $law() {
            let law = $crate::Law::new(stringify!($subject), stringify!($law), $crate::laws::$subject::$law);
            law.enforce(&$harness);
        }
        $crate::__test_functions!([$harness] $subject $($rest)*);
    };
}

/// The laws that need no HTTP, handed to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
            fates {
                every_given_field_of_a_create_has_one_fate
                every_given_field_of_an_update_has_one_fate
                every_given_part_of_an_address_has_one_fate
                the_reason_of_a_block_has_one_fate
                the_preview_is_that_of_the_request
                a_field_that_the_capabilities_deny_is_never_sent
            }
            requests {
                a_request_without_problems_passes_its_own_validation
                a_sent_field_is_in_the_request
                an_altered_field_is_in_the_request
                a_lost_field_is_not_in_the_request
            }
            operations {
                claimed_operations_work_and_denied_ones_send_nothing
                what_was_sent_reads_back_equal
                a_created_customer_is_read_by_its_id
            }
        }
    };
}

/// The laws that need HTTP, handed to a macro.
#[cfg(feature = "http")]
#[doc(hidden)]
#[macro_export]
macro_rules! __http_laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
        }
    };
}

/// Without HTTP there are none.
#[cfg(not(feature = "http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __http_laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
        }
    };
}
