//! The soak in small: in the end each customer is there once.

use customer_sandbox::Provider;
use customer_tests::soak::{Soak, run, table};

#[tokio::test(flavor = "multi_thread")]
async fn six_hundred_registrations_meet_faults_and_each_customer_is_there_once() {
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
        let is_settled = report.provider != Provider::CommerceEngine;
        assert_eq!(report.still_unknown() == 0, is_settled, "{shown}");
    }
}
