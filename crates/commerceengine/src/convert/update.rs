//! Updates: what goes to the user, and what to the customer.

use customer_core::adapter::{FieldFates, Member, Prepared, Private};
use customer_core::{Capabilities, CustomerUpdate, Field, FieldProblem, Patch, TaxIdKind};

use super::address::split_phone;
use crate::wire;

/// An update, which is up to two requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UpdateRequest {
    /// What of it the user holds: name, e-mail and phone.
    pub user: Option<wire::UpdateUser>,
    /// What of it the customer holds: the business.
    pub business: Option<BusinessChange>,
}

/// A change of a business, part by part. The request takes a business whole:
/// [`onto`](Self::onto) makes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BusinessChange {
    /// The legal form.
    pub business_type: Patch<Private<String>>,
    /// The name.
    pub name: Patch<Private<String>>,
    /// The PAN.
    pub pan_number: Patch<Private<String>>,
    /// The GSTIN.
    pub gstin: Patch<Private<String>>,
}

/// The requests that change a customer, and what they do with each field.
pub fn update_request(
    capabilities: &Capabilities,
    update: &CustomerUpdate,
) -> Prepared<UpdateRequest> {
    let mut fates = FieldFates::for_update(capabilities, update);

    let mut user = wire::UpdateUser::new();
    user.email = update
        .email
        .as_ref()
        .map(|email| Private::from(email.as_str()))
        .into();
    match &update.phone {
        Patch::Keep => {}
        Patch::Clear => (user.country_code, user.phone) = (Member::Null, Member::Null),
        Patch::Set(phone) => match split_phone(phone) {
            Ok((calling_code, ten_digits)) => {
                user.country_code = calling_code.into();
                user.phone = ten_digits.into();
            }
            Err(reason) => fates.refuse(Field::Phone, reason),
        },
    }
    let name = fates.name_update();
    user.first_name = private(&name.given).into();
    user.last_name = private(&name.family).into();

    let tax_id = |kind: TaxIdKind| {
        let numbers = update.business.tax_ids.get(&kind);
        numbers.map_or(Patch::Keep, |numbers| {
            numbers
                .as_ref()
                .map(|numbers| Private::from(numbers.first()))
        })
    };
    let business = BusinessChange {
        business_type: private(&update.business.business_type),
        name: private(&update.business.name),
        pan_number: tax_id(TaxIdKind::Pan),
        gstin: tax_id(TaxIdKind::Gstin),
    };

    let request = UpdateRequest {
        user: (user != wire::UpdateUser::new()).then_some(user),
        business: (business != BusinessChange::default()).then_some(business),
    };
    let request = (request != UpdateRequest::default()).then_some(request);
    Prepared::new(request, fates.finish())
}

fn private(patch: &Patch<String>) -> Patch<Private<String>> {
    patch.as_ref().map(|text| Private::from(text.as_str()))
}

impl BusinessChange {
    /// The business as it shall be: what is there now, with this change.
    ///
    /// # Errors
    ///
    /// A part is to stay that Commerce Engine does not show: the newer reading of a business has
    /// neither PAN nor GSTIN. Replacing the business without them could lose them.
    pub fn onto(
        &self,
        present: Option<&wire::Business>,
    ) -> Result<wire::BusinessInput, Vec<FieldProblem>> {
        let hidden = present.is_some_and(|business| {
            let older = [&business.pan_number, &business.gstin];
            let newer = business.kind.is_value()
                || business.metadata.is_value()
                || business.registered_address.is_value();
            // What cannot be read is not shown either.
            older.iter().any(|number| number.is_unreadable())
                || newer && older.iter().all(|number| !number.is_value())
        });
        let tax_ids = [
            (TaxIdKind::Pan, &self.pan_number),
            (TaxIdKind::Gstin, &self.gstin),
        ];
        let unknown: Vec<_> = tax_ids
            .into_iter()
            .filter(|(_, patch)| hidden && patch.is_keep())
            .map(|(kind, _)| {
                FieldProblem::new(
                    Field::BusinessTaxId(kind),
                    "must be set or cleared too: the business is replaced as a whole, and Commerce \
                     Engine does not show this part of the one that is there",
                )
            })
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }

        let number = |text: fn(&wire::Business) -> &Member<Private<String>>| {
            present.and_then(|business| text(business).filled().map(Private::from))
        };
        let kind = present.and_then(|business| {
            let kind = business.business_type.filled();
            kind.or_else(|| business.kind.filled()).map(Private::from)
        });
        let mut input = wire::BusinessInput::new();
        input.business_type = applied(&self.business_type, kind)
            .map(Private::into_inner)
            .into();
        input.name = applied(&self.name, number(|business| &business.name)).into();
        input.pan_number =
            applied(&self.pan_number, number(|business| &business.pan_number)).into();
        input.gstin = applied(&self.gstin, number(|business| &business.gstin)).into();
        Ok(input)
    }
}

fn applied(
    patch: &Patch<Private<String>>,
    mut now: Option<Private<String>>,
) -> Option<Private<String>> {
    patch.clone().apply(&mut now);
    now
}
