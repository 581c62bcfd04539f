//! The HTTP client under the library, which keeps what the library loses: a refusal's status and words, and `Retry-After`.

use std::sync::{Arc, Once};
use std::time::Duration;

use async_trait::async_trait;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use object_store::{ClientOptions, HeaderMap};

use super::adaptive_width::Width;
use super::fault::{Fault, Remedy};

/// An answer that is no success, as an error to be found among the causes of the library's own.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.reason)]
pub(super) struct Refused(pub(super) Fault);

/// Makes clients that tell the width when the service asks for a rest.
#[derive(Clone, Debug)]
pub(super) struct Attentive(Arc<Width>);

impl Attentive {
    pub(super) fn new(width: &Arc<Width>) -> Self {
        Self(Arc::clone(width))
    }
}

impl HttpConnector for Attentive {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        install_provider();
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Listening { client, width: Arc::clone(&self.0) }))
    }
}

#[derive(Debug)]
struct Listening {
    client: HttpClient,
    width: Arc<Width>,
}

#[async_trait]
impl HttpService for Listening {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = self.client.execute(request).await?;
        let status = response.status();
        // Where to turn to instead is for the library.
        if status.is_success() || status.is_redirection() {
            return Ok(response);
        }
        if let (429 | 503, Some(rest)) = (status.as_u16(), retry_after(response.headers())) {
            self.width.rest(rest);
        }
        let body = response.into_body().bytes().await?;
        let fault = Fault::of_body(status.as_u16(), &String::from_utf8_lossy(&body));
        // By the kind the library decides whether it sends the request again, where it was told to.
        let kind = match fault.remedy {
            Remedy::Slower | Remedy::Later => HttpErrorKind::Request,
            _ => HttpErrorKind::Unknown,
        };
        Err(HttpError::new(kind, Refused(fault)))
    }
}

/// Makes sure that there is a TLS to be had: programs install one at their start, and then this does nothing.
pub(crate) fn install_provider() {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// In seconds; the form with a date is not used by any of these services.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get("retry-after")?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
