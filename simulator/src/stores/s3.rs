//! An S3-compatible server over a folder, which counts what it is asked and fails when told to.

mod bucket;
mod faults;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpResponse};

use super::loopback::{Loopback, hang_up};
use bucket::Bucket;
use faults::Faults;

pub use faults::{S3Fault, S3Seen};

const BUCKET: &str = "media";
const KEY_ID: &str = "groundskeeper";
const SECRET: &str = "a-secret-of-the-tests";

/// The server. Its one bucket is a folder, in which an object lies as a file under its key; it ends when this value is dropped.
#[derive(Debug)]
pub struct S3Server {
    http: Loopback,
    faults: Arc<Faults>,
    folder: PathBuf,
}

impl S3Server {
    /// Starts it with its bucket and its own records in that folder.
    ///
    /// # Errors
    /// When the folder cannot be used or loopback has no free port.
    pub async fn start(folder: &Path) -> io::Result<Self> {
        let bucket = folder.join(BUCKET);
        std::fs::create_dir_all(&bucket)?;
        let mut service = S3ServiceBuilder::new(Bucket::in_folder(folder)?);
        service.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let (service, faults) = (service.build(), Arc::<Faults>::default());
        let faulty = Arc::clone(&faults);
        let http = Loopback::start(move |request| answer(service.clone(), Arc::clone(&faulty), request)).await?;
        Ok(Self { http, faults, folder: bucket })
    }

    /// The folder that is the bucket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Mastodon's variables for this server: path style, as with any `S3_ENDPOINT`.
    #[must_use]
    pub fn env(&self) -> String {
        let host = self.http.host();
        format!(
            "S3_ENABLED=true\nS3_BUCKET={BUCKET}\nS3_REGION=us-east-1\nS3_ENDPOINT=http://{host}\nS3_PROTOCOL=http\n\
             S3_HOSTNAME={host}\nAWS_ACCESS_KEY_ID={KEY_ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\n"
        )
    }

    /// The next requests that delete meet these faults, one each, in the order of their arrival.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = S3Fault>) {
        self.faults.fail_next(faults);
    }

    /// Every request that delete meets this fault from now on, where none is waiting for it; `None` ends that.
    pub fn fail_always(&self, fault: Option<S3Fault>) {
        self.faults.fail_always(fault);
    }

    /// What it was asked so far.
    #[must_use]
    pub fn seen(&self) -> S3Seen {
        self.faults.seen()
    }
}

async fn answer(service: S3Service, faults: Arc<Faults>, request: Request<Incoming>) -> io::Result<HttpResponse> {
    let mut request = request.map(Body::from);
    match faults.of(&request) {
        Some(S3Fault::InternalError) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", None),
        Some(S3Fault::SlowDown { retry_after }) => {
            return refusal(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", retry_after);
        }
        Some(S3Fault::Dropped) => return Err(hang_up()),
        Some(S3Fault::NoBulk { status }) => {
            let status = StatusCode::from_u16(status).map_err(io::Error::other)?;
            return refusal(status, "NotImplemented", None);
        }
        Some(S3Fault::Elsewhere) => {
            let bare = hyper::Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty());
            return bare.map_err(io::Error::other);
        }
        Some(fault) => {
            request.extensions_mut().insert(fault);
        }
        None => {}
    }
    let response = service.call(request).await.map_err(io::Error::other)?;
    if response.status() == bucket::HANG_UP { Err(hang_up()) } else { Ok(response) }
}

fn refusal(status: StatusCode, code: &str, retry_after: Option<u32>) -> io::Result<HttpResponse> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>as told</Message></Error>"
    );
    let mut response = hyper::Response::builder().status(status).header("content-type", "application/xml");
    if let Some(seconds) = retry_after {
        response = response.header("retry-after", seconds);
    }
    response.body(Body::from(body)).map_err(io::Error::other)
}
