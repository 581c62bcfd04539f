//! Whether a request bears a valid signature of the simulated site (draft-cavage, RSA-SHA256), as servers in secure mode check it.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{DATE, HOST};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;

use crate::instance_key;

/// What a signature must cover to count.
const COVERED: [&str; 3] = ["(request-target)", "host", "date"];

/// Bytes before the key itself in the DER of a 2,048-bit RSA key.
const SPKI_PREFIX: usize = 24;

/// Whether the request is signed by the site's instance actor over its target, host and date.
pub(crate) fn is_signed(request: &Request<Body>) -> bool {
    parts(request).is_some_and(|(text, signature)| {
        let spki = SubjectPublicKeyInfoDer::from_pem_slice(instance_key::PUBLIC.as_bytes()).expect("the key is in PEM");
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &spki[SPKI_PREFIX..]);
        key.verify(text.as_bytes(), &signature).is_ok()
    })
}

/// The text that was signed, and the signature.
fn parts(request: &Request<Body>) -> Option<(String, Vec<u8>)> {
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    let fields = header("signature")?;
    let field = |name: &str| {
        let rest = &fields[fields.find(&format!("{name}=\""))? + name.len() + 2..];
        rest.split('"').next()
    };
    let covered: Vec<&str> = field("headers")?.split(' ').collect();
    if !field("keyId")?.ends_with("/actor#main-key") || COVERED.iter().any(|name| !covered.contains(name)) {
        return None;
    }
    let mut lines = Vec::new();
    for name in covered {
        let value = match name {
            "(request-target)" => {
                let target = request.uri().path_and_query()?.as_str();
                format!("{} {target}", request.method().as_str().to_ascii_lowercase())
            }
            // HTTP/2 has no Host header.
            "host" => header(HOST.as_str()).or(request.uri().authority().map(|host| host.as_str()))?.to_owned(),
            "date" => header(DATE.as_str())?.to_owned(),
            other => header(other)?.to_owned(),
        };
        lines.push(format!("{name}: {value}"));
    }
    Some((lines.join("\n"), BASE64.decode(field("signature")?).ok()?))
}
