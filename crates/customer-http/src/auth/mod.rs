//! Who a request is from: fixed keys in a header, and tokens that are refreshed and stored. What belongs here
//! makes credentials; none of it shows them.

pub(crate) mod authorization;
pub(crate) mod jwt;
pub(crate) mod secret;
pub(crate) mod token;
pub(crate) mod token_pair;
pub(crate) mod token_store;

pub use authorization::{Authorization, BearerKey, Credentials, HeaderKey, NoAuthorization};
pub use secret::Secret;
pub use token::{RefreshingToken, RefreshingTokenBuilder, TokenRefresher};
pub use token_pair::TokenPair;
pub use token_store::TokenStore;
