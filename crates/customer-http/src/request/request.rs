//! What an adapter asks of its provider.

use std::borrow::Cow;
use std::fmt;

use crate::request::route::{RESERVED, Route};
use bytes::Bytes;
use customer_core::{Error, ErrorKind, Operation, Result};
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;
use reqwest::Url;
use serde::Serialize;

use crate::Secret;
use crate::request::effect::Effect;
use crate::request::form::{FormLists, FormProblem, form};
use crate::retry::safety::RequestKind;

/// A request, by its route: a template such as `/stores/{storeId}/customers`, and the values for it.
///
/// The route is relative to the base URL of the [`HttpClient`](crate::HttpClient): a request
/// cannot name another origin. A value fills exactly one path segment, whatever characters it
/// holds. In spans and metrics the template stands alone.
///
/// `Debug` shows neither values nor the body.
///
/// ```
/// use customer_core::Operation;
/// use customer_http::Request;
///
/// # fn main() -> customer_core::Result<()> {
/// let read = Request::get(Operation::GetCustomer, "/customers/{id}/email")
///     .path_value("id", "jane@example.com")
///     .query("Page", 2);
/// let write = Request::post(Operation::CreateCustomer, "/customers")
///     .json(&serde_json::json!({ "emailAddress": "jane@example.com" }))?;
/// # let _ = (read, write);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request(pub(crate) Box<Parts>);

/// What a request is made of. Boxed and small: each future that it goes through would hold it whole.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) effect: Effect,
    /// Whether it carries an idempotency key.
    pub(crate) has_key: bool,
    pub(crate) route: Route,
    /// Most reads have none.
    pub(crate) payload: Option<Box<Payload>>,
}

/// What a request brings along beside its path.
#[derive(Clone, Default)]
pub(crate) struct Payload {
    query: Vec<(Cow<'static, str>, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Request {
    /// A request with any method. `GET`, `HEAD` and `OPTIONS` are reads, all else is a write
    /// unless [`effect`](Self::effect) says otherwise.
    pub fn new(
        method: Method,
        operation: Operation,
        template: impl Into<Cow<'static, str>>,
    ) -> Self {
        let effect = if [Method::GET, Method::HEAD, Method::OPTIONS].contains(&method) {
            Effect::Read
        } else {
            Effect::Write
        };
        Self(Box::new(Parts {
            operation,
            method,
            effect,
            has_key: false,
            route: Route::new(template.into()),
            payload: None,
        }))
    }

    /// A `GET`: a read.
    pub fn get(operation: Operation, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::GET, operation, template)
    }

