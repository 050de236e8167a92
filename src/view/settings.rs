//! `config` as templates see it.

use tera::Value;

use super::{Materials, Table, View, node_value};

/// `config`, once for each language.
pub fn config(materials: &Materials) -> Vec<(String, View)> {
    let config = &materials.config;
    let mut languages = Table::new();
    for language in &config.languages {
        let mut table = Table::new();
        table
            .put("code", language.code.as_str())
            .put("tag", language.tag.as_str())
            .put("title", language.title.as_str())
            .put("description", language.description.as_str())
            .put("generate_feeds", language.generate_feeds)
            .put("build_search_index", language.build_search_index);
        languages.put_named(&language.code, table.finish());
    }
    let languages = languages.finish();
    let taxonomies: Vec<Value> = config
        .taxonomies
        .iter()
        .map(|taxonomy| {
            let mut table = Table::new();
            table
                .put("name", taxonomy.name.as_str())
                .put("slug", taxonomy.slug.as_str())
                .put("feed", taxonomy.feed)
                .put("paginate_by", taxonomy.paginate_by)
                .put("render", taxonomy.render);
            table.finish()
        })
        .collect();
    let serialized = |value: Result<Value, tera::Error>| value.unwrap_or_else(|_| Value::none());
    let gov = serialized(Value::try_from_serializable(&config.gov));
    let periodicals = serialized(Value::try_from_serializable(&config.periodicals));
    let series = serialized(Value::try_from_serializable(&config.series));
    let verification = serialized(Value::try_from_serializable(&config.verification));
    let (csp, frames) = (config.security.policy(), &config.security.frame_hosts);
    let frames: Vec<Value> = frames.iter().map(|host| Value::from(format!("https://{host}"))).collect();
    let mut share = Table::new();
    share.put("default_image", config.share.default_image.as_deref());
    let share = share.finish();
    let filters: Vec<Value> = config.search.filters.iter().map(|name| Value::from(name.as_str())).collect();
    let mut preview = Table::new();
    preview.put("instant", materials.site.instant.rfc3339());
    let preview = config.preview.then(|| preview.finish());
    let extra = node_value(&materials.extra);
    config
        .languages
        .iter()
        .map(|language| {
            let mut table = Table::new();
            table
                .put("base_url", config.base_url.as_str())
                .put("title", language.title.as_str())
                .put("description", language.description.as_str())
                .put("default_language", config.default_language())
                .put("lang", language.code.as_str())
                .put("lang_tag", language.tag.as_str())
                .put("languages", languages.clone())
                .put("taxonomies", taxonomies.clone())
                .put("time_zone", config.zone_name.as_str())
                .put("author", config.author.as_deref())
                .put("generate_feeds", language.generate_feeds)
                .put("build_search_index", language.build_search_index)
                .put("search_filters", filters.clone())
                .put(
                    "feed_filenames",
                    config.feed_filenames.iter().map(|n| Value::from(n.as_str())).collect::<Vec<_>>(),
                )
                .put("gov", gov.clone())
                .put("verification", verification.clone())
                .put("csp", csp.as_str())
                .put("frame_origins", frames.clone())
                .put("periodicals", periodicals.clone())
                .put("series", series.clone())
                .put("share", share.clone())
                .put("preview", preview.clone())
                .put("extra", extra.clone())
                .put("version", env!("CARGO_PKG_VERSION"));
            (language.code.clone(), View::of(table.finish()))
        })
        .collect()
}
