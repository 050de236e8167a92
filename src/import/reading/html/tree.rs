//! The tree that html5ever builds: nodes in one vector, linked by their numbers.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document, parse_fragment};

/// The number of a node.
pub type Id = usize;

/// A node and its neighbours.
#[derive(Default)]
pub struct Node {
    /// What it is.
    pub data: Data,
    /// The line of the file that it begins in, from 1.
    pub line: usize,
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

/// What a node is.
#[derive(Default)]
pub enum Data {
    /// The document, a comment, or something else that is not seen.
    #[default]
    Other,
    /// Text.
    Text(StrTendril),
    /// An element.
    Element {
        /// Its name.
        name: QualName,
        /// Its attributes.
        attributes: Vec<Attribute>,
    },
}

/// A parsed page.
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// Parses a whole page. Any text is one.
    pub fn of(html: &str) -> Self {
        parse_document(Builder::new(), ParseOpts::default()).one(StrTendril::from_slice(html))
    }

    /// Parses what may stand in a page's body.
    pub fn of_fragment(html: &str) -> Self {
        let context = QualName::new(None, ns!(html), local_name!("body"));
        let parser = parse_fragment(Builder::new(), ParseOpts::default(), context, Vec::new(), false);
        parser.one(StrTendril::from_slice(html))
    }

    /// The node that all others stand in.
    pub fn root(&self) -> Id {
        0
    }

    /// A node.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// A node's children.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes[id].first, |child| self.nodes[*child].next)
    }

    /// The name of an element of HTML; of anything else, nothing.
    pub fn name(&self, id: Id) -> &str {
        match &self.nodes[id].data {
            Data::Element { name, .. } if name.ns == ns!(html) => &name.local,
            _ => "",
        }
    }

    /// The value of an element's attribute.
    pub fn attribute(&self, id: Id, wanted: &str) -> Option<&str> {
        let Data::Element { attributes, .. } = &self.nodes[id].data else { return None };
        let found = attributes.iter().find(|attribute| &*attribute.name.local == wanted);
        found.map(|attribute| &*attribute.value)
    }

    /// A node and what stands in it, in order, but for what `skip` leaves out.
    pub fn walk(&self, top: Id, skip: impl Fn(Id) -> bool) -> Vec<Id> {
        let mut found = Vec::new();
        let mut waiting = vec![top];
        while let Some(id) = waiting.pop() {
            found.push(id);
            if id == top || !skip(id) {
                let from = waiting.len();
                waiting.extend(self.children(id));
                waiting[from..].reverse();
            }
        }
        found
    }
}

/// What html5ever tells its doings to.
struct Builder {
    nodes: RefCell<Vec<Node>>,
    line: Cell<usize>,
    /// The name of what is no element, for which html5ever does not ask.
    nameless: RefCell<QualName>,
}

impl Builder {
    fn new() -> Self {
        let nameless = RefCell::new(QualName::new(None, ns!(), local_name!("")));
        Builder { nodes: RefCell::new(vec![Node::default()]), line: Cell::new(1), nameless }
    }

    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { data, line: self.line.get(), ..Node::default() });
        nodes.len() - 1
    }

    fn detach(&self, id: Id) {
        let nodes = &mut *self.nodes.borrow_mut();
        let (parent, previous, next) = (nodes[id].parent.take(), nodes[id].previous.take(), nodes[id].next.take());
        match previous {
            Some(previous) => nodes[previous].next = next,
            None => parent.into_iter().for_each(|parent| nodes[parent].first = next),
        }
        match next {
            Some(next) => nodes[next].previous = previous,
            None => parent.into_iter().for_each(|parent| nodes[parent].last = previous),
        }
    }

    /// Puts a node without a parent into one, before a child of it or at the end.
    fn attach(&self, id: Id, parent: Id, before: Option<Id>) {
        let nodes = &mut *self.nodes.borrow_mut();
        let previous = before.map_or(nodes[parent].last, |before| nodes[before].previous);
        nodes[id].parent = Some(parent);
        nodes[id].previous = previous;
        nodes[id].next = before;
        match previous {
            Some(previous) => nodes[previous].next = Some(id),
            None => nodes[parent].first = Some(id),
        }
        match before {
            Some(before) => nodes[before].previous = Some(id),
            None => nodes[parent].last = Some(id),
        }
    }

    fn insert(&self, child: NodeOrText<Id>, parent: Id, before: Option<Id>) {
        match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                self.attach(id, parent, before);
            }
            NodeOrText::AppendText(text) => {
                let neighbour = {
                    let nodes = self.nodes.borrow();
                    before.map_or(nodes[parent].last, |before| nodes[before].previous)
                };
                if let Some(neighbour) = neighbour
                    && let Data::Text(written) = &mut self.nodes.borrow_mut()[neighbour].data
                {
                    written.push_tendril(&text);
                    return;
                }
                let id = self.add(Data::Text(text));
                self.attach(id, parent, before);
            }
        }
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.nodes.borrow()[id].parent
    }
}

impl TreeSink for Builder {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        let named = Ref::filter_map(self.nodes.borrow(), |nodes| match &nodes[*target].data {
            Data::Element { name, .. } => Some(name),
            _ => None,
        });
        named.unwrap_or_else(|_| self.nameless.borrow())
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.add(Data::Element { name, attributes })
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(child, *parent, None);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        match self.parent(*element) {
            Some(parent) => self.insert(child, parent, Some(*element)),
            None => self.insert(child, *previous, None),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    // What templates hold is never seen; a place that nothing leads to will do.
    fn get_template_contents(&self, _: &Id) -> Id {
        self.add(Data::Other)
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let Some(parent) = self.parent(*sibling) {
            self.insert(child, parent, Some(*sibling));
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Data::Element { attributes, .. } = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in more {
                if attributes.iter().all(|known| known.name != attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        loop {
            let first = self.nodes.borrow()[*node].first;
            let Some(child) = first else { return };
            self.detach(child);
            self.attach(child, *new_parent, None);
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(usize::try_from(line).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(tree: &Tree, id: Id, out: &mut String) {
        match &tree.node(id).data {
            Data::Text(text) => out.push_str(text),
            _ => {
                out.push_str(&format!("<{}>", tree.name(id)));
                tree.children(id).for_each(|child| outline(tree, child, out));
                out.push_str("</>");
            }
        }
    }

    #[test]
    fn misnested_tags_are_put_right() {
        let tree = Tree::of("<table>a<tr><td>b</table><p><b>c<p>d");
        let mut out = String::new();
        outline(&tree, tree.root(), &mut out);
        let body = "<body>a<table><tbody><tr><td>b</></></></><p><b>c</></><p><b>d</></></>";
        assert_eq!(out, format!("<><html><head></>{body}</></>"));
    }
}