    /// A `POST`: a write.
    pub fn post(operation: Operation, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::POST, operation, template)
    }

    /// A `PUT`: a write.
    pub fn put(operation: Operation, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PUT, operation, template)
    }

    /// A `PATCH`: a write.
    pub fn patch(operation: Operation, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::PATCH, operation, template)
    }

    /// A `DELETE`: a write.
    pub fn delete(operation: Operation, template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::DELETE, operation, template)
    }

    /// Says whether the request changes something, where the method alone does not tell: a search
    /// by `POST` is a read.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.0.effect = effect;
        self
    }

    /// Fills the next placeholder of the route, `{name}`: values are given in the order of the route.
    /// The value stays one path segment.
    pub fn path_value(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.route.fill(name, &value);
        self
    }

    /// Adds a query parameter; it is percent-encoded.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Self {
        self.payload().query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a query parameter if there is a value.
    pub fn query_opt(
        self,
        name: impl Into<Cow<'static, str>>,
        value: Option<impl fmt::Display>,
    ) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Sets a header that holds nothing secret.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.payload().headers.insert(name, value);
        self
    }

    /// Sets a header that holds a secret, in place of what the client's
    /// [`Authorization`](crate::Authorization) gives under that name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the secret has characters that a header cannot hold.
    pub fn secret_header(self, name: HeaderName, secret: &Secret) -> Result<Self> {
        Ok(self.header(name, secret.header_value("")?))
    }

    /// Sends the request under an idempotency key, in this header. The provider has to act once for a key,
    /// and to give a repeated request the first response again.
    ///
    /// A write is then retried as a read is, with the same body and the same key each time, within the same
    /// policy and budget. Its kinds of error stay those of a write: after an attempt without a response its
    /// outcome is unknown until a later attempt succeeds, or is answered with a refusal that the error
    /// decoder recognizes as the [replayed](crate::ProviderFailure::replayed) first one. Any other refusal
    /// speaks for its own attempt alone. When the retries end, the error is
    /// [`ErrorKind::OutcomeUnknown`]. A call that goes on with the same write later takes the same key.
    ///
    /// The key is treated as a secret: `Debug` and logs do not show it.
    ///
    /// ```
    /// use customer_core::Operation;
    /// use customer_http::{HeaderName, Request};
    ///
    /// # fn main() -> customer_core::Result<()> {
    /// let write = Request::post(Operation::CreateCustomer, "/customers")
    ///     .form(&serde_json::json!({ "email": "jane@example.com" }))?
    ///     .idempotent_by(HeaderName::from_static("idempotency-key"), "0190d3a2-create-jane")?;
    /// # let _ = write;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the key is not 1 to 255 visible ASCII characters.
    pub fn idempotent_by(mut self, header: HeaderName, key: &str) -> Result<Self> {
        let is_key =
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let Some(mut value) = HeaderValue::from_str(key).ok().filter(|_| is_key) else {
            return Err(
                self.invalid("the idempotency key is not 1 to 255 visible ASCII characters")
            );
        };
        value.set_sensitive(true);
        self.0.has_key = true;
        Ok(self.header(header, value))
    }

    /// Sets `Authorization: Bearer …`, in place of what the client's
    /// [`Authorization`](crate::Authorization) gives.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the secret has characters that a header cannot hold.
    pub fn bearer(self, secret: &Secret) -> Result<Self> {
        Ok(self.header(AUTHORIZATION, secret.header_value("Bearer ")?))
    }

    /// Sets the body, as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the value cannot be written as JSON, such as a map whose
    /// keys are not text.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Result<Self> {
        match serde_json::to_vec(body) {
            Ok(bytes) => Ok(self.body("application/json", bytes)),
            // Its text could quote the value, so it is left out.
            Err(_) => Err(self.invalid("the body cannot be written as JSON")),
        }
    }

    /// Sets the body, as a form (`application/x-www-form-urlencoded`) with brackets for what is nested:
    /// `address[line1]=…`, `metadata[key]=…`, `items[0]=…`.
    ///
    /// `None` and null are left out, and so are lists and objects with nothing in them. An empty text is an
    /// empty value, which is how many providers clear a field.
    ///
    /// ```
    /// use customer_core::Operation;
    /// use customer_http::Request;
    ///
    /// # fn main() -> customer_core::Result<()> {
    /// let write = Request::post(Operation::CreateCustomer, "/customers")
    ///     .form(&serde_json::json!({ "email": "jane@example.com", "address": { "city": "Paris" } }))?;
    /// # let _ = write;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the value is not a struct or a map with texts as its keys, or when a
    /// name is empty or has a square bracket in it.
    pub fn form<T: Serialize + ?Sized>(self, body: &T) -> Result<Self> {
        self.form_with(body, FormLists::default())
    }

    /// As [`form`](Self::form), with a choice of how lists are written.
    ///
    /// # Errors
    ///
    /// As [`form`](Self::form).
    pub fn form_with<T: Serialize + ?Sized>(self, body: &T, lists: FormLists) -> Result<Self> {
        match form(body, lists) {
            Ok(text) => Ok(self.body("application/x-www-form-urlencoded", text)),
            Err(problem) => Err(self.invalid(match problem {
                FormProblem::NotAnObject => "the body cannot be written as a form",
                FormProblem::Name => {
                    "the body cannot be written as a form: a name is empty or has a square bracket in it"
                }
            })),
        }
    }

    /// Sets the body, as it is.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.payload().body = Some(body.into());
        self.header(CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    fn payload(&mut self) -> &mut Payload {
        self.0.payload.get_or_insert_default()
    }

    fn invalid(&self, message: &str) -> Error {
        Error::new(ErrorKind::InvalidInput, message).with_operation(self.0.operation)
    }

    pub(crate) fn kind(&self) -> RequestKind {
        RequestKind::new(self.0.effect, self.0.has_key)
    }

    /// The whole URL, below `base`, without parsing it from the beginning.
    pub(crate) fn url(&self, base: &Url) -> Result<Url> {
        let mut url = base.clone();
        url.set_path(&self.0.route.path(base.path())?);
        if let Some(payload) = &self.0.payload
            && !payload.query.is_empty()
        {
            url.set_query(Some(&payload.query_text()));
        }
        Ok(url)
    }
}

