//! A place for files to try promises on.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mastodon::env_file;
use mastodon::files::{FileOwner, Files, StoredFile};
use mastodon::settings::{Settings, Storage};
use model::Bytes;
use simulator::{AzureServer, BulkDelete, FileTree, S3Fault, S3Server, SwiftServer};
use tempfile::TempDir;

/// Which place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Local,
    S3,
    S3Prefixed,
    S3WithoutBatches,
    Azure,
    Swift,
    SwiftWithoutBulk,
}

/// What is behind it.
enum Service {
    Folder,
    S3(S3Server),
    Azure(AzureServer),
    Swift(SwiftServer),
}

/// The place, and the folder in which what is stored there can be seen.
pub(super) struct Subject {
    pub(super) kind: Kind,
    pub(super) files: Files,
    /// Where the objects lie as files under their keys.
    folder: PathBuf,
    service: Service,
    _home: TempDir,
}

impl Subject {
    pub(super) async fn of(kind: Kind) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        match kind {
            Kind::Local => {
                let folder = home.path().join("system");
                fs::create_dir(&folder).expect("is made");
                let files = open(&format!("PAPERCLIP_ROOT_PATH={}", folder.display()));
                Self { kind, files, folder, service: Service::Folder, _home: home }
            }
            Kind::S3 | Kind::S3Prefixed | Kind::S3WithoutBatches => {
                let s3 = S3Server::start(home.path()).await.expect("it starts");
                let prefix = if kind == Kind::S3Prefixed { "media/one" } else { "" };
                if kind == Kind::S3WithoutBatches {
                    s3.fail_always(Some(S3Fault::NoBulk { status: 501 }));
                }
                let files = open(&format!("{}S3_KEY_PREFIX={prefix}", s3.env()));
                let folder = s3.folder().join(prefix);
                fs::create_dir_all(&folder).expect("is made");
                Self { kind, files, folder, service: Service::S3(s3), _home: home }
            }
            Kind::Azure => {
                let azure = AzureServer::start(home.path()).await.expect("it starts");
                let mut storage = storage(&azure.env());
                if let Storage::Azure(settings) = &mut storage {
                    settings.endpoint = azure.endpoint();
                }
                let files = Files::open(&storage).expect("it opens");
                Self { kind, files, folder: azure.folder().to_owned(), service: Service::Azure(azure), _home: home }
            }
            Kind::Swift | Kind::SwiftWithoutBulk => {
                let bulk = if kind == Kind::Swift { BulkDelete::On } else { BulkDelete::Off };
                let swift = SwiftServer::start(home.path(), bulk).await.expect("it starts");
                let files = open(&swift.env());
                Self { kind, files, folder: swift.folder().to_owned(), service: Service::Swift(swift), _home: home }
            }
        }
    }

    pub(super) fn s3(&self) -> &S3Server {
        match &self.service {
            Service::S3(s3) => s3,
            _ => panic!("it is not S3"),
        }
    }

    pub(super) fn swift(&self) -> &SwiftServer {
        match &self.service {
            Service::Swift(swift) => swift,
            _ => panic!("it is not Swift"),
        }
    }

    /// Requests that any service got so far.
    pub(super) fn requests(&self) -> u64 {
        match &self.service {
            Service::Folder => 0,
            Service::S3(s3) => s3.seen().all(),
            Service::Azure(azure) => azure.requests(),
            Service::Swift(swift) => swift.requests(),
        }
    }

    /// Whether it tells what was really there.
    pub(super) fn counts_really(&self) -> bool {
        self.kind == Kind::Local
    }

    pub(super) fn put(&self, key: &str, text: &str) {
        write(&self.folder, key, text);
    }

    /// Stores every style of these.
    pub(super) fn put_all(&self, files: &[StoredFile]) {
        for key in files.iter().flat_map(|file| file.keys().expect("plain")) {
            self.put(&key, "12345");
        }
    }

    /// The keys of all objects.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        FileTree::of(&self.folder).expect("is read").files().map(str::to_owned).collect()
    }

    /// Something beside the storage's own place, which nothing may touch, and whether it is still there.
    pub(super) fn beside(&self) -> PathBuf {
        self.folder.parent().expect("has a folder").join("beside.png")
    }
}

/// The storage that these variables name, opened.
pub(super) fn open(variables: &str) -> Files {
    Files::open(&storage(variables)).expect("it opens")
}

/// The storage that these variables name.
pub(super) fn storage(variables: &str) -> Storage {
    let env = env_file::parse(&format!("LOCAL_DOMAIN=home.example\n{variables}")).expect("is read");
    Settings::from_env(&env, Path::new("/live")).expect("is usable").storage
}

fn write(folder: &Path, key: &str, text: &str) {
    let path = folder.join(key);
    fs::create_dir_all(path.parent().expect("has a folder")).expect("is made");
    fs::write(path, text).expect("is written");
}

/// A moving picture of another server's account, so that it has two styles.
pub(super) fn avatar(id: i64) -> StoredFile {
    StoredFile {
        owner: FileOwner::AccountAvatar,
        owner_id: id,
        file_name: format!("{id:016x}.gif"),
        content_type: Some("image/gif".to_owned()),
        size: Bytes(3),
        schema_version: 1,
        remote: true,
    }
}

/// A still picture, which has one.
pub(super) fn header(id: i64) -> StoredFile {
    StoredFile {
        owner: FileOwner::AccountHeader,
        file_name: format!("{id:016x}.png"),
        content_type: Some("image/png".to_owned()),
        ..avatar(id)
    }
}
