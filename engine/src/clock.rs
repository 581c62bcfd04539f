//! The clock that is passed in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::Millis;

/// The system's clock, or one that a test moves by hand.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    #[must_use]
    pub fn manual(at: Millis) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.0)))
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Manual(at) => Millis(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock on; the system's moves by itself.
    pub fn advance_ms(&self, ms: i64) {
        if let Self::Manual(at) = self {
            at.fetch_add(ms, Ordering::SeqCst);
        }
    }
}
