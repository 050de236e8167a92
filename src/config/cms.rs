//! `[cms]`: the content manager of `build --cms`.

use serde::Deserialize;

/// Where the content manager keeps what authors write.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cms {
    /// What host the repository is on.
    pub backend: CmsBackend,
    /// The repository, `owner/name`.
    pub repo: Option<String>,
    /// The branch that authors write to.
    pub branch: Option<String>,
    /// The address of the host's interface, for a host of one's own.
    pub api_root: Option<String>,
    /// The address where authors sign in.
    pub base_url: Option<String>,
    /// The application's id for signing in without a server (PKCE).
    pub app_id: Option<String>,
    /// The content manager's script, if it lies elsewhere than where npm puts it.
    pub script: Option<String>,
}

/// Hosts that the content manager can write to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CmsBackend {
    /// GitHub.
    #[default]
    Github,
    /// GitLab.
    Gitlab,
    /// Gitea and Forgejo.
    Gitea,
    /// The browser's memory, for a trial: nothing is kept.
    TestRepo,
}

impl CmsBackend {
    /// Its name in the settings.
    pub fn name(self) -> &'static str {
        match self {
            CmsBackend::Github => "github",
            CmsBackend::Gitlab => "gitlab",
            CmsBackend::Gitea => "gitea",
            CmsBackend::TestRepo => "test-repo",
        }
    }

    /// The address of its interface where nobody says another.
    pub fn api(self) -> Option<&'static str> {
        match self {
            CmsBackend::Github => Some("https://api.github.com"),
            CmsBackend::Gitlab => Some("https://gitlab.com"),
            CmsBackend::Gitea => Some("https://gitea.com"),
            CmsBackend::TestRepo => None,
        }
    }
}
