//! Refusals that repeat what they were sent: no error shows it.

use customer_core::{CustomerProvider, CustomerProviderExt, Error, ListQuery, Operation};

use super::canned::Canned;
use super::privacy::{Hidden, shown};
use crate::harness::Harness;
use crate::outcome::{LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;
use crate::scene::Scene;
use crate::server::Reply;

/// Whatever a response repeats of a customer, no error shows it.
pub fn no_error_shows_the_customer_that_it_concerns(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for number in 0..BODIES {
                for status in [200, 400, 409, 500] {
                    look(harness, number, status).await?;
                }
            }
            Ok(())
        })
    })
}

const BODIES: usize = 7;

/// A body that repeats an e-mail address, a phone number and what was sent.
fn body(number: usize, email: &str, phone: &str, sent: &str) -> String {
    use serde_json::json;
    let said = format!("{email} ({phone}) exists");
    match number {
        0 => json!({"error": {"type": "invalid_request_error", "message": said, "code": email}}).to_string(),
        1 => json!({"success": false, "message": said, "code": phone, "error": said}).to_string(),
        2 => json!({"id": 7, "email": email, "data": [{"id": [email]}], "errors": {"email": [said]}}).to_string(),
        3 => json!({"title": "Invalid.", "detail": said, "errors": [{"property": email, "message": said}]}).to_string(),
        4 => format!("<html>{email} {phone}</html>"),
        5 => format!("{{\"id\": \"1\", \"emailAddress\": \"{email}"),
        _ => format!("{{\"echo\": {}}}", if sent.is_empty() { "null" } else { sent }),
    }
}

async fn look(harness: &dyn Harness, number: usize, status: u16) -> crate::outcome::Checked {
    let offline = super::support::offline(harness);
    let mut scene = Scene::without_state(harness, &*offline, &mut Samples::new(harness))?;
    let email = scene.customer.email.as_ref().map(ToString::to_string);
    let email = email.unwrap_or_else(|| "asha.rao@example.com".to_owned());
    let phone = scene.customer.phone.as_ref().map(ToString::to_string);
    let phone = phone.unwrap_or_else(|| "+919876543210".to_owned());
    let (told_email, told_phone) = (email.clone(), phone.clone());
    let canned = Canned::answering(harness, move |request| {
        let sent = String::from_utf8_lossy(&request.body);
        Reply::json(status, body(number, &told_email, &told_phone, &sent))
    })
    .await?;
    let provider: &dyn CustomerProvider = &*canned.provider;
    let mut errors: Vec<Error> = Vec::new();
    for &operation in Operation::ALL {
        errors.extend(scene.act(provider, operation).await.err());
    }
    let search = ListQuery::new().with_search(email.clone());
    match provider.list_customers(&search).await {
        Ok(page) => errors.extend(page.customers.into_iter().filter_map(Result::err)),
        Err(error) => errors.push(error),
    }
    scene.id = email.clone().into();
    errors.extend(provider.get(&scene.id).await.err());
    let hidden = Hidden::of(harness, &scene.customer);
    for error in errors {
        let text = shown(&error);
        let digits = phone.replace('+', "");
        if hidden.found(&text).is_some() || text.contains(&email) || text.contains(&digits) {
            return broken(
                format!("an error shows what the response repeats: {text}"),
                "error.rs: ProviderFailure with the provider's texts, which the transport scrubs; no error repeats an id or a body by itself",
            );
        }
    }
    Ok(())
}
