//! A name server that answers as a test tells it, whatever name it is asked for.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_resolver::proto::op::{Message, MessageType, OpCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    questions: Arc<AtomicUsize>,
    _task: JoinSet<()>,
}

impl NameServer {
    /// Answers each question with these addresses, as far as they are of the kind that is asked for; the number is how often
    /// names were looked up before.
    pub(crate) async fn start(answer: impl Fn(usize) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        let socket = UdpSocket::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let address = socket.local_addr().expect("a bound socket has an address");
        let questions = Arc::<AtomicUsize>::default();
        let mut task = JoinSet::new();
        task.spawn(serve(socket, Arc::clone(&questions), answer));
        Self { address, questions, _task: task }
    }

    /// How often a name was looked up: each time, its IPv4 address is asked for.
    pub(crate) fn look_ups(&self) -> usize {
        self.questions.load(Ordering::SeqCst)
    }
}

async fn serve(socket: UdpSocket, questions: Arc<AtomicUsize>, answer: impl Fn(usize) -> Vec<IpAddr> + Send + Sync) {
    let (mut packet, mut of_kind) = ([0; 1500], [0, 0]);
    while let Ok((length, client)) = socket.recv_from(&mut packet).await {
        let Ok(question) = Message::from_vec(&packet[..length]) else { continue };
        let Some(query) = question.queries.first().cloned() else { continue };
        let mut reply = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
        let kind = usize::from(query.query_type() == RecordType::AAAA);
        for address in answer(of_kind[kind]) {
            let data = match address {
                IpAddr::V4(v4) if query.query_type() == RecordType::A => RData::A(A(v4)),
                IpAddr::V6(v6) if query.query_type() == RecordType::AAAA => RData::AAAA(AAAA(v6)),
                _ => continue,
            };
            reply.add_answer(Record::from_rdata(query.name().clone(), 0, data));
        }
        of_kind[kind] += 1;
        questions.store(of_kind[0], Ordering::SeqCst);
        reply.add_query(query);
        let bytes = reply.to_vec().expect("a reply is a packet");
        let _ = socket.send_to(&bytes, client).await;
    }
}
