//! Looking a customer up by its e-mail address.

use customer_core::{
    Customer, CustomerProviderExt, EmailAddress, EmailUniqueness, ErrorKind, FoundOrCreated,
    Operation, WriteOptions,
};

use super::support::{World, done, needs_one_of};
use crate::harness::Harness;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;

const REMEDY: &str = "provider.rs: find_customers_by_email asks for each of EmailAddress::spellings and keeps what is the same_mailbox";

fn email(text: &str) -> Checked<EmailAddress> {
    EmailAddress::parse(text).or_else(|error| broken(error.to_string(), "an e-mail address"))
}

/// Makes a customer of each of these e-mail addresses.
async fn registered(
    harness: &dyn Harness,
    world: &World,
    addresses: &[&str],
) -> Checked<Vec<Customer>> {
    let mut samples = Samples::new(harness);
    let mut customers = Vec::new();
    for address in addresses {
        let mut customer = samples.customer(&*world.provider)?;
        customer.email = Some(email(address)?);
        let written = world.provider.create(&customer).await;
        customers.push(done(written, "a create", "provider.rs: create_customer")?.customer);
    }
    Ok(customers)
}

async fn found(world: &World, address: &str) -> Checked<Vec<String>> {
    let found = world.provider.find_all_by_email(&email(address)?).await;
    let found = done(found, "a find", REMEDY)?;
    Ok(found
        .into_iter()
        .map(|customer| customer.id.to_string())
        .collect())
}

/// A find gives the customers of exactly this address, whatever the case, and nobody whose address holds it.
pub fn a_find_is_exact_whatever_the_case(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            needs_one_of(&*world.provider, &[Operation::FindCustomersByEmail])?;
            let customers = registered(
                harness,
                &world,
                &[
                    "Asha@example.com",
                    "rasha@example.com",
                    "asha@example.com.au",
                    "asha+shop@example.com",
                ],
            )
            .await?;
            for spelling in ["Asha@example.com", "asha@example.com", "ASHA@EXAMPLE.COM"] {
                let found = found(&world, spelling).await?;
                if found != [customers[0].id.to_string()] {
                    return broken(
                        format!(
                            "of Asha@example.com and three that are like it, {} were found under {spelling}",
                            found.len()
                        ),
                        REMEDY,
                    );
                }
            }
            for nobody in ["sha@example.com", "asha@example.co", "nobody@example.com"] {
                if !found(&world, nobody).await?.is_empty() {
                    return broken(format!("somebody was found under {nobody}"), REMEDY);
                }
            }
            Ok(())
        })
    })
}

/// A second customer of the same address is refused where addresses are unique, and found beside the first where they may repeat.
pub fn a_second_customer_of_an_address_is_refused_or_found(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            needs_one_of(provider, &[Operation::FindCustomersByEmail])?;
            let first = registered(harness, &world, &["asha@example.com"]).await?;
            let mut second = Samples::new(harness).customer(provider)?;
            second.email = Some(email("asha@example.com")?);
            let written = provider.create(&second).await;
            let count = match (provider.capabilities().email_uniqueness, written) {
                (EmailUniqueness::Unique, Err(error))
                    if error.kind() == ErrorKind::AlreadyExists =>
                {
                    1
                }
                (EmailUniqueness::NotDocumented, Err(error))
                    if error.kind() == ErrorKind::AlreadyExists =>
                {
                    1
                }
                (EmailUniqueness::MayRepeat | EmailUniqueness::NotDocumented, Ok(_)) => 2,
                (uniqueness, result) => {
                    return broken(
                        format!(
                            "a second customer of an address, which is {uniqueness}: {:?}",
                            result.map(drop)
                        ),
                        "convert.rs: with_email_uniqueness as documented; error.rs: the code is AlreadyExists",
                    );
                }
            };
            let found = found(&world, "asha@example.com").await?;
            if found.len() != count || !found.contains(&first[0].id.to_string()) {
                return broken(
                    format!(
                        "{} customers of an address are found of {count}",
                        found.len()
                    ),
                    REMEDY,
                );
            }
            Ok(())
        })
    })
}

/// A customer is created once and found from then on.
pub fn find_or_create_creates_once(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            needs_one_of(provider, &[Operation::FindCustomersByEmail])?;
            let customer = Samples::new(harness).customer(provider)?;
            let strict = WriteOptions::new();
            let before = world.stand_in.acted();
            let first = provider.find_or_create(&customer, &strict).await;
            let first = done(first, "find_or_create", REMEDY)?;
            let second = provider.find_or_create(&customer, &strict).await;
            let second = done(second, "find_or_create", REMEDY)?;
            let is_once = matches!(first, FoundOrCreated::Created(_))
                && matches!(second, FoundOrCreated::Found(_))
                && first.customer().id == second.customer().id
                && world.stand_in.acted() == before + 1;
            if !is_once {
                return broken(
                    format!("find_or_create twice: {first:?}, then {second:?}"),
                    REMEDY,
                );
            }
            Ok(())
        })
    })
}

/// A customer whose create was lost is found by every spelling of its address, and not created again.
pub fn find_or_create_converges_on_every_spelling(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for [one, other] in [
                ["asha@example.com", "Asha@EXAMPLE.com"],
                ["asha@bücher.example", "asha@xn--bcher-kva.example"],
                ["asha@example.com", "asha@Example.COM"],
            ] {
                let world = World::of(harness).await?;
                let provider = &*world.provider;
                needs_one_of(provider, &[Operation::FindCustomersByEmail])?;
                let mut customer = Samples::new(harness).customer(provider)?;
                customer.email = Some(email(one)?);
                let strict = WriteOptions::new();
                let before = world.stand_in.acted();
                let first = provider.find_or_create(&customer, &strict).await;
                let first = done(first, "find_or_create", REMEDY)?;
                customer.email = Some(email(other)?);
                let second = provider.find_or_create(&customer, &strict).await;
                let second = done(second, "find_or_create", REMEDY)?;
                let acted = world.stand_in.acted() - before;
                if first.customer().id != second.customer().id || acted != 1 {
                    return broken(
                        format!("{one} and {other} are one mailbox, and made {acted} customers"),
                        REMEDY,
                    );
                }
            }
            Ok(())
        })
    })
}
