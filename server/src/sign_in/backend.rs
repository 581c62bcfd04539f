//! Who may sign in: the operators of our own state.

use std::fmt;

use axum_login::{AuthUser, AuthnBackend, UserId};
use engine::{Engine, EngineError};
use model::Operator;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

/// The operators that the engine knows.
#[derive(Clone, Debug)]
pub(crate) struct Operators {
    engine: Engine,
}

impl Operators {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

/// Who a request comes from, and the way to change that.
pub(crate) type AuthSession = axum_login::AuthSession<Operators>;

/// What the sign-in form sends.
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) password: SecretString,
}

/// A signed-in operator. The session holds a digest of their password's hash, so a new password ends every session.
#[derive(Clone)]
pub(crate) struct SignedIn {
    pub(crate) operator: Operator,
    digest: Vec<u8>,
}

impl SignedIn {
    fn new(operator: Operator, password_hash: &str) -> Self {
        Self { operator, digest: Sha256::digest(password_hash).to_vec() }
    }
}

/// The digest belongs into no log.
impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("operator", &self.operator).finish_non_exhaustive()
    }
}

impl AuthUser for SignedIn {
    type Id = String;

    fn id(&self) -> String {
        self.operator.name.clone()
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.digest
    }
}

impl AuthnBackend for Operators {
    type User = SignedIn;
    type Credentials = Credentials;
    type Error = EngineError;

    async fn authenticate(&self, credentials: Credentials) -> Result<Option<SignedIn>, EngineError> {
        match self.engine.sign_in(&credentials.name, credentials.password).await? {
            Some(operator) => self.get_user(&operator.name).await,
            None => Ok(None),
        }
    }

    async fn get_user(&self, name: &UserId<Self>) -> Result<Option<SignedIn>, EngineError> {
        let known = self.engine.operator(name).await?;
        Ok(known.map(|(operator, password_hash)| SignedIn::new(operator, &password_hash)))
    }
}
