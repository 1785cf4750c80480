//! Random sequences of operations against a simple model, through the trait, over HTTP, for each provider.
//!
//! A sequence begins in an empty world and is generated without looking at the provider: the model alone says what each step has to
//! bring. Every exchange of every sequence is held to the contracts.

mod commerceengine;
mod kohortpay;
mod komerza;
mod machine;
mod model;
mod strategies;

use proptest::prelude::ProptestConfig;
use proptest_state_machine::prop_state_machine;

use machine::Machine;

type Komerza = Machine<komerza::Komerza>;
type Kohortpay = Machine<kohortpay::Kohortpay>;
type CommerceEngine = Machine<commerceengine::CommerceEngine>;

fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig {
        // The environment may ask for more.
        cases: config.cases.max(500),
        // A shorter sequence is worth a few hundred tries, and no more.
        max_shrink_iters: 400,
        ..config
    }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn komerza_keeps_to_the_model(sequential 1..=40 => Komerza);

    #[test]
    fn kohortpay_keeps_to_the_model(sequential 1..=40 => Kohortpay);

    #[test]
    fn commerceengine_keeps_to_the_model(sequential 1..=40 => CommerceEngine);
}
