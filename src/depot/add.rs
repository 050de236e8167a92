//! `media add`: a file goes into the store, then into the list.

use std::path::{Path, PathBuf};

use super::describe::{Description, describe};
use super::fetch::Web;
use super::incoming::{Sum, Temporary, check_size};
use super::store::{Put, Store};
use super::{Failure, Place, entry, failure, of_file};
use crate::config::Config;
use crate::diag::code;
use crate::library::{Library, Place as Where, https_host, is_host_allowed, is_id};
use crate::path::decode;
use crate::pinyin::propose_slug;
use crate::t;

/// What is to be added.
pub struct Request {
    /// A file of this machine, or an address.
    pub from: String,
    /// Its id; made of its name if absent.
    pub id: Option<String>,
    /// A note for those who keep the list.
    pub title: Option<String>,
    /// Whether an address is only noted, and its bytes stay where they are.
    pub keep_url: bool,
    /// Whether nothing is to be stored or written.
    pub dry_run: bool,
}

/// What was done, or would be.
pub struct Added {
    /// The file's id.
    pub id: String,
    /// Whether the list had the same bytes already, under this id.
    pub was_known: bool,
    /// Whether the store had them already.
    pub was_stored: bool,
    /// Whether they are not the bytes that were given, but what may be published of them.
    pub was_cleaned: bool,
    /// What was given.
    pub description: Description,
    /// How many there are.
    pub bytes: u64,
    /// Where they are.
    pub place: Where,
    /// The entry of the list.
    pub entry: String,
}

/// Adds a file. `tell` is told how many bytes are about to be sent.
pub fn add(
    request: &Request,
    library: &Library,
    config: &Config,
    place: &Place,
    tell: &mut dyn FnMut(u64),
) -> Result<Added, Failure> {
    let is_address = request.from.contains("://");
    if request.keep_url {
        check_kept(&request.from, is_address, config)?;
    } else {
        demand_public_url(config)?;
    }
    let wanted = id_of(request, is_address)?;
    // Before anything is downloaded: a store that cannot be used costs no time.
    let store = if request.keep_url || request.dry_run { None } else { Some(Store::open(config, place, true)?) };
    let downloaded = if is_address {
        let web = Web::open(place.allow_private)?;
        Some(Temporary::download(&request.from, &web, config, place)?)
    } else {
        None
    };
    let given = downloaded.as_ref().map_or_else(|| PathBuf::from(&request.from), |file| file.path.clone());
    if !is_address {
        check_file(&given, config)?;
    }
    let mut description = describe(&given, !request.keep_url)?;
    let cleaned = match description.cleaned.take() {
        Some(bytes) => Some(Temporary::of(&bytes, place)?),
        None => None,
    };
    let file = cleaned.as_ref().map_or(&*given, |file| &*file.path);
    let sum = Sum::of(file)?;
    let known = library.files.values().find(|entry| entry.sha256 == sum.sha256);
    let id = known.map_or(wanted, |entry| entry.id.to_string());
    let kept = match known {
        Some(entry) => entry.place.clone(),
        None if request.keep_url => Where::Url(request.from.clone()),
        None => Where::Store(key(&id, &sum, &description)),
    };
    let mut added = Added {
        entry: entry::text(&id, &kept, &sum, &description, request.title.as_deref()),
        was_known: known.is_some(),
        was_stored: false,
        was_cleaned: cleaned.is_some(),
        description,
        bytes: sum.bytes,
        place: kept,
        id,
    };
    if added.was_known {
        return Ok(added);
    }
    refuse_taken(&added.id, library)?;
    if request.dry_run {
        return Ok(added);
    }
    if let (Some(store), Where::Store(key)) = (&store, &added.place) {
        tell(sum.bytes);
        added.was_stored = store.put(key, file, &sum, added.description.media_type)? == Put::WasThere;
    }
    entry::write(&added.id, &added.entry, config, place)?;
    Ok(added)
}

fn key(id: &str, sum: &Sum, description: &Description) -> String {
    let (start, extension) = (sum.sha256.get(..12).unwrap_or_default(), description.media_type.extension);
    format!("{id}-{start}.{extension}")
}

