//! A password from standard input, or asked for on a terminal without showing it.

use std::io::{self, BufRead, IsTerminal};

use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;

/// The fewest characters of a password.
const SHORTEST: usize = 8;
/// The most bytes of a password; more is a file piped in by mistake.
const LONGEST: usize = 1_024;

/// Reads a new password: the first line that is piped in, else typed twice.
///
/// # Errors
/// [`Failure::ReadPassword`], or [`Failure::Operator`] with what is wrong with it.
pub(super) fn read_new() -> Result<SecretString, Failure> {
    let password = if io::stdin().is_terminal() { typed_twice()? } else { first_line(&mut io::stdin().lock())? };
    judge(password.expose_secret()).map_err(Failure::Operator)?;
    Ok(password)
}

fn first_line(input: &mut impl BufRead) -> Result<SecretString, Failure> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(Failure::ReadPassword)?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line.into())
}

fn typed_twice() -> Result<SecretString, Failure> {
    let ask = |prompt| rpassword::prompt_password(prompt).map(SecretString::from).map_err(Failure::ReadPassword);
    let first = ask("Password: ")?;
    let second = ask("Once more: ")?;
    if first.expose_secret() == second.expose_secret() {
        Ok(first)
    } else {
        Err(Failure::Operator("the two passwords differ; nothing was changed"))
    }
}

fn judge(password: &str) -> Result<(), &'static str> {
    match password {
        "" => Err("there is no password on standard input"),
        short if short.chars().count() < SHORTEST => Err("the password must have at least 8 characters"),
        long if long.len() > LONGEST => Err("the password must have at most 1024 bytes"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for text in ["correct horse\n", "correct horse\r\nmore", "correct horse"] {
            let password = first_line(&mut text.as_bytes()).expect("is read");
            assert_eq!(password.expose_secret(), "correct horse");
        }
    }

    #[test]
    fn short_passwords_are_refused() {
        assert!(judge("").is_err());
        assert!(judge("1234567").is_err());
        assert!(judge("12345678").is_ok());
        assert!(judge("ひみつのことばだよ").is_ok());
        assert!(judge(&"x".repeat(LONGEST + 1)).is_err());
    }
}
