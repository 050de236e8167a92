//! schema.org data, all of it serialized from types: no text is pasted together.
//!
//! A page has one script with one graph, see [`graph`]. What a page is about has a view of its
//! own besides (`page.video.structured_data` and its like), for themes that show only that.

mod agent;
mod article;
mod film;
mod graph;
mod periodical;
mod place;
mod quiz;
mod site;

use serde::Serialize;
use tera::Value;

use super::html_value;

pub use film::{VideoObject, series_of};
pub use graph::Subject;
pub use periodical::{article, home, issue, volume_page};

const CONTEXT: &str = "https://schema.org";

/// Data as the text of a script element, where only `<` could end it.
pub fn json(data: &impl Serialize) -> Value {
    let text = serde_json::to_string(data).unwrap_or_default();
    html_value(&text.replace('<', "\\u003c"))
}

/// Another node of the graph.
#[derive(Clone, Serialize)]
pub struct Ref {
    #[serde(rename = "@id")]
    id: String,
}

impl Ref {
    fn to(id: impl Into<String>) -> Self {
        Ref { id: id.into() }
    }
}

/// schema.org `PropertyValue`.
#[derive(Serialize)]
pub struct Property<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    value: Quantity,
}

/// A number, or a text.
#[derive(Serialize)]
#[serde(untagged)]
enum Quantity {
    Number(u32),
    Text(String),
}

impl<'a> Property<'a> {
    fn of(name: &'a str, value: Quantity) -> Self {
        Property { kind: "PropertyValue", name, value }
    }
}

/// schema.org `ImageObject`.
#[derive(Serialize)]
pub struct Picture {
    #[serde(rename = "@type")]
    kind: &'static str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

impl Picture {
    /// A picture at an absolute address.
    pub fn at(url: impl Into<String>, size: Option<(u32, u32)>) -> Self {
        let (width, height) = size.unzip();
        Picture { kind: "ImageObject", url: url.into(), width, height }
    }
}

/// A graph as the text of a script element. What has no picture of its own shows `picture`, the
/// one that messengers show.
pub fn script(graph: &Value, picture: Option<Picture>) -> Value {
    let mut data = serde_json::to_value(graph).unwrap_or_default();
    let picture = picture.and_then(|picture| serde_json::to_value(picture).ok());
    let nodes = data.get_mut("@graph").and_then(serde_json::Value::as_array_mut);
    if let (Some(nodes), Some(picture)) = (nodes, picture) {
        for node in nodes.iter_mut().filter_map(serde_json::Value::as_object_mut) {
            let key = match () {
                () if node.contains_key("headline") => "image",
                () if node.contains_key("breadcrumb") || node.contains_key("mainEntity") => "primaryImageOfPage",
                () => continue,
            };
            node.entry(key).or_insert_with(|| picture.clone());
        }
    }
    json(&data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_headline_gets_the_picture() {
        let graph = serde_json::json!({"@graph": [{"headline": "</script>"}, {"headline": "b", "image": "c"}, {"breadcrumb": 1}, {"name": "d"}]});
        let graph = Value::try_from_serializable(&graph).expect("a value");
        let text = script(&graph, Some(Picture::at("https://x.cn/p.png", Some((2, 1)))));
        let text = text.as_str().expect("text").to_owned();
        assert!(!text.contains("</script>"));
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let nodes = read["@graph"].as_array().expect("nodes");
        assert_eq!(nodes[0]["headline"], "</script>");
        assert_eq!((&nodes[0]["image"]["url"], &nodes[0]["image"]["width"]), (&"https://x.cn/p.png".into(), &2.into()));
        assert_eq!(nodes[1]["image"], "c");
        assert_eq!(nodes[2]["primaryImageOfPage"]["height"], 1);
        assert_eq!(nodes[3].as_object().map(serde_json::Map::len), Some(1));
    }
}
