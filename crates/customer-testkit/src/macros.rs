//! The entry of the suite.

/// Runs the suite on a harness: makes one test for each law, in modules by subject.
///
/// Written as `customer_testkit::conformance!(MyHarness);` in a test binary; the crate's page has an example.
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
