//! An update, which is up to two requests: one for the user, one for the customer's business.

use customer_core::adapter::Record;
use customer_core::{
    CustomerId, CustomerUpdate, Error, ErrorKind, FieldPath, FieldProblem, FieldReport, Operation,
    Result, Written,
};

use crate::convert::{self, BusinessChange, UpdateRequest};
use crate::{CommerceEngine, PROVIDER, wire};

/// The responses to an update.
#[derive(Debug)]
pub(crate) enum Responses {
    /// The user was changed.
    User(Record<wire::User>),
    /// The business was changed.
    Business(Record<wire::CustomerDetail>),
    /// Both were.
    Both(Record<wire::User>, Record<wire::CustomerDetail>),
}

/// A change of a business, ready to be sent.
struct PlannedBusiness {
    customer_id: String,
    request: wire::UpdateCustomer,
}

impl CommerceEngine {
    /// Sends an update: the user first, then the business.
    pub(crate) async fn change(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        request: UpdateRequest,
    ) -> Result<Responses> {
        let planned = match request.business {
            None => None,
            Some(change) => Some(
                self.plan_business(id, change)
                    .await
                    .map_err(|error| error.with_operation(Operation::UpdateCustomer))?,
            ),
        };
        let user = match &request.user {
            None => None,
            Some(user) => Some(self.client().update_user(id.as_str(), user).await?),
        };
        let Some(planned) = planned else {
            let nothing = || Error::new(ErrorKind::InvalidInput, "nothing to change");
            return user.map(Responses::User).ok_or_else(nothing);
        };
        let changed = self
            .client()
            .update_customer(&planned.customer_id, &planned.request)
            .await;
        match (user, changed) {
            (None, changed) => changed.map(Responses::Business),
            (Some(user), Ok(changed)) => Ok(Responses::Both(user, changed)),
            (Some(_), Err(error)) => Err(half_done(error, update)),
        }
    }

    /// What replaces the business. The user is read for it: it shows the business that there is, and
    /// whose it is.
    async fn plan_business(
        &self,
        id: &CustomerId,
        change: BusinessChange,
    ) -> Result<PlannedBusiness> {
        let user = self.client().get_user(id.as_str()).await?;
        let business = change
            .onto(user.business.as_ref())
            .map_err(|problems| Error::invalid_input(problems).with_provider(PROVIDER))?;
        Ok(PlannedBusiness {
            customer_id: user.customer_id.filled().unwrap_or(&user.id).to_owned(),
            request: wire::UpdateCustomer::new(business),
        })
    }

    /// The customer after an update. Each part of the report is compared with its own response: the user's may show the
    /// business that was there.
    pub(crate) fn written(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        responses: Responses,
        fields: FieldReport,
    ) -> Written {
        let business_of = |record| {
            let mut changed =
                self.in_mode(convert::customer_detail(self.client().store_id(), record));
            // In a business store the customer's own id is another one.
            changed.id.clone_from(id);
            changed
        };
        let (person, business) = split_user_and_business(update);
        match responses {
            Responses::User(user) => {
                let customer = self.user(user, None);
                let fields = fields.reconciled_update(update, &customer);
                Written::new(customer, fields)
            }
            Responses::Business(record) => {
                let changed = business_of(record);
                let fields = fields.reconciled_update(&business, &changed);
                Written::new(changed, fields)
            }
            Responses::Both(user, record) => {
                let changed = business_of(record);
                let fields = fields.reconciled_update(&business, &changed);
                let mut customer = self.user(user, None);
                let fields = fields.reconciled_update(&person, &customer);
                customer.business = changed.business;
                Written::new(customer, fields)
            }
        }
    }
}

/// What the user holds of an update, and what the customer holds of it.
fn split_user_and_business(update: &CustomerUpdate) -> (CustomerUpdate, CustomerUpdate) {
    let mut person = update.clone();
    let business = std::mem::take(&mut person.business);
    (person, CustomerUpdate::new().with_business(business))
}

/// The error of an update whose first half, the user, is done. It keeps the kind of what went wrong,
/// and names the fields of the half that is not done.
fn half_done(error: Error, update: &CustomerUpdate) -> Error {
    let is_unknown = error.kind() == ErrorKind::OutcomeUnknown;
    let (message, reason) = if is_unknown {
        (
            "name, e-mail and phone were changed; whether the business was is not known",
            "may have been changed",
        )
    } else {
        (
            "name, e-mail and phone were changed, and the business was not",
            "was not changed",
        )
    };
    let mut fields = error.fields().to_vec();
    if fields.is_empty() {
        let of_business = |path: &FieldPath| path.to_string().starts_with("business.");
        let left = update.given().into_iter().filter(of_business);
        fields = left.map(|path| FieldProblem::new(path, reason)).collect();
    }
    let mut half = Error::new(error.kind(), message)
        .with_provider(PROVIDER)
        .with_operation(Operation::UpdateCustomer)
        .with_fields(fields)
        .with_retry_advice(error.retry_advice())
        .with_attempts(error.attempts(), error.is_exhausted());
    if let Some(status) = error.status() {
        half = half.with_status(status);
    }
    if let Some(code) = error.code() {
        half = half.with_code(code);
    }
    if let Some(id) = error.request_id() {
        half = half.with_request_id(id);
    }
    if let Some(wait) = error.retry_after() {
        half = half.with_retry_after(wait);
    }
    half.with_source(error)
}
