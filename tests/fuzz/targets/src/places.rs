//! Where something stands: paths of fields, and places in a listing.

use customer_core::adapter::PageTrail;
use customer_core::{
    Cursor, ErrorKind, FieldPath, ListQuery, Mode, ProviderIdentity, ProviderName,
};

use crate::text;

pub(crate) fn field_path(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let json = serde_json::to_string(text).unwrap();
    let Ok(path) = text.parse::<FieldPath>() else {
        serde_json::from_str::<FieldPath>(&json).unwrap_err();
        return;
    };
    assert_eq!(serde_json::from_str::<FieldPath>(&json).unwrap(), path);
    let written = path.to_string();
    assert_eq!(written.parse::<FieldPath>().unwrap(), path);
    assert_eq!(
        serde_json::to_string(&path).unwrap(),
        serde_json::to_string(&written).unwrap()
    );
    if let Some(index) = path.address_index() {
        assert!(written.starts_with(&format!("addresses[{index}].")));
    } else {
        let field = FieldPath::from(path.field().clone());
        assert_eq!(field, path);
        assert_eq!(path.field().to_string(), written);
    }
}

/// Five lines: a provider, its account, a search, a position, and the text of a cursor that someone made up.
pub(crate) fn cursor(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut lines = text.splitn(5, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (provider, account, search, position, made_up) = (line(), line(), line(), line(), line());

    let identity = ProviderIdentity::new(ProviderName::from(provider.to_owned()));
    let identity = identity.with_account(account).with_mode(Mode::Test);
    let query = ListQuery::new().with_search(search).with_page_size(7_u32);
    let cursor = Cursor::new(&identity, &query, position);
    let json = serde_json::to_string(&cursor).unwrap();
    let kept: Cursor = serde_json::from_str(&json).unwrap();
    let place = kept.place(&identity, &query).unwrap();
    assert_eq!((place.page_size, place.position), (Some(7), position));

    let other_query = query.clone().with_search(format!("{search}."));
    let other_size = query.clone().with_page_size(8_u32);
    let mut other_provider = identity.clone();
    other_provider.provider = ProviderName::from(format!("{provider}-"));
    let other_account = identity.clone().with_account(format!("{account}-"));
    let other_mode = identity.clone().with_mode(Mode::Live);
    for refused in [
        cursor.place(&identity, &other_query),
        cursor.place(&identity, &other_size),
        cursor.place(&identity, &ListQuery::new()),
        cursor.place(&other_provider, &query),
        cursor.place(&other_account, &query),
        cursor.place(&other_mode, &query),
    ] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    let made_up = Cursor::from(made_up);
    match made_up.place(&identity, &query) {
        Ok(place) => assert_eq!(Cursor::new(&identity, &query, place.position), made_up),
        Err(error) => assert_eq!(error.kind(), ErrorKind::InvalidInput),
    }
    if let Some(trail) = PageTrail::parse(position) {
        assert_eq!(trail.to_string(), position);
    }
}
