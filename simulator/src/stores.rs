//! The services Mastodon can store files in, each a real server on loopback.

mod azure;
mod loopback;
mod objects;
mod s3;
mod swift;

pub use azure::AzureServer;
pub use s3::{S3Fault, S3Seen, S3Server};
pub use swift::{BulkDelete, SwiftServer};
