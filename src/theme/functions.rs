//! Functions that templates call. Every one that depends on the site asks through
//! [`World::ask`], which records the question.

use std::sync::{Arc, OnceLock};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::media::qr_svg;
use crate::query::{self, Query, World};
use crate::share::{self, Card, Colors};

/// Where functions find the world, once there is one. Templates are compiled before.
pub type Slot = Arc<OnceLock<Arc<World>>>;

/// Registers all functions.
pub fn register(tera: &mut Tera, slot: &Slot) {
    let functions: &[(&'static str, Call)] = &[
        ("get_page", get_page),
        ("get_section", get_section),
        ("get_taxonomy", get_taxonomy),
        ("get_taxonomy_term", get_taxonomy_term),
        ("get_taxonomy_url", get_taxonomy_url),
        ("get_series", get_series),
        ("get_periodical", get_periodical),
        ("get_person", get_person),
        ("get_organisation", get_organisation),
        ("get_people", get_people),
        ("get_organisations", get_organisations),
        ("get_passage", get_passage),
        ("get_signals", get_signals),
        ("get_question", get_question),
        ("get_url", get_url),
        ("get_hash", get_hash),
        ("load_data", load_data),
        ("trans", trans),
        ("now", now),
        ("get_image_metadata", get_image_metadata),
        ("resize_image", resize_image),
        ("share_image", share_image),
        ("qr_code", qr_code),
        ("asset", asset),
        ("inline_style", inline_style),
    ];
    for (name, call) in functions {
        let slot = slot.clone();
        let call = *call;
        tera.register_function(*name, move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
            match slot.get() {
                Some(world) => call(world, &kwargs),
                None => Err(Error::message("there is no site yet")),
            }
        });
    }
}

type Call = fn(&World, &Kwargs) -> TeraResult<Value>;

fn ask(world: &World, query: Query) -> TeraResult<Value> {
    world.ask(query).map_err(|unanswered| Error::message(unanswered.0))
}

fn text(kwargs: &Kwargs, key: &str) -> TeraResult<String> {
    kwargs.must_get::<&str>(key).map(str::to_owned)
}

fn lang(kwargs: &Kwargs) -> TeraResult<String> {
    Ok(kwargs.get::<&str>("lang")?.map_or_else(|| query::current().0, str::to_owned))
}

/// `required=false` turns a missing answer into nothing (Zola's rule).
fn optional(kwargs: &Kwargs, answer: TeraResult<Value>) -> TeraResult<Value> {
    let required = kwargs.get::<bool>("required")?.unwrap_or(true);
    let allow_missing = kwargs.get::<bool>("allow_missing")?.unwrap_or(false);
    match answer {
        Err(_) if !required || allow_missing => Ok(Value::none()),
        answer => answer,
    }
}

/// The content path, in the wanted language if one is named.
fn content_path(kwargs: &Kwargs) -> TeraResult<String> {
    let path = text(kwargs, "path")?;
    let path = path.trim_start_matches("@/").trim_start_matches('/').to_owned();
    Ok(match (kwargs.get::<&str>("lang")?, path.strip_suffix(".md")) {
        (Some(lang), Some(stem)) => format!("{stem}.{lang}.md"),
        _ => path,
    })
}

fn get_page(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let wanted = content_path(kwargs)?;
    let mut answer = ask(world, Query::Page(wanted));
    if answer.is_err() && kwargs.get::<&str>("lang")?.is_some_and(|lang| lang == world.config().default_language()) {
        answer = ask(world, Query::Page(text(kwargs, "path")?.trim_start_matches("@/").to_owned()));
    }
    optional(kwargs, answer)
}

/// With `limit` the section has only its first pages, and whoever asks depends on no others.
fn get_section(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let wanted = content_path(kwargs)?;
    let limit = kwargs.get::<usize>("limit")?;
    let mut answer = ask(world, Query::Section(wanted, limit));
    if answer.is_err() && kwargs.get::<&str>("lang")?.is_some_and(|lang| lang == world.config().default_language()) {
        answer = ask(world, Query::Section(text(kwargs, "path")?.trim_start_matches("@/").to_owned(), limit));
    }
    optional(kwargs, answer)
}

