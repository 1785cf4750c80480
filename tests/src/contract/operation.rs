//! One operation of a contract, ready to be compared with an exchange.

use jsonschema::Validator;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use std::sync::Arc;

use super::document::{Compiler, ContractError, resolve};
use super::exchange::{Exchange, header};
use super::json::read;
use super::parameter::{Named, Shape, decode};
use super::schema::check_body;
use super::violation::{Part, Violation};

/// A header that carries a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Credential {
    Bearer,
    Key(String),
}

impl Credential {
    fn parse(scheme: &Value, place: &str) -> Result<Self, ContractError> {
        let text = |key: &str| scheme.get(key).and_then(Value::as_str);
        match (text("type"), text("scheme"), text("in"), text("name")) {
            (Some("http"), Some("bearer"), _, _) => Ok(Self::Bearer),
            (Some("apiKey"), _, Some("header"), Some(name)) => Ok(Self::Key(name.to_owned())),
            _ => Err(ContractError::malformed(place)),
        }
    }

    fn header_name(&self) -> &str {
        match self {
            Self::Bearer => "Authorization",
            Self::Key(name) => name,
        }
    }

    fn accepts(&self, value: &str) -> bool {
        let credential = match self {
            Self::Bearer => value.strip_prefix("Bearer ").unwrap_or_default(),
            Self::Key(_) => value,
        };
        !credential.is_empty() && !credential.contains(char::is_whitespace)
    }
}

struct Media {
    name: String,
    /// Absent where the body is not documented: any JSON or none.
    validator: Option<Arc<Validator>>,
}

/// Declared content; empty where there is to be no body.
struct Content(Vec<Media>);

