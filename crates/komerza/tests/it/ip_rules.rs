//! IP rules: the list that newer clients read, and the body that no page documents.

use customer_core::{
    BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, WriteOptions,
};
use customer_sandbox::{Reading, Sandbox};
use customer_tests::checked::CheckedSandbox;
use komerza::wire::{BlockCustomer, CreateCustomer, UnblockCustomer};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, in_sandbox, provider};

const ID: &str = "c2a9b7d4-1f3e-4c58-8a06-5e2d9f7b1340";
const RULE: &str = r#"{"id":"7a1f0c52-93f4-4a55-9a6e-1f8e7cb5d203","dateCreated":"2025-11-02T17:40:05Z",
    "type":2,"data":"198.51.100.7","note":null,"isEnabled":true,"storeId":"s","since":1.10}"#;

#[tokio::test]
async fn a_block_is_done_and_its_rules_are_read_in_each_reading() {
    for reading in Reading::ALL {
        let started = Sandbox::builder().reading(reading).start().await.unwrap();
        let sandbox = CheckedSandbox::over(started);
        let komerza = in_sandbox(&sandbox);
        let client = komerza.client();
        let create = CreateCustomer::new("asha@example.com");
        let created = client.create_customer(&create).await.unwrap();
        let block = BlockCustomer::new()
            .with_note("chargeback")
            .with_known_ips(true);
        let blocked = client.block_customer(&created.id, &block).await.unwrap();
        let rules = client.ip_rules(&created.id).await.unwrap();
        for answer in [blocked, rules] {
            if reading == Reading::Reference {
                assert!(answer.ip_rules.is_none());
                continue;
            }
            let rules = answer.ip_rules.unwrap();
            let [Ok(rule)] = &rules[..] else {
                panic!("{rules:?}")
            };
            let text = |text: &customer_core::adapter::Private<String>| text.as_str().to_owned();
            assert_eq!(rule.data.as_ref().map(text).as_deref(), Some("127.0.0.1"));
            assert_eq!(rule.note.as_ref().map(text).as_deref(), Some("chargeback"));
            assert_eq!(rule.is_enabled.as_ref(), Some(&true));
            assert_eq!(rule.store_id.as_deref(), Some(client.store_id()));
            assert!(rule.date_created.instant().is_some());
            assert!(!format!("{rule:?}").contains("127.0.0.1"));
        }
        let unblock = UnblockCustomer::new().with_associated_ip_rules(true);
        client
            .unblock_customer(&created.id, &unblock)
            .await
            .unwrap();
        // Behind the trait, it is the same in each.
        let id = CustomerId::new(&created.id);
        let request = BlockRequest::new();
        let options = WriteOptions::new();
        komerza
            .block_customer(&id, &request, &options)
            .await
            .unwrap();
        komerza.unblock(&id).await.unwrap();
        let listed = komerza
            .list_customers(&customer_core::ListQuery::new())
            .await
            .unwrap();
        assert_eq!(listed.customers.len(), 1);
        let got = komerza
            .get_customer(&id, &customer_core::GetOptions::new())
            .await
            .unwrap();
        assert_eq!(got.id, id);
    }
}

#[tokio::test]
async fn a_response_without_ip_rules_is_still_a_block() {
    let rows = [
        (String::new(), None),
        ("{}".to_owned(), None),
        (r#"{"success":true}"#.to_owned(), None),
        (r#"{"success":true,"data":null}"#.to_owned(), None),
        (r#"{"success":true,"data":{}}"#.to_owned(), Some((0, 0))),
        (r#"{"success":true,"data":[]}"#.to_owned(), Some((0, 0))),
        (
            format!(r#"{{"success":true,"data":[{RULE}]}}"#),
            Some((1, 0)),
        ),
        (
            format!(r#"{{"success":true,"data":[{RULE},null,{{"note":"x"}}]}}"#),
            Some((1, 2)),
        ),
        (format!("[{RULE}]"), Some((1, 0))),
        (format!("[null,{RULE}]"), Some((1, 1))),
    ];
    for (body, counts) in rows {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json");
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        let komerza = provider(&server.uri(), STORE, KEY);
        let block = BlockCustomer::new().with_known_ips(true);
        let blocked = komerza.client().block_customer(ID, &block).await;
        let blocked = blocked.unwrap_or_else(|error| panic!("{body}: {error}"));
        let rules = komerza.client().ip_rules(ID).await.unwrap();
        for answer in [blocked, rules] {
            let count = |rules: &Vec<customer_core::Result<_>>| {
                let read = rules.iter().filter(|rule| rule.is_ok()).count();
                (read, rules.len() - read)
            };
            assert_eq!(answer.ip_rules.as_ref().map(count), counts, "{body}");
            // The rule is there to the letter, with what we do not know of it.
            for rule in answer.ip_rules.iter().flatten().flatten() {
                assert_eq!(rule.json(), RULE);
            }
            assert_eq!(answer.response.body().as_ref(), body.as_bytes());
        }
    }
}
