//! Filters of our own besides Tera's and tera-contrib's.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::html;
use crate::pinyin::collation_key;
use crate::share;
use crate::{date, numeral, view};

/// Registers all filters.
pub fn register(tera: &mut Tera) {
    tera.register_filter("json_encode", tera_contrib::json::json_encode);
    tera.register_filter("urlencode", tera_contrib::urlencode::urlencode);
    tera.register_filter("urlencode_strict", tera_contrib::urlencode::urlencode_strict);
    tera.register_filter("striptags", tera_contrib::regex::striptags);
    tera.register_filter("spaceless", tera_contrib::regex::spaceless);
    tera.register_filter("regex_replace", tera_contrib::regex::RegexReplace::default());
    tera.register_filter("filesize_format", tera_contrib::filesize_format::filesize_format);
    tera.register_filter("base64_encode", tera_contrib::base64::b64_encode);
    tera.register_filter("base64_decode", tera_contrib::base64::b64_decode);
    tera.register_filter("date", date_filter);
    tera.register_filter("numeral_zh", numeral_zh);
    tera.register_filter("pinyin_sort", pinyin_sort);
    tera.register_filter("markdown", markdown);
    tera.register_filter("break_lines", break_lines);
    tera.register_filter("clauses", clauses);
    tera.register_filter("json_ld", json_ld);
    tera.register_filter("absolute_urls", absolute_urls);
    tera.register_filter("plain_text", plain_text);
    tera.register_filter("defang", |text: &str, _: Kwargs, _: &State| crate::text::defang(text));
}

/// `date(format="zh")`: `zh`, `zh-time`, `iso`, or a `strftime` pattern.
fn date_filter(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let format = kwargs.get::<&str>("format")?.unwrap_or("%Y-%m-%d");
    date::format(text, format)
        .ok_or_else(|| Error::message(format!("`{text}` is not a date, or `{format}` not a date format")))
}

/// 635 becomes 六百三十五.
fn numeral_zh(number: u64, _: Kwargs, _: &State) -> String {
    numeral::write(number)
}

/// Structured data as the text of a script element. `image` (`permalink`, `width`, `height`) is
/// the picture of what has none of its own.
fn json_ld(graph: Value, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let image = kwargs.get::<Value>("image")?.unwrap_or_else(Value::none);
    let url = image.get_from_path("permalink").and_then(Value::as_str);
    let side = |name: &str| {
        let number = image.get_from_path(name).and_then(|side| side.as_i128());
        number.and_then(|number| u32::try_from(number).ok())
    };
    let picture = url.map(|url| view::Picture::at(url, side("width").zip(side("height"))));
    Ok(view::script(&graph, picture))
}

/// HTML with the addresses of links and files in full, for readers elsewhere. `base` is the
/// absolute address of its page.
fn absolute_urls(html: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    Ok(html::absolute(html, kwargs.must_get::<&str>("base")?))
}

/// The words of HTML, a line for each block.
fn plain_text(html: &str, _: Kwargs, _: &State) -> String {
    html::plain(html)
}

/// Sorts by the pinyin of words; `attribute` names a field of maps.
fn pinyin_sort(values: Vec<Value>, kwargs: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    let attribute = kwargs.get::<&str>("attribute")?;
    let mut values = values;
    values.sort_by_cached_key(|value| {
        let text = match attribute {
            Some(path) => value.get_from_path(path).and_then(Value::as_str),
            None => value.as_str(),
        };
        collation_key(text.unwrap_or_default())
    });
    Ok(values)
}

/// A Chinese text in lines of about the same length, of `width` em at most, for large type.
fn break_lines(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Vec<String>> {
    let width = kwargs.must_get::<f64>("width")?;
    Ok(share::break_lines(text, width as f32))
}

/// A Chinese text as HTML whose clauses stay whole where a line has room for them. Style sheets
/// cannot say so: `word-break: keep-all` pushes a comma to the beginning of a line where a clause is
/// longer than that.
fn clauses(text: &str, _: Kwargs, _: &State) -> Value {
    let clauses = crate::text::clauses(text);
    if clauses.len() < 2 {
        return Value::normal_string(text);
    }
    let span = |clause: &&str| format!("<span class=\"clause\">{}</span>", crate::text::escape_html(clause));
    Value::safe_string(&clauses.iter().map(span).collect::<String>())
}

/// Markdown of a template's own strings; `inline=true` drops the paragraph. Raw HTML and
/// dangerous addresses are left out, since data files pass through here too.
fn markdown(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let inline = kwargs.get::<bool>("inline")?.unwrap_or(false);
    let mut options = crate::markdown::options();
    options.extension.block_directive = false;
    let html = comrak::markdown_to_html(text, &options);
    let html = html.replace(" />", ">");
    let html = match html.trim_end().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if inline && !inner.contains("<p>") => inner.to_owned(),
        _ => html,
    };
    Ok(Value::safe_string(&html))
}
