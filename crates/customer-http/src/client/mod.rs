//! One client of one provider: the handle that adapters hold, how it is set up, and a call's way from the
//! first attempt to the last. What belongs here puts the other folders together; what they decide is theirs.

pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod exchange;
pub(crate) mod inner;
pub(crate) mod options;
pub(crate) mod setting;
pub(crate) mod settings;
pub(crate) mod tls;

pub use builder::HttpClientBuilder;
pub use client::HttpClient;
pub use options::HttpOptions;
pub use setting::setting;
pub use settings::{Setting, Settings, environment};
pub use tls::RootCertificate;