fn get_taxonomy(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Taxonomy(text(kwargs, "kind")?, lang(kwargs)?)))
}

/// Where the red flags of a language are.
fn get_signals(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Signals(lang(kwargs)?)))
}

/// The first question of a language's tree.
fn get_question(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Question(lang(kwargs)?)))
}

fn get_taxonomy_term(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let limit = kwargs.get::<usize>("limit")?;
    optional(kwargs, ask(world, Query::Term(text(kwargs, "kind")?, text(kwargs, "term")?, lang(kwargs)?, limit)))
}

fn get_taxonomy_url(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let (kind, lang) = (text(kwargs, "kind")?, lang(kwargs)?);
    let name = match kwargs.get::<&str>("name")? {
        Some(name) => name.to_owned(),
        None => text(kwargs, "term")?,
    };
    optional(kwargs, ask(world, Query::TermUrl(kind, name, lang)))
}

/// A person with posts and the passages that name them.
fn get_person(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Person(text(kwargs, "id")?))
}

/// An organisation with the passages that name it.
fn get_organisation(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Organisation(text(kwargs, "id")?))
}

/// All persons in groups by their initials.
fn get_people(world: &World, _: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::People)
}

/// All organisations in groups by their initials.
fn get_organisations(world: &World, _: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Organisations)
}

/// A paragraph of a bulletin, with its address and the name.
fn get_passage(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let quote = kwargs.get::<&str>("quote")?.filter(|quote| !quote.is_empty()).map(str::to_owned);
    ask(world, Query::Passage(text(kwargs, "path")?, quote))
}

/// A series of films with its episodes in order.
fn get_series(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Series(text(kwargs, "id")?, lang(kwargs)?)))
}

/// A bulletin with its volumes and issues, the newest first.
fn get_periodical(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Periodical(text(kwargs, "id")?, lang(kwargs)?)))
}

fn get_url(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let path = text(kwargs, "path")?;
    let plain = path.trim_start_matches('/');
    if kwargs.get::<bool>("cachebust")?.unwrap_or(false)
        && let Ok(asset) = ask(world, Query::Asset(plain.to_owned()))
    {
        return Ok(asset.get_from_path("url").cloned().unwrap_or_else(Value::none));
    }
    let value = ask(world, Query::Url(path.clone(), lang(kwargs)?))?;
    let slash = kwargs.get::<bool>("trailing_slash")?.unwrap_or(false);
    match value.as_str() {
        Some(url) if slash && !url.ends_with('/') => Ok(Value::from(format!("{url}/"))),
        _ => Ok(value),
    }
}

/// The SHA-384 of a literal or a static file, as Zola gives it for `integrity`.
fn get_hash(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    use sha2::Digest;
    let kind = kwargs.get::<u32>("sha_type")?.unwrap_or(384);
    let base64 = kwargs.get::<bool>("base64")?.unwrap_or(true);
    let bytes = match kwargs.get::<&str>("literal")? {
        Some(literal) => literal.as_bytes().to_vec(),
        None => {
            let path = text(kwargs, "path")?;
            let name = path.trim_start_matches('/');
            match world.sheets.get(name) {
                Some(sheet) => {
                    ask(world, Query::Style(name.to_owned()))?;
                    sheet.text.as_bytes().to_vec()
                }
                None => return Err(Error::message(format!("there is no style sheet `{name}`"))),
            }
        }
    };
    let digest: Vec<u8> = match kind {
        256 => sha2::Sha256::digest(&bytes).to_vec(),
        384 => sha2::Sha384::digest(&bytes).to_vec(),
        512 => sha2::Sha512::digest(&bytes).to_vec(),
        other => return Err(Error::message(format!("sha_type is 256, 384 or 512, not {other}"))),
    };
    Ok(Value::from(if base64 {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(digest)
    } else {
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }))
}

