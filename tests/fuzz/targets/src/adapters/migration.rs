//! One customer before every adapter.

use std::collections::BTreeMap;

use customer_core::adapter::Checked;
use customer_core::{
    Address, AddressId, BlockRequest, Customer, CustomerUpdate, Field, FieldPath, FieldReport,
    NewCustomer,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::read;
use super::writes::check_write;
use crate::privacy::assert_hidden;

/// Every adapter makes a request of the customer, or says why it cannot; what it says was sent reads back
/// as it was given.
pub(crate) fn every_adapter_takes(customer: &NewCustomer) {
    let given = customer.given();
    komerza(customer, &given);
    kohortpay(customer, &given);
    commerceengine(customer, &given);
}

/// No preview, no refusal and no request shows whom it is about.
fn assert_silent(customer: &NewCustomer, shown: &str) {
    let public = public_texts(customer);
    let is_value = |text: &str| !public.iter().any(|public| public.contains(text));
    let addresses = || customer.addresses.iter();
    let emails = customer
        .email
        .iter()
        .chain(addresses().filter_map(|address| address.email.as_ref()))
        .filter(|email| is_value(email.as_str()));
    let phones = customer
        .phone
        .iter()
        .chain(addresses().filter_map(|address| address.phone.as_ref()))
        .filter(|phone| is_value(phone.national_number().unwrap_or_default()));
    assert_hidden(shown, emails, phones);
}

/// The texts that are shown, since they are of no person: kinds and legal forms, places as large as a
/// country, ids. One that holds an e-mail address all the same is shown as what it was given for.
fn public_texts(customer: &NewCustomer) -> Vec<String> {
    let names = customer.given().into_iter().map(|path| path.to_string());
    let business = customer.business.iter();
    let forms = business.filter_map(|business| business.business_type.clone());
    let of_addresses = customer.addresses.iter().flat_map(|address| {
        let id = address.id.iter().map(ToString::to_string);
        let country = address.country.iter().map(ToString::to_string);
        let roles = address.roles.iter().map(ToString::to_string);
        id.chain(country).chain(roles)
    });
    let locale = customer.locale.iter().map(ToString::to_string);
    let texts = names.chain(forms).chain(of_addresses).chain(locale);
    // As `Debug` writes them.
    texts.map(|text| text.escape_debug().to_string()).collect()
}

/// What the report calls sent has, in what the provider would return, the value that was given; a field that
/// the provider does not return has none there.
fn assert_reads_back(customer: &NewCustomer, returned: &Customer, report: &FieldReport) {
    let given = customer.values();
    let back = returned.values();
    for path in report
        .sent
        .iter()
        .filter(|path| path.address_index().is_none())
    {
        let value_in = |values: &[(FieldPath, std::borrow::Cow<'_, str>)]| {
            let found = values.iter().find(|(other, _)| other == path);
            found.map(|(_, value)| value.clone().into_owned())
        };
        if let Some(read) = value_in(&back) {
            assert_eq!(value_in(&given), Some(read), "{path}");
        }
    }
    assert_eq!(&report.clone().reconciled(customer, returned), report);
}

/// The JSON of a record with this id and the fields of the request that the provider returns.
fn echo(request: &impl Serialize, fields: &[&str]) -> String {
    let request = serde_json::to_string(request).unwrap();
    let mut record: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&request).unwrap();
    record.retain(|name, _| fields.contains(&name.as_str()));
    record.insert(
        "id".to_owned(),
        RawValue::from_string("\"1\"".to_owned()).unwrap(),
    );
    serde_json::to_string(&record).unwrap()
}

fn komerza(customer: &NewCustomer, given: &[FieldPath]) {
    use komerza::{convert, wire};

    let capabilities = convert::capabilities();
    let prepare = || convert::create_request(&capabilities, customer);
    assert_silent(customer, &format!("{:?}", prepare()));
    let Some((request, report)) = check_write(given, prepare, Checked::problems) else {
        return;
    };
    let answer = echo(&request, &["emailAddress"]);
    let record = read::<wire::Customer>(&answer).unwrap();
    let returned = convert::created_customer(&"store".into(), record);
    assert_reads_back(customer, &returned, &report);
}

fn kohortpay(customer: &NewCustomer, given: &[FieldPath]) {
    use kohortpay::{convert, wire};

    let capabilities = convert::capabilities();
    let prepare = || convert::create_request(&capabilities, customer);
    assert_silent(customer, &format!("{:?}", prepare()));
    let Some((request, report)) = check_write(given, prepare, Checked::problems) else {
        return;
    };
    let fields = [
        "emailAddress",
        "firstName",
        "lastName",
        "phoneNumber",
        "metadata",
    ];
    let record = read::<wire::Customer>(&echo(&request, &fields)).unwrap();
    assert_reads_back(customer, &convert::customer(record), &report);
}

fn commerceengine(customer: &NewCustomer, given: &[FieldPath]) {
    use commerceengine::{convert, wire};

    let capabilities = convert::capabilities();
    let prepare = || convert::create_request(&capabilities, customer);
    assert_silent(customer, &format!("{:?}", prepare()));
    if let Some((request, report)) = check_write(given, prepare, Checked::problems) {
        let record = read::<wire::CustomerDetail>(&echo(&request, &["business"])).unwrap();
        let returned = convert::customer_detail(None, record);
        assert_reads_back(customer, &returned, &report);
    }
    for address in customer.addresses.iter().take(2) {
        address_goes_to_commerceengine(address);
    }
}

/// An address that is added or replaced alone; its parts stand as those of a first address.
pub(crate) fn address_goes_to_commerceengine(address: &Address) {
    use commerceengine::convert;

    let capabilities = convert::capabilities();
    let given = NewCustomer::new().with_address(address.clone()).given();
    let id = AddressId::from("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    let add = || convert::add_address_request(&capabilities, address);
    let replace = || convert::update_address_request(&capabilities, &id, address);
    check_write(&given, add, Checked::problems);
    check_write(&given, replace, Checked::problems);
}

/// Every adapter that changes customers makes requests of the change.
pub(crate) fn every_adapter_changes(update: &CustomerUpdate) {
    use commerceengine::convert;

    let capabilities = convert::capabilities();
    let problems = |request: &convert::UpdateRequest| {
        let user = request.user.iter().flat_map(Checked::problems);
        let business = request.business.as_ref().map(|change| change.onto(None));
        let inputs = business.into_iter().flatten();
        user.chain(inputs.flat_map(|input| input.problems()))
            .collect()
    };
    let prepare = || convert::update_request(&capabilities, update);
    check_write(&update.given(), prepare, problems);
}

/// Every adapter that blocks customers makes requests of the block.
pub(crate) fn every_adapter_blocks(reason: &str) {
    let block = BlockRequest::new().with_reason(reason);
    let given = [FieldPath::from(Field::BlockReason)];
    let capabilities = ::komerza::convert::capabilities();
    let prepare = || ::komerza::convert::block_request(&capabilities, &block);
    let sent = check_write(&given, prepare, |_| Vec::new());
    if let Some((request, _)) = sent {
        assert_eq!(request.note.as_deref().map(String::as_str), Some(reason));
    }
    let capabilities = ::kohortpay::convert::capabilities();
    let prepare = || ::kohortpay::convert::block_request(&capabilities, &block);
    check_write(&given, prepare, |()| Vec::new());
}
