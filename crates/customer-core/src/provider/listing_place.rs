//! How an adapter's place in a listing is written into a cursor and read from it: bound to the provider, the
//! account, the mode and the query.

use crate::provider::fingerprint::fnv;
use crate::{Cursor, Error, FieldProblem, ListQuery, Mode, Operation, ProviderIdentity, Result};

/// Where a listing goes on: what a cursor carries for the adapter that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListingPlace<'a> {
    /// The page size of the query that the cursor was made under.
    pub page_size: Option<u32>,
    /// The position that [`Cursor::new`] was given.
    pub position: &'a str,
}

impl Cursor {
    /// A cursor for `position`, which only this provider reads again: for the same account, in the same
    /// mode, under the same query with the same page size. For adapters.
    ///
    /// Account and query stand in it as fingerprints; `position` must hold no personal data. A checksum tells a
    /// cursor that was cut off or changed.
    pub fn new(identity: &ProviderIdentity, query: &ListQuery, position: &str) -> Self {
        let [account, mode, page_size, search] = bound_values(identity, query);
        let provider = &identity.provider;
        let bound = format!("{VERSION}{provider}.{account}.{mode}.{page_size}.{search}");
        let checksum = checksum(&bound, position);
        Self::from(format!("{bound}.{checksum}.{position}"))
    }

    /// What [`new`](Self::new) was given. For adapters.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where the cursor is of another provider, account, mode or query, where
    /// the query asks for another page size than it was made under, or where it is no cursor at all.
    pub fn place(
        &self,
        identity: &ProviderIdentity,
        query: &ListQuery,
    ) -> Result<ListingPlace<'_>> {
        let refuse = |reason: &str| {
            Error::invalid_input(vec![FieldProblem::new("cursor", reason)])
                .with_provider(identity.provider.clone())
                .with_operation(Operation::ListCustomers)
        };
        let Some(rest) = self.as_str().strip_prefix(VERSION) else {
            return Err(refuse("is not a cursor of this version"));
        };
        // A provider's name may have dots of its own.
        let rest = rest.strip_prefix(identity.provider.as_str());
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix('.')) else {
            return Err(refuse("belongs to another provider"));
        };
        let parts: Vec<_> = rest.splitn(6, '.').collect();
        let [account, mode, page_size, search, check, position] = parts[..] else {
            return Err(refuse("is cut off"));
        };
        let [ours, our_mode, our_page_size, our_search] = bound_values(identity, query);
        if account != ours {
            return Err(refuse("belongs to another account"));
        }
        if mode != our_mode {
            return Err(refuse("belongs to another mode: live and test are apart"));
        }
        if search != our_search {
            return Err(refuse("belongs to another query"));
        }
        if query.page_size.is_some() && page_size != our_page_size {
            return Err(refuse("belongs to a listing with another page size"));
        }
        let bound = self.as_str().len() - position.len() - check.len() - 2;
        if check != checksum(&self.as_str()[..bound], position) {
            return Err(refuse("is cut off or was changed"));
        }
        let page_size = match page_size {
            NONE => None,
            size => match size.parse::<u32>() {
                Ok(number) if number.to_string() == size => Some(number),
                _ => return Err(refuse("is not a cursor of this version")),
            },
        };
        Ok(ListingPlace {
            page_size,
            position,
        })
    }
}

/// What a cursor of this version begins with.
const VERSION: &str = "3.";

/// Stands in a cursor for what there is none of.
const NONE: &str = "-";

