//! `with-services` gives a command its services and clears them away.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// The program, without the services that these tests themselves have.
fn with_services(command: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_with-services"));
    program
        .args(["sh", "-c", command])
        .env_remove("GROUNDSKEEPER_TEST_POSTGRES")
        .env_remove("GROUNDSKEEPER_TEST_REDIS");
    program
}

/// Host and port of an address like `redis://127.0.0.1:6379` or `postgres://postgres@127.0.0.1:5432/postgres`.
fn host(url: &str) -> String {
    let rest = url.split("//").nth(1).expect("an address");
    rest.split('@').next_back().and_then(|rest| rest.split('/').next()).expect("a host").to_owned()
}

fn lines(child: &mut Child) -> Vec<String> {
    let reader = BufReader::new(child.stdout.take().expect("its output is read"));
    reader.lines().take(2).collect::<Result<_, _>>().expect("it says where the services are")
}

const SAY: &str = "echo $GROUNDSKEEPER_TEST_POSTGRES; echo $GROUNDSKEEPER_TEST_REDIS";

#[test]
fn it_ends_as_its_command_ends() {
    let status = with_services("exit 7").status().expect("it runs");
    assert_eq!(status.code(), Some(7));
}

#[test]
fn services_answer_while_the_command_runs_and_stop_when_it_is_told_to_end() {
    let mut child = with_services(&format!("{SAY}; exec sleep 600")).stdout(Stdio::piped()).spawn().expect("it runs");
    let hosts: Vec<String> = lines(&mut child).iter().map(|url| host(url)).collect();
    for host in &hosts {
        TcpStream::connect(host).expect("a service answers");
    }
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("a signal is sent");
    assert_eq!(child.wait().expect("it ends").code(), Some(128 + 15));
    for host in &hosts {
        TcpStream::connect(host).expect_err("a service has stopped");
    }
}

#[test]
fn what_a_killed_run_leaves_is_cleared_by_the_next() {
    let mut killed = with_services(&format!("{SAY}; exec cat"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let hosts: Vec<String> = lines(&mut killed).iter().map(|url| host(url)).collect();
    killed.kill().expect("it is killed");
    // Waiting closes the pipe its command reads from, which ends the command.
    killed.wait().expect("it has ended");
    TcpStream::connect(&hosts[0]).expect("its PostgreSQL is still there");
    assert!(with_services("true").status().expect("it runs").success());
    TcpStream::connect(&hosts[0]).expect_err("its PostgreSQL has stopped");
}
