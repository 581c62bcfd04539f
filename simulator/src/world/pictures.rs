//! Real small files of the kinds Mastodon stores.

/// The kind of a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    /// A still or moving GIF; as a profile picture it has a `static` style, as an attachment it has become a silent video.
    Gif,
    Webp,
    /// A video, with a still picture as its `small` style.
    Video,
    /// A sound, without any other style.
    Audio,
}

impl Kind {
    /// The media type as Mastodon stores it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Video => "video/mp4",
            Self::Audio => "audio/mpeg",
        }
    }

    /// The extension of the stored file, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Video => "mp4",
            Self::Audio => "mp3",
        }
    }

    /// A whole file of this kind, under a kilobyte.
    #[must_use]
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Png => include_bytes!("pictures/picture.png"),
            Self::Jpeg => include_bytes!("pictures/picture.jpeg"),
            Self::Gif => include_bytes!("pictures/picture.gif"),
            Self::Webp => include_bytes!("pictures/picture.webp"),
            // An empty movie of the kind mp4, and an empty tag before no sound: nobody here plays them.
            Self::Video => b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08moov",
            Self::Audio => b"ID3\x04\0\0\0\0\0\0",
        }
    }
}
