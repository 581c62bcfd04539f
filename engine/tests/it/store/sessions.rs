use engine::store::sessions;

use super::NOW;
use crate::support::state::on_both_engines;

on_both_engines! {
    async fn a_session_lives_until_it_expires_or_ends(state) {
        let later = NOW.plus_ms(1_000);
        assert!(sessions::create(&state.db, "hash", "data", later).await.expect("writes"));
        assert!(!sessions::create(&state.db, "hash", "other", later).await.expect("writes"), "the id is taken");
        assert_eq!(sessions::lookup(&state.db, "hash", NOW).await.expect("reads").as_deref(), Some("data"));
        assert_eq!(sessions::lookup(&state.db, "hash", later).await.expect("reads"), None, "it has expired");
        sessions::put(&state.db, "hash", "newer", later.plus_ms(1)).await.expect("writes");
        assert_eq!(sessions::lookup(&state.db, "hash", later).await.expect("reads").as_deref(), Some("newer"));
        sessions::delete(&state.db, "hash").await.expect("writes");
        assert_eq!(sessions::lookup(&state.db, "hash", NOW).await.expect("reads"), None);
    }

    async fn expired_sessions_are_swept(state) {
        sessions::create(&state.db, "old", "data", NOW).await.expect("writes");
        sessions::create(&state.db, "new", "data", NOW.plus_ms(1)).await.expect("writes");
        sessions::delete_expired(&state.db, NOW).await.expect("writes");
        assert_eq!(sessions::lookup(&state.db, "old", NOW.plus_ms(-1)).await.expect("reads"), None);
        assert!(sessions::lookup(&state.db, "new", NOW).await.expect("reads").is_some());
    }
}
