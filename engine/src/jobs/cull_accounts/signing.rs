//! The key with which questions are signed: that of the site's own instance actor.

use std::sync::Arc;

use mastodon::ReadError;
use mastodon::instance_actor::{self, InstanceKey};
use model::failures::FailureCause;

use crate::remotes::Signer;
use crate::run_context::{JobError, RunContext};

/// Who signs. Without a key that can be used the run asks unsigned and says so: servers in secure mode then do not tell.
pub(super) async fn signer(ctx: &RunContext) -> Result<Option<Arc<Signer>>, JobError> {
    let why = match instance_actor::key(&ctx.mastodon).await {
        Ok(InstanceKey::Pem(pem)) => {
            let key_id = format!("https://{}/actor#main-key", ctx.mastodon.settings().web_domain);
            match Signer::new(&pem, key_id) {
                Ok(signer) => return Ok(Some(Arc::new(signer))),
                Err(error) => error.to_string(),
            }
        }
        Ok(InstanceKey::Encrypted) => "the key of the instance actor is encrypted".to_owned(),
        Ok(InstanceKey::Absent) => "the site has no instance actor with a key".to_owned(),
        // Rights may be given for all that is needed but for secrets.
        Err(ReadError::InstanceKey(error)) if error.as_database_error().is_some() => {
            "the database does not let us read the key of the instance actor".to_owned()
        }
        Err(error) => return Err(error.into()),
    };
    ctx.note_once(FailureCause::NotSigned, why).await;
    Ok(None)
}