impl Content {
    fn parse(holder: &Value, compiler: &mut Compiler, place: &str) -> Result<Self, ContractError> {
        let mut media = Vec::new();
        for (name, declared) in holder
            .get("content")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            media.push(Media {
                name: name.clone(),
                validator: declared
                    .get("schema")
                    .map(|schema| compiler.compile(schema, place))
                    .transpose()?,
            });
        }
        Ok(Self(media))
    }

    fn check(
        &self,
        part: Part,
        headers: &[(String, String)],
        body: &[u8],
        violations: &mut Vec<Violation>,
    ) {
        if body.is_empty() {
            if !self.0.is_empty() && self.0.iter().all(|media| media.validator.is_some()) {
                violations.push(Violation::new(part, "", "empty, where a body is declared"));
            }
            return;
        }
        if self.0.is_empty() {
            violations.push(Violation::new(part, "", "a body where none is declared"));
            return;
        }
        let content_type = header(headers, "content-type")
            .and_then(|value| value.split(';').next())
            .map(|essence| essence.trim().to_ascii_lowercase());
        let Some(media) = self
            .0
            .iter()
            .find(|media| Some(&media.name) == content_type.as_ref())
        else {
            violations.push(Violation::new(part, "", "its content type is not declared"));
            return;
        };
        match (read(body), &media.validator) {
            (Ok(value), Some(validator)) => check_body(validator, part, &value, violations),
            (Ok(_), None) => {}
            (Err(_), _) => violations.push(Violation::new(part, "", "not JSON")),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statuses {
    One(u16),
    /// `4XX` and the like, by the first digit.
    Hundred(u16),
}

impl Statuses {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix("XX") {
            Some(digit) => digit
                .parse()
                .ok()
                .filter(|digit| (1..=5).contains(digit))
                .map(Self::Hundred),
            None => text
                .parse()
                .ok()
                .filter(|status| (100..600).contains(status))
                .map(Self::One),
        }
    }
}

struct Response {
    statuses: Statuses,
    headers: Vec<Named>,
    content: Content,
}

/// The compilers of both sides.
pub(super) struct Compilers {
    pub(super) request: Compiler,
    pub(super) response: Compiler,
}

pub(super) struct Operation {
    pub(super) id: String,
    path_parameters: Vec<Named>,
    query: Vec<Named>,
    headers: Vec<Named>,
    wanted: Vec<Credential>,
    unwanted: Vec<Credential>,
    body_required: bool,
    body: Content,
    responses: Vec<Response>,
}

impl Operation {
    pub(super) fn parse(
        document: &Value,
        shared: &[Value],
        declared: &Value,
        compilers: &mut Compilers,
        place: &str,
    ) -> Result<Self, ContractError> {
        let id = declared
            .get("operationId")
            .and_then(Value::as_str)
            .ok_or_else(|| ContractError::malformed(format!("{place}: operationId")))?;
        let (mut path_parameters, mut query, mut headers) = (Vec::new(), Vec::new(), Vec::new());
        let own = declared.get("parameters").and_then(Value::as_array);
        for parameter in shared.iter().chain(own.into_iter().flatten()) {
            let parameter = resolve(document, parameter)?;
            let text = |key: &str| {
                parameter
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let list = match text("in") {
                "path" => &mut path_parameters,
                "query" => &mut query,
                "header" => &mut headers,
                _ => {
                    return Err(ContractError::malformed(format!(
                        "{place}: in of a parameter"
                    )));
                }
            };
            list.push(Named::parse(
                text("name"),
                parameter,
                &mut compilers.request,
                place,
            )?);
        }
        let (wanted, unwanted) = credentials(document, declared, place)?;
        let request = declared
            .get("requestBody")
            .map(|body| resolve(document, body))
            .transpose()?;
        let mut responses = Vec::new();
        for (statuses, response) in declared
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let place = format!("{place}: {statuses}");
            let response = resolve(document, response)?;
            let mut headers = Vec::new();
            for (name, header) in response
                .get("headers")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let header = resolve(document, header)?;
                headers.push(Named::parse(name, header, &mut compilers.response, &place)?);
            }
            responses.push(Response {
                statuses: Statuses::parse(statuses)
                    .ok_or_else(|| ContractError::malformed(&place))?,
                headers,
                content: Content::parse(response, &mut compilers.response, &place)?,
            });
        }
        Ok(Self {
            id: id.to_owned(),
            path_parameters,
            query,
            headers,
            wanted,
            unwanted,
            body_required: request
                .and_then(|body| body.get("required"))
                .and_then(Value::as_bool)
                == Some(true),
            body: Content::parse(
                request.unwrap_or(&Value::Null),
                &mut compilers.request,
                place,
            )?,
            responses,
        })
    }

    pub(super) fn check_request(
        &self,
        path: &[(&str, &str)],
        exchange: &Exchange,
        violations: &mut Vec<Violation>,
    ) {
        for (name, segment) in path {
            match self
                .path_parameters
                .iter()
                .find(|parameter| parameter.name == *name)
            {
                Some(parameter) => match percent_decode_str(segment).decode_utf8() {
                    Ok(text) => parameter.check_text(Part::PathParameter, &text, violations),
                    Err(_) => {
                        violations.push(Violation::new(Part::PathParameter, *name, "not UTF-8"));
                    }
                },
                None => violations.push(Violation::new(Part::PathParameter, *name, "not declared")),
            }
        }
        self.check_query(&exchange.query, violations);
        for parameter in &self.headers {
            parameter.check_header(Part::RequestHeader, &exchange.request_headers, violations);
        }
        for credential in &self.wanted {
            let name = credential.header_name();
            let rule = match header(&exchange.request_headers, name) {
                None => "missing",
                Some(value) if !credential.accepts(value) => {
                    "not a credential of the declared kind"
                }
                Some(_) => continue,
            };
            violations.push(Violation::new(Part::RequestHeader, name, rule));
        }
        for credential in &self.unwanted {
            let name = credential.header_name();
            if header(&exchange.request_headers, name).is_some() {
                let rule = "a credential that this endpoint does not take";
                violations.push(Violation::new(Part::RequestHeader, name, rule));
            }
        }
        if self.body_required || !exchange.request_body.is_empty() {
            self.body.check(
                Part::RequestBody,
                &exchange.request_headers,
                &exchange.request_body,
                violations,
            );
        }
    }

    fn check_query(&self, query: &str, violations: &mut Vec<Violation>) {
        let mut given: Vec<(String, String)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(name), decode(value)) {
                (Some(name), Some(value)) => given.push((name, value)),
                _ => violations.push(Violation::new(Part::Query, name, "not UTF-8")),
            }
        }
        for (name, _) in &given {
            if !self.query.iter().any(|parameter| parameter.name == *name) {
                violations.push(Violation::new(Part::Query, name, "not declared"));
            }
        }
        for parameter in &self.query {
            let mut values = given.iter().filter(|(name, _)| *name == parameter.name);
            let first = values.next();
            let rest = values.count();
            if first.is_none() && parameter.required {
                violations.push(Violation::new(Part::Query, &parameter.name, "missing"));
            }
            if rest > 0 && parameter.shape != Shape::List {
                violations.push(Violation::new(
                    Part::Query,
                    &parameter.name,
                    "given more than once",
                ));
            }
            for (name, value) in &given {
                if *name == parameter.name {
                    parameter.check_text(Part::Query, value, violations);
                }
            }
        }
    }

    pub(super) fn check_response(&self, exchange: &Exchange, violations: &mut Vec<Violation>) {
        let find = |wanted: Statuses| {
            self.responses
                .iter()
                .find(|response| response.statuses == wanted)
        };
        let Some(response) = find(Statuses::One(exchange.status))
            .or_else(|| find(Statuses::Hundred(exchange.status / 100)))
        else {
            let rule = format!("{} is not declared", exchange.status);
            violations.push(Violation::new(Part::Status, "", rule));
            return;
        };
        for declared in &response.headers {
            declared.check_header(Part::ResponseHeader, &exchange.response_headers, violations);
        }
        response.content.check(
            Part::ResponseBody,
            &exchange.response_headers,
            &exchange.response_body,
            violations,
        );
    }
}

/// The credentials that an operation takes, and those of the contract that it does not.
fn credentials(
    document: &Value,
    operation: &Value,
    place: &str,
) -> Result<(Vec<Credential>, Vec<Credential>), ContractError> {
    let requirements = operation
        .get("security")
        .or_else(|| document.get("security"))
        .and_then(Value::as_array)
        .map(Vec::as_slice);
    // Alternatives between credentials are not needed by any contract here.
    let Some([Value::Object(required)]) = requirements else {
        return Err(ContractError::malformed(format!("{place}: security")));
    };
    let empty = Map::new();
    let schemes = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    if let Some(unknown) = required.keys().find(|name| !schemes.contains_key(*name)) {
        return Err(ContractError::malformed(format!(
            "{place}: security {unknown}"
        )));
    }
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for (name, scheme) in schemes {
        let credential = Credential::parse(scheme, name)?;
        if required.contains_key(name) {
            wanted.push(credential);
        } else {
            unwanted.push(credential);
        }
    }
    Ok((wanted, unwanted))
}
