//! The bucket that Mastodon's settings name.

use std::env;
use std::sync::Arc;

use object_store::RetryConfig;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use secrecy::ExposeSecret;

use super::super::adaptive_width::Width;
use super::super::connector::Attentive;
use super::super::{StorageError, object};
use super::{Batches, Bucket, S3Store};
use crate::settings::{S3, StorageKind};

/// Where the machine itself says who we are, as in a pod or on an instance: they lie in the environment, not in Mastodon's file.
const FROM_THE_MACHINE: [AmazonS3ConfigKey; 9] = [
    AmazonS3ConfigKey::AccessKeyId,
    AmazonS3ConfigKey::SecretAccessKey,
    AmazonS3ConfigKey::Token,
    AmazonS3ConfigKey::WebIdentityTokenFile,
    AmazonS3ConfigKey::RoleArn,
    AmazonS3ConfigKey::RoleSessionName,
    AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
    AmazonS3ConfigKey::ContainerCredentialsFullUri,
    AmazonS3ConfigKey::ContainerAuthorizationTokenFile,
];

/// Makes the connections; nothing is sent yet.
pub(crate) fn open(settings: &S3) -> Result<S3Store, StorageError> {
    let width = Arc::<Width>::default();
    let built = |retry: RetryConfig, singly: bool| {
        let builder = builder(settings, &width).with_retry(retry).with_disable_bulk_delete(singly);
        builder.build().map_err(|error| StorageError::Settings { kind: StorageKind::S3, reason: error.to_string() })
    };
    let prefix = settings.key_prefix.clone();
    let (batch, single): (AmazonS3, AmazonS3) = (built(object::no_retry(), false)?, built(object::no_retry(), true)?);
    let listing = Arc::new(built(object::some_retry(), false)?);
    let bucket = Bucket { batch, single, prefix: prefix.clone() };
    Ok(S3Store { removal: Batches::new(bucket, settings.batch_limit, width), listing, prefix })
}

fn builder(settings: &S3, width: &Arc<Width>) -> AmazonS3Builder {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_virtual_hosted_style_request(!settings.path_style)
        .with_http_connector(Attentive::new(width))
        .with_client_options(object::client_options(settings.allows_http()));
    if let Some(endpoint) = settings.endpoint_of_bucket() {
        builder = builder.with_endpoint(endpoint);
    }
    match &settings.credentials {
        Some(credentials) => {
            builder.with_access_key_id(&credentials.key_id).with_secret_access_key(credentials.secret.expose_secret())
        }
        None => {
            FROM_THE_MACHINE.into_iter().fold(builder, |builder, key| match env::var(key.as_ref().to_uppercase()) {
                Ok(value) => builder.with_config(key, value),
                Err(_) => builder,
            })
        }
    }
}