impl Payload {
    fn query_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.query {
            if !text.is_empty() {
                text.push('&');
            }
            text.extend(utf8_percent_encode(name, RESERVED));
            text.push('=');
            text.extend(utf8_percent_encode(value, RESERVED));
        }
        text
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.0.operation)
            .field("method", &self.0.method)
            .field("effect", &self.0.effect)
            .field("template", &self.0.route.template)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "https://api.example.com:8443/api/v1";

    fn url_of(request: &Request) -> Result<Url> {
        let url = request.url(&Url::parse(BASE).unwrap())?;
        // What was put together is what would be read.
        assert_eq!(Url::parse(url.as_str()).unwrap(), url);
        Ok(url)
    }

    fn route(id: &str) -> Request {
        Request::get(
            Operation::GetCustomer,
            "/stores/{store}/customers/{id}/email",
        )
        .path_value("store", "s-1")
        .path_value("id", id)
    }

    #[test]
    fn encodes_values_and_query() {
        let request = route("jane+x@example.com/..")
            .query("q", "a b&c=d+é")
            .query("Page", 2);
        assert_eq!(
            url_of(&request).unwrap().as_str(),
            "https://api.example.com:8443/api/v1/stores/s-1/customers/\
             jane%2Bx%40example.com%2F../email?q=a%20b%26c%3Dd%2B%C3%A9&Page=2"
        );
    }

    #[test]
    fn values_that_a_path_segment_cannot_hold_are_refused() {
        for id in ["", ".", ".."] {
            let error = url_of(&route(id)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
            assert_eq!(error.fields()[0].field, "id");
        }
        for id in [
            "...", "%2e", "%2e%2e", ". .", "\u{0}", "\t", "a\\b", "?", "#",
        ] {
            assert_eq!(
                url_of(&route(id)).unwrap().path_segments().unwrap().count(),
                7,
                "{id:?}"
            );
        }
    }

    #[test]
    fn invalid_route_templates_are_refused() {
        for template in [
            "",
            "/",
            "a",
            "//a",
            "/a/",
            "/../a",
            "/a?b=c",
            "/a#b",
            "/a%2e",
            "/{id",
            "/{other}",
            "https://elsewhere.example/",
            "//elsewhere.example/a",
            "/\\elsewhere",
            "/a b",
        ] {
            let request = Request::get(Operation::GetCustomer, template);
            let error = url_of(&request).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{template:?}");
        }
        let swapped = Request::get(Operation::GetCustomer, "/{store}/{id}")
            .path_value("id", "1")
            .path_value("store", "2");
        assert_eq!(
            url_of(&swapped).unwrap_err().kind(),
            ErrorKind::Configuration
        );
        let unused = Request::get(Operation::GetCustomer, "/a").path_value("id", "1");
        assert_eq!(
            url_of(&unused).unwrap_err().kind(),
            ErrorKind::Configuration
        );
    }

    #[test]
    fn debug_and_errors_show_no_values() {
        let secret = Secret::from("sk_live_123".to_owned());
        let request = Request::post(Operation::CreateCustomer, "/customers/{id}")
            .path_value("id", "jane@example.com")
            .query("email", "jane@example.com")
            .bearer(&secret)
            .unwrap()
            .json(&serde_json::json!({ "emailAddress": "jane@example.com" }))
            .unwrap();
        let headers = &request.0.payload.as_ref().unwrap().headers;
        let text = format!("{request:?} {headers:?}");
        assert!(
            !text.contains("jane") && !text.contains("sk_live"),
            "{text}"
        );
        assert_eq!(
            format!(
                "{:?}",
                Request::post(Operation::CreateCustomer, "/customers")
            ),
            "Request { operation: CreateCustomer, method: POST, effect: Write, \
             template: \"/customers\", .. }"
        );
        for bad in ["", " ", "line\nbreak"] {
            let secret = Secret::from(bad.to_owned());
            let error = Request::get(Operation::GetCustomer, "/a")
                .bearer(&secret)
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
        }
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        let error = Request::get(Operation::GetCustomer, "/a")
            .json(&map)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_stays_one_segment(
            id in prop_oneof![any::<String>(), "[./%\\\\?#@:;&=+ \u{0}\ta-f0-9]{1,6}"],
        ) {
            prop_assume!(!matches!(id.as_str(), "" | "." | ".."));
            let url = url_of(&route(&id)).unwrap();
            prop_assert_eq!(url.origin(), Url::parse(BASE).unwrap().origin());
            prop_assert_eq!(url.query(), None);
            prop_assert_eq!(url.fragment(), None);
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 7);
            prop_assert_eq!(&segments[..5], &["api", "v1", "stores", "s-1", "customers"]);
            prop_assert_eq!(segments[6], "email");
            let decoded = percent_encoding::percent_decode_str(segments[5]).decode_utf8().unwrap();
            prop_assert_eq!(decoded, id);
        }

        #[test]
        fn a_query_reads_back(name in any::<String>(), value in any::<String>()) {
            let url = url_of(&route("1").query(name.clone(), &value)).unwrap();
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![(name, value)]);
        }
    }
}
