//! Where something stands: paths of fields, and places in a listing.

use customer_core::{Cursor, ErrorKind, FieldPath, ListQuery, ProviderName};

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

/// Four lines: a provider, a search, a position, and the text of a cursor that someone made up.
pub(crate) fn cursor(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (provider, search, position, made_up) = (line(), line(), line(), line());

    let provider = ProviderName::from(provider.to_owned());
    let query = ListQuery::new().with_search(search);
    let cursor = Cursor::new(&provider, &query, position);
    let json = serde_json::to_string(&cursor).unwrap();
    let kept: Cursor = serde_json::from_str(&json).unwrap();
    assert_eq!(kept.position(&provider, &query).unwrap(), position);

    let other_query = ListQuery::new().with_search(format!("{search}."));
    let other_provider = ProviderName::from(format!("{provider}-"));
    for refused in [
        cursor.position(&provider, &other_query),
        cursor.position(&provider, &ListQuery::new()),
        cursor.position(&other_provider, &query),
    ] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    let made_up = Cursor::from(made_up);
    match made_up.position(&provider, &query) {
        Ok(position) => assert_eq!(Cursor::new(&provider, &query, position), made_up),
        Err(error) => assert_eq!(error.kind(), ErrorKind::InvalidInput),
    }
}