fn check_kept(url: &str, is_address: bool, config: &Config) -> Result<(), Failure> {
    if !is_address {
        let failed = failure(code::BAD_VALUE, t!("--keep-url 只用于网址", "--keep-url is for addresses"));
        return Err(Box::new(
            failed.help(t!("去掉它，文件就会放进存储", "leave it out, and the file goes into the store")),
        ));
    }
    let host = https_host(url).ok_or_else(|| {
        let failed = failure(
            code::BAD_VALUE,
            t!("“{url}”不是 https 开头的完整网址", "`{url}` is not a full address that begins with https"),
        );
        Box::new(
            failed.help(t!("中文和空格要写成 %E4 这样的编码", "write what is not ASCII, and spaces, percent-encoded")),
        )
    })?;
    if is_host_allowed(&host, config) {
        return Ok(());
    }
    let setting = &config.file;
    let failed = failure(code::HOST_NOT_ALLOWED, t!("“{host}”不在白名单里", "`{host}` is not on the allow-list"));
    Err(Box::new(failed.help(t!(
        "确认可信后，把它加进 {setting} 的 [links] allowed_hosts；或去掉 --keep-url",
        "if it can be trusted, add it to [links] allowed_hosts in {setting}; or leave out --keep-url"
    ))))
}

fn demand_public_url(config: &Config) -> Result<(), Failure> {
    if config.media.public_url.is_some() {
        return Ok(());
    }
    let setting = &config.file;
    let failed = failure(
        code::CONFIG_INVALID,
        t!("{setting} 没有写读者从哪个网址取大文件", "{setting} does not say at which address readers get big files"),
    );
    Err(Box::new(failed.help(t!(
        "在 [media] 里写 public_url = \"https://cdn.example.cn/media/\"",
        "under [media] write public_url = \"https://cdn.example.cn/media/\""
    ))))
}

fn check_file(file: &Path, config: &Config) -> Result<(), Failure> {
    let meta = file.metadata().map_err(|error| of_file(code::IO_UNREADABLE, file, &error))?;
    let shown = file.display();
    if !meta.is_file() {
        return Err(failure(code::BAD_VALUE, t!("{shown} 不是文件", "{shown} is not a file")));
    }
    check_size(meta.len(), &shown.to_string(), config)
}

/// The id that was asked for, or one made of an ASCII name. Names in Chinese get a proposal, since
/// nothing guesses pinyin without being asked.
fn id_of(request: &Request, is_address: bool) -> Result<String, Failure> {
    let (written, is_proposal) = match &request.id {
        Some(id) => (id.clone(), false),
        None => (stem(&request.from, is_address), true),
    };
    let plain = |text: &str| -> String {
        let dashed = text.to_ascii_lowercase().replace([' ', '_', '.'], "-");
        let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
        parts.join("-")
    };
    let id = if is_proposal { plain(&written) } else { written.clone() };
    if is_id(&id) {
        return Ok(id);
    }
    let proposal = propose_slug(&written, 40);
    let proposal = if is_id(&proposal) { proposal } else { "safe-account-call".to_owned() };
    let failed = failure(code::BAD_VALUE, t!("“{written}”不能用作短名", "`{written}` cannot be an id"));
    Err(Box::new(failed.help(t!(
        "用 --id 写明：2—64 个英文小写字母、数字和连字符，如 --id {proposal}",
        "say it with --id: 2 to 64 small ASCII letters, digits and hyphens, such as --id {proposal}"
    ))))
}

/// A file's name without its extension.
fn stem(from: &str, is_address: bool) -> String {
    let name = if is_address {
        let path = from.split(['?', '#']).next().unwrap_or_default();
        decode(path.rsplit('/').next().unwrap_or_default())
    } else {
        Path::new(from).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_owned())
}

fn refuse_taken(id: &str, library: &Library) -> Result<(), Failure> {
    if library.get(id).is_none() {
        return Ok(());
    }
    let failed = failure(code::BAD_VALUE, t!("短名 {id} 已经用于另一个文件", "the id {id} is taken by another file"));
    Err(Box::new(failed.help(t!("换一个，如 --id {id}-2", "choose another, such as --id {id}-2"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(from: &str, id: Option<&str>) -> Result<String, String> {
        let request =
            Request { from: from.into(), id: id.map(Into::into), title: None, keep_url: false, dry_run: false };
        id_of(&request, from.contains("://")).map_err(|failed| failed.help[0].en.clone())
    }

    #[test]
    fn ids_come_from_names() {
        assert_eq!(id("clips/Safe Account_Call.v2.MP4", None).as_deref(), Ok("safe-account-call-v2"));
        assert_eq!(id("https://v.example.cn/a/b%20c.mp4?x=1", None).as_deref(), Ok("b-c"));
        assert!(id("安全账户.mp4", None).is_err_and(|help| help.ends_with("--id an-quan-zhang-hu")));
        assert!(id("a.mp4", None).is_err());
        assert!(id("x.mp4", Some("../x")).is_err());
        assert_eq!(id("安全账户.mp4", Some("safe-account")).as_deref(), Ok("safe-account"));
    }
}
