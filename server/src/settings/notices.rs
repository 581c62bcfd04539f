//! How members are written to.

use engine::NoticeSettings;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::config_file::ConfigFile;
use crate::command_line::GlobalOptions;

const SECTION: &str = "notices";
const ADDRESS: &str = "must be an address, such as https://example.social";
const TOKEN: &str = "must be an access token, which is letters, digits and signs without spaces";

/// The site's own web API and the token for it; nothing without both.
pub(super) fn read(global: &GlobalOptions, file: &mut ConfigFile) -> Option<NoticeSettings> {
    let from_file: Option<Url> = file.parsed(SECTION, "api_address", ADDRESS);
    let token_from_file: Option<SecretString> = file.text(SECTION, "token").map(Into::into);
    let api_address = global.api_address.clone().or(from_file);
    let token = global.api_token.clone().or(token_from_file);
    if api_address.as_ref().is_some_and(|url| !matches!(url.scheme(), "http" | "https") || !url.has_host()) {
        file.fault(SECTION, "api_address", ADDRESS);
    }
    if token.as_ref().is_some_and(|token| !token.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())) {
        file.fault(SECTION, "token", TOKEN);
    }
    Some(NoticeSettings { api_address: api_address?, token: token? })
}
