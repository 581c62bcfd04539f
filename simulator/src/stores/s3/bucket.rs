//! What the server does with objects, and the faults that lie in an answer.

use std::io;
use std::path::{Path, PathBuf};

use hyper::StatusCode;
use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, Error, ListObjectsV2Input,
    ListObjectsV2Output,
};
use s3s::{S3, S3Error, S3ErrorCode, S3Request, S3Response, S3Result};
use s3s_fs::FileSystem;

use super::S3Fault;

/// The status of an answer that is not to be given: the connection is closed.
pub(super) const HANG_UP: StatusCode = StatusCode::IM_A_TEAPOT;

/// The buckets in a folder.
pub(super) struct Bucket {
    objects: FileSystem,
    folder: PathBuf,
}

impl Bucket {
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        let objects = FileSystem::new(folder).map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        Ok(Self { objects, folder: folder.to_owned() })
    }
}

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        match request.extensions.get() {
            Some(S3Fault::Refused { containing, code }) if request.input.key.contains(containing) => {
                Err(S3Error::with_message(S3ErrorCode::Custom((*code).into()), "as told"))
            }
            _ => self.objects.delete_object(request).await,
        }
    }

    async fn delete_objects(
        &self,
        mut request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        // The file system under it would say that all are gone.
        if !self.folder.join(&request.input.bucket).is_dir() {
            return Err(S3Error::new(S3ErrorCode::NoSuchBucket));
        }
        let fault = request.extensions.get::<S3Fault>().cloned();
        let objects = &mut request.input.delete.objects;
        let mut errors = Vec::new();
        match &fault {
            Some(S3Fault::HalfDone) => objects.truncate(objects.len().div_ceil(2)),
            Some(S3Fault::Refused { containing, code }) => {
                errors.extend(
                    objects.extract_if(.., |object| object.key.contains(containing)).map(|o| error(o.key, code)),
                );
            }
            Some(S3Fault::ForeignKey) => errors.push(error("somebody/else.png".to_owned(), "AccessDenied")),
            _ => {}
        }
        let mut response = self.objects.delete_objects(request).await?;
        if fault == Some(S3Fault::HalfDone) {
            let mut hang_up = S3Error::new(S3ErrorCode::InternalError);
            hang_up.set_status_code(HANG_UP);
            return Err(hang_up);
        }
        if !errors.is_empty() {
            response.output.errors = Some(errors);
        }
        Ok(response)
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.objects.list_objects_v2(request).await
    }
}

fn error(key: String, code: &str) -> Error {
    Error { key: Some(key), code: Some(code.to_owned()), message: Some("as told".to_owned()), version_id: None }
}
