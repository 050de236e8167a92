//! Media types of files that a library may hold.

/// What a file is for readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Moving pictures.
    Clip,
    /// Sound alone.
    Sound,
    /// A still picture.
    Picture,
    /// Pages to print or read.
    Paper,
}

/// A media type that browsers of readers show or play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// Its name, such as `video/mp4`.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The extension that keys get.
    pub extension: &'static str,
    /// Other extensions in use.
    others: &'static [&'static str],
}

const fn new(name: &'static str, kind: Kind, extension: &'static str, others: &'static [&'static str]) -> Type {
    Type { name, kind, extension, others }
}

impl Type {
    /// All that are known.
    pub const ALL: &'static [Type] = &[
        new("video/mp4", Kind::Clip, "mp4", &["m4v"]),
        new("video/webm", Kind::Clip, "webm", &[]),
        new("audio/mpeg", Kind::Sound, "mp3", &[]),
        new("audio/mp4", Kind::Sound, "m4a", &["mp4"]),
        new("audio/ogg", Kind::Sound, "ogg", &["oga", "opus"]),
        new("audio/webm", Kind::Sound, "weba", &["webm"]),
        new("image/jpeg", Kind::Picture, "jpg", &["jpeg"]),
        new("image/png", Kind::Picture, "png", &[]),
        new("image/webp", Kind::Picture, "webp", &[]),
        new("image/gif", Kind::Picture, "gif", &[]),
        new("application/pdf", Kind::Paper, "pdf", &[]),
    ];

    /// The type of that name.
    pub fn named(name: &str) -> Option<Type> {
        Type::ALL.iter().copied().find(|known| known.name == name)
    }

    /// Whether a file of this type may have that extension.
    pub fn has_extension(&self, extension: &str) -> bool {
        let extension = extension.to_ascii_lowercase();
        self.extension == extension || self.others.contains(&&*extension)
    }

    /// Whether it has a length in time.
    pub fn lasts(&self) -> bool {
        matches!(self.kind, Kind::Clip | Kind::Sound)
    }

    /// Whether it has pixels.
    pub fn is_seen(&self) -> bool {
        matches!(self.kind, Kind::Clip | Kind::Picture)
    }
}
