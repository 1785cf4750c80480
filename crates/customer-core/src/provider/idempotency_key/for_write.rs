//! Whether and under which key a write is sent.

use crate::{
    Capabilities, Error, ErrorKind, Fidelity, FieldProblem, IdempotencyKey, Operation, Result,
};

impl IdempotencyKey {
    /// The key that a write is sent under: the given one, or a random one, where the provider has keys
    /// for the operation; none where it has not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnrepresentableFields`], naming `idempotency_key`, where one is given, the write is
    /// strict and the provider has none.
    pub(crate) fn for_write(
        given: Option<&Self>,
        fidelity: Fidelity,
        capabilities: &Capabilities,
        operation: Operation,
    ) -> Result<Option<Self>> {
        if capabilities.takes_idempotency_key(operation) {
            return Ok(Some(given.cloned().unwrap_or_else(Self::random)));
        }
        if given.is_none() || fidelity == Fidelity::Lossy {
            return Ok(None);
        }
        let problem = FieldProblem::new(
            "idempotency_key",
            "the provider has no idempotency keys for this operation",
        );
        let message =
            "refused before anything was sent, since the provider would not deduplicate it";
        Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(vec![problem]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_that_the_provider_has_no_use_for_is_refused_unless_the_write_is_lossy() {
        let key = IdempotencyKey::parse("k").unwrap();
        let without = Capabilities::new();
        let with = Capabilities::new().with_idempotency_keys([Operation::CreateCustomer]);
        let resolve = |given, fidelity, capabilities| {
            IdempotencyKey::for_write(given, fidelity, capabilities, Operation::CreateCustomer)
        };
        let error = resolve(Some(&key), Fidelity::Strict, &without).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
        assert_eq!(error.fields()[0].field, "idempotency_key");
        assert_eq!(
            resolve(Some(&key), Fidelity::Lossy, &without).unwrap(),
            None
        );
        for fidelity in [Fidelity::Strict, Fidelity::Lossy] {
            assert_eq!(resolve(None, fidelity, &without).unwrap(), None);
            assert_eq!(
                resolve(Some(&key), fidelity, &with).unwrap(),
                Some(key.clone())
            );
            assert!(resolve(None, fidelity, &with).unwrap().is_some());
        }
    }
}
