//! Who holds a lease: a process, named so that another one on the same machine can tell whether it still lives.

use std::fs;

use uuid::Uuid;

/// Our own name as the holder of a lease: `boot/pid-namespace/pid/start/unique`.
///
/// Boot and namespace say where the process number means anything; the start time tells it from a later process with the same
/// number. Where the system does not say, the name is only unique, and the lease has to run out.
#[must_use]
pub(crate) fn own_name() -> String {
    let unique = Uuid::now_v7();
    match (place(), start_of("self")) {
        (Some(place), Some(start)) => format!("{place}/{}/{start}/{unique}", std::process::id()),
        _ => format!("-/-/-/-/{unique}"),
    }
}

/// Whether that holder is a process of this machine (and namespace) that has ended. In doubt it lives.
#[must_use]
pub(crate) fn is_dead(owner: &str) -> bool {
    let Some(place) = place() else { return false };
    let Some(rest) = owner.strip_prefix(&format!("{place}/")) else { return false };
    let mut parts = rest.split('/');
    let (Some(pid), Some(start)) = (parts.next(), parts.next()) else { return false };
    pid.parse::<u32>().is_ok() && start_of(pid).is_none_or(|found| found != start)
}

fn place() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{}/{}", boot.trim(), namespace.to_str()?.replace('/', "-")))
}

/// The start time of a process in clock ticks: the 22nd field of its stat, counted after the name in parentheses.
/// A process that has ended and waits to be collected counts as ended.
fn start_of(pid: &str) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.get(stat.rfind(')')? + 2..)?.split(' ').collect();
    if fields.first() == Some(&"Z") { None } else { fields.get(19).map(|&start| start.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_are_alive() {
        assert!(!is_dead(&own_name()));
    }

    #[test]
    fn a_process_that_ended_is_dead() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("starts");
        let pid = child.id();
        let start = start_of(&pid.to_string()).expect("lives");
        let name = format!("{}/{pid}/{start}/x", place().expect("Linux"));
        assert!(!is_dead(&name));
        child.kill().expect("ends");
        child.wait().expect("is collected");
        assert!(is_dead(&name));
    }

    #[test]
    fn another_process_with_the_same_number_is_not_the_holder() {
        let name = format!("{}/{}/0/x", place().expect("Linux"), std::process::id());
        assert!(is_dead(&name));
    }

    #[test]
    fn a_holder_elsewhere_is_left_to_its_lease() {
        assert!(!is_dead("another-boot/pid:[1]/1/1/x"));
        assert!(!is_dead("-/-/-/-/x"));
        assert!(!is_dead(""));
    }
}
