//! One background job, as Sidekiq's client writes it.

use model::{AccountId, Millis};
use serde::Serialize;
use serde_json::Value;

/// The workers of Mastodon's that we give jobs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Worker {
    #[serde(rename = "RedownloadAvatarWorker")]
    Avatar,
    #[serde(rename = "RedownloadHeaderWorker")]
    Header,
}

/// A job for one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) worker: Worker,
    pub(crate) account: AccountId,
    /// 24 hexadecimal digits that no other job has.
    pub(crate) id: String,
    pub(crate) at: Millis,
}

/// How a Sidekiq writes times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// Seconds since 1970 with a fraction: Sidekiq 6 and 7, which Mastodon 4.1 to 4.4 have.
    Seconds,
    /// Whole milliseconds: Sidekiq 8, since Mastodon 4.5.
    Milliseconds,
}

/// The fields in the order in which Sidekiq writes them.
#[derive(Serialize)]
struct Payload<'a> {
    retry: u8,
    queue: &'a str,
    class: Worker,
    args: [i64; 1],
    jid: &'a str,
    created_at: Value,
    enqueued_at: Value,
}

/// How often both workers try again, by their own declaration.
const RETRY: u8 = 7;

impl Times {
    /// Those of that major version.
    pub(crate) fn of_sidekiq(major: u32) -> Self {
        if major >= 8 { Self::Milliseconds } else { Self::Seconds }
    }

    fn written(self, at: Millis) -> Value {
        match self {
            Self::Milliseconds => Value::from(at.0),
            // A moment of our time in milliseconds is far from where doubles lose whole numbers.
            Self::Seconds => Value::from(at.0 as f64 / 1_000.0),
        }
    }
}

impl Job {
    /// A job with an id of its own.
    pub(crate) fn new(worker: Worker, account: AccountId, at: Millis) -> Self {
        Self { worker, account, id: hex::encode(rand::random::<[u8; 12]>()), at }
    }

    /// The text that waits in the queue.
    pub(crate) fn text(&self, queue: &str, times: Times) -> String {
        let at = times.written(self.at);
        let payload = Payload {
            retry: RETRY,
            queue,
            class: self.worker,
            args: [self.account.0],
            jid: &self.id,
            created_at: at.clone(),
            enqueued_at: at,
        };
        // A struct of numbers and texts always has a JSON form.
        serde_json::to_string(&payload).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same job as the client of each version writes it, but for its random id: the order of the fields and the form of times.
    #[test]
    fn a_job_reads_as_one_of_that_sidekiqs_own() {
        let job = |worker| Job {
            worker,
            account: AccountId(109_512_345_678_901_234),
            id: "0123456789abcdef01234567".to_owned(),
            at: Millis(1_795_000_000_125),
        };
        let seconds = r#"{"retry":7,"queue":"pull","class":"RedownloadAvatarWorker","args":[109512345678901234],"jid":"0123456789abcdef01234567","created_at":1795000000.125,"enqueued_at":1795000000.125}"#;
        let milliseconds = r#"{"retry":7,"queue":"pull","class":"RedownloadHeaderWorker","args":[109512345678901234],"jid":"0123456789abcdef01234567","created_at":1795000000125,"enqueued_at":1795000000125}"#;
        // 4.1 to 4.3 have Sidekiq 6.5, 4.4 has 7.3, 4.5 8.0 and 4.6 8.1.
        for (sidekiq, worker, text) in [
            (6, Worker::Avatar, seconds),
            (7, Worker::Avatar, seconds),
            (8, Worker::Header, milliseconds),
            (9, Worker::Header, milliseconds),
        ] {
            assert_eq!(job(worker).text("pull", Times::of_sidekiq(sidekiq)), text, "Sidekiq {sidekiq}");
        }
    }

    #[test]
    fn no_two_jobs_share_an_id() {
        let id = || Job::new(Worker::Avatar, AccountId(1), Millis(0)).id;
        let (one, other) = (id(), id());
        assert_ne!(one, other);
        assert!(one.len() == 24 && one.bytes().all(|digit| digit.is_ascii_hexdigit()), "{one}");
    }
}
