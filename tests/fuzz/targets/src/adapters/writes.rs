//! The laws of a write, before anything is sent.

use std::fmt::Debug;

use customer_core::adapter::Prepared;
use customer_core::{ErrorKind, Fidelity, FieldPath, FieldProblem, FieldReport, WriteOptions};

use crate::privacy::assert_one_line;

/// The laws of a prepared write of these fields; returns the request that may go, if any may.
///
/// `problems` is what the adapter's native client asks before it sends.
pub(crate) fn check_write<T: Debug>(
    given: &[FieldPath],
    prepare: impl Fn() -> Prepared<T>,
    problems: impl Fn(&T) -> Vec<FieldProblem>,
) -> Option<(T, FieldReport)> {
    let prepared = prepare();
    assert!(
        prepared.preview.fields.is_partition_of(given),
        "{:?}",
        prepared.preview.fields
    );
    let preview = prepared.preview.clone();
    serde_json::to_string(&preview).unwrap();

    let accept = |fidelity| {
        let options = WriteOptions::new().with_fidelity(fidelity);
        prepare().accept(&options)
    };
    let strict = accept(Fidelity::Strict);
    let lossy = accept(Fidelity::Lossy);
    if let Err(error) = &strict {
        assert_one_line(error);
        let is_lossy = error.kind() == ErrorKind::UnrepresentableFields;
        assert_eq!(
            is_lossy,
            preview.problems.is_empty() && !preview.fields.is_lossless()
        );
    }
    if let Ok((_, report)) = &strict {
        assert!(report.is_lossless(), "a strict write loses nothing");
        assert!(lossy.is_ok());
    }
    let (request, report) = lossy.ok()?;
    assert!(preview.problems.is_empty());
    assert_eq!(report, preview.fields);
    let problems = problems(&request);
    assert!(
        problems.is_empty(),
        "what the preview lets go, the request refuses: {problems:?}"
    );
    Some((request, report))
}
