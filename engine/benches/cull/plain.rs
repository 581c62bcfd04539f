//! A plain load generator: the same requests to the same server, signed alike, and nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use engine::remotes::Signer;
use futures::{StreamExt, stream};
use reqwest::{Client, Method};
use simulator::instance_key;

use crate::ground::Ground;

const ACCEPT: &str =
    r#"application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;

/// Makes all requests, so many at a time per origin and in all.
pub(crate) async fn replay(ground: &Ground, requests: &[(String, Vec<String>)], per_origin: usize, at_once: usize) {
    let key = instance_key::PRIVATE.to_owned().into();
    let signer = Arc::new(Signer::new(&key, "https://home.example/actor#main-key".to_owned()).expect("a good key"));
    let port = ground.fediverse.http_port();
    stream::iter(requests)
        .for_each_concurrent(at_once / per_origin, |(domain, paths)| {
            let signer = Arc::clone(&signer);
            let address = ground.fediverse.address_of(domain);
            async move {
                let client = client(domain, address, port);
                stream::iter(paths)
                    .for_each_concurrent(per_origin, |path| ask(&client, &signer, domain, port, path))
                    .await;
            }
        })
        .await;
}

/// Its own connections for each origin, as any polite client has them.
fn client(domain: &str, address: Ipv4Addr, port: u16) -> Client {
    Client::builder().resolve(domain, SocketAddr::from((address, port))).no_proxy().build().expect("a client")
}

async fn ask(client: &Client, signer: &Signer, domain: &str, port: u16, request: &str) {
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let url: url::Url = format!("http://{domain}:{port}{path}").parse().expect("an address");
    let method: Method = method.parse().expect("a method");
    let signed = signer.sign(method.as_str(), &url, ACCEPT);
    let request = client.request(method, url).header("accept", ACCEPT);
    let answer = request.header("date", signed.date).header("signature", signed.signature).send().await;
    answer.expect("is answered").bytes().await.expect("comes whole");
}
