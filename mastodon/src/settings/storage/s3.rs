//! Mastodon's variables for S3.

use secrecy::SecretString;

use super::{address, needed};
use crate::env_file::Env;
use crate::settings::{SettingsFault, text};

/// Most keys that S3 takes in one `DeleteObjects`.
const MOST_KEYS: usize = 1_000;

/// A bucket and how it is reached.
#[derive(Clone, Debug)]
pub struct S3 {
    /// `S3_BUCKET`
    pub bucket: String,
    /// `S3_REGION`, by default us-east-1.
    pub region: String,
    /// `S3_ENDPOINT`; absent for Amazon's own.
    pub endpoint: Option<String>,
    /// Whether the bucket is part of the path instead of the host: with an endpoint, unless `S3_OVERRIDE_PATH_STYLE` is `true`.
    pub path_style: bool,
    /// Absent where the machine itself says who we are.
    pub credentials: Option<S3Credentials>,
    /// What stands before every key, without the slash after it: `S3_KEY_PREFIX`, by default nothing.
    pub key_prefix: String,
    /// Most keys in one `DeleteObjects`, 1 to 1,000: `S3_BATCH_DELETE_LIMIT`.
    pub batch_limit: usize,
}

/// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
#[derive(Clone, Debug)]
pub struct S3Credentials {
    pub key_id: String,
    pub secret: SecretString,
}

impl S3 {
    /// Where requests about the bucket go; absent for Amazon's own.
    #[must_use]
    pub(crate) fn endpoint_of_bucket(&self) -> Option<String> {
        let endpoint = self.endpoint.as_ref()?;
        match endpoint.split_once("://") {
            Some((scheme, host)) if !self.path_style => Some(format!("{scheme}://{}.{host}", self.bucket)),
            _ => Some(endpoint.clone()),
        }
    }

    /// Whether the service is reached without TLS.
    #[must_use]
    pub(crate) fn allows_http(&self) -> bool {
        self.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"))
    }
}

/// Mirrors config/initializers/paperclip.rb and config/initializers/aws.rb.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<S3> {
    let before = faults.len();
    let bucket = needed(env, "S3_BUCKET", "the bucket with Mastodon's files", faults);
    let endpoint = text(env, "S3_ENDPOINT").and_then(|value| address(value, "S3_ENDPOINT", faults));
    let credentials = credentials(env, faults);
    let batch_limit = match text(env, "S3_BATCH_DELETE_LIMIT").map_or(Ok(MOST_KEYS), str::parse) {
        Ok(limit) if limit > 0 => limit.min(MOST_KEYS),
        _ => {
            faults.push(SettingsFault::new("S3_BATCH_DELETE_LIMIT", "must be a number of keys, 1 to 1000"));
            MOST_KEYS
        }
    };
    // Without an endpoint the library of Mastodon takes the path style only where the host could have no certificate.
    let path_style = match endpoint {
        Some(_) => text(env, "S3_OVERRIDE_PATH_STYLE") != Some("true"),
        None => bucket.is_some_and(|bucket| bucket.contains('.')),
    };
    let bucket = bucket.filter(|_| faults.len() == before)?.to_owned();
    Some(S3 {
        bucket,
        region: text(env, "S3_REGION").unwrap_or("us-east-1").to_owned(),
        endpoint,
        path_style,
        credentials,
        key_prefix: text(env, "S3_KEY_PREFIX").unwrap_or_default().trim_matches('/').to_owned(),
        batch_limit,
    })
}

fn credentials(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<S3Credentials> {
    match (text(env, "AWS_ACCESS_KEY_ID"), text(env, "AWS_SECRET_ACCESS_KEY")) {
        (Some(key_id), Some(secret)) => {
            Some(S3Credentials { key_id: key_id.to_owned(), secret: SecretString::from(secret.to_owned()) })
        }
        (None, None) => None,
        (Some(_), None) => {
            let sentence = "is missing; give it, or leave out AWS_ACCESS_KEY_ID to use the machine's own role";
            faults.push(SettingsFault::new("AWS_SECRET_ACCESS_KEY", sentence));
            None
        }
        (None, Some(_)) => {
            let sentence = "is missing; give it, or leave out AWS_SECRET_ACCESS_KEY to use the machine's own role";
            faults.push(SettingsFault::new("AWS_ACCESS_KEY_ID", sentence));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file;

    const KEYS: &str = "AWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=hunter2";

    fn s3(text: &str) -> Result<S3, Vec<&'static str>> {
        let mut faults = Vec::new();
        let found = read(&env_file::parse(&format!("{text}\n{KEYS}")).expect("is read"), &mut faults);
        found.ok_or_else(|| faults.into_iter().map(|fault| fault.variable).collect())
    }

    #[test]
    fn the_address_follows_from_endpoint_and_style() {
        let cases = [
            ("S3_BUCKET=b", None, false),
            ("S3_BUCKET=b.example", None, true),
            ("S3_BUCKET=b\nS3_ENDPOINT=https://s.example/", Some("https://s.example"), true),
            (
                "S3_BUCKET=b\nS3_ENDPOINT=https://s.example\nS3_OVERRIDE_PATH_STYLE=true",
                Some("https://b.s.example"),
                false,
            ),
            ("S3_BUCKET=b\nS3_ENDPOINT=https://s.example\nS3_OVERRIDE_PATH_STYLE=1", Some("https://s.example"), true),
        ];
        for (text, endpoint, path_style) in cases {
            let s3 = s3(text).expect(text);
            assert_eq!((s3.endpoint_of_bucket().as_deref(), s3.path_style), (endpoint, path_style), "{text}");
        }
    }

    #[test]
    fn what_is_left_out_has_mastodons_default() {
        let plain = s3("S3_BUCKET=b").expect("is usable");
        assert_eq!((plain.region.as_str(), plain.key_prefix.as_str(), plain.batch_limit), ("us-east-1", "", 1_000));
        let told = "S3_BUCKET=b\nS3_REGION=eu-1\nS3_KEY_PREFIX=media/\nS3_BATCH_DELETE_LIMIT=5000";
        let told = s3(told).expect("is usable");
        assert_eq!((told.region.as_str(), told.key_prefix.as_str(), told.batch_limit), ("eu-1", "media", 1_000));
    }

    #[test]
    fn without_keys_the_machine_says_who_we_are() {
        let env = env_file::parse("S3_BUCKET=b").expect("is read");
        assert!(read(&env, &mut Vec::new()).expect("is usable").credentials.is_none());
    }

    #[test]
    fn faults_name_their_variable_and_show_no_secret() {
        assert_eq!(s3("").expect_err("no bucket"), ["S3_BUCKET"]);
        let many = "S3_ENDPOINT=s.example\nS3_BATCH_DELETE_LIMIT=0\nS3_BUCKET=b";
        assert_eq!(s3(many).expect_err("not usable"), ["S3_ENDPOINT", "S3_BATCH_DELETE_LIMIT"]);
        for (one, other) in
            [("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")]
        {
            let mut faults = Vec::new();
            let env = env_file::parse(&format!("S3_BUCKET=b\n{one}=hunter2")).expect("is read");
            assert!(read(&env, &mut faults).is_none());
            assert_eq!(faults[0].variable, other);
            assert!(!format!("{faults:?}").contains("hunter2"));
        }
        assert!(!format!("{:?}", s3("S3_BUCKET=b")).contains("hunter2"));
    }
}
