//! HTTP signatures (draft-cavage-http-signatures, RSA-SHA256) in the name of the site's instance actor, so that servers in secure
//! mode answer truthfully.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Signs questions with one key. Mirrors what Mastodon's own client sends.
pub struct Signer {
    key: RsaKeyPair,
    key_id: String,
    random: SystemRandom,
}

/// The key cannot sign. What was wrong with it is not told, because it is a secret.
#[derive(Debug, thiserror::Error)]
#[error("the key of the instance actor is not an RSA key of 2,048 to 4,096 bits")]
pub struct UnusableKey;

/// What has to be sent along, by the names of the headers.
#[derive(Clone, Debug)]
pub struct Signed {
    pub date: String,
    pub signature: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl Signer {
    /// A key in PEM (PKCS#1 as Mastodon stores it, or PKCS#8) and the address of its public half.
    ///
    /// # Errors
    /// [`UnusableKey`].
    pub fn new(pem: &SecretString, key_id: String) -> Result<Self, UnusableKey> {
        let key = match PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes()) {
            Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            _ => return Err(UnusableKey),
        };
        Ok(Self { key: key.map_err(|_| UnusableKey)?, key_id, random: SystemRandom::new() })
    }

    /// Signs one request; `accept` is the value of that header.
    ///
    /// # Panics
    /// When the system gives no random numbers.
    #[must_use]
    pub fn sign(&self, method: &str, url: &Url, accept: &str) -> Signed {
        // Others compare it with their own clock, so it is the real one.
        let date = chrono::Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let text = signing_string(method, url, &date, accept);
        let mut raw = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &self.random, text.as_bytes(), &mut raw)
            .expect("the system gives random numbers, and the space is as long as the key");
        let signature = format!(
            r#"keyId="{}",algorithm="rsa-sha256",headers="(request-target) host date accept",signature="{}""#,
            self.key_id,
            BASE64.encode(raw)
        );
        Signed { date, signature }
    }
}

/// What is signed: the request's target and three of its headers, a line each.
fn signing_string(method: &str, url: &Url, date: &str, accept: &str) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    format!(
        "(request-target): {} {}{query}\nhost: {host}{port}\ndate: {date}\naccept: {accept}",
        method.to_ascii_lowercase(),
        url.path()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_text_names_what_is_sent() {
        let text = |url: &str| {
            let url: Url = url.parse().expect("the test names a URL");
            signing_string("GET", &url, "Sun, 06 Nov 1994 08:49:37 GMT", "application/activity+json")
        };
        assert_eq!(
            text("https://a.example/users/alice"),
            "(request-target): get /users/alice\nhost: a.example\ndate: Sun, 06 Nov 1994 08:49:37 GMT\n\
             accept: application/activity+json"
        );
        assert!(
            text("http://a.example:8080/?author=5")
                .starts_with("(request-target): get /?author=5\nhost: a.example:8080\n")
        );
        assert!(text("https://a.example:443/x").contains("\nhost: a.example\n"), "the usual port is not sent");
    }

    #[test]
    fn what_is_no_rsa_key_is_refused_without_a_word_of_it() {
        for pem in ["", "secret", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"] {
            let refused = Signer::new(&pem.to_owned().into(), "https://home.example/actor#main-key".to_owned());
            assert!(!refused.expect_err("is refused").to_string().contains("secret"));
        }
    }
}
