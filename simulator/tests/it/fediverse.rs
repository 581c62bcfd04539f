//! The simulated fediverse answers as it is told.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures::future::join_all;
use hickory_resolver::proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use model::Millis;
use reqwest::header::{ACCEPT, DATE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs1KeyDer;
use rustls::pki_types::pem::PemObject;
use simulator::{AccountState, Behaviour, Fediverse, Plan, RetryAfter, instance_key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

const SERVER: &str = "town.example";

/// One server with an account of each state.
async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new()
        .server(SERVER, behaviour)
        .account("alive@town.example", AccountState::Living)
        .account("gone@town.example", AccountState::Gone)
        .account("moved@town.example", AccountState::Moved("https://new.example/users/moved".to_owned()));
    Fediverse::start(plan).await.expect("the fediverse starts")
}

/// Asks as Mastodon asks for documents, trusting the fediverse's authority, sent to where its servers are.
fn client(fediverse: &Fediverse) -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority = std::fs::read(fediverse.ca_pem_path()).expect("the authority's certificate is there");
    let authority = Certificate::from_pem(&authority).expect("it is a certificate");
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Client::builder()
        .tls_certs_only([authority])
        .redirect(Policy::limited(3))
        .resolve(SERVER, here)
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client is built")
}

async fn ask(client: &Client, url: &str) -> reqwest::Result<Response> {
    client.get(url).header(ACCEPT, "application/activity+json").send().await
}

async fn status(fediverse: &Fediverse, path: &str) -> Option<u16> {
    let url = format!("http://{SERVER}:{}{path}", fediverse.http_port());
    ask(&client(fediverse), &url).await.ok().map(|response| response.status().as_u16())
}