/// Of a cursor's text, without the checksum itself.
fn checksum(bound: &str, position: &str) -> String {
    let hash = fnv(&format!("{bound}.{position}"));
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// What a cursor is bound to besides its provider: account, mode, page size and search.
fn bound_values(identity: &ProviderIdentity, query: &ListQuery) -> [String; 4] {
    let none = || NONE.to_owned();
    let account = identity.account.as_ref();
    [
        account.map_or_else(none, |account| format!("{:016x}", fnv(account.as_str()))),
        match &identity.mode {
            Some(Mode::Live) => "live".to_owned(),
            Some(Mode::Test) => "test".to_owned(),
            None => none(),
        },
        query.page_size.map_or_else(none, |size| size.to_string()),
        format!("{:016x}", fingerprint(query)),
    ]
}

/// Of what a query asks for, apart from where it goes on.
fn fingerprint(query: &ListQuery) -> u64 {
    let search = query.search.as_deref();
    fnv(&search.map_or_else(String::new, |search| format!("search={search}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{ErrorKind, ProviderName};

    const KOMERZA: ProviderName = ProviderName::from_static("komerza");

    fn of(provider: ProviderName) -> ProviderIdentity {
        ProviderIdentity::new(provider)
    }

    #[test]
    fn a_cursor_is_valid_only_for_its_provider_account_mode_query_and_page_size() {
        let ours = of(KOMERZA).with_account("store").with_mode(Mode::Live);
        let query = ListQuery::new().with_search("a.b").with_page_size(3_u32);
        let cursor = Cursor::new(&ours, &query, "page.2");
        let mut without_size = query.clone();
        without_size.page_size = None;
        for query in [&query, &without_size] {
            let place = cursor.place(&ours, query).unwrap();
            assert_eq!((place.page_size, place.position), (Some(3), "page.2"));
        }
        let old = Cursor::from("1.komerza.cbf29ce484222325.2");
        let elsewhere = of(ProviderName::from_static("kohortpay"));
        for (cursor, identity, query, reason) in [
            (&cursor, elsewhere, query.clone(), "another provider"),
            (
                &cursor,
                ours.clone().with_account("other"),
                query.clone(),
                "another account",
            ),
            (
                &cursor,
                of(KOMERZA).with_mode(Mode::Live),
                query.clone(),
                "another account",
            ),
            (
                &cursor,
                ours.clone().with_mode(Mode::Test),
                query.clone(),
                "another mode",
            ),
            (
                &cursor,
                of(KOMERZA).with_account("store"),
                query.clone(),
                "another mode",
            ),
            (
                &cursor,
                ours.clone(),
                query.clone().with_page_size(4_u32),
                "another page size",
            ),
            (
                &cursor,
                ours.clone(),
                query.clone().with_search("a"),
                "another query",
            ),
            (&cursor, ours.clone(), ListQuery::new(), "another query"),
            (&old, ours.clone(), ListQuery::new(), "this version"),
            (
                &Cursor::from("3.komerza"),
                ours.clone(),
                query.clone(),
                "another provider",
            ),
            (
                &Cursor::from("3.komerza.-"),
                ours.clone(),
                query.clone(),
                "cut off",
            ),
            (&Cursor::from(""), ours.clone(), query, "this version"),
        ] {
            let error = cursor.place(&identity, &query).unwrap_err();
            assert_eq!(
                (error.kind(), error.operation()),
                (ErrorKind::InvalidInput, Some(Operation::ListCustomers))
            );
            assert_eq!(error.fields()[0].field, "cursor");
            assert!(error.to_string().contains(reason), "{error}");
        }
    }

    #[test]
    fn a_cursor_with_a_changed_missing_or_added_character_is_refused() {
        let identity = of(KOMERZA).with_account("store");
        let query = ListQuery::new().with_page_size(3_u32);
        let text = Cursor::new(&identity, &query, "120~4-8").to_string();
        let query = ListQuery::new();
        assert!(Cursor::from(&*text).place(&identity, &query).is_ok());
        for at in 0..text.len() {
            let mut damaged = vec![text[..at].to_owned()];
            for put in ["", "0", "1", ".", "a", "\u{e9}"] {
                damaged.push(format!("{}{put}{}", &text[..at], &text[at + 1..]));
                damaged.push(format!("{}{put}{}", &text[..at], &text[at..]));
            }
            for damaged in damaged.into_iter().filter(|damaged| *damaged != text) {
                let place = Cursor::from(&*damaged).place(&identity, &query).err();
                assert!(place.is_some(), "{damaged}");
            }
        }
    }

    #[test]
    fn a_cursor_shows_no_account_and_no_search_words() {
        let identity = of(KOMERZA).with_account("my-store");
        let query = ListQuery::new().with_search("asha@example.com");
        let text = Cursor::new(&identity, &query, "2").to_string();
        assert!(!text.contains("store") && !text.contains("asha"), "{text}");
    }

    #[test]
    fn names_and_positions_may_have_dots() {
        let query = ListQuery::new();
        let (shop, my_shop) = (
            of(ProviderName::from_static("my")),
            of(ProviderName::from_static("my.shop")),
        );
        let cursor = Cursor::new(&my_shop, &query, "a.b.c");
        assert_eq!(cursor.place(&my_shop, &query).unwrap().position, "a.b.c");
        assert!(cursor.place(&shop, &query).is_err());
    }
}
