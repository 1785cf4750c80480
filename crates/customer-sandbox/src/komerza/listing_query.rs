//! The query parameters of a listing: filters, sorts and pages.

use super::decimal_order;
use super::failure::Failure;
use crate::http::query::Query;
use crate::store::email_matching;

/// The default page size, and the largest.
const DEFAULT_PAGE_SIZE: u64 = 25;
const LARGEST_PAGE_SIZE: u64 = 100;

/// Which customers, in which order, which page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Criteria {
    pub(super) filter: Filter,
    pub(super) order: Order,
    pub(super) page: u64,
    pub(super) page_size: u64,
}

/// Which customers. Texts are in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Each is contained in the e-mail address.
    pub(super) email_contains: Vec<String>,
    pub(super) email_is: Option<String>,
    pub(super) ip_address_contains: Option<String>,
    /// Amounts as texts that sort as they do.
    pub(super) balance_from: Option<String>,
    pub(super) balance_to: Option<String>,
    pub(super) stripe_customer_id: Option<String>,
    pub(super) affiliate_code_contains: Option<String>,
    pub(super) is_affiliate: Option<bool>,
    pub(super) is_blocked: Option<bool>,
}

impl Filter {
    /// Whether it looks at fields that can be changed.
    pub(super) fn depends_on_changes(&self) -> bool {
        self.balance_from.is_some() || self.balance_to.is_some() || self.is_blocked.is_some()
    }

    /// Whether a customer's balance and block are among those asked for.
    pub(super) fn matches_state(&self, balance_order: &str, is_blocked: bool) -> bool {
        let from = self.balance_from.as_deref();
        let to = self.balance_to.as_deref();
        from.is_none_or(|from| from <= balance_order)
            && to.is_none_or(|to| balance_order <= to)
            && self.is_blocked.is_none_or(|wanted| wanted == is_blocked)
    }
}

/// In which order. All else that can be sorted by is equal for every customer of the sandbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: By,
    pub(super) is_descending: bool,
}

/// What decides the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    #[default]
    DateCreated,
    EmailAddress,
}

impl Criteria {
    /// Reads the query of a listing, or of a search for a text.
    pub(super) fn of(query: Option<&str>, search: Option<&str>) -> Result<Self, Failure> {
        let mut query = Query::of(query);
        let mut filter = Filter {
            email_contains: query
                .one("email")
                .as_deref()
                .into_iter()
                .chain(search)
                .map(email_matching::folded)
                .collect(),
            ip_address_contains: query.one("ipAddress"),
            balance_from: read_amount(&mut query, "balanceFrom"),
            balance_to: read_amount(&mut query, "balanceTo"),
            stripe_customer_id: query.one("stripeCustomerId"),
            affiliate_code_contains: query.one("affiliateCode"),
            ..Filter::default()
        };
        if let Some(filters) = query.one("Filters")
            && let Err(message) = apply_filters(&mut filter, &filters)
        {
            query.refuse("Filters", message);
        }
        let order = match query.one("Sorts").as_deref().map(read_order) {
            None => Order::default(),
            Some(Ok(order)) => order,
            Some(Err(message)) => {
                query.refuse("Sorts", message);
                Order::default()
            }
        };
        let criteria = Self {
            filter,
            order,
            page: query.number("Page", 1..=u64::from(u32::MAX)).unwrap_or(1),
            page_size: query
                .number("PageSize", 1..=LARGEST_PAGE_SIZE)
                .unwrap_or(DEFAULT_PAGE_SIZE),
        };
        query.finish().map_err(Failure::invalid)?;
        Ok(criteria)
    }
}

fn read_amount(query: &mut Query, name: &str) -> Option<String> {
    let text = query.one(name)?;
    let order = decimal_order::order(&text);
    if order.is_none() {
        query.refuse(name, "must be an amount of zero or more");
    }
    order
}

/// `name==value` and `name@=value`, joined by commas; all have to hold.
fn apply_filters(filter: &mut Filter, filters: &str) -> Result<(), &'static str> {
    for term in filters.split(',').filter(|term| !term.is_empty()) {
        if let Some(text) = term.strip_prefix("emailAddress@=") {
            filter.email_contains.push(email_matching::folded(text));
        } else if let Some(text) = term.strip_prefix("emailAddress==") {
            filter.email_is = Some(email_matching::folded(text));
        } else if let Some(text) = term.strip_prefix("isBlocked==") {
            filter.is_blocked = Some(read_bool(text)?);
        } else if let Some(text) = term.strip_prefix("isAffiliate==") {
            filter.is_affiliate = Some(read_bool(text)?);
        } else {
            return Err(
                "must be of emailAddress==…, emailAddress@=…, isBlocked==…, isAffiliate==…",
            );
        }
    }
    Ok(())
}

fn read_bool(text: &str) -> Result<bool, &'static str> {
    text.parse().map_err(|_| "must compare with true or false")
}

/// Names joined by commas, each with a minus for descending.
fn read_order(sorts: &str) -> Result<Order, &'static str> {
    let mut decided = None;
    for sort in sorts.split(',').filter(|sort| !sort.is_empty()) {
        let (name, is_descending) = match sort.strip_prefix('-') {
            Some(name) => (name, true),
            None => (sort, false),
        };
        let by = match name {
            "dateCreated" => By::DateCreated,
            "emailAddress" => By::EmailAddress,
            "status" | "totalSpend" | "averageSpend" | "totalOrders" => continue,
            _ => {
                return Err(
                    "must name dateCreated, emailAddress, status, totalSpend, averageSpend or totalOrders",
                );
            }
        };
        decided.get_or_insert(Order { by, is_descending });
    }
    Ok(decided.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_sort_that_can_differ_decides() {
        let order = |by, is_descending| Ok(Order { by, is_descending });
        assert_eq!(read_order(""), order(By::DateCreated, false));
        assert_eq!(read_order("-dateCreated"), order(By::DateCreated, true));
        assert_eq!(
            read_order("-totalSpend,emailAddress"),
            order(By::EmailAddress, false)
        );
        assert_eq!(
            read_order("emailAddress,-dateCreated"),
            order(By::EmailAddress, false)
        );
        assert!(read_order("name").is_err());
    }

    #[test]
    fn a_query_is_read_completely_or_refused() {
        let query = "email=A%40x&ipAddress=10.&balanceFrom=1.5&balanceTo=2e1&stripeCustomerId=cus_1\
                     &affiliateCode=AFF&Filters=isBlocked==true,isAffiliate==false&Sorts=-emailAddress&Page=3&PageSize=100";
        let criteria = Criteria::of(Some(query), Some("SEARCHED")).unwrap();
        assert_eq!(criteria.filter.email_contains, ["a@x", "searched"]);
        assert_eq!(criteria.filter.is_blocked, Some(true));
        assert_eq!(criteria.filter.is_affiliate, Some(false));
        assert_eq!((criteria.page, criteria.page_size), (3, 100));
        for wrong in [
            "Page=0",
            "PageSize=101",
            "PageSize=x",
            "balanceFrom=-1",
            "Sorts=x",
            "Filters=x",
            "page=1",
            "Filters=isBlocked==1",
            "email=a&email=b",
        ] {
            assert!(Criteria::of(Some(wrong), None).is_err(), "{wrong}");
        }
    }
}
