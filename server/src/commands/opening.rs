//! What most commands begin with: our own state, or the whole engine.

use engine::remotes::RemotesSettings;
use engine::store::Db;
use engine::{Clock, Engine, EngineSettings, Timing};
use secrecy::ExposeSecret;
use url::Url;

use crate::failure::Failure;
use crate::settings::{Settings, State};

/// Opens our own state and brings it up to date.
///
/// # Errors
/// [`Failure::StateFolder`], [`Failure::State`].
pub(super) async fn open_state(state: &State) -> Result<Db, Failure> {
    prepare_folder(state)?;
    let told = |source| Failure::State { address: state.shown(), source };
    let db = Db::open(state.url.expose_secret()).await.map_err(told)?;
    db.migrate().await.map_err(told)?;
    Ok(db)
}

/// Opens the engine of the Mastodon that the settings name. Mastodon itself is connected when it is first needed.
///
/// # Errors
/// [`Failure::NoMastodon`], [`Failure::StateFolder`], [`Failure::Open`].
pub(crate) async fn open_engine(settings: &Settings) -> Result<Engine, Failure> {
    let mastodon = settings.mastodon.clone().ok_or(Failure::NoMastodon)?;
    prepare_folder(&settings.state)?;
    let remotes = remotes_settings(settings, &mastodon);
    let engine = EngineSettings {
        state: settings.state.url.expose_secret().to_owned(),
        site: mastodon.local_domain.clone(),
        mastodon: Some(mastodon),
        remotes,
        notices: settings.notices.clone(),
        timing: Timing {
            waiting_room: settings.purges.wait,
            confirm_from_accounts: settings.purges.confirm_from_accounts,
            second_person_from_accounts: settings.purges.second_person_from_accounts,
            keep_receipts: settings.receipts.kept,
            states: settings.states,
            ..Timing::default()
        },
        clock: Clock::System,
    };
    Engine::open(engine).await.map_err(Failure::Open)
}

/// How other servers are asked in the name of that Mastodon.
pub(super) fn remotes_settings(settings: &Settings, mastodon: &mastodon::Settings) -> RemotesSettings {
    RemotesSettings {
        allowed_private: mastodon.allowed_private_addresses.clone(),
        proxies: mastodon.proxies.clone(),
        dns: settings.remotes.dns,
        second_dns: settings.remotes.second_dns,
        ca_file: settings.remotes.ca_file.clone(),
        ..RemotesSettings::new(user_agent(settings.panel.public_url.as_ref(), &mastodon.web_domain))
    }
}

/// Who asks other servers: this program, with the panel's page that says why and how to be left alone. A panel that is not public
/// leads to the site's own page, which tells its admins' contact.
fn user_agent(panel: Option<&Url>, web_domain: &str) -> String {
    let about = panel
        .and_then(|panel| panel.join("/visitor").ok())
        .map_or_else(|| format!("https://{web_domain}/about"), |page| page.to_string());
    format!("Groundskeeper/{} (+{about})", env!("CARGO_PKG_VERSION"))
}

fn prepare_folder(state: &State) -> Result<(), Failure> {
    let Some(folder) = &state.folder_to_make else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|source| Failure::StateFolder { path: folder.clone(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_name_leads_to_a_page_that_says_who_asked() {
        let panel: Url = "https://tidy.example.social".parse().expect("an address");
        let version = env!("CARGO_PKG_VERSION");
        let public = user_agent(Some(&panel), "example.social");
        assert_eq!(public, format!("Groundskeeper/{version} (+https://tidy.example.social/visitor)"));
        assert_eq!(
            user_agent(None, "example.social"),
            format!("Groundskeeper/{version} (+https://example.social/about)")
        );
    }
}
