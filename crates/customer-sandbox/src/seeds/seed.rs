//! Seeded customers: computed from their index, never stored, unless one is changed.
//!
//! The same index gives the same customer in every sandbox, so a listing of a million needs no start-up time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::identifiers;

/// The most seeded customers there can be: an index has seven digits in an e-mail address.
pub(crate) const MOST_SEEDS: u64 = 10_000_000;

/// What stands before and after the seven digits of the index in an e-mail address.
pub(crate) const EMAIL: (&str, &str) = ("customer-", "@seed.example");
/// The same in an affiliate's code, in a phone number, in an id of KohortPay.
pub(crate) const AFFILIATE: (&str, &str) = ("AFFILIATE", "");
pub(crate) const PHONE: (&str, &str) = ("+91900", "");
pub(crate) const PREFIXED_ID: (&str, &str) = ("cus_seed000", "");
/// Balances are in hundredths, below this.
pub(crate) const HUNDREDTHS: u64 = 100_000;
/// How many IP addresses there are.
pub(crate) const IP_ADDRESSES: u64 = 254;
/// Every tenth has a Stripe customer, every hundredth is an affiliate.
pub(crate) const STRIPE_EVERY: u64 = 10;
pub(crate) const AFFILIATE_EVERY: u64 = 100;
const STRIPE_FIRST: u64 = 3;
const AFFILIATE_FIRST: u64 = 7;
const STRIPE_BEFORE: &str = "cus_stripe";

pub(crate) const FIRST_NAMES: [&str; 16] = [
    "Asha", "Bruno", "Chloé", "Dmitri", "Elif", "Farah", "Grace", "Hugo", "Ines", "Jamal", "Kavya",
    "Lena", "Mateo", "Noor", "Olga", "Priya",
];
pub(crate) const LAST_NAMES: [&str; 17] = [
    "Almeida", "Bose", "Chopra", "Dubois", "Eriksen", "Fischer", "Gupta", "Haddad", "Iyer",
    "Johnson", "Kim", "Lopez", "Mehta", "Novak", "Okafor", "Patel", "Quinn",
];

/// How many seeded customers a stand-in shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seeds(u64);

impl Seeds {
    pub(crate) fn new(count: u64) -> Self {
        Self(count.min(MOST_SEEDS))
    }

    pub(crate) fn count(self) -> u64 {
        self.0
    }

    /// How many of them are affiliates.
    pub(crate) fn affiliates(self) -> u64 {
        self.0
            .saturating_sub(AFFILIATE_FIRST)
            .div_ceil(AFFILIATE_EVERY)
    }

    /// The seeded customer with this Stripe customer.
    pub(crate) fn by_stripe_customer_id(self, id: &str) -> Option<Seed> {
        let seed = self.get(id.strip_prefix(STRIPE_BEFORE)?.parse().ok()?)?;
        (seed.stripe_customer_id().as_deref() == Some(id)).then_some(seed)
    }

    /// The seeded customer of this index.
    pub(crate) fn get(self, index: u64) -> Option<Seed> {
        (index < self.0).then_some(Seed(index))
    }

    /// The seeded customer with this Komerza id.
    pub(crate) fn by_uuid(self, id: &str) -> Option<Seed> {
        let digits = id.strip_prefix(UUID_BEFORE)?;
        let seed = self.get(u64::from_str_radix(digits, 16).ok()?)?;
        (seed.uuid() == id).then_some(seed)
    }

    /// The seeded customer with this KohortPay id.
    pub(crate) fn by_prefixed_id(self, id: &str) -> Option<Seed> {
        let digits = id.strip_prefix("cus_seed")?;
        let seed = self.get(digits.parse().ok()?)?;
        (seed.prefixed_id("cus") == id).then_some(seed)
    }

    /// The seeded customer with this Commerce Engine id.
    pub(crate) fn by_ulid(self, id: &str) -> Option<Seed> {
        let low = identifiers::low_bits_of_ulid(id)?;
        let seed = self.get(u64::try_from(low).ok()?)?;
        (seed.ulid() == id).then_some(seed)
    }

    /// The seeded customer with this e-mail address, in any case.
    pub(crate) fn by_email(self, email: &str) -> Option<Seed> {
        let email = email.to_ascii_lowercase();
        let digits = email.strip_prefix(EMAIL.0)?.strip_suffix(EMAIL.1)?;
        let seed = self.get(digits.parse().ok()?)?;
        (seed.email() == email).then_some(seed)
    }
}

/// The IP address of this number, from 0.
pub(crate) fn ip_address(number: u64) -> String {
    format!("198.51.100.{}", number + 1)
}

