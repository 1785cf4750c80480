//! `customers addresses …`.

use customer_core::{
    Address, AddressId, CustomerProvider, CustomerProviderExt, NewCustomer, Operation,
    Result as CoreResult, WrittenAddress,
};

use super::finish::{Stop, finish, finish_write};
use crate::args::{
    AddAddress, AddressInput, ListAddresses, RemoveAddress, Settling, Target, UpdateAddress,
};
use crate::calls::concurrent::{Call, fail_all, run_reads, run_writes};
use crate::calls::settle::{CallFailure, settle};
use crate::exit::Exit;
use crate::output::table::View;
use crate::report::{Entry, Outcome};

/// Lists all addresses of a customer.
pub(super) async fn list(arguments: &ListAddresses) -> Result<Exit, Stop> {
    let calls = calls(&arguments.target)?;
    let report = run_reads(
        &arguments.common.connection,
        &calls,
        |provider, call| async move {
            let mut entry = call.entry(Outcome::Listed);
            if let Some(id) = &call.id {
                entry.addresses = Some(provider.list_addresses(id).await?);
            }
            Ok(entry)
        },
    )
    .await;
    finish(&report, arguments.common.format, View::Addresses)
}

/// Adds an address.
pub(super) async fn add(arguments: &AddAddress) -> Result<Exit, Stop> {
    require_address(&arguments.address)?;
    let calls = calls(&arguments.target)?;
    let (connection, format) = (&arguments.common.connection, arguments.common.format);
    let address = match arguments.address.read() {
        Ok(address) => address,
        Err(error) => return finish(&fail_all(&calls, error), format, View::Fates),
    };
    let options = arguments.writing.options();
    let settling = &arguments.writing.settling;
    let look_up = |call: &Call| call.show_command("addresses list", connection);
    let operation = Operation::AddAddress;
    let mut report = run_writes(connection, &calls, operation, look_up, |provider, call| {
        let (address, options) = (&address, &options);
        async move {
            let entry = call.entry(Outcome::Added);
            let Some(id) = &call.id else { return Ok(entry) };
            let written = provider.add_customer_address(id, address, options).await;
            with_address(entry, &*provider, written, settling).await
        }
    })
    .await;
    set_given(&mut report.results, &address);
    finish_write(&report, format, View::Fates)
}

/// Replaces an address.
pub(super) async fn update(arguments: &UpdateAddress) -> Result<Exit, Stop> {
    require_address(&arguments.address)?;
    let calls = calls(&arguments.target)?;
    let (connection, format) = (&arguments.common.connection, arguments.common.format);
    let address_id = AddressId::new(&arguments.address_id);
    let address = match arguments.address.read() {
        Ok(address) => address,
        Err(error) => {
            let mut report = fail_all(&calls, error);
            set_address_id(&mut report.results, &address_id);
            return finish(&report, format, View::Fates);
        }
    };
    let options = arguments.writing.options();
    let settling = &arguments.writing.settling;
    let look_up = |call: &Call| call.show_command("addresses list", connection);
    let operation = Operation::UpdateAddress;
    let mut report = run_writes(connection, &calls, operation, look_up, |provider, call| {
        let (address, address_id, options) = (&address, &address_id, &options);
        async move {
            let entry = call.entry(Outcome::Updated);
            let Some(id) = &call.id else { return Ok(entry) };
            let written = provider
                .update_customer_address(id, address_id, address, options)
                .await;
            with_address(entry, &*provider, written, settling).await
        }
    })
    .await;
    set_given(&mut report.results, &address);
    set_address_id(&mut report.results, &address_id);
    finish_write(&report, format, View::Fates)
}

/// Removes an address.
pub(super) async fn remove(arguments: &RemoveAddress) -> Result<Exit, Stop> {
    let calls = calls(&arguments.target)?;
    let address_id = AddressId::new(&arguments.address_id);
    let settling = &arguments.settling;
    let connection = &arguments.common.connection;
    let look_up = |call: &Call| call.show_command("addresses list", connection);
    let operation = Operation::RemoveAddress;
    let mut report = run_writes(connection, &calls, operation, look_up, |provider, call| {
        let address_id = &address_id;
        async move {
            let mut entry = call.entry(Outcome::Removed);
            if let Some(id) = &call.id
                && let Err(error) = provider.remove_address(id, address_id).await
            {
                settle(&mut entry, &*provider, error, settling).await?;
            }
            Ok(entry)
        }
    })
    .await;
    set_address_id(&mut report.results, &address_id);
    finish_write(&report, arguments.common.format, View::Fates)
}

fn calls(target: &Target) -> Result<Vec<Call>, Stop> {
    let customer = target.resolve().map_err(Stop::Usage)?;
    Ok(Call::for_customers(vec![customer]))
}

/// Checks that an address is given.
///
/// # Errors
///
/// Neither a file nor a flag gives one.
fn require_address(address: &AddressInput) -> Result<(), Stop> {
    if address.is_empty() {
        return Err(Stop::Usage(
            "no address is given: use --input FILE, or flags such as --city".to_owned(),
        ));
    }
    Ok(())
}

/// The entry with the address that was written, settled if no response arrived.
async fn with_address(
    mut entry: Entry,
    provider: &dyn CustomerProvider,
    written: CoreResult<WrittenAddress>,
    settling: &Settling,
) -> Result<Entry, CallFailure> {
    match written {
        Ok(written) => {
            entry.address = Some(written.address);
            entry.fields = Some(written.fields);
        }
        Err(error) => {
            settle(&mut entry, provider, error, settling).await?;
        }
    }
    Ok(entry)
}

fn set_address_id(entries: &mut [Entry], address: &AddressId) {
    for entry in entries {
        entry.address_id = Some(address.clone());
    }
}

/// In a report, the parts of the address are those of `addresses[0]`.
fn set_given(entries: &mut [Entry], address: &Address) {
    let given = NewCustomer::new().with_address(address.clone()).given();
    for entry in entries {
        entry.given.clone_from(&given);
    }
}
