use engine::store::operators::{add, signed_in};
use model::{Operator, Role};

use super::NOW;
use crate::support::state::on_both_engines;

fn named(name: &str, role: Role) -> Operator {
    Operator { name: name.to_owned(), role }
}

on_both_engines! {
    async fn only_the_right_name_with_the_right_password_signs_in(state) {
        let alice = named("alice", Role::Moderator);
        add(&state.db, &alice, "long enough".into(), NOW).await.expect("writes");
        assert_eq!(signed_in(&state.db, "alice", "long enough".into()).await.expect("reads"), Some(alice));
        for (name, password) in [("alice", "long enougH"), ("alice", ""), ("Alice", "long enough"), ("bob", "long enough")] {
            assert_eq!(signed_in(&state.db, name, password.into()).await.expect("reads"), None, "{name} {password}");
        }
    }

    async fn an_operator_added_again_has_the_new_role_and_password_only(state) {
        add(&state.db, &named("佐藤", Role::Visitor), "the first one".into(), NOW).await.expect("writes");
        let again = named("佐藤", Role::Caretaker);
        add(&state.db, &again, "the second one".into(), NOW).await.expect("writes");
        assert_eq!(signed_in(&state.db, "佐藤", "the first one".into()).await.expect("reads"), None);
        assert_eq!(signed_in(&state.db, "佐藤", "the second one".into()).await.expect("reads"), Some(again));
    }
}
