//! `operator`: who may sign in.

use chrono::Utc;
use engine::store::operators;
use model::Operator;

use super::opening::open_state;
use super::password;
use crate::command_line::{OperatorCommand, OperatorOptions};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::say::say;
use crate::settings::Settings;

/// The longest name, in characters.
const LONGEST: usize = 64;

/// Adds an operator, or gives an existing one another role and password. Mastodon is not needed for it.
pub(super) async fn operator(options: OperatorOptions, settings: Settings) -> Result<Outcome, Failure> {
    let OperatorCommand::Add { name, role } = options.command;
    let name = name.trim().to_owned();
    judge(&name).map_err(Failure::Operator)?;
    let password = password::read_new()?;
    let db = open_state(&settings.state).await?;
    let operator = Operator { name, role };
    operators::add(&db, &operator, password, Utc::now().into()).await?;
    db.close().await;
    say(format_args!("{} may sign in as {}.", operator.name, role.as_str()))?;
    Ok(Outcome::Finished)
}

fn judge(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        Err("the name of the operator is empty")
    } else if name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        Err("the name of an operator has at most 64 characters, all of them printable")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_printable() {
        for name in ["alice", "Alice B.", "佐藤", &"x".repeat(64)] {
            assert!(judge(name).is_ok(), "{name}");
        }
        for name in ["", "a\nb", &"x".repeat(65)] {
            assert!(judge(name).is_err(), "{name:?}");
        }
    }
}
