//! The fediverse's name server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::A;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use tokio::net::UdpSocket;

use super::Servers;
use super::plan::Behaviour;

/// Where all servers listen.
pub(crate) const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// The address of a server when servers are spread over so many; the same at every start.
pub(crate) fn spread(name: &str, addresses: u8) -> Ipv4Addr {
    if addresses == 0 {
        return HERE;
    }
    let place = name.bytes().fold(7u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let place = u8::try_from(place % u32::from(addresses)).unwrap_or(0);
    Ipv4Addr::new(127, 0, 1, 1 + place.min(253))
}

/// All addresses where servers listen.
pub(crate) fn places(addresses: u8) -> Vec<Ipv4Addr> {
    if addresses == 0 { vec![HERE] } else { (0..addresses.min(254)).map(|n| Ipv4Addr::new(127, 0, 1, 1 + n)).collect() }
}

/// An address of loopback that nobody listens on.
pub(crate) const NOBODY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// An address that stands for a private network; only the trap listens there.
pub(crate) const PRIVATE: Ipv4Addr = Ipv4Addr::new(127, 66, 66, 66);

/// Binds the name server; 0 takes a free port.
pub(crate) async fn bind(port: u16) -> io::Result<UdpSocket> {
    UdpSocket::bind(SocketAddr::from((HERE, port))).await
}

/// Answers questions until the task ends.
pub(crate) async fn serve(socket: UdpSocket, servers: Arc<Servers>, addresses: u8) {
    let mut packet = [0; 1500];
    loop {
        // A client that went away makes the next receive fail once; the socket itself stays good.
        let Ok((length, client)) = socket.recv_from(&mut packet).await else {
            continue;
        };
        if let Some(reply) = answer(&packet[..length], &servers, addresses) {
            let _ = socket.send_to(&reply, client).await;
        }
    }
}

/// The reply to one question, or silence.
fn answer(packet: &[u8], servers: &Servers, addresses: u8) -> Option<Vec<u8>> {
    let question = Message::from_vec(packet).ok()?;
    let query = question.queries.first()?.clone();
    let name = query.name().to_ascii().trim_end_matches('.').to_ascii_lowercase();
    let mut reply = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
    reply.metadata.recursion_desired = question.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    reply.metadata.authoritative = true;
    match address(&name, servers, addresses)? {
        Ok(Some(address)) if query.query_type() == RecordType::A => {
            // A changed behaviour must show at the next question.
            let record = Record::from_rdata(query.name().clone(), 0, RData::A(A(address)));
            reply.add_answer(record);
        }
        Ok(_) => {}
        Err(code) => reply.metadata.response_code = code,
    }
    reply.add_query(query);
    reply.to_vec().ok()
}

/// The address of a name if it has one, the reason why there is none, or nothing when its name servers are silent.
fn address(name: &str, servers: &Servers, addresses: u8) -> Option<Result<Option<Ipv4Addr>, ResponseCode>> {
    let Some(site) = servers.find(name) else {
        return Some(Err(ResponseCode::NXDomain));
    };
    site.question();
    match site.behaviour() {
        Behaviour::SilentName => None,
        Behaviour::NoSuchName => Some(Err(ResponseCode::NXDomain)),
        Behaviour::BrokenName => Some(Err(ResponseCode::ServFail)),
        Behaviour::RefusedName => Some(Err(ResponseCode::Refused)),
        Behaviour::Refused => Some(Ok(Some(NOBODY))),
        Behaviour::PrivateAddress => Some(Ok(Some(PRIVATE))),
        Behaviour::NameWithoutAddress => Some(Ok(None)),
        _ => Some(Ok(Some(spread(name, addresses)))),
    }
}