/// A balance from its hundredths.
pub(crate) fn balance(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

const UUID_BEFORE: &str = "5eed0000-0000-4000-8000-";

/// One seeded customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn index(self) -> u64 {
        self.0
    }

    pub(crate) fn uuid(self) -> String {
        format!("{UUID_BEFORE}{:012x}", self.0)
    }

    /// The id of what belongs to the customer at Komerza, such as its store data.
    pub(crate) fn related_uuid(self, what: u8) -> String {
        format!("5eed{what:04x}-0000-4000-8000-{:012x}", self.0)
    }

    pub(crate) fn prefixed_id(self, prefix: &str) -> String {
        format!("{prefix}_seed{:010}", self.0)
    }

    pub(crate) fn ulid(self) -> String {
        identifiers::ulid_of(self.milliseconds(), u128::from(self.0))
    }

    /// The id of the customer's address at Commerce Engine.
    pub(crate) fn address_ulid(self) -> String {
        identifiers::ulid_of(self.milliseconds(), u128::from(self.0) | (1 << 64))
    }

    pub(crate) fn email(self) -> String {
        format!("{}{:07}{}", EMAIL.0, self.0, EMAIL.1)
    }

    pub(crate) fn first_name(self) -> &'static str {
        FIRST_NAMES[(self.0 % 16) as usize]
    }

    pub(crate) fn last_name(self) -> &'static str {
        LAST_NAMES[(self.0 % 17) as usize]
    }

    /// Ten digits of an Indian mobile number.
    pub(crate) fn ten_digits(self) -> String {
        format!("90{:08}", self.0)
    }

    /// From the first of January 2024 on, one customer every five seconds.
    pub(crate) fn created(self) -> DateTime<Utc> {
        let seconds = i64::try_from(self.0).unwrap_or_default() * 5;
        DateTime::from_timestamp(1_704_067_200, 0).unwrap_or_default() + TimeDelta::seconds(seconds)
    }

    fn milliseconds(self) -> u64 {
        u64::try_from(self.created().timestamp_millis()).unwrap_or_default()
    }

    /// An address of the block that is set aside for documentation.
    pub(crate) fn ip_address(self) -> String {
        ip_address(self.0 % IP_ADDRESSES)
    }

    /// A balance with two decimals, digits as they are printed: `0.10` stays `0.10`.
    pub(crate) fn balance(self) -> String {
        balance(self.hundredths())
    }

    pub(crate) fn hundredths(self) -> u64 {
        self.0 * 7919 % HUNDREDTHS
    }

    /// Every tenth customer has one.
    pub(crate) fn stripe_customer_id(self) -> Option<String> {
        (self.0 % STRIPE_EVERY == STRIPE_FIRST).then(|| format!("{STRIPE_BEFORE}{:07}", self.0))
    }

    /// Every hundredth customer is an affiliate with a code of its own.
    pub(crate) fn affiliate_code(self) -> Option<String> {
        self.is_affiliate()
            .then(|| format!("{}{:07}", AFFILIATE.0, self.0))
    }

    pub(crate) fn is_affiliate(self) -> bool {
        self.0 % AFFILIATE_EVERY == AFFILIATE_FIRST
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_key_of_a_seed_finds_that_seed_and_no_other() {
        let seeds = Seeds::new(1_000_000);
        for index in [0, 1, 16, 99, 4095, 65_536, 999_999] {
            let seed = seeds.get(index).unwrap();
            assert_eq!(seeds.by_uuid(&seed.uuid()), Some(seed));
            assert_eq!(seeds.by_prefixed_id(&seed.prefixed_id("cus")), Some(seed));
            assert_eq!(seeds.by_ulid(&seed.ulid()), Some(seed));
            assert_eq!(seeds.by_email(&seed.email().to_uppercase()), Some(seed));
            assert_eq!(seeds.by_ulid(&seed.address_ulid()), None);
            assert!(identifiers::is_ulid(&seed.ulid()));
            assert!(uuid::Uuid::parse_str(&seed.uuid()).is_ok());
        }
        let beyond = Seed(1_000_000);
        assert_eq!(seeds.get(1_000_000), None);
        assert_eq!(seeds.by_uuid(&beyond.uuid()), None);
        assert_eq!(seeds.by_prefixed_id("cus_seed+000000001"), None);
        assert_eq!(seeds.by_email("customer-1@seed.example"), None);
    }

    #[test]
    fn seeded_texts_consist_of_the_parts_that_a_search_expects() {
        for index in [0, 7, 1_234_507, 9_999_999] {
            let seed = Seed(index);
            let spelt = |(before, after): (&str, &str)| format!("{before}{index:07}{after}");
            assert_eq!(seed.email(), spelt(EMAIL));
            assert_eq!(format!("+91{}", seed.ten_digits()), spelt(PHONE));
            assert_eq!(seed.prefixed_id("cus"), spelt(PREFIXED_ID));
            assert!(
                seed.affiliate_code()
                    .is_none_or(|code| code == spelt(AFFILIATE))
            );
        }
    }

    #[test]
    fn the_count_of_affiliates_is_right() {
        for count in [0, 1, 7, 8, 9, 107, 108, 1000] {
            let seeds = Seeds::new(count);
            let affiliates = (0..count)
                .filter(|index| Seed(*index).is_affiliate())
                .count();
            assert_eq!(seeds.affiliates(), affiliates as u64, "{count}");
        }
        let seeds = Seeds::new(20);
        assert_eq!(
            seeds.by_stripe_customer_id("cus_stripe0000013"),
            seeds.get(13)
        );
        assert_eq!(seeds.by_stripe_customer_id("cus_stripe0000012"), None);
        assert_eq!(seeds.by_stripe_customer_id("cus_stripe0000023"), None);
    }

    #[test]
    fn a_seed_is_older_than_any_new_customer() {
        assert!(Seed(MOST_SEEDS - 1).created() < Utc::now());
        assert!(Seed(0).created() < Seed(1).created());
    }
}
