//! Walks through a page's tree as a reader's eye does.

use super::look::{Look, Style};
use super::setter::Setter;
use super::table;
use super::tree::{Data, Id, Tree};
use crate::import::manuscript::Block;
use crate::import::reading::ordinal;

/// Deeper elements lose their look, not their text.
const DEEPEST: usize = 150;

/// A form with more text than this around its fields is a page of old ASP.NET, which wraps all of
/// itself in one.
const PAGE_IN_A_FORM: usize = 200;

/// A walk through a tree.
pub struct Walk<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// Where the lines go.
    pub setter: Setter,
    /// Headers, footers, menus, and the page's title.
    pub furniture: Vec<String>,
    /// Whether this is within the page's own text, where a header is one of it.
    in_article: bool,
    /// Lists that this stands in.
    lists: Vec<List>,
}

/// A list and the number of its next item.
struct List {
    kind: Option<char>,
    next: u32,
}

impl<'a> Walk<'a> {
    /// A walk that has not begun.
    pub fn new(tree: &'a Tree) -> Self {
        Walk { tree, setter: Setter::default(), furniture: Vec::new(), in_article: false, lists: Vec::new() }
    }

    /// Sets all that stands in a node.
    pub fn inside(&mut self, id: Id, look: Look, depth: usize) {
        for child in self.tree.children(id) {
            self.node(child, look, depth + 1);
        }
    }

    /// Sets an element that begins and ends lines.
    pub fn block(&mut self, id: Id, look: Look, depth: usize) {
        self.setter.end_line();
        self.inside(id, look.inside(self.tree, id), depth);
        self.setter.end_line();
    }

    /// Sets an element by itself.
    pub fn apart(&mut self, id: Id, look: Look, depth: usize) -> Vec<Block> {
        let outer = std::mem::take(&mut self.setter);
        self.block(id, look, depth);
        std::mem::replace(&mut self.setter, outer).finish()
    }

    fn node(&mut self, id: Id, look: Look, depth: usize) {
        let node = self.tree.node(id);
        match &node.data {
            Data::Text(text) => self.setter.text(text, look, node.line),
            Data::Element { .. } if depth > DEEPEST => self.flat(id, look),
            Data::Element { .. } => self.element(id, look, depth),
            Data::Other => {}
        }
    }

    fn element(&mut self, id: Id, look: Look, depth: usize) {
        let name = self.tree.name(id);
        if is_unseen(self.tree, id) || (name == "form" && self.is_only_fields(id)) {
            return;
        }
        let style = Style::of(self.tree, id);
        if style.breaks_page("before") {
            self.setter.page_end();
        }
        match name {
            "title" | "nav" | "footer" => self.set_aside(id, look, depth),
            "header" if !self.in_article => self.set_aside(id, look, depth),
            "br" => self.setter.line_break(),
            "hr" => self.setter.gap(),
            "table" => {
                self.setter.end_line();
                table::set(self, id, look.inside(self.tree, id), depth);
            }
            "ul" | "ol" | "menu" | "dir" => self.list(id, look, depth),
            "li" => self.item(id, look, depth),
            "article" | "main" => {
                let outside = std::mem::replace(&mut self.in_article, true);
                self.block(id, look, depth);
                self.in_article = outside;
            }
            "q" => {
                self.setter.text("“", look, self.tree.node(id).line);
                self.inside(id, look.inside(self.tree, id), depth);
                self.setter.text("”", look, self.tree.node(id).line);
            }
            _ if is_block(name) => self.block(id, look, depth),
            _ => self.inside(id, look.inside(self.tree, id), depth),
        }
        if style.breaks_page("after") {
            self.setter.page_end();
        }
    }

    fn set_aside(&mut self, id: Id, look: Look, depth: usize) {
        let blocks = self.apart(id, look, depth);
        self.furniture.extend(blocks.iter().filter_map(Block::as_line).map(|line| line.text.clone()));
    }