/// Everything reqwest knows of a failure, in one text.
fn reasons(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn every_behaviour_answers_as_named() {
    let after = RetryAfter::Seconds(30);
    let cases = [
        // behaviour, NodeInfo, a living account, a deleted one, one it never knew
        (Behaviour::Healthy, [200, 200, 410, 404]),
        (Behaviour::Slow(5), [200, 200, 410, 404]),
        (Behaviour::SignedOnly, [200, 401, 401, 401]),
        (Behaviour::Forbidden, [403; 4]),
        (Behaviour::TooManyRequests(after), [429; 4]),
        (Behaviour::Trouble(503), [503; 4]),
        (Behaviour::Redirects(3), [200, 200, 410, 404]),
        (Behaviour::CatchAllNotFound, [404; 4]),
        (Behaviour::CatchAllGone, [410; 4]),
        (Behaviour::CatchAllPage, [200; 4]),
    ];
    let fediverse = town(Behaviour::Healthy).await;
    for (behaviour, expected) in cases {
        fediverse.set(SERVER, behaviour.clone());
        let paths = ["/.well-known/nodeinfo", "/users/alive", "/users/gone", "/users/nobody"];
        for (path, expected) in paths.into_iter().zip(expected) {
            assert_eq!(status(&fediverse, path).await, Some(expected), "{behaviour:?} {path}");
        }
    }
}

#[tokio::test]
async fn redirects_end_where_they_are_told_to() {
    let fediverse = town(Behaviour::Redirects(4)).await;
    let url = fediverse.uri("alive@town.example");
    for behaviour in [Behaviour::Redirects(4), Behaviour::RedirectLoop] {
        fediverse.set(SERVER, behaviour);
        let error = ask(&client(&fediverse), &url).await.expect_err("there are too many");
        assert!(error.is_redirect(), "{}", reasons(&error));
    }
    fediverse.set(SERVER, Behaviour::RedirectToPrivate);
    assert_eq!(fediverse.trapped(), 0);
    let careful =
        Client::builder().redirect(Policy::none()).resolve(SERVER, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let response = ask(&careful.build().expect("a client is built"), &url).await.expect("it answers");
    let target = response.headers()["location"].to_str().expect("a text").to_owned();
    TcpStream::connect(target.trim_start_matches("http://").split('/').next().expect("an address"))
        .await
        .expect("a trap");
    // The trap counts in a task of its own, which has run once a later connection to it was taken up as well.
    while fediverse.trapped() == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_deleted_account_leaves_a_tombstone_and_a_moved_one_its_new_place() {
    let fediverse = town(Behaviour::Healthy).await;
    let client = client(&fediverse);
    let gone =
        ask(&client, &fediverse.uri("gone@town.example")).await.expect("it answers").text().await.expect("a body");
    assert!(gone.contains(r#""type":"Tombstone""#), "{gone}");
    let moved =
        ask(&client, &fediverse.uri("moved@town.example")).await.expect("it answers").text().await.expect("a body");
    assert!(moved.contains(r#""movedTo":"https://new.example/users/moved""#), "{moved}");
    let page = client.get(fediverse.uri("alive@town.example")).send().await.expect("it answers");
    assert!(page.headers()["content-type"].to_str().expect("a text").starts_with("text/html"));
    fediverse.set_account("alive@town.example", AccountState::Gone);
    assert_eq!(status(&fediverse, "/users/alive").await, Some(410));
    assert_eq!(status(&fediverse, "/.well-known/webfinger?resource=acct:gone@town.example").await, Some(410));
    assert_eq!(status(&fediverse, "/.well-known/webfinger?resource=acct%3Amoved%40town.example").await, Some(200));
}

#[tokio::test]
async fn only_the_sites_own_signature_passes_secure_mode() {
    let fediverse = town(Behaviour::SignedOnly).await;
    let host = format!("{SERVER}:{}", fediverse.http_port());
    let now = "Sun, 06 Nov 1994 08:49:37 GMT";
    let right = Signature { key_id: "https://home.example/actor#main-key", covers: COVERS, signs: "/users/alive" };
    let cases = [
        ("of the site", right, now, 200),
        ("over another path", Signature { signs: "/users/gone", ..right }, now, 401),
        ("sent with another date", right, "Sun, 06 Nov 1994 08:49:38 GMT", 401),
        ("of somebody else", Signature { key_id: "https://home.example/users/admin", ..right }, now, 401),
        ("that leaves out the date", Signature { covers: &COVERS[..2], ..right }, now, 401),
        ("that leaves out the host", Signature { covers: &["(request-target)", "date"], ..right }, now, 401),
        ("that leaves out the target", Signature { covers: &COVERS[1..], ..right }, now, 401),
    ];
    for (name, signature, date, expected) in cases {
        assert_eq!(signed(&fediverse, "alive", &signature.header(&host, now), date).await, expected, "{name}");
    }
    for nonsense in ["", "keyId=\"x\"", "keyId=\"https://home.example/actor#main-key\",signature=\"AAAA\""] {
        assert_eq!(signed(&fediverse, "alive", nonsense, now).await, 401, "{nonsense}");
    }
    let good = right.header(&host, now);
    let end = good.rfind('"').expect("it is quoted");
    let damaged = format!("{}AAAA==\"", &good[..end - 6]);
    assert_eq!(signed(&fediverse, "alive", &damaged, now).await, 401, "one that was changed");
    assert_eq!(status(&fediverse, "/users/alive").await, Some(401), "none at all");
    assert_eq!(status(&fediverse, "/actor").await, Some(200), "the instance actor is for everybody");
}

const COVERS: &[&str] = &["(request-target)", "host", "date"];

/// How a request is signed, with the site's own key.
#[derive(Clone, Copy)]
struct Signature {
    key_id: &'static str,
    covers: &'static [&'static str],
    /// The path that is signed.
    signs: &'static str,
}

impl Signature {
    fn header(self, host: &str, date: &str) -> String {
        let line = |name: &&str| match *name {
            "(request-target)" => format!("(request-target): get {}", self.signs),
            "host" => format!("host: {host}"),
            _ => format!("date: {date}"),
        };
        let text = self.covers.iter().map(line).collect::<Vec<_>>().join("\n");
        let key = PrivatePkcs1KeyDer::from_pem_slice(instance_key::PRIVATE.as_bytes()).expect("the key is in PEM");
        let key = RsaKeyPair::from_der(key.secret_pkcs1_der()).expect("it is an RSA key");
        let mut raw = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut raw).expect("it signs");
        let (covers, raw) = (self.covers.join(" "), BASE64.encode(raw));
        format!(r#"keyId="{}",algorithm="rsa-sha256",headers="{covers}",signature="{raw}""#, self.key_id)
    }
}

/// The status of an account to somebody who signs so.
async fn signed(fediverse: &Fediverse, name: &str, signature: &str, date: &str) -> u16 {
    let url = fediverse.uri(&format!("{name}@{SERVER}"));
    let request = client(fediverse).get(url).header(ACCEPT, "application/activity+json").header(DATE, date);
    request.header("Signature", signature).send().await.expect("it answers").status().as_u16()
}

#[tokio::test]
async fn too_many_requests_says_when_to_come_back() {
    let at = RetryAfter::At(Millis(784_111_777_000));
    for (after, expected) in [
        (RetryAfter::Absent, None),
        (RetryAfter::Seconds(120), Some("120")),
        (at, Some("Sun, 06 Nov 1994 08:49:37 GMT")),
    ] {
        let fediverse = town(Behaviour::TooManyRequests(after)).await;
        let response = ask(&client(&fediverse), &fediverse.uri("alive@town.example")).await.expect("it answers");
        assert_eq!(response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()), expected);
    }
}

#[tokio::test]
async fn certificates_are_good_expired_or_for_another_name() {
    let fediverse = town(Behaviour::Healthy).await;
    let url = fediverse.https_uri("alive@town.example");
    assert_eq!(ask(&client(&fediverse), &url).await.expect("it answers").status(), 200);
    for (behaviour, words) in
        [(Behaviour::ExpiredCertificate, "expired"), (Behaviour::WrongCertificate, "not valid for")]
    {
        fediverse.set(SERVER, behaviour);
        let error = ask(&client(&fediverse), &url).await.expect_err("the certificate is refused");
        assert!(reasons(&error).contains(words), "{}", reasons(&error));
    }
}

#[tokio::test]
async fn a_dropped_connection_is_reset() {
    let fediverse = town(Behaviour::Dropped).await;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, fediverse.http_port())).await.expect("it is accepted");
    stream.write_all(b"GET /users/alive HTTP/1.1\r\nHost: town.example\r\n\r\n").await.expect("a request is sent");
    let error = stream.read(&mut [0; 100]).await.expect_err("no answer comes");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(fediverse.seen(SERVER).requests, 1);
}

#[tokio::test]
async fn a_tarpit_sends_single_bytes() {
    let fediverse = town(Behaviour::Tarpit).await;
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, fediverse.http_port())).await.expect("it is accepted");
    stream.write_all(b"GET /users/alive HTTP/1.1\r\nHost: town.example\r\n\r\n").await.expect("a request is sent");
    let mut answer = [0; 100];
    assert_eq!(stream.read(&mut answer).await.expect("a byte comes"), 1);
    assert_eq!(stream.read(&mut answer[1..]).await.expect("a byte comes"), 1);
    assert_eq!(&answer[..2], b"HT");
}

/// Sends a question without waiting for the answer.
async fn question(socket: &UdpSocket, name: &str, kind: RecordType) {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).expect("a name"), kind));
    socket.send(&message.to_vec().expect("a packet")).await.expect("it is sent");
}

