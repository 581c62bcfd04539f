//! How a cache in front of Mastodon's files is told that some are gone.

use reqwest::Method;
use reqwest::header::HeaderName;
use secrecy::SecretString;

use super::{SettingsFault, Storage, text};
use crate::env_file::Env;

/// The request that Mastodon sends for each file that is gone: to its public address.
#[derive(Clone, Debug)]
pub struct CacheBuster {
    /// `CACHE_BUSTER_HTTP_METHOD`, by default GET.
    pub method: Method,
    /// `CACHE_BUSTER_SECRET_HEADER` and `CACHE_BUSTER_SECRET`, where both are given.
    pub secret: Option<(HeaderName, SecretString)>,
    /// What stands before a key in the address of a file, with the slash at its end.
    pub public_url: String,
}

/// Mirrors config/initializers/cache_buster.rb; absent unless `CACHE_BUSTER_ENABLED` is exactly `true`.
pub(super) fn read(
    env: &Env,
    storage: &Storage,
    web_domain: &str,
    faults: &mut Vec<SettingsFault>,
) -> Option<CacheBuster> {
    if text(env, "CACHE_BUSTER_ENABLED") != Some("true") {
        return None;
    }
    let method = text(env, "CACHE_BUSTER_HTTP_METHOD").unwrap_or("GET").parse();
    let header = text(env, "CACHE_BUSTER_SECRET_HEADER").map(str::parse::<HeaderName>).transpose();
    let secret = text(env, "CACHE_BUSTER_SECRET").map(|secret| SecretString::from(secret.to_owned()));
    let public_url = public_url(env, storage, web_domain);
    if method.is_err() {
        faults.push(SettingsFault::new("CACHE_BUSTER_HTTP_METHOD", "must be a method of HTTP such as GET or PURGE"));
    }
    if header.is_err() {
        faults.push(SettingsFault::new("CACHE_BUSTER_SECRET_HEADER", "must be the name of a header of HTTP"));
    }
    if public_url.is_none() {
        faults.push(SettingsFault::new("SWIFT_OBJECT_URL", "is missing; the cache buster needs the public address"));
    }
    Some(CacheBuster { method: method.ok()?, secret: header.ok()?.zip(secret), public_url: public_url? })
}

/// Mirrors the addresses of Paperclip's storages: the alias where there is one, else the path style of the service.
fn public_url(env: &Env, storage: &Storage, web_domain: &str) -> Option<String> {
    let base = match storage {
        Storage::Local { .. } => {
            let root = text(env, "PAPERCLIP_ROOT_URL").unwrap_or("/system");
            if root.starts_with("http") {
                root.to_owned()
            } else {
                format!("https://{web_domain}/{}", root.trim_matches('/'))
            }
        }
        Storage::S3(s3) => {
            let protocol = text(env, "S3_PROTOCOL").unwrap_or("https");
            let alias = text(env, "S3_ALIAS_HOST").or_else(|| text(env, "S3_CLOUDFRONT_HOST"));
            let place = match (alias, text(env, "S3_HOSTNAME")) {
                (Some(alias), _) => alias.to_owned(),
                (None, Some(host)) => format!("{host}/{}", s3.bucket),
                (None, None) => format!("s3-{}.amazonaws.com/{}", s3.region, s3.bucket),
            };
            format!("{protocol}://{}/{}", place.trim_end_matches('/'), s3.key_prefix)
        }
        Storage::Swift(_) => text(env, "SWIFT_OBJECT_URL")?.to_owned(),
        Storage::Azure(azure) => {
            let alias = text(env, "AZURE_ALIAS_HOST").map(|alias| format!("https://{alias}"));
            format!("{}/{}", alias.as_deref().unwrap_or(&azure.endpoint), azure.container)
        }
    };
    Some(format!("{}/", base.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::env_file;
    use crate::settings::Settings;

    fn settings(text: &str) -> Result<Settings, Vec<SettingsFault>> {
        let text = format!("LOCAL_DOMAIN=example.social\nWEB_DOMAIN=web.example\n{text}");
        Settings::from_env(&env_file::parse(&text).expect("is read"), Path::new("/live"))
    }

    #[test]
    fn files_are_told_of_at_their_public_address() {
        let s3 = "S3_ENABLED=true\nS3_BUCKET=b";
        let cases = [
            (String::new(), "https://web.example/system/"),
            ("PAPERCLIP_ROOT_URL=/media/".to_owned(), "https://web.example/media/"),
            ("PAPERCLIP_ROOT_URL=https://files.example/m".to_owned(), "https://files.example/m/"),
            (s3.to_owned(), "https://s3-us-east-1.amazonaws.com/b/"),
            (format!("{s3}\nS3_HOSTNAME=s.example\nS3_PROTOCOL=http\nS3_KEY_PREFIX=m"), "http://s.example/b/m/"),
            (format!("{s3}\nS3_ALIAS_HOST=files.example\nS3_CLOUDFRONT_HOST=c.example"), "https://files.example/"),
            (
                "AZURE_ENABLED=true\nAZURE_STORAGE_ACCOUNT=a\nAZURE_STORAGE_ACCESS_KEY=k\nAZURE_CONTAINER_NAME=c\n\
                 AZURE_ALIAS_HOST=files.example"
                    .to_owned(),
                "https://files.example/c/",
            ),
        ];
        for (text, url) in cases {
            let settings = settings(&format!("CACHE_BUSTER_ENABLED=true\n{text}")).expect("is usable");
            assert_eq!(settings.cache_buster.expect("it is on").public_url, url, "{text}");
        }
    }

    #[test]
    fn it_is_off_unless_it_is_switched_on() {
        for text in ["", "CACHE_BUSTER_ENABLED=1", "CACHE_BUSTER_SECRET=x"] {
            assert!(settings(text).expect("is usable").cache_buster.is_none(), "{text}");
        }
    }

    #[test]
    fn method_and_secret_are_read_and_the_secret_is_not_shown() {
        let text = "CACHE_BUSTER_ENABLED=true\nCACHE_BUSTER_HTTP_METHOD=PURGE\nCACHE_BUSTER_SECRET_HEADER=X-Key\nCACHE_BUSTER_SECRET=hunter2";
        let buster = settings(text).expect("is usable").cache_buster.expect("it is on");
        assert_eq!(buster.method.as_str(), "PURGE");
        assert_eq!(buster.secret.as_ref().expect("there is one").0.as_str(), "x-key");
        assert!(!format!("{buster:?}").contains("hunter2"));
        let faults = settings(&text.replace("PURGE", "P URGE").replace("X-Key", "X Key")).expect_err("not usable");
        let variables: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
        assert_eq!(variables, ["CACHE_BUSTER_HTTP_METHOD", "CACHE_BUSTER_SECRET_HEADER"]);
    }
}
