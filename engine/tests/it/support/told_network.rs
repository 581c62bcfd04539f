//! A simulated network that answers as it was told, address by address.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use engine::remotes::{Asked, Book, Network, SimulatedNetwork, Told};
use model::Silence;

/// What each name and each address is told to be, and what was asked.
#[derive(Debug, Default)]
pub(crate) struct ToldNetwork {
    names: BTreeMap<(String, bool), Result<IpAddr, Silence>>,
    answers: BTreeMap<String, Result<Told, Silence>>,
    asked: Mutex<Vec<String>>,
}

impl ToldNetwork {
    /// A name with that address, by the first name server.
    pub(crate) fn name(mut self, name: &str, address: [u8; 4]) -> Self {
        self.names.insert((name.to_owned(), true), Ok(address.into()));
        self
    }

    /// What that name server says of a name.
    pub(crate) fn book(mut self, name: &str, book: Book, said: Result<[u8; 4], Silence>) -> Self {
        self.names.insert((name.to_owned(), book == Book::First), said.map(IpAddr::from));
        self
    }

    /// What is told at an address.
    pub(crate) fn at(mut self, url: &str, status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.answers.insert(url.to_owned(), Ok(Told { status, headers, body: body.as_bytes().to_vec() }));
        self
    }

    /// Why nothing is told at an address.
    pub(crate) fn silent(mut self, url: &str, silence: Silence) -> Self {
        self.answers.insert(url.to_owned(), Err(silence));
        self
    }

    pub(crate) fn network(self) -> (Arc<Self>, Network) {
        let told = Arc::new(self);
        (Arc::clone(&told), Network::Simulated(told))
    }

    /// Every request so far: method, address, and whether it was signed.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SimulatedNetwork for ToldNetwork {
    fn addresses(&self, name: &str, asked: Book) -> Result<Vec<IpAddr>, Silence> {
        match self.names.get(&(name.to_owned(), asked == Book::First)) {
            Some(said) => said.map(|address| vec![address]),
            None => Err(Silence::NoSuchName),
        }
    }

    fn answer(&self, asked: &Asked<'_>) -> Result<Told, Silence> {
        let signed = if asked.headers.contains_key("signature") { " signed" } else { "" };
        let line = format!("{} {}{signed}", asked.method, asked.url);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        let not_found = Ok(Told { status: 404, ..Told::default() });
        self.answers.get(asked.url.as_str()).cloned().unwrap_or(not_found)
    }
}