async fn reply(socket: &UdpSocket) -> Message {
    let mut packet = [0; 1500];
    let length = socket.recv(&mut packet).await.expect("a reply");
    Message::from_vec(&packet[..length]).expect("it is DNS")
}

#[tokio::test]
async fn names_lead_where_they_are_told_to() {
    let fediverse = town(Behaviour::Healthy).await;
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a socket");
    socket.connect(fediverse.dns_addr()).await.expect("it is directed");
    for (behaviour, code, address) in [
        (Behaviour::Healthy, ResponseCode::NoError, Some(Ipv4Addr::LOCALHOST)),
        (Behaviour::Refused, ResponseCode::NoError, Some(Ipv4Addr::new(127, 0, 0, 2))),
        (Behaviour::PrivateAddress, ResponseCode::NoError, Some(Ipv4Addr::new(127, 66, 66, 66))),
        (Behaviour::NoSuchName, ResponseCode::NXDomain, None),
        (Behaviour::BrokenName, ResponseCode::ServFail, None),
        (Behaviour::RefusedName, ResponseCode::Refused, None),
        (Behaviour::NameWithoutAddress, ResponseCode::NoError, None),
    ] {
        fediverse.set(SERVER, behaviour.clone());
        question(&socket, "Town.Example.", RecordType::A).await;
        let reply = reply(&socket).await;
        assert_eq!(reply.metadata.response_code, code, "{behaviour:?}");
        let found = reply.answers.first().map(|record| match &record.data {
            RData::A(address) => address.0,
            other => panic!("not an address: {other:?}"),
        });
        assert_eq!(found, address, "{behaviour:?}");
    }
    assert_eq!(fediverse.seen(SERVER).questions, 7);
}

