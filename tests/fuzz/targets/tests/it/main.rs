//! The fuzz targets, on any toolchain: over the committed corpus, and over mutations of it that are
//! the same in every run.

// A failed assumption of a test is a failed test.
#![allow(clippy::unwrap_used)]

customer_test_logs::collect!();

mod corpus;
mod mutate;
mod project;

use customer_fuzz_targets::TARGETS;

/// How many mutations a target sees. The fuzzer itself sees millions.
const MUTATIONS: usize = 3_000;

fn check(name: &str) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let corpus = corpus::of(name);
    assert!(!corpus.is_empty(), "{name} has no corpus");
    for (file, input) in &corpus {
        run(*target, input, &file.display().to_string());
    }
    let mut mutator = mutate::Mutator::new(corpus.into_iter().map(|(_, input)| input).collect());
    for number in 0..MUTATIONS {
        run(
            *target,
            &mutator.next(),
            &format!("mutation {number} of {name}"),
        );
    }
}

/// Runs the target, and says with which input it failed.
fn run(target: customer_fuzz_targets::Target, input: &[u8], origin: &str) {
    let held = std::panic::catch_unwind(|| target(input)).is_ok();
    assert!(held, "{origin} breaks a law: b\"{}\"", input.escape_ascii());
}

macro_rules! every_target {
    ($($name:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )+

        #[test]
        fn no_target_is_forgotten() {
            let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),+]);
        }
    };
}

every_target! {
    email,
    phone,
    country,
    locale,
    amount,
    metadata,
    timestamp,
    field_path,
    cursor,
    retry_after,
    path_segment,
    scrub,
    answer,
    komerza,
    kohortpay,
    commerceengine,
    calls,
    input,
}
