//! The program as it is built, with an environment that says nothing of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A command line that is being written.
pub(crate) struct Program {
    command: Command,
    input: Option<String>,
    full_disk: bool,
}

/// What a finished program left.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A program at work; it is ended with the test.
pub(crate) struct Started {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    pub(crate) fn new() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundskeeper"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GROUNDSKEEPER_") {
                command.env_remove(name);
            }
        }
        Self { command, input: None, full_disk: false }
    }

    pub(crate) fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// What is piped into it; else its standard input is empty.
    pub(crate) fn input(mut self, text: &str) -> Self {
        self.input = Some(text.to_owned());
        self
    }

    /// Lets its standard output be a file on a full disk.
    pub(crate) fn into_full_disk(mut self) -> Self {
        self.full_disk = true;
        self
    }

    /// Runs to the end.
    pub(crate) fn run(mut self) -> Ended {
        let full = || File::options().write(true).open("/dev/full").expect("Linux has a full disk").into();
        let stdout = if self.full_disk { full() } else { Stdio::piped() };
        let piped = self.command.stdin(Stdio::piped()).stdout(stdout).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("is piped");
        // A program that does not read its input may have ended already.
        let _ = input.write_all(self.input.unwrap_or_default().as_bytes());
        drop(input);
        let output = child.wait_with_output().expect("the program ends");
        Ended {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("is text"),
            stderr: String::from_utf8(output.stderr).expect("is text"),
        }
    }

    /// Starts it and hands over what it says on standard error.
    pub(crate) fn start_watched(mut self) -> (Started, BufReader<ChildStderr>) {
        let piped = self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program starts");
        let stdout = BufReader::new(child.stdout.take().expect("is piped"));
        let stderr = BufReader::new(child.stderr.take().expect("is piped"));
        (Started { child, stdout }, stderr)
    }

    /// Starts it and reads on until a line of standard output has this word; gives that line.
    pub(crate) fn start(mut self, word: &str) -> (Started, String) {
        let mut child = self.command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let stdout = BufReader::new(child.stdout.take().expect("is piped"));
        let mut started = Started { child, stdout };
        let line = started.line_with(word);
        (started, line)
    }
}

impl Started {
    /// Reads standard output until a line has this word.
    pub(crate) fn line_with(&mut self, word: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.stdout.read_line(&mut line).expect("is text");
            assert!(read > 0, "the program ended before it said {word}");
            if line.contains(word) {
                return line.trim().to_owned();
            }
        }
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(self, signal: &str) -> Option<i32> {
        self.send(signal);
        self.wait().0
    }

    /// Waits for the end; gives the status and the rest of standard output.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("is text");
        (self.child.wait().expect("ends").code(), rest)
    }

    pub(crate) fn send(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill runs");
        assert!(sent.success(), "{signal} reaches {pid}");
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // It may end between our look and our signal.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Ended {
    /// The one JSON document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn expect(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "{self:?}");
        self
    }

    /// Standard error has all these words.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "{word} is missing: {self:?}");
        }
        self
    }
}
