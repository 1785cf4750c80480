//! Ids in URLs.

use customer_core::{AddressId, CustomerId, ErrorKind, Operation, strategies};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::canned::Canned;
use super::support::for_all;
use crate::harness::{Harness, Received};
use crate::outcome::{LawResult, broken, law};
use crate::runtime::Runtime;
use crate::sample::Samples;
use crate::scene::Scene;
use crate::server::Reply;

const OF_A_CUSTOMER: [Operation; 10] = [
    Operation::GetCustomer,
    Operation::UpdateCustomer,
    Operation::DeleteCustomer,
    Operation::RestoreCustomer,
    Operation::BlockCustomer,
    Operation::UnblockCustomer,
    Operation::ListAddresses,
    Operation::AddAddress,
    Operation::UpdateAddress,
    Operation::RemoveAddress,
];

/// The segments of a path, decoded.
fn segments(request: &Received) -> Vec<Vec<u8>> {
    let segments = request.path().split('/');
    segments
        .map(|segment| percent_decode_str(segment).collect())
        .collect()
}

/// An id of any bytes is one segment of the path, and changes no other; or it is refused and nothing is sent.
pub fn an_id_of_any_bytes_is_one_segment_or_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let canned = Canned::answering(harness, |_| Reply::json(404, "{}"));
        let canned = runtime.block_on(canned)?;
        let provider = &*canned.provider;
        let plain = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
        let bytes = prop::collection::vec(any::<u8>(), 0..24);
        let id = prop_oneof![
            3 => strategies::any_text().prop_map(|text| text.chars().take(500).collect::<String>()),
            2 => bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            1 => prop::sample::select(vec!["", ".", "..", "%2e%2e", "../../x", "a/b", "a?b=c", "a#b", "\\", " "])
                .prop_map(str::to_owned),
        ];
        let remedy = "client.rs: ids enter the URL by the route template of customer_http::Request";
        let calls = |scene: &Scene, operation: Operation| {
            canned.server.take_requests();
            let result = runtime.block_on(scene.act(provider, operation));
            (result, canned.server.take_requests())
        };
        let own: &[u8] = plain.id.as_str().as_bytes();
        let own_address: &[u8] = plain.address_id.as_str().as_bytes();
        for operation in OF_A_CUSTOMER {
            if !provider.capabilities().supports(operation) {
                continue;
            }
            let (_, usual) = calls(&plain, operation);
            let Some(usual) = usual.first().map(segments) else {
                continue;
            };
            for_all(
                40,
                &(id.clone(), any::<bool>()),
                remedy,
                |(id, is_of_address)| {
                    let mut scene = plain.clone();
                    let replaced = if is_of_address {
                        scene.address_id = AddressId::new(id.clone());
                        own_address
                    } else {
                        scene.id = CustomerId::new(id.clone());
                        own
                    };
                    // The customer's id may be that of the address too.
                    if is_of_address && own == own_address
                        || !usual.iter().any(|one| one == replaced)
                    {
                        return Ok(());
                    }
                    let (result, sent) = calls(&scene, operation);
                    let Some(request) = sent.first() else {
                        let kind = result.err().map(|error| error.kind());
                        prop_assert_eq!(
                            kind,
                            Some(ErrorKind::InvalidInput),
                            "{} of {:?}",
                            operation,
                            id
                        );
                        return Ok(());
                    };
                    let expected: Vec<Vec<u8>> = usual
                        .iter()
                        .map(|one| {
                            if one == replaced {
                                id.clone().into_bytes()
                            } else {
                                one.clone()
                            }
                        })
                        .collect();
                    prop_assert_eq!(
                        segments(request),
                        expected,
                        "{} of {:?}: {}",
                        operation,
                        id,
                        request.path()
                    );
                    Ok(())
                },
            )?;
        }
        Ok(())
    })
}

/// Every request bears the credential, and names the adapter as its `User-Agent`.
pub fn every_request_names_its_sender(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        runtime.block_on(async {
            let canned = Canned::answering(harness, |_| Reply::json(404, "{}")).await?;
            let provider = &*canned.provider;
            let scene = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
            for &operation in Operation::ALL {
                drop(scene.act(provider, operation).await);
            }
            let secrets = harness.secrets();
            for request in canned.server.requests() {
                let is_named = request
                    .headers
                    .iter()
                    .any(|(name, value)| name == "user-agent" && value.contains('/'));
                let bears = |secret: &String| {
                    request
                        .headers
                        .iter()
                        .any(|(_, value)| value.contains(secret))
                };
                if !is_named || !(secrets.is_empty() || secrets.iter().any(bears)) {
                    return broken(
                        format!(
                            "{} {} has no User-Agent or no credential",
                            request.method, request.target
                        ),
                        "builder.rs: HttpClient with the adapter's product and an Authorization",
                    );
                }
            }
            Ok(())
        })
    })
}
