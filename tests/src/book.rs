//! The code on the pages of the book, as doc tests.

/// [Test your application](../../../docs/testing-your-application.md).
#[doc = include_str!("../../docs/testing-your-application.md")]
pub mod testing_your_application {}

/// [What becomes of each field](../../../docs/field-fate.md).
#[doc = include_str!("../../docs/field-fate.md")]
pub mod field_fate {}

/// [Errors](../../../docs/errors.md).
#[doc = include_str!("../../docs/errors.md")]
pub mod errors {}
