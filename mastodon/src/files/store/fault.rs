//! Why a request to a service did not do what it was sent for.

/// What went wrong, and what may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) remedy: Remedy,
    /// In the service's own words, short.
    pub(super) reason: String,
    absence: bool,
}

/// What may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing.
    None,
    /// It does not know requests for several keys.
    Singly,
    /// It answered, but what became of the single keys is not known: the same again, then with fewer keys.
    Fewer,
    /// It did not answer, or not as it should: the same again, later.
    Later,
    /// The service is asked too much: the same again, later and with less at a time.
    Slower,
}

impl Remedy {
    /// Whether the same again may help.
    pub(super) fn is_patience(self) -> bool {
        matches!(self, Self::Fewer | Self::Later | Self::Slower)
    }
}

impl Fault {
    pub(super) fn new(remedy: Remedy, reason: impl Into<String>) -> Self {
        Self { remedy, reason: reason.into(), absence: false }
    }

    /// The fault in an answer with that status and, where the service gives one, that code.
    pub(super) fn answered(status: u16, code: &str, message: &str) -> Self {
        let remedy = match (status, code) {
            (_, "SlowDown" | "ServerBusy" | "TooManyRequests" | "RequestLimitExceeded") | (429 | 503, _) => {
                Remedy::Slower
            }
            (
                _,
                "InternalError" | "ServiceUnavailable" | "OperationAborted" | "RequestTimeout" | "OperationTimedOut",
            )
            | (408 | 500 | 502 | 504, _) => Remedy::Later,
            (_, "NoSuchBucket" | "ContainerNotFound") => Remedy::None,
            (400 | 404 | 405 | 501, _) | (_, "NotImplemented" | "MethodNotAllowed") => Remedy::Singly,
            _ => Remedy::None,
        };
        let words = [code, message].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": ");
        let reason = match (status, words.is_empty()) {
            (0, _) => words,
            (_, true) => format!("the service answered {status}"),
            (_, false) => format!("the service answered {status} {words}"),
        };
        // A bare 404 is no proof: a proxy, or an address that leads elsewhere, may answer so of anything.
        let absence = matches!(code, "NoSuchKey" | "BlobNotFound");
        Self { remedy, reason, absence }
    }

    /// Whether it says only that the object is not there, while its bucket is.
    pub(super) fn is_absence(&self) -> bool {
        self.absence
    }

    /// The fault in an answer whose body is XML, as S3 and Azure write it.
    pub(super) fn of_body(status: u16, body: &str) -> Self {
        let message = element(body, "Message").lines().next().unwrap_or_default();
        Self::answered(status, element(body, "Code"), message)
    }
}

/// The text of the first element of that name.
fn element<'a>(body: &'a str, name: &str) -> &'a str {
    let begun = body.split_once(&format!("<{name}>")).map(|(_, rest)| rest);
    begun.and_then(|rest| rest.split_once('<')).map_or("", |(text, _)| text)
}
