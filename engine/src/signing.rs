//! The key with which questions are signed: that of the site's own instance actor.

use std::sync::Arc;

use mastodon::instance_actor::{self, InstanceKey};
use mastodon::{Mastodon, ReadError};

use crate::remotes::Signer;

/// Who signs, or why nobody does: then questions are asked unsigned, and servers in secure mode do not tell.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn signer(mastodon: &Mastodon) -> Result<Result<Arc<Signer>, String>, ReadError> {
    Ok(match instance_actor::key(mastodon).await {
        Ok(InstanceKey::Pem(pem)) => {
            let key_id = format!("https://{}/actor#main-key", mastodon.settings().web_domain);
            Signer::new(&pem, key_id).map(Arc::new).map_err(|error| error.to_string())
        }
        Ok(InstanceKey::Encrypted) => Err("the key of the instance actor is encrypted".to_owned()),
        Ok(InstanceKey::Absent) => Err("the site has no instance actor with a key".to_owned()),
        // Rights may be given for all that is needed but for secrets.
        Err(ReadError::InstanceKey(error)) if error.as_database_error().is_some() => {
            Err("the database does not let us read the key of the instance actor".to_owned())
        }
        Err(error) => return Err(error),
    })
}
