//! Who answers: the real network, or one that is simulated.

use std::fmt::Debug;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::http;
use model::Silence;
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};
use url::Url;

use super::no_reply::NoReply;
use super::signature::{Signed, Signer};

/// Who answers names and HTTP. Everything above, from turns to evidence, is the same for both.
#[derive(Clone, Debug)]
pub enum Network {
    Real,
    Simulated(Arc<dyn SimulatedNetwork>),
}

/// A network for simulated time: it answers at once.
pub trait SimulatedNetwork: Debug + Send + Sync {
    /// What one of our name servers says of a name. Every silence but that the name or its address is missing is trouble.
    ///
    /// # Errors
    /// Why there is no address.
    fn addresses(&self, name: &str, asked: Book) -> Result<Vec<IpAddr>, Silence>;

    /// What comes back to one HTTP request, redirects not followed.
    ///
    /// # Errors
    /// Why nothing comes back.
    fn answer(&self, asked: &Asked<'_>) -> Result<Told, Silence>;
}

/// Which of our name servers is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    First,
    Second,
}

/// One request.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub method: &'a str,
    pub url: &'a Url,
    /// With a header `signature` where it is signed; its value is a stand-in.
    pub headers: &'a HeaderMap,
}

/// One response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Network {
    /// Sends one request; `failed` tells why the real network gave no reply.
    pub(super) async fn send(
        &self,
        request: RequestBuilder,
        failed: impl FnOnce(reqwest::Error) -> NoReply,
    ) -> Result<Response, NoReply> {
        match self {
            Self::Real => request.send().await.map_err(failed),
            Self::Simulated(network) => {
                let request = request.build()?;
                let asked = Asked { method: request.method().as_str(), url: request.url(), headers: request.headers() };
                let Told { status, headers, body } = network.answer(&asked)?;
                let response = http::Response::builder().status(status);
                let response = headers.iter().fold(response, |response, (name, value)| response.header(*name, value));
                Ok(response.body(body).map_err(|_| Silence::NotHttp)?.into())
            }
        }
    }

    /// Signs one request. In simulated time nobody checks a signature, and making one takes longer than all the rest.
    pub(super) fn signed(&self, signer: &Signer, method: &str, url: &Url, accept: &str) -> Signed {
        match self {
            Self::Real => signer.sign(method, url, accept),
            Self::Simulated(_) => Signed { date: String::new(), signature: "simulated".to_owned() },
        }
    }
}
