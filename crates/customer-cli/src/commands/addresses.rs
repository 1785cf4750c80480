//! `customers addresses …`.

use customer_core::{
    Address, AddressId, CustomerProviderExt, NewCustomer, Operation, WrittenAddress,
};

use super::create::write_options;
use super::finish::{Stop, finish, finish_write};
use crate::args::{AddAddress, AddressInput, ListAddresses, RemoveAddress, Target, UpdateAddress};
use crate::calls::concurrent::{Asked, Done, ask, ask_write, refuse};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::View;
use crate::report::{Entry, Outcome, Settled};

/// Shows all addresses of a customer.
pub(super) async fn list(arguments: &ListAddresses) -> Result<Exit, Stop> {
    let asked = asked(&arguments.target)?;
    let report = ask(
        &arguments.connection,
        &asked,
        |provider, asked| async move {
            let mut done = Done::new(Outcome::Listed);
            if let Some(id) = &asked.id {
                done.addresses = Some(provider.list_addresses(id).await?);
            }
            Ok(done)
        },
    )
    .await;
    finish(&report, arguments.output.output, View::Addresses)
}

/// Adds an address.
pub(super) async fn add(arguments: &AddAddress) -> Result<Exit, Stop> {
    require(&arguments.address)?;
    let asked = asked(&arguments.target)?;
    let format = arguments.output.output;
    let address = match arguments.address.read() {
        Ok(address) => address,
        Err(error) => return finish(&refuse(&asked, error), format, View::Fates),
    };
    let options = write_options(arguments.writing.lossy);
    let settling = &arguments.writing.settling;
    let connection = &arguments.connection;
    let look = |asked: &Asked| asked.look("addresses list", connection);
    let operation = Operation::AddAddress;
    let mut report = ask_write(connection, &asked, operation, look, |provider, asked| {
        let (address, options) = (&address, &options);
        async move {
            let mut done = Done::new(Outcome::Added);
            let Some(id) = &asked.id else { return Ok(done) };
            match provider.add_customer_address(id, address, options).await {
                Ok(written) => Ok(with(done, written)),
                Err(error) => {
                    settle(&*provider, error, settling).await?;
                    done.settled = Some(Settled::Done);
                    Ok(done)
                }
            }
        }
    })
    .await;
    give(&mut report.results, &address);
    finish_write(&report, format, View::Fates)
}

/// Replaces an address.
pub(super) async fn update(arguments: &UpdateAddress) -> Result<Exit, Stop> {
    require(&arguments.address)?;
    let asked = asked(&arguments.target)?;
    let format = arguments.output.output;
    let address_id = AddressId::new(&arguments.address_id);
    let address = match arguments.address.read() {
        Ok(address) => address,
        Err(error) => {
            let mut report = refuse(&asked, error);
            name(&mut report.results, &address_id);
            return finish(&report, format, View::Fates);
        }
    };
    let options = write_options(arguments.writing.lossy);
    let settling = &arguments.writing.settling;
    let connection = &arguments.connection;
    let look = |asked: &Asked| asked.look("addresses list", connection);
    let operation = Operation::UpdateAddress;
    let mut report = ask_write(connection, &asked, operation, look, |provider, asked| {
        let (address, address_id, options) = (&address, &address_id, &options);
        async move {
            let mut done = Done::new(Outcome::Updated);
            let Some(id) = &asked.id else { return Ok(done) };
            match provider
                .update_customer_address(id, address_id, address, options)
                .await
            {
                Ok(written) => Ok(with(done, written)),
                Err(error) => {
                    settle(&*provider, error, settling).await?;
                    done.settled = Some(Settled::Done);
                    Ok(done)
                }
            }
        }
    })
    .await;
    give(&mut report.results, &address);
    name(&mut report.results, &address_id);
    finish_write(&report, format, View::Fates)
}

/// Removes an address.
pub(super) async fn remove(arguments: &RemoveAddress) -> Result<Exit, Stop> {
    let asked = asked(&arguments.target)?;
    let address_id = AddressId::new(&arguments.address_id);
    let settling = &arguments.settling;
    let connection = &arguments.connection;
    let look = |asked: &Asked| asked.look("addresses list", connection);
    let operation = Operation::RemoveAddress;
    let mut report = ask_write(connection, &asked, operation, look, |provider, asked| {
        let address_id = &address_id;
        async move {
            let mut done = Done::new(Outcome::Removed);
            if let Some(id) = &asked.id
                && let Err(error) = provider.remove_address(id, address_id).await
            {
                settle(&*provider, error, settling).await?;
                done.settled = Some(Settled::Done);
            }
            Ok(done)
        }
    })
    .await;
    name(&mut report.results, &address_id);
    finish_write(&report, arguments.output.output, View::Changes)
}

fn asked(target: &Target) -> Result<Vec<Asked>, Stop> {
    let customer = target.resolve().map_err(Stop::Usage)?;
    Ok(Asked::customers(vec![customer]))
}

fn require(address: &AddressInput) -> Result<(), Stop> {
    if address.is_empty() {
        return Err(Stop::Usage(
            "no address was given: name a file with --input, or parts with flags such as --city"
                .to_owned(),
        ));
    }
    Ok(())
}

fn with(mut done: Done, written: WrittenAddress) -> Done {
    done.address = Some(written.address);
    done.fields = Some(written.fields);
    done
}

fn name(entries: &mut [Entry], address: &AddressId) {
    for entry in entries {
        entry.address_id = Some(address.clone());
    }
}

/// The parts of an address stand in reports as those of the first.
fn give(entries: &mut [Entry], address: &Address) {
    let given = NewCustomer::new().with_address(address.clone()).given();
    for entry in entries {
        entry.given.clone_from(&given);
    }
}
