//! What the providers' newer clients send and read.

use std::time::Duration;

use customer_sandbox::{Reading, Sandbox};
use serde_json::{Value, json};

use crate::support::{Answer, Bench};
use crate::token::{claims, refresh};

const CLAIMS: [&str; 15] = [
    "anonymous_id",
    "channel",
    "customer_group_id",
    "customer_id",
    "email",
    "exp",
    "first_name",
    "iat",
    "is_anonymous",
    "is_logged_in",
    "last_name",
    "phone",
    "store_id",
    "ulid",
    "username",
];

async fn visitor(bench: &Bench) -> Value {
    let access = bench.sandbox.commerceengine();
    let response = bench
        .client
        .post(format!("{}/auth/anonymous", access.base_url))
        .header("X-Api-Key", &access.api_key)
        .send()
        .await
        .unwrap();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    body["content"].clone()
}

#[tokio::test]
async fn an_access_token_names_its_user() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let started = visitor(&bench).await;
    let of_visitor = claims(started["access_token"].as_str().unwrap());
    let of_staff = claims(&access.access_token);
    for claims in [&of_visitor, &of_staff] {
        for name in CLAIMS {
            assert!(claims.get(name).is_some(), "{name} is not in {claims}");
        }
        assert_eq!(claims["store_id"], access.store_id);
        assert_eq!(claims["customer_id"], claims["ulid"]);
    }
    assert_eq!(of_visitor["ulid"], started["user"]["id"]);
    assert_eq!(of_visitor["anonymous_id"], started["user"]["id"]);
    assert_eq!(
        (&of_visitor["is_anonymous"], &of_visitor["is_logged_in"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(of_visitor["email"], Value::Null);
    assert_eq!(
        (&of_staff["is_anonymous"], &of_staff["is_logged_in"]),
        (&json!(false), &json!(true))
    );

    // Who the token names can be read with it.
    let id = of_staff["ulid"].as_str().unwrap();
    let user = bench.engine("GET", &format!("/auth/user/{id}"), "").await;
    assert_eq!(user.status, 200, "{}", user.text);
    for name in ["email", "first_name", "last_name", "phone"] {
        assert_eq!(user.json["content"]["user"][name], of_staff[name], "{name}");
    }
}

#[tokio::test]
async fn an_access_token_describes_the_user_at_the_time_of_issue() {
    let bench = Bench::start().await;
    let started = visitor(&bench).await;
    let token = started["access_token"].as_str().unwrap();
    let id = started["user"]["id"].as_str().unwrap();
    let access = bench.sandbox.commerceengine();
    let url = format!("{}/auth/user/{id}", access.base_url);
    let body = json!({ "first_name": "Asha", "email": "asha@example.com" }).to_string();
    let changed = bench.ask("PUT", &url, token, &body).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let fresh = refresh(&bench, None, started["refresh_token"].as_str().unwrap()).await;
    let told = claims(fresh.text_at("/content/access_token"));
    assert_eq!(told["first_name"], "Asha");
    assert_eq!(told["email"], "asha@example.com");
    assert_eq!(told["ulid"], id);
}

#[tokio::test]
async fn a_refresh_token_states_its_expiry() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let started = visitor(&bench).await;
    let told = claims(started["refresh_token"].as_str().unwrap());
    let (issued, ends) = (told["iat"].as_i64().unwrap(), told["exp"].as_i64().unwrap());
    assert!(ends > issued, "{told}");
    assert!(claims(&access.refresh_token)["exp"].as_i64().unwrap() > issued);
    // It outlives the access token, and opens nothing.
    let access_ends = claims(started["access_token"].as_str().unwrap())["exp"].as_i64();
    assert!(Some(ends) > access_ends);
    let url = format!("{}/customers", access.base_url);
    let token = started["refresh_token"].as_str().unwrap();
    assert_eq!(bench.ask("POST", &url, token, "{}").await.status, 401);
}

#[tokio::test]
async fn a_refresh_works_with_the_body_alone_and_with_the_old_access_token() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let first = refresh(&bench, None, &access.refresh_token).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let old = first.text_at("/content/access_token").to_owned();
    let second = refresh(&bench, Some(&old), first.text_at("/content/refresh_token")).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let new = second.text_at("/content/access_token");
    assert_ne!(new, old);
    assert_eq!(claims(new)["ulid"], claims(&access.access_token)["ulid"]);
    let url = format!("{}/customers", access.base_url);
    assert_eq!(bench.ask("POST", &url, new, "{}").await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_that_is_used_unknown_or_of_another_session_is_refused() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let refused = |answer: &Answer, status: u16| {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(answer.json["success"], false);
    };
    refused(&refresh(&bench, None, "unknown").await, 404);
    refused(
        &refresh(&bench, Some(&access.access_token), "unknown").await,
        404,
    );
    // An access token buys nothing.
    refused(&refresh(&bench, None, &access.access_token).await, 404);
    let stranger = visitor(&bench).await;
    let token = stranger["refresh_token"].as_str().unwrap();
    refused(
        &refresh(&bench, Some(&access.access_token), token).await,
        400,
    );
    refused(&refresh(&bench, Some("unknown"), token).await, 401);
    // A refusal spends nothing.
    assert_eq!(refresh(&bench, None, token).await.status, 200);
    refused(&refresh(&bench, None, token).await, 400);
}

#[tokio::test]
async fn a_user_accepts_what_newer_clients_write() {
    let bench = Bench::start().await;
    let made = bench.engine("POST", "/customers", "{}").await;
    let id = made.text_at("/content/customer_detail/id");
    let path = format!("/auth/user/{id}");
    let channels = json!({ "email": true, "sms": false, "whatsapp": true });
    let business = json!({ "type": "llp", "name": "Patel LLP", "metadata": { "since": "1998" } });
    let all = json!({
        "first_name": "Asha", "last_name": null, "email": "asha@example.com", "phone": "9876543210",
        "country_code": "+91", "login_methods": ["whatsapp", "password"],
        "notification_preferences":
            { "transactional": channels, "promotional": channels, "newsletter": channels },
        "customer_group_id": "wholesale", "business": business,
    });
    let updated = bench.engine("PUT", &path, &all.to_string()).await;
    assert_eq!(updated.status, 200, "{}", updated.text);
    let read = bench.engine("GET", &path, "").await;
    let user = &read.json["content"]["user"];
    assert_eq!(&updated.json["content"]["user"], user);
    for name in [
        "login_methods",
        "notification_preferences",
        "business",
        "first_name",
    ] {
        assert_eq!(user[name], all[name], "{name}");
    }
    assert_eq!(user["customer_group"]["id"], all["customer_group_id"]);
    let mut keys: Vec<&str> = user["customer_group"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        ["active", "description", "id", "is_default", "name", "slug"]
    );

    // Any subset: what is left out stays, null takes away.
    let fewer = json!({ "customer_group_id": null, "business": null });
    let updated = bench.engine("PUT", &path, &fewer.to_string()).await;
    let user = &updated.json["content"]["user"];
    assert_eq!(
        (&user["customer_group"], &user["business"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(user["login_methods"], all["login_methods"]);
    let older = json!({ "business": { "business_type": "llp", "name": "Patel", "pan_number": "AAEPM0111C" } });
    let updated = bench.engine("PUT", &path, &older.to_string()).await;
    assert_eq!(
        updated.json["content"]["user"]["business"],
        older["business"]
    );
}

#[tokio::test]
async fn read_only_fields_of_a_user_are_refused() {
    let bench = Bench::start().await;
    let made = bench.engine("POST", "/customers", "{}").await;
    let id = made.text_at("/content/customer_detail/id");
    let path = format!("/auth/user/{id}");
    let before = bench.engine("GET", &path, "").await;
    for body in [
        json!({ "profile_image_url": "https://example.com/u.png" }),
        json!({ "profile_image_url": null }),
        json!({ "customer_group": { "id": "wholesale" } }),
        json!({ "customer_id": id }),
        json!({ "is_logged_in": true }),
        json!({ "created_at": "2026-01-01T00:00:00Z" }),
        json!({ "login_methods": ["fax"] }),
        json!({ "login_methods": null }),
        json!({ "login_methods": "email" }),
        json!({ "customer_group_id": "" }),
        json!({ "notification_preferences": null }),
        json!({ "business": { "type": "llp", "gstin": "27AAEPM0111C1ZQ" } }),
        json!({ "business": { "type": "llp", "metadata": { "since": 1998 } } }),
        json!({ "business": [] }),
    ] {
        let answer = bench.engine("PUT", &path, &body.to_string()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        let after = bench.engine("GET", &path, "").await;
        assert_eq!(after.text, before.text, "{body}");
    }
}

#[tokio::test]
async fn optional_fields_of_an_address_may_be_null() {
    let bench = Bench::start().await;
    let full = json!({
        "first_name": "Asha", "last_name": null, "country_code": "+91", "phone": "9876543210",
        "email": "asha@example.com", "address_line1": "1 Marine Drive", "address_line2": null,
        "landmark": null, "pincode": "400020", "city": "Mumbai", "state": "Maharashtra",
        "country": "India", "tax_identification_number": null, "business_name": null,
        "nickname": null,
    });
    let made = bench
        .engine(
            "POST",
            "/customers",
            &json!({ "address": full }).to_string(),
        )
        .await;
    assert_eq!(made.status, 200, "{}", made.text);
    let id = made.text_at("/content/customer_detail/id");
    let path = format!("/customers/{id}/addresses");
    let added = bench.engine("POST", &path, &full.to_string()).await;
    assert_eq!(added.status, 200, "{}", added.text);
    let address = added.text_at("/content/address/id");
    let replaced = bench
        .engine("PUT", &format!("{path}/{address}"), &full.to_string())
        .await;
    assert_eq!(replaced.json, {
        let mut same = added.json.clone();
        same["message"] = replaced.json["message"].clone();
        same
    });
}

#[tokio::test]
async fn kohortpay_accepts_expand_with_and_without_brackets() {
    let bench = Bench::start().await;
    let body = r#"{"emailAddress":"a@example.com"}"#;
    let made = bench.kohortpay("POST", "/customers", body).await;
    let one = format!("/customers/{}", made.text_at("/id"));
    for query in [
        "expand=address",
        "expand=address&expand=organization",
        "expand[]=address",
        "expand[]=address&expand[]=organization",
        "expand%5B%5D=address&expand%5b%5d=organization",
        "expand[]=address&expand=organization,createdBy",
    ] {
        for path in [one.as_str(), "/customers"] {
            let answer = bench.kohortpay("GET", &format!("{path}?{query}"), "").await;
            assert_eq!(answer.status, 200, "{path}?{query}: {}", answer.text);
        }
    }
    for query in [
        "expand[]=",
        "expand[]=a%20b",
        "expand[=a",
        "expand[0]=a",
        "take[]=1",
        "skip[]=1",
    ] {
        let answer = bench
            .kohortpay("GET", &format!("/customers?{query}"), "")
            .await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_block_answers_with_the_rules_that_it_added() {
    let bench = Bench::start().await;
    let body = r#"{"emailAddress":"a@example.com"}"#;
    let made = bench.komerza("POST", "/customers", body).await;
    let path = format!("/blacklist/customers/{}", made.text_at("/data/id"));
    let block = async |body: Value| {
        bench
            .komerza("POST", &format!("{path}/block"), &body.to_string())
            .await
    };
    let first = block(json!({ "note": "chargeback", "blockKnownIps": true })).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(
        first.keys("/data/0"),
        [
            "data",
            "dateCreated",
            "id",
            "isEnabled",
            "note",
            "storeId",
            "type"
        ]
    );
    assert_eq!(first.text_at("/data/0/data"), "127.0.0.1");
    assert_eq!(first.text_at("/data/0/note"), "chargeback");
    assert_eq!(first.json["data"][0]["isEnabled"], true);
    assert_eq!(
        first.text_at("/data/0/storeId"),
        bench.sandbox.komerza().store_id
    );
    let rules = bench.komerza("GET", &format!("{path}/ipRules"), "").await;
    assert_eq!(rules.json["data"], first.json["data"]);
    // Blocked again, there is no rule to be made any more.
    let again = block(json!({ "blockKnownIps": true })).await;
    assert_eq!(again.json["data"], json!([]));
    // Without its addresses a block has nothing to tell.
    let alone = block(json!({ "blockKnownIps": false })).await;
    assert_eq!(alone.json["data"], Value::Null);
}

/// A sandbox that answers by one reading alone.
async fn reading(reading: Reading) -> Bench {
    Bench::of(Sandbox::builder().reading(reading).start().await.unwrap())
}

#[tokio::test]
async fn an_answer_without_content_is_served_in_each_reading() {
    let rows = [
        (Reading::Both, Some(Value::Null), Some(Value::Null)),
        (Reading::Reference, Some(Value::Null), Some(Value::Null)),
        (Reading::Newer, Some(json!({})), None),
    ];
    for (name, of_removal, of_deletion) in rows {
        let bench = reading(name).await;
        let body = json!({ "address": {
            "first_name": "Asha", "phone": "9876543210", "email": "asha@example.com",
            "address_line1": "1 Marine Drive", "pincode": "400020", "city": "Mumbai",
            "state": "Maharashtra", "country": "India",
        } });
        let made = bench.engine("POST", "/customers", &body.to_string()).await;
        let id = made.text_at("/content/customer_detail/id");
        let addresses = format!("/customers/{id}/addresses");
        let listed = bench.engine("GET", &addresses, "").await;
        let address = listed.text_at("/content/addresses/0/id");
        let user = format!("/auth/user/{id}");
        for (method, path, wanted) in [
            ("DELETE", format!("{addresses}/{address}"), &of_removal),
            ("PUT", format!("{user}/deactivate"), &of_removal),
            ("DELETE", user, &of_deletion),
        ] {
            let answer = bench.engine(method, &path, "").await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.json["success"], true);
            assert_eq!(answer.json.get("content"), wanted.as_ref(), "{name} {path}");
        }
    }
}

#[tokio::test]
async fn a_business_is_served_in_each_reading() {
    let older = json!({ "business_type": "llp", "name": "Patel", "pan_number": "AAEPM0111C" });
    let newer = json!({ "type": "llp", "name": "Patel", "metadata": { "since": "1998" } });
    let bare = json!({ "type": "llp", "name": "Patel", "metadata": {} });
    let rows = [
        (Reading::Both, &older, &newer),
        (Reading::Reference, &older, &older),
        (Reading::Newer, &bare, &newer),
    ];
    for (name, once_created, once_updated) in rows {
        let bench = reading(name).await;
        let body = json!({ "business": older });
        let made = bench.engine("POST", "/customers", &body.to_string()).await;
        // What creation returns has one form.
        assert_eq!(made.json["content"]["customer_detail"]["business"], older);
        let path = format!("/auth/user/{}", made.text_at("/content/customer_detail/id"));
        let read = async || {
            let user = bench.engine("GET", &path, "").await;
            user.json["content"]["user"]["business"].clone()
        };
        assert_eq!(&read().await, once_created, "{name}");
        let body = json!({ "business": newer });
        let updated = bench.engine("PUT", &path, &body.to_string()).await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        assert_eq!(&read().await, once_updated, "{name}");
    }
}

#[tokio::test]
async fn a_customer_of_komerza_is_served_in_each_reading() {
    let rows = [
        (Reading::Both, true, true),
        (Reading::Reference, true, false),
        (Reading::Newer, false, true),
    ];
    for (name, has_subscriptions, has_block) in rows {
        let bench = reading(name).await;
        let body = r#"{"emailAddress":"a@example.com"}"#;
        let made = bench.komerza("POST", "/customers", body).await;
        let id = made.text_at("/data/id");
        let path = format!("/blacklist/customers/{id}");
        let body = r#"{"blockKnownIps":true}"#;
        let blocked = bench.komerza("POST", &format!("{path}/block"), body).await;
        let rules = bench.komerza("GET", &format!("{path}/ipRules"), "").await;
        for answer in [blocked, rules] {
            assert_eq!(answer.json["success"], true, "{name}");
            assert_eq!(answer.json["data"].is_array(), has_block, "{name}");
        }
        let got = bench.komerza("GET", &format!("/customers/{id}"), "").await;
        let got = got.json["data"].as_object().unwrap();
        assert_eq!(
            got.contains_key("subscriptions"),
            has_subscriptions,
            "{name}"
        );
        for key in ["isBlocked", "blockedNote", "blockedAt"] {
            assert_eq!(got.contains_key(key), has_block, "{name} {key}");
        }
        let listed = bench.komerza("GET", "/customers", "").await;
        let listed = listed.json["data"][0].as_object().unwrap();
        assert_eq!(listed.contains_key("isBlocked"), has_block, "{name}");
    }
}

#[tokio::test]
async fn an_expired_refresh_token_is_refused() {
    let ended = Sandbox::builder().refresh_token_lifetime(Duration::ZERO);
    let bench = Bench::of(ended.start().await.unwrap());
    let token = bench.sandbox.commerceengine().refresh_token.clone();
    for bearer in [None, Some(&bench.sandbox.commerceengine().access_token)] {
        let refused = refresh(&bench, bearer.map(String::as_str), &token).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text_at("/message").contains("has expired"));
    }
    // The access token beside it works all the same.
    let made = bench.engine("POST", "/customers", "{}").await;
    assert_eq!(made.status, 200, "{}", made.text);
}

#[tokio::test]
async fn tokens_stay_valid_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let start = async || {
        Bench::of(
            Sandbox::builder()
                .directory(directory.path())
                .start()
                .await
                .unwrap(),
        )
    };
    let bench = start().await;
    let first = bench.sandbox.commerceengine().clone();
    let started = visitor(&bench).await;
    let spent = refresh(&bench, None, &first.refresh_token).await;
    assert_eq!(spent.status, 200);
    bench.sandbox.shutdown().await;

    let bench = start().await;
    let access = bench.sandbox.commerceengine();
    // The pair to begin with is the same, but for the token that was spent.
    assert_eq!(access.access_token, first.access_token);
    assert_ne!(access.refresh_token, first.refresh_token);
    assert_eq!(
        refresh(&bench, None, &first.refresh_token).await.status,
        400
    );
    assert_eq!(
        refresh(&bench, None, &access.refresh_token).await.status,
        200
    );
    let id = started["user"]["id"].as_str().unwrap();
    let url = format!("{}/auth/user/{id}", access.base_url);
    let token = started["access_token"].as_str().unwrap();
    assert_eq!(bench.ask("GET", &url, token, "").await.status, 200);
    let token = started["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&bench, None, token).await.status, 200);
}

#[tokio::test]
async fn every_sandbox_starts_with_the_same_tokens() {
    let (one, other) = (Bench::start().await, Bench::start().await);
    let token = |bench: &Bench| {
        let access = bench.sandbox.commerceengine();
        (access.access_token.clone(), access.refresh_token.clone())
    };
    assert_eq!(token(&one), token(&other));
    // Nothing that is forgotten takes the user of these tokens along.
    one.sandbox.clear_customers().await.unwrap();
    let id = claims(&token(&one).0)["ulid"].as_str().unwrap().to_owned();
    let user = one.engine("GET", &format!("/auth/user/{id}"), "").await;
    assert_eq!(user.status, 200, "{}", user.text);
}