/// Data of the page's own folder or of `data/`. Files elsewhere, addresses and the environment are out of
/// reach, for templates too.
fn load_data(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    if kwargs.get::<&str>("url")?.is_some() {
        return Err(Error::message("load_data reads files of data/ only, never addresses"));
    }
    let path = text(kwargs, "path")?;
    let plain = path.trim_start_matches("@/").trim_start_matches('/');
    let plain =
        crate::path::resolve("", plain).ok_or_else(|| Error::message(format!("`{path}` lies outside the project")))?;
    if let (_, Some(folder)) = query::current() {
        let beside = format!("content/{folder}/{plain}");
        if let Ok(found) = ask(world, Query::Data(beside)) {
            return Ok(found);
        }
    }
    let plain = if plain.starts_with("data/") { plain } else { format!("data/{plain}") };
    optional(kwargs, ask(world, Query::Data(plain)))
}

fn trans(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Trans(text(kwargs, "key")?, lang(kwargs)?))
}

fn now(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let now = ask(world, Query::Now)?;
    if kwargs.get::<bool>("timestamp")?.unwrap_or(false) {
        let instant = now.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        return Ok(Value::from(instant.map_or(0, jiff::Timestamp::as_second)));
    }
    Ok(now)
}

fn get_image_metadata(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    optional(kwargs, ask(world, Query::Image(text(kwargs, "path")?)))
}

/// A picture at another size, in Zola's shape. The file is made once all pages are rendered.
fn resize_image(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    ask(
        world,
        Query::Resize {
            path: text(kwargs, "path")?,
            width: kwargs.get::<u32>("width")?,
            height: kwargs.get::<u32>("height")?,
            op: owned(kwargs.get::<&str>("op")?),
            format: owned(kwargs.get::<&str>("format")?),
            quality: kwargs.get::<u8>("quality")?,
        },
    )
}

/// A card with a title for messengers: `{ url, permalink, width, height }`, or nothing where there is
/// no font. The file is made once all pages are rendered.
fn share_image(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let owned = |key: &str| kwargs.get::<&str>(key).map(|text| text.unwrap_or_default().to_owned());
    let side = |key: &str, usual: u32| {
        let side = kwargs.get::<u32>(key)?.unwrap_or(usual);
        let wrong = || Error::message(format!("`{key}` must be from {} to {}", share::SMALLEST, share::LARGEST));
        (share::SMALLEST..=share::LARGEST).contains(&side).then_some(side).ok_or_else(wrong)
    };
    let color = |key: &str, usual: [u8; 3]| match kwargs.get::<&str>(key)? {
        Some(text) => share::color(text).ok_or_else(|| Error::message(format!("`{key}` must be like #0b3a57"))),
        None => Ok(usual),
    };
    let usual = Colors::default();
    let card = Card {
        title: text(kwargs, "title")?,
        text: owned("text")?,
        label: owned("label")?,
        name: owned("name")?,
        note: owned("note")?,
        mark: owned("mark")?,
        width: side("width", 1200)?,
        height: side("height", 630)?,
        colors: Colors {
            ground: color("ground", usual.ground)?,
            ink: color("ink", usual.ink)?,
            tint: color("tint", usual.tint)?,
            strip: color("strip", usual.strip)?,
            strip_ink: color("strip_ink", usual.strip_ink)?,
            accent: color("accent", usual.accent)?,
            accent_ink: color("accent_ink", usual.accent_ink)?,
        },
    };
    ask(world, Query::Share(Arc::new(card)))
}

/// A QR code of `text` or `url` as an inline drawing.
fn qr_code(_: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    let shown = match kwargs.get::<&str>("text")? {
        Some(text) => text,
        None => kwargs.must_get::<&str>("url")?,
    };
    let level = kwargs.get::<&str>("level")?.unwrap_or("Q");
    let quiet = kwargs.get::<u32>("quiet")?.unwrap_or(4);
    let title = kwargs.get::<&str>("title")?.unwrap_or(shown);
    qr_svg::svg(shown, level, quiet, title).map(|svg| Value::safe_string(&svg)).map_err(Error::message)
}

/// A style sheet or static file by its name: `{ url, integrity }`, fingerprinted.
fn asset(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Asset(text(kwargs, "path")?))
}

fn inline_style(world: &World, kwargs: &Kwargs) -> TeraResult<Value> {
    ask(world, Query::Style(text(kwargs, "path")?))
}
