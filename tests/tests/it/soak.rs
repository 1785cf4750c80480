//! The soak in small: in the end no customer is made twice, and no record of another caller's is taken.

use customer_sandbox::Provider;
use customer_tests::soak::{Soak, run, table};

#[tokio::test(flavor = "multi_thread")]
async fn six_hundred_creates_with_faults_and_other_callers_make_no_customer_twice() {
    let reports = run(Soak {
        creates: 600,
        tasks: 32,
        seed: 7,
    })
    .await
    .unwrap();
    for report in &reports {
        let shown = table(&reports);
        assert!(
            report.violations.is_empty(),
            "{:?}\n{shown}",
            report.violations
        );
        // Otherwise it showed nothing.
        assert!(report.struck > 20 && report.unknown() > 10, "{shown}");
        match report.provider {
            Provider::COMMERCEENGINE => assert!(report.still_unknown() > 0, "{shown}"),
            // What stays unknown has another caller's record beside it.
            _ => assert!(report.by_others() > 20, "{shown}"),
        }
    }
}
