//! The key of the simulated site's instance actor: made for tests, and of no worth to anybody.

/// The private key in PEM, as `accounts.private_key` holds it.
pub const PRIVATE: &str = include_str!("../keys/instance_actor.pem");
/// The public key in PEM, as the actor's document shows it.
pub const PUBLIC: &str = include_str!("../keys/instance_actor.pub.pem");
