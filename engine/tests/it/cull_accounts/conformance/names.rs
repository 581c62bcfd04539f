//! Names, addresses and the forms in which an account's address may be written.

use model::CaseReason;
use simulator::Behaviour;

use super::case::{Case, Outcome, Ports};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = failing();
    cases.extend(certificates());
    cases.extend(written_otherwise());
    cases.extend(literals());
    cases.extend(hidden());
    cases.extend(not_addresses());
    cases
}

fn failing() -> Vec<Case> {
    use CaseReason as Reason;
    let case = |name, behaviour, reason| Case::behaving(name, behaviour, Outcome::Case(reason));
    vec![
        case("NXDOMAIN", Behaviour::NoSuchName, Reason::NoAddress),
        case("SERVFAIL", Behaviour::BrokenName, Reason::AddressBook),
        case("REFUSED", Behaviour::RefusedName, Reason::AddressBook),
        case("a silent name server", Behaviour::SilentName, Reason::AddressBook),
        case("a name without address", Behaviour::NameWithoutAddress, Reason::NoAddress),
        case("a name with a private address", Behaviour::PrivateAddress, Reason::PrivateAddress),
        case("nobody listens", Behaviour::Refused, Reason::RefusesConnections),
        case("every connection is reset", Behaviour::Dropped, Reason::RefusesConnections),
    ]
}

fn certificates() -> Vec<Case> {
    let case = |name, behaviour, reason| Case::behaving(name, behaviour, Outcome::Case(reason)).at_https();
    let to = |name, address: fn(&Case, Ports) -> String, reason| Case::at(name, address, Outcome::Case(reason));
    vec![
        case("a certificate that has expired", Behaviour::ExpiredCertificate, CaseReason::CertificateExpired),
        case("a certificate for another name", Behaviour::WrongCertificate, CaseReason::Certificate),
        to(
            "a certificate by nobody we know",
            |case, ports| format!("https://{}:{}/users/subject", case.host, ports.strangers),
            CaseReason::Certificate,
        ),
        to(
            "plain HTTP behind https",
            |case, ports| format!("https://{}:{}/users/subject", case.host, ports.http),
            CaseReason::Certificate,
        ),
        to(
            "TLS behind http",
            |case, ports| format!("http://{}:{}/users/subject", case.host, ports.https),
            CaseReason::SomethingElse,
        ),
        Case::behaving("a good certificate", Behaviour::Healthy, Outcome::Removed).at_https(),
    ]
}

/// Other ways to write an address that can be asked: each finds the 410.
fn written_otherwise() -> Vec<Case> {
    let case = |name, address: fn(&Case, Ports) -> String| Case::at(name, address, Outcome::Removed);
    vec![
        case("in capitals", |case, ports| format!("HTTP://{}:{}/users/subject", case.host.to_uppercase(), ports.told)),
        case("with a final dot", |case, ports| format!("http://{}.:{}/users/subject", case.host, ports.told)),
        case("with a fragment", |case, ports| format!("http://{}:{}/users/subject#main-key", case.host, ports.told)),
        case("with a password", |case, ports| format!("http://a:b@{}:{}/users/subject", case.host, ports.told)),
        case("with blanks around", |case, ports| format!(" http://{}:{}/users/subject\t", case.host, ports.told)),
        // Its server says 410 of every name in the query, so its 410 means 404.
        Case::at(
            "with a query",
            |case, ports| format!("http://{}:{}/index.php?user=subject", case.host, ports.told),
            Outcome::SecondLook,
        ),
        case("a name in punycode", |_, ports| format!("http://xn--wgv71a119e.example:{}/users/subject", ports.told))
            .host("xn--wgv71a119e.example"),
        case("a name in Unicode", |_, ports| format!("http://bücher.example:{}/users/subject", ports.told))
            .host("xn--bcher-kva.example"),
        case("a path in Unicode", |case, ports| format!("http://{}:{}/users/日本", case.host, ports.told)),
        case("an address that may be asked", |_, ports| format!("http://127.0.0.1:{}/users/subject", ports.told))
            .host("127.0.0.1"),
        case("an address that may be asked in decimal", |_, ports| {
            format!("http://2130706433:{}/users/subject", ports.told)
        })
        .host("127.0.0.1"),
    ]
}

/// Addresses in place of names that point nowhere public, the last two by way of the trap.
fn literals() -> Vec<Case> {
    [
        ("a private IPv4 address", "10.0.0.1"),
        ("a metadata service", "169.254.169.254"),
        ("a private IPv4 address in decimal", "167772161"),
        ("a private IPv4 address in hex", "0x0a.0.0.1"),
        ("a private IPv6 address", "[fd00::1]"),
        ("loopback in IPv6", "[::1]"),
        ("an IPv4 address in IPv6", "[::ffff:127.66.66.66]"),
        ("the trap in decimal", "2134000194"),
    ]
    .map(|(name, host)| at_host(name, host, Outcome::Case(CaseReason::PrivateAddress)))
    .into()
}

/// Names to which there is no way from here: nobody is asked to decide about them.
fn hidden() -> Vec<Case> {
    [
        ("an onion", "expyuzz4wqqyqhjn.onion"),
        ("an onion in capitals with a dot", "EXPYUZZ4WQQYQHJN.ONION."),
        ("an eepsite", "planet.i2p"),
    ]
    .map(|(name, host)| at_host(name, host, Outcome::Aside(CaseReason::NotReachableFromHere)))
    .into()
}

fn at_host(name: &str, host: &'static str, outcome: Outcome) -> Case {
    Case::at(name, move |_, ports| format!("http://{host}:{}/users/subject", ports.http), outcome)
}

/// What cannot be asked says nothing about any server.
fn not_addresses() -> Vec<Case> {
    let long = "x".repeat(5_000);
    let mut cases: Vec<Case> = [
        ("no address", String::new()),
        ("a relative address", "/users/subject".to_owned()),
        ("an acct", "acct:subject@told.example".to_owned()),
        ("a tag", "tag:told.example,2017-04-23:objectId=1".to_owned()),
        ("ftp", "ftp://told.example/users/subject".to_owned()),
        ("a script", "javascript:alert(1)".to_owned()),
        ("no host", "https://".to_owned()),
        ("a blank in the host", "http://a b/users/subject".to_owned()),
        ("a port too many", "http://told.example:70000/users/subject".to_owned()),
        ("half an IPv6 address", "http://[::1/users/subject".to_owned()),
    ]
    .into_iter()
    .map(|(name, uri)| Case::at(name, move |_, _| uri.clone(), Outcome::NoClearAnswer))
    .collect();
    cases.push(Case::at(
        "an address that is too long",
        move |case, ports| format!("http://{}:{}/{long}", case.host, ports.told),
        Outcome::NoClearAnswer,
    ));
    cases
}
