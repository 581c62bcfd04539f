//! Whether a host that takes deliveries is there: nothing is delivered, it is only asked who
//! answers at the address.

use model::{Silence, delivery};
use url::Url;

use super::asker::Asking;
use super::question::Wanted;
use super::robots::A_DAY_MS;

impl Asking {
    /// Whether the host of this inbox answers for itself, whatever it says: an inbox need not
    /// answer to anybody who only looks. A host whose robots.txt wants us to stay away is not
    /// believed to be asked.
    pub(super) async fn inbox_answers(&self, inbox: &Url) -> Result<bool, Silence> {
        let status = match self.status(inbox, Wanted::Nothing).await {
            // A silence is asked once more after a pause, and in the other way, because some do not
            // know HEAD.
            Err(silence) if silence.may_pass() => {
                tokio::time::sleep(self.shared.retry_pause).await;
                self.failed_names.forget(inbox.host_str().unwrap_or_default());
                self.status(inbox, Wanted::Text).await?
            }
            status => status?,
        };
        Ok(delivery::is_life(status) && !self.opts_out(inbox, A_DAY_MS).await)
    }
}