    fn list(&mut self, id: Id, look: Look, depth: usize) {
        let attribute = |name: &str| self.tree.attribute(id, name).map(str::trim);
        let kind =
            (self.tree.name(id) == "ol").then(|| attribute("type").and_then(|kind| kind.chars().next()).unwrap_or('1'));
        let next = attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        self.lists.push(List { kind, next });
        self.block(id, look, depth);
        self.lists.pop();
    }

    fn item(&mut self, id: Id, look: Look, depth: usize) {
        self.setter.end_line();
        let look = look.inside(self.tree, id);
        let value = self.tree.attribute(id, "value").and_then(|value| value.trim().parse().ok());
        let marker = self.lists.last_mut().map_or_else(|| "• ".to_owned(), |list| list.marker(value));
        self.setter.set_marker(Some(marker));
        self.inside(id, look, depth);
        self.setter.set_marker(None);
        self.setter.end_line();
    }

    /// Whether a form holds little beside its fields.
    fn is_only_fields(&self, id: Id) -> bool {
        let inner = self.tree.walk(id, |inner| is_unseen(self.tree, inner));
        let texts = inner.into_iter().filter_map(|inner| match &self.tree.node(inner).data {
            Data::Text(text) => Some(text.chars().filter(|c| !c.is_whitespace()).count()),
            _ => None,
        });
        texts.sum::<usize>() <= PAGE_IN_A_FORM
    }

    /// Sets the text of an element that stands too deep to be walked into.
    fn flat(&mut self, id: Id, look: Look) {
        for inner in self.tree.walk(id, |inner| is_unseen(self.tree, inner)) {
            let node = self.tree.node(inner);
            match &node.data {
                _ if is_unseen(self.tree, inner) => {}
                Data::Text(text) => self.setter.text(text, look, node.line),
                _ if is_block(self.tree.name(inner)) || self.tree.name(inner) == "br" => self.setter.end_line(),
                _ => {}
            }
        }
    }
}

impl List {
    fn marker(&mut self, value: Option<u32>) -> String {
        let number = value.unwrap_or(self.next);
        self.next = number.saturating_add(1);
        match self.kind {
            None => "• ".to_owned(),
            Some('a') => format!("{}. ", ordinal::letters(number)),
            Some('A') => format!("{}. ", ordinal::letters(number).to_uppercase()),
            Some('i') => format!("{}. ", ordinal::roman(number)),
            Some('I') => format!("{}. ", ordinal::roman(number).to_uppercase()),
            Some(_) => format!("{number}. "),
        }
    }
}

/// Whether nothing of an element is to be read on the page.
fn is_unseen(tree: &Tree, id: Id) -> bool {
    if !matches!(tree.node(id).data, Data::Element { .. }) {
        return false;
    }
    let named = matches!(
        tree.name(id),
        "script"
            | "style"
            | "noscript"
            | "noframes"
            | "template"
            | "iframe"
            | "object"
            | "applet"
            | "embed"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "rt"
            | "rp"
            | "input"
            | "select"
            | "option"
            | "button"
            | "textarea"
            | "label"
            | "datalist"
            | "dialog"
            | "meta"
            | "link"
            | "base"
    );
    named || tree.attribute(id, "hidden").is_some() || Style::of(tree, id).hides()
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "p"
            | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "center"
            | "section"
            | "article"
            | "main"
            | "aside"
            | "header"
            | "footer"
            | "nav"
            | "blockquote"
            | "pre"
            | "listing"
            | "xmp"
            | "address"
            | "dl"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "fieldset"
            | "legend"
            | "form"
            | "details"
            | "summary"
            | "caption"
            | "td"
            | "th"
            | "tr"
            | "thead"
            | "tbody"
            | "tfoot"
            | "table"
            | "hgroup"
            | "li"
            | "ul"
            | "ol"
            | "marquee"
    )
}