#[tokio::test]
async fn a_silent_name_gets_no_reply() {
    let fediverse = town(Behaviour::SilentName).await;
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a socket");
    socket.connect(fediverse.dns_addr()).await.expect("it is directed");
    question(&socket, "town.example.", RecordType::A).await;
    question(&socket, "unknown.example.", RecordType::A).await;
    let reply = reply(&socket).await;
    assert_eq!(reply.queries[0].name().to_ascii(), "unknown.example.", "questions are taken in order");
    assert_eq!(reply.metadata.response_code, ResponseCode::NXDomain);
    assert_eq!(fediverse.seen(SERVER).questions, 1);
}

#[tokio::test]
async fn nobody_listens_where_a_refused_name_leads() {
    let fediverse = town(Behaviour::Refused).await;
    let error =
        TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), fediverse.http_port())).await.expect_err("nobody is there");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn requests_are_counted_by_server_and_at_once() {
    let plan = Plan::new().account("alive@town.example", AccountState::Living).latency_ms(100);
    let fediverse = Fediverse::start(plan).await.expect("the fediverse starts");
    let client = client(&fediverse);
    let url = fediverse.uri("alive@town.example");
    for response in join_all((0..3).map(|_| ask(&client, &url))).await {
        assert_eq!(response.expect("it answers").status(), 200);
    }
    let seen = fediverse.seen(SERVER);
    assert_eq!((seen.requests, seen.most_at_once), (3, 3));
    assert_eq!(seen.paths, ["GET /users/alive"; 3]);
    fediverse.forget();
    ask(&client, &url).await.expect("it answers");
    assert_eq!(fediverse.seen_by_all().requests, 1);
    assert_eq!(fediverse.seen(SERVER).most_at_once, 1);
}

#[tokio::test]
async fn thousands_of_requests_to_thousands_of_servers_are_answered() {
    let names = (0..2_000).map(|n| format!("s{n}.example"));
    let plan = names.fold(Plan::new(), |plan, name| plan.account(&format!("a@{name}"), AccountState::Living));
    let fediverse = Fediverse::start(plan).await.expect("the fediverse starts");
    let address = (Ipv4Addr::LOCALHOST, fediverse.http_port());
    let visitors = (0..20).map(|visitor| async move {
        let mut stream = TcpStream::connect(address).await.expect("it is accepted");
        for n in (0..2_000).skip(visitor).step_by(20) {
            let request = format!("HEAD /users/a HTTP/1.1\r\nHost: s{n}.example\r\n\r\n");
            stream.write_all(request.as_bytes()).await.expect("a request is sent");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.expect("an answer comes"));
            }
            assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
        }
    });
    join_all(visitors).await;
    assert_eq!(fediverse.seen_by_all().requests, 2_000);
}
